"""A local name under which a file knows something, and how it is renamed everywhere in the file, or why it is not.

Only where every use is certain: bound by one import, never set, deleted or listed, and no other meaning of the new name in the file.
"""

import ast
from dataclasses import dataclass

from migrator.recipes.import_edits import Splice
from migrator.recipes.quoted import quoted_annotations
from migrator.recipes.scopes import Scope, Scopes
from migrator.recipes.syntax import SourceFile


@dataclass(frozen=True)
class LocalName:
    """A name that an import statement binds in a scope."""

    file: SourceFile
    scopes: Scopes
    scope: Scope
    name: str
    node: ast.stmt

    @property
    def owner(self) -> Scope:
        """The scope that binds it."""
        return self.scope.owner(self.name) or self.scope

    @property
    def is_global(self) -> bool:
        """Other modules can take it from here."""
        return self.owner is self.scopes.module

    def renamed(self, new: str) -> list[Splice] | None:
        """The uses under the new name, the import left out; None where that is not certain to be right."""
        if self.owner.bindings.get(self.name) != [self.node] or self._is_taken(new):
            return None
        in_strings = self._in_f_strings()
        uses = self.scopes.uses(self.owner, self.name)
        if any(id(one) in in_strings or not isinstance(one.ctx, ast.Load) for one in uses):
            return None
        spans = [self.file.span(one) for one in uses]
        quoted = self._quoted()
        if quoted is None:
            return None
        return [Splice(start, end, self.file.encode(new)) for start, end in (*spans, *quoted)]

    def _is_taken(self, new: str) -> bool:
        looked_up = {one.id for scope in self.scopes.all for one in scope.lookups}
        if new not in self.scopes.bound_names() | looked_up:
            return False
        others = [node for scope in self.scopes.all for node in scope.bindings.get(new, [])]
        # The same statement, or one like it, may bring the new name already: then both mean one thing.
        return not (others and all(self._brings(node, new) for node in others))

    def _brings(self, node: ast.AST, new: str) -> bool:
        same = isinstance(node, ast.ImportFrom) and any(
            one.name == new and one.asname is None for one in node.names
        )
        return same and node is self.node

    def _quoted(self) -> list[tuple[int, int]] | None:
        """Where quoted annotations have the name; None where one of them cannot be edited, or may mean another."""
        result = []
        for one in quoted_annotations(self.file):
            for inner in ast.walk(one.expression):
                if isinstance(inner, ast.Name) and inner.id == self.name:
                    span = one.span(inner)
                    if span is None or sum(self.name in scope.bindings for scope in self.scopes.all) > 1:
                        return None
                    result.append(span)
        return result

    def _in_f_strings(self) -> frozenset[int]:
        strings = (node for node in self.file.nodes if isinstance(node, ast.JoinedStr))
        return frozenset(id(inner) for one in strings for inner in ast.walk(one))
