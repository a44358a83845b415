"""Definitions in code that is executed in thought: what they evaluate, what their decorators and hooks do, and what they bind."""

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from migrator.findings.symbolic_calls import Calls
from migrator.findings.symbolic_expressions import Expressions
from migrator.findings.symbolic_imports import Modules
from migrator.findings.symbolic_values import (
    ANYTHING,
    ClassObject,
    Constant,
    External,
    Frame,
    Function,
    Listing,
    Namespace,
    Run,
    Value,
)


@dataclass
class Definitions:
    """Executes ``def`` and ``class``.

    Attributes:
        modules: What is imported so far.
        expressions: Evaluates decorators, defaults, bases.
        calls: Runs decorators and the bodies of classes.
    """

    modules: Modules
    expressions: Expressions
    calls: Calls

    def function(self, node: ast.FunctionDef | ast.AsyncFunctionDef, frame: Frame) -> Run:
        """A function; what is bound is what its decorators make of it."""
        decorators: list[Value] = []
        for decorator in node.decorator_list:
            frame.line = decorator.lineno
            found = yield self.expressions.evaluate(decorator, frame)
            decorators.append(found)
        frame.line = node.lineno
        defaults: Value = ANYTHING
        if node.args.defaults or node.args.kw_defaults:
            defaults = yield self.expressions.defaults(node.args, frame)
        if self.evaluates_annotations(frame):
            yield self._annotations(node, frame)
        function: Value = Function(node, frame.closure, self.expressions.defaults_of(defaults))
        if decorators:
            yield self._decorated(function, decorators, node, frame)
        else:
            frame.bind(node.name, function)
        return ANYTHING

    def _decorated(
        self,
        value: Value,
        decorators: Sequence[Value],
        node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef,
        frame: Frame,
    ) -> Run:
        for decorator, written in reversed(list(zip(decorators, node.decorator_list, strict=True))):
            frame.line = written.lineno
            made = yield self.calls.call(decorator, [value], {}, frame)
            if made is not ANYTHING and not isinstance(made, External):
                value = made
        frame.bind(node.name, value)
        return ANYTHING

    def _annotations(self, node: ast.FunctionDef | ast.AsyncFunctionDef, frame: Frame) -> Run:
        arguments = node.args
        for one in (
            *arguments.posonlyargs,
            *arguments.args,
            arguments.vararg,
            *arguments.kwonlyargs,
            arguments.kwarg,
        ):
            if one is not None and one.annotation is not None:
                doing = self.expressions.evaluate(one.annotation, frame)
                if not isinstance(doing, Value):
                    yield doing
        if node.returns is not None:
            yield self.expressions.evaluate(node.returns, frame)
        return ANYTHING

    def evaluates_annotations(self, frame: Frame) -> bool:
        """Annotations are run with what they stand at."""
        return self.modules.programs.of(frame.module.name).evaluates_annotations

    def class_(self, node: ast.ClassDef, frame: Frame) -> Run:
        """A class: what it is made from, its body, and the hooks that run when it is made."""
        decorators: list[Value] = []
        for decorator in node.decorator_list:
            frame.line = decorator.lineno
            value = yield self.expressions.evaluate(decorator, frame)
            decorators.append(value)
        frame.line = node.lineno
        bases: list[Value] = []
        for base in node.bases:
            value = yield self.expressions.evaluate(
                base.value if isinstance(base, ast.Starred) else base, frame
            )
            bases.append(value)
        keywords: Namespace = {}
        for keyword in node.keywords:
            value = yield self.expressions.evaluate(keyword.value, frame)
            keywords[keyword.arg or ""] = value
        space: Namespace = {"__module__": ANYTHING, "__qualname__": ANYTHING}
        yield self.calls.run(node.body, Frame(frame.module, space, frame.closure, "class"))
        made = ClassObject(node.name, tuple(bases), space, bool(node.decorator_list or node.keywords))
        for value in space.values():
            if isinstance(value, Function) and value.owner is None:
                value.owner = made
        yield self._hooks(made, keywords.get("metaclass", ANYTHING), frame)
        yield self._decorated(made, decorators, node, frame)
        return ANYTHING

    def _hooks(self, made: ClassObject, meta: Value, frame: Frame) -> Run:
        """What a metaclass and the nearest ``__init_subclass__`` do."""
        for name in ("__new__", "__init__") if isinstance(meta, ClassObject) else ():
            method = meta.find(name) if isinstance(meta, ClassObject) else None
            if isinstance(method, Function):
                given = [meta, Constant(made.name), Listing(list(made.bases)), ANYTHING]
                yield self.calls.call(method, given, {}, frame)
        for base in made.bases:
            hook = base.find("__init_subclass__") if isinstance(base, ClassObject) else None
            if isinstance(hook, Function):
                yield self.calls.call(hook, [made], {}, frame)
                break
        return ANYTHING
