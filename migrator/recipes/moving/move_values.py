"""What a closure is: what moves from where, what it takes to live there, and what it is computed from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from migrator.errors import RefusedError
from migrator.facts.values import Moment
from migrator.model.model import Model
from migrator.model.values import NameUse, Symbol
from migrator.plan.values import ShimChoice
from migrator.recipes.editing.global_reads import Read
from migrator.recipes.editing.origins import ImportedAs, Place
from migrator.recipes.moving.move_graph import MoveGraph


class MoveRefusedError(RefusedError):
    """Raised when a move cannot be done right; the reason is for the person who asked for it."""


@dataclass(frozen=True)
class Rewrite:
    """In moved text, the look-up ``read`` up to ``depth`` attributes becomes ``new``."""

    module: str
    read: Read
    depth: int
    new: str


@dataclass
class Closure:
    """What moves from where, and what it takes to live there.

    ``names`` maps every moved symbol to its new one, helpers included; ``statements`` and ``copies`` are indexes of top-level statements
    by module; ``imports`` says when each carried import is needed first.
    """

    names: dict[Symbol, Symbol]
    statements: dict[str, set[int]] = field(default_factory=dict)
    copies: dict[str, set[int]] = field(default_factory=dict)
    imports: dict[ImportedAs, Moment] = field(default_factory=dict)
    rewrites: list[Rewrite] = field(default_factory=list)
    graph: MoveGraph = field(default_factory=lambda: MoveGraph({}, {}))

    def moved_reads(self, places: Mapping[str, Place]) -> Iterator[tuple[Place, Read]]:
        """Every look-up of a module-level name in what moves or is copied."""
        for module in sorted(places):
            for index in sorted(self.statements.get(module, set()) | self.copies.get(module, set())):
                yield from ((places[module], read) for read in places[module].reads[index])

    def remaining_reads(self, place: Place) -> Iterator[Read]:
        """Every look-up in what stays behind."""
        moved = self.statements.get(place.module.name, set())
        for index, reads in enumerate(place.reads):
            if index not in moved:
                yield from reads


@dataclass(frozen=True)
class Surroundings:
    """What the closure is computed from.

    Attributes:
        model: The repository.
        places: The modules that definitions leave, by name.
        target: The name of the module they go to.
        target_place: That module, where it exists.
        uses: Who takes which name of those modules, the modules themselves left out.
        before: The import-time graph as it is.
        shim: The form of shim asked for.
        lengthens: A target that does not exist yet may be in the cycles of what it takes from.
    """

    model: Model
    places: Mapping[str, Place]
    target: str
    target_place: Place | None
    uses: Mapping[Symbol, tuple[NameUse, ...]]
    before: Mapping[str, frozenset[str]]
    shim: ShimChoice
    lengthens: bool = False
