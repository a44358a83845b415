import errno
import os
import signal
import subprocess  # noqa: TID251  tests stop the program as a terminal would
import sys
import time
from pathlib import Path

import pytest

from migrator.cli.boundary import run
from migrator.errors import FailedError
from migrator.git.refs import read_ref
from migrator.interrupts import heard, held_back
from migrator.landing.journal import entries, new_transaction, note, unfinished
from migrator.landing.recover import recover
from tests.support.landings import BRANCH, REF, prepared, untidy
from tests.support.program import PROJECT
from tests.support.repositories import PINNED, RepoBuilder, fsck, snapshot

INTERRUPTED = 130
STOPPABLE = (
    "begun",
    "worktree-ready",
    "checked",
    "committed",
    "refs-moved",
    "follow-first-file",
    "follow-refs",
)
PROGRAM = """
import os, signal, sys
from migrator.landing import faultpoints
times, number, wanted = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever starts the tests in the background has it ignored
def reach(point):
    if point == wanted:
        for _ in range(times):
            os.killpg(0, number)
faultpoints.reach = reach
import pathlib
from migrator.git.door import open_repository
from migrator.interrupts import heard
from tests.support.landings import *
from migrator.landing.land import land
repo = open_repository(pathlib.Path(sys.argv[4]))
try:
    with heard():
        land(repo, request(repo, checks=(UNITTEST,)), silent)
except KeyboardInterrupt:
    sys.exit(130)
"""


def stopped_at(root: Path, point: str, number: int, times: int) -> int:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, str(times), str(int(number)), point, str(root)],
        cwd=PROJECT,
        env=clean | PINNED,
        check=False,
        start_new_session=True,
    ).returncode


@pytest.mark.parametrize("point", STOPPABLE)
@pytest.mark.parametrize(
    ("number", "times"),
    [(signal.SIGINT, 1), (signal.SIGINT, 3), (signal.SIGTERM, 1), (signal.SIGHUP, 1)],
    ids=["SIGINT", "SIGINT thrice", "SIGTERM", "SIGHUP"],
)
def test_cra_02_cra_03_asked_to_stop_in_any_phase_nothing_is_half_and_nothing_waits_for_recovery(
    builder: RepoBuilder, point: str, number: int, times: int
) -> None:
    repo = prepared(builder)
    builder.branch(BRANCH, switch=True)
    untidy(builder)
    before = snapshot(builder.root, ours="-")
    assert stopped_at(builder.root, point, number, times) == INTERRUPTED
    assert unfinished(repo) == ()
    after = snapshot(builder.root, ours="-")
    assert (after.stash, after.worktrees.split("\n")[0]) == (before.stash, before.worktrees.split("\n")[0])
    assert not list((builder.root / ".git").rglob("index.lock"))
    if point.startswith("follow"):
        assert (builder.root / "pkg/a.py").read_text() == "VALUE = 2\n"
        assert read_ref(repo, REF) != builder.git("rev-parse", "main")
    else:
        assert (after.files, after.index, after.head) == (before.files, before.index, before.head)
        # From the comparison of the commit on, the landing is finished first.
        assert (after.refs != before.refs) == (point in {"committed", "refs-moved"})
    assert after.status == before.status
    assert recover(repo) == ()
    fsck(builder.root)


def test_cra_02_what_comes_while_it_is_held_back_counts_afterwards() -> None:
    done = []

    def two_steps() -> None:
        with held_back():
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(0.01)
            done.append("whole")
        done.append("not reached")

    with pytest.raises(KeyboardInterrupt), heard():
        two_steps()
    assert done == ["whole"]


def test_fsy_01_a_journal_that_meets_a_full_disk_is_as_it_was_and_says_so(
    builder: RepoBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = prepared(builder)
    note(repo, new_transaction(), "landing-begun", {})
    before = entries(repo)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(FailedError, match="journal could not be written") as caught:
        note(repo, new_transaction(), "landing-begun", {})
    assert "No space left" in caught.value.detail
    assert entries(repo) == before


def test_cra_10_the_last_lines_of_an_interrupted_run_name_the_command_that_says_what_was_kept(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def interrupted(_: Path) -> int:
        signal.raise_signal(signal.SIGHUP)
        return 0

    assert run(interrupted, []) == INTERRUPTED
    assert capsys.readouterr().err.split("\n")[-2].startswith("hint: migrator recover ")
