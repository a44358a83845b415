"""Statements of code that is executed in thought: bindings, imports, definitions, and the ways through conditions, loops and ``try``.

A block that may not run is run as if it did. What fails in it because a module is half executed is reported as something that may happen; other errors
there are taken as a sign that it does not run.
"""

import ast
import builtins
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from migrator.facts.literals import dotted_name, last_part
from migrator.findings.flat_programs import Bindings
from migrator.findings.symbolic_calls import Calls
from migrator.findings.symbolic_definitions import Definitions
from migrator.findings.symbolic_expressions import Expressions
from migrator.findings.symbolic_imports import Asker, Modules
from migrator.findings.symbolic_truth import bind_target, truth
from migrator.findings.symbolic_values import (
    ANYTHING,
    Caught,
    Constant,
    Doing,
    External,
    Failure,
    Frame,
    Instance,
    Leaving,
    Listing,
    ModuleObject,
    RaisedError,
    Run,
    Value,
)

_MOST_ITEMS = 20
"""Of a list that is written out, the items a loop is run for."""


class TooMuchError(Exception):
    """One entry asks for more work than is given to it."""


@dataclass
class Statements:
    """Executes blocks.

    Attributes:
        most_steps: Statements that may be executed.
        steps: Those that were.
        handling: The exceptions whose handlers are running.
    """

    modules: Modules
    most_steps: int
    steps: int = 0
    calls: Calls = field(init=False)
    expressions: Expressions = field(init=False)
    definitions: Definitions = field(init=False)
    handling: list[RaisedError] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.calls = Calls(self.modules, self.run, self._evaluate)
        self.expressions = Expressions(self.modules, self.calls)
        self.definitions = Definitions(self.modules, self.expressions, self.calls)

    def _evaluate(self, node: ast.expr | None, frame: Frame) -> Doing:
        return self.expressions.evaluate(node, frame)

    def execute(self, module: ModuleObject) -> Run:
        """The code of a module."""
        program = self.modules.programs.of(module.name)
        frame = Frame(module, module.space)
        yield self.run(program.body, frame)
        return ANYTHING

    def run(self, body: Sequence[ast.stmt], frame: Frame) -> Run:
        """A block; what it gives says whether it was left."""
        for statement in body:
            frame.line = statement.lineno
            self.steps += 1
            if self.steps > self.most_steps:
                raise TooMuchError
            executor = self._EXECUTORS.get(statement.__class__)
            if executor is not None:
                doing = executor(self, statement, frame)
                result = doing if isinstance(doing, Value) else (yield doing)
                if isinstance(result, Leaving):
                    return result
        return ANYTHING

    def perhaps(self, body: Sequence[ast.stmt], frame: Frame) -> Run:
        """A block that may not run."""
        if not body or not self.modules.takes():
            return ANYTHING
        try:
            result = yield self.run(body, frame)
        except RaisedError as raised:
            self.modules.pass_over(raised)
            return ANYTHING
        frame.is_unsure |= isinstance(result, Leaving)
        return ANYTHING

    def _expression(self, node: ast.Expr, frame: Frame) -> Doing:
        return self.expressions.evaluate(node.value, frame)

    def _assign(self, node: ast.Assign, frame: Frame) -> Run:
        doing = self.expressions.evaluate(node.value, frame)
        value = doing if isinstance(doing, Value) else (yield doing)
        if all(isinstance(target, ast.Name) for target in node.targets):
            for target in node.targets:
                bind_target(target, value, frame)
        else:
            yield self.expressions.bind_values(node.targets, value, frame)
        return ANYTHING

    def _assign_annotated(self, node: ast.AnnAssign, frame: Frame) -> Run:
        if node.value is not None:
            doing = self.expressions.evaluate(node.value, frame)
            value = doing if isinstance(doing, Value) else (yield doing)
            yield self.expressions.bind_values([node.target], value, frame)
        if frame.kind != "function" and self.definitions.evaluates_annotations(frame):
            yield self.expressions.evaluate(node.annotation, frame)
        return ANYTHING

    def _assign_more(self, node: ast.AugAssign, frame: Frame) -> Run:
        if not isinstance(node.target, ast.Name):
            yield self.expressions.evaluate(node.value, frame)
            return ANYTHING
        before = self.expressions.look_up(node.target.id, frame)
        value = yield self.expressions.evaluate(node.value, frame)
        if isinstance(before, Listing) and isinstance(node.op, ast.Add):
            before.items.extend(value.items if isinstance(value, Listing) else [ANYTHING])
        else:
            frame.bind(node.target.id, ANYTHING)
        return ANYTHING

    def _delete(self, node: ast.Delete, frame: Frame) -> Run:
        for target in node.targets:
            if isinstance(target, ast.Name):
                space = frame.elsewhere.get(target.id, frame.space)
                if space.pop(target.id, None) is None and frame.module.is_exact and frame.kind == "module":
                    raise Asker(frame.module.name, frame.line).fails(
                        frame.module.name, target.id, error="NameError"
                    )
            elif isinstance(target, ast.Attribute):
                owner = yield self.expressions.evaluate(target.value, frame)
                if isinstance(owner, ModuleObject):
                    owner.space.pop(target.attr, None)
        return ANYTHING

    def _import(self, node: ast.Import, frame: Frame) -> Run:
        asker = Asker(frame.module.name, frame.line)
        for alias in node.names:
            first, *rest = alias.name.split(".")
            value = yield self.modules.import_module(alias.name, asker)
            if not alias.asname or not isinstance(value, External):
                value = yield self.modules.import_module(first, asker)
            for part in rest if alias.asname else ():
                if isinstance(value, ModuleObject):
                    value = yield self.modules.taken(value, part, asker)
            frame.bind(alias.asname or first, value)
        return ANYTHING

    def _import_from(self, node: ast.ImportFrom, frame: Frame) -> Doing:
        asker = Asker(frame.module.name, frame.line)
        base = _base(node, frame.module)
        if base is None:
            raise asker.fails(frame.module.name, "." * node.level + (node.module or ""))
        if base == "__future__":
            return ANYTHING
        return self.modules.take(
            base, [(alias.name, alias.asname or alias.name) for alias in node.names], frame, asker
        )

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, frame: Frame) -> Doing:
        return self.definitions.function(node, frame)

    def _class(self, node: ast.ClassDef, frame: Frame) -> Doing:
        return self.definitions.class_(node, frame)

    def _if(self, node: ast.If, frame: Frame) -> Run:
        test = yield self.expressions.evaluate(node.test, frame)
        is_true = truth(test)
        if is_true is not None:
            result = yield self.run(node.body if is_true else node.orelse, frame)
            return result
        yield self.perhaps(node.body, frame)
        yield self.perhaps(node.orelse, frame)
        return ANYTHING

    def _while(self, node: ast.While, frame: Frame) -> Run:
        test = yield self.expressions.evaluate(node.test, frame)
        is_true = truth(test)
        if is_true is None:
            yield self.perhaps(node.body, frame)
            yield self.perhaps(node.orelse, frame)
            return ANYTHING
        result = yield self.run(node.body if is_true else node.orelse, frame)
        return result if isinstance(result, Leaving) and result.how == "return" else ANYTHING

    def _for(self, node: ast.For | ast.AsyncFor, frame: Frame) -> Run:
        source = yield self.expressions.evaluate(node.iter, frame)
        source = yield self.calls.items(source, frame)
        if not isinstance(source, Listing):
            bind_target(node.target, ANYTHING, frame)
            yield self.perhaps(node.body, frame)
            yield self.perhaps(node.orelse, frame)
            return ANYTHING
        for item in source.items[:_MOST_ITEMS]:
            yield self.expressions.bind_values([node.target], item, frame)
            result = yield self.run(node.body, frame)
            if isinstance(result, Leaving) and result.how != "continue":
                return result if result.how == "return" else ANYTHING
        result = yield self.run(node.orelse, frame)
        return result

    def _with(self, node: ast.With | ast.AsyncWith, frame: Frame) -> Run:
        suppressed: list[ast.expr] = []
        for item in node.items:
            value = yield self.expressions.evaluate(item.context_expr, frame)
            yield self.calls.items(value, frame)
            if isinstance(value, Instance) and (enter := value.made_of.find("__enter__")) is not None:
                value = yield self.calls.call(enter, [value], {}, frame)
            if item.optional_vars is not None:
                yield self.expressions.bind_values([item.optional_vars], value, frame)
            if isinstance(item.context_expr, ast.Call) and last_part(item.context_expr) == "suppress":
                suppressed.extend(item.context_expr.args)
        try:
            result = yield self.run(node.body, frame)
        except RaisedError as raised:
            if not any(_catches(one, raised.failure.error) for one in suppressed):
                raise
            return ANYTHING
        return result

    def _try(self, node: ast.Try | ast.TryStar, frame: Frame) -> Run:
        try:
            result = yield self._guarded(node, frame)
        except RaisedError:
            last = yield self.run(node.finalbody, frame)
            if isinstance(last, Leaving):
                return last
            raise
        last = yield self.run(node.finalbody, frame)
        return last if isinstance(last, Leaving) else result

    def _guarded(self, node: ast.Try | ast.TryStar, frame: Frame) -> Run:
        try:
            result = yield self.run(node.body, frame)
        except RaisedError as raised:
            handler = next((one for one in node.handlers if _catches(one.type, raised.failure.error)), None)
            if handler is None:
                raise
            self.handling.append(raised)
            if handler.name:
                frame.bind(handler.name, Caught(raised))
            try:
                result = yield self.run(handler.body, frame)
            finally:
                self.handling.pop()
                if handler.name:
                    frame.space.pop(handler.name, None)
            return result
        if isinstance(result, Leaving):
            return result
        result = yield self.run(node.orelse, frame)
        return result

    def _match(self, node: ast.Match, frame: Frame) -> Run:
        yield self.expressions.evaluate(node.subject, frame)
        for number, case in enumerate(node.cases):
            for part in ast.walk(case.pattern):
                names = (getattr(part, "name", None), getattr(part, "rest", None))
                for name in filter(None, names):
                    frame.bind(name, ANYTHING)
            is_sure = number == 0 and case.guard is None and isinstance(case.pattern, ast.MatchAs)
            if is_sure and isinstance(case.pattern, ast.MatchAs) and case.pattern.pattern is None:
                result = yield self.run(case.body, frame)
                return result
            yield self.perhaps(case.body, frame)
        return ANYTHING

    def _return(self, node: ast.Return, frame: Frame) -> Run:
        value = yield self.expressions.evaluate(node.value, frame) if node.value else Constant(None)
        return Leaving("return", value)

    def _raise(self, node: ast.Raise, frame: Frame) -> Run:
        value = yield self.expressions.evaluate(node.exc, frame)
        yield self.expressions.evaluate(node.cause, frame)
        if isinstance(value, Caught):
            raise value.raised
        if node.exc is None and self.handling:
            raise self.handling[-1]
        error = last_part(node.exc) if node.exc is not None else ""
        name = frame.module.name
        raise RaisedError(
            Failure(name, frame.line, name, "", is_half_executed=False, error=error or "Exception")
        )

    def _leave(self, node: ast.Break | ast.Continue, _frame: Frame) -> Value:
        return Leaving("break" if isinstance(node, ast.Break) else "continue")

    def _assert(self, node: ast.Assert, frame: Frame) -> Doing:
        return self.expressions.evaluate(node.test, frame)

    def _bind_all(self, node: Bindings, frame: Frame) -> Value:
        frame.space.update(dict.fromkeys(node.names, ANYTHING))
        return ANYTHING

    def _global(self, node: ast.Global, frame: Frame) -> Value:
        frame.elsewhere.update(dict.fromkeys(node.names, frame.module.space))
        return ANYTHING

    def _nonlocal(self, node: ast.Nonlocal, frame: Frame) -> Value:
        for name in node.names:
            outer = frame.outer
            while outer is not None and name not in outer.space:
                outer = outer.outer
            if outer is not None:
                frame.elsewhere[name] = outer.space
        return ANYTHING

    _EXECUTORS: ClassVar[dict[type, Callable[..., Doing]]] = {
        Bindings: _bind_all,
        ast.Expr: _expression,
        ast.Assign: _assign,
        ast.AnnAssign: _assign_annotated,
        ast.AugAssign: _assign_more,
        ast.Delete: _delete,
        ast.Import: _import,
        ast.ImportFrom: _import_from,
        ast.FunctionDef: _function,
        ast.AsyncFunctionDef: _function,
        ast.ClassDef: _class,
        ast.If: _if,
        ast.While: _while,
        ast.For: _for,
        ast.AsyncFor: _for,
        ast.With: _with,
        ast.AsyncWith: _with,
        ast.Try: _try,
        ast.TryStar: _try,
        ast.Match: _match,
        ast.Return: _return,
        ast.Raise: _raise,
        ast.Break: _leave,
        ast.Continue: _leave,
        ast.Assert: _assert,
        ast.Global: _global,
        ast.Nonlocal: _nonlocal,
    }


def _base(node: ast.ImportFrom, module: ModuleObject) -> str | None:
    """The module that a ``from`` statement names; None where it has more dots than there are packages."""
    if not node.level:
        return node.module or ""
    parts = module.name.split(".") if module.is_package else module.name.split(".")[:-1]
    kept = len(parts) - node.level + 1
    if kept < 1:
        return None
    return ".".join([*parts[:kept], *([node.module] if node.module else [])])


def _catches(caught: ast.expr | None, error: str) -> bool:
    """Whether an ``except`` clause catches an exception of that name."""
    if caught is None:
        return True
    if isinstance(caught, ast.Tuple):
        return any(_catches(one, error) for one in caught.elts)
    name = dotted_name(caught).rpartition(".")[2]
    known = getattr(builtins, error, None)
    kinds = known.__mro__ if isinstance(known, type) else (Exception, BaseException)
    return name == error or name in {kind.__name__ for kind in kinds}
