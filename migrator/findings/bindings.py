"""What an import edge binds in its importer, and when those names are looked up there.

An edge of the graph says that a module imports another; how it can be cut depends on the names it brings and on what is done with them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from migrator.facts.values import Arm, Colour, Facts, ImportedName, ImportStatement, Moment, Use
from migrator.model.model import Model
from migrator.model.targets import absolute_target
from migrator.model.uses import ways_through


@dataclass(frozen=True)
class Binding:
    """One alias of an import statement behind an edge.

    Attributes:
        name: What is taken from the imported module; ``""`` where the module itself is imported, ``*`` for a star.
        local: How the importer calls it: a name, or a dotted chain for ``import a.b``.
        is_reexport: Written ``X as X``: meant for others.
        is_guarded: In an arm of a ``try``, under an ``if``, or in a class body.
    """

    name: str
    local: str
    is_reexport: bool
    is_guarded: bool

    @property
    def is_module(self) -> bool:
        """It binds a module, not a name of one."""
        return not self.name

    @property
    def is_star(self) -> bool:
        """``from m import *``."""
        return self.name == "*"


def imported_module(model: Model, base: str, statement: ImportStatement, alias: ImportedName) -> str:
    """The module that one alias imports: a submodule where the name is one, else the one named by the statement."""
    if not statement.is_from:
        return alias.name
    below = f"{base}.{alias.name}"
    found = model.modules.get(below)
    return base if found is None or found.is_namespace else below


def edge_bindings(model: Model, importer: str, imported: str) -> tuple[Binding, ...]:
    """What the import-time statements of one module bind of another, in the order of the file."""
    module = model.modules[importer]
    facts = model.facts_of(importer)
    if facts is None:
        return ()
    found: list[Binding] = []
    for statement in facts.imports:
        if statement.colour is Colour.IMPORT_TIME:
            base = absolute_target(module, statement) or ""
            found.extend(
                _binding(statement, alias, takes_name=statement.is_from and base == imported)
                for alias in statement.names
                if imported_module(model, base, statement, alias) == imported
            )
    return tuple(found)


def _binding(statement: ImportStatement, alias: ImportedName, *, takes_name: bool) -> Binding:
    local = alias.asname or alias.name
    return Binding(
        name=alias.name if takes_name else "",
        local=local,
        is_reexport=alias.asname is not None and alias.asname == alias.name,
        is_guarded=statement.arm is not Arm.NONE or statement.is_conditional or bool(statement.scope),
    )


class UsesByName:
    """The lookups of one file, by the first part of their chain."""

    def __init__(self, facts: Facts) -> None:
        self._by_first: dict[str, list[Use]] = {}
        for use in facts.uses:
            self._by_first.setdefault(use.chain.partition(".")[0], []).append(use)

    def of(self, binding: Binding) -> tuple[Use, ...]:
        """The lookups that may mean the binding; for ``import a.b`` a bare ``a`` may mean it too."""
        first = binding.local.partition(".")[0]
        chain = binding.local
        return tuple(
            use
            for use in self._by_first.get(first, ())
            if use.chain == chain or use.chain.startswith(f"{chain}.") or chain.startswith(f"{use.chain}.")
        )


def moments(uses: Iterable[Use]) -> frozenset[Moment]:
    """When the lookups happen."""
    return frozenset(use.moment for use in uses)


def names_taken_by_others(model: Model, module: str) -> frozenset[str]:
    """Every name that another file takes from a module, directly or through re-exports; strings included."""
    return frozenset(
        step.name
        for use in model.uses_through(module)
        if use.importer != module
        for step in (use.target, *ways_through(use))
        if step.module == module
    )
