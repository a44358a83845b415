"""A proposed plan."""

import msgspec

from migrator.wire.status import StatusView


class ProposedPlanView(msgspec.Struct, frozen=True):
    """The answer to ``init``."""

    schema: int
    path: str
    text: str
    written: bool
    exists: bool
    difference: str
    """Where a plan exists already: what a new proposal would change, as a diff."""
    status: StatusView | None = None
    """The first screen under the proposed plan; left out where a plan exists, and in the dashboard, which has its own."""


class ExportView(msgspec.Struct, frozen=True):
    """The answer to ``export``. ``path`` is the file that the tool reads such a text from."""

    schema: int
    tool: str
    form: str
    path: str
    text: str
