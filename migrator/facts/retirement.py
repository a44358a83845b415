"""Whether a function is retired: it warns that it is deprecated, and does nothing else but pass its call on."""

import ast

from migrator.facts.literals import last_part


def is_retired(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Its body is one deprecation warning and one ``return`` of a call, imports for them aside."""
    body = [statement for statement in node.body if not _says_nothing(statement)]
    if len(body) != 2 or not _warns(body[0]):
        return False
    returned = body[1].value if isinstance(body[1], ast.Return) else None
    if isinstance(returned, ast.Await):
        returned = returned.value
    return isinstance(returned, ast.Call)


def _says_nothing(statement: ast.stmt) -> bool:
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return True
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _warns(statement: ast.stmt) -> bool:
    if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)):
        return False
    call = statement.value
    arguments = [*call.args, *(keyword.value for keyword in call.keywords)]
    return last_part(call) == "warn" and any(
        last_part(argument).endswith("DeprecationWarning") for argument in arguments
    )
