"""The line that a person sees while a command works, on a terminal only."""

import time

import pytest

from migrator.analysis import Stage
from migrator.cli.waiting import Waiting


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(time, "monotonic", made)
    return made


def test_what_takes_less_than_a_second_shows_nothing(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    line = Waiting(is_shown=True, _began=clock())
    clock.now += 0.9
    line.analysing(Stage("reading files", 10, 100))
    line.analysing(Stage("linking modules"))
    assert capsys.readouterr().err == ""


def test_scl_01_after_a_second_a_bar_grows_with_the_files(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    line = Waiting(is_shown=True, _began=clock())
    clock.now += 1.1
    line.analysing(Stage("reading files", 250, 1000))
    first = capsys.readouterr().err
    clock.now += 0.2
    line.analysing(Stage("reading files", 1000, 1000))
    assert "250 of 1,000 files" in first
    assert capsys.readouterr().err.count("█") == 4 * first.count("█")


def test_the_bar_is_drawn_now_and_then_only_and_each_stage_at_once(
    clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    line = Waiting(is_shown=True, _began=clock())
    clock.now += 2
    line.analysing(Stage("reading files", 1, 1000))
    line.analysing(Stage("reading files", 2, 1000))
    assert "2 of 1,000" not in capsys.readouterr().err
    line.analysing(Stage("linking modules"))
    assert "analysing  linking modules" in capsys.readouterr().err


def test_at_the_end_the_line_is_gone(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    line = Waiting(is_shown=True, _began=clock())
    clock.now += 2
    line.analysing(Stage("linking modules"))
    line.analysing(Stage("analysed", is_last=True))
    assert capsys.readouterr().err.rstrip("\r").rpartition("\r")[2].strip() == ""
    line.clear()
    assert capsys.readouterr().err == ""


def test_nothing_is_drawn_where_nobody_looks(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    line = Waiting(is_shown=False, _began=clock())
    clock.now += 5
    line.analysing(Stage("reading files", 1, 10))
    assert capsys.readouterr().err == ""
