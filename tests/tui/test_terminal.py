"""The installed program, driven in a real terminal as a person would."""

import re
from pathlib import Path

import pytest

from tests.tui.terminal import PROGRAM, TMUX, Terminal, terminal

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(TMUX is None, reason="tmux is not installed (Debian: apt-get install tmux)"),
    pytest.mark.skipif(not PROGRAM.exists(), reason="the program is not installed beside this Python"),
]


def broken(frame: str) -> int:
    """How many names do not resolve, as the top line says."""
    found = re.search(r"✗ (\d+) broken", frame)
    return int(found.group(1)) if found else 0


def left(frame: str) -> int:
    found = re.search(r"(\d+) left", frame)
    return int(found.group(1)) if found else -1


def decide_all_but_one(screen: Terminal) -> None:
    """Reject the first hunk with a reason, approve the others one by one."""
    screen.press("0")
    screen.until(r"whole batch|hunk")
    screen.press("Enter")
    screen.until(r"○ open  hunk 1")
    screen.press("D")
    screen.until(r"Reject, because")
    screen.write("this script is retired next week")
    screen.press("Enter")
    screen.until(r"1✗")
    for approved in range(1, 6):
        screen.press("space")
        screen.until(rf"{approved}✓ 1✗")


@pytest.mark.timeout(300)
def test_tui_07_a_batch_is_reviewed_landed_undone_and_the_terminal_restored(tmp_path: Path) -> None:
    with terminal(tmp_path) as screen:
        screen.start(str(PROGRAM), "demo", "--into", str(tmp_path / "demo"), size=(120, 40))

        first = screen.until(r"START HERE")
        assert "BROKEN NOW" in first
        assert "12 names do not resolve" in first
        assert broken(first) == 12
        before = left(first)

        screen.press("3", "Enter")
        screen.until(r"Review b[0-9a-f]+")
        screen.until(r"Shapes")
        decide_all_but_one(screen)

        screen.press("c")
        screen.until(r"Run the checks of this plan\?")
        screen.press("y")
        asked = screen.until(r"Land b[0-9a-f]+\?")
        assert "5✓" in asked
        assert "1✗ rejected" in asked
        screen.press("y")

        landed = screen.until_true(
            lambda frame: "landed b" in frame and broken(frame) == 7, "the landed batch", seconds=120
        )
        repaired, seen_green, to_push = 5, 2, 1
        assert left(landed) == before - repaired - seen_green + to_push
        screen.press("4", "g")
        screen.until(r"● [0-9a-f]{7} b[0-9a-f]+ Repair")

        screen.press("z")
        screen.until(r"Take it back\?")
        screen.press("y")
        back = screen.until_true(lambda frame: broken(frame) == 12, "the measure as it was", seconds=120)
        assert left(back) == before - seen_green + 2 * to_push
        screen.until(r"undone|undo")

        screen.press("q")
        screen.until(r"STATUS=0")
        screen.until_true(lambda _: (tmp_path / "after").exists(), "after STATUS")
        assert (tmp_path / "after").read_text() == (tmp_path / "before").read_text()
        assert screen.mode("alternate_on") == "0"
        assert screen.mode("cursor_flag") == "1"
        assert screen.mode("mouse_any_flag") == "0"


@pytest.mark.timeout(180)
def test_tui_03_a_small_terminal_shows_one_side_and_survives_being_resized(tmp_path: Path) -> None:
    with terminal(tmp_path) as screen:
        screen.start(str(PROGRAM), "demo", "--into", str(tmp_path / "demo"), size=(80, 24))
        screen.until(r"START HERE")
        screen.press("Escape")
        screen.until(r"\[2\] Findings")
        screen.resize(40, 12)
        screen.until(r"needs 60 by 16")
        screen.resize(140, 45)
        screen.until(r"\[5\] Log")
        screen.press("q")
        screen.until(r"STATUS=0")
