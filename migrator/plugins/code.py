"""The repository as a plug-in sees it: the model behind a small interface that stays."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from migrator.model.model import Model
from migrator.model.uses import defined_symbols
from migrator.model.values import Module as ModelModule
from migrator.model.values import Symbol
from migrator.plugin import Module, Place
from migrator.source.bytes import SourceText, decode_source
from migrator.source.values import UnreadableFileError


@dataclass(frozen=True)
class ModelCode:
    """What `migrator.plugin.Code` promises.

    Attributes:
        model: The repository.
        read: The bytes of a file.
        scope: Prefixes of the modules that the phase is about.
    """

    model: Model
    read: Callable[[str], bytes]
    scope: tuple[str, ...]
    _opened: dict[str, Module | None] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def modules(self) -> Sequence[Module]:
        """The files in the scope that were read, by name."""
        names = sorted(name for name in self.model.modules if self._is_inside(name))
        return tuple(module for name in names if (module := self.module(name)) is not None)

    def module(self, name: str) -> Module | None:
        """A file that was read."""
        found = self.model.modules.get(name)
        if found is None:
            return None
        if name not in self._opened:
            self._opened[name] = self._open(found)
        return self._opened[name]

    def means(self, module: str, name: str) -> str:
        """The definition, where there is exactly one."""
        if module not in self.model.modules:
            return ""
        found = set(defined_symbols(self.model.resolve(module, name)))
        return str(found.pop()) if len(found) == 1 else ""

    def users(self, symbol: str) -> Sequence[Place]:
        """The places that take a definition."""
        module, _, name = symbol.partition(":")
        sites = sorted({use.site for use in self.model.uses_of(Symbol(module, name))})
        return tuple(Place(path=site.path, line=site.line, text=site.text) for site in sites)

    def _is_inside(self, name: str) -> bool:
        return not self.scope or any(f"{name}.".startswith(f"{prefix}.") for prefix in self.scope)

    def _open(self, module: ModelModule) -> Module | None:
        if module.is_namespace or module.path not in self.model.facts:
            return None
        try:
            text = decode_source(self.read(module.path))
        except (OSError, LookupError, UnreadableFileError):
            return None
        if not isinstance(text, SourceText):
            return None
        return Module(name=module.name, path=module.path, source=text.text)
