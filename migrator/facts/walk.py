"""One pass over a syntax tree: every node is given to what knows its kind, in the context it stands in.

What no handler is registered for only has its children met.
"""

import ast
from collections.abc import Callable
from typing import Any

from migrator.facts import assignments, blocks, definitions, expressions
from migrator.facts.harvest import Harvest
from migrator.facts.scopes import Context, Scope, ScopeKind
from migrator.facts.visit import Walk


def walk(tree: ast.Module, harvest: Harvest) -> None:
    """Fill the harvest from the tree."""
    state = Walk(harvest)
    context = Context(Scope(ScopeKind.MODULE, "", None))
    state.push(tree.body, context)
    stack = state.stack
    while stack:
        node, context = stack.pop()
        handler = _HANDLERS.get(node.__class__)
        if handler is None:
            state.push_children(node, context)
        else:
            handler(state, node, context)


_Handler = Callable[[Walk, Any, Context], None]
_HANDLERS: dict[type, _Handler] = {
    ast.Name: expressions.name,
    ast.Attribute: expressions.attribute,
    ast.Constant: expressions.constant,
    ast.Call: expressions.call,
    ast.Subscript: expressions.subscript,
    ast.Expr: expressions.expression,
    ast.JoinedStr: expressions.joined,
    ast.Assign: assignments.assign,
    ast.AnnAssign: assignments.ann_assign,
    ast.AugAssign: assignments.aug_assign,
    ast.NamedExpr: expressions.named_expr,
    ast.Import: definitions.import_,
    ast.ImportFrom: definitions.import_from,
    ast.FunctionDef: definitions.function,
    ast.AsyncFunctionDef: definitions.function,
    ast.ClassDef: definitions.class_,
    ast.Lambda: definitions.lambda_,
    ast.If: blocks.if_,
    ast.For: blocks.block,
    ast.AsyncFor: blocks.block,
    ast.While: blocks.block,
    ast.Match: blocks.block,
    ast.Try: blocks.try_,
    ast.With: blocks.with_,
    ast.AsyncWith: blocks.with_,
    ast.Global: blocks.global_,
    ast.Nonlocal: blocks.nonlocal_,
    ast.MatchAs: expressions.pattern,
    ast.MatchStar: expressions.pattern,
    ast.MatchMapping: expressions.pattern,
    ast.ListComp: expressions.comprehension,
    ast.SetComp: expressions.comprehension,
    ast.DictComp: expressions.comprehension,
    ast.GeneratorExp: expressions.comprehension,
    **{
        node_class: handler
        for name, handler in (
            ("TryStar", blocks.try_),
            ("TypeAlias", assignments.type_alias),
            ("TemplateStr", expressions.joined),
        )
        if isinstance(node_class := getattr(ast, name, None), type)
    },
}
