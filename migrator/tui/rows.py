"""The engine's values as rows of lists: which glyph, which word, which group."""

import re
from collections import Counter
from collections.abc import Iterable

from migrator.display import plural
from migrator.tui.held import Held
from migrator.tui.lists import Row, regrouped
from migrator.wire.acts import CommitView
from migrator.wire.batches import BatchRow, BatchView, ChangedFileView, ShapeView
from migrator.wire.findings import FindingRow
from migrator.wire.status import PhaseView

OVERVIEW = "overview"
WHOLE = "whole"

STATES: dict[str, tuple[str, str, str]] = {
    "proposed": ("○", "open", "proposed"),
    "partly": ("◐", "mixed", "partly decided"),
    "approved": ("✓", "approved", "approved"),
    "rejected": ("✗", "rejected", "rejected"),
    "red": ("✗", "bad", "checks red"),
    "refused": ("✗", "warn", "cannot land"),
    "stale": ("!", "warn", "stale"),
}
"""State of a batch to glyph, role and words."""

_COMMITS: dict[str, tuple[str, str, str]] = {
    "landed": ("●", "good", ""),
    "undone": ("◌", "muted", "undone"),
    "undo": ("↩", "warn", "undo"),
    "sync": ("⇄", "muted", "sync"),
    "record": ("·", "muted", "record"),
    "other": ("·", "muted", ""),
}

KINDS = {
    "import-cycles": "import cycles",
    "import-paths": "import paths",
    "dead-imports": "dead imports",
    "duplicate-classes": "duplicate classes",
    "duplicate-factories": "duplicate factories",
    "protocol-gaps": "protocol gaps",
    "layers": "layer breaches",
    "shims": "shims",
    "checks": "checks",
    "unpushed": "commits to push",
    "plug-in": "a rule of this project",
}


def phase_rows(held: Held) -> tuple[Row, ...]:
    """An overview, then the phases in their order."""
    first = Row(
        key=OVERVIEW,
        text="Overview",
        glyph="◆",
        tint="accent",
        role="strong",
        note=f"{held.remaining:,} left",
    )
    return (first, *(_phase(held, number, phase) for number, phase in enumerate(held.status.phases, start=1)))


def finding_rows(held: Held) -> tuple[Row, ...]:
    """Findings under their phases, what does not count under a heading of its own, keeps last."""
    groups: dict[str, Row] = {}
    rows: list[Row] = []
    titles = {phase.id: phase.title for phase in held.status.phases}
    package = common_package(held.findings)
    for finding in held.findings:
        key, title = _finding_group(finding, titles)
        groups.setdefault(key, Row(key=key, text=title, folds=True))
        rows.append(_finding(finding, key, package))
    last = {"kept": 2}
    ordered = sorted(groups.values(), key=lambda row: last.get(row.key, int(row.key.startswith("aside:"))))
    return regrouped(rows, ordered)


def batch_rows(batches: Iterable[BatchRow]) -> tuple[Row, ...]:
    """Batches in the order in which they are best landed."""
    return tuple(_batch(batch) for batch in batches)


def history_rows(commits: Iterable[CommitView]) -> tuple[Row, ...]:
    """Commits, newest first."""
    return tuple(_commit(commit) for commit in commits)


def part_rows(batch: BatchView) -> tuple[Row, ...]:
    """What a batch consists of: the whole, its shapes, its outliers, its files."""
    approved = sum(hunk.decision == "approved" for hunk in batch.hunks)
    rejected = sum(hunk.decision == "rejected" for hunk in batch.hunks)
    glyph, tint = tally(approved, rejected, len(batch.hunks))
    whole = Row(
        key=WHOLE,
        text="the whole batch",
        glyph=glyph,
        tint=tint,
        role="strong",
        note=counts(approved, rejected, len(batch.hunks)),
    )
    shapes = [_shape(shape, "outliers" if shape.outlier else "shapes") for shape in batch.shapes]
    files = [_file(file) for file in batch.files]
    groups = (
        Row(key="shapes", text="Shapes", folds=True),
        Row(key="outliers", text="Outliers: read each", folds=True),
        Row(key="files", text="Files", folds=True),
    )
    return (whole, *regrouped([*shapes, *files], groups))


def tally(approved: int, rejected: int, total: int) -> tuple[str, str]:
    """Glyph and role for decisions on several hunks."""
    if total and approved == total:
        return "✓", "approved"
    if total and rejected == total:
        return "✗", "rejected"
    if approved or rejected:
        return "◐", "mixed"
    return "○", "open"


def counts(approved: int, rejected: int, total: int) -> str:
    """``6✓ 1✗ 15○``, or the number alone where nothing was decided."""
    if not approved and not rejected:
        return plural(total, "hunk")
    left = total - approved - rejected
    parts = [
        f"{approved}✓" if approved else "",
        f"{rejected}✗" if rejected else "",
        f"{left}○" if left else "",
    ]
    return " ".join(part for part in parts if part)


_IMPORT = re.compile(r"from (\S+) import (.+)")


def shape_label(text: str) -> str:
    """A shape in few words: what differs first, as lists are narrow. ``managers → orders.manager: OrderManager, in a function``."""
    before, arrow, after = text.partition("` -> `")
    old, (new, _, context) = before.removeprefix("`"), after.partition("`")
    if not arrow or "`" in old:
        return text.replace("`", "").replace(" -> ", " → ")
    first, second = _IMPORT.fullmatch(old), _IMPORT.fullmatch(new)
    if first and second:
        there, here = _without_common(first[1], second[1])
        name = first[2] if first[2] == second[2] else f"{first[2]} → {second[2]}"
        return f"{there} → {here}: {name}{context}"
    there, here = _without_common(old.strip("\"'"), new.strip("\"'"))
    return f"{there} → {here}{context}"


def _without_common(first: str, second: str) -> tuple[str, str]:
    """Two dotted names without the packages that both start with."""
    ours, theirs = first.split("."), second.split(".")
    while len(ours) > 1 and len(theirs) > 1 and ours[0] == theirs[0]:
        del ours[0], theirs[0]
    return ".".join(ours), ".".join(theirs)


def _phase(held: Held, number: int, phase: PhaseView) -> Row:
    glyph, tint = {"done": ("✓", "good"), "empty": ("✓", "good")}.get(phase.state, ("○", "open"))
    share = held.share(phase.id)
    if share and phase.state == "open":
        glyph, tint = "◐", "mixed"
    note = f"{phase.remaining:,}" if phase.state == "open" else phase.state
    return Row(
        key=phase.id,
        text=f"{number} {phase.title}",
        glyph=glyph,
        tint=tint,
        bar=share,
        note=note,
        detail=f"{phase.value:,} {phase.unit}",
    )


def _finding_group(finding: FindingRow, titles: dict[str, str]) -> tuple[str, str]:
    if finding.kept:
        return "kept", "kept, with a reason"
    kind = KINDS.get(finding.kind, finding.kind)
    if not finding.counts:
        colour = f", {finding.colour}" if finding.colour else ""
        return f"aside:{finding.kind}:{finding.colour or ''}", f"not counted: {kind}{colour}"
    return f"phase:{finding.phase}", titles.get(finding.phase) or kind


def common_package(findings: Iterable[FindingRow]) -> str:
    """``shop.`` where most findings are in that package: then the lists need not say it each time."""
    packages = Counter(subject(finding).partition(":")[0].partition(".")[0] for finding in findings)
    for package, count in packages.most_common(1):
        return f"{package}." if count * 2 > packages.total() else ""
    return ""


def subject(finding: FindingRow) -> str:
    """What a finding is about, without its kind: the qualified names of its identity."""
    colour = f"{finding.colour}:" if finding.colour else ""
    prefix = f"{finding.kind}:"
    if not finding.id.startswith(prefix):
        return finding.title
    return finding.id.removeprefix(prefix).removeprefix(colour)


def _short(finding: FindingRow, package: str) -> str:
    importer, arrow, imported = (part.strip() for part in subject(finding).partition(">"))
    if arrow:
        nearby = importer.rpartition(".")[0] + "."
        return f"{importer.removeprefix(package)} → {imported.removeprefix(nearby).removeprefix(package)}"
    return importer.removeprefix(package)


def _finding(finding: FindingRow, group: str, package: str) -> Row:
    glyph, tint = "○", "open"
    if finding.kept:
        glyph, tint = "•", "muted"
    elif not finding.counts:
        glyph, tint = "·", "muted"
    elif finding.tier != "exact":
        glyph, tint = "?", "warn"
    note = "batch" if finding.batch else (plural(finding.sites, "site") if finding.sites else "")
    return Row(
        key=finding.id,
        text=_short(finding, package),
        middle=True,
        glyph=glyph,
        tint=tint,
        group=group,
        note=note,
        note_role="link" if finding.batch else "muted",
        detail=finding.kept or (plural(finding.sites, "site") if finding.batch and finding.sites else ""),
    )


def _batch(batch: BatchRow) -> Row:
    glyph, tint, words = STATES.get(batch.state, ("○", "open", batch.state))
    said = plural(batch.sites, "site") if batch.state == "proposed" else words
    return Row(
        key=batch.id,
        text=batch.title,
        glyph=glyph,
        tint=tint,
        note=said,
        note_role="muted" if batch.state == "proposed" else tint,
        detail=f"closes {plural(batch.closes, 'finding')}",
    )


def _commit(commit: CommitView) -> Row:
    glyph, tint, words = _COMMITS.get(commit.state, ("·", "muted", commit.state))
    said = words or (f"-{commit.closed}" if commit.closed else "")
    proven = _proven(commit.checks)
    note = " ".join(part for part in (proven, said, "⇡" if not commit.pushed else "") if part)
    batch = f"{commit.batch} " if commit.batch else ""
    return Row(
        key=commit.sha,
        text=f"{commit.sha[:7]} {batch}{commit.subject}",
        glyph=glyph,
        tint=tint,
        role="muted" if commit.state in {"undone", "other", "record"} else "text",
        note=note,
        note_role="bad" if proven.startswith("✗") else "good" if commit.closed and not words else "muted",
        detail=commit.checks or commit.author,
    )


def _proven(checks: str) -> str:
    """``✓`` where every check is green, the number that is not where some are not, ``""`` where nothing is known."""
    results = [check.rpartition(" ")[2] for check in checks.split(", ") if check]
    failing = sum(result != "green" for result in results)
    return f"✗{failing}" if failing else "✓" if results else ""


def _shape(shape: ShapeView, group: str) -> Row:
    total = len(shape.hunks)
    glyph, tint = tally(shape.approved, shape.rejected, total)
    decided = shape.approved or shape.rejected
    note = counts(shape.approved, shape.rejected, total) if decided else f"{plural(total, 'site')}"
    return Row(
        key=f"shape:{shape.id}",
        text=shape_label(shape.text),
        middle=True,
        glyph=glyph,
        tint=tint,
        group=group,
        note=note,
    )


def _file(file: ChangedFileView) -> Row:
    glyph, tint = tally(file.approved, file.rejected, file.hunks)
    note = f"+{file.added} -{file.removed}"
    if file.approved or file.rejected:
        note = counts(file.approved, file.rejected, file.hunks)
    kind = {"new": "new  ", "deleted": "gone  "}.get(file.kind, "")
    return Row(
        key=f"file:{file.path}",
        text=file.path,
        glyph=glyph,
        tint=tint,
        group="files",
        middle=True,
        note=f"{kind}{note}",
    )
