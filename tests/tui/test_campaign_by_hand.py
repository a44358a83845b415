"""The whole campaign of the sample by keyboard: from the welcome of a repository without a plan to the pushed branch."""

import json
import re
from pathlib import Path

import pytest

from migrator.campaign.demonstration import make_demo
from migrator.processes import run, scrubbed_environment
from tests.tui.terminal import PROGRAM, TMUX, Terminal, terminal

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(TMUX is None, reason="tmux is not installed (Debian: apt-get install tmux)"),
    pytest.mark.skipif(not PROGRAM.exists(), reason="the program is not installed beside this Python"),
]

PLAN = "migration.toml"
FOR_A_PERSON = {"broken": 5, "factories": 2}
"""Phase to how many of its findings are left at most, as when the campaign runs by itself."""


def said(root: Path, *argv: str) -> str:
    """What a command prints in the repository."""
    outcome = run(argv, cwd=root, env=scrubbed_environment({}), timeout=60)
    assert outcome.returncode in {0, 1}, outcome.output
    return outcome.output.decode()


def status(root: Path) -> list[dict[str, object]]:
    """The phases, as a script sees them."""
    phases = json.loads(said(root, str(PROGRAM), "status", "--json"))["phases"]
    assert isinstance(phases, list)
    return phases


def a_repository_that_knows_of_no_campaign(root: Path) -> bytes:
    """The sample without its plan; gives the plan."""
    make_demo(root)
    plan = (root / PLAN).read_bytes()
    said(root, "git", "rm", "--quiet", PLAN)
    said(root, "git", "commit", "--quiet", "-m", "No plan yet")
    return plan


def welcome(folder: Path, root: Path) -> None:
    """Read what was found, write the plan that fits, leave."""
    folder.mkdir()
    with terminal(folder) as screen:
        screen.start(str(PROGRAM), "-C", str(root), size=(120, 40))
        screen.until(r"has no migration\.toml yet")
        screen.until(r"\[campaign\]")
        screen.press("i")
        screen.until(r"\[1\] Phases")
        screen.press("q")
        screen.until(r"STATUS=0")


def land_the_first_batch(screen: Terminal) -> None:
    """Approve a batch and land it, confirming the plan's commands on the way."""
    screen.press("3", "g", "space")
    screen.until(r"✓ approved|✓ Repair")
    screen.press("c")
    screen.until(r"Run the checks of this plan\?")
    screen.press("y")
    screen.until(r"Land b[0-9a-f]+\?")
    screen.press("y")
    screen.until(r"landed b[0-9a-f]+ as [0-9a-f]{7}")


def land_the_phase(screen: Terminal, number: int, title: str) -> None:
    """Put the cursor on a phase and land all that it proposes."""
    screen.press("1", "g", *("j" * number), "C")
    asked = re.escape(f"nothing is proposed in {title}")
    frame = screen.until(rf"Land the phase|{asked}")
    if "Land the phase" not in frame:
        return
    screen.press("y")
    screen.until(rf"landed \d+ batch(es)? of {re.escape(title)}|b[0-9a-f]+: ", seconds=150)


@pytest.mark.timeout(300)
def test_the_whole_campaign_is_done_by_keyboard_from_welcome_to_pushed_branch(tmp_path: Path) -> None:
    root = tmp_path / "shop"
    plan = a_repository_that_knows_of_no_campaign(root)
    welcome(tmp_path / "first", root)
    assert b"[campaign]" in (root / PLAN).read_bytes()
    (root / PLAN).write_bytes(plan)
    said(root, "git", "add", PLAN)
    said(root, "git", "commit", "--quiet", "-m", "Plan the campaign")
    phases = status(root)

    second = tmp_path / "second"
    second.mkdir()
    with terminal(second) as screen:
        screen.start(str(PROGRAM), "-C", str(root), size=(140, 50))
        screen.until(r"START HERE")
        land_the_first_batch(screen)
        for number, phase in enumerate(phases, start=1):
            if phase["finds"] not in {"checks", "unpushed"}:
                land_the_phase(screen, number, str(phase["title"]))
        screen.press("V")
        screen.until(r"golden path green, imports green")
        screen.press("P")
        screen.until(r"Push the campaign's branch\?")
        screen.press("y")
        screen.until(r"pushed\b(?! yet)")
        screen.press("1", "g")
        screen.until(r"8 Commit and sync\s+.*done")
        screen.press("q")
        screen.until(r"STATUS=0")

    assert said(root, str(PROGRAM), "batches").strip() == "nothing is proposed"
    for phase in status(root):
        left = phase["remaining"]
        assert isinstance(left, int)
        assert left <= FOR_A_PERSON.get(str(phase["id"]), 0), phase
    branch = said(root, "git", "rev-parse", "refs/heads/migration/websocket-ssot")
    assert branch == said(root, "git", "rev-parse", "refs/remotes/origin/migration/websocket-ssot")
    assert "error" not in said(root, "git", "fsck", "--full", "--strict")
