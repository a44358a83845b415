"""What a person should know about a move that no edit can express: names made of ``__name__``, pickles, registration, rebinding."""

import ast
from collections.abc import Iterator, Mapping

from migrator.model.model import Model
from migrator.model.values import Defined, IsModule, NameUse, Symbol
from migrator.recipes.editing.origins import Place, imports_in
from migrator.recipes.editing.syntax import SourceFile, parse_source
from migrator.recipes.moving.move_values import Closure
from migrator.recipes.values import Left
from migrator.source.values import Tree

_KNOWN_DECORATORS = frozenset({
    "dataclass", "dataclasses.dataclass", "unique", "enum.unique", "total_ordering", "functools.total_ordering", "final", "typing.final",
    "runtime_checkable", "typing.runtime_checkable", "overload", "typing.overload", "lru_cache", "functools.lru_cache", "cache",
    "functools.cache", "wraps", "functools.wraps", "contextmanager", "contextlib.contextmanager", "asynccontextmanager",
    "contextlib.asynccontextmanager", "singledispatch", "functools.singledispatch", "attr.s", "attrs.define", "define", "attrs.frozen",
})  # fmt: skip
_OWN_NAMESPACE = ("globals", "eval", "exec")
"""Builtins that see the names of the module they are called in."""
_PLACE_NAMES = ("__name__", "__file__", "__package__", "__spec__", "__path__")


def move_notes(
    model: Model, places: Mapping[str, Place], closure: Closure, lazy: frozenset[str], new: str
) -> Iterator[str]:
    """Sentences for people, in a stable order; ``lazy`` are the old modules that no longer import the new one."""
    for origin, read in closure.moved_reads(places):
        if read.name in _PLACE_NAMES:
            yield f"{origin.file.path}:{read.node.lineno} uses {read.name}: it means {new} after the move"
        elif read.name in _OWN_NAMESPACE and read.name not in origin.binds:
            yield f"{origin.file.path}:{read.node.lineno} calls {read.name}: it sees the names of {new} after the move"
    for module in sorted(closure.statements):
        place = places[module]
        for index in sorted(closure.statements[module]):
            node = place.body[index]
            yield from _own_imports(place, node, new)
            yield from _registration(model, place, node, is_lazy=module in lazy)
            if isinstance(node, ast.ClassDef):
                yield (
                    f"{module}:{node.name} is a class: pickles written before the move name {module}, "
                    f"new ones name {new}; `__module__` changes"
                )
    for module in sorted(closure.copies):
        place = places[module]
        names = sorted({name for index in closure.copies[module] for name in place.names_of(index)})
        if names:
            yield f"{', '.join(names)} of {module} is copied: each module has its own"


def _own_imports(place: Place, node: ast.stmt, new: str) -> Iterator[str]:
    """Imports inside a definition of the module that it moves to, as a whole: what is asked of it there is not known."""
    for inner in ast.walk(node):
        if not isinstance(inner, ast.Import | ast.ImportFrom):
            continue
        for one in imports_in(inner, place.module.package):
            asked = one.module if one.name is None else f"{one.module}.{one.name}"
            if asked == new:
                yield f"{place.file.path}:{inner.lineno} imports {new}, which is its own module after the move"


def _registration(model: Model, place: Place, node: ast.stmt, *, is_lazy: bool) -> Iterator[str]:
    decorators = [
        one.func if isinstance(one, ast.Call) else one for one in getattr(node, "decorator_list", ())
    ]
    unknown = [ast.unparse(one) for one in decorators if ast.unparse(one) not in _KNOWN_DECORATORS]
    metaclass = [one for one in getattr(node, "keywords", ()) if one.arg == "metaclass"]
    noticing = _noticing_base(model, place, node)
    if not unknown and not metaclass and not noticing:
        return
    said = ", ".join(
        [f"@{one}" for one in unknown]
        + [f"metaclass={ast.unparse(one.value)}" for one in metaclass]
        + ([f"the base {noticing}"] if noticing else [])
    )
    name = getattr(node, "name", "")
    how = (
        "no longer runs it: import the new one where that is needed"
        if is_lazy
        else "still runs it, through its import"
    )
    yield f"{place.module.name}:{name} has {said}, which may register it when it is defined: importing {place.module.name} {how}"


def _noticing_base(model: Model, place: Place, node: ast.stmt) -> str:
    """The class of this repository from which a class inherits ``__init_subclass__``, or ``""``: it is told of each subclass."""
    waiting = [(place.module.name, ast.unparse(one)) for one in getattr(node, "bases", ())]
    seen: set[Symbol] = set()
    while waiting:
        module, name = waiting.pop(0)
        found = _class_named(model, module, name)
        facts = model.facts_of(found.module) if found is not None and found not in seen else None
        if found is None or facts is None:
            continue
        seen.add(found)
        for one in facts.definitions:
            if one.name == found.name:
                if "__init_subclass__" in one.members:
                    return str(found)
                waiting += [(found.module, base) for base in one.bases]
    return ""


def _class_named(model: Model, module: str, dotted: str) -> Symbol | None:
    """What a dotted name means in a module, where that is one definition of the repository."""
    first, *rest = dotted.split(".")
    for name in rest:
        found = model.resolve(module, first)
        if not isinstance(found, IsModule):
            return None
        module, first = found.module, name
    meaning = model.resolve(module, first)
    return meaning.symbol if isinstance(meaning, Defined) else None


def rebinding_left(
    model: Model, uses: Mapping[Symbol, tuple[NameUse, ...]], closure: Closure
) -> Iterator[Left]:
    """Places that set a moved name on the old module: a shim cannot pass that on to the new one."""
    for symbol in sorted(closure.names):
        for use in uses.get(symbol, ()):
            facts = model.facts.get(use.site.path)
            stores = {one.start for one in facts.uses if one.is_store} if facts is not None else set()
            if use.form == "attribute" and use.site.start in stores:
                yield Left(
                    use.site.path,
                    use.site.line,
                    f"sets {use.site.text}: {symbol.name} lives in another module now, which does not see that",
                )


def stub_left(tree: Tree, places: Mapping[str, Place]) -> Iterator[Left]:
    """Stubs beside the old modules, which keep the old definitions."""
    for place in places.values():
        stub = f"{place.file.path}i"
        if stub in tree.entries():
            yield Left(stub, 1, f"the stub of {place.module.name} still has what moved: move it there too")


def namespace_left(places: Mapping[str, Place], closure: Closure, lazy: frozenset[str]) -> Iterator[Left]:
    """Code that stays and asks ``globals()`` for a name that moved, in the modules of ``lazy``, which no longer bind it."""
    for module in sorted(lazy):
        place = places[module]
        moved = {one.name for one in closure.names if one.module == module}
        gone = closure.statements.get(module, set())
        texts = {
            node.value
            for index, statement in enumerate(place.body)
            if index not in gone
            for node in ast.walk(statement)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        for read in closure.remaining_reads(place):
            asked = ", ".join(sorted(moved & texts))
            if read.name in _OWN_NAMESPACE and read.name not in place.binds and asked:
                yield Left(
                    place.file.path,
                    read.node.lineno,
                    f"{read.name} may be asked for {asked}, which {module} no longer has",
                )


def object_patch_left(
    model: Model,
    tree: Tree,
    old: str,
    names: frozenset[str],
    why: str = "where the moved code no longer looks it up",
) -> Iterator[Left]:
    """``monkeypatch.setattr(old, "helper", ...)`` of names that are no longer looked up in that module, for the reason given."""
    paths = {site.site.path for edge in model.edges_to(old) for site in edge.sites}
    for path in sorted(paths):
        raw = tree.read(path)
        if b"setattr" not in raw and b"patch.object" not in raw:
            continue
        file = parse_source(path, raw)
        if isinstance(file, SourceFile):
            yield from _patched_objects(file, old, names, why)


def _patched_objects(file: SourceFile, old: str, names: frozenset[str], why: str) -> Iterator[Left]:
    for node in ast.walk(file.tree):
        if (
            not isinstance(node, ast.Call)
            or len(node.args) < 2
            or not isinstance(node.func, ast.Attribute | ast.Name)
        ):
            continue
        called = ast.unparse(node.func)
        first, second = node.args[0], node.args[1]
        is_module = (
            isinstance(first, ast.Name | ast.Attribute)
            and ast.unparse(first).rpartition(".")[2] == old.rpartition(".")[2]
        )
        if (
            called.endswith(("setattr", "patch.object"))
            and is_module
            and isinstance(second, ast.Constant)
            and second.value in names
        ):
            yield Left(
                file.path,
                node.lineno,
                f"patches {second.value} in {old}, {why}",
            )
