"""In which order modules run, as far as that decides what a name means.

A module that imports another one while that is still running sees only what it has bound so far, and a submodule becomes an attribute of its package
when it is loaded, over whatever the package has bound by that name before. So two things are asked here: whether a module may still be running when
another one takes a name from it, and whether a submodule is surely loaded when its package comes to a place.

Importing a package inside itself starts nothing: it runs already. That is why there are no edges from a module to the packages around it, and why
looking for what a module may start never leads through them. But who asks such a package for a name may start what its ``__getattr__`` imports.
"""

from collections import deque
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property

from migrator.facts.values import Arm, Colour, Facts, ImportStatement
from migrator.model.answers import Key, imports_key
from migrator.model.graph import Links, components_of
from migrator.model.targets import absolute_target, through_root
from migrator.model.values import Edge, Module

LAZY = "__getattr__"
"""The scope of what a module imports when it is asked for a name."""


class Loading:
    """The order of loading of one repository.

    Args:
        modules: The module table.
        facts: By path.
        links: By importer, the edges that its file makes.
        roots: The source roots, through which some spell their imports.
    """

    def __init__(
        self,
        modules: Mapping[str, Module],
        facts: Mapping[str, Facts],
        links: Mapping[str, Links],
        roots: tuple[str, ...] = (),
    ) -> None:
        self._modules = modules
        self._roots = roots
        self._facts = facts
        self._links = links
        self._reached: dict[str, frozenset[str]] = {}
        self._places: dict[tuple[str, str, bool], tuple[int, ...]] = {}
        self._loaded: dict[str, tuple[int | None, frozenset[Key]]] = {}

    def places(self, module: str, importer: str, *, is_late: bool = False) -> tuple[int, ...]:
        """Where a module may stand while another one takes something from it: the starts of its statements that may start that one.

        Args:
            module: From which is taken.
            importer: Who takes when it runs.
            is_late: It takes when it is asked for a name, which others may do while they run.
        """
        key = (module, importer, is_late)
        known = self._places.get(key)
        if known is None:
            known = self._places[key] = self._found_places(module, importer, is_late=is_late)
        return known

    def _found_places(self, module: str, importer: str, *, is_late: bool) -> tuple[int, ...]:
        outer = ancestors(module)
        is_around = is_late and importer in outer  # it runs already: what the module starts may ask it
        may_start = importer in self._reach(module) if is_late else self._may_start(module, importer)
        own, facts = self._file(module)
        if own is None or facts is None or not (is_around or may_start):
            return ()
        found: set[int] = set()
        for statement in facts.imports:
            for place, started in (
                self._steps(own, statement) if _may_run(statement.colour, (statement.scope,), facts) else ()
            ):
                inner = [one for one in started if one not in outer and one != module]
                inner.extend(self._started_by_asking(own, statement))
                if is_around or any(one == importer or importer in self._reach(one) for one in inner):
                    found.add(place)
        return tuple(sorted(found))

    def _steps(self, own: Module, statement: ImportStatement) -> Iterator[tuple[int, list[str]]]:
        """What a statement may start, and where: a plain import binds one name before it goes on to the next."""
        target = absolute_target(own, statement)
        if target is None:
            return
        if statement.is_from:
            below = (f"{target}.{name.name}" for name in statement.names)
            started = [target, *(one for one in below if one in self._modules), *ancestors(target)]
            yield statement.start, started
            return
        for name in statement.names:
            dotted = through_root(name.name, self._modules, self._roots) or name.name
            yield name.start, [dotted, *ancestors(dotted)]

    def _started_by_asking(self, own: Module, statement: ImportStatement) -> Iterator[str]:
        """What a statement may start that takes a name from a package around it."""
        target = absolute_target(own, statement) if statement.is_from else None
        if target is None or target not in ancestors(own.name):
            return
        if any(f"{target}.{name.name}" not in self._modules for name in statement.names):
            yield from self._imported_when_asked(target, own.name)

    def _imported_when_asked(self, package: str, asking: str) -> Iterator[str]:
        """What a package imports when it is asked for a name, with the packages around that; without what runs already around who asks."""
        facts = self._file(package)[1]
        links = self._links.get(package)
        if facts is None or not facts.has_getattr or links is None:
            return
        running = {asking, *ancestors(asking)}
        for edge in links.edges:
            if edge.colour is not Colour.IMPORT_TIME and self._may_run(edge):
                around = (edge.imported, *ancestors(edge.imported))
                yield from (one for one in around if one not in running)

    def loaded_at(self, package: str, submodule: str) -> tuple[int | None, frozenset[Key]]:
        """The first statement of a package after which a submodule is surely loaded, None if it need not be; and the keys of what was read."""
        known = self._loaded.get(submodule)
        if known is None:
            known = self._loaded[submodule] = self._loaded_at(package, submodule)
        return known

    def _loaded_at(self, package: str, submodule: str) -> tuple[int | None, frozenset[Key]]:
        read = {imports_key(package)}
        seen = {package}
        own, facts = self._file(package)
        for statement in facts.imports if own is not None and facts is not None else ():
            if own is None or statement.is_conditional or statement.arm is not Arm.NONE:
                continue  # a guarded one may fail because of a circle, and succeed when it is tried again
            loaded = list(self._named(own, statement, read))
            is_named = any(_is_in(one, submodule) for one in loaded)
            if is_named or self._leads_to(submodule, loaded, package, seen, read):
                return statement.start, frozenset(read)
        return None, frozenset(read)

    def _leads_to(
        self, submodule: str, loaded: list[str], package: str, seen: set[str], read: set[Key]
    ) -> bool:
        """Whether loading these modules surely loads the submodule. What is outside of the package may run already, so it proves nothing."""
        waiting = list(loaded)
        while waiting:
            module = waiting.pop()
            own, facts = self._file(module)
            if own is None or facts is None or module in seen or not _is_in(module, package):
                continue
            seen.add(module)
            read.add(imports_key(module))
            for statement in facts.imports:
                if not statement.is_conditional and statement.arm is Arm.NONE:
                    named = list(self._named(own, statement, read))
                    if any(_is_in(one, submodule) for one in named):
                        return True
                    waiting.extend(named)
        return False

    def _file(self, module: str) -> tuple[Module | None, Facts | None]:
        own = self._modules.get(module)
        return own, None if own is None else self._facts.get(own.path)

    def _named(self, own: Module, statement: ImportStatement, read: set[Key]) -> Iterator[str]:
        """The modules that a statement surely loads if it runs with the file."""
        target = absolute_target(own, statement) if statement.colour is Colour.IMPORT_TIME else None
        if target is None:
            return
        yield target
        for name in statement.names:
            if not statement.is_from:
                yield name.name
            elif (below := f"{target}.{name.name}") in self._modules and target in self._modules:
                read.add((target, name.name, False))
                if not self._binds(self._modules[target], name.name):
                    yield below

    def _binds(self, module: Module, name: str) -> bool:
        """Whether something in a file may bind the name, so that it need not be taken for a submodule."""
        facts = self._facts.get(module.path)
        if facts is None:
            return False
        return any(one.name == name for one in facts.definitions) or any(
            one.binds in {name, "*"} for statement in facts.imports for one in statement.names
        )

    def _may_start(self, module: str, other: str) -> bool:
        """Whether running a module may start another one that imports it, directly or not."""
        if module in ancestors(other):
            return other in self._reach(module)
        number = self._component.get(module)
        return number is not None and number == self._component.get(other) and other in self._reach(module)

    def _reach(self, module: str) -> frozenset[str]:
        known = self._reached.get(module)
        if known is None:
            known = self._reached[module] = frozenset(self._walk(module))
        return known

    def _walk(self, module: str) -> set[str]:
        running = {module, *ancestors(module)}
        found: set[str] = set()
        waiting = deque([module])
        while waiting:
            for one in self._starts.get(waiting.popleft(), ()):
                if one not in found and one not in running:
                    found.add(one)
                    waiting.append(one)
        return found

    def _started(self, links: Links) -> tuple[str, ...]:
        """The modules that a file may start when it runs; of those around it none, but what they import when they are asked."""
        found: dict[str, None] = {}
        for edge in links.edges:
            if not self._may_run(edge):
                continue
            if not edge.importer.startswith(f"{edge.imported}."):
                found[edge.imported] = None
            elif not edge.is_implied:
                found.update(dict.fromkeys(self._imported_when_asked(edge.imported, edge.importer)))
        return tuple(found)

    def _may_run(self, edge: Edge) -> bool:
        return edge.colour is Colour.IMPORT_TIME or _may_run(
            edge.colour, {one.site.scope for one in edge.sites}, self._file(edge.importer)[1]
        )

    @cached_property
    def _starts(self) -> dict[str, tuple[str, ...]]:
        """By module, those that it may start, implied ones included."""
        return {name: self._started(found) for name, found in self._links.items() if found.edges}

    @cached_property
    def _component(self) -> dict[str, int]:
        return {name: number for number, group in enumerate(components_of(self._starts)) for name in group}


def imported_late(facts: Facts | None) -> tuple[tuple[str, int, tuple[str, ...]], ...] | None:
    """What a module imports in its ``__getattr__``, as written; None where it has none. Its edges do not tell it from what other functions import."""
    if facts is None or not facts.has_getattr:
        return None
    return tuple(
        (one.module, one.level, tuple(name.name for name in one.names))
        for one in facts.imports
        if one.scope == LAZY
    )


def ancestors(dotted: str) -> tuple[str, ...]:
    """The packages around a module, the innermost first."""
    found = []
    while dotted := dotted.rpartition(".")[0]:
        found.append(dotted)
    return tuple(found)


def _is_in(dotted: str, package: str) -> bool:
    return dotted == package or dotted.startswith(f"{package}.")


def _may_run(colour: Colour, scopes: Collection[str], facts: Facts | None) -> bool:
    """Whether imports may run while modules are loaded: what a module imports when it is asked for a name is asked for by others that run."""
    if colour is Colour.IMPORT_TIME:
        return True
    return facts is not None and facts.has_getattr and (colour is Colour.TYPING or LAZY in scopes)
