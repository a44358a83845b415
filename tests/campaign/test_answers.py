"""Answers kept between runs: the same as those worked out, and only as long as everything they were made from is the same."""

import sqlite3
from pathlib import Path

import msgspec
import pytest

from migrator.batches.values import Decision
from migrator.campaign import campaign as campaign_module
from migrator.campaign.acts import Acts
from migrator.campaign.campaign import Campaign
from migrator.campaign.snapshot import analyse_place
from migrator.facts import workers
from migrator.facts.reading import failed
from migrator.source.trees import WorkingTree
from migrator.source.values import UnreadableFileError
from migrator.views.batches import batch_rows
from migrator.views.findings import finding_rows, findings_view
from migrator.views.status import status_view
from migrator.wire.status import StatusView
from tests.support.repositories import RepoBuilder


def status(repo: RepoBuilder, *, working_tree: bool = False) -> StatusView:
    """The first screen as a new process would see it."""
    campaign = Campaign.open(repo.root, working_tree=working_tree)
    return status_view(campaign, Acts(campaign))


@pytest.fixture
def no_analysis(monkeypatch: pytest.MonkeyPatch) -> None:
    """Analysing is an error from now on."""

    def refused(*_args: object, **_kwargs: object) -> None:
        pytest.fail("the tree was analysed again")

    monkeypatch.setattr(campaign_module, "analyse_place", refused)


def test_an_unchanged_repository_is_not_analysed_again(
    builder: RepoBuilder, request: pytest.FixtureRequest
) -> None:
    first = status(builder)
    opened = Campaign.open(builder.root)
    answers = findings_view(opened), finding_rows(opened), batch_rows(opened)
    request.getfixturevalue("no_analysis")
    assert status(builder) == first
    again = Campaign.open(builder.root)
    assert (findings_view(again), finding_rows(again), batch_rows(again)) == answers


def test_what_is_kept_is_what_would_be_worked_out(builder: RepoBuilder) -> None:
    status(builder)
    kept = status(builder)
    bare = Campaign.open(builder.root, use_cache=False)
    assert kept == status_view(bare, Acts(bare))


def test_ana_09_what_could_not_be_read_this_time_is_read_the_next_time(
    builder: RepoBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = WorkingTree.read

    def without_permission(tree: WorkingTree, path: str) -> bytes:
        if path == "shop/cart.py":
            raise UnreadableFileError(path, "Permission denied")
        return read(tree, path)

    with monkeypatch.context() as patch:
        patch.setattr(WorkingTree, "read", without_permission)
        assert [found.path for found in status(builder, working_tree=True).analysed.unparsable] == [
            "shop/cart.py"
        ]
    assert status(builder, working_tree=True).analysed.unparsable == ()


@pytest.mark.parametrize(
    "answer", [failed("worker", "it died"), failed("limit", "took too long")], ids=["died", "slow"]
)
def test_ana_09_what_a_worker_could_not_read_this_time_is_read_the_next_time(
    builder: RepoBuilder, monkeypatch: pytest.MonkeyPatch, answer: bytes
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(workers, "is_native", lambda: False)
        patch.setattr(workers, "read_by_reference", lambda _: answer)
        assert status(builder).analysed.parsed == 0
    assert status(builder).analysed.unparsable == ()


def test_a_commit_makes_a_new_answer(builder: RepoBuilder) -> None:
    assert status(builder).broken.names == 2
    builder.commit("the ledger is back", {"shop/ledger.py": "class Ledger: ...\n"})
    assert status(builder).broken.names == 1


def test_a_changed_plan_makes_a_new_answer(builder: RepoBuilder) -> None:
    before = status(builder)
    plan = (builder.root / "migration.toml").read_text()
    builder.commit("no paths", {"migration.toml": plan.partition('[[phase]]\nid = "paths"')[0]})
    assert len(status(builder).phases) == len(before.phases) - 1


def test_a_decision_changes_where_to_start_and_what_is_proposed(builder: RepoBuilder) -> None:
    campaign = Campaign.open(builder.root)
    before = {row.id: row.state for row in batch_rows(campaign)}
    batch = next(iter(before))
    campaign.decide(batch, scope="batch", key="", decision=Decision.APPROVED)
    after = {row.id: row.state for row in batch_rows(Campaign.open(builder.root))}
    assert before[batch] == "proposed"
    assert after[batch] == "approved"
    campaign.decisions.undo()
    assert {row.id: row.state for row in batch_rows(Campaign.open(builder.root))} == before


def test_an_edit_in_the_working_tree_makes_a_new_answer_there(builder: RepoBuilder) -> None:
    assert status(builder, working_tree=True).broken.names == 2
    builder.write({"shop/ledger.py": "class Ledger: ...\n"})
    assert status(builder, working_tree=True).broken.names == 1
    assert status(builder).broken.names == 2


def test_ana_09_an_answer_about_files_that_changed_meanwhile_is_given_and_not_kept(
    builder: RepoBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    audit = builder.root / "shop" / "audit.py"
    before = audit.read_text()

    def disturbed(*args: object, **kwargs: object) -> object:
        audit.write_text("")
        return analyse_place(*args, **kwargs)  # type: ignore[arg-type]  # passed through as it came

    with monkeypatch.context() as patch:
        patch.setattr(campaign_module, "analyse_place", disturbed)
        status(builder, working_tree=True)
    audit.write_text(before)
    assert status(builder, working_tree=True).broken.names == 2


@pytest.mark.parametrize("damage", [b"no database" * 1000, b""], ids=["rubbish", "empty"])
def test_ana_09_damaged_answers_cost_time_and_nothing_else(
    builder: RepoBuilder, tmp_path: Path, damage: bytes
) -> None:
    first = status(builder)
    (kept,) = (tmp_path / "cache").glob("answers-*.sqlite")
    for ending in ("-wal", "-shm"):
        kept.with_name(kept.name + ending).unlink(missing_ok=True)
    kept.write_bytes(damage)
    again = status(builder)
    assert msgspec.structs.replace(again, notes=()) == first
    assert any("the cache" in note for note in again.notes)


def test_ana_09_an_answer_that_cannot_be_read_is_worked_out_again(
    builder: RepoBuilder, tmp_path: Path
) -> None:
    first = status(builder)
    (kept,) = (tmp_path / "cache").glob("answers-*.sqlite")
    with sqlite3.connect(kept) as connection:
        connection.execute("UPDATE kept SET value = x'c0', checksum = 1231433021")
    connection.close()
    assert status(builder) == first
