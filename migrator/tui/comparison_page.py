"""Two classes of one role, and a creator beside the canonical one, as rows and pages. Pure."""

from collections import Counter
from collections.abc import Iterable

from migrator.display import plural
from migrator.tui.lists import Row
from migrator.tui.page_view import PageLine
from migrator.tui.pages import bullets, change, fact, heading, section, several
from migrator.tui.runs import EMPTY, Line, line
from migrator.wire.comparisons import CallView, ComparisonView, FactoryView, GapView, MemberView
from migrator.wire.findings import FindingView
from migrator.wire.sites import SiteView

SIGNS: dict[str, tuple[str, str]] = {
    "=": ("equal", "good"),
    "~": ("differs", "warn"),
    "+": ("only where it goes", "accent"),
    "-": ("only where it stays", "muted"),
}
"""Sign of a member to words and role."""

_COUNTED = {"=": "equal", "~": "differ", "+": "only in it", "-": "not in it"}
"""What the signs say of the class that goes."""

FITS: dict[str, tuple[str, str]] = {
    "same": ("✓ the same", "good"),
    "adaptable": ("✓ adaptable", "good"),
    "incompatible": ("✗ incompatible", "bad"),
}
CALLERS = 6


def member_rows(comparison: ComparisonView) -> tuple[Row, ...]:
    """The members of both classes; those that would be lost say who uses them."""
    gaps = {gap.name: gap for gap in comparison.gap}
    return tuple(_member(member, gaps.get(member.name)) for member in comparison.members)


def call_rows(factory: FactoryView) -> tuple[Row, ...]:
    """The calls of a creator; those left for a person say so."""
    return tuple(_call(number, call) for number, call in enumerate(factory.calls))


def signs(comparison: ComparisonView) -> Line:
    """How many members are equal, differ, or are on one side only."""
    counted = Counter(member.sign for member in comparison.members)
    if not counted:
        return line(("an alias, an empty subclass or a copy by name: there is no member to compare", "muted"))
    pieces: list[tuple[str, str]] = []
    for sign, words in _COUNTED.items():
        if counted[sign]:
            pieces += [(f"{sign} ", SIGNS[sign][1]), (f"{counted[sign]} ", "strong"), (f"{words}  ", "muted")]
    return line(*pieces)


def comparison_page(finding: FindingView, comparison: ComparisonView) -> list[PageLine]:
    """What is known of two classes: which stays, why, and what would be lost."""
    package = _common(comparison.canonical, comparison.duplicate)
    page: list[PageLine] = [
        fact("STAYS", (comparison.canonical.removeprefix(package), "strong")),
        fact("", (comparison.canonical_path, "muted")),
        fact("GOES", (comparison.duplicate.removeprefix(package), "strong")),
        fact("", (comparison.duplicate_path, "muted")),
        fact("BECAUSE", comparison.evidence),
        (*fact("MEMBERS"), *signs(comparison)),
        *_gap_in_short(comparison.gap),
        *_vetoes(comparison.vetoes),
        *_standing(finding),
    ]
    for gap in comparison.gap:
        page += _gap(gap)
    return page + _rest(finding)


def creator_page(finding: FindingView, factory: FactoryView) -> list[PageLine]:
    """What is known of a creator: its signature beside the canonical one, how it fits, what it does beyond."""
    package = _common(factory.creator, factory.canonical, factory.product)
    words, role = FITS.get(factory.fit, (factory.fit, "warn"))
    left = sum(bool(call.problem) for call in factory.calls)
    page: list[PageLine] = [
        fact("STAYS", (factory.canonical.removeprefix(package), "strong")),
        fact("GOES", (factory.creator.removeprefix(package), "strong")),
        fact("PRODUCT", factory.product.removeprefix(package)),
        fact("SIGNATURE", (words, role), (f"   {factory.fit_reason}" if factory.fit_reason else "", "muted")),
        *change(factory.signature, factory.canonical_signature),
        fact("CALLS", *_calls_in_words(len(factory.calls), left)),
        *(
            several("BEYOND", factory.beyond)
            or [fact("BEYOND", ("✓ ", "good"), "it does nothing but make the product")]
        ),
        *_standing(finding),
    ]
    problems = [call for call in factory.calls if call.problem]
    lines: list[PageLine] = []
    for call in problems:
        lines += [_place(call.site), line(("      " + call.problem, "warn"))]
    return page + section("Left for a person", lines) + _rest(finding)


def call_page(call: CallView) -> list[PageLine]:
    """One call: where it is and what becomes of it."""
    site = call.site
    page: list[PageLine] = [
        line((f"{site.path}:{site.line}", "strong"), (f"   in {site.scope}" if site.scope else "", "muted")),
        line("  ", (site.text.strip(), "text")),
    ]
    if call.problem:
        return [*page, line(("! ", "warn"), ("left for a person: ", "warn"), call.problem)]
    return [*page, line(("✓ ", "good"), ("can be adapted mechanically: enter shows the batch", "muted"))]


def missing(member: MemberView, gap: GapView | None, *, stays: bool) -> list[PageLine]:
    """What is said where a class has no such member."""
    said = "the class that stays has no" if stays else "the class that goes has no"
    page: list[PageLine] = [EMPTY, line(("  " + said + " ", "muted"), (member.name, "strong"))]
    if stays and gap is not None:
        page += _gap(gap)
    elif stays:
        page.append(line(("  nobody uses it", "muted")))
    return page


def _member(member: MemberView, gap: GapView | None) -> Row:
    words, role = SIGNS.get(member.sign, (member.sign, "muted"))
    if gap is not None:
        words, role = f"lacking: {plural(len(gap.callers), 'caller')}", "bad"
    return Row(key=member.name, text=member.name, glyph=member.sign, tint=role, note=words, note_role=role)


def _call(number: int, call: CallView) -> Row:
    site = call.site
    return Row(
        key=str(number),
        text=f"{site.path}:{site.line}",
        middle=True,
        glyph="!" if call.problem else "✓",
        tint="warn" if call.problem else "good",
        note="for a person" if call.problem else "",
        note_role="warn",
        detail=site.scope,
    )


def _calls_in_words(total: int, left: int) -> Iterable[tuple[str, str]]:
    if not total:
        return (("nobody calls it", "muted"),)
    adapted = (f"✓ {total - left} ", "good"), ("adaptable   ", "muted")
    return (*adapted, (f"! {left} ", "warn"), ("left for a person", "muted")) if left else adapted


def _gap_in_short(gap: tuple[GapView, ...]) -> list[PageLine]:
    if not gap:
        return []
    names = ", ".join(one.name for one in gap)
    verb = "is" if len(gap) == 1 else "are"
    return [fact("GAP", ("✗ ", "bad"), (names, "strong"), f" {verb} used and would be lost")]


def _vetoes(vetoes: tuple[str, ...]) -> list[PageLine]:
    return [
        fact("LEFT ALONE" if number == 0 else "", ("! ", "warn"), veto) for number, veto in enumerate(vetoes)
    ]


def _standing(finding: FindingView) -> list[PageLine]:
    """Kept, closed by a batch, or neither."""
    if finding.kept:
        return [fact("KEPT", ("• ", "muted"), finding.kept)]
    if finding.batch:
        return [fact("CLOSED BY", (finding.batch, "link"), ("   enter opens it", "muted"))]
    blocked = finding.comparison is not None and finding.comparison.gap
    said = "no batch until the gap is closed" if blocked else "no batch: it is for a person"
    return [fact("CLOSED BY", (said, "muted"), ("   w", "key"), (" keeps it as it is", "muted"))]


def _gap(gap: GapView) -> list[PageLine]:
    role = "good" if gap.can_move else "bad"
    can = "it can be moved over first" if gap.can_move else "it cannot be moved over"
    reason = f": {gap.reason}" if gap.reason else ""
    callers: list[PageLine] = [_place(site) for site in gap.callers[:CALLERS]]
    if len(gap.callers) > CALLERS:
        callers.append(line((f"    … and {len(gap.callers) - CALLERS:,} more", "muted")))
    return [
        EMPTY,
        heading(f"Gap: {gap.name}", plural(len(gap.callers), "caller")),
        line(("  ▸ ", "accent"), (can, role), reason),
        *callers,
    ]


def _place(site: SiteView) -> Line:
    return line(f"    {site.path}:{site.line}", (f"   in {site.scope}" if site.scope else "", "muted"))


def _rest(finding: FindingView) -> list[PageLine]:
    page = section("Evidence", bullets(finding.evidence))
    page += section("Ways out", bullets(finding.recipes, glyph="▸", role="accent"))
    page += section("Considered and not taken", bullets(finding.considered, glyph="·"))
    return [*page, EMPTY, line((finding.id, "faint"))]


def _common(*names: str) -> str:
    """The package that all the names start with, with its dot."""
    packages = {name.partition(":")[0].partition(".")[0] for name in names}
    return f"{packages.pop()}." if len(packages) == 1 and all("." in name for name in names) else ""
