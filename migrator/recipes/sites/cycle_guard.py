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

_CLOSES = "would close an import cycle"


@dataclass(frozen=True)
class CycleGuard:
    """Reachability over what importing a module runs: the imports of its own statements, and the packages that these run on the way.

    `import a.b.c` runs `a.b` first. No statement names that edge, so it is not counted as one of a cycle; but an import that such a package would
    make of a module that is half loaded fails all the same. Packages around the importer itself are running already.
    """

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
            importer = waiting.popleft()
            for imported in self._imports.get(importer, ()):
                for run in _run_by(importer, imported):
                    if run not in seen:
                        seen.add(run)
                        waiting.append(run)
        return frozenset(seen)

    def closes(self, importer: str, imported: str) -> bool:
        """Whether a new import-time import would make ``importer`` run, while it is being loaded, a module that imports it."""
        known = self._imports.get(importer, ())
        if imported in known:
            return False
        run_anyway = {run for one in known for run in _run_by(importer, one)}
        return any(
            importer in self.reached_from(run) for run in _run_by(importer, imported) if run not in run_anyway
        )

    def objection(self, asked: Asked) -> str | None:
        """The reason to leave a site, for `SiteOptions.objection`."""
        if asked.is_deferred or asked.is_typing or not self.closes(asked.importer, asked.new.module):
            return None
        return f"importing {asked.new.module} here {_CLOSES}: it imports {asked.importer}"


def is_of_a_cycle(reason: str) -> bool:
    """Whether a site was left for a reason of this guard: it falls when the imports that lead back go."""
    return _CLOSES in reason


def _run_by(importer: str, imported: str) -> tuple[str, ...]:
    """The imported module and the packages around it, without those that the importer is in."""
    found = [imported]
    package = imported.rpartition(".")[0]
    while package and importer != package and not importer.startswith(f"{package}."):
        found.append(package)
        package = package.rpartition(".")[0]
    return tuple(found)
