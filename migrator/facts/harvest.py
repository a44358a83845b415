"""What is collected while a file is walked, and its turning into facts at the end.

A walk sees uses before it has seen all bindings, and a class before its members, so the facts are made when the whole tree has been seen.
"""

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field

from migrator.facts.class_shapes import class_shapes
from migrator.facts.function_shapes import function_shapes
from migrator.facts.lazy import lazy_names
from migrator.facts.literals import string_value
from migrator.facts.outline import outline_of
from migrator.facts.outside import Outside
from migrator.facts.positions import Positions
from migrator.facts.scopes import Scope
from migrator.facts.values import (
    Colour,
    Definition,
    DefinitionKind,
    DottedString,
    Facts,
    ImportStatement,
    Moment,
    Use,
)

LookupKey = tuple[Scope, str, Moment, bool, bool]
"""Scope, chain, moment, is a store, is guarded."""


@dataclass
class Binding:
    """A module-level binding on its way to be a Definition."""

    name: str
    kind: DefinitionKind
    start: int
    end: int
    line: int
    bases: tuple[str, ...] = ()
    decorators: tuple[str, ...] = ()
    alias_of: str = ""
    is_conditional: bool = False
    is_typing: bool = False
    class_scope: Scope | None = None

    def definition(self) -> Definition:
        """The finished value."""
        members = (
            () if self.class_scope is None else (*self.class_scope.bound, *sorted(self.class_scope.imported))
        )
        return Definition(
            name=self.name,
            kind=self.kind,
            start=self.start,
            end=self.end,
            line=self.line,
            bases=self.bases,
            decorators=self.decorators,
            alias_of=self.alias_of,
            is_conditional=self.is_conditional,
            members=members,
            is_typing=self.is_typing,
        )


@dataclass
class Harvest:
    """Everything found in one file so far."""

    positions: Positions
    imports: list[ImportStatement] = field(default_factory=list)
    bindings: list[Binding] = field(default_factory=list)
    lookups: dict[LookupKey, tuple[int, int, int]] = field(default_factory=dict)
    """Line and column of the first, and how many."""
    strings: list[DottedString] = field(default_factory=list)
    exports: list[str] | None = None
    is_exports_open: bool = False
    is_dynamic: bool = False
    has_future_annotations: bool = False
    deletions: list[tuple[int, str]] = field(default_factory=list)
    outside: Outside = field(default_factory=Outside)

    def export(self, names: Iterable[str], *, is_whole: bool) -> None:
        """Add names to ``__all__``."""
        self.exports = self.exports if self.exports is not None else []
        self.exports.extend(names)
        self.is_exports_open |= not is_whole

    def facts(self, tree: ast.Module) -> Facts:
        """The finished facts, in the order of the file."""
        imports = tuple(sorted(self.imports, key=lambda statement: statement.start))
        definitions = tuple(
            binding.definition()
            for binding in sorted(self.bindings, key=lambda binding: (binding.start, binding.name))
        )
        deleted = _deleted(self.deletions, imports, definitions)
        rebound = sorted((name, start) for start, name in self.deletions if deleted.get(name) != start)
        answered, is_closed = lazy_names(tree)
        outline = outline_of(tree)
        functions, kept_calls = function_shapes(outline.traces(), outline.assignments, self.positions)
        return Facts(
            imports=imports,
            definitions=definitions,
            uses=tuple(self._uses()),
            strings=tuple(sorted(self.strings, key=lambda string: string.start)),
            exports=None if self.exports is None else tuple(dict.fromkeys(self.exports)),
            is_exports_open=self.is_exports_open,
            has_getattr=any(definition.name == "__getattr__" for definition in definitions)
            or any(
                name.binds == "__getattr__" for found in imports if not found.scope for name in found.names
            ),
            is_dynamic=self.is_dynamic,
            has_future_annotations=self.has_future_annotations,
            deleted=tuple(deleted),
            deleted_at=tuple(deleted.values()),
            docstring_first_line=_docstring_first_line(tree),
            lines=self.positions.lines,
            lazy_names=answered,
            is_getattr_closed=is_closed,
            classes=class_shapes(outline, self.positions, frozenset(one.name for one in definitions)),
            functions=functions,
            kept_calls=kept_calls,
            outside=self.outside.bindings(),
            asked=tuple(sorted(self.outside.asked)),
            rebound=tuple(name for name, _ in rebound),
            rebound_at=tuple(start for _, start in rebound),
        )

    def _uses(self) -> list[Use]:
        merged: dict[tuple[str, Moment, str, bool, bool], tuple[int, int, int]] = {}
        outside: dict[tuple[Scope, str], bool] = {}
        for (scope, chain, moment, is_store, is_guarded), (line, column, count) in self.lookups.items():
            first = chain.partition(".")[0]
            is_outside = outside.get((scope, first))
            if is_outside is None:
                is_outside = outside[scope, first] = scope.is_from_outside(first)
            if not is_outside:
                continue
            key = (chain, moment, scope.name, is_store, is_guarded)
            before = merged.get(key)
            place = (line, column) if before is None else min((line, column), before[:2])
            merged[key] = (*place, count + (before[2] if before else 0))
        uses = [
            Use(chain, moment, line, count, scope, self.positions.offset(line, column), is_store, is_guarded)
            for (chain, moment, scope, is_store, is_guarded), (line, column, count) in merged.items()
        ]
        uses.sort(key=lambda use: (use.start, use.chain, use.scope, use.moment, use.is_store, use.is_guarded))
        return uses


def _deleted(
    deletions: list[tuple[int, str]],
    imports: tuple[ImportStatement, ...],
    definitions: tuple[Definition, ...],
) -> dict[str, int]:
    """Names whose last word is a ``del``, with where it stands; what binds them for type checkers only is no word of the program."""
    if not deletions:
        return {}
    last = {name: start for start, name in sorted(deletions)}
    bound = {definition.name: definition.start for definition in definitions if not definition.is_typing}
    for statement in imports:
        if not statement.scope and statement.colour is not Colour.TYPING:
            for name in statement.names:
                bound[name.binds] = max(statement.start, bound.get(name.binds, 0))
    return {name: last[name] for name in sorted(last) if bound.get(name, -1) < last[name]}


def _docstring_first_line(tree: ast.Module) -> str:
    first = tree.body[0] if tree.body else None
    text = string_value(first.value) if isinstance(first, ast.Expr) else None
    return (text or "").strip().split("\n", 1)[0].strip()[:200]
