"""Pages about one thing: a phase, a finding, a batch, a shape, a commit. Pure: values in, lines out."""

from collections.abc import Iterable
from itertools import groupby

from migrator.display import plural
from migrator.tui.comparison_page import signs
from migrator.tui.held import Held
from migrator.tui.overview import CHECKS
from migrator.tui.page_view import PageLine
from migrator.tui.pages import bar, bullets, change, chart, code, fact, heading, section, shape_words
from migrator.tui.rows import KINDS, STATES
from migrator.tui.runs import EMPTY, Run, line, run
from migrator.wire.acts import CommitView, LandedView
from migrator.wire.batches import HunkView, ShapeView
from migrator.wire.findings import FindingView
from migrator.wire.sites import SiteView

SITES = 400
HUNKS = 40


def phase_page(held: Held, phase_id: str) -> list[PageLine]:
    """A phase: its rule, what remains, its course."""
    phase = held.phase(phase_id)
    if phase is None:
        return []
    share = held.share(phase.id) or 0.0
    page: list[PageLine] = [
        heading(phase.title, KINDS.get(phase.finds, phase.finds)),
        EMPTY,
        (*fact("DONE"), *bar(share), run(f"  {share:.0%}", "muted")),
        fact(
            "REMAINING",
            (f"{phase.remaining:,}", "strong"),
            (f"   {phase.kept:,} kept" if phase.kept else "", "muted"),
        ),
        fact("MEASURE", f"{phase.value:,} {phase.unit}", (f"   exit rule: down to {phase.goal:,}", "muted")),
    ]
    page += [fact("", f"{count:,} ", (name, "muted")) for name, count in phase.parts.items()]
    page += section(f"Course of {phase.unit}", chart(held.course(phase.id)))
    batches = [batch for batch in held.batches if batch.phase == phase.id]
    rows: list[PageLine] = [
        line(
            ("  ○ ", "open"),
            (f"{batch.id} ", "link"),
            batch.title,
            (f"   {plural(batch.sites, 'site')}, closes {batch.closes}", "muted"),
        )
        for batch in batches[:12]
    ]
    return page + section("Batches", rows)


def finding_page(finding: FindingView) -> list[PageLine]:
    """A finding with its evidence."""
    page: list[PageLine] = [heading(finding.title), line((finding.id, "faint")), EMPTY]
    page.append(
        fact(
            "KIND",
            KINDS.get(finding.kind, finding.kind),
            (f"   {finding.colour}" if finding.colour else "", "accent"),
        )
    )
    page.append(fact("EVIDENCE", _TIERS.get(finding.tier, finding.tier)))
    if not finding.counts:
        page.append(fact("COUNTED", ("no", "warn"), "   shown because hiding it would be wrong"))
    if finding.kept:
        page.append(fact("KEPT", ("• ", "muted"), finding.kept))
    if finding.batch:
        page.append(fact("CLOSED BY", (finding.batch, "link"), ("   enter opens it", "muted")))
    if finding.comparison is not None:
        page.append((*fact("MEMBERS"), *signs(finding.comparison)))
        page += [fact("LEFT ALONE", ("! ", "warn"), veto) for veto in finding.comparison.vetoes]
    if finding.factory is not None:
        page += change(finding.factory.signature, finding.factory.canonical_signature)
    page += [fact("TO CLOSE IT", (key, "key"), said) for key, said in _TO_CLOSE.get(finding.kind, ())]
    page += section("Evidence", bullets(finding.evidence))
    page += section("The way round", _chain(finding.witness))
    page += section("Names", [line("    ", (name, "link")) for name in finding.names])
    page += section("Sites", _sites(finding.sites))
    page += section("Ways out", bullets(finding.recipes, glyph="▸", role="accent"))
    return page + section("Considered and not taken", bullets(finding.considered, glyph="·"))


def shape_page(shape: ShapeView, hunks: dict[str, HunkView]) -> list[PageLine]:
    """A shape: what its edits have in common, and each of them."""
    total = len(shape.hunks)
    page: list[PageLine] = [
        heading(
            "Outlier" if shape.outlier else "Shape",
            f"{plural(total, 'site')} in {plural(shape.files, 'file')}",
        ),
        EMPTY,
        (run("  "), *shape_words(shape.text)),
        EMPTY,
        fact(
            "DECIDED",
            (f"{shape.approved}✓ approved", "approved" if shape.approved else "muted"),
            (f"   {shape.rejected}✗ rejected", "rejected" if shape.rejected else "muted"),
            (f"   {total - shape.approved - shape.rejected}○ open", "muted"),
        ),
        fact("APPROVING", "covers exactly the sites below, nothing that comes later"),
    ]
    found = [hunks[key] for key in shape.hunks if key in hunks]
    for reason, group in groupby(found[:HUNKS], key=lambda hunk: hunk.why):
        page += [EMPTY, line((f"  {reason}", "muted"))] if reason else []
        for hunk in group:
            page += _hunk(hunk)
    if len(found) > HUNKS:
        page += [
            EMPTY,
            line((f"  … and {len(found) - HUNKS:,} more: enter walks through the files", "muted")),
        ]
    return page


def commit_page(commit: CommitView, held: Held) -> list[PageLine]:
    """A commit of the campaign."""
    page: list[PageLine] = [
        heading(commit.subject),
        EMPTY,
        fact("COMMIT", (commit.sha, "link")),
        fact("BY", commit.author, (f"   {commit.date}", "muted")),
    ]
    if commit.batch:
        page.append(
            fact("BATCH", commit.batch, (f"   phase {commit.phase}" if commit.phase else "", "muted"))
        )
    page.append(
        fact(
            "STATE",
            _COMMITS.get(commit.state, commit.state),
            ("" if commit.pushed else "   not pushed yet", "warn"),
        )
    )
    if commit.closed:
        page.append(fact("CLOSED", (f"-{commit.closed}", "good"), " findings"))
    if commit.checks:
        page.append(fact("CHECKS", commit.checks))
    measures: list[PageLine] = [
        line(f"    {phase:<18}", (f"{value:,}", "strong")) for phase, value in commit.measures.items()
    ]
    page += section("Measures here", measures)
    for phase in commit.measures:
        found = held.phase(phase)
        page += section(f"Course: {found.title if found else phase}", chart(held.course(phase), height=4))
    if commit.state == "landed" and commit.batch:
        page += [EMPTY, line(("  t", "key"), (" takes this batch back, by a commit of its own", "muted"))]
    return page


def landed_page(landed: LandedView) -> list[PageLine]:
    """What a landing did."""
    page: list[PageLine] = [heading("Landed", landed.commit[:12]), EMPTY]
    for check in landed.checks:
        glyph, role = CHECKS.get(check.result, ("?", "warn"))
        page.append(
            line((f"  {glyph} ", role), check.name, (f"   {check.result}  {check.seconds:.1f}s", "muted"))
        )
    return page + section("Said", bullets(landed.said))


def batch_state(state: str) -> tuple[str, str]:
    """``✓ approved`` and its role."""
    glyph, role, words = STATES.get(state, ("○", "open", state))
    return f"{glyph} {words}", role


_TO_CLOSE = {
    "checks": (("V", " runs the plan's checks on the campaign's tip"),),
    "unpushed": (("P", " pushes the campaign's branch"),),
}
"""Kind of a finding to the key that closes it, where no batch does."""

_TIERS = {
    "exact": "exact: it follows from the code alone",
    "propose": "good, with a judgement in it: read the sites",
    "review": "a hint: a person must look",
}

_COMMITS = {
    "landed": "landed",
    "undone": "landed, then undone",
    "undo": "takes a batch back",
    "sync": "brings the campaign and a base that moved together",
    "record": "the record of a commit that was made by hand",
    "other": "made outside the campaign's batches",
}


def _chain(witness: Iterable[str]) -> list[PageLine]:
    modules = list(witness)
    return [
        line(
            "    " + "  " * min(step, 10),
            ("╰▸ " if step else "   ", "faint"),
            (module, "link" if step in {0, len(modules) - 1} else "text"),
        )
        for step, module in enumerate(modules)
    ]


def _sites(sites: tuple[SiteView, ...]) -> list[PageLine]:
    page: list[PageLine] = []
    for path, group in groupby(sites[:SITES], key=lambda site: site.path):
        page.append(line(("    " + path, "text")))
        for site in group:
            scope = (run(f"   in {site.scope}", "faint"),) if site.scope else ()
            page.append((Run("    "), *code(site.line, site.text.strip("\n")), *scope))
    if len(sites) > SITES:
        page.append(line((f"    … and {len(sites) - SITES:,} more", "muted")))
    return page


def _hunk(hunk: HunkView) -> list[PageLine]:
    glyphs = {"approved": "✓", "rejected": "✗"}
    head = line(
        (f"  {glyphs.get(hunk.decision, '○')} ", hunk.decision),
        (f"{hunk.path}:{hunk.line}", "text"),
        (f"   “{hunk.reason}”" if hunk.reason else "", "muted"),
    )
    return [EMPTY, head, *change(hunk.old, hunk.new)]
