"""The campaign's report as a value: everything that was measured, before anybody puts it into words.

Numbers come from analyses of two trees, the campaign's start and its tip; who did what comes from commits and records. Nothing is read from a
message, nothing from a clock. The value is also the JSON of ``migrator report --json``.
"""

import msgspec


class ReportCheck(msgspec.Struct, frozen=True):
    """A check's result for one tree: ``green``, ``red``, ``unrunnable``, ``hollow`` or ``not run``."""

    name: str
    result: str
    command: tuple[str, ...]


class ReportCommit(msgspec.Struct, frozen=True):
    """A commit between the start and the tip. ``state``: ``landed``, ``undone``, ``undo``, ``other`` (somebody else's, or by hand)."""

    sha: str
    subject: str
    state: str
    phase: str
    batch: str
    did: tuple[str, ...]
    """The recipes in words."""
    files: int
    """Files it changed, its record left out."""
    closed: tuple[str, ...]
    """Findings that its record says it closed."""
    open_now: tuple[str, ...]
    """Those of them that are open at the tip."""
    checks: tuple[ReportCheck, ...]
    """What is known here of the checks on its tree."""
    pushed: bool


class ReportKeep(msgspec.Struct, frozen=True):
    """A finding that people decided to leave."""

    finding: str
    title: str
    reason: str
    owner: str


class ReportPhase(msgspec.Struct, frozen=True):
    """One phase over the campaign. ``state``: ``done``, ``open`` or ``nothing to do`` (nothing was left at the start either)."""

    id: str
    title: str
    finds: str
    scope: tuple[str, ...]
    unit: str
    before: int | None
    """None where the plan of the start did not ask the same question."""
    after: int
    goal: int
    parts_before: dict[str, int]
    parts_after: dict[str, int]
    state: str
    left: int
    beside: int
    """Findings that are shown and not counted."""
    kept: tuple[ReportKeep, ...]
    stale_keeps: tuple[str, ...]
    commits: tuple[ReportCommit, ...]
    """In the order of landing."""
    proposed: tuple[str, ...]
    """Batches that would close more of it."""
    closable: int
    """How many of the left ones these batches would close."""


class ReportLeft(msgspec.Struct, frozen=True, order=True):
    """A place that is left for people. ``why``: ``finding`` (no batch would close it), ``excluded`` (in review), ``recipe`` (it must stay)."""

    why: str
    phase: str
    file: str
    line: int
    """0 where the place was not found again at the tip."""
    reason: str


class ReportProblem(msgspec.Struct, frozen=True):
    """A file that was not analysed. ``line`` 0 where there is none."""

    path: str
    line: int
    stage: str
    reason: str
    needs_python: str


class ReportBatch(msgspec.Struct, frozen=True):
    """The batch to go on with."""

    id: str
    title: str


class ReportStep(msgspec.Struct, frozen=True):
    """Something to do next, with the command that does or shows it."""

    what: str
    command: str


class Report(msgspec.Struct, frozen=True):
    """A campaign from its start to its tip."""

    campaign: str
    issue: str
    plan: str
    branch: str
    remote: str
    source: str
    """What was analysed, in words."""
    start: str
    """The commit before the first landing, ``""`` where nothing has landed."""
    tip: str
    """The commit that was analysed, ``""`` where it was the working tree."""
    tip_date: str
    phases: tuple[ReportPhase, ...]
    elsewhere: tuple[ReportCommit, ...]
    """The campaign's commits whose phase is not in the plan."""
    others: tuple[ReportCommit, ...]
    """Commits that brought no record."""
    squashed: tuple[str, ...]
    """Titles of records that have no commit of their own."""
    changed_files: int
    unresolved_before: int | None
    unresolved_after: int
    checks: tuple[ReportCheck, ...]
    """At the tip."""
    left: tuple[ReportLeft, ...]
    files: int
    parsed: int
    unparsable: tuple[ReportProblem, ...]
    skipped: tuple[ReportProblem, ...]
    notes: tuple[str, ...]
    first_batch: ReportBatch | None
    unpushed: int
    next_steps: tuple[ReportStep, ...] = ()

    @property
    def commits(self) -> tuple[ReportCommit, ...]:
        """The campaign's own commits, by phase."""
        in_phases = tuple(commit for phase in self.phases for commit in phase.commits)
        return in_phases + self.elsewhere

    @property
    def standing(self) -> tuple[ReportCommit, ...]:
        """Those that landed a batch and were not taken back."""
        return tuple(commit for commit in self.commits if commit.state == "landed")
