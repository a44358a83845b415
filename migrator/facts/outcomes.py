"""What an expression may give, followed through local names: calls as written, and state that outlives the call."""

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from migrator.facts.fingerprints import is_log_call
from migrator.facts.literals import dotted_name, last_part
from migrator.facts.positions import Positions
from migrator.facts.shapes import CallText, Effect
from migrator.facts.traces import Trace

_CACHES = frozenset({"lru_cache", "cache", "cached", "cached_property", "singleton", "memoize", "alru_cache"})
_LOOKUPS = frozenset({"get", "setdefault", "pop"})
_LONGEST = 120
_NOTHING: Sequence[ast.expr] = ()


@dataclass
class Outcome:
    """What an expression may give.

    Attributes:
        calls: Calls as written.
        names: State: names that are not local, ``self.x``.
    """

    calls: list[CallText] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


@dataclass
class Flow:
    """Follows expressions through local names."""

    local: Mapping[str, Sequence[ast.expr]]
    positions: Positions
    seen: set[str] = field(default_factory=set)

    def of(self, node: ast.expr) -> Outcome:
        """What the expression may give."""
        outcome = Outcome()
        self._into(outcome, node)
        return outcome

    def _into(self, outcome: Outcome, node: ast.expr, *, is_awaited: bool = False) -> None:
        kind = node.__class__
        if kind is ast.Call:
            self._call(outcome, node, is_awaited=is_awaited)  # type: ignore[arg-type]  # its class says that it is a Call
        elif kind in _STATE:
            self._state(outcome, node)
        elif isinstance(node, ast.Await):
            self._into(outcome, node.value, is_awaited=True)
        elif isinstance(node, ast.IfExp):
            self._into(outcome, node.body)
            self._into(outcome, node.orelse)
        elif isinstance(node, ast.BoolOp):
            for value in node.values:
                self._into(outcome, value)
        elif isinstance(node, ast.NamedExpr):
            self._into(outcome, node.value)

    def _call(self, outcome: Outcome, node: ast.Call, *, is_awaited: bool) -> None:
        function = node.func
        if last_part(function) == "cast" and len(node.args) == 2:
            self._into(outcome, node.args[1])
            return
        if isinstance(function, ast.Attribute) and function.attr in _LOOKUPS:
            self._state(outcome, function.value)
            if len(node.args) == 2:
                self._into(outcome, node.args[1])
        callee = self._callee(function)
        if callee and callee.partition(".")[0] not in self.local:
            outcome.calls.append(self._call_text(callee, node, is_awaited=is_awaited))

    def _callee(self, node: ast.expr) -> str:
        """What is called: through ``Factory()`` and through local names that hold what a call gave."""
        parts: list[str] = []
        while True:
            kind = node.__class__
            if kind is ast.Attribute:
                parts.append(node.attr)  # type: ignore[attr-defined]  # its class says that it is an Attribute
                node = node.value  # type: ignore[attr-defined]  # as above
            elif kind is ast.Name:
                name: str = node.id  # type: ignore[attr-defined]  # its class says that it is a Name
                parts.append(self._held(name) if parts else name)
                return ".".join(reversed(parts))
            elif kind is ast.Call and parts:
                node = node.func  # type: ignore[attr-defined]  # its class says that it is a Call
            else:
                return ""

    def _held(self, name: str) -> str:
        values = self.local.get(name, _NOTHING)
        value = values[0] if len(values) == 1 else None
        return (dotted_name(value.func) or name) if isinstance(value, ast.Call) else name

    def _call_text(self, callee: str, node: ast.Call, *, is_awaited: bool) -> CallText:
        text = self.positions.text
        return CallText(
            callee,
            tuple(text(argument)[:_LONGEST] for argument in node.args),
            tuple((one.arg or "", text(one.value)[:_LONGEST]) for one in node.keywords),
            is_awaited,
        )

    def _state(self, outcome: Outcome, node: ast.expr) -> None:
        while isinstance(node, ast.Subscript):
            node = node.value
        name = dotted_name(node)
        first, _, rest = name.partition(".")
        if first not in self.local:
            if name and "." not in rest:
                outcome.names.append(name)
        elif not rest and first not in self.seen:
            self.seen.add(first)
            for value in self.local[first]:
                self._into(outcome, value)


_STATE = frozenset({ast.Name, ast.Attribute, ast.Subscript})


class Reading:
    """A trace read for what it returns and keeps; ``self.x`` and ``cls.x`` are written ``Class.x``."""

    def __init__(self, trace: Trace, positions: Positions) -> None:
        self.trace = trace
        self.positions = positions
        arguments = trace.node.args
        parameters = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
        self._local: dict[str, Sequence[ast.expr]] = {
            one.arg: _NOTHING for one in parameters if one.arg != trace.own
        }
        self._local.update(trace.local)

    def outcome(self) -> Outcome:
        """What the function may return."""
        calls: dict[CallText, None] = {}
        names: dict[str, None] = {}
        for value in self.trace.returned:
            found = self._flow().of(value)
            calls.update((self._rooted_call(call), None) for call in found.calls)
            names.update((self._rooted(name), None) for name in found.names)
        return Outcome(list(calls), [name for name in names if name != self.trace.owner])

    def kept(self) -> Iterator[tuple[str, str]]:
        """State, and the callee of what is put there."""
        for target, value in self.trace.stores:
            if value is not None and (name := self._state_name(target)):
                yield from ((name, self._rooted(call.callee)) for call in self._flow().of(value).calls)
        for name, call in self._defaults:
            calls = self._flow().of(call.args[1]).calls
            yield from ((name, self._rooted(one.callee)) for one in calls)

    def effects(self) -> Iterator[Effect]:
        """What it does beside returning."""
        for decorator in self.trace.node.decorator_list:
            if last_part(decorator) in _CACHES:
                yield Effect("caches", last_part(decorator))
        for target, _ in self.trace.stores:
            if name := self._state_name(target):
                key = self.positions.text(target.slice) if isinstance(target, ast.Subscript) else ""
                yield Effect("keeps", name, key[:_LONGEST])
        for name, call in self._defaults:
            yield Effect("keeps", name, self.positions.text(call.args[0])[:_LONGEST])
        for statement in self.trace.others:
            yield from self._statement_effects(statement)

    def _flow(self) -> Flow:
        return Flow(self._local, self.positions)

    @cached_property
    def _defaults(self) -> tuple[tuple[str, ast.Call], ...]:
        """``state.setdefault(key, value)`` where its result is returned or named."""
        return tuple(self._find_defaults())

    def _find_defaults(self) -> Iterator[tuple[str, ast.Call]]:
        for value in [*self.trace.returned, *(one for values in self.trace.local.values() for one in values)]:
            if not (isinstance(value, ast.Call) and len(value.args) == 2):
                continue
            function = value.func
            if isinstance(function, ast.Attribute) and function.attr == "setdefault":
                name = self._state_name(function.value)
                if name:
                    yield name, value

    def _state_name(self, target: ast.expr) -> str:
        """Where a store goes that outlives the call, or ``""``."""
        while isinstance(target, ast.Subscript):
            target = target.value
        name = dotted_name(target)
        first, _, rest = name.partition(".")
        return "" if not name or first in self._local or "." in rest else self._rooted(name)

    def _rooted(self, name: str) -> str:
        first, dot, rest = name.partition(".")
        return f"{self.trace.owner}{dot}{rest}" if first == self.trace.own else name

    def _rooted_call(self, call: CallText) -> CallText:
        return CallText(self._rooted(call.callee), call.positional, call.keywords, call.is_awaited)

    def _statement_effects(self, statement: ast.stmt) -> Iterator[Effect]:
        if isinstance(statement, ast.Raise) and statement.exc is not None:
            yield Effect("raises", last_part(statement.exc))
        elif isinstance(statement, ast.With | ast.AsyncWith):
            for item in statement.items:
                if "lock" in (held := last_part(item.context_expr)).lower():
                    yield Effect("locks", held)
        elif isinstance(statement, ast.Expr):
            value = statement.value.value if isinstance(statement.value, ast.Await) else statement.value
            if isinstance(value, ast.Call) and not is_log_call(value) and last_part(value) != "warn":
                name = dotted_name(value.func)
                if name:
                    yield Effect("calls", self._rooted(name))
