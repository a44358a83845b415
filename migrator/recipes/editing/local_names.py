"""A local name under which a file knows something, and how it is renamed everywhere in the file, or why it is not.

Only where every use is certain: bound by one import, never set, deleted or listed, and no other meaning of the new name in the file.
"""

import ast
from collections.abc import Callable
from dataclasses import dataclass

from migrator.recipes.editing.import_edits import Splice
from migrator.recipes.editing.quoted import quoted_annotations
from migrator.recipes.editing.scopes import Scope, Scopes
from migrator.recipes.editing.syntax import SourceFile


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

    def renamed(self, new: str, means_it: Callable[[ast.AST], bool]) -> list[Splice] | None:
        """The uses under the new name, the import left out; None where that is not certain to be right.

        ``means_it`` tells of a node that binds the new name whether it binds what is wanted.
        """
        if self.owner.bindings.get(self.name) != [self.node] or self._is_taken(new, means_it):
            return None
        in_strings = self._in_f_strings()
        uses = self.scopes.uses(self.owner, self.name)
        if any(id(one) in in_strings or not isinstance(one.ctx, ast.Load) for one in uses):
            return None
        if any(self._is_read_before_bound(scope) for scope in self.scopes.all if scope.is_class):
            return None
        spans = [self.file.span(one) for one in uses]
        quoted = self._quoted()
        if quoted is None:
            return None
        return [Splice(start, end, self.file.encode(new)) for start, end in (*spans, *quoted)]

    def _is_read_before_bound(self, body: Scope) -> bool:
        """Whether a class body may look the name up outside although it binds it too: ``C = C`` does."""
        is_outer = body.parent is not None and body.parent.owner(self.name, inner=True) is self.owner
        looked_up = (one for one in body.lookups if one.id == self.name and isinstance(one.ctx, ast.Load))
        return is_outer and self.name in body.bindings and any(True for _ in looked_up)

    def _is_taken(self, new: str, means_it: Callable[[ast.AST], bool]) -> bool:
        binding = [node for scope in self.scopes.all for node in scope.bindings.get(new, [])]
        if not all(means_it(node) for node in binding):
            return True
        module = self.scopes.module
        return new not in module.bindings and bool(self.scopes.uses(module, new))

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
