"""A smallest set of edges that opens all cycles of a graph.

Removing edges until nothing is cyclic is the same as finding an order of the modules with few imports against it. Up to a dozen modules the
best order is found exactly; above that a greedy order is improved by moving single modules to their best place until nothing gets better.
In the end each edge that turns out not to be needed is given back, so no edge of the answer is superfluous. No chance is involved.
"""

from collections.abc import Iterable, Mapping, Sequence

import rustworkx

from migrator.findings.digraph import Edge, component_of, is_inside_one, strong_components

EXACT_UP_TO = 12
"""Modules in a component: all orders of so many are compared (2**12 sets) in hundredths of a second."""
SEVERAL_STARTS_UP_TO = 200
"""Modules in a component: below that the search starts from several orders, above it from the best guess only."""
MOST_SWEEPS = 25


def cut_set(edges: Iterable[Edge]) -> tuple[Edge, ...]:
    """Edges whose removal leaves no cycle, sorted; none of them can stay. Smallest possible in small components."""
    every = sorted(set(edges))
    components = strong_components(every)
    membership = component_of(components)
    by_component: dict[tuple[str, ...], list[Edge]] = {component: [] for component in components}
    for edge in every:
        if is_inside_one(edge, membership):
            by_component[membership[edge[0]]].append(edge)
    found: list[Edge] = []
    for component, inside in by_component.items():
        found.extend(_cut_component(component, inside))
    return tuple(sorted(found))


def _cut_component(component: Sequence[str], edges: Sequence[Edge]) -> list[Edge]:
    loops = [edge for edge in edges if edge[0] == edge[1]]
    others = [edge for edge in edges if edge[0] != edge[1]]
    if len(component) <= EXACT_UP_TO:
        return loops + _against(exact_order(component, others), others)
    return loops + searched_cuts(component, others)


def searched_cuts(names: Sequence[str], edges: Sequence[Edge]) -> list[Edge]:
    """A small cut set by search, for graphs of any size; no edge of it is superfluous."""
    after = _neighbours(edges)
    before = _neighbours((end, start) for start, end in edges)
    best: list[Edge] | None = None
    starts = [_greedy_order(names, after, before)]
    if len(names) <= SEVERAL_STARTS_UP_TO:
        starts += [sorted(names), sorted(names, reverse=True)]
    for start in starts:
        order = _improved(start, after, before)
        cuts = _needed_only(names, edges, _against(order, edges))
        if best is None or len(cuts) < len(best):
            best = cuts
    return best or []


def exact_order(names: Sequence[str], edges: Sequence[Edge]) -> list[str]:
    """An order with the fewest edges against it, by comparing all sets of modules that could come first."""
    ordered = sorted(names)
    number = {name: index for index, name in enumerate(ordered)}
    imports = [0] * len(ordered)
    for start, end in edges:
        imports[number[start]] |= 1 << number[end]
    least = [0] * (1 << len(ordered))
    last = [0] * (1 << len(ordered))
    for placed in range(1, 1 << len(ordered)):
        least[placed], last[placed] = min(
            (least[earlier] + (imports[index] & earlier).bit_count(), index)
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


def _neighbours(edges: Iterable[Edge]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for start, end in edges:
        found.setdefault(start, set()).add(end)
    return found


def _greedy_order(
    names: Sequence[str], after: Mapping[str, set[str]], before: Mapping[str, set[str]]
) -> list[str]:
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


def _improved(
    order: Sequence[str], after: Mapping[str, set[str]], before: Mapping[str, set[str]]
) -> list[str]:
    """Each module in turn goes where fewest edges are against it, until a whole round changes nothing."""
    current = list(order)
    place = {name: index for index, name in enumerate(current)}
    for _ in range(MOST_SWEEPS):
        improved = False
        for name in sorted(current):
            target = _best_place(name, place, after.get(name, set()), before.get(name, set()))
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


def _best_place(name: str, place: Mapping[str, int], after: set[str], before: set[str]) -> int | None:
    """The index before which fewest edges are against the module; None where no place is better than its own."""
    turns = sorted([(place[other], 1) for other in after] + [(place[other], -1) for other in before])
    here = place[name]
    against_now = sum(1 for index, sign in turns if (index < here) == (sign > 0))
    least, target = against_now, None
    against = len(before)
    if against < least:
        least, target = against, 0
    for index, sign in turns:
        against += sign
        if against < least:
            least, target = against, index + 1
    return target


def _needed_only(names: Sequence[str], edges: Sequence[Edge], cuts: Sequence[Edge]) -> list[Edge]:
    """Each cut that closes no cycle with all others gone is given back."""
    number = {name: index for index, name in enumerate(sorted(names))}
    removed = set(cuts)
    graph = rustworkx.PyDiGraph[None, None]()
    graph.add_nodes_from([None] * len(number))
    graph.add_edges_from_no_data([(number[a], number[b]) for a, b in sorted(set(edges) - removed)])
    needed: list[Edge] = []
    for start, end in sorted(cuts):
        graph.add_edge(number[start], number[end], None)
        if not rustworkx.is_directed_acyclic_graph(graph):
            graph.remove_edge(number[start], number[end])
            needed.append((start, end))
    return needed
