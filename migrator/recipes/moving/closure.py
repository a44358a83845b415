"""What moved definitions need in their new home: what comes along, what is copied, what is imported.

A private helper that nobody else uses comes along. What others use too stays and is imported, unless that import would close an
import-time cycle: then it comes along as well, and the old module imports it back. Type variables and module loggers are copied, because
each module has its own. Anything that cannot be right is refused with its reason, never half done.
"""

import ast
import builtins
from collections.abc import Callable, Collection, Iterator, Mapping

from migrator.facts.values import Moment
from migrator.model.values import Defined, External, NameUse, Symbol
from migrator.plan.values import ShimChoice
from migrator.recipes.editing.global_reads import Read
from migrator.recipes.editing.origins import (
    ImportedAs,
    Place,
    imports_in,
    is_import_block,
    unit_of,
    why_fixed,
)
from migrator.recipes.moving.closure_checks import check_closure
from migrator.recipes.moving.move_graph import graph_after
from migrator.recipes.moving.move_values import Closure, MoveRefusedError, Rewrite, Surroundings

BUILTINS = frozenset(dir(builtins)) | {
    "__annotations__", "__builtins__", "__doc__", "__file__", "__loader__", "__name__", "__package__", "__path__", "__spec__",
}  # fmt: skip
_COPYABLE = frozenset({"getLogger", "get_logger", "TypeVar", "ParamSpec", "TypeVarTuple"})


def close_over(
    around: Surroundings, requested: Mapping[Symbol, Symbol], loses: Callable[[Closure], frozenset[str]]
) -> Closure:
    """Everything that has to move, be copied or be imported; ``loses`` says which old modules the target imports no longer then.

    Raises MoveRefusedError.
    """
    closing = _Closing(around, Closure(dict(requested)), loses)
    for symbol in requested:
        closing.add(symbol, requested[symbol])
    closing.run()
    return closing.closure


class _Closing:
    """The fixed point: the set of moved statements only grows, so it ends."""

    def __init__(
        self, around: Surroundings, closure: Closure, loses: Callable[[Closure], frozenset[str]]
    ) -> None:
        self.around, self.closure, self.loses = around, closure, loses
        self._stars: dict[str, list[ImportedAs]] = {}

    def run(self) -> None:
        while True:
            self.closure.copies, self.closure.imports, self.closure.rewrites = {}, {}, []
            self.closure.graph = graph_after(
                self.around.model,
                self.around.before,
                self.closure.names,
                self.around.target,
                lengthens=self.around.lengthens,
            )
            self.closure.graph = self.closure.graph.with_edges(self._indirect_importers())
            lost = self.loses(self.closure)
            self.closure.graph = self.closure.graph.without_edges((self.around.target, one) for one in lost)
            size = len(self.closure.names)
            for place, read in list(self.closure.moved_reads(self.around.places)):
                self.need(place, read)
            while self._copy_needs():
                pass
            if len(self.closure.names) == size:
                break
        check_closure(self.around, self.closure)

    def _indirect_importers(self) -> Iterator[tuple[str, str]]:
        """Who takes what moves through a module or a star at import time: they will import the target by name."""
        for symbol in self.closure.names:
            for use in self.around.uses.get(symbol, ()):
                if use.form in {"attribute", "star"} and symbol.module in self.around.before.get(
                    use.importer, ()
                ):
                    yield use.importer, self.around.target

    def add(self, symbol: Symbol, new: Symbol) -> None:
        """Move one definition. Raises MoveRefusedError where it cannot be moved."""
        place = self.around.places[symbol.module]
        reason = _why_fixed(place, symbol.name)
        is_state = symbol.name in place.rebound and symbol not in self.closure.names
        if reason and not is_state:
            raise MoveRefusedError(f"{symbol} cannot be moved", reason)
        self.closure.names[symbol] = new
        self.closure.statements.setdefault(symbol.module, set()).update(unit_of(place, symbol.name))

    def need(self, place: Place, read: Read) -> None:
        """See to one name that moved code looks up."""
        module = place.module.name
        symbol = Symbol(module, read.name)
        if symbol in self.closure.names:
            self._rewrite(place, read, 0, self.closure.names[symbol].name)
            return
        indexes = place.binds.get(read.name, ())
        nodes = [place.body[index] for index in indexes]
        package = place.module.package
        found = [one for node in nodes for one in imports_in(node, package) if one.binds == read.name]
        if not indexes:
            self._need_unbound(place, read)
        elif found and all(
            any(one.binds == read.name for one in imports_in(node, package)) for node in nodes
        ):
            self._need_import(place, read, found)
        elif all(is_import_block(node) for node in nodes):
            self.closure.copies.setdefault(module, set()).update(indexes)
        else:
            self._need_definition(place, read)

    def _copy_needs(self) -> bool:
        """Copied import blocks and loggers have needs too; True while that found something new."""
        before = sum(len(one) for one in self.closure.copies.values())
        for place, read in list(self.closure.moved_reads(self.around.places)):
            self.need(place, read)
        return sum(len(one) for one in self.closure.copies.values()) != before

    def _stars_of(self, place: Place) -> list[ImportedAs]:
        """The star imports of a module; asked for each name that it does not bind, found once."""
        package = place.module.package
        if place.module.name not in self._stars:
            found = [one for node in place.body for one in imports_in(node, package) if one.name == "*"]
            self._stars[place.module.name] = found
        return self._stars[place.module.name]

    def _need_unbound(self, place: Place, read: Read) -> None:
        stars = self._stars_of(place)
        if not stars or read.name.startswith("__"):
            return
        meaning = self.around.model.resolve(place.module.name, read.name)
        if isinstance(meaning, Defined):
            self._carry(
                place, read, ImportedAs(meaning.symbol.module, meaning.symbol.name, _alias(meaning, read))
            )
        elif isinstance(meaning, External) and meaning.name:
            self._carry(place, read, ImportedAs(meaning.module, meaning.name, None))
        elif read.name not in BUILTINS:
            outside = [one for one in stars if not self.around.model.is_first_party(one.module)]
            if len(outside) != 1:
                raise MoveRefusedError(
                    f"{read.name} cannot be followed",
                    f"{place.file.path}:{read.node.lineno} uses {read.name}, which some star import gives; nobody can say which",
                    hint="import it by name first",
                )
            self._carry(place, read, ImportedAs(outside[0].module, read.name, None))

    def _need_import(self, place: Place, read: Read, found: list[ImportedAs]) -> None:
        dotted = [one for one in found if one.name is None and one.asname is None]
        if dotted and len(dotted) == len(found):
            fitting = [one for one in dotted if f"{read.chain}.".startswith(f"{one.module}.")] or dotted
            for one in fitting:
                self._carry(place, read, one)
            return
        runs = [one for one in found if not one.is_typing]
        self._carry(place, read, (runs or found)[-1])

    def _carry(self, place: Place, read: Read, wanted: ImportedAs) -> None:
        local = self._local_name(place, read, wanted)
        if local is not None:
            self._rewrite(place, read, *local)
            return
        known = self.closure.imports.get(wanted)
        self.closure.imports[wanted] = read.moment if known is None else min(known, read.moment, key=_urgency)

    def _local_name(self, place: Place, read: Read, wanted: ImportedAs) -> tuple[int, str] | None:
        """How many attributes of the look-up name something that lives in the target now, and its name there."""
        chain = [wanted.module, *(one.attr for one in read.attributes)]
        depth = 0
        if wanted.name is not None:
            found = self._in_target(wanted.module, wanted.name)
            meaning = self.around.model.resolve(place.module.name, read.name)
            if found is None and isinstance(meaning, Defined):
                found = self._in_target(meaning.symbol.module, meaning.symbol.name)
            if found is not None:
                return 0, found
            chain[0] = f"{wanted.module}.{wanted.name}"
        elif wanted.asname is None:
            parts = wanted.module.split(".")
            depth = len(parts) - 1
            if read.chain.split(".")[: depth + 1] != parts:
                return None
            chain = [wanted.module, *(one.attr for one in read.attributes[depth:])]
        if len(chain) > 1:
            found = self._in_target(chain[0], chain[1])
            if found is not None:
                return depth + 1, found
        return None

    def _in_target(self, module: str, name: str) -> str | None:
        if Symbol(module, name) in self.closure.names:
            return self.closure.names[Symbol(module, name)].name
        is_submodule = f"{module}.{name}" in self.around.model.modules
        return name if module == self.around.target and not is_submodule else None

    def _rewrite(self, place: Place, read: Read, depth: int, new: str) -> None:
        if depth or read.name != new:
            rewrite = Rewrite(place.module.name, read, depth, new)
            if rewrite not in self.closure.rewrites:
                self.closure.rewrites.append(rewrite)

    def _need_definition(self, place: Place, read: Read) -> None:
        symbol = Symbol(place.module.name, read.name)
        indexes = place.binds[read.name]
        moved = self.closure.statements[place.module.name]
        others = place.readers(read.name) - moved - set(indexes)
        elsewhere = [one for one in self.around.uses.get(symbol, ()) if one.importer != self.around.target]
        if read.name in place.rebound:
            self._need_state(place, read, others, elsewhere)
        elif self._is_copied(place, indexes) and (others or elsewhere or self._has_equal(place, read.name)):
            if not self._has_equal(place, read.name):
                self.closure.copies.setdefault(place.module.name, set()).update(indexes)
        elif not others and not elsewhere and self._may_follow(place, read.name):
            self.add(symbol, Symbol(self.around.target, read.name))
        else:
            self._stay_or_follow(place, read, symbol)

    def _may_follow(self, place: Place, name: str) -> bool:
        """Without a shim a public path would be lost that nobody asked to retire."""
        is_kept = name.startswith("_") or self.around.shim is not ShimChoice.NONE
        return is_kept and not _why_fixed(place, name)

    def _need_state(self, place: Place, read: Read, others: frozenset[int], elsewhere: list[NameUse]) -> None:
        if others or elsewhere:
            where = f"{place.file.path}:{place.line(min(others))}" if others else elsewhere[0].site.path
            raise MoveRefusedError(
                f"{read.name} is state of {place.module.name}",
                f"a function rebinds it with `global {read.name}`, and {where} uses it too: both must stay in one module",
                hint="move all functions that use it together",
            )
        self.add(Symbol(place.module.name, read.name), Symbol(self.around.target, read.name))

    def _stay_or_follow(self, place: Place, read: Read, symbol: Symbol) -> None:
        needed = ImportedAs(place.module.name, read.name, None, is_typing=read.moment is Moment.TYPING)
        if needed.is_typing or not self._chain_back(place):
            self._carry(place, read, needed)
            return
        reason = _why_fixed(place, read.name)
        if reason:
            raise MoveRefusedError(
                f"what moves needs {symbol}, which cannot move",
                f"{reason}; importing it back from {place.module.name} would close a cycle: "
                + " -> ".join((self.around.target, *self._chain_back(place))),
            )
        self.add(symbol, Symbol(self.around.target, read.name))

    def _chain_back(self, place: Place) -> tuple[str, ...]:
        """How ``place`` would import the target at import time after the move, if it would."""
        module = place.module.name
        names = {symbol.name for symbol in self.closure.names if symbol.module == module}
        used = any(
            read.name in names and read.moment is not Moment.TYPING
            for read in self.closure.remaining_reads(place)
        )
        if used or self.around.shim is ShimChoice.PLAIN or self._is_starred(place, names):
            return (module, self.around.target)
        return self.closure.graph.chain(module, self.around.target)

    def _is_starred(self, place: Place, names: Collection[str]) -> bool:
        """Whether a star import takes what moves from its old module: it sees no lazy shim, so the old module has to import the new one."""
        facts = self.around.model.facts.get(place.file.path)
        return (
            self.around.shim is ShimChoice.AUTO
            and place.module.name in self.around.model.starred_modules
            and not (facts is not None and facts.exports)
            and any(not name.startswith("_") for name in names)
        )

    def _is_copied(self, place: Place, indexes: tuple[int, ...]) -> bool:
        return len(indexes) == 1 and _is_copyable(place.body[indexes[0]])

    def _has_equal(self, place: Place, name: str) -> bool:
        target = self.around.target_place
        if target is None or len(target.binds.get(name, ())) != 1:
            return False
        return ast.dump(target.body[target.binds[name][0]]) == ast.dump(place.body[place.binds[name][0]])


def _why_fixed(place: Place, name: str) -> str:
    """Why a definition cannot be moved; a type variable that is made one way or another moves with its whole condition."""
    indexes = place.binds.get(name, ())
    is_whole = len(indexes) == 1 and place.names_of(indexes[0]) == (name,) and name not in place.rebound
    return "" if is_whole and _is_copyable(place.body[indexes[0]]) else why_fixed(place, name)


def _is_copyable(node: ast.stmt) -> bool:
    """A type variable or a logger; or a condition that makes it one way or another, as for versions of Python."""
    if isinstance(node, ast.If):
        return all(_is_copyable(child) for child in (*node.body, *node.orelse))
    if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call):
        return False
    called = node.value.func
    return (called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")) in _COPYABLE


def _alias(meaning: Defined, read: Read) -> str | None:
    return None if meaning.symbol.name == read.name else read.name


def _urgency(moment: Moment) -> int:
    return (Moment.IMPORT_TIME, Moment.ANNOTATION, Moment.DEFERRED, Moment.TYPING).index(moment)
