"""A batch: one conceptual change, from proposal to what is approved, as frozen values."""

from enum import StrEnum

import msgspec

from migrator.findings.values import Measure
from migrator.recipes.values import ChangeSet, Left
from migrator.records.intentions import Exclusion, Recipe


class Decision(StrEnum):
    """What a person said of a hunk."""

    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"


class Batch(msgspec.Struct, frozen=True):
    """What is proposed: cheap to list, planned when it is opened. ``id`` is made of phase and recipes, so it is stable."""

    id: str
    phase: str
    title: str
    recipes: tuple[Recipe, ...]
    closes: tuple[str, ...]
    """Ids of the findings it is proposed for."""
    sites: int
    """How many sites its findings have: an estimate until it is planned."""
    reasons: tuple[str, ...] = ()
    """Why this, why in this order."""


class Hunk(msgspec.Struct, frozen=True):
    """Edits of one file that are decided together. ``key`` binds recipe, path, old bytes and new bytes."""

    key: str
    path: str
    shape: str
    line: int
    """First line in the old file."""
    old: str
    new: str
    """The edited text before and after, shortened, for lists; the diff shows it in its place."""
    why: str
    optional: bool
    outlier: bool = False
    """It has a shape of its own, a comment on its line, or stands in an unusual scope."""
    decision: Decision = Decision.OPEN
    reason: str = ""
    content: str = ""
    """Digest of all edited bytes, before and after: what an approval binds besides the key."""


class Shape(msgspec.Struct, frozen=True):
    """What equal edits have in common."""

    id: str
    text: str
    hunks: tuple[str, ...]
    files: int
    outlier: bool = False


class Proof(msgspec.Struct, frozen=True):
    """One static proof of a batch, in words. ``holds`` False blocks the landing."""

    name: str
    holds: bool
    said: str
    details: tuple[str, ...] = ()


class MeasureChange(msgspec.Struct, frozen=True):
    """A phase's measure before and after a batch."""

    phase: str
    before: Measure
    after: Measure


class Effect(msgspec.Struct, frozen=True):
    """What a batch does to the campaign: the analysis of its overlay against that of its base."""

    measures: tuple[MeasureChange, ...]
    closed: tuple[str, ...]
    added: tuple[str, ...]
    broken_before: int
    broken_after: int


class PlannedBatch(msgspec.Struct, frozen=True):
    """A batch planned on one tree, with everything a reviewer reads and everything a landing needs."""

    batch: Batch
    base: str
    """Identity of the tree it was planned on."""
    change_set: ChangeSet
    """With all hunks; what is landed is this without the rejected ones, planned again."""
    shapes: tuple[Shape, ...]
    hunks: tuple[Hunk, ...]
    left: tuple[Left, ...]
    exclusions: tuple[Exclusion, ...] = ()
    refused: str = ""
