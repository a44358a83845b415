"""Which modules take a name from another file, by definition or by the very path they write."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from migrator.model.model import Model
from migrator.model.values import Symbol


@dataclass(frozen=True)
class Importers:
    """The importers of every name; strings are no imports."""

    model: Model

    def of(self, symbol: Symbol) -> Sequence[str]:
        """Modules that reach the definition by whatever path, sorted."""
        found = {use.importer for use in self.model.uses_of(symbol) if use.form != "string"}
        return sorted(found - {symbol.module})

    def of_path(self, path: Symbol) -> Sequence[str]:
        """Modules that write this module and this name, sorted."""
        return sorted(self._by_path.get(path, ()))

    @cached_property
    def _by_path(self) -> dict[Symbol, set[str]]:
        found: defaultdict[Symbol, set[str]] = defaultdict(set)
        for use in self.model.name_uses:
            if use.form != "string" and use.importer != use.target.module:
                found[use.target].add(use.importer)
        return dict(found)
