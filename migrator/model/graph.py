"""Who imports whom, and when: edges with the statements behind them, components, shortest cycles.

An edge's colour says when the import runs. Importing ``a.b.c`` also runs ``a`` and ``a.b``; such edges are kept apart as implied, since nobody
wrote them and nobody can cut them at that place. The graph engines are grimp (chains, layers) and rustworkx (components).
"""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping

import grimp
import rustworkx

from migrator.facts.values import Colour, Facts, ImportStatement, Problem
from migrator.model.targets import absolute_target
from migrator.model.values import Edge, EdgeSite, Module, Site

EdgeKey = tuple[str, str, Colour]


def import_edges(modules: Mapping[str, Module], facts: Mapping[str, Facts]) -> tuple[Edge, ...]:
    """All edges, sorted by importer, imported and colour."""
    own: defaultdict[EdgeKey, list[EdgeSite]] = defaultdict(list)
    implied: set[EdgeKey] = set()
    for importer in modules.values():
        found = facts.get(importer.path)
        for statement in found.imports if found is not None else ():
            for target, names in _imported(importer, statement, modules):
                if target in modules and not modules[target].is_namespace:
                    own[importer.name, target, statement.colour].append(
                        _edge_site(importer, statement, names)
                    )
                implied.update(
                    (importer.name, ancestor, statement.colour)
                    for ancestor in _ancestors(target)
                    if ancestor in modules
                    and ancestor != importer.name
                    and not modules[ancestor].is_namespace
                )
    keys = sorted({*own, *implied})
    return tuple(
        Edge(
            importer,
            imported,
            colour,
            tuple(own.get((importer, imported, colour), ())),
            (importer, imported, colour) not in own,
        )
        for importer, imported, colour in keys
    )


def over_deep(modules: Mapping[str, Module], facts: Mapping[str, Facts]) -> tuple[Problem, ...]:
    """Relative imports with more dots than there are packages above: they fail whenever they run."""
    return tuple(
        Problem(
            importer.path,
            "import",
            "a relative import has more dots than there are packages above it",
            statement.line,
        )
        for importer in modules.values()
        if (found := facts.get(importer.path)) is not None
        for statement in found.imports
        if statement.level and absolute_target(importer, statement) is None
    )


def grimp_graph(
    modules: Mapping[str, Module], edges: Iterable[Edge], colours: Collection[Colour]
) -> grimp.ImportGraph:
    """The edges of some colours, implied ones left out, as a graph for chains and layers."""
    graph = grimp.ImportGraph()
    for name, module in modules.items():
        if not module.is_namespace:
            graph.add_module(name)
    for edge in edges:
        if edge.colour not in colours or edge.is_implied:
            continue
        for found in edge.sites:
            graph.add_import(
                importer=edge.importer,
                imported=edge.imported,
                line_number=found.site.line,
                line_contents=found.site.text,
            )
    return graph


def components(edges: Iterable[Edge | tuple[str, str]]) -> tuple[tuple[str, ...], ...]:
    """The sets of modules that import each other, each sorted, sorted by their first module; self imports included."""
    pairs = sorted({(edge.importer, edge.imported) if isinstance(edge, Edge) else edge for edge in edges})
    names = sorted({name for pair in pairs for name in pair})
    index = {name: number for number, name in enumerate(names)}
    graph: rustworkx.PyDiGraph[str, None] = rustworkx.PyDiGraph()
    graph.add_nodes_from(names)
    graph.add_edges_from_no_data([(index[importer], index[imported]) for importer, imported in pairs])
    selves = {importer for importer, imported in pairs if importer == imported}
    found = (
        tuple(sorted(names[number] for number in group))
        for group in rustworkx.strongly_connected_components(graph)
    )
    return tuple(sorted(group for group in found if len(group) > 1 or group[0] in selves))


def shortest_cycle(edges: Iterable[Edge | tuple[str, str]], importer: str, imported: str) -> tuple[str, ...]:
    """A shortest cycle through an edge, its first module repeated at the end; empty where there is none.

    Of several the first by name is given.
    """
    following: defaultdict[str, set[str]] = defaultdict(set)
    for edge in edges:
        start, end = (edge.importer, edge.imported) if isinstance(edge, Edge) else edge
        following[start].add(end)
    came_from: dict[str, str] = {imported: ""}
    waiting = deque([imported])
    while waiting and importer not in came_from:
        here = waiting.popleft()
        for module in sorted(following[here]):
            if module not in came_from:
                came_from[module] = here
                waiting.append(module)
    if importer not in came_from:
        return ()
    way = [importer]
    while way[-1] != imported:
        way.append(came_from[way[-1]])
    return (importer, *reversed(way))


def _imported(
    importer: Module, statement: ImportStatement, modules: Mapping[str, Module]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The modules a statement imports, each with the names it takes from it."""
    target = absolute_target(importer, statement)
    if target is None:
        return
    if not statement.is_from:
        for module in dict.fromkeys(name.name for name in statement.names):
            yield module, ()
        return
    taken: list[str] = []
    for name in statement.names:
        submodule = f"{target}.{name.name}"
        if submodule in modules and not modules[submodule].is_namespace:
            yield submodule, ()
        else:
            taken.append(name.name)
    if taken:
        yield target, tuple(taken)


def _ancestors(dotted: str) -> Iterator[str]:
    package = dotted.rpartition(".")[0]
    while package:
        yield package
        package = package.rpartition(".")[0]


def _edge_site(importer: Module, statement: ImportStatement, names: tuple[str, ...]) -> EdgeSite:
    if statement.is_from:
        text = f"from {'.' * statement.level}{statement.module} import {', '.join(name.name for name in statement.names)}"
    else:
        text = f"import {', '.join(name.name for name in statement.names)}"
    return EdgeSite(
        site=Site(
            path=importer.path,
            line=statement.line,
            start=statement.start,
            end=statement.end,
            module=importer.name,
            scope=statement.scope,
            text=text,
        ),
        colour=statement.colour,
        names=names,
        arm=statement.arm,
    )
