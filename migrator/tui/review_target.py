"""What a decision in a review is about: the batch, a shape, a file or hunks. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from migrator.tui.rows import WHOLE
from migrator.wire.batches import BatchView, HunkView


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What is decided on.

    Attributes:
        scope: ``batch``, ``shape``, ``file`` or ``hunk``.
        keys: The keys to decide on, one after the other.
        hunks: The hunks that this covers.
    """

    scope: str
    keys: tuple[str, ...]
    hunks: tuple[str, ...]


def target_of(row: str, batch: BatchView) -> Target | None:
    """What a row of the review stands for; `None` for headings."""
    kind, _, key = row.partition(":")
    if kind == WHOLE:
        return Target(scope="batch", keys=("",), hunks=tuple(hunk.key for hunk in batch.hunks))
    if kind == "shape":
        shape = next((one for one in batch.shapes if one.id == key), None)
        return Target(scope="shape", keys=(key,), hunks=shape.hunks) if shape else None
    if kind == "file" and key:
        hunks = tuple(hunk.key for hunk in batch.hunks if hunk.path == key)
        return Target(scope="file", keys=(key,), hunks=hunks) if hunks else None
    return None


def stand(target: Target, hunks: Mapping[str, HunkView]) -> str:
    """The decision that all its hunks share, else ``mixed``."""
    states = {hunks[key].decision for key in target.hunks if key in hunks}
    return states.pop() if len(states) == 1 else "mixed"
