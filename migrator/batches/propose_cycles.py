"""Which edges to cut, and how: batches that open a component.

Each way to cut an edge is an action on the graph. Actions are taken greedily by what they free for what they cost, then every action that
turns out not to be needed is dropped again, so the set is minimal and the same for the same input. What the graph cannot know (whether a
definition can really move) is asked of the recipe before it is offered; a refused action is never proposed.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain

from migrator.batches.identity import batch_id, title_of
from migrator.batches.values import Batch
from migrator.facts.values import Colour
from migrator.findings.digraph import cyclic_edges
from migrator.findings.values import Cut, CutKind, CycleEdge, Finding, LayerBreach
from migrator.model.model import Model
from migrator.model.values import Defined, Symbol
from migrator.plan.values import Phase
from migrator.records.intentions import (
    DropImport,
    GuardForTyping,
    ImportFromDefinition,
    Moved,
    MoveSymbols,
    Recipe,
)

Edges = frozenset[tuple[str, str]]
Taken = Mapping[str, Mapping[str, frozenset[str]]]
"""By imported module and importer, the names on the import-time edge; one with a plain module import has the name ``*``."""

COST = {CutKind.DROP: 1, CutKind.DEFINITION: 1, CutKind.GUARD: 2, CutKind.MOVE: 4}
"""What a person pays to review one: deferring is no way out, it hides the cycle, so it is never proposed."""


@dataclass(frozen=True)
class Action:
    """One recipe as a change of the graph."""

    recipe: Recipe
    kind: CutKind
    removes: Edges
    adds: Edges
    cost: int

    @property
    def order(self) -> tuple[int, tuple[tuple[str, str], ...], str]:
        """Ties are broken the same way every time."""
        return (self.cost, tuple(sorted(self.removes)), repr(self.recipe))


def propose_cuts(
    model: Model, phase: Phase, findings: Sequence[Finding], refuses: Callable[[Recipe], str]
) -> Iterator[Batch]:
    """Batches that open the components (or remove the layer breaches) of these findings.

    Each component is worked out when its first batch is asked for: where to start is known before the rest is.
    """
    components: defaultdict[tuple[str, ...], list[Finding]] = defaultdict(list)
    for finding in findings:
        if isinstance(finding.detail, CycleEdge):
            components[finding.detail.component].append(finding)
    breaches = [finding for finding in findings if isinstance(finding.detail, LayerBreach)]
    taken = _names_taken(model, {module for component in components for module in component})
    opening = (_open_component(model, phase, components[one], taken, refuses) for one in sorted(components))
    yield from _without_repeats(
        chain(chain.from_iterable(opening), _remove_breaches(model, phase, breaches, refuses))
    )


def _open_component(
    model: Model, phase: Phase, findings: Sequence[Finding], taken: Taken, refuses: Callable[[Recipe], str]
) -> Iterable[Batch]:
    edges = frozenset(
        (finding.detail.importer, finding.detail.imported)
        for finding in findings
        if isinstance(finding.detail, CycleEdge)
    )
    world = edges | _surroundings(model, phase)
    actions = _merge_moves(_choose(world, _actions(model, phase, findings, taken), refuses), refuses)
    current = world
    for action in actions:
        later = _after(current, action)
        gone = action.removes | (cyclic_edges(current) - cyclic_edges(later))
        current = later
        yield _batch(phase, action, [finding for finding in findings if _edge_of(finding) in gone])


def _surroundings(model: Model, phase: Phase) -> Edges:
    """The import-time edges of the shared module: a move makes new edges to it, which must not close a cycle elsewhere."""
    if not phase.shared_module:
        return frozenset()
    reached = {phase.shared_module}
    found: set[tuple[str, str]] = set()
    by_importer = model.successors([Colour.IMPORT_TIME])
    stack = [phase.shared_module]
    while stack:
        importer = stack.pop()
        for imported in by_importer.get(importer, ()):
            found.add((importer, imported))
            if imported not in reached:
                reached.add(imported)
                stack.append(imported)
    return frozenset(found)


def _actions(model: Model, phase: Phase, findings: Sequence[Finding], taken: Taken) -> tuple[Action, ...]:
    """Every way that the evidence offers, one action a way."""
    found: dict[Recipe, Action] = {}
    for finding in findings:
        detail = finding.detail
        if not isinstance(detail, CycleEdge | LayerBreach):
            continue
        for cut in detail.cuts:
            action = _action(model, phase, cut, taken)
            if action is not None:
                found.setdefault(action.recipe, action)
    for cut in _moves_together(findings):
        action = _move_action(phase, cut, taken)
        if action is not None:
            found.setdefault(action.recipe, action)
    return tuple(sorted(found.values(), key=lambda action: action.order))


def _moves_together(findings: Sequence[Finding]) -> Iterable[Cut]:
    """All that the component's modules take from one of them, moved at once: one importer's share is often not enough."""
    names: dict[str, set[str]] = {}
    for finding in findings:
        if isinstance(finding.detail, CycleEdge | LayerBreach):
            for cut in finding.detail.cuts:
                if cut.kind is CutKind.MOVE:
                    names.setdefault(cut.imported, set()).update(cut.names)
    for imported in sorted(names):
        yield Cut(CutKind.MOVE, "", imported, tuple(sorted(names[imported])), 0, "")


def _names_taken(model: Model, modules: Iterable[str]) -> Taken:
    """What others take from these modules."""
    return {
        module: {
            edge.importer: frozenset(name for site in edge.sites for name in (site.names or ("*",)))
            for edge in model.edges_to(module)
            if edge.colour is Colour.IMPORT_TIME and not edge.is_implied
        }
        for module in modules
    }


def _action(model: Model, phase: Phase, cut: Cut, taken: Taken) -> Action | None:
    edge = (cut.importer, cut.imported)
    recipe: Recipe
    match cut.kind:
        case CutKind.DROP:
            recipe = DropImport(cut.importer, cut.imported, cut.names)
        case CutKind.DEFINITION:
            recipe = ImportFromDefinition(cut.importer, cut.imported, cut.names)
        case CutKind.GUARD:
            recipe = GuardForTyping(cut.importer, cut.imported, cut.names)
        case CutKind.MOVE:
            return _move_action(phase, cut, taken)
        case _:
            return None
    adds = _edges_to_definitions(model, cut) if cut.kind is CutKind.DEFINITION else frozenset()
    return Action(recipe, cut.kind, frozenset({edge}), adds, COST[cut.kind])


def _edges_to_definitions(model: Model, cut: Cut) -> Edges:
    """Importing from the definition is a new edge, which may lead back just as well."""
    found = (model.resolve(cut.imported, name) for name in cut.names)
    modules = {resolution.symbol.module for resolution in found if isinstance(resolution, Defined)}
    return frozenset((cut.importer, module) for module in modules if module != cut.imported)


def _move_action(phase: Phase, cut: Cut, taken: Taken) -> Action | None:
    target = phase.shared_module or f"{cut.imported}_types"
    if not cut.names or target == cut.imported:
        return None
    moved = frozenset(cut.names)
    importers = taken.get(cut.imported, {})
    removes = frozenset(
        (importer, cut.imported) for importer, names in importers.items() if names and names <= moved
    )
    users = frozenset(importer for importer, names in importers.items() if names & moved)
    adds = frozenset((user, target) for user in users | {cut.imported} if user != target)
    return Action(
        _move(cut.imported, cut.names, target), cut.kind, removes, adds, COST[cut.kind] + len(moved)
    )


def _move(module: str, names: Iterable[str], target: str) -> MoveSymbols:
    moves = tuple(Moved(Symbol(module, name), Symbol(target, name)) for name in sorted(names))
    return MoveSymbols(moves=moves, target=target)


def _choose(world: Edges, actions: Sequence[Action], refuses: Callable[[Recipe], str]) -> tuple[Action, ...]:
    """Greedy by cyclic edges freed for the cost; then each action that is not needed goes again, dearest first."""
    chosen: list[Action] = []
    left = list(actions)
    current = world
    while left and cyclic_edges(current):
        before = len(cyclic_edges(current))
        scored = sorted(
            ((Fraction(before - len(cyclic_edges(_after(current, a))), a.cost), a) for a in left),
            key=lambda pair: (-pair[0], pair[1].order),
        )
        best = next((a for gain, a in scored if gain > 0 and not refuses(a.recipe)), None)
        if best is None:
            best = _pair_that_helps(current, scored, refuses)
        if best is None:
            break
        chosen.append(best)
        left.remove(best)
        current = _after(current, best)
    return _needed(world, chosen)


def _pair_that_helps(
    current: Edges,
    scored: Sequence[tuple[Fraction, Action]],
    refuses: Callable[[Recipe], str],
    most: int = 40,
) -> Action | None:
    """Where no single action frees anything, the first of a pair that does (two parallel edges close the same cycle)."""
    before = len(cyclic_edges(current))
    candidates = [action for _, action in scored[:most]]
    for first in candidates:
        for second in candidates:
            if first is second:
                continue
            if len(cyclic_edges(_after(_after(current, first), second))) < before and not refuses(
                first.recipe
            ):
                return first
    return None


def _needed(world: Edges, chosen: Sequence[Action]) -> tuple[Action, ...]:
    """Without every action that frees nothing beside the others, dearest first."""
    kept = list(chosen)
    while (needless := _needless(world, kept)) is not None:
        kept.remove(needless)
    return tuple(kept)


def _needless(world: Edges, kept: Sequence[Action]) -> Action | None:
    """A move also adds edges, so dropping one action can make another needless: this is asked until none is."""
    goal = len(cyclic_edges(_all_after(world, kept)))
    for action in sorted(kept, key=lambda action: action.order, reverse=True):
        without = [other for other in kept if other is not action]
        if len(cyclic_edges(_all_after(world, without))) <= goal:
            return action
    return None


def _merge_moves(actions: Sequence[Action], refuses: Callable[[Recipe], str]) -> tuple[Action, ...]:
    """Moves out of one module into one target are one conceptual change."""
    merged: list[Action] = []
    by_route: dict[tuple[str, str], list[Action]] = {}
    for action in actions:
        if isinstance(action.recipe, MoveSymbols):
            by_route.setdefault((action.recipe.moves[0].old.module, action.recipe.target), []).append(action)
    seen: set[tuple[str, str]] = set()
    for action in actions:
        if not isinstance(action.recipe, MoveSymbols):
            merged.append(action)
            continue
        route = (action.recipe.moves[0].old.module, action.recipe.target)
        if route not in seen:
            seen.add(route)
            merged.extend(_as_one(by_route[route], refuses))
    return tuple(merged)


def _as_one(actions: Sequence[Action], refuses: Callable[[Recipe], str]) -> Sequence[Action]:
    if len(actions) == 1:
        return actions
    recipes = [action.recipe for action in actions if isinstance(action.recipe, MoveSymbols)]
    names = sorted({move.old.name for recipe in recipes for move in recipe.moves})
    whole = _move(recipes[0].moves[0].old.module, names, recipes[0].target)
    if refuses(whole):
        return actions
    removes = frozenset(edge for action in actions for edge in action.removes)
    adds = frozenset(edge for action in actions for edge in action.adds)
    return [Action(whole, CutKind.MOVE, removes, adds, sum(action.cost for action in actions))]


def _after(edges: Edges, action: Action) -> Edges:
    return (edges - action.removes) | action.adds


def _all_after(edges: Edges, actions: Sequence[Action]) -> Edges:
    for action in actions:
        edges = _after(edges, action)
    return edges


def _remove_breaches(
    model: Model, phase: Phase, findings: Sequence[Finding], refuses: Callable[[Recipe], str]
) -> Iterable[Batch]:
    """A breach is removed by the cheapest cut that its recipe accepts."""
    for finding in findings:
        if not isinstance(finding.detail, LayerBreach):
            continue
        for cut in finding.detail.cuts:
            action = None if cut.kind is CutKind.MOVE else _action(model, phase, cut, {})
            if action is not None and not refuses(action.recipe):
                yield _batch(phase, action, [finding])
                break


def _edge_of(finding: Finding) -> tuple[str, str]:
    detail = finding.detail
    if isinstance(detail, CycleEdge | LayerBreach):
        return detail.importer, detail.imported
    return "", ""


def _batch(phase: Phase, action: Action, closes: Sequence[Finding]) -> Batch:
    return Batch(
        id=batch_id(phase.id, [action.recipe]),
        phase=phase.id,
        title=title_of(action.recipe),
        recipes=(action.recipe,),
        closes=tuple(sorted(finding.id for finding in closes)),
        sites=sum(len(finding.sites) for finding in closes),
        reasons=_reasons(action, closes),
    )


def _reasons(action: Action, closes: Sequence[Finding]) -> tuple[str, ...]:
    """Which edges go, and how many more are in no cycle then."""
    edges = {_edge_of(finding) for finding in closes}
    removed = sorted(edges & action.removes)
    reasons = [f"removes the import-time edge {importer} > {imported}" for importer, imported in removed]
    freed = len(edges - action.removes)
    if freed:
        reasons.append(f"{freed} more {'edge is' if freed == 1 else 'edges are'} in no cycle then")
    return tuple(reasons)


def _without_repeats(batches: Iterable[Batch]) -> Iterable[Batch]:
    seen: set[str] = set()
    for batch in batches:
        if batch.id not in seen:
            seen.add(batch.id)
            yield batch
