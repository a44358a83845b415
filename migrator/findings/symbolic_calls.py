"""What happens when something is called while modules are executed in thought.

Functions and methods of the repository are run. Of what comes from outside a few are known that import or look up by a string; the rest does nothing.
"""

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from migrator.findings.symbolic_imports import Asker, Modules
from migrator.findings.symbolic_outside import OutsideCalls
from migrator.findings.symbolic_values import (
    ANYTHING,
    ClassObject,
    Constant,
    Doing,
    Elsewhere,
    External,
    Frame,
    Function,
    Globals,
    Instance,
    Later,
    Leaving,
    Listing,
    Method,
    Namespace,
    RaisedError,
    Run,
    Table,
    Value,
)

_MOST_FOLLOWED = 250
"""Calls that are followed from one entry: some modules work out tables while they are imported."""
_MOST_NESTED = 20
"""Calls inside each other that are followed."""
_MOST_REPEATED = 5
"""Times that a function is followed into itself."""
_TEXT_METHODS = frozenset(
    {"startswith", "endswith", "lower", "upper", "strip", "lstrip", "rstrip", "replace"}
)

RunsBlock = Callable[[Sequence[ast.stmt], Frame], Run]
Evaluates = Callable[[ast.expr | None, Frame], Doing]


@dataclass
class Calls:
    """Calls values.

    Attributes:
        run: Executes the body of a function.
        evaluate: Evaluates the body of a lambda.
        active: The functions that are running.
        followed: Calls so far.
        outside: What comes from outside the repository.
    """

    modules: Modules
    run: RunsBlock
    evaluate: Evaluates
    active: list[ast.AST] = field(default_factory=list)
    followed: int = 0
    outside: OutsideCalls = field(init=False)

    def __post_init__(self) -> None:
        self.outside = OutsideCalls(self.modules, self.call, self.items)

    def call(
        self, called: Value, values: Sequence[Value], keywords: Mapping[str, Value], frame: Frame
    ) -> Doing:
        """The result of a call."""
        caller = self._CALLERS.get(called.__class__)
        return caller(self, called, values, keywords, frame) if caller is not None else ANYTHING

    def _method(
        self, called: Method, values: Sequence[Value], keywords: Mapping[str, Value], frame: Frame
    ) -> Doing:
        if isinstance(called.of, Listing):
            return _change(called.of, called.name, values)
        if isinstance(called.of, Constant):
            return _of_text(called.of.value, called.name, values)
        if isinstance(called.of, Table):
            return _from_table(called.of, called.name, values)
        if isinstance(called.of, Globals):
            called.of.module.is_open = True
            return ANYTHING
        return self.call(called.function, [called.of, *values], keywords, frame)

    def _instance(
        self, called: Instance, values: Sequence[Value], keywords: Mapping[str, Value], frame: Frame
    ) -> Doing:
        method = called.made_of.find("__call__")
        return self.call(method, [called, *values], keywords, frame) if method is not None else ANYTHING

    def answer(self, called: Value, values: Sequence[Value], asker: Asker) -> Doing:
        """What a module's ``__getattr__`` gives."""
        module = self.modules.loaded.get(asker.module)
        if module is None:
            return ANYTHING
        return self.call(called, values, {}, Frame(module, module.space, line=asker.line))

    def items(self, value: Value, frame: Frame) -> Run:
        """What iterating over a value does: a listing where its items are known."""
        if isinstance(value, Later) and not value.is_done:
            value.is_done = True
            if isinstance(value.called, Function) and value.called.runs_later:
                yield self._executed(value.called, value.values, value.keywords)
            else:
                yield self.call(value.called, value.values, value.keywords, frame)
        return value if isinstance(value, Listing) else ANYTHING

    def _function(
        self, function: Function, values: Sequence[Value], keywords: Mapping[str, Value], _frame: Frame
    ) -> Doing:
        if function.runs_later:
            return Later(function, tuple(values), dict(keywords))
        return self._executed(function, values, keywords)

    def _executed(self, function: Function, values: Sequence[Value], keywords: Mapping[str, Value]) -> Run:
        node = function.node
        self.followed += 1
        is_too_much = self.active.count(node) > _MOST_REPEATED or len(self.active) > _MOST_NESTED
        if is_too_much or self.followed > _MOST_FOLLOWED:
            asker = Asker(function.frame.module.name, getattr(node, "lineno", 0))
            self.modules.pass_over(asker.fails(asker.module, "", error="RecursionError"))
            return ANYTHING
        space = bound_arguments(function, values, keywords)
        frame = Frame(function.frame.module, space, function.frame, "function", function=function)
        self.active.append(node)
        try:
            if isinstance(node, ast.Lambda):
                frame.line = node.lineno
                value = yield self.evaluate(node.body, frame)
                return value
            result = yield self.run(node.body, frame)
        except RaisedError as raised:
            if not frame.is_unsure:
                raise
            self.modules.pass_over(raised)  # it may have been left before
            return ANYTHING
        finally:
            self.active.remove(node)
        if isinstance(result, Leaving):
            return result.value
        return ANYTHING if frame.is_unsure else Constant(None)

    def _made(
        self, made_of: ClassObject, values: Sequence[Value], keywords: Mapping[str, Value], frame: Frame
    ) -> Run:
        new = Instance(made_of)
        for name, first in (("__new__", made_of), ("__init__", new)):
            method = made_of.find(name)
            if isinstance(method, Function):
                yield self.call(method, [first, *values], keywords, frame)
        hook = made_of.find("__post_init__")
        if isinstance(hook, Function) and made_of.find("__init__") is None:
            yield self.call(hook, [new], {}, frame)
        return new

    def _elsewhere(
        self, called: Elsewhere, values: Sequence[Value], keywords: Mapping[str, Value], frame: Frame
    ) -> Run:
        try:
            value = yield self.modules.executed_late(called)
        except RaisedError:
            return ANYTHING
        if isinstance(value, Elsewhere):
            return ANYTHING
        result = yield self.call(value, values, keywords, frame)
        return result

    def _outside(
        self, called: External, values: Sequence[Value], keywords: Mapping[str, Value], frame: Frame
    ) -> Doing:
        return self.outside.result(called.dotted, values, keywords, frame)

    _CALLERS: ClassVar[dict[type, Callable[..., Doing]]] = {
        Function: _function,
        Method: _method,
        ClassObject: _made,
        Instance: _instance,
        Elsewhere: _elsewhere,
        External: _outside,
    }


def bound_arguments(function: Function, values: Sequence[Value], keywords: Mapping[str, Value]) -> Namespace:
    """The parameters of a function as a call binds them; ``ANYTHING`` where that cannot be told."""
    arguments = function.node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    space: Namespace = {one.arg: ANYTHING for one in (*positional, *arguments.kwonlyargs)}
    space.update(function.defaults)
    space.update(zip((one.arg for one in positional), values, strict=False))
    space.update((name, value) for name, value in keywords.items() if name in space)
    if arguments.vararg is not None:
        space[arguments.vararg.arg] = Listing(list(values[len(positional) :]))
    if arguments.kwarg is not None:
        space[arguments.kwarg.arg] = ANYTHING
    return space


def _of_text(text: object, method: str, values: Sequence[Value]) -> Value:
    """A method of a string that is given constants."""
    given = [value.value for value in values if isinstance(value, Constant)]
    texts = [value for value in given if isinstance(value, str)]
    if isinstance(text, str) and method in _TEXT_METHODS and len(texts) == len(values):
        try:
            return Constant(getattr(text, method)(*texts))
        except TypeError:
            return ANYTHING
    return ANYTHING


def _from_table(table: Table, method: str, values: Sequence[Value]) -> Value:
    key = values[0] if values else ANYTHING
    if method in {"get", "pop", "setdefault"} and isinstance(key, Constant):
        return table.items.get(key.value, values[1] if len(values) > 1 else ANYTHING)
    return Listing(list(table.items.values())) if method == "values" else ANYTHING


def _change(listing: Listing, method: str, values: Sequence[Value]) -> Value:
    """``append`` and its like."""
    first = values[0] if values else ANYTHING
    if method == "append":
        listing.items.append(first)
    elif method in {"extend", "update"}:
        listing.items.extend(first.items if isinstance(first, Listing) else [ANYTHING])
    elif method in {"remove", "discard"}:
        listing.items[:] = [item for item in listing.items if item != first]
    elif method == "insert" and len(values) == 2:
        listing.items.append(values[1])
    elif method == "copy":
        return Listing(list(listing.items))
    return ANYTHING
