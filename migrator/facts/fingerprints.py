"""Digests of function bodies that stay the same when a copy is renamed, documented, annotated or logged differently.

The walk is one flat loop: it visits every node of every class that is compared with another, so it is written for speed.
"""

import ast
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

_LEFT_OUT = frozenset({"ctx", "annotation", "returns", "type_comment", "kind", "type_params", "simple"})
_FIELDS: dict[type, tuple[str, ...]] = {}
_STATEMENTS = frozenset(
    kind for kind in vars(ast).values() if isinstance(kind, type) and issubclass(kind, ast.stmt)
)
_LOG_METHODS = frozenset(
    {"debug", "info", "warning", "warn", "error", "exception", "critical", "log", "fatal"}
)


@dataclass
class Body:
    """What one body is made of.

    Attributes:
        digest: Of the normalised body.
        exact: With the values of constants.
        statements: Their number, those of inner blocks included.
        is_trivial: It does nothing of its own.
        names: Names looked up that the body does not bind.
        reads: Attributes of ``self`` looked up.
        calls: Those called.
        stores: Those bound, with the line.
        through: Methods called on an attribute of ``self``: (attribute, method).
    """

    digest: str = ""
    exact: str = ""
    statements: int = 0
    is_trivial: bool = True
    names: set[str] = field(default_factory=set)
    reads: set[str] = field(default_factory=set)
    calls: set[str] = field(default_factory=set)
    stores: dict[str, int] = field(default_factory=dict)
    through: set[tuple[str, str]] = field(default_factory=set)


def body_of(statements: list[ast.stmt], bound: set[str], own: str) -> Body:
    """Look at a body.

    Args:
        statements: What is run; a docstring in front is left out.
        bound: Parameters: names that are local from the start. It is added to.
        own: What the body calls the object it belongs to (``self``), or ``""``.
    """
    walk = _Walk(bound, own)
    walk.run(_without_docstring(statements))
    return walk.body(statements)


def is_log_call(node: ast.expr) -> bool:
    """``logger.info(...)``, ``self._log.debug(...)``, ``logging.warning(...)``."""
    if isinstance(node, ast.Await):
        node = node.value
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    if node.func.attr not in _LOG_METHODS:
        return False
    owner = node.func.value
    if isinstance(owner, ast.Call):
        owner = owner.func
    name = owner.attr if isinstance(owner, ast.Attribute) else owner.id if isinstance(owner, ast.Name) else ""
    return "log" in name.lower()


def _without_docstring(statements: list[ast.stmt]) -> list[ast.stmt]:
    first = statements[0] if statements else None
    is_docstring = (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    )
    return statements[1:] if is_docstring else statements


class _Walk:
    """One flat walk: every node gives a few words."""

    def __init__(self, bound: set[str], own: str) -> None:
        self.bound = bound
        self.own = own
        self.found = Body()
        self.words: list[str] = []
        self.names_at: list[int] = []
        self.constants: list[str] = []

    def run(self, statements: list[ast.stmt]) -> None:
        """Walk the statements."""
        stack: list[ast.AST] = [*reversed(statements)]
        words, names_at = self.words, self.names_at
        while stack:
            node = stack.pop()
            kind = node.__class__
            if kind is ast.Name:
                names_at.append(len(words))
                words.append(node.id)  # type: ignore[attr-defined]  # its class says that it is a Name
                if node.ctx.__class__ is not ast.Load:  # type: ignore[attr-defined]  # as above
                    self.bound.add(node.id)  # type: ignore[attr-defined]  # as above
            elif kind is ast.Attribute:
                self._attribute(node, stack)  # type: ignore[arg-type]  # its class says that it is an Attribute
            elif kind is ast.Constant:
                value = node.value  # type: ignore[attr-defined]  # its class says that it is a Constant
                words.append(value.__class__.__name__)
                self.constants.append(repr(value))
            elif kind in _SPECIAL:
                _SPECIAL[kind](self, node, stack)
            else:
                self._other(node, stack)

    def body(self, statements: list[ast.stmt]) -> Body:
        """The finished value."""
        found, words = self.found, self.words
        for index in self.names_at:
            if words[index] in self.bound:
                words[index] = ""
            else:
                found.names.add(words[index])
        text = "\0".join(words).encode("utf-8", "surrogatepass")
        found.digest = hashlib.blake2b(text, digest_size=8).hexdigest()
        values = "\0".join(self.constants).encode("utf-8", "surrogatepass")
        found.exact = hashlib.blake2b(text + b"\1" + values, digest_size=8).hexdigest()
        found.is_trivial = is_trivial(statements)
        return found

    def _attribute(self, node: ast.Attribute, stack: list[ast.AST]) -> None:
        self.words.append(f".{node.attr}")
        value = node.value
        if value.__class__ is ast.Name and value.id == self.own:
            if node.ctx.__class__ is ast.Load:
                self.found.reads.add(node.attr)
            else:
                self.found.stores.setdefault(node.attr, node.lineno)
            self.words.append("self")
        else:
            stack.append(value)

    def _other(self, node: ast.AST, stack: list[ast.AST]) -> None:
        kind = node.__class__
        words = self.words
        words.append(kind.__name__)
        fields = _FIELDS.get(kind)
        if fields is None:
            fields = _FIELDS[kind] = tuple(name for name in reversed(node._fields) if name not in _LEFT_OUT)
        if kind in _STATEMENTS:
            self.found.statements += 1
        for name in fields:
            value = getattr(node, name, None)
            if value.__class__ is list:
                words.append(str(len(value)))
                stack.extend([item for item in reversed(value) if isinstance(item, ast.AST)])
            elif isinstance(value, ast.AST):
                stack.append(value)
            else:
                words.append(value if value.__class__ is str else "-")

    def call(self, node: ast.Call, stack: list[ast.AST]) -> None:
        """Calls of own methods are kept apart."""
        function = node.func
        if (
            function.__class__ is ast.Attribute
            and function.value.__class__ is ast.Name
            and function.value.id == self.own
        ):
            self.found.calls.add(function.attr)
        elif function.__class__ is ast.Attribute and (held := self._held(function.value)):
            self.found.through.add((held, function.attr))
        self._other(node, stack)

    def _held(self, node: ast.expr) -> str:
        """The attribute of ``self`` that an expression is, or ``""``."""
        is_own = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        return node.attr if is_own and node.value.id == self.own and self.own else ""  # type: ignore[attr-defined]  # is_own says so

    def expression(self, node: ast.Expr, stack: list[ast.AST]) -> None:
        """Log calls and strings that stand alone say nothing."""
        if node.value.__class__ is not ast.Constant and not is_log_call(node.value):
            self._other(node, stack)

    def annotated(self, node: ast.AnnAssign, stack: list[ast.AST]) -> None:
        """As a plain assignment; a bare annotation does nothing."""
        if node.value is None:
            if isinstance(node.target, ast.Name):
                self.bound.add(node.target.id)
            return
        self.found.statements += 1
        self.words.extend(("Assign", "1"))
        stack.extend((node.value, node.target))

    def assigned(self, node: ast.Assign, stack: list[ast.AST]) -> None:
        """``x = y``, written so that an annotation makes no difference."""
        self.found.statements += 1
        self.words.extend(("Assign", str(len(node.targets))))
        stack.append(node.value)
        stack.extend(reversed(node.targets))

    def inner_function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, stack: list[ast.AST]) -> None:
        """Its name and parameters are local."""
        self.bound.add(node.name)
        self.found.statements += 1
        self.words.extend((node.__class__.__name__, str(len(node.body))))
        stack.extend(reversed(_without_docstring(node.body)))
        stack.append(node.args)
        stack.extend(reversed(node.decorator_list))

    def parameters(self, node: ast.arguments, stack: list[ast.AST]) -> None:
        """Names are local; defaults count."""
        every = [*node.posonlyargs, *node.args, *node.kwonlyargs]
        self.bound.update(one.arg for one in every)
        self.bound.update(one.arg for one in (node.vararg, node.kwarg) if one is not None)
        self.words.extend(("arguments", str(len(every)), str(len(node.defaults))))
        stack.extend(one for one in (*node.kw_defaults, *node.defaults) if one is not None)

    def imports(self, node: ast.Import | ast.ImportFrom, _stack: list[ast.AST]) -> None:
        """What is imported counts, how it is called here does not."""
        self.found.statements += 1
        self.words.append(getattr(node, "module", None) or "import")
        for name in node.names:
            self.words.append(name.name)
            self.bound.add(name.asname or name.name.partition(".")[0])

    def handler(self, node: ast.ExceptHandler, stack: list[ast.AST]) -> None:
        """The name of the error is local."""
        if node.name:
            self.bound.add(node.name)
        self.words.extend(("except", str(len(node.body))))
        stack.extend(reversed(node.body))
        if node.type is not None:
            stack.append(node.type)


_Handler = Callable[[_Walk, Any, list[ast.AST]], None]
_SPECIAL: dict[type, _Handler] = {
    ast.Call: _Walk.call,
    ast.Expr: _Walk.expression,
    ast.Assign: _Walk.assigned,
    ast.AnnAssign: _Walk.annotated,
    ast.FunctionDef: _Walk.inner_function,
    ast.AsyncFunctionDef: _Walk.inner_function,
    ast.arguments: _Walk.parameters,
    ast.Import: _Walk.imports,
    ast.ImportFrom: _Walk.imports,
    ast.ExceptHandler: _Walk.handler,
}


def is_trivial(statements: list[ast.stmt]) -> bool:
    """Whether a body does nothing of its own: empty, a constant, an attribute, ``raise NotImplementedError``."""
    body = _without_docstring(statements)
    if len(body) > 1:
        return False
    only = body[0] if body else None
    if only is None or isinstance(only, ast.Pass | ast.Raise):
        return True
    value = only.value if isinstance(only, ast.Expr | ast.Return) else only
    while isinstance(value, ast.Attribute):
        value = value.value
    return value is None or isinstance(value, ast.Constant | ast.Name)
