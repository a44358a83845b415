"""Which annotations may be evaluated while a program runs: by a framework, a decorator, or a base class.

The question is asked before a name is made unavailable at run time, so every doubt counts as evaluated.
"""

import ast
from collections.abc import Iterator

_FRAMEWORKS = frozenset(
    {
        "attr", "attrs", "beartype", "cattrs", "dacite", "fastapi", "injector", "litestar", "marshmallow_dataclass", "mashumaro",
        "msgspec", "odmantic", "ormar", "pydantic", "pydantic_settings", "sqlalchemy", "sqlmodel", "strawberry", "typeguard", "typer",
    }
)  # fmt: skip
_READERS = frozenset(
    {"get_type_hints", "get_annotations", "__annotations__", "singledispatch", "singledispatchmethod"}
)
_SAFE_DECORATORS = frozenset(
    {
        "property", "staticmethod", "classmethod", "abstractmethod", "overload", "override", "final", "cached_property", "lru_cache",
        "cache", "contextmanager", "asynccontextmanager", "wraps", "setter", "deleter", "getter", "dataclass", "total_ordering",
        "runtime_checkable", "unique", "no_type_check", "fixture", "patch", "object",
    }
)  # fmt: skip
_SAFE_BASES = frozenset(
    {
        "object",
        "Protocol",
        "Generic",
        "ABC",
        "Exception",
        "Enum",
        "NamedTuple",
        "TypedDict",
        "str",
        "int",
        "dict",
    }
)


def annotations_of(tree: ast.Module) -> Iterator[ast.expr]:
    """Every annotation of a variable, parameter or return; no ``cast``: its argument is evaluated."""
    for node in ast.walk(tree):
        if isinstance(node, ast.AnnAssign | ast.arg):
            yield from [node.annotation] if node.annotation is not None else []
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.returns is not None:
            yield node.returns


def why_evaluated(tree: ast.Module, name: str) -> str:
    """Why the annotations that use ``name`` may be evaluated at run time, or ``""``."""
    frameworks = sorted(_imported_packages(tree) & _FRAMEWORKS)
    if frameworks:
        return f"{frameworks[0]} may read annotations at run time"
    for node in ast.walk(tree):
        readers = _words(node) & _READERS
        if readers:
            return f"{min(readers)} reads annotations at run time"
    for node in ast.walk(tree):
        reason = ""
        if isinstance(node, ast.ClassDef):
            reason = _class_reason(node, name)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            reason = _function_reason(node, name)
        if reason:
            return reason
    return ""


def _words(node: ast.AST) -> set[str]:
    if isinstance(node, ast.Attribute):
        return {node.attr}
    if isinstance(node, ast.ImportFrom):
        return {alias.name for alias in node.names}
    return {node.id} if isinstance(node, ast.Name) else set()


def _class_reason(node: ast.ClassDef, name: str) -> str:
    annotated = [one for one in node.body if isinstance(one, ast.AnnAssign) and _names(one.annotation, name)]
    if not annotated:
        return ""
    decorators = {_last(one) for one in node.decorator_list}
    bases = {_last(one) for one in node.bases}
    if decorators - _SAFE_DECORATORS:
        return f"the decorator {min(decorators - _SAFE_DECORATORS)} of {node.name} may read its annotations"
    if bases - _SAFE_BASES:
        return f"the base class {min(bases - _SAFE_BASES)} of {node.name} may read its annotations"
    if node.keywords:
        return f"the metaclass of {node.name} may read its annotations"
    special = ("ClassVar", "InitVar", "KW_ONLY")
    if "dataclass" in decorators and any(
        _names(one.annotation, word) for one in annotated for word in special
    ):
        return f"dataclass looks into the annotations of {node.name}"
    return ""


def _function_reason(node: ast.FunctionDef | ast.AsyncFunctionDef, name: str) -> str:
    arguments = node.args
    every = [
        *arguments.posonlyargs,
        *arguments.args,
        *arguments.kwonlyargs,
        arguments.vararg,
        arguments.kwarg,
    ]
    annotations = [one.annotation for one in every if one is not None] + [node.returns]
    unknown = {_last(one) for one in node.decorator_list} - _SAFE_DECORATORS
    if unknown and any(one is not None and _names(one, name) for one in annotations):
        return f"the decorator {min(unknown)} of {node.name} may read its annotations"
    return ""


def _names(annotation: ast.expr, name: str) -> bool:
    for node in ast.walk(annotation):
        if isinstance(node, ast.Name) and node.id == name:
            return True
        if isinstance(node, ast.Attribute) and node.attr == name:
            return True
    return False


def _last(node: ast.expr) -> str:
    while isinstance(node, ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else "?"


def _imported_packages(tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            found.add(node.module.partition(".")[0])
    return found
