"""A smallest set of edges that opens all cycles of a graph.

Removing edges until nothing is cyclic is the same as finding an order of the modules with few imports against it. Up to a dozen modules the
best order is found exactly; above that a greedy order is improved by moving single modules to their best place until nothing gets better.
In the end each edge that turns out not to be needed is given back, so no edge of the answer is superfluous. No chance is involved.

Of two modules that import each other one edge must go, and people care which: a package keeps what it offers, a module takes it from elsewhere. So edges
have prices. They decide between sets of equal size only: an edge weighs more than all prices together. Some edges are dear: each counts as several.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

import rustworkx

from migrator.findings.digraph import Edge, component_of, is_inside_one
from migrator.model.graph import components

EXACT_UP_TO = 12
"""Modules in a component: all orders of so many are compared (2**12 sets) in hundredths of a second."""
SEVERAL_STARTS_UP_TO = 200
"""Modules in a component: below that the search starts from several orders, above it from the best guess only."""
MOST_SWEEPS = 25
DEAR = 4
"""Edges that are rather removed than a dear one."""
TURNS = 8
"""Times that the best guess is cut in two at another place, and its parts exchanged, to search from there."""


Weights = Mapping[Edge, int]
Neighbours = dict[str, dict[str, int]]
"""By module its neighbours, each with the weight of the edge."""


def cut_set(
    edges: Iterable[Edge], prices: Weights = MappingProxyType({}), dear: Collection[Edge] = ()
) -> tuple[Edge, ...]:
    """Edges whose removal leaves no cycle, sorted; none of them can stay.

    In small components the set is as small as possible, and of such sets the cheapest.

    Args:
        edges: The graph.
        prices: What removing an edge costs, from 0; nothing where it is not named.
        dear: Edges that count as several.
    """
    every = sorted(set(edges))
    unit = 1 + sum(prices.get(edge, 0) for edge in every)
    weights = {edge: unit * (DEAR if edge in dear else 1) + prices.get(edge, 0) for edge in every}
    cyclic = components(every)
    membership = component_of(cyclic)
    by_component: dict[tuple[str, ...], list[Edge]] = {component: [] for component in cyclic}
    for edge in every:
        if is_inside_one(edge, membership):
            by_component[membership[edge[0]]].append(edge)
    found: list[Edge] = []
    for component, inside in by_component.items():
        found.extend(_cut_component(component, inside, weights))
    return tuple(sorted(found))


def _cut_component(component: Sequence[str], edges: Sequence[Edge], weights: Weights) -> list[Edge]:
    loops = [edge for edge in edges if edge[0] == edge[1]]
    others = [edge for edge in edges if edge[0] != edge[1]]
    if len(component) <= EXACT_UP_TO:
        return loops + _against(exact_order(component, others, weights), others)
    return loops + searched_cuts(component, others, weights)


def searched_cuts(names: Sequence[str], edges: Sequence[Edge], weights: Weights) -> list[Edge]:
    """A cut set of little weight by search, for graphs of any size; no edge of it is superfluous."""
    after = _neighbours(edges, weights)
    before: Neighbours = {}
    for importer, there in after.items():
        for imported, weight in there.items():
            before.setdefault(imported, {})[importer] = weight
    plain = tuple({name: dict.fromkeys(found, 1) for name, found in side.items()} for side in (after, before))
    best: list[Edge] | None = None
    least = 0
    for start in _starts(names, after, before):
        for order in (_improved(start, after, before), _improved(_improved(start, *plain), after, before)):
            cuts = _needed_only(names, edges, _against(order, edges), weights)
            whole = sum(weights[edge] for edge in cuts)
            if best is None or whole < least:
                best, least = cuts, whole
    return best or []


def _starts(names: Sequence[str], after: Neighbours, before: Neighbours) -> Iterator[list[str]]:
    """Orders to search from: the best guess, and for small components others that lie far apart."""
    guess = _greedy_order(names, after, before)
    yield guess
    if len(names) <= SEVERAL_STARTS_UP_TO:
        yield sorted(names)
        yield sorted(names, reverse=True)
        yield guess[::-1]
        for turn in range(1, TURNS):
            place = len(guess) * turn // TURNS
            yield guess[place:] + guess[:place]


def exact_order(names: Sequence[str], edges: Sequence[Edge], weights: Weights) -> list[str]:
    """An order with the least weight against it, by comparing all sets of modules that could come first."""
    ordered = sorted(names)
    number = {name: index for index, name in enumerate(ordered)}
    imports = [[0] * (1 << len(ordered)) for _ in ordered]
    """By module and set of modules, the weight of its imports of them."""
    for start, end in edges:
        imports[number[start]][1 << number[end]] = weights[start, end]
    for row in imports:
        for placed in range(1, len(row)):
            first = placed & -placed
            row[placed] = row[first] + row[placed ^ first]
    least = [0] * (1 << len(ordered))
    last = [0] * (1 << len(ordered))
    for placed in range(1, 1 << len(ordered)):
        least[placed], last[placed] = min(
            (least[earlier] + imports[index][earlier], index)
            for index in range(len(ordered))
            if placed >> index & 1
            for earlier in (placed ^ (1 << index),)
        )
    placed, order = (1 << len(ordered)) - 1, []
    while placed:
        order.append(ordered[last[placed]])
        placed ^= 1 << last[placed]
    return order[::-1]


def _against(order: Sequence[str], edges: Iterable[Edge]) -> list[Edge]:
    place = {name: index for index, name in enumerate(order)}
    return [edge for edge in edges if place[edge[0]] > place[edge[1]]]


def _neighbours(edges: Iterable[Edge], weights: Weights) -> Neighbours:
    found: Neighbours = {}
    for start, end in edges:
        found.setdefault(start, {})[end] = weights[start, end]
    return found


def _greedy_order(names: Sequence[str], after: Neighbours, before: Neighbours) -> list[str]:
    """Modules that only import go first, modules that are only imported go last, else the one that imports most for what imports it."""
    left = set(names)
    out_degree = {name: len(after.get(name, ())) for name in names}
    in_degree = {name: len(before.get(name, ())) for name in names}
    first: list[str] = []
    last: list[str] = []
    while left:
        sink = min((name for name in left if not out_degree[name]), default=None)
        source = min((name for name in left if not in_degree[name]), default=None)
        chosen = sink or source or min(left, key=lambda name: (in_degree[name] - out_degree[name], name))
        (last if chosen == sink else first).append(chosen)
        left.remove(chosen)
        for name in after.get(chosen, ()):
            in_degree[name] -= 1
        for name in before.get(chosen, ()):
            out_degree[name] -= 1
    return first + last[::-1]


def _improved(order: Sequence[str], after: Neighbours, before: Neighbours) -> list[str]:
    """Each module in turn goes where the least weight is against it, until a whole round changes nothing."""
    current = list(order)
    place = {name: index for index, name in enumerate(current)}
    for _ in range(MOST_SWEEPS):
        improved = False
        for name in sorted(current):
            target = _best_place(name, place, after.get(name, {}), before.get(name, {}))
            if target is not None:
                here = place[name]
                current.pop(here)
                current.insert(target - (target > here), name)
                for index in range(min(here, target), min(max(here, target) + 1, len(current))):
                    place[current[index]] = index
                improved = True
        if not improved:
            break
    return current


def _best_place(
    name: str, place: Mapping[str, int], after: Mapping[str, int], before: Mapping[str, int]
) -> int | None:
    """The index before which the least weight is against the module; None where no place is better than its own."""
    turns = [(place[other], weight) for other, weight in after.items()]
    turns += [(place[other], -weight) for other, weight in before.items()]
    turns.sort()
    here = place[name]
    against_now = sum(abs(weight) for index, weight in turns if (index < here) == (weight > 0))
    least, target = against_now, None
    against = sum(before.values())
    if against < least:
        least, target = against, 0
    for index, weight in turns:
        against += weight
        if against < least:
            least, target = against, index + 1
    return target


def _needed_only(
    names: Sequence[str], edges: Sequence[Edge], cuts: Sequence[Edge], weights: Weights
) -> list[Edge]:
    """Each cut that closes no cycle with all others gone is given back, the dearest first."""
    number = {name: index for index, name in enumerate(sorted(names))}
    removed = set(cuts)
    graph = rustworkx.PyDiGraph[None, None]()
    graph.add_nodes_from([None] * len(number))
    graph.add_edges_from_no_data([(number[a], number[b]) for a, b in sorted(set(edges) - removed)])
    needed: list[Edge] = []
    for start, end in sorted(cuts, key=lambda edge: (-weights[edge], edge)):
        graph.add_edge(number[start], number[end], None)
        if not rustworkx.is_directed_acyclic_graph(graph):
            graph.remove_edge(number[start], number[end])
            needed.append((start, end))
    return needed
