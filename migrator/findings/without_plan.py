"""What is left to propose where no plan says that two classes have one job: copies, and what the code itself says.

On packages that are kept well, classes with the same members are implementations of one interface, those of different names variants of each other,
and those with a few equal bodies versions of one idea; all that is for people to judge. What stays is equal to the last constant.
"""

from collections.abc import Iterator
from dataclasses import replace

from migrator.findings.class_index import ClassIndex, ClassInfo
from migrator.findings.class_pairs import Verdict
from migrator.findings.evidence import (
    BODIES,
    EMPTY,
    FALLBACK,
    FIELDS,
    MARKER,
    MEMBERS,
    is_same_name,
    shared_bodies,
)
from migrator.findings.on_purpose import foreign, on_purpose
from migrator.findings.optional_imports import first_from_outside
from migrator.findings.records import compared, family, is_record
from migrator.findings.told_apart import as_written, told_apart
from migrator.findings.values import Tier

_A_COPY = 4
_SEVERAL = 2
_HALF = 0.5
_MOST = 0.75
_MOST_FIELDS = 0.75
_SAME_FIELDS = 0.6
_NEARLY_ALL = 0.8
_MOST_SHOWN = 4


def without_a_plan(verdict: Verdict, index: ClassIndex) -> Verdict:
    """The same verdict, or one for review."""
    if not verdict.is_proposed:
        return verdict
    pair = (verdict.duplicate, verdict.canonical)
    match verdict.evidence.rung:
        case rung if rung == MARKER:
            is_kind = pair[1].symbol in pair[0].bases and not _is_no_family(*pair, index)
            is_telling = _offers_nothing_more(*pair, index) and not is_kind
        case rung if rung == EMPTY:
            is_telling = _is_no_family(*pair, index) and _is_for_age(*pair)
        case _ if verdict.evidence.is_for_an_old_name:
            is_telling = True
        case rung if rung in {FIELDS, MEMBERS}:
            is_telling = _are_one_kind(*pair, index)
        case rung if rung == BODIES and is_same_name(*pair):
            is_telling = _is_mostly_equal(*pair, index)
        case _:
            is_telling = _is_contained(*pair, index)
    if not is_telling:
        return replace(verdict, evidence=replace(verdict.evidence, tier=Tier.REVIEW))
    return replace(verdict, vetoes=_reservations(verdict, index))


def _reservations(verdict: Verdict, index: ClassIndex) -> tuple[str, ...]:
    """Why even a copy is left alone as long as no plan asks for it."""
    pair = (verdict.duplicate, verdict.canonical)
    match verdict.evidence.rung:
        case rung if rung == FALLBACK:
            found = (*_of_fallback(*pair, index), *foreign(*pair, index))
        case rung if rung == MARKER:
            found = (*_of_variant(*pair, index), *foreign(*pair, index))
        case _ if verdict.evidence.is_for_an_old_name:
            found = (*_of_subclass(*pair), *foreign(*pair, index))
        case _:
            equal = _exactly_shared(*pair, index)
            found = (*told_apart(*pair, equal, index), *on_purpose(*pair, index))
    named = f"A plan that names {verdict.canonical.symbol} as canonical makes it a proposal."
    return tuple(f"{said} {named}" for said in found)


def _of_fallback(duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex) -> Iterator[str]:
    """An import that can fail, because what it needs may be missing, needs what stands in for it."""
    if outside := first_from_outside(canonical.module.name, index.model):
        yield (
            f"optional dependency: {canonical.symbol.module} cannot be imported without {outside}, "
            f"and {duplicate.symbol} is for those who lack it."
        )


def _of_variant(duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex) -> Iterator[str]:
    """What is there for old data or old callers does for them what the other does not, unless it only passes on.

    A subclass that is made in its own way is asked for with other arguments; under its old name it may still be.
    """
    bodies = index.bodies(duplicate)
    passed = {name for name, body in bodies.items() if any(method == name for _, method in body.through)}
    has_moved = is_same_name(duplicate, canonical) or canonical.symbol not in duplicate.bases
    spared = {*passed, "__init__"} if has_moved else passed
    own = [name for name, one in duplicate.methods.items() if not one.is_trivial and name not in spared]
    own += [one.name for one in duplicate.shape.fields if not one.name.startswith("__")]
    if own:
        yield f"a variant for what is old: {duplicate.symbol} has {', '.join(sorted(own)[:_MOST_SHOWN])} of its own."


def _of_subclass(duplicate: ClassInfo, canonical: ClassInfo) -> Iterator[str]:
    """What is empty but for a class or a name inside it is told apart by that."""
    inside = [name for name in duplicate.definition.members if not name.startswith("__")]
    if inside and canonical.symbol in duplicate.bases:
        yield f"a variant for what is old: {duplicate.symbol} has {', '.join(inside[:_MOST_SHOWN])} of its own."


def _offers_nothing_more(duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex) -> bool:
    """What is deprecated in favour of another class is no old name of it where that has another interface."""
    known = index.members(canonical)
    offered = (*duplicate.methods, *(field.name for field in duplicate.shape.fields))
    return all(name in known for name in offered if not name.startswith("_"))


def _is_no_family(duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex) -> bool:
    """A subclass beside others of a base that is not named, or of a private one, is one of its kinds, whatever is marked in it."""
    others = [info for info in index.classes.values() if canonical.symbol in info.bases]
    is_named = canonical.shape.name in {duplicate.shape.name, *duplicate.shape.marked_with}
    return is_named or (len(others) == 1 and not canonical.shape.name.startswith("_"))


def _is_for_age(duplicate: ClassInfo, canonical: ClassInfo) -> bool:
    """Compatibility by itself may be with anything, and is what a class can be for; only beside the other's name it is about an old one."""
    return set(duplicate.shape.markers) != {"compatibility"} or (
        canonical.shape.name in duplicate.shape.marked_with
    )


def _are_one_kind(duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex) -> bool:
    """Made in the same way, most fields with the same annotations, and methods that both have: else they only look alike from outside."""
    overlap = compared(duplicate, canonical, index)
    if (
        family(duplicate, index) != family(canonical, index)
        or len(overlap.shared) < _MOST_FIELDS * overlap.size
        or len(overlap.identical) < _SAME_FIELDS * overlap.size
    ):
        return False
    ours, theirs = (
        {name for name, method in info.methods.items() if not method.is_trivial}
        for info in (duplicate, canonical)
    )
    return len(ours & theirs) >= _HALF * len(ours | theirs)


def _is_mostly_equal(duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex) -> bool:
    """Nearly all of it, or most of the smaller one and more than what any object has (``__init__``, ``__enter__``)."""
    equal = _exactly_shared(duplicate, canonical, index)
    smaller = min(_doing(duplicate), _doing(canonical))
    of_its_own = [name for name in equal if not name.startswith("__")]
    nearly_all = len(equal) > _NEARLY_ALL * max(_doing(duplicate), _doing(canonical))
    return (nearly_all and len(equal) >= _SEVERAL) or (
        len(equal) >= _MOST * smaller and len(of_its_own) >= _SEVERAL
    )


def _is_contained(duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex) -> bool:
    """Whether nearly all that it does is done there by the same bodies: a copy, whatever its name is.

    Who wrote two classes into one module saw both: there only a whole copy is one. Records of two names are told apart by what they hold.
    """
    equal = _exactly_shared(duplicate, canonical, index)
    is_whole = len(equal) == len(duplicate.methods)
    if (
        is_record(duplicate)
        or is_record(canonical)
        or (duplicate.module == canonical.module and not is_whole)
    ):
        return False
    bodies = index.bodies(duplicate)
    does_more_than_pass_on = sum(bodies[name].statements for name in equal) > len(equal)
    return len(equal) >= _A_COPY and len(equal) > _NEARLY_ALL * _doing(duplicate) and does_more_than_pass_on


def _exactly_shared(duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex) -> tuple[str, ...]:
    """Equal bodies of methods of one name, whose constants have equal values, in the class attributes too that they read."""
    ours, theirs = index.bodies(duplicate), index.bodies(canonical)
    values = {one.name: as_written(one.value) for one in canonical.shape.fields}
    ours_held = {one.name: as_written(one.value) for one in duplicate.shape.fields}
    other = {name for name, value in ours_held.items() if values.get(name, value) != value}
    return tuple(
        name
        for name in shared_bodies(duplicate, canonical, index)
        if name in theirs and ours[name].exact == theirs[name].exact and other.isdisjoint(ours[name].reads)
    )


def _doing(info: ClassInfo) -> int:
    return sum(not method.is_trivial for method in info.shape.methods)
