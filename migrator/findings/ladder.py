"""The ladder of evidence for one pair of classes, rung by rung: what holds, and what does not and why.

The detector says the first rung that holds. Somebody who doubts it wants to know of the others: how far each is from holding, by the numbers that
decide (see `migrator.findings.evidence`).
"""

from collections.abc import Iterator

from migrator.findings.class_index import ClassIndex, ClassInfo, ReadFile, class_index
from migrator.findings.evidence import containment, is_same_name, jaccard, rare_shared, shared_bodies
from migrator.findings.records import compared, is_record
from migrator.findings.role_names import matching
from migrator.findings.values import DuplicateClass, Finding, Rung, Tier
from migrator.model.model import Model
from migrator.plan.values import Phase

_NOTHING_MORE = frozenset({Rung.HELPER, Rung.SAME_ROLE})


def weighed(model: Model, phase: Phase, read: ReadFile | None, finding: Finding) -> tuple[str, ...]:
    """What was considered for a finding about two classes: each rung with what it lacks, and why the tier is not higher.

    Empty for other findings, and for an alias, which needs no evidence.
    """
    detail = finding.detail
    if not isinstance(detail, DuplicateClass):
        return ()
    plain = class_index(model, read)
    duplicate, canonical = plain.classes.get(detail.duplicate), plain.classes.get(detail.canonical)
    if duplicate is None or canonical is None:
        return ()
    index = _index_of_group(plain, phase, canonical)
    rungs = dict(_rungs(duplicate, canonical, index))
    found = [f"{rung}: holds." for rung in rungs if rung == detail.evidence]
    found += [f"{rung}: does not decide; {said}." for rung, said in rungs.items() if rung != detail.evidence]
    return (*found, *_why_not_higher(finding, detail, phase))


def _rungs(duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex) -> Iterator[tuple[Rung, str]]:
    pair = (duplicate, canonical)
    named = ", ".join(duplicate.shape.fallback_of)
    yield (
        Rung.FALLBACK,
        f"it stands in for {named}" if named else "it stands in no `except ImportError` arm",
    )
    words = ", ".join(duplicate.shape.markers)
    refers = "refers to" if index.refers_to(*pair) else "does not refer to"
    marked = (
        f"it is marked ({words}) and {refers} the other" if words else "no word in it says that it is old"
    )
    is_subclass = canonical.symbol in duplicate.bases
    extends = "it extends the other" if is_subclass else "it does not extend the other"
    yield Rung.EMPTY, f"{extends}, and {marked}"
    yield Rung.MARKER, marked
    name = "the names are the same" if is_same_name(*pair) else "the names differ"
    equal = shared_bodies(*pair, index)
    needed = (
        "two telling ones are needed" if is_same_name(*pair) else "three and half of the smaller are needed"
    )
    own = len(duplicate.shape.methods)
    yield Rung.BODIES, f"{name}, {len(equal)} of its {own} method bodies are equal, {needed}"
    trivial = sum(method.is_trivial for method in duplicate.shape.methods)
    yield (
        Rung.STUB,
        f"{name}, {trivial} of its {own} methods do nothing, the other has {len(canonical.methods)}",
    )
    yield Rung.RARE, f"{name}, {_rare(*pair, index)}"
    yield from _fields(duplicate, canonical, index)


def _rare(duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex) -> str:
    rare = rare_shared(duplicate, canonical, index)
    listed = f" ({', '.join(sorted(rare))})" if rare else ""
    if is_same_name(duplicate, canonical):
        share = f"containment {containment(duplicate, canonical, index):.2f}"
        return f"{len(rare)} rare methods in common{listed}, {share}; two and .5 are needed"
    share = f"weighted Jaccard {jaccard(duplicate, canonical, index):.2f}"
    return f"{len(rare)} rare methods in common{listed}, {share}; six and .5 are needed"


def _fields(duplicate: ClassInfo, canonical: ClassInfo, index: ClassIndex) -> Iterator[tuple[Rung, str]]:
    rung = Rung.MEMBERS if duplicate.is_enum and canonical.is_enum else Rung.FIELDS
    if not (is_record(duplicate) and is_record(canonical)):
        yield rung, "they are not both data classes, enums or rows"
        return
    overlap = compared(duplicate, canonical, index)
    yield rung, f"{len(overlap.shared)} of {overlap.size} {overlap.what} hold the same; half are needed"


def _why_not_higher(finding: Finding, detail: DuplicateClass, phase: Phase) -> Iterator[str]:
    yield from (f"Veto: {veto}" for veto in detail.vetoes)
    is_for_review = finding.tier is Tier.REVIEW and not detail.vetoes
    if is_for_review and detail.evidence not in _NOTHING_MORE:
        names = ", ".join(path for path, _ in phase.canonical)
        beside = f", and the plan names {names}" if names else ""
        yield (
            f"For review: the plan does not say that {detail.canonical} is the one that stays{beside}. "
            "Without that only whole copies are proposed, and what the code itself says is an old name."
        )


def _index_of_group(index: ClassIndex, phase: Phase, canonical: ClassInfo) -> ClassIndex:
    """With rarity as it was counted for the group, where the plan makes one of them."""
    for path, patterns in phase.canonical:
        if path.partition(":")[2] == canonical.shape.name:
            wanted = patterns or (canonical.shape.name,)
            names = {info.shape.name for info in index.classes.values()}
            named = {name for name in names if matching(name, wanted)}
            return index.for_group(named | {canonical.shape.name})
    return index
