"""What the output of a check proves, as pure functions of its text.

A status of 0 is not enough: a suite that collected nothing or skipped everything has proved nothing, and one that could not
start has not failed. The failures of a red run are named, so that only new ones count against a batch.
"""

import re
from collections.abc import Sequence

from migrator.landing.values import CheckOutcome
from migrator.processes import Outcome

_CANNOT_RUN = {126, 127}
_PYTEST_NOTHING = 5
_PYTEST_USAGE = 4
_NO_TESTS = re.compile(
    rb"^(Ran 0 tests in|NO TESTS RAN|=+ no tests ran|no tests ran in|collected 0 items)", re.MULTILINE
)
_UNITTEST = re.compile(
    rb"^Ran (\d+) tests? in .*\n\n?(?:OK|NO TESTS RAN).*?(?:skipped=(\d+))?\)?$", re.MULTILINE
)
_PYTEST_SUMMARY = re.compile(rb"^(?:=+ )?((?:\d+ [a-z]+(?:, )?)+) in [\d.]+s", re.MULTILINE)
_MISSING_MODULE = re.compile(rb"^[^\n]*: No module named '?([\w.]+)'?\s*\Z")
_FAILURES = (
    re.compile(rb"^(?:FAIL|ERROR): (.+?)\s*$", re.MULTILINE),
    re.compile(rb"^(?:FAILED|ERROR) ([^\s:]+(?:::\S+)?)", re.MULTILINE),
)
_CHANGING = re.compile(rb"0x[0-9a-f]+|\d+\.\d+s?|/\S*/")


def verdict(command: Sequence[str], outcome: Outcome) -> CheckOutcome:
    """What a run proves."""
    if outcome.timed_out or outcome.cancelled:
        return CheckOutcome.RED
    if outcome.returncode in _CANNOT_RUN or _module_is_missing(command, outcome):
        return CheckOutcome.UNRUNNABLE
    if _runs_pytest(command) and outcome.returncode == _PYTEST_USAGE:
        return CheckOutcome.UNRUNNABLE
    if _proves_nothing(command, outcome):
        return CheckOutcome.HOLLOW
    return CheckOutcome.GREEN if outcome.returncode == 0 else CheckOutcome.RED


def failures(outcome: Outcome) -> tuple[str, ...]:
    """Names of what failed, sorted; where the output names none, one name made of the whole outcome."""
    found = {
        name.decode("utf-8", "replace") for pattern in _FAILURES for name in pattern.findall(outcome.output)
    }
    if found:
        return tuple(sorted(found))
    steady = _CHANGING.sub(b"", outcome.output)
    return (f"status {outcome.returncode}: {steady[-2000:].decode('utf-8', 'replace')}",)


def _runs_pytest(command: Sequence[str]) -> bool:
    return any(word.rpartition("/")[2] in {"pytest", "py.test"} for word in command)


def _module_is_missing(command: Sequence[str], outcome: Outcome) -> bool:
    found = _MISSING_MODULE.search(outcome.output.strip())
    if outcome.returncode == 0 or found is None or "-m" not in command[:-1]:
        return False
    return (
        command[list(command).index("-m") + 1].split(".")[0] == found.group(1).decode("ascii").split(".")[0]
    )


def _proves_nothing(command: Sequence[str], outcome: Outcome) -> bool:
    if outcome.returncode == _PYTEST_NOTHING and (_runs_pytest(command) or _NO_TESTS.search(outcome.output)):
        return True
    if outcome.returncode != 0:
        return False
    return bool(_NO_TESTS.search(outcome.output)) or _all_skipped(outcome.output)


def _all_skipped(output: bytes) -> bool:
    unittest = _UNITTEST.search(output)
    if unittest is not None and unittest.group(2) is not None:
        return unittest.group(1) == unittest.group(2)
    summaries = _PYTEST_SUMMARY.findall(output)
    if not summaries:
        return False
    words = {part.split(b" ")[1] for part in summaries[-1].split(b", ")}
    return b"skipped" in words and not words - {b"skipped", b"deselected", b"warning", b"warnings"}
