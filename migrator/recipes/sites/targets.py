"""What is rewritten to what: old paths and dead modules, asked by whoever finds a site.

A path is what code writes (module and name), not what it means: the same definition may be meant by a path that is to stay.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from migrator.model.model import Model
from migrator.model.values import IsModule, Missing, NameUse, Symbol


@dataclass(frozen=True, eq=False)
class Targets:
    """The mapping that a recipe carries out; compared by identity, since it is made once for a run.

    Attributes:
        symbols: Old path to new path.
        modules: Dotted module to the one that takes its place; submodules follow.
        reasons: Why an old path goes, by the path with dots, where each has a reason of its own.
    """

    symbols: Mapping[Symbol, Symbol] = field(default_factory=dict)
    modules: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, str] = field(default_factory=dict)
    shadowed: frozenset[str] = frozenset()
    """Replaced modules whose package gives something else under their name (``from .run import run``)."""

    def symbol(self, module: str, name: str) -> Symbol | None:
        """Where ``name`` of ``module`` is to be taken from, or None where it stays."""
        exact = self.symbols.get(Symbol(module, name))
        if exact is not None:
            return exact
        whole = self.whole(f"{module}.{name}")
        if whole is not None:
            parent, _dot, last = whole.rpartition(".")
            return Symbol(parent, last)
        moved = self.module(module)
        return Symbol(moved, name) if moved is not None else None

    def whole(self, dotted: str) -> str | None:
        """The module that takes the place of the attribute ``dotted`` of a package, or None where that is no replaced module."""
        return None if dotted in self.shadowed else self.modules.get(dotted)

    def module(self, dotted: str) -> str | None:
        """The module that takes the place of ``dotted`` or of a package around it, or None."""
        if not self.modules:
            return None
        head, tail = dotted, ""
        while head:
            if head in self.modules:
                return self.modules[head] + tail
            head, dot, last = head.rpartition(".")
            tail = f"{dot}{last}{tail}"
        return None

    def why(self, old: Iterable[Symbol | str], otherwise: str) -> str:
        """Why these old paths go, each reason once; ``otherwise`` for one without a reason of its own."""
        said = (self._reason(_dotted(one)) if self.reasons else "" for one in old)
        return "; ".join(dict.fromkeys(one or otherwise for one in said)) or otherwise

    def _reason(self, dotted: str) -> str:
        while dotted and dotted not in self.reasons:
            dotted = dotted.rpartition(".")[0]
        return self.reasons.get(dotted, "")

    @cached_property
    def old_modules(self) -> frozenset[str]:
        """Every module that an old path names."""
        return frozenset({one.module for one in self.symbols} | set(self.modules))

    @cached_property
    def spelled_out(self) -> tuple[bytes, ...]:
        """The same in bytes: to ask whether one stands in a text at all takes a tenth of what looking for it as a word does."""
        return tuple(sorted(one.encode() for one in self.old_modules))

    @cached_property
    def around(self) -> frozenset[str]:
        """The old modules and every package around them: what a module binding must be to matter."""
        result = set()
        for one in self.old_modules:
            parts = one.split(".")
            result |= {".".join(parts[:count]) for count in range(1, len(parts) + 1)}
        return frozenset(result)

    def uses_of(self, model: Model) -> Iterator[NameUse]:
        """The uses that take an old path, or the module of one: what a file does with it is found by reading it."""
        named = set(self.old_modules) | {one.rpartition(".")[0] for one in self.old_modules}
        if self.modules:
            named.update(module for module in model.modules_named if self.module(module) is not None)
        return (use for module in sorted(named) for use in model.uses_naming(module) if self._concerns(use))

    def _concerns(self, use: NameUse) -> bool:
        target = use.target
        if target in self.symbols or f"{target.module}.{target.name}" in self.old_modules:
            return True
        return self.module(target.module) is not None


def _dotted(old: Symbol | str) -> str:
    return (old if isinstance(old, str) else f"{old.module}.{old.name}").replace(":", ".").strip(".")


@dataclass(frozen=True)
class ModuleNames:
    """Which dotted names are modules, the dead ones that a recipe knows of included."""

    model: Model
    targets: Targets

    def is_module(self, dotted: str) -> bool:
        """Whether ``dotted`` is a module of the repository or one that is being replaced."""
        is_known = isinstance(self.model.resolve_module(dotted), IsModule)
        return is_known or dotted in self.targets.around

    def bound_module(self, module: str, name: str) -> str | None:
        """The module that ``from module import name`` binds, or None where it is no module."""
        dotted = f"{module}.{name}" if module else name
        if self.targets.whole(dotted) is not None:
            return dotted
        if isinstance(self.model.resolve_module(module), IsModule):
            found = self.model.resolve(module, name)
            if isinstance(found, IsModule):
                return found.module
            if not isinstance(found, Missing):
                return None
        return dotted if self.is_module(dotted) else None
