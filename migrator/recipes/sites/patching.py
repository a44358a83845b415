"""Where a patched name is looked up: what decides whether a patch string follows a rewritten import.

``patch("old.C")`` replaces a global of module ``old``. It works on whoever looks ``C`` up there while the patch is active: code of ``old``
itself, uses like ``old.C``, imports inside functions, path strings that are loaded there and ``getattr(old, "C")``. Imports at module level took
their object long before.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from migrator.facts.values import Colour
from migrator.model.model import Model
from migrator.model.values import NameUse, Symbol
from migrator.recipes.editing.opening import open_module
from migrator.recipes.editing.scopes import global_uses
from migrator.recipes.editing.syntax import SourceFile
from migrator.recipes.sites.asked_late import asked_late, may_ask_late
from migrator.recipes.sites.string_sites import Verdict, loads_by_path
from migrator.recipes.sites.targets import ModuleNames, Targets
from migrator.source.values import Tree


@dataclass
class PatchKnowledge:
    """Answers for paths whose importers are rewritten while the definitions stay where they are.

    ``stays`` says of a use of the old path (and the new one) that it is not rewritten: a provider of the new path, or one with an objection.
    """

    model: Model
    tree: Tree
    targets: Targets
    stays: Callable[[NameUse, Symbol], bool] = lambda _use, _new: False
    _own_uses: dict[Symbol, bool] = field(default_factory=dict)
    _asked: dict[str, frozenset[Symbol]] = field(default_factory=dict)

    def verdict(self, old: Symbol, new: Symbol) -> Verdict:
        """Whether ``patch("old.C")`` becomes ``patch("new.C")``."""
        who_stays = [self.stays(use, new) for use in (*self._late_uses(old), *self._late_strings(old))]
        stays_used = self.looks_up_itself(old) or any(who_stays) or self.is_asked_by_function(old)
        moves_on = not all(who_stays)
        if stays_used:
            return Verdict.SPLIT if moves_on else Verdict.STAY
        if moves_on or not self.looks_up_itself(new):
            return Verdict.REWRITE
        return Verdict.STAY

    def looks_up_itself(self, symbol: Symbol) -> bool:
        """Whether code in the module looks the global up while it runs."""
        known = self._own_uses.get(symbol)
        if known is None:
            known = self._own_uses[symbol] = self._scan(symbol)
        return known

    def is_looked_up_late(self, old: Symbol) -> bool:
        """Whether another module looked the name up in the old one at call time, by code and not by a string."""
        return any(self._late_uses(old))

    def who_looks_up_late(self, old: Symbol) -> frozenset[str]:
        """The modules that looked the name up in the old one at call time: others by code, any by a path string."""
        return frozenset(use.importer for use in (*self._late_uses(old), *self._late_strings(old)))

    def is_loaded_late(self, old: Symbol) -> bool:
        """Whether a function loads the name by a path string."""
        return any(self._late_strings(old))

    def is_asked_by_function(self, old: Symbol) -> bool:
        """Whether some function asks the old module by ``getattr`` and the like, which no recipe edits."""
        if old.module not in self._asked:
            self._asked[old.module] = frozenset(self._asked_by_function(old.module))
        return old in self._asked[old.module]

    def _late_uses(self, old: Symbol) -> Iterator[NameUse]:
        for use in self.model.uses_naming(old.module):
            is_late = use.form == "attribute" or (use.form == "from" and use.colour is Colour.DEFERRED)
            if is_late and use.target == old and use.importer != old.module:
                yield use

    def _late_strings(self, old: Symbol) -> Iterator[NameUse]:
        for use in self.model.uses_naming(old.module):
            is_loaded = use.form == "string" and loads_by_path(use.call)
            if is_loaded and use.target == old and use.colour is Colour.DEFERRED:
                yield use

    def _asked_by_function(self, old: str) -> Iterator[Symbol]:
        names = ModuleNames(self.model, self.targets)
        package, _dot, last = old.rpartition(".")
        naming = (use for use in self.model.uses_naming(package) if use.target == Symbol(package, last))
        paths = {site.site.path for edge in self.model.edges_to(old) for site in edge.sites}
        for path in sorted(paths | {use.site.path for use in naming}):
            module = self.model.module_at(path)
            if module is None or not may_ask_late(self.tree.read(path)):
                continue
            file = open_module(self.model, self.tree, module)
            if isinstance(file, SourceFile):
                yield from asked_late(file, module, names)

    def _scan(self, symbol: Symbol) -> bool:
        module = self.model.modules.get(symbol.module)
        if module is None or module.is_namespace:
            return False
        file = open_module(self.model, self.tree, module)
        if not isinstance(file, SourceFile):
            return True
        stores = ("Store", "Del")
        return any(type(name.ctx).__name__ not in stores for name in global_uses(file.tree, symbol.name))
