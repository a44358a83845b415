"""What a module's own ``__getattr__`` answers for, where it says so literally.

A shim that imports nothing until somebody asks is written this way, and is as certain as an import: each name is compared with a literal, the import
stands below, and everything else raises AttributeError. Any other form stays unknown.
"""

import ast

from migrator.facts.literals import last_part, string_value


def lazy_names(tree: ast.Module) -> tuple[tuple[str, ...], bool]:
    """The names that literal tests answer for, and whether there are no others."""
    functions = [
        node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "__getattr__"
    ]
    if not functions or not functions[-1].args.args:
        return (), False
    parameter = functions[-1].args.args[0].arg
    names: dict[str, None] = {}
    is_closed = False
    for statement in functions[-1].body:
        tested = _tested(statement, parameter)
        if tested is not None:
            names.update(dict.fromkeys(tested))
        elif (
            isinstance(statement, ast.Raise)
            and statement.exc is not None
            and last_part(statement.exc) == "AttributeError"
        ):
            is_closed = True
            break
        elif not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):
            break
    return tuple(names), is_closed


def _tested(statement: ast.stmt, parameter: str) -> list[str] | None:
    """The strings that an ``if`` without ``else`` compares the parameter with."""
    if not (
        isinstance(statement, ast.If) and not statement.orelse and isinstance(statement.test, ast.Compare)
    ):
        return None
    test = statement.test
    if not (isinstance(test.left, ast.Name) and test.left.id == parameter and len(test.ops) == 1):
        return None
    other = test.comparators[0]
    if isinstance(test.ops[0], ast.Eq):
        values: list[ast.expr] = [other]
    elif isinstance(test.ops[0], ast.In) and isinstance(other, ast.Set | ast.Tuple | ast.List):
        values = other.elts
    else:
        return None
    found = [text for value in values if (text := string_value(value)) is not None]
    return found if len(found) == len(values) else None
