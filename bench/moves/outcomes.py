"""What the tests of a package said, test by test, and what is different after a move."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

Outcomes = Mapping[str, str]
"""Test id to ``passed``, ``failed``, ``error`` or ``skipped``; expected failures count as skipped, as pytest writes them."""

_WORSE = ("passed", "skipped", "failed", "error")


@dataclass(frozen=True, slots=True, order=True)
class Changed:
    """A test with another outcome than before; ``""`` where it was not run."""

    test: str
    before: str
    after: str


def read_outcomes(report: Path) -> dict[str, str]:
    """The outcome of each test of a JUnit report. A test that appears twice (its run and its tear-down) has the worse of its outcomes."""
    found: dict[str, str] = {}
    root = ET.parse(report).getroot()  # noqa: S314  written by pytest a moment ago
    for case in root.iter("testcase"):
        test = "::".join(filter(None, (case.get("classname", ""), case.get("name", ""))))
        outcome = _outcome(case)
        known = found.get(test, "passed")
        found[test] = max(known, outcome, key=_WORSE.index)
    return found


def stable(first: Outcomes, second: Outcomes) -> dict[str, str]:
    """The tests that said the same twice before anything was changed: only they can say anything afterwards."""
    return {test: outcome for test, outcome in first.items() if second.get(test) == outcome}


def changed(before: Outcomes, after: Outcomes, unstable: frozenset[str] = frozenset()) -> tuple[Changed, ...]:
    """Each test whose outcome is another, one that vanished or came included; without those known to be unstable."""
    return tuple(sorted(_changes(before, after, unstable)))


def _changes(before: Outcomes, after: Outcomes, unstable: frozenset[str]) -> Iterator[Changed]:
    for test in {*before, *after} - unstable:
        then, now = before.get(test, ""), after.get(test, "")
        if then != now:
            yield Changed(test, then, now)


def _outcome(case: ET.Element) -> str:
    for tag, outcome in (("error", "error"), ("failure", "failed"), ("skipped", "skipped")):
        if case.find(tag) is not None:
            return outcome
    return "passed"
