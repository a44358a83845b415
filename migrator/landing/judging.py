"""What the results of checks mean for a batch: only failures that the base does not have count against it.

The base is looked up by its tree id and run only where it is not known. A check that failed is run once more on the same tree: one that is not red again is
flaky, which says something of the check and nothing of the batch, so a person decides.
"""

import threading
from collections.abc import Sequence

import msgspec

from migrator.errors import CheckFailedError, FlakyCheckError, RefusedError
from migrator.git.door import Repository
from migrator.git.objects import tree_of
from migrator.landing.affected import filled
from migrator.landing.changes import approved_tree
from migrator.landing.checks import Report, check_tree
from migrator.landing.imports import listed, modules_of, new_failures
from migrator.landing.locks import landing_lock
from migrator.landing.recover import expect_recovered
from migrator.landing.results import Known, look_up, remember
from migrator.landing.trust import expect_trusted
from migrator.landing.values import CheckOutcome, CheckResult, LandingRequest, Step
from migrator.landing.workplace import workplace
from migrator.plan.values import Check


def verify(  # noqa: PLR0913  the parts of one run
    repo: Repository,
    request: LandingRequest,
    report: Report,
    cancelled: threading.Event | None = None,
    *,
    only: frozenset[str] = frozenset(),
    once_more: bool = False,
) -> tuple[tuple[CheckResult, ...], bool]:
    """What the checks say of what would land, without landing it.

    Args:
        repo: The user's checkout; nothing in it is touched.
        request: What would land.
        report: Told about steps and what checks print.
        cancelled: Stops it when set.
        only: Names of the checks that are asked; all where it is empty.
        once_more: Run what is red a second time, to tell what is flaky.

    Returns:
        The results, judged against the base, and whether any check had to be run: what is known of the tree is not asked again.

    Raises:
        UntrustedCommandError: Nobody has confirmed these commands.
        CancelledError: The user stopped it.
    """
    expect_trusted(repo, request.checks, request.formats, request.trusted)
    checks = [
        check for check in filled(request.checks, request.affected)[0] if not only or check.name in only
    ]
    with landing_lock(repo):
        expect_recovered(repo)
        tree = approved_tree(repo, request)
        known = [found for check in checks if (found := look_up(repo, tree, check)) is not None]
        if len(known) == len(checks) and all(one.result.outcome is CheckOutcome.GREEN for one in known):
            return tuple(one.result for one in known), False
        with workplace(repo, request.campaign, request.base) as ours:
            is_known = len(known) == len(checks)
            if not is_known:
                known = list(check_tree(repo, ours, tree, checks, report=report, cancelled=cancelled))
            base = tree_of(repo, request.base)
            results = judged(repo, ours, known, checks, base_tree=base, report=report, cancelled=cancelled)
            if once_more:
                results = _all_once_more(repo, ours, checks, results, report=report, cancelled=cancelled)
    return results, not is_known


def checked_against(  # noqa: PLR0913  the parts of one run
    repo: Repository,
    ours: Repository,
    tree: str,
    request: LandingRequest,
    *,
    report: Report,
    cancelled: threading.Event | None,
) -> tuple[CheckResult, ...]:
    """The results for a tree, judged against the base; those of an undo also against the state that it brings back."""
    candidate = check_tree(repo, ours, tree, request.checks, report=report, cancelled=cancelled)
    results: tuple[CheckResult, ...] = ()
    for commit in filter(None, (request.base, request.returns_to)):
        again = judged(
            repo,
            ours,
            candidate,
            request.checks,
            base_tree=tree_of(repo, commit),
            report=report,
            cancelled=cancelled,
        )
        results = tuple(
            old if old.was_failing else new for old, new in zip(results or again, again, strict=True)
        )
        if all(map(is_good, results)):
            return results
    return _all_once_more(repo, ours, request.checks, results, report=report, cancelled=cancelled)


def is_good(result: CheckResult) -> bool:
    """Whether a result speaks against nothing: it is green, or as it was at the base."""
    return result.outcome is CheckOutcome.GREEN or result.was_failing


def judged(  # noqa: PLR0913  a batch is judged against its base
    repo: Repository,
    ours: Repository,
    candidate: Sequence[Known],
    checks: Sequence[Check],
    *,
    base_tree: str,
    report: Report,
    cancelled: threading.Event | None = None,
) -> tuple[CheckResult, ...]:
    """The results with what the base already had marked; the base is run only for checks that are not green."""
    results = []
    for check, known in zip(checks, candidate, strict=True):
        if known.result.outcome is CheckOutcome.GREEN:
            results.append(known.result)
            continue
        base = look_up(repo, base_tree, check)
        if base is None:
            report(Step(f"check {check.name} at the base", 0, 1))
            (base,) = check_tree(repo, ours, base_tree, [check], report=report, cancelled=cancelled)
        results.append(_judged_by(repo, check, known, base))
    return tuple(results)


def expect_good(
    results: Sequence[CheckResult],
    *,
    static_only: bool,
    accept_flaky: bool = False,
    lacking: tuple[str, ...] = (),
) -> tuple[str, ...]:
    """Refuse a batch that the checks do not clear; returns what a person should know.

    Args:
        results: Judged against the base.
        static_only: The batch may land where a check proves nothing, at the base neither.
        accept_flaky: So it may where a check is flaky.
        lacking: What the checks had to do without; told with what they said.

    Raises:
        CheckFailedError: A check found something new.
        FlakyCheckError: A check failed and was green a moment later, and nobody accepted that.
        RefusedError: A check proves nothing here, nor at the base, and the batch needs the proof.
    """
    said = []
    for result in results:
        if result.outcome is CheckOutcome.GREEN:
            continue
        if result.flaky and accept_flaky:
            said.append(
                f"{result.name} is flaky: it failed, and was green on the same tree a moment later; accepted"
            )
        elif result.flaky:
            raise FlakyCheckError(
                f"The check '{result.name}' is flaky: it failed, and was green on the same tree a moment later; nothing landed",
                "\n".join([result.said, *lacking]),
                hint="Mend the check, or accept that with --accept-flaky.",
            )
        elif not result.was_failing:
            raise CheckFailedError(
                f"The check '{result.name}' {_in_words(result)}; nothing landed",
                "\n".join([result.said, *lacking]),
                hint=f"The whole output is in {result.log}" if result.log else "",
            )
        elif result.outcome is CheckOutcome.RED:
            said.append(f"{result.name} fails as it did at the base")
        elif static_only:
            said.append(f"{result.name} {_in_words(result)}, at the base too: landed static only")
        else:
            raise RefusedError(
                f"The check '{result.name}' {_in_words(result)}, at the base too",
                "\n".join([result.said, *lacking]),
                hint="Make the check run at the base; until then only import rewrites and repairs of dead imports can land.",
            )
    return tuple(said)


def _all_once_more(  # noqa: PLR0913  the parts of one run
    repo: Repository,
    ours: Repository,
    checks: Sequence[Check],
    results: Sequence[CheckResult],
    *,
    report: Report,
    cancelled: threading.Event | None,
) -> tuple[CheckResult, ...]:
    return tuple(
        _once_more(repo, ours, check, result, report=report, cancelled=cancelled)
        for check, result in zip(checks, results, strict=True)
    )


def _once_more(  # noqa: PLR0913  the parts of one run
    repo: Repository,
    ours: Repository,
    check: Check,
    result: CheckResult,
    *,
    report: Report,
    cancelled: threading.Event | None,
) -> CheckResult:
    """A red result, marked where the same check is green on the same tree a moment later."""
    if is_good(result) or result.outcome is not CheckOutcome.RED or result.timed_out:
        return result
    first = look_up(repo, result.tree, check)
    report(Step(f"check {check.name} once more", 0, 1))
    (again,) = check_tree(repo, ours, result.tree, [check], report=report, cancelled=cancelled)
    if again.result.outcome is not CheckOutcome.GREEN:
        return result
    flaky = msgspec.structs.replace(result, flaky=True)
    remember(repo, check, Known(flaky, first.failures if first is not None else ()))
    return flaky


def _judged_by(repo: Repository, check: Check, candidate: Known, base: Known) -> CheckResult:
    result, outcomes = candidate.result, (candidate.result.outcome, base.result.outcome)
    if check.imports is None or CheckOutcome.RED not in outcomes or result.timed_out or base.result.timed_out:
        return msgspec.structs.replace(result, was_failing=_is_nothing_new(candidate, base))
    if result.outcome is not CheckOutcome.RED:
        return result
    there = modules_of(repo, base.result.tree, check.imports)
    new = new_failures(candidate.failures, base.failures, there)
    if not new:
        return msgspec.structs.replace(result, was_failing=True)
    return msgspec.structs.replace(
        result, said=f"{len(new)} cannot be imported, and could be at the base:\n{listed(new)}"
    )


def _is_nothing_new(candidate: Known, base: Known) -> bool:
    if (
        candidate.result.outcome is not base.result.outcome
        or candidate.result.timed_out != base.result.timed_out
    ):
        return False
    return candidate.result.outcome is not CheckOutcome.RED or set(candidate.failures) <= set(base.failures)


def _in_words(result: CheckResult) -> str:
    if result.timed_out:
        return "took too long"
    return {
        CheckOutcome.GREEN: "is green",
        CheckOutcome.RED: "fails",
        CheckOutcome.UNRUNNABLE: "could not run",
        CheckOutcome.HOLLOW: "could not verify anything",
    }[result.outcome]
