"""One function, its statements walked once: what it returns, what it keeps in state that outlives the call, what it binds on its object.

Every function of a repository is walked when it is first read, so the walk looks at statements only and dispatches on their class.
"""

import ast
from collections.abc import Callable, Sequence
from typing import Any

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Trace:
    """What the statements of one function say; bodies of functions inside it are not its own.

    Attributes:
        node: The function.
        owner: The class it stands in, or ``""``.
        returned: What its ``return`` statements give, constants and comparisons left out.
        stores: Targets that are no local names, each with what is put there.
        local: Local names with what is assigned to them (nothing where that is not said by an assignment).
        others: Statements that bind nothing: expressions, ``raise``, ``with``.
        own: What it calls the object or class it belongs to.
        has_yield: It is a generator.
    """

    __slots__ = (
        "_globals",
        "_stack",
        "has_yield",
        "local",
        "node",
        "others",
        "own",
        "owner",
        "returned",
        "stores",
    )

    def __init__(self, node: Function, owner: str) -> None:
        self.node = node
        self.owner = owner
        self.returned: list[ast.expr] = []
        self.stores: list[tuple[ast.expr, ast.expr | None]] = []
        self.local: dict[str, list[ast.expr]] = {}
        self.others: list[ast.stmt] = []
        self.has_yield = False
        self.own = _own_name(node) if owner else ""
        self._globals: set[str] = set()
        self._stack: list[ast.stmt] = node.body[::-1]
        self._run()

    def attributes(self) -> dict[str, int]:
        """What is bound on ``self``, with the line."""
        found: dict[str, int] = {}
        for target, _ in self.stores:
            if (
                target.__class__ is ast.Attribute
                and target.value.__class__ is ast.Name
                and target.value.id == self.own
            ):
                found.setdefault(target.attr, target.lineno)
        return found

    def _run(self) -> None:
        stack = self._stack
        while stack:
            node = stack.pop()
            handler = _HANDLERS.get(node.__class__)
            if handler is not None:
                handler(self, node)

    def returns(self, node: ast.Return) -> None:
        """``return value``, where the value may be what a call gave."""
        value = node.value
        if value is not None and value.__class__ in _GIVING:
            self.returned.append(value)

    def assigns(self, node: ast.Assign) -> None:
        """``a = b = value``."""
        for target in node.targets:
            self._bind(target, node.value)

    def annotated(self, node: ast.AnnAssign) -> None:
        """``a: T = value``."""
        if node.value is not None:
            self._bind(node.target, node.value)

    def augmented(self, node: ast.AugAssign) -> None:
        """``a += value``."""
        if node.target.__class__ is not ast.Name:
            self.stores.append((node.target, None))

    def says(self, node: ast.stmt) -> None:
        """A statement that may do something beside returning."""
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Yield | ast.YieldFrom):
            self.has_yield = True
        self.others.append(node)

    def tests(self, node: ast.If | ast.While) -> None:
        """``if``: a walrus in front of it binds."""
        test = node.test
        if test.__class__ is ast.Compare:
            test = test.left
        if isinstance(test, ast.NamedExpr):
            self._bind(test.target, test.value)
        self._stack += node.orelse[::-1]
        self._stack += node.body[::-1]

    def loops(self, node: ast.For | ast.AsyncFor) -> None:
        """The targets of a loop."""
        self._bind(node.target, None)
        self._stack += node.orelse[::-1]
        self._stack += node.body[::-1]

    def enters(self, node: ast.With | ast.AsyncWith) -> None:
        """What is entered."""
        self.others.append(node)
        for item in node.items:
            if item.optional_vars is not None:
                self._bind(item.optional_vars, None)
        self._stack += node.body[::-1]

    def block(self, node: ast.stmt) -> None:
        """Only the statements inside."""
        self._stack.extend(reversed(inner_statements(node)))

    def declares(self, node: ast.Global) -> None:
        """Names of the module."""
        self._globals.update(node.names)

    def _bind(self, target: ast.expr, value: ast.expr | None) -> None:
        if target.__class__ is ast.Name:
            name: str = target.id
            if name in self._globals:
                self.stores.append((target, value))
            elif value is None:
                self.local.setdefault(name, [])
            else:
                self.local.setdefault(name, []).append(value)
        elif isinstance(target, ast.Tuple | ast.List):
            for item in target.elts:
                self._bind(item, None)
        else:
            self.stores.append((target, value))
        if isinstance(value, ast.Yield | ast.YieldFrom):
            self.has_yield = True


def _own_name(node: Function) -> str:
    arguments = node.args.posonlyargs or node.args.args
    if not arguments:
        return ""
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Name) and decorator.id == "staticmethod":
            return ""
    return arguments[0].arg


def inner_statements(node: ast.stmt) -> Sequence[ast.stmt]:
    """The statements of the blocks of a compound statement, in order."""
    found: list[ast.stmt] = []
    for name in ("body", "handlers", "orelse", "finalbody", "cases"):
        for item in getattr(node, name, ()):
            if isinstance(item, ast.stmt):
                found.append(item)
            else:
                found.extend(item.body)
    return found


_GIVING = frozenset(
    {ast.Call, ast.Name, ast.Attribute, ast.Subscript, ast.Await, ast.IfExp, ast.BoolOp, ast.NamedExpr}
)
_Handler = Callable[[Trace, Any], None]
_HANDLERS: dict[type, _Handler] = {
    ast.Return: Trace.returns,
    ast.Assign: Trace.assigns,
    ast.AnnAssign: Trace.annotated,
    ast.AugAssign: Trace.augmented,
    ast.Expr: Trace.says,
    ast.Raise: Trace.says,
    ast.If: Trace.tests,
    ast.While: Trace.tests,
    ast.For: Trace.loops,
    ast.AsyncFor: Trace.loops,
    ast.With: Trace.enters,
    ast.AsyncWith: Trace.enters,
    ast.Try: Trace.block,
    ast.Match: Trace.block,
    ast.Global: Trace.declares,
    ast.TryStar: Trace.block,
}
