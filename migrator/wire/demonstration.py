"""A whole campaign, carried out from start to end."""

import msgspec

from migrator.wire.acts import RefusalView
from migrator.wire.batches import LeftView
from migrator.wire.status import CheckView


class DemoPhase(msgspec.Struct, frozen=True):
    """A phase over a whole campaign."""

    id: str
    title: str
    finds: str
    before: int
    after: int
    kept: int
    left: int
    unit: str
    parts_before: dict[str, int]
    parts_after: dict[str, int]


class DemoCommit(msgspec.Struct, frozen=True):
    """A commit that the campaign made."""

    sha: str
    phase: str
    batch: str
    subject: str


class DemoView(msgspec.Struct, frozen=True):
    """The answer to ``demo --auto``."""

    schema: int
    root: str
    phases: tuple[DemoPhase, ...]
    commits: tuple[DemoCommit, ...]
    checks: tuple[CheckView, ...]
    left: tuple[LeftView, ...]
    refused: dict[str, RefusalView]
    """Batch id to why it did not land; what ended the campaign before its end is the last."""
    pushed: bool
