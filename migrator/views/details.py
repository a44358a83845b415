"""What is particular to each kind of finding, as the value that scripts read."""

from collections.abc import Iterable, Sequence

from migrator.findings.values import (
    CheckState,
    CollapsibleEnum,
    ContractState,
    Cut,
    CycleEdge,
    DeadImport,
    Detail,
    DuplicateClass,
    DuplicateFactory,
    ImportPath,
    LayerBreach,
    Plugged,
    PluginState,
    ProtocolGap,
    Shim,
    UnclearName,
    Unpushed,
)
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
    PathCount,
    PluggedView,
    PluginStateView,
    ProtocolGapView,
    ShimView,
    UnclearNameView,
    UnpushedView,
)

_OfImports = CycleEdge | LayerBreach | ContractState | DeadImport
_OF_IMPORTS = (CycleEdge, LayerBreach, ContractState, DeadImport)
_OfDuplicates = DuplicateClass | DuplicateFactory | CollapsibleEnum | ProtocolGap
_OF_DUPLICATES = (DuplicateClass, DuplicateFactory, CollapsibleEnum, ProtocolGap)


def detail_view(detail: Detail) -> DetailView:
    """The value of one finding."""
    if isinstance(detail, _OF_IMPORTS):
        return _of_imports(detail)
    if isinstance(detail, _OF_DUPLICATES):
        return _of_duplicates(detail)
    match detail:
        case ImportPath() | UnclearName() | Shim():
            return _of_names(detail)
        case CheckState() | Unpushed() | Plugged() | PluginState():
            return _of_others(detail)


def _of_others(detail: CheckState | Unpushed | Plugged | PluginState) -> DetailView:
    match detail:
        case CheckState():
            return CheckStateView(detail.check, detail.outcome)
        case Unpushed():
            return UnpushedView(detail.commit, detail.subject)
        case Plugged():
            return PluggedView(detail.plugin, detail.names)
        case PluginState():
            return PluginStateView(detail.plugin, detail.trouble, detail.said)


def _of_names(detail: ImportPath | UnclearName | Shim) -> DetailView:
    match detail:
        case ImportPath():
            paths = tuple(PathCount(str(path), sites) for path, sites in detail.all_paths)
            return ImportPathView(str(detail.definition), str(detail.path), str(detail.canonical), paths)
        case UnclearName():
            return UnclearNameView(
                detail.names, detail.trouble, _words(detail.definitions), _words(detail.paths)
            )
        case Shim():
            return ShimView(str(detail.path), str(detail.target), detail.users, detail.made_by)


def _of_imports(detail: _OfImports) -> DetailView:
    match detail:
        case CycleEdge():
            return CycleView(
                importer=detail.importer,
                imported=detail.imported,
                colour=detail.colour,
                component_size=len(detail.component),
                component=detail.component,
                names=detail.names,
                cuts=_cuts(detail.cuts),
                fails_from=tuple(detail.fails_from),
            )
        case LayerBreach():
            return LayerBreachView(
                importer=detail.importer,
                imported=detail.imported,
                lower=detail.lower,
                higher=detail.higher,
                route=detail.route,
                cuts=_cuts(detail.cuts),
            )
        case ContractState():
            return ContractStateView(detail.contract, detail.trouble, detail.said)
        case DeadImport():
            candidates, rejected = _words(detail.candidates), _words(detail.rejected)
            return DeadImportView(str(detail.target), detail.listed, candidates, rejected)


def _of_duplicates(detail: _OfDuplicates) -> DetailView:
    match detail:
        case DuplicateClass():
            return DuplicateClassView(
                duplicate=str(detail.duplicate),
                canonical=str(detail.canonical),
                rung=detail.evidence,
                vetoes=detail.vetoes,
                is_alias=detail.is_alias,
            )
        case DuplicateFactory():
            return DuplicateFactoryView(
                creator=str(detail.creator),
                canonical=str(detail.canonical),
                product=str(detail.product),
                fit=detail.fit,
                calls=len(detail.calls),
                by_hand=sum(bool(call.problem) for call in detail.calls),
            )
        case CollapsibleEnum():
            return CollapsibleEnumView(str(detail.enum), detail.member, detail.others)
        case ProtocolGap():
            return ProtocolGapView(
                cls=str(detail.cls),
                protocol=str(detail.protocol),
                missing=detail.missing,
                differing=detail.differing,
                late=detail.late,
            )


def _cuts(cuts: Sequence[Cut]) -> tuple[CutView, ...]:
    return tuple(CutView(cut.kind, cut.names, cut.frees, cut.reason) for cut in cuts)


def _words(values: Iterable[object]) -> tuple[str, ...]:
    return tuple(map(str, values))
