"""Cycles of a graph of names: components, what is left of them without an edge, and shortest ways back.

The heavy part is native (rustworkx); everything that leaves this file is sorted, because the order of native results depends on the order
of insertion only by accident.
"""

from collections.abc import Collection, Iterable, Mapping
from functools import cached_property

import rustworkx

from migrator.model.graph import components

Edge = tuple[str, str]


def cyclic_edges(edges: Collection[Edge]) -> frozenset[Edge]:
    """The edges inside a component of two or more names, and those from a name to itself."""
    membership = component_of(components(edges))
    return frozenset(edge for edge in edges if is_inside_one(edge, membership))


def component_of(components: Iterable[tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """By name, the component it is in."""
    return {name: component for component in components for name in component}


def is_inside_one(edge: Edge, membership: Mapping[str, tuple[str, ...]]) -> bool:
    """Both ends are in the same component."""
    component = membership.get(edge[0])
    return component is not None and component is membership.get(edge[1])


class CyclicCore:
    """The edges of one or more components, to ask what is left of the cycles when some of them go."""

    def __init__(self, edges: Collection[Edge]) -> None:
        self._edges = frozenset(edges)
        names = sorted({name for edge in self._edges for name in edge})
        self._number = {name: index for index, name in enumerate(names)}
        self._graph = rustworkx.PyDiGraph[None, None]()
        self._graph.add_nodes_from([None] * len(names))
        self._graph.add_edges_from_no_data([self._pair(edge) for edge in sorted(self._edges)])
        self._loops = {start for start, end in self._edges if start == end}
        self.size = self.modules_in_cycles()

    @property
    def edges(self) -> frozenset[Edge]:
        """The edges it was made of."""
        return self._edges

    def __contains__(self, name: str) -> bool:
        return name in self._number

    def frees(self, without: Iterable[Edge], plus: Iterable[Edge] = ()) -> int:
        """How many modules leave the cycles when these edges go and those come; edges to foreign names change nothing."""
        return self.size - self.modules_in_cycles(without, plus)

    def leading_to(self, name: str, without: Collection[Edge] = ()) -> frozenset[str]:
        """The names from which there is a route to one, itself included, when some edges are gone."""
        found = {name}
        waiting = [name]
        while waiting:
            end = waiting.pop()
            for start in self._before.get(end, ()):
                if start not in found and (start, end) not in without:
                    found.add(start)
                    waiting.append(start)
        return frozenset(found)

    @cached_property
    def _before(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for start, end in sorted(self._edges):
            found.setdefault(end, []).append(start)
        return found

    def modules_in_cycles(self, without: Iterable[Edge] = (), plus: Iterable[Edge] = ()) -> int:
        """The number of names that are in a cycle under these changes."""
        added = {
            edge
            for edge in plus
            if edge[0] in self._number and edge[1] in self._number and edge not in self._edges
        }
        removed = {edge for edge in without if edge in self._edges}
        graph = self._graph
        graph.remove_edges_from([self._pair(edge) for edge in removed])
        graph.add_edges_from_no_data([self._pair(edge) for edge in added])
        loops = {name for name in self._loops if (name, name) not in removed}
        loops |= {start for start, end in added if start == end}
        inside = 0
        for component in rustworkx.strongly_connected_components(graph):
            if len(component) > 1:
                inside += len(component)
                loops -= {name for name in loops if self._number[name] in component}
        graph.remove_edges_from([self._pair(edge) for edge in added])
        graph.add_edges_from_no_data([self._pair(edge) for edge in removed])
        return inside + len(loops)

    def _pair(self, edge: Edge) -> tuple[int, int]:
        return self._number[edge[0]], self._number[edge[1]]


class Routes:
    """Shortest routes over some edges; of equally short ones always the same.

    The search goes from both ends a whole level at a time, so that short routes are cheap in graphs of any size.
    """

    def __init__(self, edges: Iterable[Edge]) -> None:
        self._after: dict[str, list[str]] = {}
        self._before: dict[str, list[str]] = {}
        for start, end in sorted(set(edges)):
            self._after.setdefault(start, []).append(end)
            self._before.setdefault(end, []).append(start)

    def shortest(self, start: str, end: str) -> tuple[str, ...]:
        """The names on a shortest route, both ends included; empty where there is none."""
        forward, backward = {start: ""}, {end: ""}
        ahead, behind = [start], [end]
        meeting = {start} & {end}
        while not meeting and ahead and behind:
            if len(ahead) <= len(behind):
                ahead = _next_level(ahead, self._after, forward)
                meeting = backward.keys() & set(ahead)
            else:
                behind = _next_level(behind, self._before, backward)
                meeting = forward.keys() & set(behind)
        if not meeting:
            return ()
        middle = min(meeting)
        return (*reversed(_steps(middle, forward)), middle, *_steps(middle, backward))

    def cycle_through(self, edge: Edge) -> tuple[str, ...]:
        """A shortest cycle that uses the edge: it starts with the edge, and its first name is repeated at the end."""
        back = self.shortest(edge[1], edge[0])
        return (edge[0], *back) if back else ()


def _next_level(
    level: Iterable[str], following: Mapping[str, list[str]], came_from: dict[str, str]
) -> list[str]:
    found: list[str] = []
    for here in level:
        for there in following.get(here, ()):
            if there not in came_from:
                came_from[there] = here
                found.append(there)
    return found


def _steps(start: str, came_from: Mapping[str, str]) -> list[str]:
    """The names on the way back from one that was reached, without it."""
    steps: list[str] = []
    here = came_from[start]
    while here:
        steps.append(here)
        here = came_from[here]
    return steps
