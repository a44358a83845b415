"""What could close one finding: recipes to choose between, and what only a person can do.

Proposing picks what is right for a whole phase. This answers another question, that of somebody who looks at one finding: what are the ways out,
the ones that are not proposed included? Nothing is planned here; whoever asks plans the recipes and sees what comes of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from migrator.analysis import Analysis
from migrator.findings.cuts import CutFinder, Way, Ways
from migrator.findings.ladder import weighed
from migrator.findings.values import (
    CheckState,
    CollapsibleEnum,
    ContractState,
    ContractTrouble,
    CutKind,
    CycleEdge,
    DeadImport,
    DuplicateClass,
    DuplicateFactory,
    Finding,
    FitKind,
    ImportPath,
    LayerBreach,
    NameTrouble,
    Plugged,
    PluginState,
    ProtocolGap,
    Rung,
    Shim,
    Tier,
    UnclearName,
    Unpushed,
)
from migrator.model.values import Symbol
from migrator.plan.values import Phase
from migrator.plugins.loading import PluginTrouble, Unavailable
from migrator.records.intentions import (
    AliasDuplicate,
    CollapseEnum,
    DropImport,
    GuardForTyping,
    ImportFromDefinition,
    Moved,
    MoveMembers,
    MoveSymbols,
    PlugInRecipe,
    Recipe,
    RepairDeadImport,
    ReplaceCalls,
    RetireCreator,
    RewriteImports,
)

MOST_CANDIDATES = 5
"""Of a dead name, worked out one by one."""
NOT_RUN = "not run"

_OfImports = CycleEdge | LayerBreach
_OfDuplicates = DuplicateClass | DuplicateFactory | CollapsibleEnum
_CONTRACTS = {
    ContractTrouble.UNLISTED: "By hand: list the module in the contract's layers or in its exhaustive_ignores.",
    ContractTrouble.UNCHECKED: "By hand: let the contract name what is there.",
    ContractTrouble.DOUBTFUL: "By hand: take the import that is nowhere out of the contract.",
    ContractTrouble.UNREAD: "By hand: ask lint-imports; what this contract says is not known here.",
}
_PLUGINS = {
    PluginTrouble.MISSING: "By hand: install the package that offers it into the environment of migrator, then trust it.",
    PluginTrouble.UNTRUSTED: "By hand: read the plug-in, then trust it with the command above.",
    PluginTrouble.BROKEN: "By hand: correct the plug-in; `migrator plugins test` runs its examples.",
}
_NAMES = {
    NameTrouble.SEVERAL: "By hand: give one of the definitions another name with `migrator move MODULE:NAME MODULE:NEWNAME`.",
    NameTrouble.CROSSED: "By hand: import each definition under its own name, then take the crossed aliases away.",
    NameTrouble.CONDITIONAL: "By hand: decide for one of the definitions, or give each its own name.",
}


@dataclass(frozen=True)
class PossibleWay:
    """One way out.

    Attributes:
        said: What it is, in one sentence.
        recipes: What does it; none where only a person can.
    """

    said: str
    recipes: tuple[Recipe, ...] = ()


def ways_of(analysis: Analysis, phase: Phase, finding: Finding) -> tuple[PossibleWay, ...]:
    """The ways to close a finding, best first; at least one, which may be for a person."""
    found: list[PossibleWay] = []
    match finding.detail:
        case CycleEdge() | LayerBreach() as detail:
            found = list(_cuts(analysis, phase, finding, detail))
        case DuplicateClass() | DuplicateFactory() | CollapsibleEnum() as detail:
            found = list(_duplicates(finding, detail))
        case ImportPath() as detail:
            paths = tuple(path for path, _ in detail.all_paths if path != detail.canonical)
            found = list(_one_path(detail, paths or (detail.path,)))
        case DeadImport() as detail:
            found = list(_repairs(detail))
        case Shim() | UnclearName() as detail:
            found = [_of_names(detail)]
        case Plugged() as detail:
            found = list(_plugged(analysis, phase, detail))
        case ContractState() | CheckState() | Unpushed() | PluginState() | ProtocolGap() as detail:
            found = [_by_hand(detail)]
    return tuple(found)


def considered(analysis: Analysis, phase: Phase, finding: Finding) -> tuple[str, ...]:
    """What was weighed for a finding and rejected, each with its reason, in words."""
    match finding.detail:
        case CycleEdge() | LayerBreach() as detail:
            return tuple(_weighed_cuts(_ways_to_cut(analysis, phase, detail), detail))
        case DuplicateClass():
            return weighed(analysis.model, phase, analysis.tree.read, finding)
        case DuplicateFactory() as detail:
            kept = (f"a reason to keep it: it {one}" for one in detail.beyond)
            left = (
                f"{call.site.path}:{call.site.line}: {call.problem}" for call in detail.calls if call.problem
            )
            return (*kept, *left)
        case ImportPath() as detail:
            return tuple(
                f"{path}, at {sites} sites: not canonical, {detail.canonical} is"
                for path, sites in detail.all_paths
                if path not in {detail.path, detail.canonical}
            )
        case DeadImport() as detail:
            among = detail.candidates if len(detail.candidates) > 1 else ()
            shared = (f"{one} has its name, and so have others" for one in among)
            elsewhere = (f"{one} has its name, but history leads elsewhere" for one in detail.rejected)
            return (*shared, *elsewhere)
        case _:
            return ()


def _cuts(analysis: Analysis, phase: Phase, finding: Finding, detail: _OfImports) -> Iterator[PossibleWay]:
    if not finding.counts:
        yield PossibleWay(
            "By hand: the import closes its cycle later, or for type checkers only. To end that, move what both sides need to a"
            " module below them with `migrator move`."
        )
        return
    ways = _ways_to_cut(analysis, phase, detail)
    for way in ways.offered:
        if way.kind is CutKind.DEFER:
            yield PossibleWay(
                f"By hand: import it where it is used. {_sentence(way.reason)} So it is never proposed."
            )
        else:
            recipe = _cut_recipe(phase, detail, way)
            yield PossibleWay(f"Cut this import by {way.kind.value}: {_sentence(way.reason)}", (recipe,))
    if detail.imported not in analysis.model.modules:
        yield PossibleWay(
            f"By hand: let {detail.importer} do without {detail.imported}, which is a package of others."
        )
    elif not ways.offered:
        yield PossibleWay(
            f"By hand: split {detail.imported} or {detail.importer}, or turn the dependency around; no recipe can take this import away."
        )


def _cut_recipe(phase: Phase, detail: _OfImports, way: Way) -> Recipe:
    importer, imported = detail.importer, detail.imported
    match way.kind:
        case CutKind.DROP:
            return DropImport(importer, imported, way.names)
        case CutKind.DEFINITION:
            return ImportFromDefinition(importer, imported, way.names)
        case CutKind.GUARD:
            return GuardForTyping(importer, imported, way.names)
        case _:
            target = phase.shared_module or f"{imported}_types"
            moves = tuple(Moved(Symbol(imported, name), Symbol(target, name)) for name in way.names)
            return MoveSymbols(moves=moves, target=target)


def _ways_to_cut(analysis: Analysis, phase: Phase, detail: _OfImports) -> Ways:
    if detail.importer not in analysis.model.modules or detail.imported not in analysis.model.modules:
        return Ways()
    return CutFinder(analysis.model, phase.shared_module).ways(detail.importer, detail.imported)


def _weighed_cuts(ways: Ways, detail: _OfImports) -> Iterator[str]:
    frees = {cut.kind: cut.frees for cut in detail.cuts}
    for way in ways.offered:
        effect = f" It frees {frees[way.kind]} modules." if frees.get(way.kind) else ""
        yield f"{way.kind.value}: can be done; {_sentence(way.reason)}{effect}"
    yield from (f"rejected: {_sentence(reason)}" for reason in ways.refused)


def _one_path(detail: ImportPath, paths: Sequence[Symbol]) -> Iterator[PossibleWay]:
    said = f"Import {detail.canonical.name} from {detail.canonical.module} only"
    every = RewriteImports(detail.definition, detail.canonical, tuple(sorted(paths)))
    yield PossibleWay(
        f"{said}, instead of {len(paths)} other {'path' if len(paths) == 1 else 'paths'}.", (every,)
    )
    if len(paths) > 1:
        alone = RewriteImports(detail.definition, detail.canonical, (detail.path,))
        yield PossibleWay(f"{said} where it is imported by this path; other paths stay.", (alone,))


def _repairs(detail: DeadImport) -> Iterator[PossibleWay]:
    several = len(detail.candidates) > 1
    for candidate in detail.candidates[:MOST_CANDIDATES]:
        choice = ", if that is what it means: a person has to say" if several else ""
        yield PossibleWay(
            f"Import {candidate} instead{choice}.", (RepairDeadImport(detail.target, candidate),)
        )
    if len(detail.candidates) > MOST_CANDIDATES:
        more = len(detail.candidates) - MOST_CANDIDATES
        yield PossibleWay(f"By hand: {more} more things have its name; see the candidates above.")
    if not detail.candidates:
        yield PossibleWay(
            f"By hand: nothing has its name. Bring {detail.target} back, or take away what uses it."
        )


def _duplicates(finding: Finding, detail: _OfDuplicates) -> Iterator[PossibleWay]:
    match detail:
        case CollapsibleEnum():
            recipe = CollapseEnum(detail.enum, detail.member)
            yield PossibleWay(f"Let every member of {detail.enum} be {detail.member}.", (recipe,))
        case DuplicateClass():
            yield from _one_class(finding, detail)
        case DuplicateFactory():
            yield from _one_creator(finding, detail)


def _one_class(finding: Finding, detail: DuplicateClass) -> Iterator[PossibleWay]:
    if detail.evidence is Rung.HELPER:
        yield PossibleWay(
            "By hand: move the equal methods to their base, or to a function that both call. Both classes stay."
        )
        return
    if detail.vetoes:
        yield PossibleWay(f"None: the two are not merged. {_sentence(detail.vetoes[0])}")
        return
    missing = [gap for gap in detail.gap if gap.callers]
    fixed = [gap for gap in missing if not gap.can_move]
    if fixed:
        reasons = "; ".join(f"{gap.name}: {gap.reason}" for gap in fixed)
        yield PossibleWay(
            f"By hand: {detail.canonical} lacks members that are used and cannot simply be moved ({reasons})."
        )
    elif missing:
        members = tuple(sorted(gap.name for gap in missing))
        recipe = MoveMembers(detail.duplicate, detail.canonical, members)
        yield PossibleWay(
            f"First move {', '.join(members)} to {detail.canonical}; the alias comes after that.", (recipe,)
        )
    else:
        doubt = (
            " The evidence is for review: look at the members first." if finding.tier is Tier.REVIEW else ""
        )
        alias = AliasDuplicate(detail.duplicate, detail.canonical)
        yield PossibleWay(f"Let {detail.duplicate} be {detail.canonical}.{doubt}", (alias,))


def _one_creator(finding: Finding, detail: DuplicateFactory) -> Iterator[PossibleWay]:
    if detail.creator == detail.canonical:
        yield PossibleWay(
            f"By hand: name a canonical creator of {detail.product} in the plan, under `canonical` of the phase."
        )
        return
    if detail.fit is FitKind.INCOMPATIBLE:
        yield PossibleWay(f"By hand: the signatures do not fit ({detail.fit_reason}).")
        return
    replace = ReplaceCalls(detail.creator, detail.canonical)
    retire = RetireCreator(detail.creator, detail.canonical)
    doubt = (
        " The evidence is for review, and no batch is proposed: look first at what it does beside constructing."
        if finding.tier is Tier.REVIEW
        else ""
    )
    if any(call.problem for call in detail.calls):
        yield PossibleWay(
            f"Call {detail.canonical} where that is provably the same; the other calls are for a person.{doubt}",
            (replace,),
        )
    elif detail.calls:
        yield PossibleWay(
            f"Call {detail.canonical} instead, and retire {detail.creator}.{doubt}", (replace, retire)
        )
    else:
        yield PossibleWay(f"Retire {detail.creator}: nobody here calls it.{doubt}", (retire,))


def _of_names(detail: Shim | UnclearName) -> PossibleWay:
    match detail:
        case Shim(users=0, path=path):
            return PossibleWay(f"By hand: take {path} away; nothing here uses it.")
        case Shim(path=path, target=target):
            recipe = RewriteImports(target, target, (path,))
            return PossibleWay(f"Import {target} where {path} is used; then the old path can go.", (recipe,))
        case UnclearName(trouble=trouble):
            return PossibleWay(_NAMES[trouble])


def _plugged(analysis: Analysis, phase: Phase, detail: Plugged) -> Iterator[PossibleWay]:
    recipes = analysis.plugins.closing(phase.plugin)
    for recipe in recipes:
        if isinstance(recipe, Unavailable):
            yield PossibleWay(f"None by a recipe that cannot be asked: {_sentence(recipe.said)}")
        else:
            yield PossibleWay(_sentence(recipe.said), (PlugInRecipe(recipe.name, detail.names),))
    if not recipes:
        yield PossibleWay(f"By hand: no recipe of a plug-in closes what {detail.plugin} finds.")


def _by_hand(detail: ContractState | CheckState | Unpushed | PluginState | ProtocolGap) -> PossibleWay:
    match detail:
        case ProtocolGap(cls=cls, protocol=protocol):
            return PossibleWay(f"By hand: give {cls} what it lacks, or do not let it claim {protocol}.")
        case ContractState(trouble=trouble):
            return PossibleWay(_CONTRACTS[trouble])
        case CheckState(outcome=outcome) if outcome == NOT_RUN:
            return PossibleWay("By hand: run it in the dashboard (V), or land a batch: the checks run then.")
        case CheckState():
            return PossibleWay("By hand: make the check green; `migrator status` says how it ended.")
        case Unpushed():
            return PossibleWay("By hand: `migrator sync --push` pushes the campaign's branch.")
        case PluginState(trouble=plugin_trouble):
            return PossibleWay(_PLUGINS[plugin_trouble])


def _sentence(text: str) -> str:
    return text if text.endswith(".") else f"{text}."
