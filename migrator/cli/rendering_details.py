"""What is particular to each kind of finding as lines of words: nothing that the JSON has is told by a sign or a column."""

from collections.abc import Iterable, Iterator, Sequence

from migrator.cli.rendering import site_line
from migrator.display import plural
from migrator.wire.comparisons import ComparisonView, FactoryView, MemberView
from migrator.wire.details import (
    CheckStateView,
    CollapsibleEnumView,
    ContractStateView,
    CutView,
    CycleView,
    DeadImportView,
    DetailView,
    DuplicateClassView,
    DuplicateFactoryView,
    ImportPathView,
    LayerBreachView,
    PluggedView,
    PluginStateView,
    ProtocolGapView,
    ShimView,
    UnclearNameView,
    UnpushedView,
)

_OfImports = CycleView | LayerBreachView | ContractStateView | DeadImportView
_OF_IMPORTS = (CycleView, LayerBreachView, ContractStateView, DeadImportView)
_OfDuplicates = DuplicateClassView | DuplicateFactoryView | CollapsibleEnumView | ProtocolGapView
_SIGNS = {
    "=": "both have it, with equal bodies",
    "~": "both have it, with other bodies",
    "+": "only the duplicate has it",
    "-": "only the canonical class has it",
}


def detail_lines(detail: DetailView) -> Iterator[str]:
    """The lines of one finding."""
    yield f"kind: {detail.__struct_config__.tag}"
    if isinstance(detail, _OF_IMPORTS):
        yield from _of_imports(detail)
        return
    match detail:
        case ImportPathView():
            yield f"definition: {detail.definition}"
            yield f"this path: {detail.path}"
            yield f"canonical path: {detail.canonical}"
            yield from (f"in use: {one.path}, at {plural(one.sites, 'site')}" for one in detail.paths)
        case UnclearNameView():
            yield f"{', '.join(detail.names)}: {detail.trouble}"
            yield from (f"definition: {one}" for one in detail.definitions)
            yield from (f"path in use: {one}" for one in detail.paths)
        case ShimView():
            yield f"old path: {detail.path}"
            yield f"stands for: {detail.target}"
            yield f"used at {plural(detail.users, 'site')}"
            yield f"made by batch {detail.made_by}" if detail.made_by else "no record declares it"
        case CheckStateView():
            yield f"check {detail.check}: {detail.outcome}"
        case UnpushedView():
            yield f"commit {detail.commit}: {detail.subject}"
        case PluggedView():
            yield f"found by the plug-in {detail.plugin}"
            yield from _named("about", detail.names)
        case PluginStateView():
            yield f"the plug-in {detail.plugin} is {detail.trouble}: {detail.said}"
        case _:
            yield from _of_duplicates(detail)


def comparison_lines(comparison: ComparisonView) -> Iterator[str]:
    """Two classes, member by member."""
    yield f"canonical: {comparison.canonical}, in {comparison.canonical_path}"
    yield f"duplicate: {comparison.duplicate}, in {comparison.duplicate_path}"
    yield f"evidence: {comparison.evidence}"
    yield from (f"against a merge: {veto}" for veto in comparison.vetoes)
    yield from map(_member, comparison.members)
    for gap in comparison.gap:
        how = "it can be moved" if gap.can_move else "it cannot simply be moved"
        yield f"missing in the canonical class: {gap.name}; {how}" + (f": {gap.reason}" if gap.reason else "")
        yield from (f"{gap.name} is used at {site_line(site)}" for site in gap.callers)


def factory_lines(factory: FactoryView) -> Iterator[str]:
    """Two creators: signatures, and each call."""
    yield f"creator {factory.creator}: {factory.signature}"
    yield f"canonical {factory.canonical}: {factory.canonical_signature}"
    yield f"product: {factory.product}"
    yield f"signatures: {factory.fit}" + (f", {factory.fit_reason}" if factory.fit_reason else "")
    yield from (f"beside constructing: {one}" for one in factory.beyond)
    for call in factory.calls:
        yield f"call at {site_line(call.site)}; " + (call.problem or "it can be rewritten")


def _of_imports(detail: _OfImports) -> Iterator[str]:
    match detail:
        case CycleView():
            yield f"{detail.importer} imports {detail.imported}, {detail.colour}"
            yield from _named("takes", detail.names)
            yield f"{plural(detail.component_size, 'module')} import each other here"
            yield from _named("component", detail.component)
            yield from _named("importing fails from", detail.fails_from)
            yield from _cuts(detail.cuts)
        case LayerBreachView():
            yield f"{detail.importer} imports {detail.imported}"
            yield f"lower layer: {detail.lower}"
            yield f"higher layer: {detail.higher}"
            yield from _named("route", detail.route)
            yield from _cuts(detail.cuts)
        case ContractStateView():
            yield f"contract {detail.contract} is {detail.trouble}: {detail.said}"
        case DeadImportView():
            yield f"names nothing: {detail.target}"
            yield f"listed under: {detail.listed}"
            yield from (f"candidate: {one}" for one in detail.candidates)
            yield from (f"has its name too, though history leads elsewhere: {one}" for one in detail.rejected)


def _of_duplicates(detail: _OfDuplicates) -> Iterator[str]:
    match detail:
        case DuplicateClassView():
            yield f"duplicate: {detail.duplicate}"
            yield f"canonical: {detail.canonical}"
            yield f"rung of the ladder of evidence: {detail.rung}"
            yield from (f"veto: {one}" for one in detail.vetoes)
            yield from ["it is the canonical class already, under another name"] if detail.is_alias else []
        case DuplicateFactoryView():
            yield f"creator: {detail.creator}"
            yield f"canonical: {detail.canonical}"
            yield f"product: {detail.product}"
            yield f"signature: {detail.fit}"
            yield f"{plural(detail.calls, 'call')}, {detail.by_hand} of them for a person"
        case CollapsibleEnumView():
            yield f"enum {detail.enum}: all members mean {detail.member}"
            yield from _named("told apart still", detail.others)
        case ProtocolGapView():
            yield f"class: {detail.cls}"
            yield f"is to be: {detail.protocol}"
            yield from _named("lacks", detail.missing)
            yield from (f"does not fit in {name}: {why}" for name, why in detail.differing)
            yield from _named("set by another method than __init__", detail.late)


def _cuts(cuts: Iterable[CutView]) -> Iterator[str]:
    for cut in cuts:
        takes = f" of {', '.join(cut.names)}" if cut.names else ""
        frees = f"; frees {plural(cut.frees, 'module')}" if cut.frees else ""
        yield f"can be cut by {cut.kind}{takes}: {cut.reason}{frees}"


def _named(word: str, names: Sequence[str]) -> Iterator[str]:
    if names:
        yield f"{word}: {', '.join(names)}"


def _member(member: MemberView) -> str:
    lines = [f"line {member.canonical_line} of the canonical class"] if member.canonical_line else []
    lines += [f"line {member.duplicate_line} of the duplicate"] if member.duplicate_line else []
    return f"member {member.name}: {', '.join([_SIGNS[member.sign], *lines])}"
