"""Where a duplicate class stands, and what is written in its place so that its name becomes an alias.

A class at module level gives way to an import of the canonical one; the fallback of an ``except ImportError`` goes with its whole ``try``,
when what that tries to import is always there. Where the import would close a cycle, the module gives the name when it is asked for.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from migrator.model.values import Defined, IsModule, Symbol
from migrator.recipes.duplicates.definitions import ClassDefinition, Definitions
from migrator.recipes.duplicates.leftovers import leftovers, without_leftovers
from migrator.recipes.duplicates.meanings import FileMeanings
from migrator.recipes.editing.edits import newline_near
from migrator.recipes.editing.import_edits import Splice, absolute_module
from migrator.recipes.editing.import_placement import prefers_relative
from migrator.recipes.editing.origins import ImportedAs, read_place
from migrator.recipes.editing.placement import append_block, own_span, remove_definitions
from migrator.recipes.editing.reindent import reindented
from migrator.recipes.editing.shims import chain_lazy, lazy_functions, plain_import
from migrator.recipes.editing.syntax import Placed
from migrator.recipes.sites.cycle_guard import CycleGuard


@dataclass(frozen=True)
class DuplicateClass:
    """A duplicate in its file.

    Attributes:
        class_: The class.
        placed: Its statement.
        fallback: The ``try`` whose ``except ImportError`` it stands in, or None.
    """

    class_: ClassDefinition
    placed: Placed
    fallback: ast.Try | None = None


@dataclass
class AliasEdit:
    """What is written in place of the class, and whether the name is given only when it is asked for."""

    splices: list[Splice] = field(default_factory=list)
    is_lazy: bool = False
    manner: str = ""


def find_duplicate(definitions: Definitions, symbol: Symbol) -> DuplicateClass | str:
    """The one class statement of that name at module level or in a fallback, or why there is none."""
    home = definitions.file(symbol.module)
    if isinstance(home, str):
        return home
    found = [
        one
        for one in home.file.statements
        if isinstance(one.node, ast.ClassDef) and one.node.name == symbol.name and not one.scope
    ]
    if len(found) != 1:
        return f"{symbol} is {'no class' if not found else f'a class {len(found)} times'} in {home.file.path}"
    placed = found[0]
    class_ = ClassDefinition(symbol, home, placed.node)  # type: ignore[arg-type]  # the list has classes only
    if len(placed.parents) == 1:
        return DuplicateClass(class_, placed)
    top = placed.parents[1]
    handler = placed.parents[2] if len(placed.parents) == 3 else None
    if isinstance(top, ast.Try) and isinstance(handler, ast.ExceptHandler) and placed.is_guarded:
        return DuplicateClass(class_, placed, top)
    return f"{symbol} is defined under a condition ({home.file.path}:{placed.node.lineno})"


def alias_edit(
    definitions: Definitions, duplicate: DuplicateClass, canonical: Symbol, defined: Symbol
) -> AliasEdit | str:
    """How the name becomes an alias of ``canonical`` (a path to the class ``defined``), or why it cannot."""
    writer = _Alias(definitions, duplicate, canonical, defined)
    if duplicate.fallback is not None:
        return writer.without_fallback(duplicate.fallback)
    if defined.module == duplicate.class_.symbol.module:
        return writer.beside()
    return writer.imported()


class _Alias:
    def __init__(
        self, definitions: Definitions, duplicate: DuplicateClass, canonical: Symbol, defined: Symbol
    ) -> None:
        self.definitions, self.duplicate = definitions, duplicate
        self.canonical, self.defined = canonical, defined
        self.home: FileMeanings = duplicate.class_.home
        self.file, self.module = self.home.file, self.home.module
        self.symbol = duplicate.class_.symbol

    def imported(self) -> AliasEdit | str:
        """The class goes, an import of the canonical one comes."""
        guard = CycleGuard(self.definitions.model)
        if guard.closes(self.module.name, self.canonical.module):
            return self._lazy(guard)
        index = self.duplicate.placed.index
        removal = remove_definitions(self.file, [index])
        known = self._known_as()
        rest = leftovers(self.definitions.model, self.module, self.file, removal)
        if known and known not in rest.imports and known != self.symbol.name:
            return AliasEdit(self._assignment(known), manner="an alias of what is imported there")
        one = self._import(is_typing=False)
        splices = without_leftovers(self.definitions.model, self.module, self.file, removal, added=[one])
        return AliasEdit(splices, manner="an import of the canonical class")

    def beside(self) -> AliasEdit | str:
        """Both stand in one module."""
        index = self.duplicate.placed.index
        other = next(
            (
                i
                for i, node in enumerate(self.file.tree.body)
                if isinstance(node, ast.ClassDef) and node.name == self.defined.name
            ),
            None,
        )
        if other is None or other > index:
            return f"{self.defined.name} is defined below {self.symbol.name}: put it above first"
        splices = self._assignment(self.defined.name)
        return AliasEdit(splices, manner="an alias of the class above")

    def without_fallback(self, node: ast.Try) -> AliasEdit | str:
        """The ``try`` gives way to its body."""
        problem = self._why_guarded(node)
        if problem:
            return problem
        start = self.file.statement_span(node)[0]
        body = [*node.body, *node.orelse]
        indent = self.file.indentation(start)
        newline = newline_near(self.file.raw, start)
        texts = [reindented(self.file, one, indent) for one in body]
        splices = [Splice(start, self.file.span(node)[1], (newline + indent).join(texts))]
        return AliasEdit(splices, manner="the import without its fallback")

    def _why_guarded(self, node: ast.Try) -> str:
        """Why what the ``try`` imports may be missing, or ``""``."""
        at = f"{self.file.path}:{node.lineno}"
        if node.finalbody or len(node.handlers) != 1:
            return f"the try of {at} does more than fall back"
        found = None
        for statement in (*node.body, *node.orelse):
            if isinstance(statement, ast.Import | ast.ImportFrom):
                problem = self._why_missing(statement)
                if problem:
                    return f"{problem}, so the fallback of {at} may be needed"
                found = found or self._brings(statement)
            elif not isinstance(statement, ast.Assign | ast.AnnAssign):
                return f"the try of {at} does more than import"
        return "" if found else f"the try of {at} does not import {self.canonical.name}"

    def _why_missing(self, node: ast.Import | ast.ImportFrom) -> str:
        model = self.definitions.model
        for alias in node.names:
            if isinstance(node, ast.Import):
                found = model.resolve_module(alias.name)
            else:
                module = absolute_module(node, self.module.package)
                if module is None:
                    return f"`{ast.unparse(node)}` goes above its package"
                found = model.resolve(module, alias.name)
            if not isinstance(found, Defined | IsModule):
                return f"`{ast.unparse(node)}` is not always there"
        return ""

    def _brings(self, node: ast.Import | ast.ImportFrom) -> bool:
        if isinstance(node, ast.Import):
            return False
        module = absolute_module(node, self.module.package) or ""
        for alias in node.names:
            found = self.definitions.model.resolve(module, alias.name)
            is_it = isinstance(found, Defined) and found.symbol == self.defined
            if is_it and (alias.asname or alias.name) == self.symbol.name:
                return True
        return False

    def _known_as(self) -> str:
        """The name under which the module imports the canonical class at run time, or ``""``."""
        scope = self.home.scopes.module
        for name in scope.bindings:
            aliases = self.home.aliases(scope, name)
            found = self.definitions.model.resolve(self.module.name, name)
            is_it = isinstance(found, Defined) and found.symbol == self.defined
            if is_it and aliases and all(len(one.placed.parents) == 1 for one in aliases):
                return name
        return ""

    def _assignment(self, name: str) -> list[Splice]:
        """``Old = Canonical`` where the class stood; what only the body used goes."""
        node = self.duplicate.placed.node
        start, end = own_span(self.file, node)
        text = Splice(start, end, self.file.encode(f"{self.symbol.name} = {name}"))
        return without_leftovers(self.definitions.model, self.module, self.file, [text])

    def _import(self, *, is_typing: bool) -> ImportedAs:
        level = 1 if prefers_relative(self.file.tree.body, self.definitions.model.is_first_party) else 0
        is_used = bool(self._own_uses()) or self.symbol.name in self._exports()
        one = plain_import(self.symbol, self.canonical, is_used=is_used, level=level)
        return ImportedAs(one.module, one.name, one.asname, one.level, is_typing)

    def _own_uses(self) -> list[ast.Name]:
        """Uses of the class in its module, outside its own body."""
        inside = {id(one) for one in ast.walk(self.duplicate.placed.node)}
        uses = self.home.scopes.uses(self.home.scopes.module, self.symbol.name)
        return [one for one in uses if id(one) not in inside]

    def _exports(self) -> tuple[str, ...]:
        facts = self.definitions.model.facts_of(self.module.name)
        return (facts.exports or ()) if facts is not None else ()

    def _lazy(self, guard: CycleGuard) -> AliasEdit | str:
        """The import would close a cycle: the name is given by ``__getattr__``."""
        name, model = self.symbol.name, self.definitions.model
        said = f"importing {self.canonical.module} in {self.module.name} would close an import cycle"
        if any(True for _one in self._runtime_uses()):
            return f"{said}, and {self.module.name} itself uses {name}"
        if self.module.name in model.starred_modules and not self._exports():
            return f"{said}, and a lazy alias would not be seen by the star imports of {self.module.name}"
        early = guard.reached_from(self.canonical.module)
        for use in model.uses_of(self.symbol):
            is_early = use.importer in early and use.colour == "import-time" and use.form == "from"
            if is_early and use.importer != self.module.name:
                return f"{said}, and {use.importer} takes {name} while {self.canonical.module} is imported"
        lazy = {name: self.canonical}
        removal = remove_definitions(self.file, [self.duplicate.placed.index])
        types = [self._import(is_typing=True)] if self._own_uses() else []
        splices = without_leftovers(model, self.module, self.file, removal, added=types)
        chained = chain_lazy(self.file, lazy)
        if chained is None:
            ends = any(one.end == len(self.file.raw) and not one.new for one in removal)
            newline = newline_near(self.file.raw, 0)
            text = self.file.encode(lazy_functions(lazy)).replace(b"\n", newline)
            chained = [
                append_block(self.file, text, has_line_end=ends or self.file.raw.endswith((b"\n", b"\r")))
            ]
        return AliasEdit([*splices, *chained], is_lazy=True, manner="a lazy alias that warns")

    def _runtime_uses(self) -> Iterator[ast.Name]:
        place = read_place(self.module, self.file)
        never = {id(read.node) for reads in place.reads for read in reads if read.moment.value == "typing"}
        yield from (one for one in self._own_uses() if id(one) not in never)
