"""The plan's checks, run in the worktree, and what they say about a tree.

Green is the only good end. What is not green is compared with the base, see `judging.py`.
"""

import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from migrator.errors import CancelledError, RefusedError
from migrator.git.door import CommandRun, Repository
from migrator.git.objects import tree_of
from migrator.landing.affected import whole_suite
from migrator.landing.copies import bring_copies
from migrator.landing.imports import (
    driving,
    failed_imports,
    modules_of,
    said_of_imports,
    verdict_of_imports,
)
from migrator.landing.interpreters import (
    check_environment,
    imports_from_elsewhere,
    probe_interpreter,
    resolved,
)
from migrator.landing.locks import landing_lock
from migrator.landing.results import Known, log_file, look_up, remember
from migrator.landing.trust import expect_trusted
from migrator.landing.values import CheckOutcome, CheckOutput, CheckResult, LandingEvent, Step
from migrator.landing.verdicts import failures, verdict
from migrator.landing.workplace import put_tree, workplace
from migrator.plan.values import Check
from migrator.processes import DEFAULT_LIMIT, Outcome, run

_SAID_BYTES = 8000
_IMPORTS_LIMIT = 16 << 20
"""Room for a line or two on each of 50,000 modules."""

Report = Callable[[LandingEvent], None]


def known_results(repo: Repository, tree: str, checks: Sequence[Check]) -> tuple[CheckResult, ...]:
    """What is known of the checks on a tree, without running any."""
    found = (look_up(repo, tree, check) for check in checks)
    return tuple(known.result for known in found if known is not None)


def run_checks(  # noqa: PLR0913  the parts of one run
    repo: Repository,
    commit: str,
    checks: Sequence[Check],
    report: Report,
    *,
    trusted: str = "",
    cancelled: threading.Event | None = None,
    campaign: str = "checks",
) -> tuple[CheckResult, ...]:
    """Run checks on a commit, in the worktree: the whole suite of each.

    Args:
        repo: The repository.
        commit: What is checked.
        checks: The plan's.
        report: Told about steps and output.
        trusted: The hash of commands that the user confirmed just now.
        cancelled: Ends the run when set.
        campaign: Whose worktree is used.

    Raises:
        UntrustedCommandError: Nobody has confirmed these commands.
        CancelledError: The user stopped it.
    """
    expect_trusted(repo, checks, (), trusted)
    with landing_lock(repo), workplace(repo, campaign, commit) as ours:
        suites = tuple(map(whole_suite, checks))
        found = check_tree(repo, ours, tree_of(repo, commit), suites, report=report, cancelled=cancelled)
    return tuple(known.result for known in found)


def check_tree(  # noqa: PLR0913  the parts of one run
    repo: Repository,
    ours: Repository,
    tree: str,
    checks: Sequence[Check],
    *,
    report: Report,
    cancelled: threading.Event | None = None,
) -> tuple[Known, ...]:
    """Run checks on a tree in a worktree of ours and remember the results. The worktree is that tree afterwards."""
    found = []
    for number, check in enumerate(checks):
        report(Step(f"check {check.name}", number, len(checks)))
        put_tree(ours, tree)
        known = _run_one(repo, ours, tree, check, report=report, cancelled=cancelled)
        remember(repo, check, known)
        found.append(known)
    put_tree(ours, tree)
    return tuple(found)


def _run_one(  # noqa: PLR0913  the parts of one run
    repo: Repository,
    ours: Repository,
    tree: str,
    check: Check,
    *,
    report: Report,
    cancelled: threading.Event | None,
) -> Known:
    command, given = resolved(check.run, repo, ours), b""
    if check.imports is not None:
        more, given = driving(modules_of(repo, tree, check.imports), check.imports, ours.root)
        command = (*command, *more)
    log = log_file(repo, tree, check)
    began = time.monotonic()
    try:
        bring_copies(repo, ours, check)
    except RefusedError as error:
        log.write_text(f"{error}\n", encoding="utf-8")
        result = _result(check, tree, CheckOutcome.UNRUNNABLE, error.title, seconds=0.0, log=log)
        return Known(result, (error.title,))
    probed = probe_interpreter(command, ours)
    elsewhere = imports_from_elsewhere(ours, probed)
    with check_environment(repo, ours, probed) as env:
        try:
            outcome = _run_logged(
                repo, command, ours, env, check, given=given, log=log, report=report, cancelled=cancelled
            )
        except OSError as error:
            said = f"{command[0]}: {error.strerror or error}"
            result = _result(
                check, tree, CheckOutcome.UNRUNNABLE, said, seconds=time.monotonic() - began, log=log
            )
            return Known(result, (said,))
    if outcome.cancelled:
        raise CancelledError("Stopped; nothing landed")
    found, failed, said = _read(check, command, outcome)
    if elsewhere:
        found = CheckOutcome.HOLLOW
        said = "It would not test this tree: " + "; ".join(elsewhere)
    result = _result(check, tree, found, said, seconds=outcome.seconds, log=log)
    result = msgspec.structs.replace(result, timed_out=outcome.timed_out)
    return Known(result, () if found is CheckOutcome.GREEN else failed)


def _read(
    check: Check, command: Sequence[str], outcome: Outcome
) -> tuple[CheckOutcome, tuple[str, ...], str]:
    """What a run proves, what failed, and what a person reads."""
    if check.imports is not None:
        return verdict_of_imports(outcome), failed_imports(outcome), said_of_imports(outcome)
    said = outcome.output[-_SAID_BYTES:].decode("utf-8", "replace")
    return verdict(command, outcome), failures(outcome), said


def _run_logged(  # noqa: PLR0913  the parts of one run
    repo: Repository,
    command: Sequence[str],
    ours: Repository,
    env: dict[str, str],
    check: Check,
    *,
    given: bytes,
    log: Path,
    report: Report,
    cancelled: threading.Event | None,
) -> Outcome:
    with log.open("wb") as file:

        def listen(piece: bytes) -> None:
            if not file.closed:
                file.write(piece)
            report(CheckOutput(check.name, piece.decode("utf-8", "replace")))

        outcome = run(
            command,
            cwd=ours.root,
            env=env,
            stdin=given,
            timeout=check.timeout,
            limit=DEFAULT_LIMIT if check.imports is None else _IMPORTS_LIMIT,
            on_output=listen,
            cancelled=cancelled,
        )
    if repo.observe is not None:
        argv, seconds = tuple(command), outcome.seconds
        repo.observe(
            CommandRun(argv=argv, cwd=str(ours.root), seconds=seconds, returncode=outcome.returncode)
        )
    return outcome


def _result(  # noqa: PLR0913  the parts of a result
    check: Check, tree: str, outcome: CheckOutcome, said: str, *, seconds: float, log: Path
) -> CheckResult:
    return CheckResult(
        name=check.name,
        outcome=outcome,
        command=check.words,
        tree=tree,
        seconds=seconds,
        said=said,
        log=str(log),
    )
