"""What is said about the imports of one component.

It stands apart from the report on the component because it outlives it: the sentences are made when somebody asks for them, and what is only needed
to take a report over, the programs of many modules, shall not be held for that long.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from migrator.findings.cuts import Ways
from migrator.findings.cycle_words import plural, some, statements
from migrator.findings.digraph import Edge as Pair
from migrator.findings.replay import Replay, entries_in_words
from migrator.findings.sentences import Once
from migrator.findings.values import Cut
from migrator.model.values import Edge

DENSE = 0.2
"""A component in which more than this share of the imports must go is called dense."""
MANY = 30
"""So is one in which more imports than this must go."""


@dataclass(frozen=True)
class CycleEvidence:
    """What the sentences are made of.

    Attributes:
        component: The modules.
        edges: How many import-time imports are between them.
        replay: What happens when its modules are imported first.
        ways: By edge, the ways to cut it.
        cuts: By edge, what its cuts come to; only the most promising edges of a large component.
        cut_set: Imports without which nothing is cyclic.
    """

    component: tuple[str, ...]
    edges: int
    replay: Once[Replay]
    ways: Mapping[Pair, Ways]
    cuts: Mapping[Pair, tuple[Cut, ...]]
    cut_set: frozenset[Pair]

    def sentences(self, edge: Edge, witness: Sequence[str]) -> Iterable[str]:
        """What is said of one of its edges, with a shortest cycle through it."""
        yield from statements(edge)
        if edge.importer == edge.imported:
            yield f"{edge.importer} imports itself."
        else:
            yield f"Importing leads back: {' > '.join(witness)}."
        yield (
            f"The component has {len(self.component)} {plural('module', len(self.component))} and {self.edges} "
            f"import-time {plural('import', self.edges)}: {some(self.component)}."
        )
        yield from entries_in_words(self.replay(), len(self.component))
        yield from self._on_cuts((edge.importer, edge.imported))

    def fails_from(self) -> Iterable[str]:
        """Entry modules from which importing the component fails, sorted."""
        return self.replay().fails_from

    def _on_cuts(self, pair: Pair) -> Iterable[str]:
        cuts = self.cuts.get(pair)
        if cuts:
            best = cuts[0]
            yield (
                f"Cheapest cut: {best.kind.value} ({best.reason}); "
                f"{best.frees} of {len(self.component)} modules leave the cycles."
            )
        elif cuts is None and self.ways[pair].offered:
            way = self.ways[pair].offered[0]
            yield f"It can be cut: {way.kind.value} ({way.reason})."
        yield from (f"Not offered: {reason}." for reason in self.ways[pair].refused)
        if cuts is None:
            yield (
                f"What a cut frees was counted for the {len(self.cuts)} most promising of {self.edges} imports only: "
                "the component is large."
            )
        size = len(self.cut_set)
        is_in = "this import is one of them" if pair in self.cut_set else "this import is not one of them"
        yield f"Without {size} of its imports the component has no cycle; {is_in}."
        yield from self._on_density(size)

    def _on_density(self, size: int) -> Iterable[str]:
        """Where no few cuts open the component: what a team can do instead."""
        modules = len(self.component)
        if modules < 3 or not (size > DENSE * self.edges or size > MANY):
            return
        yield (
            f"Its core is dense: no few cuts open it, the smallest set found has {size} imports, for {modules} modules. "
            "So treat them as one layer that nothing below imports, or begin with the cuts that free most modules and leave the core to the end."
        )
