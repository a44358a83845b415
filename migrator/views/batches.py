"""Batches as rows, as full views with shapes, hunks and proofs, and their files as diffs."""

from collections.abc import Mapping

from migrator.analysis import Analysis
from migrator.batches.diff import FileText, changed_lines, file_text, unified, unified_move
from migrator.batches.identity import in_words
from migrator.batches.values import Batch, Decision, Effect, Hunk, Proof, Shape
from migrator.campaign.campaign import Campaign
from migrator.campaign.review import Review
from migrator.errors import UsageError
from migrator.recipes.editing.edits import content_after
from migrator.recipes.values import ChangeSet, Left
from migrator.wire.batches import (
    BatchesView,
    BatchRow,
    BatchView,
    ChangedFileView,
    EffectView,
    FileDiff,
    HunkView,
    LeftView,
    LineSpan,
    MeasureView,
    ProofView,
    ShapeView,
)
from migrator.wire.encoding import SCHEMA, speakable


def batches_view(campaign: Campaign) -> BatchesView:
    """Everything that is proposed."""
    with campaign.looking():
        return BatchesView(SCHEMA, campaign.place().commit, batch_rows(campaign))


def batch_rows(campaign: Campaign) -> tuple[BatchRow, ...]:
    """The proposed batches in order, with what was decided on them; only those on which something was decided are planned for this."""
    return campaign.remembered(
        "batch rows",
        tuple[BatchRow, ...],
        lambda: tuple(_row(campaign, batch) for batch in campaign.batches()),
        decisions=True,
    )


def batch_view(
    campaign: Campaign, batch_id: str, *, with_diff: bool = False, prove_it: bool = True
) -> BatchView:
    """One batch opened. The diff is that of everything not rejected."""
    review = campaign.review(batch_id, prove_it=prove_it)
    batch, whole = review.whole.batch, review.whole
    decided = {hunk.key: hunk.decision for hunk in whole.hunks}
    return BatchView(
        schema=SCHEMA,
        id=batch.id,
        phase=batch.phase,
        title=batch.title,
        state=review.state,
        base=whole.base,
        recipes=tuple(in_words(recipe) for recipe in batch.recipes),
        reasons=batch.reasons,
        closes=batch.closes,
        shapes=tuple(_shape(shape, decided) for shape in whole.shapes),
        files=tuple(_files(campaign, review)),
        hunks=tuple(hunk_view(hunk) for hunk in whole.hunks),
        left=tuple(left_view(left) for left in review.approved.left),
        notes=whole.change_set.notes,
        proofs=tuple(proof_view(proof) for proof in review.proofs),
        effect=effect_view(review.effect),
        message=review.message,
        tree=campaign.approved_tree(review) if prove_it else "",
        refused=review.refused,
        diff=diff_of(campaign.analysis(), review.approved.change_set) if with_diff else None,
    )


def file_diff(campaign: Campaign, batch_id: str, path: str) -> FileDiff:
    """A file of a batch before and after, every hunk included. Raises `UsageError`."""
    review = campaign.review(batch_id, prove_it=False)
    for change in review.whole.change_set.files:
        if path in (change.path, speakable(change.path)):
            base = b"" if change.blob is None else campaign.analysis().tree.read(change.path)
            return _file_diff(file_text(change, base))
    raise UsageError(f"Batch {batch_id} does not change {path}")


def diff_of(analysis: Analysis, change_set: ChangeSet) -> str:
    """The unified diff of a change set that was planned on the analysed tree."""
    read = analysis.tree.read
    gone = {change.path: read(change.path) for change in change_set.files if change.is_gone}
    new = {change.path: change for change in change_set.files if change.origin in gone}
    moved = {one.origin: path for path, one in new.items() if content_after(b"", one) == gone[one.origin]}
    parts: list[bytes] = []
    for change in change_set.files:
        if change.path in moved:
            parts.append(unified_move(change.path, moved[change.path]))
        elif change.path not in moved.values():
            parts.append(unified(file_text(change, b"" if change.blob is None else read(change.path))))
    return b"".join(parts).decode("utf-8", "replace")


def left_view(left: Left) -> LeftView:
    """A site left as it is."""
    return LeftView(left.path, left.line, left.reason)


def proof_view(proof: Proof) -> ProofView:
    """One static proof."""
    return ProofView(proof.name, proof.holds, proof.said, proof.details)


def hunk_view(hunk: Hunk) -> HunkView:
    """One hunk with its decision."""
    return HunkView(
        key=hunk.key,
        path=hunk.path,
        line=hunk.line,
        shape=hunk.shape,
        old=_valid(hunk.old),
        new=_valid(hunk.new),
        why=hunk.why,
        optional=hunk.optional,
        outlier=hunk.outlier,
        decision=hunk.decision.value,
        reason=hunk.reason,
    )


def effect_view(effect: Effect | None) -> EffectView | None:
    """What a batch does to the campaign."""
    if effect is None:
        return None
    return EffectView(
        measures=tuple(
            MeasureView(
                phase=change.phase,
                unit=change.before.unit,
                before=change.before.value,
                after=change.after.value,
                parts_before=dict(change.before.parts),
                parts_after=dict(change.after.parts),
            )
            for change in effect.measures
        ),
        closed=effect.closed,
        added=effect.added,
        broken_before=effect.broken_before,
        broken_after=effect.broken_after,
    )


def _row(campaign: Campaign, batch: Batch) -> BatchRow:
    decided = any(
        decision is not Decision.OPEN for _, decision, _ in campaign.decisions.decided(batch.id).values()
    )
    state = "proposed"
    if decided:
        state = campaign.preview(batch).state
    return BatchRow(batch.id, batch.phase, batch.title, batch.sites, len(batch.closes), state, batch.reasons)


def _shape(shape: Shape, decided: Mapping[str, Decision]) -> ShapeView:
    decisions = [decided[key] for key in shape.hunks]
    return ShapeView(
        id=shape.id,
        text=_valid(shape.text),
        hunks=shape.hunks,
        files=shape.files,
        outlier=shape.outlier,
        approved=decisions.count(Decision.APPROVED),
        rejected=decisions.count(Decision.REJECTED),
    )


def _files(campaign: Campaign, review: Review) -> list[ChangedFileView]:
    read = campaign.analysis().tree.read
    views: list[ChangedFileView] = []
    for change in review.whole.change_set.files:
        decisions = [hunk.decision for hunk in review.whole.hunks if hunk.path == change.path]
        added, removed = changed_lines(file_text(change, b"" if change.blob is None else read(change.path)))
        views.append(
            ChangedFileView(
                path=change.path,
                kind="deleted" if change.is_gone else "new" if change.blob is None else "changed",
                hunks=len(decisions),
                approved=decisions.count(Decision.APPROVED),
                rejected=decisions.count(Decision.REJECTED),
                added=added,
                removed=removed,
            )
        )
    return views


def _file_diff(text: FileText) -> FileDiff:
    return FileDiff(
        path=text.path,
        kind="deleted" if text.is_gone else "new" if text.is_new else "changed",
        old=tuple(_line(line) for line in text.old),
        new=tuple(_line(line) for line in text.new),
        spans=tuple(
            LineSpan(span.old_start, span.old_end, span.new_start, span.new_end, span.hunks)
            for span in text.spans
        ),
        note=_note(text),
    )


def _line(raw: bytes) -> str:
    return raw.removesuffix(b"\n").decode("utf-8", "replace")


def _note(text: FileText) -> str:
    notes: list[str] = []
    if any(line.endswith(b"\r\n") for line in text.old):
        notes.append("lines end in CRLF")
    if text.new and not text.new[-1].endswith(b"\n"):
        notes.append("no newline at the end of the file")
    return ", ".join(notes)


def _valid(text: str) -> str:
    """Text that JSON can carry: bytes that are no UTF-8 are shown as replacement marks."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
