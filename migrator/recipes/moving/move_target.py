"""The module that definitions move to: what of it changes because they are there now.

Its imports of them go, its `old.C` becomes `C`, and nothing of it is ever overwritten: a name that is already taken refuses the move,
with the differences for the person who has to decide.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from migrator.facts.values import Colour, Moment
from migrator.model.model import Model
from migrator.model.values import Defined, Symbol
from migrator.recipes.editing.global_reads import string_names
from migrator.recipes.editing.import_edits import (
    ImportContext,
    Splice,
    Wanted,
    absolute_module,
    current,
    rewrite_statement,
)
from migrator.recipes.editing.origins import ImportedAs, Place, imports_in, is_main_block
from migrator.recipes.editing.placement import header_length, remove_definitions, top_level
from migrator.recipes.editing.scopes import Scope
from migrator.recipes.editing.syntax import Placed, is_typing_test
from migrator.recipes.moving.move_text import name_in_string
from migrator.recipes.moving.move_values import Closure, MoveRefusedError


@dataclass
class TargetChanges:
    """What changes in an existing target, and where its own code uses what arrives.

    Attributes:
        dropped: For each import statement that loses names, what its aliases become.
        splices: Uses that change.
        users: Top-level statements that use what arrives; True where they do so at import time.
        aliases: Local names that others take from the target under another name than the arriving one.
    """

    dropped: dict[int, tuple[Placed, list[list[Wanted]]]] = field(default_factory=dict)
    splices: list[Splice] = field(default_factory=list)
    users: dict[int, bool] = field(default_factory=dict)
    aliases: list[tuple[str, str]] = field(default_factory=list)

    def is_dropped(self, node: ast.AST, name: str) -> bool:
        """Whether the import statement no longer binds the name."""
        found = self.dropped.get(id(node))
        return found is not None and name not in {one.binds for wanted in found[1] for one in wanted}

    def import_splices(self, place: Place) -> list[Splice]:
        """The splices of the import statements that lose names; of a guard that would be left empty too."""
        context = ImportContext(place.file, place.module.package, frozenset(self.dropped))
        gone = self.gone(place)
        splices = remove_definitions(place.file, gone, with_comments=False)
        for placed, wanted in self.dropped.values():
            if not any(place.body[index] in (placed.node, placed.parents[-1]) for index in gone):
                splices += rewrite_statement(context, placed, wanted).splices
        return splices

    def gone(self, place: Place) -> frozenset[int]:
        """The top-level statements that vanish: imports that lose every name, guards that lose every import."""
        found: set[int] = set()
        for placed, wanted in self.dropped.values():
            guard = self._emptied_guard(place, placed)
            if guard is not None:
                found.add(guard.index)
            elif len(placed.parents) == 1 and not any(wanted) and place.file.stands_alone(placed.node):
                found.add(placed.index)
        return frozenset(found)

    def _emptied_guard(self, place: Place, placed: Placed) -> Placed | None:
        """The top-level ``if TYPE_CHECKING`` that would be left without a statement."""
        guard = placed.parents[-1]
        if (
            len(placed.parents) != 2
            or not isinstance(guard, ast.If)
            or guard.orelse
            or not is_typing_test(guard.test)
        ):
            return None
        if any(id(node) not in self.dropped or any(self.dropped[id(node)][1]) for node in guard.body):
            return None
        return top_level(place.file, place.body.index(guard))


def target_changes(model: Model, place: Place, closure: Closure, taken: frozenset[str]) -> TargetChanges:
    """What of the target changes. ``taken`` are the names that others take from it."""
    return _Target(model, place, closure, taken).changes()


def imports_lost(model: Model, place: Place, closure: Closure, taken: frozenset[str]) -> frozenset[str]:
    """The old modules that the target imports at import time now and will not, because all it uses of them lives in it."""
    changes = target_changes(model, place, closure, taken)
    gone = {placed.node.lineno for placed, wanted in changes.dropped.values() if not any(wanted)}
    lost = set()
    for module in {symbol.module for symbol in closure.names}:
        edges = [
            edge
            for edge in model.edges_to(module)
            if edge.importer == place.module.name
            and edge.colour is Colour.IMPORT_TIME
            and not edge.is_implied
        ]
        if edges and all(site.site.line in gone for edge in edges for site in edge.sites):
            lost.add(module)
    return frozenset(lost)


class _Target:
    def __init__(self, model: Model, place: Place, closure: Closure, taken: frozenset[str]) -> None:
        self.model, self.place, self.closure, self.taken = model, place, closure, taken
        self.result = TargetChanges()
        self.parents = {
            id(node.value): node for node in ast.walk(place.file.tree) if isinstance(node, ast.Attribute)
        }
        self.index_of = {
            id(child): index for index, node in enumerate(place.body) for child in ast.walk(node)
        }
        self.moments = {id(read.node): read.moment for reads in place.reads for read in reads}

    def changes(self) -> TargetChanges:
        for placed in self.place.file.statements:
            node = placed.node
            if isinstance(node, ast.ImportFrom):
                self._from_import(placed, node)
            elif isinstance(node, ast.Import):
                for index, alias in enumerate(node.names):
                    local = alias.asname or alias.name.partition(".")[0]
                    self._module_alias(placed, index, local, alias.name, dotted=alias.asname is None)
        return self.result

    def _from_import(self, placed: Placed, node: ast.ImportFrom) -> None:
        module = absolute_module(node, self.place.module.package)
        if module is None:
            return
        if node.names[0].name == "*" and any(one.module == module for one in self.closure.names):
            raise MoveRefusedError(
                f"{self.place.module.name} imports {module} with a star",
                f"{self.place.file.path}:{node.lineno} would ask the old module for what is in its own",
                hint="import the names that it needs first",
            )
        for index, alias in enumerate(node.names):
            local = alias.asname or alias.name
            new = self._moved(module, alias.name)
            if new is not None:
                self._dropped_name(placed, index, local, new.name)
            elif f"{module}.{alias.name}" in self.model.modules:
                self._module_alias(placed, index, local, f"{module}.{alias.name}", dotted=False)

    def _moved(self, module: str, name: str) -> Symbol | None:
        exact = self.closure.names.get(Symbol(module, name))
        if exact is not None or module not in self.model.modules:
            return exact
        meaning = self.model.resolve(module, name)
        return self.closure.names.get(meaning.symbol) if isinstance(meaning, Defined) else None

    def _dropped_name(self, placed: Placed, index: int, local: str, new: str) -> None:
        scope = self._scope(placed)
        if scope is not self.place.scopes.module and local != new:
            return
        for name in self.place.scopes.uses(scope, local):
            self._used(name)
            if local != new:
                self.result.splices.append(Splice(*self.place.file.span(name), self.place.file.encode(new)))
        if local != new:
            self._rename_in_strings(local, new)
        if local != new and local in self.taken:
            self.result.aliases.append((local, new))
        self._drop(placed, index)

    def _rename_in_strings(self, local: str, new: str) -> None:
        nodes = {
            id(read.node): read.node for reads in self.place.reads for read in reads if read.name == local
        }
        for node in nodes.values():
            if isinstance(node, ast.Constant):
                self.result.splices += name_in_string(self.place.file, node, local, new)

    def _module_alias(self, placed: Placed, index: int, local: str, module: str, *, dotted: bool) -> None:
        steps = module.split(".")[1:] if dotted else []
        left = 0
        replaced = []
        for name in self.place.scopes.uses(self._scope(placed), local):
            chain = self._chain(name)
            if [one.attr for one in chain[: len(steps)]] != steps:
                continue
            rest = chain[len(steps) :]
            new = self.closure.names.get(Symbol(module, rest[0].attr)) if rest else None
            if new is None:
                left += 1
                continue
            replaced.append(name)
            start, end = self.place.file.span(name)[0], self.place.file.span(rest[0])[1]
            self.result.splices.append(Splice(start, end, self.place.file.encode(new.name)))
            self._used(name)
        quoted, quoted_left = self._rename_quoted(local, module, steps)
        if (replaced or quoted) and not left + quoted_left and local not in self.taken:
            self._drop(placed, index)

    def _rename_quoted(self, local: str, module: str, steps: list[str]) -> tuple[int, int]:
        """Chains through a module in quoted annotations: how many became plain names, and how many uses of the module stay."""
        nodes = {
            id(read.node): read.node for reads in self.place.reads for read in reads if read.name == local
        }
        file, done, uses = self.place.file, 0, 0
        for node in (one for one in nodes.values() if isinstance(one, ast.Constant)):
            uses += string_names(node).count(local)
            for old, new in sorted(self.closure.names.items()):
                chain = ".".join((local, *steps, old.name))
                if old.module == module and chain in str(node.value):
                    splices = list(name_in_string(file, node, chain, new.name))
                    self.result.splices += splices
                    done += len(splices)
        return done, uses - done

    def _chain(self, name: ast.Name) -> list[ast.Attribute]:
        chain: list[ast.Attribute] = []
        parent = self.parents.get(id(name))
        while parent is not None:
            chain.append(parent)
            parent = self.parents.get(id(parent))
        return chain

    def _scope(self, placed: Placed) -> Scope:
        return self.place.scopes.of(placed.scope_node)

    def _used(self, name: ast.Name) -> None:
        index = self.index_of[id(name)]
        now = self.moments.get(id(name)) in {Moment.IMPORT_TIME, Moment.ANNOTATION}
        self.result.users[index] = self.result.users.get(index, False) or now

    def _drop(self, placed: Placed, index: int) -> None:
        node = placed.node
        if isinstance(node, ast.Import | ast.ImportFrom):
            wanted = self.result.dropped.setdefault(id(node), (placed, [[one] for one in current(node)]))[1]
            wanted[index] = []


def check_free(places: Mapping[str, Place], place: Place, closure: Closure, changes: TargetChanges) -> None:
    """Refuse where an arriving name is taken in the target. Raises MoveRefusedError with the differences."""
    for old, new in sorted(closure.names.items()):
        others = [
            node
            for node in place.scopes.module.bindings.get(new.name, [])
            if not changes.is_dropped(node, new.name)
        ]
        if not others:
            continue
        line = getattr(others[0], "lineno", 1)
        origin = places[old.module]
        said = list(_differences(origin, old.name, place, new.name))
        raise MoveRefusedError(
            f"{new} exists already",
            f"{place.file.path}:{line} binds {new.name}" + "".join(f"; {one}" for one in said),
            hint="move it under another name, or make one of the two an alias of the other",
        )
    for origin, read in closure.moved_reads(places):
        is_builtin = read.name not in origin.binds
        if is_builtin and read.name in place.binds and not read.name.startswith("__"):
            line = place.line(place.binds[read.name][0])
            raise MoveRefusedError(
                f"{read.name} means something else in {place.module.name}",
                f"{origin.file.path}:{read.node.lineno} uses the builtin; {place.file.path}:{line} binds that name",
            )


def missing_imports(
    model: Model, place: Place, closure: Closure, changes: TargetChanges
) -> Iterator[ImportedAs]:
    """The carried imports that the target does not have yet. Raises MoveRefusedError where a name means something else there."""
    for wanted in closure.imports:
        name = wanted.binds
        nodes = place.scopes.module.bindings.get(name, [])
        there = [
            one
            for index in place.binds.get(name, ())
            for one in imports_in(place.body[index], place.module.package)
            if one.binds == name
        ]
        equal = [one for one in there if one.meaning == wanted.meaning or _is_same(model, place, one, wanted)]
        if any(not one.is_typing or wanted.is_typing for one in equal):
            continue
        is_shared_root = (
            wanted.name is None
            and wanted.asname is None
            and all(one.name is None and one.asname is None for one in there)
        )
        others = [
            node
            for node in nodes
            if not changes.is_dropped(node, name) and not _says(node, wanted, place.module.package)
        ]
        if others and not equal and not (there and is_shared_root):
            raise MoveRefusedError(
                f"{name} means something else in {place.module.name}",
                f"what moves uses {name} from {wanted.module}; {place.file.path}:{getattr(others[0], 'lineno', 1)} binds that name",
                hint="rename one of the two first",
            )
        yield wanted


def block_index(
    place: Place, closure: Closure, places: Mapping[str, Place], changes: TargetChanges
) -> int | None:
    """Before which top-level statement the definitions go: after what they need at once, before who uses them at once."""
    header, gone = header_length(place.body), changes.gone(place)
    earliest = header
    renamed = {(one.module, id(one.read.node)): one.new for one in closure.rewrites}
    for origin, read in closure.moved_reads(places):
        if read.moment not in {Moment.IMPORT_TIME, Moment.ANNOTATION}:
            continue
        name = renamed.get((origin.module.name, id(read.node)), read.name)
        for index in place.binds.get(name, ()):
            if not changes.is_dropped(place.body[index], name):
                earliest = max(earliest, index + 1)
    users = sorted(index for index in changes.users if index >= header)
    at_once = [index for index in users if changes.users[index]]
    late = [
        index
        for index, node in enumerate(place.body)
        if index >= header
        and index not in gone
        and (isinstance(node, ast.Import | ast.ImportFrom) or is_main_block(node))
    ]
    wanted = min([*users, *late], default=None)
    if wanted is None or wanted >= earliest:
        return wanted
    if at_once and at_once[0] < earliest:
        raise MoveRefusedError(
            f"there is no place for it in {place.module.name}",
            f"{place.file.path}:{place.line(at_once[0])} uses it at import time, before what it needs itself is bound",
        )
    later = [index for index in (*at_once, *late) if index >= earliest]
    return min(later, default=earliest if earliest < len(place.body) else None)


def _says(node: ast.AST, wanted: ImportedAs, package: str) -> bool:
    """An import anywhere else in the module, in a main block for one, that means the same."""
    if not isinstance(node, ast.Import | ast.ImportFrom):
        return False
    return any(one.meaning == wanted.meaning for one in imports_in(node, package))


def _is_same(model: Model, place: Place, there: ImportedAs, wanted: ImportedAs) -> bool:
    if there.binds != wanted.binds or wanted.name is None or wanted.module not in model.modules:
        return False
    mine = model.resolve(place.module.name, there.binds)
    theirs = model.resolve(wanted.module, wanted.name)
    return isinstance(mine, Defined) and isinstance(theirs, Defined) and mine.symbol == theirs.symbol


def _differences(origin: Place, old: str, target: Place, new: str) -> Iterator[str]:
    first, second = _definition(origin, old), _definition(target, new)
    if first is None or second is None:
        return
    if ast.dump(first) == ast.dump(second):
        yield "the two are equal"
        return
    if isinstance(first, ast.ClassDef) and isinstance(second, ast.ClassDef):
        mine, theirs = _members(first), _members(second)
        for said, names in (
            (f"only in {origin.module.name}", mine.keys() - theirs.keys()),
            (f"only in {target.module.name}", theirs.keys() - mine.keys()),
            ("different", {name for name in mine.keys() & theirs.keys() if mine[name] != theirs[name]}),
        ):
            if names:
                yield f"{said}: {', '.join(sorted(names))}"
    else:
        yield "the two differ"


def _definition(place: Place, name: str) -> ast.stmt | None:
    indexes = place.binds.get(name, ())
    return place.body[indexes[-1]] if indexes else None


def _members(node: ast.ClassDef) -> dict[str, str]:
    members: dict[str, str] = {}
    for child in node.body:
        names = [getattr(child, "name", "")]
        if isinstance(child, ast.Assign):
            names = [one.id for one in child.targets if isinstance(one, ast.Name)]
        elif isinstance(child, ast.AnnAssign) and isinstance(child.target, ast.Name):
            names = [child.target.id]
        members.update({name: ast.dump(child) for name in names if name})
    return members
