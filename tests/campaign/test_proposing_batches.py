"""What is proposed for a repository: each batch can be planned, is proved, and does what it was proposed for."""

import pytest

from migrator.batches.values import Batch
from migrator.campaign.campaign import Campaign
from migrator.errors import UsageError
from migrator.records.intentions import MoveSymbols, RepairDeadImport, RewriteImports
from tests.support.repositories import RepoBuilder


def batch_of(campaign: Campaign, phase: str) -> Batch:
    return next(batch for batch in campaign.batches() if batch.phase == phase)


def test_phases_are_proposed_in_the_plans_order(campaign: Campaign) -> None:
    assert [batch.phase for batch in campaign.batches()] == ["broken", "cycles", "paths"]
    kinds = [type(batch.recipes[0]) for batch in campaign.batches()]
    assert kinds == [RepairDeadImport, MoveSymbols, RewriteImports]


@pytest.mark.parametrize("phase", ["broken", "cycles", "paths"])
def test_law_8_every_batch_is_proved_and_lowers_its_measure(campaign: Campaign, phase: str) -> None:
    batch = batch_of(campaign, phase)
    review = campaign.review(batch.id)
    assert review.refused == ""
    assert review.state == "proposed"
    assert all(proof.holds for proof in review.proofs)
    assert len(review.proofs) == 8
    assert review.effect is not None
    changes = {change.phase: change for change in review.effect.measures}
    assert changes[phase].after.value < changes[phase].before.value
    assert set(batch.closes) <= set(review.effect.closed)


def test_a_dead_import_with_one_candidate_is_repaired_and_the_others_are_left(campaign: Campaign) -> None:
    batch = batch_of(campaign, "broken")
    assert [str(recipe.means) for recipe in batch.recipes if isinstance(recipe, RepairDeadImport)] == [
        "shop.prices:Price"
    ]
    review = campaign.review(batch.id)
    assert [hunk.path for hunk in review.whole.hunks] == ["shop/report.py"]
    assert review.effect is not None
    assert (review.effect.broken_before, review.effect.broken_after) == (2, 1)


def test_a_cycle_through_a_shared_type_is_opened_by_moving_it_down(campaign: Campaign) -> None:
    review = campaign.review(batch_of(campaign, "cycles").id)
    assert review.after is not None
    cycles = review.after.phase("cycles")
    assert cycles is not None
    assert cycles.is_done
    new = review.after.tree.read("shop/types.py").decode()
    assert "class Order" in new
    assert "from dataclasses import dataclass" in new
    assert str(review.after.model.resolve("shop.orders", "Order")).count("shop.types") == 1


def test_law_10_ids_depend_on_nothing_but_what_is_proposed(campaign: Campaign, builder: RepoBuilder) -> None:
    first = {batch.phase: batch.id for batch in campaign.batches()}
    builder.commit("unrelated", {"shop/new.py": "VALUE = 1\n", "README.md": "hello\n"})
    assert {batch.phase: batch.id for batch in campaign.batches()} == first
    assert {batch.phase: batch.id for batch in Campaign.open(builder.root).batches()} == first


def test_a_batch_is_named_by_any_beginning_of_its_id_that_is_unique(campaign: Campaign) -> None:
    batch = batch_of(campaign, "cycles")
    assert campaign.batch(batch.id[:5]) == batch
    with pytest.raises(UsageError, match="could be"):
        campaign.batch("b")
    with pytest.raises(UsageError, match="no batch"):
        campaign.batch("nothing")


def test_the_first_batch_is_the_first_of_all(campaign: Campaign, builder: RepoBuilder) -> None:
    alone = Campaign.open(builder.root).first_batch()
    assert alone == campaign.batches()[0]


def test_what_is_offered_to_start_with_can_land(tmp_path_factory: pytest.TempPathFactory) -> None:
    """To import Base from where it is defined would close a circle that the lazy path leaves open, so nothing is left of the first batch."""
    lazy = (
        "def __getattr__(name):\n    if name == 'Base':\n        from app.base import Base\n\n        return Base\n"
        "    raise AttributeError(name)\n"
    )
    builder = RepoBuilder.create(tmp_path_factory.mktemp("proved") / "repo")
    files = {
        "app/__init__.py": "",
        "app/base.py": "import app.early\n\n\nclass Base:\n    pass\n",
        "app/early.py": "from app.lazy import Base\n\nVALUE = 1\n",
        "app/lazy.py": lazy,
        "app/m.py": "class Thing:\n    pass\n",
        "app/face.py": "from app.m import Thing\n",
        "app/user.py": "from app.face import Thing\n\nVALUE = Thing\n",
    }
    builder.commit("start", files)
    campaign = Campaign.open(builder.root)
    first, second = campaign.batches()
    assert campaign.review(first.id).refused != ""
    assert campaign.first_batch() == second


def test_a_name_that_its_package_binds_over_a_submodule_is_imported_from_where_it_is_defined(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """`from . import __version__` is the string, since the package loads the submodule of that name before it binds the string."""
    builder = RepoBuilder.create(tmp_path_factory.mktemp("bound") / "repo")
    files = {
        "app/__init__.py": "from .__version__ import __version__\n",
        "app/__version__.py": "__version__ = '1'\n",
        "app/help.py": "from . import __version__ as version\n\nVALUE = version\n",
    }
    builder.commit("start", files)
    campaign = Campaign.open(builder.root)
    (batch,) = campaign.batches()
    review = campaign.review(batch.id)
    assert review.refused == ""
    (hunk,) = review.approved.hunks
    assert hunk.new == ".__version__", "after `from`, all else stays"


def test_every_finding_that_can_be_closed_names_its_batch(campaign: Campaign) -> None:
    closing = campaign.batches_by_finding()
    assert closing["import-paths:shop.api:Price"] == batch_of(campaign, "paths").id
    dead = next(state for state in campaign.analysis().phases if state.phase.id == "broken").remaining
    assert [finding.id in closing for finding in dead].count(True) == 1


def test_a_changed_plan_is_seen_without_opening_again(campaign: Campaign, builder: RepoBuilder) -> None:
    assert len(campaign.analysis().phases) == 3
    plan = (builder.root / "migration.toml").read_text()
    builder.commit(
        "fewer", {"migration.toml": plan.replace('[[phase]]\nid = "broken"\nfinds = "dead-imports"\n', "")}
    )
    assert [state.phase.id for state in campaign.analysis().phases] == ["cycles", "paths"]


def test_a_repository_with_nothing_to_do_has_no_batch(tmp_path_factory: pytest.TempPathFactory) -> None:
    builder = RepoBuilder.create(tmp_path_factory.mktemp("clean") / "repo")
    builder.commit("start", {"app/__init__.py": "", "app/a.py": "VALUE = 1\n"})
    campaign = Campaign.open(builder.root)
    assert campaign.batches() == ()
    assert campaign.first_batch() is None


def test_law_7_a_package_whose_face_would_lose_a_name_keeps_it(campaign: Campaign) -> None:
    """The facade's own re-export stays: it is an old public path."""
    review = campaign.review(batch_of(campaign, "paths").id)
    assert "shop/api.py" not in {hunk.path for hunk in review.whole.hunks}
    assert {hunk.path for hunk in review.whole.hunks} == {"shop/cart.py", "shop/bill.py"}
