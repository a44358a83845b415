"""Cycles of a graph of names: components, what is left of them without an edge, and shortest ways back.

The heavy part is native (rustworkx); everything that leaves this file is sorted, because the order of native results depends on the order
of insertion only by accident.
"""

from collections import deque
from collections.abc import Collection, Iterable, Mapping

import rustworkx

Edge = tuple[str, str]


def strong_components(edges: Iterable[Edge]) -> tuple[tuple[str, ...], ...]:
    """The components that hold a cycle (two or more names, or one that has an edge to itself), each sorted, sorted."""
    ordered = sorted(set(edges))
    names = sorted({name for edge in ordered for name in edge})
    number = {name: index for index, name in enumerate(names)}
    graph = rustworkx.PyDiGraph[None, None]()
    graph.add_nodes_from([None] * len(names))
    graph.add_edges_from_no_data([(number[start], number[end]) for start, end in ordered])
    loops = {start for start, end in ordered if start == end}
    components = (
        tuple(sorted(names[index] for index in component))
        for component in rustworkx.strongly_connected_components(graph)
    )
    return tuple(sorted(found for found in components if len(found) > 1 or found[0] in loops))


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
    """Shortest routes over some edges, ties broken by name; one search a starting point, remembered."""

    def __init__(self, edges: Iterable[Edge]) -> None:
        self._next: dict[str, list[str]] = {}
        for start, end in sorted(set(edges)):
            self._next.setdefault(start, []).append(end)
        self._came_from: dict[str, dict[str, str]] = {}

    def shortest(self, start: str, end: str) -> tuple[str, ...]:
        """The names on a shortest route, both ends included; empty where there is none."""
        if start == end:
            return (start,)
        came_from = self._search(start)
        if end not in came_from:
            return ()
        route = [end]
        while route[-1] != start:
            route.append(came_from[route[-1]])
        return tuple(reversed(route))

    def cycle_through(self, edge: Edge) -> tuple[str, ...]:
        """A shortest cycle that uses the edge: it starts with the edge, and its first name is repeated at the end."""
        back = self.shortest(edge[1], edge[0])
        return (edge[0], *back) if back else ()

    def _search(self, start: str) -> dict[str, str]:
        known = self._came_from.get(start)
        if known is not None:
            return known
        came_from: dict[str, str] = {}
        queue = deque([start])
        while queue:
            here = queue.popleft()
            for there in self._next.get(here, ()):
                if there not in came_from and there != start:
                    came_from[there] = here
                    queue.append(there)
        self._came_from[start] = came_from
        return came_from
