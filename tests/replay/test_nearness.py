"""VER-17: which checks run on a base that moved, and what is written down of it."""

import json
from pathlib import Path

import pytest

from migrator.campaign.acts import Acts
from migrator.campaign.syncing import Synced, preview_sync, sync
from tests.support.moving_bases import CHECK, PLAN, REF, acts_on, move, start, user
from tests.support.repositories import RepoBuilder


@pytest.fixture
def checked(tmp_path: Path) -> tuple[RepoBuilder, Acts]:
    """A campaign whose tip was checked."""
    builder = start(tmp_path / "repo", check=True)
    acts = acts_on(builder)
    move(acts, "Connection")
    return builder, acts


def proof(builder: RepoBuilder, synced: Synced) -> str:
    record = json.loads(builder.git("show", f"{REF}:{synced.carried.record.path}"))
    return str(record["proof"])


def test_ver_17_commits_that_touch_nothing_near_repeat_static_proofs_only_and_that_is_recorded(
    checked: tuple[RepoBuilder, Acts],
) -> None:
    builder, acts = checked
    tip = builder.git("rev-parse", REF)
    base = builder.commit("far away", {"room/far.py": "FAR = 2\n", "docs/far.md": "far\n"})
    synced = sync(acts)
    assert synced.landed is not None
    assert synced.landed.checks == ()
    assert proof(builder, synced) == f"checks@{tip[:10]} static@{base[:10]}"
    assert any("static proofs only" in said for said in synced.landed.said)


def test_ver_17_a_commit_that_touches_an_importer_has_the_checks_run_again(
    checked: tuple[RepoBuilder, Acts],
) -> None:
    builder, acts = checked
    text = (builder.root / "room/through1.py").read_text()
    builder.commit("near", {"room/through1.py": f"{text}NEAR = 1\n"})
    synced = sync(acts)
    assert synced.landed is not None
    assert [result.name for result in synced.landed.checks] == ["tests"]
    assert synced.carried.proof.near == ("room/through1.py",)
    assert proof(builder, synced) == "checks and static proofs of this tree"


@pytest.mark.parametrize(
    ("path", "content"),
    [
        pytest.param("room/user9.py", user(9), id="a newcomer is an importer"),
        pytest.param("data.json", "{}\n", id="a file that is no module may reach anywhere"),
        pytest.param("tests/conftest.py", "FAR = 1\n", id="so may what the tests are set up by"),
        pytest.param("migration.toml", PLAN + CHECK + "# a word\n", id="and the plan"),
    ],
)
def test_ver_17_what_may_reach_the_campaign_counts_as_near(
    checked: tuple[RepoBuilder, Acts], path: str, content: str
) -> None:
    builder, acts = checked
    builder.commit("near", {path: content})
    carried = preview_sync(acts)
    assert not carried.proof.stands
    assert path in carried.proof.near


def test_ver_17_a_tip_that_was_never_checked_proves_nothing(checked: tuple[RepoBuilder, Acts]) -> None:
    builder, acts = checked
    (builder.root / ".git/migrator/checks.sqlite").unlink()
    builder.commit("far away", {"room/far.py": "FAR = 2\n"})
    synced = sync(acts)
    assert synced.landed is not None
    assert [result.name for result in synced.landed.checks] == ["tests"]
