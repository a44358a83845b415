"""Uses of an enum in a file: which name a member plainly, and which depend on its value, its name, or on there being several."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from migrator.recipes.duplicates.definitions import ClassDefinition
from migrator.recipes.duplicates.meanings import FileMeanings
from migrator.recipes.editing.quoted import quoted_annotations
from migrator.recipes.values import Left

_COUNTING = frozenset(
    {"list", "tuple", "set", "frozenset", "len", "sorted", "iter", "enumerate", "map", "dict", "reversed"}
)


@dataclass(frozen=True)
class EnumUse:
    """A use: ``Enum.MEMBER``, or one that no rewriting makes right, with the reason."""

    node: ast.expr
    problem: str = ""


def enum_uses(home: FileMeanings, enum: ClassDefinition, names: set[str]) -> Iterator[EnumUse]:
    """Every use of the enum that concerns members of these names."""
    name = enum.symbol.name
    for reference in home.references(enum.symbol):
        node = reference.node
        parent = home.parents.get(id(node))
        if isinstance(parent, ast.Attribute) and parent.attr in names:
            yield EnumUse(
                parent,
                _why_left(home, parent) if reference.is_sure else "which enum it is depends on an import",
            )
        elif isinstance(parent, ast.Attribute) and parent.attr == "__members__":
            yield EnumUse(parent, f"{name}.__members__ has fewer members that are no aliases")
        elif isinstance(parent, ast.Call) and parent.func is node:
            yield EnumUse(
                parent,
                f"`{ast.unparse(parent)}` looks a member up by its value: old values are found no more",
            )
        elif isinstance(parent, ast.Subscript) and parent.value is node and not _is_annotation(home, parent):
            yield EnumUse(parent, f"`{ast.unparse(parent)}` looks a member up by its name")
        elif _is_counted(parent, node):
            yield EnumUse(node, f"going through {name} gives one member only")
    for quoted in quoted_annotations(home.file):
        for inner in ast.walk(quoted.expression):
            if (
                isinstance(inner, ast.Attribute)
                and inner.attr in names
                and ast.unparse(inner.value).endswith(name)
            ):
                yield EnumUse(quoted.node, f"{name}.{inner.attr} stands in a string")


def value_uses(home: FileMeanings, enum: ClassDefinition, values: Mapping[str, ast.Constant]) -> list[Left]:
    """Comparisons with the value of a member, and its value or name taken from a variable of the enum's type."""
    if not home.references(enum.symbol):
        return []
    known = {(type(one.value), one.value): name for name, one in values.items()}
    typed = _typed_names(home, enum)
    result = []
    for node in home.file.nodes:
        if isinstance(node, ast.Compare):
            for side in (node.left, *node.comparators):
                found = known.get((type(side.value), side.value)) if isinstance(side, ast.Constant) else None
                if found:
                    said = f"`{ast.unparse(node)}` compares with what {found} was"
                    result.append(Left(home.file.path, node.lineno, said))
        elif (
            isinstance(node, ast.Attribute)
            and node.attr in {"value", "name"}
            and ast.unparse(node.value) in typed
        ):
            said = f"`{ast.unparse(node)}` is the same for all members now"
            result.append(Left(home.file.path, node.lineno, said))
    return result


def _why_left(home: FileMeanings, node: ast.Attribute) -> str:
    parent = home.parents.get(id(node))
    said = ast.unparse(node)
    if id(node) in home.in_f_strings:
        return f"{said} stands in an f-string"
    if isinstance(parent, ast.Attribute) and parent.attr in {"value", "name", "_value_", "_name_"}:
        return f"`{ast.unparse(parent)}` gives what the remaining member has"
    if isinstance(parent, ast.MatchValue):
        return f"a case for {said} comes after the one for the remaining member, or hides it"
    if isinstance(parent, ast.Dict) and sum(_base(key) == _base(node) for key in parent.keys) > 1:
        return f"{said} is one of several keys that are the same now: the last one counts"
    if not isinstance(node.ctx, ast.Load):
        return f"{said} is set or deleted from outside"
    return ""


def _base(node: ast.expr | None) -> str:
    return ast.unparse(node.value) if isinstance(node, ast.Attribute) else ""


def _is_counted(parent: ast.AST | None, node: ast.expr) -> bool:
    if isinstance(parent, ast.For | ast.comprehension):
        return parent.iter is node
    return isinstance(parent, ast.Call) and isinstance(parent.func, ast.Name) and parent.func.id in _COUNTING


def _is_annotation(home: FileMeanings, node: ast.expr) -> bool:
    parent = home.parents.get(id(node))
    return isinstance(parent, ast.arg) or (isinstance(parent, ast.AnnAssign) and parent.annotation is node)


def _typed_names(home: FileMeanings, enum: ClassDefinition) -> frozenset[str]:
    """Names and attributes that are annotated with the enum or set to a member of it."""
    result: set[str] = set()
    for reference in home.references(enum.symbol):
        parent = home.parents.get(id(reference.node))
        if isinstance(parent, ast.arg):
            result.add(parent.arg)
        elif isinstance(parent, ast.AnnAssign) and parent.annotation is reference.node:
            result.add(ast.unparse(parent.target))
        elif isinstance(parent, ast.Attribute):
            holder = home.parents.get(id(parent))
            targets = holder.targets if isinstance(holder, ast.Assign) else []
            result |= {ast.unparse(one) for one in targets}
    return frozenset(result)
