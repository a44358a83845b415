"""What the front ends show, as values that are also the JSON of ``--json`` and of the engine's pipe.

One set of values for both: whatever the screen shows has its JSON twin, and a script sees what a person sees. Lists go as rows (id, tier,
title); details are asked for. `SCHEMA` is raised when a field changes its meaning or goes.
"""

from typing import Any

import msgspec

from migrator.progress.report_values import Report

SCHEMA = 1


class ProblemView(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file that was not analysed."""

    path: str
    stage: str
    reason: str
    line: int | None = None
    needs_python: str | None = None


class AnalysedView(msgspec.Struct, frozen=True):
    """What was read and what was not."""

    files: int
    parsed: int
    unparsable: tuple[ProblemView, ...]
    skipped: tuple[ProblemView, ...]


class PhaseView(msgspec.Struct, frozen=True):
    """One phase and what remains in it. ``state`` is ``open``, ``done`` or ``empty`` (there was never anything to do)."""

    id: str
    title: str
    finds: str
    remaining: int
    kept: int
    state: str
    value: int
    goal: int
    unit: str
    parts: dict[str, int]


class BrokenView(msgspec.Struct, frozen=True):
    """Names that do not resolve now. ``product_sites`` are those in packages, not in consumers; ``lists`` says how many names are in which list."""

    names: int
    sites: int
    files: int
    product_sites: int
    lists: dict[str, int] = {}


class StartView(msgspec.Struct, frozen=True):
    """The best first batch, planned."""

    batch: str
    title: str
    sites: int
    files: int
    shapes: int
    lowers: dict[str, int]
    """Phase id to how many findings it closes there."""


class CheckView(msgspec.Struct, frozen=True):
    """A check's result for one tree: ``green``, ``red``, ``unrunnable``, ``hollow`` or ``not run``."""

    name: str
    result: str
    command: str
    commit: str = ""
    seconds: float = 0.0
    said: str = ""


class StatusView(msgspec.Struct, frozen=True):
    """The first screen."""

    schema: int
    root: str
    commit: str
    """The commit that is analysed; ``""`` on an unborn branch."""
    source: str
    """What was analysed, in words: ``the campaign's tip``, ``the working tree``."""
    campaign: str
    issue: str
    plan: str
    """The plan file, ``""`` where defaults are used."""
    branch: str
    """The campaign's branch, short."""
    tip: str
    checkout: str
    """How the checkout stands to the tip: ``follows``, ``behind``, ``elsewhere``, ``none yet``."""
    scope: tuple[str, ...]
    scope_modules: int
    scope_files: int
    """Files outside the scope that name it."""
    phases: tuple[PhaseView, ...]
    analysed: AnalysedView
    broken: BrokenView
    start: StartView | None
    checks: tuple[CheckView, ...]
    other: dict[str, int]
    """What is counted but not listed."""
    landed: int
    notes: tuple[str, ...]


class SiteView(msgspec.Struct, frozen=True):
    """A place in a file."""

    path: str
    line: int
    text: str
    module: str = ""
    scope: str = ""


class FindingRow(msgspec.Struct, frozen=True):
    """A finding in a list."""

    id: str
    phase: str
    kind: str
    tier: str
    title: str
    group: str
    counts: bool
    colour: str | None
    sites: int
    batch: str
    """The batch that would close it, or ``""``."""
    kept: str
    """The reason of a keep, or ``""``."""


class MemberView(msgspec.Struct, frozen=True):
    """One member of two classes. ``sign``: ``=`` equal, ``~`` both have it, ``+`` only the duplicate, ``-`` only the canonical."""

    name: str
    sign: str
    canonical_line: int
    duplicate_line: int


class GapView(msgspec.Struct, frozen=True):
    """A member that the canonical class lacks and somebody uses."""

    name: str
    can_move: bool
    reason: str
    callers: tuple[SiteView, ...]


class ComparisonView(msgspec.Struct, frozen=True):
    """Two classes of one role beside each other."""

    canonical: str
    canonical_path: str
    duplicate: str
    duplicate_path: str
    evidence: str
    vetoes: tuple[str, ...]
    members: tuple[MemberView, ...]
    gap: tuple[GapView, ...]


class CallView(msgspec.Struct, frozen=True):
    """A call of a creator; ``problem`` says why it is left for a person."""

    site: SiteView
    problem: str


class FactoryView(msgspec.Struct, frozen=True):
    """A creator beside the canonical one."""

    creator: str
    canonical: str
    product: str
    signature: str
    canonical_signature: str
    fit: str
    fit_reason: str
    beyond: tuple[str, ...]
    calls: tuple[CallView, ...]


class BodiesView(msgspec.Struct, frozen=True):
    """One member of two classes as text, each with the number of its first line; no lines where a class lacks it."""

    member: str
    canonical_path: str
    canonical_start: int
    canonical: tuple[str, ...]
    duplicate_path: str
    duplicate_start: int
    duplicate: tuple[str, ...]


class FindingView(msgspec.Struct, frozen=True):
    """One finding with its evidence. ``considered`` says what was weighed and rejected."""

    id: str
    phase: str
    kind: str
    tier: str
    title: str
    modules: tuple[str, ...]
    names: tuple[str, ...]
    evidence: tuple[str, ...]
    recipes: tuple[str, ...]
    colour: str | None
    witness: tuple[str, ...]
    group: str
    counts: bool
    kept: str
    batch: str
    sites: tuple[SiteView, ...]
    considered: tuple[str, ...] = ()
    comparison: ComparisonView | None = None
    factory: FactoryView | None = None


class FindingsView(msgspec.Struct, frozen=True):
    """The answer to ``findings``."""

    schema: int
    commit: str
    findings: tuple[FindingView, ...]


class BatchRow(msgspec.Struct, frozen=True):
    """A batch in a list. ``state``: ``proposed``, ``partly``, ``approved``, ``rejected``, ``red``, ``refused``, ``stale``."""

    id: str
    phase: str
    title: str
    sites: int
    closes: int
    state: str
    reasons: tuple[str, ...] = ()


class BatchesView(msgspec.Struct, frozen=True):
    """The answer to ``batches``."""

    schema: int
    commit: str
    batches: tuple[BatchRow, ...]


class ShapeView(msgspec.Struct, frozen=True):
    """What equal edits have in common, with the keys of its hunks."""

    id: str
    text: str
    hunks: tuple[str, ...]
    files: int
    outlier: bool
    approved: int
    rejected: int


class HunkView(msgspec.Struct, frozen=True):
    """Edits of one file that are decided together. ``decision``: ``open``, ``approved``, ``rejected``."""

    key: str
    path: str
    line: int
    shape: str
    old: str
    new: str
    why: str
    optional: bool
    outlier: bool
    decision: str
    reason: str


class ChangedFileView(msgspec.Struct, frozen=True):
    """A file of a batch. ``kind`` is ``changed``, ``new`` or ``deleted``."""

    path: str
    kind: str
    hunks: int
    approved: int
    rejected: int
    added: int
    removed: int


class LeftView(msgspec.Struct, frozen=True):
    """A site left as it is."""

    file: str
    line: int
    reason: str


class ProofView(msgspec.Struct, frozen=True):
    """One static proof."""

    name: str
    holds: bool
    said: str
    details: tuple[str, ...] = ()


class MeasureView(msgspec.Struct, frozen=True):
    """A phase's measure before and after a batch."""

    phase: str
    unit: str
    before: int
    after: int
    parts_before: dict[str, int]
    parts_after: dict[str, int]


class EffectView(msgspec.Struct, frozen=True):
    """What a batch does to the campaign."""

    measures: tuple[MeasureView, ...]
    closed: tuple[str, ...]
    added: tuple[str, ...]
    broken_before: int
    broken_after: int


class BatchView(msgspec.Struct, frozen=True):
    """One batch, planned, with everything a reviewer reads."""

    schema: int
    id: str
    phase: str
    title: str
    state: str
    base: str
    recipes: tuple[str, ...]
    """Each in words."""
    reasons: tuple[str, ...]
    closes: tuple[str, ...]
    shapes: tuple[ShapeView, ...]
    files: tuple[ChangedFileView, ...]
    hunks: tuple[HunkView, ...]
    left: tuple[LeftView, ...]
    notes: tuple[str, ...]
    proofs: tuple[ProofView, ...]
    effect: EffectView | None
    message: str
    tree: str
    """The tree id that is approved when it is landed as it stands."""
    refused: str
    diff: str | None = None
    """Unified, where it was asked for."""


class LineSpan(msgspec.Struct, frozen=True):
    """Lines that a file's hunks change: ``old_start:old_end`` become ``new_start:new_end`` (from 0, end exclusive)."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int
    hunks: tuple[str, ...]


class FileDiff(msgspec.Struct, frozen=True):
    """The whole text of a file before and after, and the lines that change; between spans the lines are equal."""

    path: str
    kind: str
    old: tuple[str, ...]
    new: tuple[str, ...]
    spans: tuple[LineSpan, ...]
    note: str = ""


class CommitView(msgspec.Struct, frozen=True):
    """A commit of the campaign. ``state``: ``landed``, ``undone``, ``undo``, ``other`` (somebody else's, or by hand)."""

    sha: str
    subject: str
    batch: str
    phase: str
    date: str
    author: str
    state: str
    closed: int
    checks: str
    pushed: bool
    measures: dict[str, int]
    """Phase id to its measure at that commit; empty where it was not computed."""


class HistoryView(msgspec.Struct, frozen=True):
    """The answer to ``history``, newest first."""

    schema: int
    branch: str
    commits: tuple[CommitView, ...]


class LandedView(msgspec.Struct, frozen=True):
    """The outcome of landing one batch, an undo, a keep or a follow."""

    schema: int
    batch: str
    commit: str
    ref: str
    checks: tuple[CheckView, ...]
    followed: bool
    said: tuple[str, ...]


class RefusalView(msgspec.Struct, frozen=True):
    """Why something was not done: what, where, what to do."""

    title: str
    detail: str
    hint: str
    exit_code: int


class AppliedView(msgspec.Struct, frozen=True):
    """The outcome of landing several batches: the ones before a failure stay landed."""

    schema: int
    landed: tuple[LandedView, ...]
    refused: dict[str, RefusalView]
    """Batch id to why."""


class AdHocView(msgspec.Struct, frozen=True):
    """The answer to ``move`` and ``canonical``."""

    schema: int
    changed: tuple[str, ...]
    left: tuple[LeftView, ...]
    notes: tuple[str, ...]
    proof: tuple[ProofView, ...]
    diff: str | None
    written: bool
    commit: str
    refused: str = ""


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
    pushed: bool


class ReportView(msgspec.Struct, frozen=True):
    """The answer to ``report``: what its Markdown is made of."""

    schema: int
    report: Report


def to_json(value: object) -> bytes:
    """One line of JSON, keys in the order of their fields; the same value gives the same bytes.

    A file name that is no UTF-8 is written as it is shown, see `speakable`.
    """
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return msgspec.json.encode(_all_speakable(msgspec.to_builtins(value)))


def speakable(text: str) -> str:
    """Text that JSON can carry: bytes that are no UTF-8 as backslash escapes."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _all_speakable(value: Any) -> Any:  # noqa: ANN401  whatever JSON is made of
    if isinstance(value, str):
        return speakable(value)
    if isinstance(value, dict):
        return {_all_speakable(key): _all_speakable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_all_speakable(item) for item in value]
    return msgspec.json.decode(bytes(value)) if isinstance(value, msgspec.Raw) else value


def to_pretty_json(value: object) -> str:
    """JSON for people and files."""
    return msgspec.json.format(to_json(value), indent=2).decode()
