"""``value.name`` in code that is executed in thought."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from migrator.findings.symbolic_calls import Calls
from migrator.findings.symbolic_imports import Asker, Modules
from migrator.findings.symbolic_truth import kinds_of
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
    Method,
    ModuleObject,
    RaisedError,
    Run,
    Table,
    Value,
    outside,
)


@dataclass
class Attributes:
    """Looks attributes up.

    Attributes:
        modules: What is imported so far.
        calls: What happens when something is called: properties are.
    """

    modules: Modules
    calls: Calls

    def attribute(self, value: Value, name: str, frame: Frame) -> Doing:
        """``value.name``.

        Raises:
            RaisedError: There is no such attribute.
        """
        self.modules.asked.add(name)
        getter = self._GETTERS.get(value.__class__)
        return getter(self, value, name, frame) if getter is not None else ANYTHING

    def _of_outside(self, value: External, name: str, _frame: Frame) -> Value:
        return outside(f"{value.dotted}.{name}")

    def _of_class(self, value: ClassObject, name: str, frame: Frame) -> Value:
        found = value.find(name) or self._of_kind(value, name, frame)
        is_for_class = isinstance(found, Function) and "classmethod" in found.decorators
        return Method(value, name, found) if is_for_class else found

    def _of_function(self, value: Function, name: str, frame: Frame) -> Value:
        return value.space.get(name) or self._of_kind(value, name, frame)

    def _of_globals(self, value: Globals, name: str, _frame: Frame) -> Value:
        return Method(value, name)

    def _of_kind(self, value: Value, name: str, frame: Frame) -> Value:
        """What every object of a kind has.

        Raises:
            RaisedError: It cannot have such an attribute.
        """
        kinds = kinds_of(value)
        if kinds and not any(hasattr(kind, name) for kind in kinds):
            raise Asker(frame.module.name, frame.line).fails(frame.module.name, name, error="AttributeError")
        return Method(value, name)

    def _of_instance(self, value: Instance, name: str, frame: Frame) -> Doing:
        found = value.space.get(name) or value.made_of.find(name) or ANYTHING
        if not isinstance(found, Function) or name in value.space:
            return found
        if name == "__new__" or "staticmethod" in found.decorators:
            return found
        if found.decorators & {"property", "cached_property"}:
            return self.calls.call(found, [value], {}, frame)
        return Method(value.made_of if "classmethod" in found.decorators else value, name, found)

    def _of_module(self, module: ModuleObject, name: str, frame: Frame) -> Doing:
        known = module.space.get(name)
        return known if known is not None else self._made(module, name, frame)

    def _made(self, module: ModuleObject, name: str, frame: Frame) -> Run:
        try:
            found = yield self.modules.attribute(module, name, Asker(frame.module.name, frame.line))
        except RaisedError as raised:
            if frame.module.is_exact or raised.failure.is_half_executed:
                raise
            return ANYTHING  # by facts alone: what is not on its way may come from anywhere
        return found

    _GETTERS: ClassVar[dict[type, Callable[..., Doing]]] = {
        ModuleObject: _of_module,
        External: _of_outside,
        ClassObject: _of_class,
        Instance: _of_instance,
        Function: _of_function,
        Globals: _of_globals,
        Listing: _of_kind,
        Table: _of_kind,
        Constant: _of_kind,
    }
