"""Who imports whom, and when: edges with the statements behind them, components, shortest cycles.

An edge's colour says when the import runs. Importing ``a.b.c`` also runs ``a`` and ``a.b``; such edges are kept apart as implied, since nobody
wrote them and nobody can cut them at that place. The graph engines are grimp (chains, layers) and rustworkx (components).
"""

from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Mapping

import grimp
import msgspec
import rustworkx

from migrator.facts.values import Colour, Facts, ImportStatement, Problem
from migrator.model.targets import absolute_target, through_root
from migrator.model.values import Edge, EdgeSite, Module, Site


class Links(msgspec.Struct, frozen=True, gc=False):
    """What the import statements of one file link it to.

    ``edges`` are sorted by imported module and colour; ``over_deep`` are the relative imports with more dots than there are packages above:
    they fail whenever they run.
    """

    edges: tuple[Edge, ...] = ()
    over_deep: tuple[Problem, ...] = ()

    @property
    def shape(self) -> tuple[tuple[str, Colour, bool], ...]:
        """The edges without the statements behind them."""
        return tuple((edge.imported, edge.colour, edge.is_implied) for edge in self.edges)


class Linking:
    """Links files to the modules of a repository; what it finds depends on nothing else but which modules there are, and under which source roots.

    Args:
        modules: By name.
        roots: The source roots.
    """

    def __init__(self, modules: Mapping[str, Module], roots: Collection[str] = ()) -> None:
        self._modules = modules
        self._roots = roots
        self._tops = {name.partition(".")[0] for name in modules} | {root.partition("/")[0] for root in roots}
        """The first parts of all names that can lead to a module: most imports of most files lead outside."""
        self._above: dict[str, tuple[str, ...]] = {}

    def of(self, importer: Module, facts: Facts | None) -> Links:
        """The links of one file."""
        own: dict[tuple[str, Colour], list[EdgeSite]] = {}
        implied: set[tuple[str, Colour]] = set()
        over_deep: list[Problem] = []
        for statement in facts.imports if facts is not None else ():
            base = absolute_target(importer, statement)
            if base is None:
                over_deep.append(_over_deep(importer, statement))
                continue
            for target, names in self._imported(base, statement):
                found = self._modules.get(target)
                if found is not None and not found.is_namespace:
                    site = _edge_site(importer, statement, names)
                    own.setdefault((target, statement.colour), []).append(site)
                for package in self._packages(target.rpartition(".")[0]):
                    if package != importer.name:
                        implied.add((package, statement.colour))
        edges = tuple(
            Edge(
                importer.name,
                imported,
                colour,
                tuple(own.get((imported, colour), ())),
                (imported, colour) not in own,
            )
            for imported, colour in sorted(implied.union(own))
        )
        return Links(edges, tuple(over_deep))

    def _imported(self, target: str, statement: ImportStatement) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The modules that may be of the repository of those a statement imports, each with the names it takes from it.

        ``target`` is the one after its ``from``.
        """
        if not statement.is_from:
            for module in dict.fromkeys(name.name for name in statement.names):
                if module.partition(".")[0] in self._tops:
                    yield through_root(module, self._modules, self._roots) or module, ()
            return
        if target.partition(".")[0] not in self._tops:
            return
        target = through_root(target, self._modules, self._roots) or target
        taken: list[str] = []
        for name in statement.names:
            submodule = self._modules.get(f"{target}.{name.name}")
            if submodule is not None and not submodule.is_namespace:
                yield submodule.name, ()
            else:
                taken.append(name.name)
        if taken:
            yield target, tuple(taken)

    def _packages(self, dotted: str) -> tuple[str, ...]:
        """The packages that importing something in a package runs first: itself and those around it."""
        known = self._above.get(dotted)
        if known is None:
            found = self._modules.get(dotted)
            around = self._packages(dotted.rpartition(".")[0]) if dotted else ()
            known = around if found is None or found.is_namespace else (dotted, *around)
            self._above[dotted] = known
        return known


def _over_deep(importer: Module, statement: ImportStatement) -> Problem:
    reason = "a relative import has more dots than there are packages above it"
    return Problem(importer.path, "import", reason, statement.line)


def successors(links: Mapping[str, Links], colours: Collection[Colour]) -> dict[str, frozenset[str]]:
    """By importer, the modules it imports by own statements of some colours; itself too where it does so."""
    found = ((name, following(one, colours)) for name, one in links.items())
    return {name: imported for name, imported in found if imported}


def following(links: Links, colours: Collection[Colour]) -> frozenset[str]:
    """The modules that own statements of some colours import."""
    return frozenset(edge.imported for edge in links.edges if not edge.is_implied and edge.colour in colours)


def leading_to(importers: Mapping[str, Iterable[str]], modules: Collection[str]) -> frozenset[str]:
    """The modules from which importing leads to some of these, themselves included, given who imports each."""
    found = set(modules)
    waiting = sorted(found)
    while waiting:
        for importer in importers.get(waiting.pop(), ()):
            if importer not in found:
                found.add(importer)
                waiting.append(importer)
    return frozenset(found)


def importers_of(edges: Iterable[Edge], colours: Collection[Colour] = tuple(Colour)) -> dict[str, list[str]]:
    """Who imports a module by edges of some colours, implied ones included."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for edge in edges:
        if edge.colour in colours:
            found[edge.imported].append(edge.importer)
    return dict(found)


def imports_of_others(
    modules: Mapping[str, Module], facts: Mapping[str, Facts], package: str, colours: Collection[Colour]
) -> Iterator[Site]:
    """Where modules import a package that is not of this repository, or something in it."""
    for importer in modules.values():
        found = facts.get(importer.path)
        for statement in found.imports if found is not None else ():
            if not statement.level and statement.colour in colours:
                targets = [statement.module] if statement.is_from else [one.name for one in statement.names]
                if any(target.partition(".")[0] == package for target in targets):
                    yield _edge_site(importer, statement, ()).site


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


def components(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, ...], ...]:
    """The sets of names that lead to each other, each sorted, sorted by their first name; those that lead to themselves included."""
    following: defaultdict[str, list[str]] = defaultdict(list)
    for start, end in pairs:
        following[start].append(end)
    return components_of(following)


def components_of(following: Mapping[str, Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    """As ``components``, of what each name leads to."""
    names = list(following)
    number = dict(zip(names, range(len(names)), strict=True))
    ends = [  # what leads nowhere is in no circle
        (start, end)
        for start, name in enumerate(names)
        for end in map(number.get, following[name])
        if end is not None
    ]
    loops = {start for start, end in ends if start == end}
    graph: rustworkx.PyDiGraph[None, None] = rustworkx.PyDiGraph()
    graph.extend_from_edge_list(ends)
    found = (
        tuple(sorted(names[index] for index in group))
        for group in rustworkx.strongly_connected_components(graph)
        if len(group) > 1 or group[0] in loops
    )
    return tuple(sorted(found))


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
