"""The ladder of evidence that one class does the job of another: the first rung that holds is what is said.

No score is added up. Each rung was measured on pairs that people judged, and says by itself whether a merge may be proposed.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from migrator.findings.class_index import ClassIndex, ClassInfo
from migrator.findings.meanings import meaning_of
from migrator.findings.records import compared, is_record
from migrator.findings.values import Rung, Tier

ALIAS = Rung.ALIAS
FALLBACK = Rung.FALLBACK
EMPTY = Rung.EMPTY
MARKER = Rung.MARKER
BODIES = Rung.BODIES
RARE = Rung.RARE
STUB = Rung.STUB
FIELDS = Rung.FIELDS
MEMBERS = Rung.MEMBERS
HELPER = Rung.HELPER
SAME_ROLE = Rung.SAME_ROLE

_WEAK_MARKER = re.compile(r"compat")
_ITSELF = re.compile(r"^use (?:this|it) instead$")
"""Said of a class by itself, it is what takes the place of another."""
_HALF = 0.5
_MUCH_SMALLER = 0.5
_MOSTLY = 0.6
_MOST_SHOWN = 6
_SOME_LINES = 4


@dataclass(frozen=True)
class Evidence:
    """What speaks for it.

    Attributes:
        rung: Its name.
        tier: What may be done on it.
        said: Sentences.
        equal: How many bodies are equal, where that is what is said.
    """

    rung: Rung
    tier: Tier
    said: tuple[str, ...]
    equal: int = 0

    @property
    def is_for_an_old_name(self) -> bool:
        """The code itself says that one stands for the other."""
        return self.rung in {ALIAS, FALLBACK, EMPTY, MARKER}


def judge(duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex) -> Evidence | None:
    """The highest rung that holds for the pair, None where there is none."""
    rungs = (_fallback, _marked, _same_name, _fields, _other_name)
    for rung in rungs:
        found = rung(duplicate, canonical, index)
        if found is not None:
            return found
    return None


def same_role(duplicate: ClassInfo, canonical: ClassInfo, pattern: str) -> Evidence:
    """Nothing but the role's word, and perhaps the name."""
    same = "Both have the same name" if is_same_name(duplicate, canonical) else "Both names fit"
    return Evidence(
        SAME_ROLE,
        Tier.REVIEW,
        (f"{same} the role {pattern}; nothing of their members says that they do one job.",),
    )


def shared_bodies(duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex) -> tuple[str, ...]:
    """Methods of the duplicate whose bodies the canonical class has too, under any name; trivial ones say nothing.

    The same text is another body where one is a coroutine and the other is not.
    """
    theirs = {
        (body.digest, canonical.methods[name].is_async)
        for name, body in index.bodies(canonical).items()
        if not canonical.methods[name].is_trivial
    }
    return tuple(
        name
        for name, body in index.bodies(duplicate).items()
        if (body.digest, duplicate.methods[name].is_async) in theirs
        and not duplicate.methods[name].is_trivial
        and all(index.is_same_there(one, duplicate, canonical) for one in body.names)
    )


def is_same_name(duplicate: ClassInfo, canonical: ClassInfo) -> bool:
    """Whether both are called the same, wherever they stand."""
    return duplicate.shape.name == canonical.shape.name


def _fallback(duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex) -> Evidence | None:
    """A class stands in for the import of its own name, where there is one, and never for another class that stands in as well."""
    if index.model.facts_of(duplicate.module.name) is None:
        return None
    shape = duplicate.shape
    stands_in_too = duplicate.module == canonical.module and bool(canonical.shape.fallback_of)
    for name in (shape.name,) if shape.name in shape.fallback_of else shape.fallback_of:
        found = meaning_of(index.model, duplicate.module.name, name)
        if found == (canonical.symbol, "") and not stands_in_too:
            said = f"{duplicate.symbol} stands in for {canonical.symbol} where that cannot be imported."
            return Evidence(FALLBACK, Tier.PROPOSE, (said, *_overlap(duplicate, canonical, index)))
    return None


def _marked(duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex) -> Evidence | None:
    markers = [word for word in duplicate.shape.markers if not _ITSELF.search(word)]
    if not markers or not index.refers_to(duplicate, canonical):
        return None
    words = ", ".join(f"`{word}`" for word in markers)
    is_subclass = canonical.symbol in duplicate.bases
    is_named = _is_named(duplicate, canonical)
    is_all = len(duplicate.bases) + len(duplicate.outside) == 1
    if is_subclass and is_all and not duplicate.shape.methods and not duplicate.shape.fields:
        return Evidence(
            EMPTY,
            Tier.PROPOSE,
            (f"{duplicate.symbol} is an empty subclass of {canonical.symbol}, and is marked: {words}.",),
        )
    is_asked_for = canonical.is_protocol and not duplicate.is_protocol
    is_weak = all(_WEAK_MARKER.search(word) for word in markers)
    if not is_named and (is_weak or is_asked_for or not _passes_on(duplicate, canonical, index)):
        return None
    how = "is a subclass of" if is_subclass else "refers to"
    return Evidence(
        MARKER, Tier.PROPOSE, (f"{duplicate.symbol} is marked ({words}) and {how} {canonical.symbol}.",)
    )


def _is_named(duplicate: ClassInfo, canonical: ClassInfo) -> bool:
    """Whether what is said beside the marker words names the other as what takes its place.

    To be compatible with a class is not to be replaced by it. A class that has moved and extends one of its own name has moved there.
    """
    shape = duplicate.shape
    strong = [word for word in shape.markers if not (_WEAK_MARKER.search(word) or _ITSELF.search(word))]
    has_moved = any("moved" in word for word in strong) and is_same_name(duplicate, canonical)
    is_subclass = canonical.symbol in duplicate.bases
    return (bool(strong) and canonical.shape.name in shape.marked_with) or (has_moved and is_subclass)


def _passes_on(duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex) -> bool:
    """Whether all that it offers is asked of one thing that it holds, under the same name; what asks several for the same drives them."""
    own = [name for name in duplicate.methods if not name.startswith("__")]
    bodies = index.bodies(duplicate)
    known = index.members(canonical)
    asked = {
        name: {held for held, method in bodies[name].through if method == name}
        for name in own
        if name in known and name in bodies
    }
    return bool(own) and len(asked) == len(own) and all(len(held) == 1 for held in asked.values())


def _same_name(duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex) -> Evidence | None:
    are_records = is_record(duplicate) and is_record(canonical)
    if not is_same_name(duplicate, canonical) or are_records:
        return None
    overlap = tuple(_overlap(duplicate, canonical, index))
    if _are_telling(shared_bodies(duplicate, canonical, index), duplicate, canonical, index):
        return Evidence(BODIES, Tier.PROPOSE, ("Both have the same name.", *overlap))
    if _is_stub(duplicate, canonical):
        said = f"{duplicate.symbol} has the same name, is much smaller and mostly does nothing of its own."
        return Evidence(STUB, Tier.PROPOSE, (said,))
    rare = rare_shared(duplicate, canonical, index)
    if len(rare) >= 2 and containment(duplicate, canonical, index) >= _HALF:
        return Evidence(RARE, Tier.PROPOSE, ("Both have the same name.", *overlap))
    return None


def _are_telling(
    equal: tuple[str, ...], duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex
) -> bool:
    """Two equal bodies or more, which are not one line each among many others."""
    own = min(sum(not one.is_trivial for one in info.shape.methods) for info in (duplicate, canonical))
    bodies = index.bodies(duplicate)
    return len(equal) >= 2 and (
        len(equal) >= _HALF * own or sum(bodies[name].statements for name in equal) >= _SOME_LINES
    )


def _fields(duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex) -> Evidence | None:
    """Data classes and enums of one name are compared by what they hold; an enum's values are stored and sent, so that others are for people."""
    if not is_same_name(duplicate, canonical) or not (is_record(duplicate) and is_record(canonical)):
        return None
    overlap = compared(duplicate, canonical, index)
    if not overlap.is_half(overlap.shared) and not overlap.is_half((*overlap.shared, *overlap.unlike)):
        return None
    are_enums = duplicate.is_enum and canonical.is_enum
    if not are_enums and not overlap.is_half(overlap.shared):
        return None
    tier = Tier.PROPOSE if overlap.is_half(overlap.shared) else Tier.REVIEW
    return Evidence(MEMBERS if are_enums else FIELDS, tier, overlap.said)


def _other_name(duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex) -> Evidence | None:
    if is_same_name(duplicate, canonical):
        return None
    smaller = min(len(duplicate.shape.methods), len(canonical.shape.methods))
    equal = shared_bodies(duplicate, canonical, index)
    if len(equal) >= 3 and len(equal) >= _HALF * smaller:
        return Evidence(BODIES, Tier.PROPOSE, tuple(_overlap(duplicate, canonical, index)))
    if len(rare_shared(duplicate, canonical, index)) >= 6 and jaccard(duplicate, canonical, index) >= _HALF:
        return Evidence(RARE, Tier.PROPOSE, tuple(_overlap(duplicate, canonical, index)))
    return None


def _overlap(duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex) -> Iterable[str]:
    equal = shared_bodies(duplicate, canonical, index)
    if equal:
        yield f"{len(equal)} of its {len(duplicate.shape.methods)} method bodies are equal: {_listed(equal)}."
    rare = rare_shared(duplicate, canonical, index)
    if rare:
        yield f"Both have {len(rare)} methods that hardly any other class has: {_listed(rare)}."


def rare_shared(duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex) -> tuple[str, ...]:
    """Methods of both that hardly any other class has."""
    return tuple(name for name in duplicate.methods if name in canonical.methods and index.is_rare(name))


def containment(duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex) -> float:
    """The weight of the shared names, of the weight of those of the lighter class."""
    shared = sum(index.weight(name) for name in duplicate.methods if name in canonical.methods)
    whole = min(sum(map(index.weight, info.methods)) for info in (duplicate, canonical))
    return shared / whole if whole else 0.0


def jaccard(duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex) -> float:
    """The weight of the shared names, of the weight of all."""
    every = set(duplicate.methods) | set(canonical.methods)
    shared = set(duplicate.methods) & set(canonical.methods)
    whole = sum(map(index.weight, every))
    return sum(map(index.weight, shared)) / whole if whole else 0.0


def _is_stub(duplicate: ClassInfo, canonical: ClassInfo) -> bool:
    methods = duplicate.shape.methods
    trivial = sum(method.is_trivial for method in methods)
    mostly = bool(methods) and trivial >= _MOSTLY * len(methods)
    contained = any(
        method.name in canonical.methods and not method.name.startswith("__") for method in methods
    )
    return mostly and contained and len(methods) <= _MUCH_SMALLER * len(canonical.shape.methods)


def _listed(names: Iterable[str]) -> str:
    every = sorted(names)
    more = f" and {len(every) - _MOST_SHOWN} more" if len(every) > _MOST_SHOWN else ""
    return ", ".join(every[:_MOST_SHOWN]) + more
