"""What single words of a creator's body mean: what a call calls, what a test asks, and which statements are more than making one thing."""

import ast

from migrator.model.values import Symbol
from migrator.recipes.duplicates.definitions import FunctionDefinition

NOT_PLAIN: dict[type[ast.stmt], str] = {
    ast.Raise: "it may raise by itself",
    ast.Assert: "it checks its arguments",
    ast.Try: "it catches errors",
    ast.For: "it works in a loop",
    ast.While: "it works in a loop",
}


def callee_of(creator: FunctionDefinition, func: ast.expr) -> Symbol | None:
    """What a call in a creator's body calls: ``cls`` and ``self`` are the class it stands in."""
    home, owner = creator.home, creator.owner
    symbol = home.defined(func)
    if symbol is not None:
        return symbol
    if isinstance(func, ast.Attribute):
        base = func.value.func if isinstance(func.value, ast.Call) and not func.value.args else func.value
        found = home.defined(base) or _own_class(creator, base)
        return Symbol(found.module, f"{found.name}.{func.attr}") if found else None
    return (
        _own_class(creator, func)
        if owner is not None and isinstance(func, ast.Name) and func.id == "cls"
        else None
    )


def _own_class(creator: FunctionDefinition, node: ast.expr) -> Symbol | None:
    if creator.owner is None or not isinstance(node, ast.Name) or node.id not in {"cls", "self"}:
        return None
    return Symbol(creator.symbol.module, creator.owner.name)


def asked_for_none(test: ast.expr) -> ast.expr | None:
    """``x`` in ``x is None`` and in ``x is not None``."""
    if not isinstance(test, ast.Compare) or len(test.ops) != 1:
        return None
    is_none = isinstance(test.comparators[0], ast.Constant) and test.comparators[0].value is None
    return test.left if is_none and isinstance(test.ops[0], ast.Is | ast.IsNot) else None


def place_of(node: ast.expr) -> str:
    """A place that holds something, told by its words."""
    return ast.unparse(node)


def first_line(node: ast.AST) -> str:
    """How a statement begins."""
    return ast.unparse(node).split("\n")[0]
