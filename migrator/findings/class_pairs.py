"""Which classes are worth comparing with each other: those that share a name or several methods, found through an index, not by trying all pairs."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from migrator.findings.class_index import ClassIndex, ClassInfo
from migrator.findings.evidence import RARE, STUB, Evidence, is_contained, is_record, judge, same_role
from migrator.findings.values import Tier
from migrator.findings.vetoes import vetoes

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
    evidence = judge(duplicate, canonical, index)
    if evidence is None:
        if not role:
            return None
        evidence = same_role(duplicate, canonical, role)
    return Verdict(duplicate, canonical, evidence, vetoes(duplicate, canonical, evidence, index))


def without_a_plan(verdict: Verdict, index: ClassIndex) -> Verdict:
    """What is left to propose where no plan says that two classes have one job: equal bodies, and what the code itself says.

    On packages that are kept well, classes with the same members are implementations of one interface, and those of different names
    variants of each other; both are for people to judge. One that is contained in the other body by body is a copy there too.
    """
    found, pair = verdict.evidence, (verdict.duplicate, verdict.canonical)
    is_other = verdict.duplicate.shape.name != verdict.canonical.shape.name
    only_names = found.rung in {RARE, STUB}
    if found.is_for_an_old_name or not (only_names or is_other) or is_contained(*pair, index):
        return verdict
    return replace(verdict, evidence=replace(found, tier=Tier.REVIEW))


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
