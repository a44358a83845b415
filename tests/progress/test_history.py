"""The campaign's commits are known by the records they bring, whatever their messages say and whoever else commits."""

from migrator.campaign.acts import Acts
from migrator.progress.history import CommitState, campaign_history, campaign_start
from tests.support.repositories import RepoBuilder

BRANCH = "migration/shop"


def land(acts: Acts, phase: str) -> str:
    batch = next(batch for batch in acts.campaign.batches() if batch.phase == phase)
    return acts.land(batch.id, approve_all=True)[0].commit


def states(acts: Acts) -> list[CommitState]:
    return [entry.state for entry in acts.history()]


def test_nothing_landed_is_no_history(acts: Acts, builder: RepoBuilder) -> None:
    assert acts.history() == ()
    assert campaign_start(acts.campaign.repo, builder.git("rev-parse", "main")) is None


def test_commits_are_told_newest_first_with_their_records(acts: Acts) -> None:
    first, second = land(acts, "broken"), land(acts, "paths")
    history = acts.history()
    assert [entry.commit.sha for entry in history] == [second, first]
    assert [entry.record.phase for entry in history if entry.record] == ["paths", "broken"]
    assert [entry.commit.sha for entry in acts.history(limit=1)] == [second]


def test_a_reworded_commit_is_still_what_it_was(acts: Acts, builder: RepoBuilder) -> None:
    land(acts, "broken")
    builder.git("switch", "--quiet", BRANCH)
    builder.git("commit", "--quiet", "--amend", "-m", "something else entirely")
    (entry,) = acts.history()
    assert entry.state is CommitState.LANDED
    assert entry.record is not None
    assert entry.commit.subject == "something else entirely"


def test_somebody_elses_commit_in_between_is_shown_as_what_it_is(acts: Acts, builder: RepoBuilder) -> None:
    land(acts, "broken")
    builder.git("switch", "--quiet", BRANCH)
    builder.commit("Batch: b0000000", {"shop/hand.py": "HAND = 1\n"})
    land(acts, "paths")
    assert states(acts) == [CommitState.LANDED, CommitState.OTHER, CommitState.LANDED]


def test_a_squashed_campaign_is_one_landed_commit(acts: Acts, builder: RepoBuilder) -> None:
    land(acts, "broken")
    land(acts, "paths")
    builder.git("switch", "--quiet", BRANCH)
    builder.git("reset", "--quiet", "--soft", "main")
    builder.git("commit", "--quiet", "-m", "all at once")
    history = acts.history()
    assert [entry.state for entry in history] == [CommitState.LANDED]
    assert len(acts.campaign.analysis().records) == 2


def test_a_record_that_is_only_touched_again_does_not_land_twice(acts: Acts, builder: RepoBuilder) -> None:
    land(acts, "broken")
    builder.git("switch", "--quiet", BRANCH)
    (record,) = (builder.root / ".migrator/batches").iterdir()
    builder.commit("reformat", {str(record.relative_to(builder.root)): record.read_text() + "\n"})
    assert states(acts) == [CommitState.OTHER, CommitState.LANDED]


def test_a_record_that_cannot_be_read_is_a_note_and_no_crash(acts: Acts, builder: RepoBuilder) -> None:
    land(acts, "broken")
    builder.git("switch", "--quiet", BRANCH)
    builder.commit(
        "damage", {".migrator/batches/b9999999.json": "{not json", ".migrator/batches/evil.json": "[]"}
    )
    assert states(acts) == [CommitState.OTHER, CommitState.LANDED]
    assert len(acts.campaign.analysis().notes) == 2


def test_the_start_is_before_the_first_record_even_where_branches_were_merged(
    acts: Acts, builder: RepoBuilder
) -> None:
    start = builder.git("rev-parse", "main")
    first = land(acts, "broken")
    builder.git("switch", "--quiet", BRANCH)
    builder.git("switch", "--quiet", "-c", "side", start)
    builder.commit("side work", {"shop/side.py": "SIDE = 1\n"})
    builder.git("switch", "--quiet", BRANCH)
    builder.git("merge", "--quiet", "--no-edit", "side")
    assert campaign_start(acts.campaign.repo, builder.git("rev-parse", BRANCH)) == start
    assert {entry.commit.sha: entry.state for entry in acts.history()}[first] is CommitState.LANDED


def test_a_campaign_merged_into_trunk_has_its_history_there_too(acts: Acts, builder: RepoBuilder) -> None:
    first = land(acts, "broken")
    builder.commit("trunk goes on", {"shop/trunk.py": "TRUNK = 1\n"})
    builder.git("merge", "--quiet", "--no-edit", BRANCH)
    merged = builder.git("rev-parse", "main")
    records = acts.campaign.analysis_of(merged).records
    told = campaign_history(acts.campaign.repo, merged, records)
    assert first in {entry.commit.sha for entry in told if entry.state is CommitState.LANDED}


def test_measures_are_of_each_commits_own_tree(acts: Acts, builder: RepoBuilder) -> None:
    start = builder.git("rev-parse", "main")
    first, second = land(acts, "broken"), land(acts, "cycles")
    assert [acts.measures_at(commit)["broken"] for commit in (start, first, second)] == [2, 1, 1]
    assert [acts.measures_at(commit)["cycles"] for commit in (start, first, second)] == [2, 2, 0]


def test_progress_speaks_of_the_same_names_wherever_they_moved(acts: Acts, builder: RepoBuilder) -> None:
    builder.commit(
        "a second path",
        {
            "shop/face.py": "from shop.orders import Order\n\n__all__ = ['Order']\n",
            "shop/late.py": "from shop.face import Order\n\nLATE = Order\n",
        },
    )
    before = {one.state.phase.id: one.before.value for one in acts.progress()}
    for phase in ("cycles", "paths", "paths"):
        land(acts, phase)
    paths = next(one for one in acts.progress() if one.state.phase.id == "paths")
    assert paths.before.value == before["paths"] == 4
    assert dict(paths.after.parts)["names"] == 2
    assert paths.after.value == 2
    assert paths.left == 0
