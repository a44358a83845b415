"""A batch opened for review: planned, with decisions, and proved as it would land.

Two plans are kept apart. The whole one shows every hunk, so that a rejected hunk can be seen and approved again. The approved one leaves
out what was rejected, planned anew around it; proofs, effect, message and tree are of that one, because that one is what lands.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from migrator.analysis import Analysis
from migrator.batches.assemble import new_contents, overlay, plan_batch
from migrator.batches.effect import effect_of
from migrator.batches.message import message_for
from migrator.batches.proofs import prove
from migrator.batches.review import shapes_of, with_decisions
from migrator.batches.values import Batch, Decision, Effect, Hunk, PlannedBatch, Proof
from migrator.errors import UsageError
from migrator.git.door import Repository
from migrator.git.objects import EXECUTABLE, leaving_no_objects, write_files
from migrator.landing.affected import affected_tests
from migrator.landing.values import AffectedTests, FileWrite
from migrator.plan.values import AFFECTED_TESTS
from migrator.recipes.values import ChangeSet
from migrator.records.intentions import Exclusion
from migrator.records.values import RECORD_SCHEMA, Record
from migrator.records.write import render_record

SCOPES = ("batch", "shape", "file", "hunk")
UNDECIDED = "not decided yet"
"""The reason of an exclusion that is no decision: such a hunk is proposed again."""

DecidedHunks = Mapping[str, tuple[str, Decision, str]]


@dataclass(frozen=True)
class Review:
    """Everything a reviewer reads of one batch, and everything a landing needs."""

    whole: PlannedBatch
    approved: PlannedBatch
    after: Analysis | None
    proofs: tuple[Proof, ...]
    effect: Effect | None
    message: str
    record: Record
    refused: str

    @property
    def state(self) -> str:
        """``refused``, ``rejected``, ``approved``, ``partly`` or ``proposed``."""
        decisions = {hunk.decision for hunk in self.whole.hunks}
        if decisions == {Decision.REJECTED}:
            return "rejected"
        if self.refused:
            return "refused"
        if decisions and Decision.OPEN not in decisions:
            return "approved"
        return "partly" if decisions - {Decision.OPEN} else "proposed"


def open_review(
    analysis: Analysis, batch: Batch, decided: DecidedHunks, *, prove_it: bool = True, undecided: bool = True
) -> Review:
    """Plan a batch, put the decisions on it, and prove what would land.

    Args:
        analysis: Of the base.
        batch: A proposed one.
        decided: By hunk key: content digest, decision, reason.
        prove_it: False leaves proofs and effect out, which costs an analysis.
        undecided: Whether hunks that nobody has decided on are part of what would land.
    """
    earlier = _earlier_exclusions(analysis)
    whole = plan_batch(analysis, batch, earlier)
    hunks = with_decisions(whole.hunks, decided)
    whole = msgspec.structs.replace(whole, hunks=hunks, shapes=shapes_of(hunks))
    refused = whole.refused or _rejects_what_it_needs(hunks)
    exclusions = (*earlier, *_exclusions(hunks, undecided=undecided))
    approved = whole if exclusions == earlier else plan_batch(analysis, batch, exclusions)
    refused = refused or approved.refused or _nothing_left(approved)
    after = overlay(analysis, approved.change_set) if prove_it and not refused else None
    proofs = prove(analysis, after, approved.change_set) if after is not None else ()
    effect = effect_of(analysis, after) if after is not None else None
    if after is not None and not _fails(proofs):
        refused = _lowers_nothing(batch, analysis, after)
    return Review(
        whole=whole,
        approved=approved,
        after=after,
        proofs=proofs,
        effect=effect,
        message=message_for(analysis.plan, approved, effect),
        record=record_of(analysis, approved, effect),
        refused=refused or _fails(proofs),
    )


def hunks_in(review: Review, scope: str, key: str) -> Sequence[Hunk]:
    """The hunks of a batch, or of one shape, file or hunk of it. Raises `UsageError` where there is none such."""
    hunks = review.whole.hunks
    shape = next((shape for shape in review.whole.shapes if shape.id == key), None)
    found = {
        "batch": hunks,
        "shape": [hunk for hunk in hunks if shape is not None and hunk.key in shape.hunks],
        "file": [hunk for hunk in hunks if hunk.path == key],
        "hunk": [hunk for hunk in hunks if hunk.key == key],
    }.get(scope)
    if not found:
        raise UsageError(
            f"Batch {review.whole.batch.id} has no {scope} {key}".rstrip(),
            hint=f"a scope is one of {', '.join(SCOPES)}",
        )
    return found


def scope_of(review: Review, key: str) -> str:
    """What a key names: a shape, a file or a hunk. Raises `UsageError`."""
    whole = review.whole
    if any(shape.id == key for shape in whole.shapes):
        return "shape"
    if any(hunk.path == key for hunk in whole.hunks):
        return "file"
    if any(hunk.key == key for hunk in whole.hunks):
        return "hunk"
    raise UsageError(
        f"Batch {whole.batch.id} has no shape, file or hunk {key}",
        hint=f"`migrator show {whole.batch.id}` lists them",
    )


def record_of(analysis: Analysis, planned: PlannedBatch, effect: Effect | None = None) -> Record:
    """The record that is committed with a batch. What it closed is what is gone by its effect, not what it was proposed for."""
    return Record(
        schema=RECORD_SCHEMA,
        id=_free_id(analysis, planned.batch.id),
        campaign=analysis.plan.name,
        phase=planned.batch.phase,
        title=planned.batch.title,
        recipes=planned.batch.recipes,
        closed=planned.batch.closes if effect is None else effect.closed,
        exclusions=planned.exclusions,
        renames=planned.change_set.renames,
        shims=planned.change_set.shims,
    )


def writes_of(analysis: Analysis, review: Review) -> tuple[FileWrite, ...]:
    """The files of the approved plan and the record."""
    files = file_writes(analysis, review.approved.change_set)
    return (*files, FileWrite(review.record.path, render_record(review.record)))


def file_writes(analysis: Analysis, change_set: ChangeSet) -> list[FileWrite]:
    """The files of a change set that was planned on an analysed tree, sorted by path."""
    contents = new_contents(analysis, change_set)
    executable = {change.path for change in change_set.files if change.is_executable}
    return [
        FileWrite(path, content, EXECUTABLE if path in executable else "")
        for path, content in sorted(contents.items())
    ]


def tests_of(analysis: Analysis, review: Review) -> AffectedTests | None:
    """The tests that a review can reach; the whole suite where it ends its phase. None where no check asks, or nothing was proved."""
    if review.after is None or not any(AFFECTED_TESTS in check.run for check in analysis.plan.checks):
        return None
    state = review.after.phase(review.whole.batch.phase)
    if state is not None and not state.remaining:
        return AffectedTests(whole=f"it ends phase {state.phase.id}")
    changed = [change.path for change in review.approved.change_set.files]
    return affected_tests(analysis.model, review.after.model, changed)


def tree_of(repo: Repository, base: str, analysis: Analysis, review: Review) -> str:
    """The id of the tree that a review makes of a commit. Only the id: nothing is stored."""
    writes = writes_of(analysis, review)
    modes = {path: entry.mode for path, entry in analysis.tree.entries().items()}
    modes |= {write.path: write.mode for write in writes if write.mode}
    with leaving_no_objects(repo) as quiet:
        return write_files(quiet, base, {write.path: write.content for write in writes}, modes)


def _free_id(analysis: Analysis, wanted: str) -> str:
    """A batch that lands again (after an undo, or for sites that were left) gets a record of its own."""
    taken = {record.id for record in analysis.records}
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}-{number}", number + 1
    return name


def _earlier_exclusions(analysis: Analysis) -> tuple[Exclusion, ...]:
    """What people left out of batches that landed: it is not proposed to them again."""
    undone = {record.undoes for record in analysis.records if record.undoes}
    found = [
        exclusion
        for record in analysis.records
        if record.id not in undone
        for exclusion in record.exclusions
        if exclusion.reason != UNDECIDED
    ]
    return tuple(dict.fromkeys(found))


def _exclusions(hunks: Sequence[Hunk], *, undecided: bool) -> tuple[Exclusion, ...]:
    found: list[Exclusion] = []
    for hunk in hunks:
        if hunk.decision is Decision.REJECTED and hunk.optional:
            found.append(Exclusion(hunk.path, hunk.key, hunk.reason or "rejected in review"))
        elif hunk.decision is Decision.OPEN and hunk.optional and not undecided:
            found.append(Exclusion(hunk.path, hunk.key, UNDECIDED))
    return tuple(found)


def _rejects_what_it_needs(hunks: Sequence[Hunk]) -> str:
    needed = [hunk for hunk in hunks if hunk.decision is Decision.REJECTED and not hunk.optional]
    if not needed:
        return ""
    return f"{needed[0].path}:{needed[0].line} was rejected, and the batch cannot be without it ({needed[0].shape})"


def _nothing_left(planned: PlannedBatch) -> str:
    return "" if not planned.change_set.is_empty else "nothing is left to change"


def _fails(proofs: Sequence[Proof]) -> str:
    failed = [proof for proof in proofs if not proof.holds]
    if not failed:
        return ""
    details = f" ({failed[0].details[0]})" if failed[0].details else ""
    return f"the proof '{failed[0].name}' does not hold: {failed[0].said}{details}"


def _lowers_nothing(batch: Batch, before: Analysis, after: Analysis) -> str:
    """Forward only: of what it was proposed for, a batch leaves fewer sites. Where a site is left on purpose its finding stays open."""
    if not batch.closes or _sites(after, batch.closes) < _sites(before, batch.closes):
        return ""
    return f"it would not lower what remains in phase {batch.phase}"


def _sites(analysis: Analysis, findings: Iterable[str]) -> int:
    """How many places the open ones of these findings have, one at least each."""
    wanted = set(findings)
    states = analysis.phases
    remaining = (finding for state in states for finding in state.remaining if finding.id in wanted)
    return sum(max(len(finding.sites), 1) for finding in remaining)
