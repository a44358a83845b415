"""The sample's whole campaign, carried out once, and everything that must be true of it afterwards, counted by others than us."""

import json
import subprocess  # noqa: TID251  the sample is run as a user would
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from migrator.campaign.campaign import Campaign
from migrator.campaign.demonstration import make_demo
from migrator.errors import UsageError
from migrator.landing.values import CheckOutcome
from tests.sample.independent_count import count
from tests.support.repositories import PINNED, RepoBuilder, fsck, snapshot
from tests.support.sample_runs import BRANCH, SampleRun

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("sample")]


@pytest.fixture(scope="module")
def done(sample_run: SampleRun) -> Iterator[SampleRun]:
    with sample_run.looking():
        yield sample_run


def commits(done: SampleRun) -> list[str]:
    return done.builder.git("rev-list", "--reverse", f"main..{BRANCH}").split("\n")


def python(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        capture_output=True,
        check=False,
        timeout=60,
        env={"PYTHONDONTWRITEBYTECODE": "1"},
    )


def test_the_start_and_the_end_are_what_an_independent_count_says(done: SampleRun) -> None:
    start, end = count(done.builder.root), count(done.after)
    phases = {one.state.phase.id: one for one in done.carried.progress}
    components = dict(phases["cycles"].before.parts)["components"]
    assert components == len(start.components) >= 4
    assert phases["paths"].before.value == start.total == 37
    assert phases["broken"].before.value == len([*start.dead_one, *start.dead_several, *start.dead_none])
    assert phases["cycles"].after.value == len(end.components) == 0
    assert phases["paths"].after.value == len(start.paths)
    assert phases["broken"].after.value == len([*end.dead_one, *end.dead_several, *end.dead_none])


def test_managers_and_creators_are_what_an_independent_count_says(done: SampleRun) -> None:
    start, end = count(done.builder.root), count(done.after)
    phases = {one.state.phase.id: one for one in done.carried.progress}
    assert phases["managers"].before.value == len(start.managers) == 8
    assert phases["managers"].after.value == len(end.managers) == 1
    assert phases["factories"].before.value == len(start.creators) == 21
    assert phases["factories"].after.value == len(end.creators) <= 3
    assert "chat_backend.websocket_core.websocket_manager:get_websocket_manager" in end.creators


def test_creators_that_stay_beside_the_canonical_one_have_calls_that_are_listed_for_a_person(
    done: SampleRun,
) -> None:
    end = count(done.after)
    listed = {(left.path, left.line) for left in done.carried.left}
    canonical = "chat_backend.websocket_core.websocket_manager:get_websocket_manager"
    for creator in set(end.creators) - {canonical}:
        calls = [place.split(" ")[0].rpartition(":") for place in end.creator_calls[creator]]
        assert any((file, int(line)) in listed for file, _, line in calls)


def test_the_two_factories_that_isolate_users_are_kept_with_their_reason(done: SampleRun) -> None:
    (factories,) = [one.state for one in done.carried.progress if one.state.phase.id == "factories"]
    assert {finding.id.rpartition(":")[2] for finding, _ in factories.kept} == {
        "EventValidatorFactory",
        "WebSocketEmitterFactory",
    }
    assert all(keep.reason for _, keep in factories.kept)


def test_there_is_one_path_a_name_at_the_end(done: SampleRun) -> None:
    assert count(done.after).paths == {}


def test_dead_imports_with_one_candidate_are_repaired_and_the_others_listed(done: SampleRun) -> None:
    start, end = count(done.builder.root), count(done.after)
    assert start.dead_one
    assert end.dead_one == []
    assert [item.name for item in end.dead_several] == [item.name for item in start.dead_several]
    assert [item.name for item in end.dead_none] == [item.name for item in start.dead_none]
    listed = {(left.path, left.line) for left in done.carried.left}
    kept = {"ShardRouter"}
    for item in (*end.dead_several, *end.dead_none):
        assert item.name in kept or (item.file, item.line) in listed


def test_every_batch_is_one_commit_with_one_record_and_nothing_was_refused(done: SampleRun) -> None:
    carried = done.carried
    assert carried.outcome.refused == ()
    assert [entry.commit.sha for entry in carried.commits] == commits(done)
    for commit in commits(done):
        changed = done.builder.git("diff-tree", "--no-commit-id", "-r", "--name-only", commit).split("\n")
        assert sum(path.startswith(".migrator/batches/") for path in changed) == 1
        assert any(not path.startswith(".migrator/") for path in changed)


def test_phases_land_in_the_plans_order(done: SampleRun) -> None:
    phases = [entry.record.phase for entry in done.carried.commits if entry.record]
    order = ["broken", "types", "cycles", "factories", "managers", "paths"]
    assert phases == sorted(phases, key=order.index)
    assert set(phases) == set(order)
    assert len(phases) >= 15


def test_both_checks_were_green_at_every_commit(done: SampleRun) -> None:
    checks = done.carried.checks
    assert {result.outcome for _, result in checks} == {CheckOutcome.GREEN}
    assert {commit for commit, _ in checks} == set(commits(done))
    assert len(checks) == 2 * len(commits(done))


def test_the_golden_path_passes_in_a_checkout_of_every_commit(done: SampleRun, tmp_path: Path) -> None:
    folder = tmp_path / "each"
    done.builder.git("worktree", "add", "--quiet", "--detach", str(folder), "main")
    for commit in commits(done):
        RepoBuilder(folder).git("checkout", "--quiet", "--detach", commit)
        ran = python(folder, "-m", "unittest", "discover", "-s", "tests/golden_path", "-t", ".")
        assert ran.returncode == 0, ran.stderr.decode()
        assert b"Ran 0 tests" not in ran.stderr
    done.builder.git("worktree", "remove", "--force", str(folder))


SAME = """
import importlib, json, sys
for definition, paths in json.loads(sys.argv[1]).items():
    things = []
    for path in [definition, *paths]:
        module, name = path.split(":")
        things.append(getattr(importlib.import_module(module), name))
    assert all(thing is things[0] for thing in things), definition
"""


def test_law_7_old_paths_give_the_same_objects(done: SampleRun) -> None:
    """Every path that led to a name of the scope at the start still does, in a fresh interpreter."""
    old = {name: list(paths) for name, paths in count(done.builder.root).paths.items()}
    assert sum(map(len, old.values())) == 37
    ran = python(done.after, "-c", SAME, json.dumps(old))
    assert ran.returncode == 0, ran.stderr.decode()


EACH = """
import os, sys
bad = []
for name in sys.argv[1:]:
    child = os.fork()
    if not child:
        try:
            __import__(name)
        except BaseException as error:
            print(name, error, flush=True)
            os._exit(1)
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        bad.append(name)
sys.exit(bool(bad))
"""
"""Each in a fork of an interpreter that has imported nothing yet."""


def test_every_module_of_the_end_can_be_imported_first(done: SampleRun) -> None:
    """No cycle is left that fails from one entry or another."""
    modules = sorted(
        path.relative_to(done.after).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")
        for path in (done.after / "chat_backend").rglob("*.py")
    )
    assert len(modules) > 40
    ran = python(done.after, "-c", EACH, *modules)
    assert ran.returncode == 0, ran.stdout.decode() + ran.stderr.decode()


def test_the_branch_is_on_origin_and_git_finds_nothing_wrong(done: SampleRun) -> None:
    assert done.carried.pushed
    origin = RepoBuilder(Path(done.builder.git("remote", "get-url", "origin")))
    assert origin.git("rev-parse", BRANCH) == done.builder.git("rev-parse", BRANCH)
    fsck(done.builder.root)
    fsck(origin.root)


def test_law_2_the_checkout_is_what_it_was(done: SampleRun) -> None:
    now = snapshot(done.builder.root)
    assert (now.head, now.index, now.status, now.stash, now.files) == (
        done.before.head, done.before.index, done.before.status, done.before.stash, done.before.files,
    )  # fmt: skip
    ours = (f"refs/heads/{BRANCH} ", f"refs/remotes/origin/{BRANCH} ")
    kept = "\n".join(line for line in now.refs.split("\n") if not line.startswith(ours))
    assert kept == done.before.refs


def test_the_messages_name_campaign_phase_and_batch(done: SampleRun) -> None:
    for entry in done.carried.commits:
        assert entry.record is not None
        trailers = dict(entry.commit.trailers)
        assert trailers["Campaign"] == "websocket-ssot #965"
        assert (trailers["Phase"], trailers["Batch"]) == (
            entry.record.phase,
            entry.record.id.partition("-")[0],
        )
        assert len(entry.commit.subject) <= 72


def test_law_9_a_finished_campaign_does_nothing_more(done: SampleRun) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in PINNED.items():
            patch.setenv(name, value)
        campaign = Campaign.open(done.builder.root, use_cache=False)
        assert campaign.batches() == ()


def test_a_demo_is_not_made_over_somebodys_files(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file.txt").write_text("mine")
    with pytest.raises(UsageError, match="not an empty folder"):
        make_demo(tmp_path / "mine")
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["file.txt"]
