"""Landing while others commit to the same branch: nothing of theirs is lost, and what was proved is not proved again without need."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bench.beside_others import Scenario, beside_others, report
from migrator.campaign.acts import Acts
from migrator.campaign.campaign import Campaign, Listener
from migrator.errors import MovedTooOftenError
from migrator.git.door import CommandRun
from migrator.landing.values import CheckOutcome, LandingEvent, Step
from tests.campaign.conftest import FILES, PLAN
from tests.campaign.test_proposing_batches import batch_of
from tests.support.repositories import RepoBuilder

BRANCH = "refs/heads/migration/shop"


class Others:
    """Somebody who commits to the campaign's branch without a checkout, as a push from elsewhere does."""

    def __init__(self, builder: RepoBuilder) -> None:
        self.builder = builder
        self.commits: list[str] = []

    def commit(self, path: str, text: str) -> None:
        git = self.builder.git
        number = len(self.commits)
        old = git("rev-parse", BRANCH)
        blob = git("hash-object", "-w", "--stdin", stdin=text.encode())
        index = {"GIT_INDEX_FILE": str(self.builder.root / f".git/theirs-{number}")}
        git("read-tree", old, env=index)
        git("update-index", "--add", "--cacheinfo", f"100644,{blob},{path}", env=index)
        tree = git("write-tree", env=index)
        made = git("commit-tree", tree, "-p", old, "-m", f"theirs {number}")
        git("update-ref", BRANCH, made, old)
        self.commits.append(made)

    def expect_all_kept(self) -> None:
        kept = self.builder.git("rev-list", "--first-parent", BRANCH).split("\n")
        assert set(self.commits) <= set(kept)


class Watching:
    """Runs something at a step of a landing, a number of times."""

    def __init__(self, title: str, act: Callable[[], None], times: int = 1) -> None:
        self.title, self.act, self.left = title, act, times
        self.checks = 0

    def landing(self, event: LandingEvent) -> None:
        if isinstance(event, Step) and event.title == "check tests":
            self.checks += 1
        if isinstance(event, Step) and event.title == self.title and self.left:
            self.left -= 1
            self.act()


@pytest.fixture
def others(builder: RepoBuilder) -> Others:
    check = f'\n[[check]]\nname = "tests"\nrun = ["{sys.executable}", "-c", "print(1)"]\n'
    builder.commit("a check", {"migration.toml": PLAN + check, "docs/notes.md": "notes\n"})
    builder.git("update-ref", BRANCH, "HEAD")
    return Others(builder)


def acts_of(others: Others, watching: Watching) -> Acts:
    acts = Acts(Campaign.open(others.builder.root, listener=Listener(landing=watching.landing)))
    acts.confirm_trust()
    return acts


def paths_batch(acts: Acts) -> str:
    return batch_of(acts.campaign, "paths").id


def verified_of(others: Others, commit: str) -> str:
    lines = others.builder.git("log", "-1", "--format=%B", commit).split("\n")
    return next((line for line in lines if line.startswith("Verified: ")), "")


def test_ver_17_a_commit_that_touches_nothing_near_costs_no_second_run_and_the_commit_says_so(
    others: Others,
) -> None:
    base = others.builder.git("rev-parse", BRANCH)
    watching = Watching("committing", lambda: others.commit("shop/audit.py", "def audit() -> None: ...\n"))
    acts = acts_of(others, watching)
    landed, _ = acts.land(paths_batch(acts), approve_all=True)
    assert watching.checks == 1
    assert verified_of(others, landed.commit) == f"Verified: checks@{base[:12]} static@{base[:12]}"
    assert landed.said[-1] == f"checks@{base[:12]} static@{base[:12]}"
    assert others.builder.git("rev-parse", f"{landed.commit}^") == others.commits[0]
    others.expect_all_kept()


def test_ver_17_a_commit_that_touches_an_importer_makes_the_checks_run_again(others: Others) -> None:
    text = "from shop.cart import total\n\nTOTAL = total\n"
    watching = Watching("committing", lambda: others.commit("shop/new_user.py", text))
    acts = acts_of(others, watching)
    landed, _ = acts.land(paths_batch(acts), approve_all=True)
    assert watching.checks == 2
    assert verified_of(others, landed.commit) == ""
    assert [result.outcome for result in landed.checks] == [CheckOutcome.GREEN]
    others.expect_all_kept()


@pytest.mark.parametrize("path", ["tests/data.json", "conftest.py", "setup.cfg"])
def test_ver_17_what_may_matter_to_any_code_makes_the_checks_run_again(others: Others, path: str) -> None:
    acts = acts_of(others, Watching("committing", lambda: others.commit(path, "\n")))
    landed, _ = acts.land(paths_batch(acts), approve_all=True)
    assert landed.checks
    assert verified_of(others, landed.commit) == ""
    others.expect_all_kept()


def test_ver_17_a_changed_edited_file_is_planned_again_and_their_change_stays(others: Others) -> None:
    text = "from shop.api import Price\n\n\ndef bill(price: Price) -> str:\n    return f'{price.cents} of theirs'\n"
    watching = Watching("committing", lambda: others.commit("shop/bill.py", text))
    acts = acts_of(others, watching)
    landed, _ = acts.land(paths_batch(acts), approve_all=True)
    assert watching.checks == 2
    assert (
        others.builder.git("show", f"{landed.commit}:shop/bill.py")
        == text.replace("shop.api", "shop.prices").strip()
    )
    others.expect_all_kept()


def test_ver_17_static_proofs_are_made_where_the_batch_is_planned_again(
    others: Others, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("migrator.landing.land.CARRIES", 1)
    base = others.builder.git("rev-parse", BRANCH)
    watching = Watching("committing", lambda: others.commit("docs/more.md", "more\n"))
    acts = acts_of(others, watching)
    landed, _ = acts.land(paths_batch(acts), approve_all=True)
    assert watching.checks == 1
    theirs = others.commits[0]
    assert verified_of(others, landed.commit) == f"Verified: checks@{base[:12]} static@{theirs[:12]}"


def test_after_three_tries_it_is_said_what_was_in_the_way_and_the_next_batch_still_lands(
    others: Others,
) -> None:
    def disturb() -> None:
        others.commit("shop/stock.py", f"{FILES['shop/stock.py']}# {len(others.commits)}\n")

    acts = acts_of(others, Watching("committing", disturb, times=3))
    cycles = batch_of(acts.campaign, "cycles").id
    outcome = acts.land_all(batches=[cycles, paths_batch(acts)])
    ((batch, error),) = outcome.refused
    assert (batch, type(error)) == (cycles, MovedTooOftenError)
    assert "at each of 3 tries" in error.title
    assert "theirs 2" in error.detail
    assert len(outcome.landed) == 1
    others.expect_all_kept()


def test_con_02_what_others_commit_while_the_batch_is_made_ready_is_not_lost(
    others: Others,
) -> None:
    """The tip was read twice: what came in between was taken for the tip that the batch was planned on, and dropped."""
    acts = acts_of(others, Watching("", lambda: None))
    batch = paths_batch(acts)
    seen: list[CommandRun] = []

    def at_the_first_object(run: CommandRun) -> None:
        if "mktree" in run.argv or "write-tree" in run.argv or "hash-object" in run.argv:
            seen.append(run)
            if len(seen) == 1:
                others.commit("docs/more.md", "more\n")

    acts = Acts(Campaign.open(others.builder.root, listener=Listener(command=at_the_first_object)))
    acts.land(batch, approve_all=True)
    assert seen
    others.expect_all_kept()
    assert len(others.commits) == 1


def test_dirty_files_of_others_stay_as_they_are(others: Others) -> None:
    theirs = {f"loose/file{number}.txt": f"{number}\n" for number in range(20)}
    others.builder.write({**theirs, "shop/bill.py": "UNSTAGED = 1\n"})
    acts = acts_of(others, Watching("committing", lambda: others.commit("docs/more.md", "x\n")))
    acts.land(paths_batch(acts), approve_all=True)
    assert all((others.builder.root / path).read_text() == text for path, text in theirs.items())
    assert Path(others.builder.root / "shop/bill.py").read_text() == "UNSTAGED = 1\n"


def test_con_01_batches_land_while_others_commit_all_the_time_and_nothing_of_anybody_is_lost(
    tmp_path: Path,
) -> None:
    scenario = Scenario(commits=12, every=0.4, check=1.0, batches=2, dirty=20, near=5)
    happened = beside_others(tmp_path / "mall", scenario)
    assert happened.lost == []
    assert len(happened.arrived) == 12
    assert len(happened.fates) == 2
    assert happened.is_well, report(happened)
