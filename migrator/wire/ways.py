"""What could close a finding, with its effect: what a person chooses between."""

import msgspec

from migrator.wire.batches import EffectView, LeftView


class WayView(msgspec.Struct, frozen=True):
    """One way to close a finding, planned on the tree that is looked at. Nothing of it is done."""

    said: str
    """What it is, in one sentence."""
    recipes: tuple[str, ...]
    """Each in words; none where only a person can do it."""
    batch: str
    """The proposed batch that does it, or ``""``: then it is possible and not proposed."""
    refused: str
    """Why it cannot be done as things stand, or ``""``."""
    closes: bool
    """Whether the finding is gone afterwards."""
    sites: int
    """Places that change."""
    files: int
    left: tuple[LeftView, ...]
    """Places that are left for a person."""
    notes: tuple[str, ...]
    effect: EffectView | None
    """None where nothing was planned, or it was refused before anything could be computed."""
