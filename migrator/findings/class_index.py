"""The classes of the plan's packages, with what comparing them needs: bases, bodies, and how rare a method's name is.

Rarity is counted over names of classes, so that ten copies of one class do not make its methods common, and the classes of the role that is looked at
are left out of the count altogether.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from migrator.facts.bodies import class_bodies
from migrator.facts.fingerprints import Body
from migrator.facts.shapes import ClassShape, MethodShape
from migrator.facts.values import Definition, DefinitionKind
from migrator.findings.meanings import meaning_of
from migrator.model.model import Model
from migrator.model.values import Module, ModuleRole, Site, Symbol
from migrator.source.values import UnreadableFileError

ReadFile = Callable[[str], bytes]

GENERIC = frozenset(
    [
        "add",
        "all",
        "append",
        "apply",
        "build",
        "call",
        "cancel",
        "check",
        "clean",
        "cleanup",
        "clear",
        "clone",
        "close",
        "commit",
        "configure",
        "connect",
        "copy",
        "count",
        "create",
        "delete",
        "describe",
        "disable",
        "disconnect",
        "dispatch",
        "emit",
        "empty",
        "enable",
        "enter",
        "execute",
        "exists",
        "exit",
        "find",
        "finish",
        "flush",
        "from_dict",
        "get",
        "get_all",
        "get_config",
        "get_name",
        "get_state",
        "get_status",
        "get_stats",
        "handle",
        "has",
        "init",
        "initialize",
        "is_active",
        "is_enabled",
        "is_running",
        "items",
        "join",
        "keys",
        "list",
        "load",
        "log",
        "lookup",
        "main",
        "name",
        "next",
        "notify",
        "on_error",
        "open",
        "parse",
        "pause",
        "peek",
        "pop",
        "post",
        "process",
        "publish",
        "push",
        "put",
        "read",
        "receive",
        "refresh",
        "register",
        "reload",
        "remove",
        "render",
        "reset",
        "restart",
        "resume",
        "run",
        "save",
        "send",
        "set",
        "set_state",
        "setup",
        "shutdown",
        "size",
        "start",
        "status",
        "stop",
        "submit",
        "subscribe",
        "tick",
        "to_dict",
        "to_json",
        "unregister",
        "unsubscribe",
        "update",
        "validate",
        "value",
        "values",
        "wait",
        "write",
    ]
)
"""Names that managers of all kinds have: sharing them says nothing."""
OPEN_BASES = frozenset({"Protocol", "Generic", "ABC", "object", "Enum", "StrEnum", "IntEnum", "NamedTuple"})


@dataclass(frozen=True)
class ClassInfo:
    """One class of the repository.

    Attributes:
        symbol: Its name.
        module: Where it stands.
        shape: Its members.
        definition: Its bases and decorators as written.
        bases: First-party base classes.
        outside: Last parts of its other bases.
    """

    symbol: Symbol
    module: Module
    shape: ClassShape
    definition: Definition
    bases: tuple[Symbol, ...] = ()
    outside: tuple[str, ...] = ()

    @cached_property
    def methods(self) -> Mapping[str, MethodShape]:
        """By name."""
        return {method.name: method for method in self.shape.methods}

    @cached_property
    def lines(self) -> Mapping[str, int]:
        """Every member that the class itself has, with its line: methods, class attributes, what methods bind on ``self``."""
        found = {one.name: one.line for one in self.shape.attributes}
        found.update((one.name, one.line) for one in self.shape.fields)
        found.update((one.name, one.line) for one in self.shape.methods)
        return found

    @property
    def is_data(self) -> bool:
        """A data class: fields, and hardly more."""
        decorators = {one.rpartition(".")[2] for one in self.definition.decorators}
        known = not decorators.isdisjoint({"dataclass", "define", "frozen", "attrs", "s"})
        return known or not {"BaseModel", "NamedTuple", "TypedDict", "Struct"}.isdisjoint(self.outside)

    @property
    def is_enum(self) -> bool:
        """An enumeration."""
        return any(name in {"Enum", "StrEnum", "IntEnum", "Flag", "IntFlag"} for name in self.outside)

    @property
    def is_protocol(self) -> bool:
        """A typing Protocol."""
        return "Protocol" in self.outside

    @property
    def is_abstract(self) -> bool:
        """An abstract base class."""
        keywords = any("ABCMeta" in value for _, value in self.shape.keywords)
        abstract = any(
            decorator.rpartition(".")[2].startswith("abstract")
            for method in self.shape.methods
            for decorator in method.decorators
        )
        return abstract or keywords or "ABC" in self.outside

    @property
    def site(self) -> Site:
        """Where it stands."""
        shape = self.shape
        return Site(
            self.module.path, shape.line, shape.start, shape.end, self.module.name, text=f"class {shape.name}"
        )


@dataclass(frozen=True)
class ClassIndex:
    """All classes at module level, and what is looked up about them."""

    model: Model
    read: ReadFile | None
    classes: Mapping[Symbol, ClassInfo]
    _df: Mapping[str, Collection[str]] = field(default_factory=dict)
    _group: frozenset[str] = frozenset()

    def for_group(self, names: Collection[str]) -> "ClassIndex":
        """The same, with rarity counted outside classes of these names."""
        return ClassIndex(self.model, self.read, self.classes, self._df, frozenset(names))

    def weight(self, method: str) -> float:
        """How much it says that two classes both have the method."""
        return math.log(1 + len(self.classes) / self._frequency(method)) if self._speaks(method) else 0.05

    def is_rare(self, method: str) -> bool:
        """Whether having the method is telling."""
        return self._speaks(method) and self._frequency(method) <= max(3, len(self.classes) // 200)

    def having(self, method: str) -> Collection[str]:
        """Names of the classes that have the method."""
        return self._df.get(method, ())

    @cached_property
    def by_name(self) -> Mapping[str, tuple[ClassInfo, ...]]:
        """The classes of each name."""
        found: defaultdict[str, list[ClassInfo]] = defaultdict(list)
        for info in self.classes.values():
            found[info.shape.name].append(info)
        return {name: tuple(infos) for name, infos in found.items()}

    @cached_property
    def by_module(self) -> Mapping[str, tuple[ClassInfo, ...]]:
        """The classes of each module."""
        found: defaultdict[str, list[ClassInfo]] = defaultdict(list)
        for info in self.classes.values():
            found[info.module.name].append(info)
        return {name: tuple(infos) for name, infos in found.items()}

    def bodies(self, info: ClassInfo) -> Mapping[str, Body]:
        """The bodies of its methods; none where the file cannot be read."""
        if self.read is None:
            return {}
        try:
            return class_bodies(self.read(info.module.path)).get(info.shape.name, {})
        except (OSError, LookupError, UnreadableFileError):
            return {}

    def ancestors(self, info: ClassInfo) -> tuple[ClassInfo, ...]:
        """The first-party classes it inherits from, nearest first."""
        found: dict[Symbol, ClassInfo] = {}
        waiting = list(info.bases)
        while waiting:
            symbol = waiting.pop(0)
            base = self.classes.get(symbol)
            if base is not None and symbol not in found and symbol != info.symbol:
                found[symbol] = base
                waiting.extend(base.bases)
        return tuple(found.values())

    def members(self, info: ClassInfo) -> frozenset[str]:
        """All members, inherited ones included."""
        return frozenset(name for one in (info, *self.ancestors(info)) for name in one.lines)

    def outside(self, info: ClassInfo) -> frozenset[str]:
        """Last parts of all bases from outside the repository, of itself and its ancestors."""
        return frozenset(name for one in (info, *self.ancestors(info)) for name in one.outside)

    def refers_to(self, info: ClassInfo, other: ClassInfo) -> bool:
        """Whether the class looks the other one up: in a method, as a class attribute, as a base."""
        if other.symbol in info.bases:
            return True
        facts = self.model.facts_of(info.module.name)
        prefix = f"{info.shape.name}."
        for use in facts.uses if facts is not None else ():
            if f"{use.scope}.".startswith(prefix) and other.shape.name in use.chain.split("."):
                return self._means(info, use.chain, use.scope, other)
        names = set(info.shape.references).union(*(body.names for body in self.bodies(info).values()))
        return info.module == other.module and other.shape.name in names

    def is_same_there(self, name: str, here: ClassInfo, there: ClassInfo) -> bool:
        """Whether a name that methods of both look up is no class of its own in each module; copies of one class are the same."""
        if here.module == there.module:
            return True
        ours, theirs = self._class_named(name, here), self._class_named(name, there)
        return (
            ours is None or theirs is None or ours == theirs or self._digests(ours) == self._digests(theirs)
        )

    def _class_named(self, name: str, info: ClassInfo) -> ClassInfo | None:
        found = meaning_of(self.model, info.module.name, name)
        return self.classes.get(found[0]) if found is not None and not found[1] else None

    def _digests(self, info: ClassInfo) -> object:
        bodies = {name: body.digest for name, body in self.bodies(info).items()}
        return info.outside, bodies, [(one.name, one.value) for one in info.shape.fields]

    def _means(self, info: ClassInfo, chain: str, scope: str, other: ClassInfo) -> bool:
        found = meaning_of(self.model, info.module.name, chain, scope)
        return found is not None and found[0] == other.symbol

    def _speaks(self, method: str) -> bool:
        return method not in GENERIC and not (method.startswith("__") and method.endswith("__"))

    def _frequency(self, method: str) -> int:
        return 1 + len([name for name in self.having(method) if name not in self._group])


def class_index(model: Model, read: ReadFile | None) -> ClassIndex:
    """Index the classes of the plan's packages."""
    classes = {info.symbol: info for info in _classes(model)}
    frequency: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for info in classes.values():
        if not info.is_protocol:
            for method in info.shape.methods:
                frequency[method.name][info.shape.name] = None
    return ClassIndex(model, read, classes, frequency)


def _classes(model: Model) -> Iterator[ClassInfo]:
    for module in model.modules.values():
        facts = model.facts.get(module.path)
        if facts is None or module.role is not ModuleRole.PACKAGE:
            continue
        definitions = {
            (one.name, one.line): one for one in facts.definitions if one.kind is DefinitionKind.CLASS
        }
        for shape in facts.classes:
            definition = definitions.get((shape.name, shape.line))
            if definition is not None and not definition.is_typing:
                yield _info(model, module, shape, definition)


def _info(model: Model, module: Module, shape: ClassShape, definition: Definition) -> ClassInfo:
    bases: list[Symbol] = []
    outside: list[str] = []
    for base in definition.bases:
        found = meaning_of(model, module.name, base)
        if found is None or found[1]:
            outside.append(base.rpartition(".")[2])
        else:
            bases.append(found[0])
    return ClassInfo(Symbol(module.name, shape.name), module, shape, definition, tuple(bases), tuple(outside))
