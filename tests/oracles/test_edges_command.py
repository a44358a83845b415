"""The table that the command prints, and what its exit status says."""

import pytest

from bench import edges_against_grimp
from bench.oracles.edges import Comparison, Scan, Verdict
from bench.oracles.reasons import REASONS, Difference, Reason

BOTH = Scan(frozenset({"pkg", "pkg.a"}), frozenset({("pkg", "pkg.a", 1), ("pkg", "pkg.a", 2)}))
NONE = Scan(BOTH.modules, frozenset())
LOST = Difference(False, False, "pkg", "pkg.a", 1)


def verdict(reason: Reason | None) -> Verdict:
    return Verdict(
        (Comparison("all", NONE, BOTH, ((LOST, reason),)),), {"pkg/bad.py": "grimp does not parse it"}
    )


def printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], answer: Verdict
) -> tuple[int, list[str]]:
    monkeypatch.setattr(edges_against_grimp, "verdict_on", lambda _requirement: answer)
    status = edges_against_grimp.main(["thing==1.0"])
    return status, capsys.readouterr().out.splitlines()


def test_differences_with_a_reason_are_counted(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status, lines = printed(monkeypatch, capsys, verdict(REASONS[0]))
    assert status == 0
    assert "| thing 1.0 | all | 2 / 2 | 0 / 1 | 0 / 2 | 1 folder name | 0 |" in lines
    assert "- thing==1.0: pkg/bad.py: grimp does not parse it" in lines
    assert lines[-1] == "Unexplained: 0"


def test_a_difference_without_a_reason_is_listed_and_ends_with_1(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    status, lines = printed(monkeypatch, capsys, verdict(None))
    assert status == 1
    assert lines[-2:] == ["Unexplained: 1", "- thing==1.0, all: only grimp's: pkg -> pkg.a, line 1"]
