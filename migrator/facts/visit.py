"""The state of one pass over a syntax tree, and what every kind of node needs of it.

Nodes wait on an explicit stack, each with the context it stands in: deep nesting costs memory, never the interpreter.
"""

import ast
from collections.abc import Sequence

from migrator.facts.harvest import Binding, Harvest
from migrator.facts.scopes import Context, ScopeKind
from migrator.facts.values import DefinitionKind

_SKIPPED_FIELDS = frozenset(
    {"ctx", "op", "ops", "type_comment", "kind", "conversion", "type_ignores", "simple", "level"}
)
_FIELDS: dict[type, tuple[str, ...]] = {}


Spanned = ast.expr | ast.stmt | ast.pattern
"""Nodes that have a place."""


class Walk:
    """One pass.

    Attributes:
        harvest: Where everything found goes.
        positions: Of nodes in the file's bytes.
        typing_aliases: Local names of ``TYPE_CHECKING``.
        stack: Nodes to be met, the next one last.
    """

    def __init__(self, harvest: Harvest) -> None:
        self.harvest = harvest
        self.positions = harvest.positions
        self.typing_aliases = frozenset({"TYPE_CHECKING", "MYPY"})
        self.stack: list[tuple[ast.AST, Context]] = []

    def push(self, nodes: Sequence[ast.AST | None], context: Context) -> None:
        """Put nodes on the stack so that they are met in the given order."""
        self.stack.extend([(node, context) for node in reversed(nodes) if node is not None])

    def push_children(self, node: ast.AST, context: Context) -> None:
        """Put all children of a node on the stack."""
        fields = _FIELDS.get(node.__class__)
        if fields is None:
            fields = tuple(name for name in reversed(node._fields) if name not in _SKIPPED_FIELDS)
            _FIELDS[node.__class__] = fields
        stack = self.stack
        for name in fields:
            value = getattr(node, name, None)
            if value.__class__ is list:
                stack.extend([(item, context) for item in reversed(value) if isinstance(item, ast.AST)])
            elif isinstance(value, ast.AST):
                stack.append((value, context))

    def look_up(self, chain: str, node: ast.expr, context: Context, *, is_store: bool = False) -> None:
        """Count a lookup."""
        key = (context.scope, chain, context.moment, is_store, context.is_guarded)
        before = self.harvest.lookups.get(key)
        place = context.anchor or node
        line, column = place.lineno, place.col_offset
        if before is None:
            self.harvest.lookups[key] = (line, column, 1)
        else:
            self.harvest.lookups[key] = (*min((line, column), before[:2]), before[2] + 1)

    def bind(self, name: str, node: Spanned, context: Context) -> None:
        """A binding that nothing could be moved by."""
        scope = context.scope
        while (
            scope.kind is ScopeKind.COMPREHENSION
            and isinstance(node, ast.NamedExpr)
            and scope.parent is not None
        ):
            scope = scope.parent
        binder = scope.binder(name)
        if binder is None or (context.is_quoted and scope.kind is not ScopeKind.COMPREHENSION):
            return
        binder.bound[name] = None
        if binder.kind is ScopeKind.MODULE:
            self.define(name, DefinitionKind.OTHER, context.anchor or node, context)

    def define(self, name: str, kind: DefinitionKind, node: Spanned, context: Context) -> Binding:
        """Keep a module-level binding."""
        binding = Binding(
            name,
            kind,
            self.positions.start(node),
            self.positions.end(node),
            node.lineno,
            is_conditional=context.is_nested or context.scope.kind is not ScopeKind.MODULE,
            is_typing=context.is_typing,
        )
        self.harvest.bindings.append(binding)
        return binding
