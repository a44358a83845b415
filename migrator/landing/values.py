"""What goes into a landing and what comes out of it, as frozen values.

The calls that `migrator/campaign/` makes of this room: `land`, `undo`, `follow`, `recover`, `push`, `tip`, `tip_ref`, `run_checks`, `known_results`, `commands_hash`, `is_trusted`, `trust`.

Landing takes bytes, not recipes: what was reviewed is a tree, and this room's promise is that exactly this tree is verified and committed.
"""

from enum import StrEnum

import msgspec

from migrator.plan.values import Check, Format


class FileWrite(msgspec.Struct, frozen=True):
    """The new content of one file; ``content`` None deletes it, ``mode`` "" keeps the one it has (100644 for a new file)."""

    path: str
    content: bytes | None
    mode: str = ""


class AffectedTests(msgspec.Struct, frozen=True):
    """What fills ``{affected_tests}``: paths of test files, or why the whole suite runs."""

    paths: tuple[str, ...] = ()
    whole: str = ""


class CheckOutcome(StrEnum):
    """How a check ended. Only green is green."""

    GREEN = "green"
    RED = "red"
    UNRUNNABLE = "unrunnable"
    """The command is missing, or it could not start."""
    HOLLOW = "hollow"
    """It proved nothing: nothing collected, all skipped, or imports resolved outside the worktree."""


class CheckResult(msgspec.Struct, frozen=True):
    """One check on one tree. ``said`` is the end of its output; ``log`` a file with all of it."""

    name: str
    outcome: CheckOutcome
    command: tuple[str, ...]
    tree: str
    seconds: float
    said: str = ""
    timed_out: bool = False
    was_failing: bool = False
    """Red, and red in the same way at the base: no new failure."""
    log: str = ""
    flaky: bool = False
    """Red, and green on the same tree a moment later."""


class Verified(msgspec.Struct, frozen=True):
    """What was proved of a change, and on which commits."""

    checked_at: str
    """The base that the checks ran on."""
    static_at: str
    """The base that the static proofs were made on."""
    checks: tuple[CheckResult, ...]

    @property
    def said(self) -> str:
        """As it is recorded."""
        return f"checks@{self.checked_at[:12]} static@{self.static_at[:12]}"


class LandingRequest(msgspec.Struct, frozen=True):
    """One batch, ready to be verified and committed.

    ``base`` is the commit the writes were planned on, ``tree`` the approved tree id ("" to have it computed). ``static_only`` allows landing
    where the base's checks cannot run at all. ``trusted`` is the hash of the commands that the user confirmed, see `commands_hash`.
    """

    campaign: str
    branch: str
    base: str
    batch: str
    writes: tuple[FileWrite, ...]
    message: str
    checks: tuple[Check, ...] = ()
    formats: tuple[Format, ...] = ()
    tree: str = ""
    follow: bool = True
    static_only: bool = False
    trusted: str = ""
    returns_to: str = ""
    """For an undo: the commit whose state comes back; for a sync: the new base. What failed there is no new failure."""
    merges: tuple[str, ...] = ()
    """Commits that the landed one has as further parents: it is a merge, and `tree` is what it holds."""
    unchecked: str = ""
    """Why no check runs although the plan has some, in words that are shown."""
    target: str = ""
    """The full name of a branch that gets the commit in place of the campaign's tip; it must be checked out nowhere."""
    target_old: str = ""
    """Where that branch must be, ``""`` where it must not exist yet."""
    accept_flaky: bool = False
    """A check that is red and then green on the same tree does not stop it: a person said so."""
    verified: Verified | None = None
    """What is proved of the same change already: then the checks do not run again."""
    affected: AffectedTests | None = None
    """What the change reaches; None where nobody worked it out: then the whole suite runs."""


class Landed(msgspec.Struct, frozen=True):
    """A batch that is on the campaign's tip now."""

    batch: str
    commit: str
    tree: str
    ref: str
    """The full name of the ref that was moved."""
    checks: tuple[CheckResult, ...]
    followed: bool
    said: tuple[str, ...] = ()
    """What a person should know: why the checkout was not brought along, that a hook warned…"""


class Step(msgspec.Struct, frozen=True):
    """Progress of a landing, for the screen."""

    title: str
    done: int
    total: int


class CheckOutput(msgspec.Struct, frozen=True):
    """Lines that a check printed."""

    check: str
    text: str


LandingEvent = Step | CheckOutput
