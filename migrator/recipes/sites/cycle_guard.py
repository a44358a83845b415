"""Whether a rewritten import would close an import-time cycle: asked before the rewriting, site by site.

The graph of the result is proved elsewhere; here a site that would break that proof is left alone, so that the others can go on.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from migrator.facts.values import Colour
from migrator.model.model import Model
from migrator.recipes.sites.file_sites import Asked


@dataclass(frozen=True)
class CycleGuard:
    """Reachability over the import-time edges that have statements of their own."""

    model: Model

    @property
    def _imports(self) -> Mapping[str, frozenset[str]]:
        return self.model.successors([Colour.IMPORT_TIME])

    @cached_property
    def _reached(self) -> dict[str, frozenset[str]]:
        return {}

    def reached_from(self, module: str) -> frozenset[str]:
        """Every module that importing ``module`` imports, itself included."""
        known = self._reached.get(module)
        if known is None:
            known = self._reached[module] = self._search(module)
        return known

    def _search(self, module: str) -> frozenset[str]:
        seen, waiting = {module}, deque([module])
        while waiting:
            for imported in self._imports.get(waiting.popleft(), ()):
                if imported not in seen:
                    seen.add(imported)
                    waiting.append(imported)
        return frozenset(seen)

    def closes(self, importer: str, imported: str) -> bool:
        """Whether a new import-time import would make ``importer`` and ``imported`` import each other."""
        if imported in self._imports.get(importer, ()):
            return False
        return importer in self.reached_from(imported)

    def objection(self, asked: Asked) -> str | None:
        """The reason to leave a site, for `SiteOptions.objection`."""
        if asked.is_deferred or asked.is_typing or not self.closes(asked.importer, asked.new.module):
            return None
        return f"importing {asked.new.module} here would close an import cycle: it imports {asked.importer}"
