"""Which classes are worth comparing with each other: those that share a name or several methods, found through an index, not by trying all pairs."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from migrator.findings.class_index import ClassIndex, ClassInfo
from migrator.findings.evidence import Evidence, judge, same_role
from migrator.findings.extractable import extractable
from migrator.findings.records import is_record
from migrator.findings.values import Tier
from migrator.findings.vetoes import SIBLINGS, vetoes

_SHARED = 2
"""Methods that two classes of different names share before they are looked at."""
_TOO_MANY = 40
"""Classes that have a method before it pairs nobody any more."""

Pair = tuple[ClassInfo, ClassInfo]


@dataclass(frozen=True)
class Verdict:
    """What is to be said of one pair.

    Attributes:
        duplicate: The one that would go.
        canonical: The one that would stay.
        evidence: What speaks for it.
        vetoes: What speaks against it.
    """

    duplicate: ClassInfo
    canonical: ClassInfo
    evidence: Evidence
    vetoes: tuple[str, ...]

    @property
    def is_proposed(self) -> bool:
        """A merge may be proposed."""
        return self.evidence.tier is Tier.PROPOSE and not self.vetoes


def verdict_on(duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex, role: str) -> Verdict | None:
    """Judge a pair; None where there is nothing to say.

    Args:
        duplicate: The one that would go.
        canonical: The one that would stay.
        index: All classes.
        role: The pattern that both fit; without one only members count.
    """
    helper = extractable(duplicate, canonical, index)
    evidence = judge(duplicate, canonical, index) or helper
    if evidence is None:
        if not role:
            return None
        evidence = same_role(duplicate, canonical, role)
    found = vetoes(duplicate, canonical, evidence, index)
    if helper is not None and found and all(veto.startswith(SIBLINGS) for veto in found):
        evidence = helper
    return Verdict(duplicate, canonical, evidence, found)


def role_pairs(classes: Sequence[ClassInfo]) -> Iterator[Pair]:
    """Pairs of the same name, or with two or more methods of the same names; each once, sorted."""
    seen: set[tuple[int, int]] = set()
    shared: defaultdict[tuple[int, int], int] = defaultdict(int)
    for group in _grouped(classes, by_method=False):
        seen.update(_pairs(group))
    for group in _grouped(classes, by_method=True):
        for pair in _pairs(group):
            shared[pair] += 1
    seen.update(pair for pair, count in shared.items() if count >= _SHARED)
    for first, second in sorted(seen):
        one, other = classes[first], classes[second]
        if one.shape.name == other.shape.name or _is_half_shared(one, other):
            yield one, other


def _is_half_shared(first: ClassInfo, second: ClassInfo) -> bool:
    ours, theirs = ({name for name in info.methods if not name.startswith("__")} for info in (first, second))
    return 2 * len(ours & theirs) >= min(len(ours), len(theirs))


def record_pairs(index: ClassIndex, known: Collection[ClassInfo]) -> Iterator[Pair]:
    """Data classes, enums and rows of one name that have no role."""
    apart = {info.symbol for info in known}
    for infos in index.by_name.values():
        records = [info for info in infos if info.symbol not in apart and is_record(info)]
        if len(records) <= _TOO_MANY:
            for number, first in enumerate(records):
                yield from ((first, second) for second in records[number + 1 :])


def _grouped(classes: Sequence[ClassInfo], *, by_method: bool) -> Iterator[list[int]]:
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for number, info in enumerate(classes):
        names = (
            [name for name in info.methods if not name.startswith("__")] if by_method else [info.shape.name]
        )
        for name in names:
            groups[name].append(number)
    for group in groups.values():
        if 1 < len(group) <= _TOO_MANY:
            yield group


def _pairs(group: list[int]) -> Iterator[tuple[int, int]]:
    for place, first in enumerate(group):
        for second in group[place + 1 :]:
            yield first, second
