"""The first screen: what is broken, what remains, what was not read, where to start."""

import msgspec


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
    """A check's result for one tree: ``green``, ``red``, ``flaky``, ``unrunnable``, ``hollow`` or ``not run``."""

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
