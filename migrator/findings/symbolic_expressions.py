"""Expressions of code that is executed in thought: what they look up, what they call, and what they mean as far as that can be told.

Truth has three values: where nobody knows how a condition comes out, what depends on it is executed as something that may run.
"""

import ast
import builtins
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import ClassVar

from migrator.facts.literals import hands_itself_away, last_part, writes_namespace
from migrator.findings.symbolic_attributes import Attributes
from migrator.findings.symbolic_calls import Calls
from migrator.findings.symbolic_imports import Asker, Modules
from migrator.findings.symbolic_truth import bind_target, compared, truth, unpacked
from migrator.findings.symbolic_values import (
    ANYTHING,
    ClassObject,
    Constant,
    Doing,
    External,
    Frame,
    Function,
    Globals,
    Instance,
    Listing,
    ModuleObject,
    Namespace,
    RaisedError,
    Run,
    Table,
    Value,
)

_BUILTINS = frozenset(dir(builtins))
_MOST_ITEMS = 20
"""Of a list that is written out, the items a loop is run for."""


@dataclass
class Expressions:
    """Evaluates.

    Attributes:
        modules: What is imported so far.
        calls: What happens when something is called.
        attributes: What ``value.name`` is.
    """

    modules: Modules
    calls: Calls
    attributes: Attributes = field(init=False)

    def __post_init__(self) -> None:
        self.attributes = Attributes(self.modules, self.calls)

    def evaluate(self, node: ast.expr | None, frame: Frame) -> Doing:
        """What an expression means."""
        kind = node.__class__
        if isinstance(node, ast.Constant):
            known = isinstance(node.value, str | int | type(None))
            return Constant(node.value) if known else ANYTHING
        if isinstance(node, ast.Name):
            return self.look_up(node.id, frame)
        if node is None:
            return ANYTHING
        evaluator = self._EVALUATORS.get(kind)
        return evaluator(self, node, frame) if evaluator is not None else self._all_of(node, frame)

    def look_up(self, name: str, frame: Frame) -> Value:
        """What a name means in a frame.

        Raises:
            RaisedError: The module has not bound it.
        """
        self.modules.asked.add(name)
        here: Frame | None = frame
        while here is not None:
            space = here.elsewhere.get(name, here.space)
            if name in space:
                return space[name]
            if here.function is not None and space is here.space and name in here.function.local_names:
                if self.modules.has_left_out:
                    return ANYTHING
                raise Asker(frame.module.name, frame.line).fails(
                    frame.module.name, name, error="UnboundLocalError" if here is frame else "NameError"
                )
            here = here.outer
        if name in _BUILTINS:
            return External(f"builtins.{name}")
        return self._unbound(name, frame)

    def _unbound(self, name: str, frame: Frame) -> Value:
        module = frame.module
        asker = Asker(module.name, frame.line)
        for source in module.half_stars:
            if name in self.modules.programs.of(source.name).names:
                raise asker.fails(source.name, name, half=True, error="NameError")
        if module.is_open or not module.is_exact or self.modules.has_left_out:
            return ANYTHING
        raise asker.fails(module.name, name, error="NameError")

    def _attribute(self, node: ast.Attribute, frame: Frame) -> Doing:
        if isinstance(node.value, ast.Name):
            return self.attributes.attribute(self.look_up(node.value.id, frame), node.attr, frame)
        return self._attribute_of(node, frame)

    def _attribute_of(self, node: ast.Attribute, frame: Frame) -> Run:
        value = yield self.evaluate(node.value, frame)
        found = yield self.attributes.attribute(value, node.attr, frame)
        return found

    def _all_of(self, node: ast.AST, frame: Frame) -> Run:
        """The parts of an expression that means nothing to us."""
        for child in ast.iter_child_nodes(node):
            part = child.value if isinstance(child, ast.keyword | ast.FormattedValue) else child
            doing = self.evaluate(part, frame) if isinstance(part, ast.expr) else ANYTHING
            if not isinstance(doing, Value):
                yield doing
        return ANYTHING

    def _call(self, node: ast.Call, frame: Frame) -> Run:
        doing = self.evaluate(node.func, frame)
        called = doing if isinstance(doing, Value) else (yield doing)
        values: list[Value] = []
        keywords: Namespace = {}
        for argument in node.args:
            is_starred = isinstance(argument, ast.Starred)
            doing = self.evaluate(argument.value if isinstance(argument, ast.Starred) else argument, frame)
            value = doing if isinstance(doing, Value) else (yield doing)
            if is_starred:
                values.extend(value.items if isinstance(value, Listing) else [ANYTHING])
            else:
                values.append(value)
        for keyword in node.keywords:
            doing = self.evaluate(keyword.value, frame)
            value = doing if isinstance(doing, Value) else (yield doing)
            if keyword.arg is not None:
                keywords[keyword.arg] = value
        if not isinstance(called, Function | ClassObject):
            self._hand_over(node, [*values, *keywords.values()], frame)
        doing = self.calls.call(called, values, keywords, frame)
        return doing if isinstance(doing, Value) else (yield doing)

    def _hand_over(self, node: ast.Call, values: Iterable[Value], frame: Frame) -> None:
        """What is not executed here may put names into modules that are given to it."""
        last = last_part(node)
        is_top = frame.kind == "module"
        if writes_namespace(node, last, at_module_level=is_top) or (is_top and hands_itself_away(node, last)):
            frame.module.is_open = True
        for value in values:
            if isinstance(value, Globals):
                value.module.is_open = True

    def _listing(self, node: ast.List | ast.Tuple | ast.Set, frame: Frame) -> Run:
        items: list[Value] = []
        for element in node.elts:
            if isinstance(element, ast.Starred):
                value = yield self.evaluate(element.value, frame)
                if not isinstance(value, Listing):
                    return ANYTHING
                items.extend(value.items)
            else:
                doing = self.evaluate(element, frame)
                items.append(doing if isinstance(doing, Value) else (yield doing))
        return Listing(items)

    def _table(self, node: ast.Dict, frame: Frame) -> Run:
        found: dict[object, Value] = {}
        for key_node, value_node in zip(node.keys, node.values, strict=True):
            doing = self.evaluate(key_node, frame)
            key = doing if isinstance(doing, Value) else (yield doing)
            doing = self.evaluate(value_node, frame)
            value = doing if isinstance(doing, Value) else (yield doing)
            if isinstance(key, Constant):
                found[key.value] = value
            elif key_node is None and isinstance(value, Table):
                found.update(value.items)
        return Table(found)

    def _binary(self, node: ast.BinOp, frame: Frame) -> Run:
        left = yield self.evaluate(node.left, frame)
        right = yield self.evaluate(node.right, frame)
        one, two = (value.value if isinstance(value, Constant) else None for value in (left, right))
        if isinstance(one, int) and isinstance(two, int) and isinstance(node.op, ast.Add | ast.Sub):
            return Constant(one + two if isinstance(node.op, ast.Add) else one - two)
        if not isinstance(node.op, ast.Add):
            return ANYTHING
        if isinstance(one, str) and isinstance(two, str):
            return Constant(one + two)
        if isinstance(left, Listing) and isinstance(right, Listing):
            return Listing([*left.items, *right.items])
        return ANYTHING

    def _boolean(self, node: ast.BoolOp, frame: Frame) -> Run:
        stops = isinstance(node.op, ast.Or)
        value: Value = ANYTHING
        is_sure = True
        for part in node.values:
            value = yield self.evaluate(part, frame) if is_sure else self.perhaps(part, frame)
            is_true = truth(value)
            if is_true is stops and is_sure:
                return value
            is_sure = is_sure and is_true is not None
        return value if is_sure else ANYTHING

    def perhaps(self, node: ast.expr, frame: Frame) -> Run:
        """An expression that may not be evaluated."""
        if not self.modules.takes():
            return ANYTHING
        try:
            yield self.evaluate(node, frame)
        except RaisedError as raised:
            self.modules.pass_over(raised)
        return ANYTHING

    def _not(self, node: ast.UnaryOp, frame: Frame) -> Run:
        value = yield self.evaluate(node.operand, frame)
        is_true = truth(value)
        return ANYTHING if is_true is None or not isinstance(node.op, ast.Not) else Constant(not is_true)

    def _compare(self, node: ast.Compare, frame: Frame) -> Run:
        values: list[Value] = []
        for part in (node.left, *node.comparators):
            value = yield self.evaluate(part, frame)
            values.append(value)
        return compared(node.ops[0], values[0], values[1]) if len(values) == 2 else ANYTHING

    def _either(self, node: ast.IfExp, frame: Frame) -> Run:
        test = yield self.evaluate(node.test, frame)
        is_true = truth(test)
        if is_true is not None:
            value = yield self.evaluate(node.body if is_true else node.orelse, frame)
            return value
        yield self.perhaps(node.body, frame)
        yield self.perhaps(node.orelse, frame)
        return ANYTHING

    def _lambda(self, node: ast.Lambda, frame: Frame) -> Run:
        defaults = yield self.defaults(node.args, frame)
        return Function(node, frame.closure, self.defaults_of(defaults))

    @staticmethod
    def defaults_of(value: Value) -> Namespace:
        """The values of defaults, as ``defaults`` gives them."""
        return value.space if isinstance(value, _Defaults) else {}

    def defaults(self, arguments: ast.arguments, frame: Frame) -> Run:
        """The values of a function's defaults by parameter."""
        found: Namespace = {}
        positional = [*arguments.posonlyargs, *arguments.args]
        with_default = positional[len(positional) - len(arguments.defaults) :]
        pairs = [
            *zip(with_default, arguments.defaults, strict=True),
            *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
        ]
        for parameter, default in pairs:
            if default is not None:
                value = yield self.evaluate(default, frame)
                found[parameter.arg] = value
        return _Defaults(found)

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, frame: Frame
    ) -> Run:
        first = node.generators[0]
        source = yield self.evaluate(first.iter, frame)
        if not isinstance(node, ast.GeneratorExp):
            source = yield self.calls.items(source, frame)
        results = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        inner = Frame(frame.module, {}, frame.closure, "function", line=frame.line)
        is_known = isinstance(source, Listing) and len(node.generators) == 1 and not first.ifs
        items = source.items[:_MOST_ITEMS] if isinstance(source, Listing) and is_known else [ANYTHING]
        found: list[Value] = []
        value: Value = ANYTHING
        for item in items:
            for generator in node.generators:
                bind_target(generator.target, item, inner)
            parts = [*(test for generator in node.generators for test in generator.ifs), *results]
            for part in parts:
                value = yield self.evaluate(part, inner) if is_known else self.perhaps(part, inner)
            found.append(value)
        return Listing(found) if is_known and isinstance(node, ast.ListComp) else ANYTHING

    def _walrus(self, node: ast.NamedExpr, frame: Frame) -> Run:
        value = yield self.evaluate(node.value, frame)
        frame.bind(node.target.id, value)
        return value

    def _subscript(self, node: ast.Subscript, frame: Frame) -> Run:
        value = yield self.evaluate(node.value, frame)
        index = yield self.evaluate(node.slice, frame)
        if isinstance(value, External) and isinstance(index, Constant):
            if value.dotted == "sys.modules" and isinstance(index.value, str):
                return self._loaded(index.value, frame)
            return ANYTHING
        if isinstance(value, Table) and isinstance(index, Constant):
            return value.items.get(index.value, ANYTHING)
        if isinstance(value, Constant) and isinstance(value.value, tuple) and isinstance(index, Constant):
            return Constant(value.value[index.value]) if isinstance(index.value, int) else ANYTHING
        if isinstance(value, Listing) and isinstance(index, Constant) and isinstance(index.value, int):
            return (
                value.items[index.value] if -len(value.items) <= index.value < len(value.items) else ANYTHING
            )
        return ANYTHING

    def _loaded(self, dotted: str, frame: Frame) -> Value:
        """``sys.modules[dotted]``."""
        found = self.modules.loaded.get(dotted)
        if found is None and dotted in self.modules.leads_back:
            raise Asker(frame.module.name, frame.line).fails(dotted, "", error="KeyError")
        return found or ANYTHING

    def _joined(self, node: ast.JoinedStr, frame: Frame) -> Run:
        texts: list[str] = []
        for part in node.values:
            value = yield self.evaluate(part.value if isinstance(part, ast.FormattedValue) else part, frame)
            if isinstance(value, Constant) and isinstance(value.value, str):
                texts.append(value.value)
        return Constant("".join(texts)) if len(texts) == len(node.values) else ANYTHING

    def bind_values(self, targets: Iterable[ast.expr], value: Value, frame: Frame) -> Run:
        """``target = value``: names, attributes of modules and objects, parts of what is unpacked."""
        for target in targets:
            if isinstance(target, ast.Attribute):
                owner = yield self.evaluate(target.value, frame)
                if isinstance(owner, ModuleObject | ClassObject | Instance | Function):
                    owner.space[target.attr] = value
            elif isinstance(target, ast.Tuple | ast.List):
                for element, item in zip(target.elts, unpacked(target.elts, value), strict=True):
                    yield self.bind_values([element], item, frame)
            elif isinstance(target, ast.Starred):
                yield self.bind_values([target.value], value, frame)
            elif isinstance(target, ast.Subscript):
                owner = yield self.evaluate(target.value, frame)
                key = yield self.evaluate(target.slice, frame)
                self._store(owner, key, value, frame)
            else:
                bind_target(target, value, frame)
        return ANYTHING

    def _store(self, owner: Value, key: Value, value: Value, frame: Frame) -> None:
        if isinstance(owner, Globals):
            if isinstance(key, Constant) and isinstance(key.value, str):
                owner.module.space[key.value] = value
            else:
                owner.module.is_open = True
        elif owner == External("sys.modules"):
            frame.module.is_open = True

    _EVALUATORS: ClassVar[dict[type, Callable[..., Doing]]] = {
        ast.Attribute: _attribute,
        ast.Call: _call,
        ast.List: _listing,
        ast.Tuple: _listing,
        ast.Set: _listing,
        ast.Dict: _table,
        ast.BinOp: _binary,
        ast.BoolOp: _boolean,
        ast.UnaryOp: _not,
        ast.Compare: _compare,
        ast.IfExp: _either,
        ast.Lambda: _lambda,
        ast.ListComp: _comprehension,
        ast.SetComp: _comprehension,
        ast.DictComp: _comprehension,
        ast.GeneratorExp: _comprehension,
        ast.NamedExpr: _walrus,
        ast.Subscript: _subscript,
        ast.JoinedStr: _joined,
    }


@dataclass(eq=False)
class _Defaults(Value):
    space: Namespace
