"""What breaks a batch, and how the rest of it can land."""

import msgspec

from migrator.wire.status import CheckView


class CulpritSite(msgspec.Struct, frozen=True):
    """A place of a culprit."""

    path: str
    line: int
    old: str
    new: str


class CulpritView(msgspec.Struct, frozen=True):
    """What is to blame: a ``shape``, a ``file`` or a ``hunk``, under the key by which it can be left out."""

    kind: str
    key: str
    title: str
    sites: tuple[CulpritSite, ...]


class BisectView(msgspec.Struct, frozen=True):
    """The answer to ``bisect``."""

    schema: int
    batch: str
    breaks: str
    """``nothing``, ``needed`` (what the batch cannot be without) or ``part``."""
    culprits: tuple[CulpritView, ...]
    rest: str
    """The batch without them: ``green``, ``red``, ``refused`` or ``unknown``."""
    why: str
    """Why the rest is refused."""
    runs: int
    at_most: int
    exhausted: bool
    """The runs were used up: less may be to blame than what is named."""
    checks: tuple[CheckView, ...]
    """Those that are red."""
    command: str
    """What lands the rest, ``""`` where nothing does."""
