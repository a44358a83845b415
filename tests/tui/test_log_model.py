"""The log shows what changes something, and all of git's reading only when asked."""

from datetime import UTC, datetime

import pytest

from migrator.engine.messages import CommandRan
from migrator.tui.log_model import Log, is_telling

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "argv",
    [
        ("git", "worktree", "add", "x"),
        ("git", "-c", "core.hooksPath=/dev/null", "-C", "/srv", "update-ref", "refs/heads/x", "a", "b"),
        ("git", "--no-pager", "push", "origin"),
        ("python", "-m", "unittest"),
        ("/usr/bin/git", "commit-tree", "t"),
    ],
)
def test_what_changes_something_is_telling(argv: tuple[str, ...]) -> None:
    assert is_telling(CommandRan(argv, 0.1, 0))


@pytest.mark.parametrize(
    "argv",
    [
        ("git", "show-ref", "--verify", "refs/heads/push"),
        ("git", "-c", "a=b", "rev-parse", "HEAD"),
        ("git", "-C", "push", "cat-file", "--batch"),
        ("git", "read-tree", "x"),
        ("git", "write-tree"),
        ("git", "--version"),
    ],
)
def test_reading_and_preparing_is_plumbing(argv: tuple[str, ...]) -> None:
    assert not is_telling(CommandRan(argv, 0.1, 0))


def test_a_reader_that_is_ended_when_its_work_is_done_is_plumbing_too() -> None:
    assert not is_telling(CommandRan(("git", "cat-file", "--batch", "--buffer"), 9.0, -15))


def test_plumbing_is_kept_and_shown_when_asked_for() -> None:
    log = Log()
    log.add(CommandRan(("git", "rev-parse", "HEAD"), 0.1, 0), NOON)
    log.add(CommandRan(("git", "push", "origin"), 0.1, 0), NOON)
    assert [row.text for row in log.rows] == ["12:00:00 $ git push origin"]
    log.shows_plumbing = True
    assert len(log.rows) == 2
