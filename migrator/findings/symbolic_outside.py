"""Calls of what comes from outside the repository and still imports, looks up by a string, or goes through something that is executed then."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

from migrator.findings.symbolic_imports import Asker, Modules
from migrator.findings.symbolic_values import (
    ANYTHING,
    ClassObject,
    Constant,
    Doing,
    External,
    Frame,
    Globals,
    Instance,
    Later,
    Listing,
    ModuleObject,
    RaisedError,
    Run,
    Value,
    outside,
)

_COPIES = frozenset(f"builtins.{name}" for name in ("list", "tuple", "set", "frozenset", "sorted"))
_EAGER = _COPIES | {
    *(f"builtins.{name}" for name in ("dict", "next", "sum", "any", "all", "min", "max")),
    "asyncio.run",
}
_IMPORTING = frozenset({"importlib.import_module", "builtins.__import__"})


CallsValue = Callable[[Value, Sequence[Value], Mapping[str, Value], Frame], Doing]
Iterates = Callable[[Value, Frame], Doing]


@dataclass
class OutsideCalls:
    """Calls by dotted name.

    Attributes:
        modules: What is imported so far.
        call: Calls a value of the repository.
        items: Goes through a value.
    """

    modules: Modules
    call: CallsValue
    items: Iterates

    def result(
        self, dotted: str, values: Sequence[Value], keywords: Mapping[str, Value], frame: Frame
    ) -> Doing:
        """What a function from outside gives."""
        caller = self._CALLERS.get(dotted)
        return caller(self, dotted, values, keywords, frame) if caller is not None else ANYTHING

    def _map(
        self, _dotted: str, values: Sequence[Value], _keywords: Mapping[str, Value], _frame: Frame
    ) -> Doing:
        if len(values) < 2:
            return ANYTHING
        is_empty = isinstance(values[1], Listing) and not values[1].items
        return Listing([]) if is_empty else Later(values[0], (ANYTHING,), {})

    def _partial(
        self, _dotted: str, values: Sequence[Value], _keywords: Mapping[str, Value], _frame: Frame
    ) -> Doing:
        return values[0] if values else ANYTHING

    def _globals(
        self, dotted: str, values: Sequence[Value], _keywords: Mapping[str, Value], frame: Frame
    ) -> Doing:
        return ANYTHING if values and dotted == "builtins.vars" else Globals(frame.module)

    def _super(
        self, _dotted: str, _values: Sequence[Value], _keywords: Mapping[str, Value], frame: Frame
    ) -> Doing:
        owner = frame.function.owner if frame.function is not None else None
        return ANYTHING if owner is None else Instance(ClassObject("super", owner.bases, {}))

    def _eager(
        self, dotted: str, values: Sequence[Value], keywords: Mapping[str, Value], frame: Frame
    ) -> Run:
        """What goes through all items at once."""
        if not values:
            return Listing([])
        items = yield self.items(values[0], frame)
        if "key" in keywords and isinstance(items, Listing) and items.items:
            yield self.call(keywords["key"], [items.items[0]], {}, frame)
        return Listing(list(items.items)) if dotted in _COPIES and isinstance(items, Listing) else ANYTHING

    def _import(
        self, dotted: str, values: Sequence[Value], keywords: Mapping[str, Value], frame: Frame
    ) -> Doing:
        first = values[0] if values else keywords.get("name", ANYTHING)
        if not isinstance(first, Constant) or not isinstance(first.value, str):
            return ANYTHING
        name = first.value
        if name.startswith("."):
            package = values[1] if len(values) > 1 else keywords.get("package", ANYTHING)
            if not isinstance(package, Constant) or not isinstance(package.value, str):
                return ANYTHING
            rest = name.lstrip(".")
            parts = package.value.split(".")
            above = parts[: len(parts) - (len(name) - len(rest)) + 1]
            name = ".".join([*above, *([rest] if rest else [])])
        asker = Asker(frame.module.name, frame.line)
        if dotted == "builtins.__import__" and "." in name:
            return self._import_top(name, asker)
        return self.modules.import_module(name, asker)

    def _import_top(self, name: str, asker: Asker) -> Run:
        yield self.modules.import_module(name, asker)
        top = yield self.modules.import_module(name.partition(".")[0], asker)
        return top

    def _by_string(
        self, dotted: str, values: Sequence[Value], _keywords: Mapping[str, Value], frame: Frame
    ) -> Run:
        if len(values) < 2:
            return ANYTHING
        owner, key, *others = values
        name = key.value if isinstance(key, Constant) and isinstance(key.value, str) else None
        if dotted == "builtins.setattr":
            if isinstance(owner, ModuleObject | ClassObject | Instance) and name is not None and others:
                owner.space[name] = others[0]
            elif isinstance(owner, ModuleObject):
                owner.is_open = True  # under a name that is only known when it runs
            return Constant(None)
        if name is None:
            return ANYTHING
        if not isinstance(owner, ModuleObject):
            found = owner.find(name) if isinstance(owner, ClassObject) else outside_of(owner, name)
            return found if found is not None and dotted == "builtins.getattr" else ANYTHING
        try:
            value = yield self.modules.attribute(owner, name, Asker(frame.module.name, frame.line))
        except RaisedError as raised:
            is_asked = dotted == "builtins.hasattr" or bool(others)
            if raised.failure.error != "AttributeError" or not is_asked:
                raise
            return others[0] if others else Constant(False)
        return value if dotted == "builtins.getattr" else Constant(True)

    _CALLERS: ClassVar[dict[str, Callable[..., Doing]]] = {
        **dict.fromkeys(_EAGER, _eager),
        **dict.fromkeys(_IMPORTING, _import),
        "builtins.map": _map,
        "builtins.filter": _map,
        "functools.partial": _partial,
        "builtins.globals": _globals,
        "builtins.vars": _globals,
        "builtins.super": _super,
        "builtins.getattr": _by_string,
        "builtins.hasattr": _by_string,
        "builtins.setattr": _by_string,
    }


def outside_of(owner: Value, name: str) -> Value | None:
    """An attribute of something from outside."""
    return outside(f"{owner.dotted}.{name}") if isinstance(owner, External) else None
