"""What a model takes over from an earlier one of the same files."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from migrator.facts.values import Colour
from migrator.model.answers import Key
from migrator.model.graph import Links
from migrator.model.imports import ModuleUses
from migrator.model.resolver import Resolver
from migrator.model.uses import Uses

Components = tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class WorkedOut:
    """What a model has worked out so far, None where it was not asked for."""

    resolver: Resolver
    uses: Uses | None
    successors: Mapping[frozenset[Colour], Mapping[str, frozenset[str]]]
    components: Mapping[frozenset[Colour], Components]
    definers: Mapping[str, tuple[str, ...]] | None


@dataclass(frozen=True)
class Handover:
    """What still holds; empty where there is no earlier model.

    Attributes:
        stale: The keys of what may be read or answered differently now; None where everything may be.
        links: By importer, where its facts are the same.
        resolver: With the answers that hold.
        uses: By importer, where its facts and all answers in it are the same.
        earlier_uses: All uses as they were.
        shape: The earlier model's, where every module imports the same ones.
        successors: By colours, with those of changed files exchanged.
        components: By colours, where no file imports another module than before.
        definers: By name the modules that define it.
    """

    stale: frozenset[Key] | None = None
    links: Mapping[str, Links] = field(default_factory=dict)
    resolver: Resolver | None = None
    uses: Mapping[str, ModuleUses] = field(default_factory=dict)
    earlier_uses: Uses | None = None
    shape: object = None
    successors: Mapping[frozenset[Colour], Mapping[str, frozenset[str]]] = field(default_factory=dict)
    components: Mapping[frozenset[Colour], Components] = field(default_factory=dict)
    definers: Mapping[str, tuple[str, ...]] | None = None
