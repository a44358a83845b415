"""The lane beside a merge: siblings of a project's base that have equal bodies stay, and what they share can move up.

Merging them was wrong each time it was proposed. Their equal methods are worth a line nevertheless, since the next fix will be made in one of them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from migrator.findings.class_index import ClassIndex, ClassInfo
from migrator.findings.evidence import HELPER, Evidence, shared_bodies
from migrator.findings.scopes import is_of_tests
from migrator.findings.values import Tier
from migrator.model.values import Symbol

_TOO_MANY = 40
"""Siblings that have a method before it pairs nobody any more."""
_SEVERAL = 2
_SOME_LINES = 4
"""Statements of a body that is worth a helper by itself."""


def extractable(first: ClassInfo, second: ClassInfo, index: ClassIndex) -> Evidence | None:
    """What siblings share that could move to their base; None where they are no siblings, or share too little to be worth it."""
    are_related = first in index.ancestors(second) or second in index.ancestors(first)
    are_tests = any(is_of_tests(info.module.name) for info in (first, second))
    if are_related or are_tests or is_copy(first, second, index):
        return None
    bases = common_bases(first, second, index)
    shared = shared_bodies(first, second, index) if bases else ()
    equal = [name for name in shared if name in second.methods]
    bodies = index.bodies(first)
    if len(equal) < _SEVERAL and sum(bodies[name].statements for name in equal) < _SOME_LINES:
        return None
    count = f"{len(equal)} equal methods" if len(equal) > 1 else "an equal method"
    said = f"Both extend {bases[0]} and have {count}: {', '.join(sorted(equal))}. Both stay; that may move to the base, or to a function of its own."
    return Evidence(HELPER, Tier.REVIEW, (said,), equal=len(equal))


def sibling_pairs(classes: Sequence[ClassInfo], index: ClassIndex) -> Iterator[tuple[ClassInfo, ClassInfo]]:
    """Siblings with a method of the same name that does something; each class with those it shares most with, so that a family makes no crowd."""
    by_method: defaultdict[tuple[Symbol, str], list[ClassInfo]] = defaultdict(list)
    for info in (one for one in classes if not is_of_tests(one.module.name)):
        for base in index.ancestors(info):
            for name, method in info.methods.items():
                if not method.is_trivial and not name.startswith("__") and not base.is_protocol:
                    by_method[base.symbol, name].append(info)
    shared: defaultdict[Symbol, Counter[Symbol]] = defaultdict(Counter)
    for family in by_method.values():
        if len(family) <= _TOO_MANY:
            for number, first in enumerate(family):
                shared[first.symbol].update(second.symbol for second in family[number + 1 :])
    for symbol in sorted(shared):
        first = index.classes[symbol]
        found = [
            (other, len(shared_bodies(first, index.classes[other], index)))
            for other in sorted(shared[symbol])
        ]
        other, count = max(found, key=lambda one: one[1], default=(symbol, 0))
        if count:
            yield first, index.classes[other]


def common_bases(duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex) -> list[str]:
    """First-party classes that both extend, Protocols left out, nearest first."""
    ours = {base.symbol for base in index.ancestors(duplicate) if not base.is_protocol}
    return [
        str(base.symbol)
        for base in index.ancestors(canonical)
        if base.symbol in ours and base.symbol not in {duplicate.symbol, canonical.symbol}
    ]


def is_copy(duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex) -> bool:
    """Same name, same bases, and every body that does something is there too."""
    if duplicate.shape.name != canonical.shape.name or set(duplicate.bases) != set(canonical.bases):
        return False
    own = [name for name, method in duplicate.methods.items() if not method.is_trivial]
    return len(own) >= _SEVERAL and len(shared_bodies(duplicate, canonical, index)) == len(own)
