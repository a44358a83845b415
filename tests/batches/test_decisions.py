"""Decisions on disk: the last counts, a step is taken back as a whole, and a damaged file is said instead of guessed at."""

import sqlite3
import threading
from pathlib import Path

import pytest

from migrator.batches.decisions import DecisionLog, Entry
from migrator.batches.values import Decision
from migrator.errors import RefusedError


@pytest.fixture
def log(tmp_path: Path) -> DecisionLog:
    return DecisionLog(tmp_path / "migrator")


def entry(key: str, decision: Decision = Decision.APPROVED, *, batch: str = "b1", reason: str = "") -> Entry:
    return Entry(batch=batch, key=key, digest=f"digest of {key}", decision=decision, reason=reason)


def test_nothing_decided_is_nothing_and_makes_no_file(log: DecisionLog, tmp_path: Path) -> None:
    assert log.decided("b1") == {}
    assert log.undo() == ""
    log.forget("b1")
    assert list(tmp_path.iterdir()) == []


def test_rev_06_decisions_are_there_after_closing(log: DecisionLog, tmp_path: Path) -> None:
    log.decide([entry("one"), entry("two", Decision.REJECTED, reason="not here")], "said")
    again = DecisionLog(tmp_path / "migrator")
    assert again.decided("b1") == {
        "one": ("digest of one", Decision.APPROVED, ""),
        "two": ("digest of two", Decision.REJECTED, "not here"),
    }
    assert again.decided("b2") == {}


def test_the_last_decision_of_a_hunk_counts(log: DecisionLog) -> None:
    log.decide([entry("one")], "approved")
    log.decide([entry("one", Decision.REJECTED)], "rejected")
    assert log.decided("b1")["one"][1] is Decision.REJECTED


def test_undo_takes_whole_steps_back_and_brings_what_was_before(log: DecisionLog) -> None:
    log.decide([entry("one")], "approved one")
    log.decide([entry("one", Decision.REJECTED), entry("two", Decision.REJECTED)], "rejected two")
    assert log.undo() == "rejected two"
    assert {key: said[1] for key, said in log.decided("b1").items()} == {"one": Decision.APPROVED}
    assert log.undo() == "approved one"
    assert log.decided("b1") == {}
    assert log.undo() == ""


def test_a_step_after_an_undone_one_is_undone_by_itself(log: DecisionLog) -> None:
    log.decide([entry("one")], "first")
    log.undo()
    log.decide([entry("two")], "second")
    log.decide([entry("three")], "third")
    assert log.undo() == "third"
    assert set(log.decided("b1")) == {"two"}


def test_a_landed_batch_is_forgotten_and_no_other(log: DecisionLog) -> None:
    log.decide([entry("one"), entry("other", batch="b2")], "both")
    log.forget("b1")
    assert log.decided("b1") == {}
    assert set(log.decided("b2")) == {"other"}


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(log: DecisionLog, tmp_path: Path) -> None:
    file = tmp_path / "migrator" / "decisions.sqlite"
    file.parent.mkdir()
    file.write_bytes(b"no database at all" * 100)
    for act in (
        lambda: log.decided("b1"),
        lambda: log.decide([entry("one")], "said"),
        log.undo,
        lambda: log.forget("b1"),
    ):
        with pytest.raises(RefusedError) as raised:
            act()
        assert str(file) in raised.value.detail
        assert "move that file away" in raised.value.hint
    assert file.read_bytes() == b"no database at all" * 100


def test_a_decision_of_another_version_is_refused(log: DecisionLog, tmp_path: Path) -> None:
    log.decide([entry("one")], "said")
    connection = sqlite3.connect(tmp_path / "migrator" / "decisions.sqlite")
    with connection:
        connection.execute("update decision set decision = 'postponed'")
    connection.close()
    with pytest.raises(RefusedError, match="cannot be read"):
        log.decided("b1")


def test_a_folder_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "migrator").write_text("a file")
    with pytest.raises(RefusedError):
        DecisionLog(tmp_path / "migrator").decide([entry("one")], "said")


def test_steps_of_two_at_once_stay_apart(log: DecisionLog) -> None:
    def decide(number: int) -> None:
        for index in range(5):
            log.decide([entry(f"{number}-{index}")], f"{number}-{index}")

    threads = [threading.Thread(target=decide, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(log.decided("b1")) == 15
    log.undo()
    assert len(log.decided("b1")) == 14
