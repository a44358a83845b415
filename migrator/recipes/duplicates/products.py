"""What a creator gives, read from its body: one call whose result it returns, what it is given, and whether it is kept for the next time.

Only bodies that do nothing else are understood: local names, defaults filled in, log lines, and the usual ways to keep an object. For
anything more there is a reason instead: a creator that registers, validates or counts is not the same as a plain call.
"""

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from migrator.model.values import Symbol
from migrator.recipes.duplicates.creator_words import (
    NOT_PLAIN,
    asked_for_none,
    callee_of,
    first_line,
    place_of,
)
from migrator.recipes.duplicates.definitions import Definitions, FunctionDefinition, decorator_names
from migrator.recipes.duplicates.forwarded import Value, or_default, parameter, value_of
from migrator.recipes.duplicates.signatures import ParameterKind, Signature
from migrator.recipes.editing.placement import is_docstring

_CACHES = frozenset({"cache", "lru_cache"})
_HARMLESS = frozenset(
    {"staticmethod", "classmethod", "override", "final", "typing.override", "typing.final", "no_type_check"}
)
_LOGS = frozenset({"logger", "log", "logging", "_logger", "_log", "LOGGER", "LOG"})


@dataclass(frozen=True)
class Product:
    """The call that a creator returns the result of.

    Attributes:
        callee: The function, method or class that is called.
        arguments: What its parameters get, over the creator's parameters.
        passes_rest: The creator's ``*`` parameter is passed on at the end.
        passes_options: Its ``**`` parameter is.
        is_awaited: The call is awaited.
        keys: What decides whether an object that was kept is given again; None where nothing is kept.
        store: Where it is kept: the definition's name, or ``""``.
        notes: What it does besides that a call site will not see: log lines, warnings, locks.
    """

    callee: Symbol
    arguments: dict[str, Value]
    passes_rest: bool = False
    passes_options: bool = False
    is_awaited: bool = False
    keys: tuple[Value, ...] | None = None
    store: str = ""
    notes: tuple[str, ...] = ()


def product_of(definitions: Definitions, creator: FunctionDefinition) -> Product | str:
    """What a creator gives, or why that is not plain from its body."""
    body = _Body(definitions, creator)
    problem = body.decorators() or body.run(creator.node.body)
    if problem:
        return problem
    if body.returned is None:
        return "it returns nothing"
    return body.product(body.returned)


@dataclass
class _Local:
    """A local name: the expression it was set to."""

    node: ast.expr
    uses: int = 0


@dataclass
class _Body:
    """One body under reading: what its local names and kept places hold so far."""

    definitions: Definitions
    creator: FunctionDefinition
    locals: dict[str, _Local] = field(default_factory=dict)
    values: dict[str, Value] = field(default_factory=dict)
    kept: dict[str, ast.expr] = field(default_factory=dict)
    keys: tuple[ast.expr, ...] | None = None
    globals: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)
    returned: ast.expr | None = None
    is_memoised: bool = False
    store: str = ""

    def __post_init__(self) -> None:
        self.values = {one.name: parameter(one.name) for one in self.signature.named}

    @property
    def signature(self) -> Signature:
        return self.creator.signature

    def decorators(self) -> str:
        """Why a decorator hides what the function gives, or ``""``."""
        for name in decorator_names(self.creator.node):
            if name.rpartition(".")[2] in _CACHES:
                self.is_memoised = True
            elif name not in _HARMLESS and "deprecated" not in name.lower():
                return f"@{name} may change what it gives"
        return ""

    def run(self, body: Sequence[ast.stmt]) -> str:
        """Read statements up to the ``return``; why one is not understood, or ``""``."""
        for node in body:
            if self.returned is not None:
                return ""
            problem = self._statement(node)
            if problem:
                return f"{problem} (line {node.lineno})"
        return ""

    def _statement(self, node: ast.stmt) -> str:
        if is_docstring(node) or isinstance(node, ast.Pass | ast.Import | ast.ImportFrom):
            return ""
        reader = self._readers.get(type(node))
        if reader is not None:
            return reader(node)
        if isinstance(node, ast.Return) and node.value is not None:
            self.returned = node.value
            return ""
        return NOT_PLAIN.get(type(node), f"it does more than make one thing: `{first_line(node)}`")

    @cached_property
    def _readers(self) -> dict[type[ast.stmt], Callable[[Any], str]]:
        """How each kind of statement is read."""
        return {
            ast.Global: self._global,
            ast.Expr: self._effect,
            ast.Assign: self._assignment,
            ast.AnnAssign: self._assignment,
            ast.If: self._condition,
            ast.With: self._with,
        }

    def _global(self, node: ast.Global) -> str:
        self.globals |= set(node.names)
        return ""

    def _with(self, node: ast.With) -> str:
        if not all("lock" in ast.unparse(one).lower() for one in node.items):
            return "it works inside a `with`"
        self.notes.append("it holds a lock while it works")
        return self.run(node.body)

    def _effect(self, statement: ast.Expr) -> str:
        node = statement.value
        if isinstance(node, ast.Call):
            root = ast.unparse(node.func).split(".")[0]
            if root in _LOGS:
                self.notes.append("it writes a log line")
                return ""
            if ast.unparse(node.func) in {"warnings.warn", "warn"}:
                return ""
        return f"it also does `{first_line(node)}`"

    def _assignment(self, node: ast.Assign | ast.AnnAssign) -> str:
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if node.value is None:
            return ""
        for target in targets:
            if isinstance(target, ast.Name):
                problem = self._set(target.id, node.value)
            elif isinstance(target, ast.Subscript | ast.Attribute) and self._is_store(target):
                self.kept[place_of(target)] = node.value
                problem = "" if self.keys is not None else f"it keeps what it makes: `{first_line(node)}`"
            else:
                problem = f"it also sets `{ast.unparse(target)}`"
            if problem:
                return problem
        return ""

    def _set(self, name: str, value: ast.expr) -> str:
        if name in self.globals:
            self.kept[name] = value
            return "" if self.keys is not None else f"it sets the global {name}"
        # Set again where a look-up found nothing: the second value is what is made then.
        if name in self.locals and not self._is_lookup(self.locals[name].node):
            return f"it sets {name} twice"
        self.locals[name] = _Local(value)
        self.values.pop(name, None)
        return ""

    def _is_store(self, target: ast.Subscript | ast.Attribute) -> bool:
        root: ast.expr = target
        while isinstance(root, ast.Subscript | ast.Attribute):
            root = root.value
        if not isinstance(root, ast.Name):
            return False
        is_own = root.id in {"cls", "self"} or (
            self.creator.owner is not None and root.id == self.creator.owner.name
        )
        scope = self.creator.home.scope_of.get(id(root))
        is_global = scope is not None and scope.owner(root.id) is self.creator.home.scopes.module
        return is_own or is_global

    def _is_lookup(self, node: ast.expr) -> bool:
        """``STORE.get(key)``: what was kept, if anything."""
        return (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr == "get"
            and len(node.args) == 1
            and self._is_store(node.func)
        )

    def _condition(self, node: ast.If) -> str:
        if node.orelse:
            return f"what it gives depends on `{ast.unparse(node.test)}`"
        default = self._default(node)
        if default is not None:
            return default
        keys = self._kept_keys(node.test)
        if keys is None:
            return f"what it gives depends on `{ast.unparse(node.test)}`"
        self.keys = keys
        self._note_store(node.test)
        if len(node.body) == 1 and isinstance(node.body[0], ast.Return):
            return ""
        return self.run(node.body)

    def _default(self, node: ast.If) -> str | None:
        """``if p is None: p = X``; None where it is something else."""
        test, first = node.test, node.body[0]
        if len(node.body) != 1 or not isinstance(first, ast.Assign) or len(first.targets) != 1:
            return None
        name = first.targets[0]
        asked = asked_for_none(test)
        if (
            not isinstance(name, ast.Name)
            or asked is None
            or ast.unparse(asked) != name.id
            or name.id not in self.values
        ):
            return None
        value = self._value(first.value)
        if isinstance(value, str):
            return value
        self.values[name.id] = or_default(self.values[name.id], value)
        return ""

    def _kept_keys(self, test: ast.expr) -> tuple[ast.expr, ...] | None:
        """The key of a test whether something was kept, ``()`` where there is one for all; None for any other test."""
        if (
            isinstance(test, ast.Compare)
            and len(test.ops) == 1
            and isinstance(test.ops[0], ast.In | ast.NotIn)
        ):
            store = test.comparators[0]
            is_place = isinstance(store, ast.Name | ast.Attribute) and self._is_store(
                ast.Attribute(store, "", ast.Load()) if isinstance(store, ast.Name) else store
            )
            return (test.left,) if is_place else None
        asked = asked_for_none(test)
        if isinstance(asked, ast.Name):
            if asked.id in self.globals:
                return ()
            held = self.locals.get(asked.id)
            if held is not None and self._is_lookup(held.node) and isinstance(held.node, ast.Call):
                return (held.node.args[0],)
            is_global = (
                self.creator.home.scope_of[id(asked)].owner(asked.id) is self.creator.home.scopes.module
            )
            return () if is_global else None
        if isinstance(asked, ast.Attribute) and self._is_store(asked):
            return ()
        return None

    def _note_store(self, test: ast.expr) -> None:
        """Name the place where things are kept, as far as it is one."""
        if not isinstance(test, ast.Compare):
            return
        place = test.comparators[0] if isinstance(test.ops[0], ast.In | ast.NotIn) else test.left
        if isinstance(place, ast.Name) and place.id in self.locals:
            held = self.locals[place.id].node
            place = (
                held.func.value
                if isinstance(held, ast.Call) and isinstance(held.func, ast.Attribute)
                else held
            )
        symbol = self.creator.home.defined(place)
        self.store = str(symbol) if symbol is not None else ""

    def _value(self, node: ast.expr) -> Value | str:
        known = dict(self.values)
        for name, local in list(self.locals.items()):
            uses = [one for one in ast.walk(node) if isinstance(one, ast.Name) and one.id == name]
            if not uses:
                continue
            local.uses += len(uses)
            value = self._value_before(name, local)
            if isinstance(value, str):
                return value
            if local.uses > 1 and not value.is_fixed:
                return f"it uses {name} more than once"
            known[name] = value
        return value_of(self.creator.home, node, known)

    def _value_before(self, name: str, local: _Local) -> Value | str:
        """A local name's value; one that was set from its own parameter of the same name sees that one."""
        hidden = self.locals.pop(name)
        original = {one.name for one in self.signature.named}
        if name in original:
            self.values.setdefault(name, parameter(name))
        try:
            return self._value(local.node)
        finally:
            self.locals[name] = hidden
            self.values.pop(name, None)

    def product(self, node: ast.expr) -> Product | str:
        """The returned expression as the call that made it."""
        is_awaited = False
        for _step in range(20):
            if isinstance(node, ast.Await):
                node, is_awaited = node.value, True
            elif isinstance(node, ast.Name) and node.id in self.locals:
                node = self.locals[node.id].node
            elif place_of(node) in self.kept:
                node = self.kept[place_of(node)]
            elif isinstance(node, ast.BoolOp) and self._is_kept_or(node):
                node = node.values[1]
            else:
                break
        if not isinstance(node, ast.Call):
            return f"it returns `{ast.unparse(node)}`, which is no call"
        callee = callee_of(self.creator, node.func)
        if callee is None:
            return f"what `{ast.unparse(node.func)}` calls is not known"
        return self._call(node, callee, is_awaited=is_awaited)

    def _is_kept_or(self, node: ast.BoolOp) -> bool:
        """``STORE.get(key) or make()``."""
        first = node.values[0]
        if not isinstance(node.op, ast.Or) or len(node.values) != 2 or not self._is_lookup(first):
            return False
        if isinstance(first, ast.Call) and isinstance(first.func, ast.Attribute):
            self.keys = (first.args[0],)
            symbol = self.creator.home.defined(first.func.value)
            self.store = str(symbol) if symbol is not None else ""
        return True

    def _call(self, node: ast.Call, callee: Symbol, *, is_awaited: bool) -> Product | str:
        signature = self.definitions.signature(callee)
        if isinstance(signature, str):
            return signature
        call, passes_rest, passes_options = self._without_loose(node)
        bound = signature.bind(call, is_partial=passes_rest or passes_options)
        if isinstance(bound, str):
            return f"its call of {callee.name} is not understood: {bound}"
        if bound.rest or bound.options:
            return f"{callee.name} takes any arguments"
        arguments: dict[str, Value] = {}
        for name, argument in bound.given.items():
            value = self._value(argument.node)
            if isinstance(value, str):
                return value
            arguments[name] = value
        keys = self._key_values()
        if isinstance(keys, str):
            return keys
        notes = tuple(dict.fromkeys(self.notes))
        return Product(callee, arguments, passes_rest, passes_options, is_awaited, keys, self.store, notes)

    def _without_loose(self, node: ast.Call) -> tuple[ast.Call, bool, bool]:
        rest, options = (
            self.signature.loose(ParameterKind.ARGUMENTS),
            self.signature.loose(ParameterKind.KEYWORDS),
        )
        last = node.args[-1] if node.args else None
        passes_rest = (
            isinstance(last, ast.Starred) and isinstance(last.value, ast.Name) and last.value.id == rest
        )
        args = node.args[:-1] if passes_rest else node.args
        own = [
            one
            for one in node.keywords
            if one.arg is None and isinstance(one.value, ast.Name) and one.value.id == options
        ]
        keywords = [one for one in node.keywords if one not in own]
        return ast.copy_location(ast.Call(node.func, args, keywords), node), passes_rest, bool(own)

    def _key_values(self) -> tuple[Value, ...] | str | None:
        if self.is_memoised:
            return tuple(parameter(one.name) for one in self.signature.named)
        if self.keys is None:
            return None
        values: list[Value] = []
        for node in self.keys:
            value = self._value(node)
            if isinstance(value, str):
                return value
            values.append(value)
        return tuple(values)
