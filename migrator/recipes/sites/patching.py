"""Where a patched name is looked up: what decides whether a patch string follows a rewritten import.

``patch("old.C")`` replaces a global of module ``old``. It works on whoever looks ``C`` up there while the patch is active: code of ``old``
itself, uses like ``old.C`` and imports inside functions. Imports at module level took their object long before.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from migrator.facts.values import Colour
from migrator.model.model import Model
from migrator.model.values import NameUse, Symbol
from migrator.recipes.editing.opening import open_module
from migrator.recipes.editing.scopes import global_uses
from migrator.recipes.editing.syntax import SourceFile
from migrator.recipes.sites.string_sites import Verdict
from migrator.recipes.sites.targets import Targets
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

    def verdict(self, old: Symbol, new: Symbol) -> Verdict:
        """Whether ``patch("old.C")`` becomes ``patch("new.C")``."""
        who_stays = [self.stays(use, new) for use in self._late_uses(old)]
        stays_used = self.looks_up_itself(old) or any(who_stays)
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
        """Whether another module looked the name up in the old one at call time."""
        return bool(self.who_looks_up_late(old))

    def who_looks_up_late(self, old: Symbol) -> frozenset[str]:
        """The other modules that looked the name up in the old one at call time."""
        return frozenset(use.importer for use in self._late_uses(old))

    def _late_uses(self, old: Symbol) -> Iterator[NameUse]:
        for use in self.model.uses_naming(old.module):
            is_late = use.form == "attribute" or (use.form == "from" and use.colour is Colour.DEFERRED)
            if is_late and use.target == old and use.importer != old.module:
                yield use

    def _scan(self, symbol: Symbol) -> bool:
        module = self.model.modules.get(symbol.module)
        if module is None or module.is_namespace:
            return False
        file = open_module(self.model, self.tree, module)
        if not isinstance(file, SourceFile):
            return True
        stores = ("Store", "Del")
        return any(type(name.ctx).__name__ not in stores for name in global_uses(file.tree, symbol.name))
