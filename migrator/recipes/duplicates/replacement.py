"""What is called instead of what: the values that rewriting calls in one file is asked with, and answers with."""

from dataclasses import dataclass

from migrator.model.values import Symbol
from migrator.recipes.duplicates.equivalence import Equivalence
from migrator.recipes.sites.cycle_guard import CycleGuard


@dataclass(frozen=True)
class Replacement:
    """What is called instead of what.

    Attributes:
        equivalence: The proof.
        canonical: The path by which the canonical one is imported (``Class.method`` for a method).
        guard: Knows which new imports would close a cycle.
        protected: Functions that the canonical one calls: calls in them stay, or it would call itself.
        why: The sentence for every hunk.
    """

    equivalence: Equivalence
    canonical: Symbol
    guard: CycleGuard
    protected: frozenset[Symbol]
    why: str

    @property
    def head(self) -> str:
        """The name that is imported."""
        return self.canonical.name.partition(".")[0]

    @property
    def defined(self) -> Symbol:
        """The definition of that name."""
        found = self.equivalence.canonical
        return Symbol(found.module, found.name.partition(".")[0])

    def called(self, local: str) -> str:
        """How it is called where its name is ``local``."""
        _head, dot, tail = self.canonical.name.partition(".")
        return f"{local}{dot}{tail}"


@dataclass(frozen=True)
class RenamedUse:
    """In a module, what was looked up under one name is looked up under another now; ``also_stays`` where both are."""

    old: str
    new: str
    also_stays: bool
