"""The import statements of one module that bring certain names of another: what guarding and dropping work on."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from migrator.model.model import Model
from migrator.model.values import Module
from migrator.recipes.editing.import_edits import absolute_module
from migrator.recipes.editing.opening import open_module
from migrator.recipes.editing.quoted import quoted_annotations
from migrator.recipes.editing.scopes import Scopes, analyse_scopes
from migrator.recipes.editing.syntax import Placed, SourceFile, Unreadable
from migrator.source.values import Tree


@dataclass(frozen=True)
class OwnImport:
    """One alias at module level of the importer. ``local`` is what it binds, ``name`` what it takes."""

    placed: Placed
    index: int
    local: str
    name: str


@dataclass(frozen=True)
class ImporterFile:
    """The importer, parsed, with its scopes."""

    model: Model
    module: Module
    file: SourceFile
    scopes: Scopes

    def imports_of(self, imported: str, names: Iterable[str]) -> list[OwnImport]:
        """The import-time aliases that take ``names`` of ``imported``; no names: every one that imports it or from it."""
        wanted = frozenset(names)
        result = []
        for placed in self.file.statements:
            node = placed.node
            if placed.is_deferred or placed.is_typing or not isinstance(node, ast.Import | ast.ImportFrom):
                continue
            for index, alias in enumerate(node.names):
                taken = self._taken(node, alias, imported)
                if taken is not None and (not wanted or taken in wanted):
                    local = alias.asname or alias.name.partition(".")[0]
                    result.append(OwnImport(placed, index, local, taken))
        return result

    def _taken(self, node: ast.Import | ast.ImportFrom, alias: ast.alias, imported: str) -> str | None:
        """The name of ``imported`` that an alias takes, ``""`` for the module itself, None for anything else."""
        if isinstance(node, ast.Import):
            return "" if alias.name == imported else None
        module = absolute_module(node, self.module.package)
        if module == imported and f"{module}.{alias.name}" not in self.model.modules:
            return alias.name
        return "" if f"{module}.{alias.name}" == imported else None

    def lookups(self, local: str) -> list[ast.Name]:
        """Every place in the module that looks a global up."""
        return self.scopes.uses(self.scopes.module, local)

    def is_quoted(self, local: str) -> bool:
        """Whether an annotation in quotes names it."""
        return any(
            isinstance(node, ast.Name) and node.id == local
            for quoted in quoted_annotations(self.file)
            for node in ast.walk(quoted.expression)
        )

    def takers(self, local: str) -> tuple[str, ...]:
        """Other modules that take the name from here at run time, strings included, and ``__all__``."""
        found = {
            use.importer if use.form != "string" else f"a string in {use.site.path}"
            for use in self.model.name_uses
            if use.target.module == self.module.name and use.target.name == local
            if use.importer != self.module.name or use.form == "string"
        }
        facts = self.model.facts_of(self.module.name)
        exports = (facts.exports or ()) if facts is not None else ()
        return tuple(sorted(found | ({"__all__"} if local in exports else set())))


def open_importer(model: Model, tree: Tree, name: str) -> ImporterFile | str:
    """The importer parsed, or why it cannot be edited."""
    module = model.modules.get(name)
    if module is None or module.is_namespace:
        return f"{name} is no module of this repository"
    file = open_module(model, tree, module)
    if isinstance(file, Unreadable):
        return f"{module.path} is not edited: {file.reason}"
    return ImporterFile(model, module, file, analyse_scopes(file.tree))
