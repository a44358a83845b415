"""`move` and `canonical` without a finding behind them: the same proofs, written into the working tree or landed."""

import sys
from collections.abc import Callable

import pytest

from migrator.campaign.acts import Acts
from migrator.campaign.adhoc import AdHoc, commit_ad_hoc, plan_canonical, plan_move, write_ad_hoc
from migrator.campaign.campaign import Campaign
from migrator.campaign.undoing import undo_batch
from migrator.errors import RefusedError, StalePlanError, UsageError
from migrator.plan.values import ShimChoice
from migrator.processes import run, scrubbed_environment
from tests.support.repositories import RepoBuilder


def here(builder: RepoBuilder) -> Campaign:
    return Campaign.open(builder.root, working_tree=True)


def python(builder: RepoBuilder, code: str) -> int | None:
    env = scrubbed_environment({"PYTHONDONTWRITEBYTECODE": "1"})
    return run([sys.executable, "-c", code], cwd=builder.root, env=env, timeout=60).returncode


def test_a_move_is_written_into_the_working_tree_and_the_old_path_gives_the_same_object(
    builder: RepoBuilder,
) -> None:
    campaign = here(builder)
    change = plan_move(campaign, ["shop.prices:Price"], "shop.money.values", ShimChoice.AUTO)
    assert change.refused == ""
    assert all(proof.holds for proof in change.proofs)
    assert not (builder.root / "shop/money").exists()
    write_ad_hoc(campaign, change)
    changed = set(builder.git("status", "--porcelain", "-uall").split("\n"))
    assert {"?? shop/money/__init__.py", "?? shop/money/values.py", "M shop/prices.py"} <= {
        line.strip() for line in changed
    }
    assert (
        python(
            builder,
            "import shop.prices as p, shop.money.values as m, shop.api as a; assert p.Price is m.Price is a.Price",
        )
        == 0
    )
    assert builder.git("diff", "--cached", "--name-only") == ""


def test_law_9_a_move_done_is_nothing_to_do(builder: RepoBuilder) -> None:
    campaign = here(builder)
    write_ad_hoc(campaign, plan_move(campaign, ["shop.prices:Price"], "shop.money", ShimChoice.AUTO))
    again = plan_move(here(builder), ["shop.prices:Price"], "shop.money", ShimChoice.AUTO)
    assert again.planned.change_set.is_empty
    assert again.refused == ""


def test_a_move_works_on_what_is_in_the_working_tree_not_on_what_is_committed(builder: RepoBuilder) -> None:
    builder.write({"shop/fresh.py": "from shop.prices import Price\n\nFREE = Price(0)\n"})
    campaign = here(builder)
    change = plan_move(campaign, ["shop.prices:Price"], "shop.money", ShimChoice.AUTO)
    write_ad_hoc(campaign, change)
    assert "from shop.money import Price" in (builder.root / "shop/fresh.py").read_text()


@pytest.mark.parametrize("edited", ["shop/prices.py", "tests/test_shop.py", "shop/money.py"])
def test_rev_03_a_file_saved_after_planning_is_not_overwritten_and_nothing_is_written(
    builder: RepoBuilder, edited: str
) -> None:
    campaign = here(builder)
    change = plan_move(campaign, ["shop.prices:Price"], "shop.money", ShimChoice.AUTO)
    mine = "# mine\n" + ((builder.root / edited).read_text() if (builder.root / edited).exists() else "")
    builder.write({edited: mine})
    with pytest.raises((RefusedError, StalePlanError), match="changed since"):
        write_ad_hoc(campaign, change)
    assert builder.git("status", "--porcelain", "-uall").split()[1:] == [edited]
    assert (builder.root / edited).read_text() == mine


def test_a_move_without_a_shim_takes_every_user_along(builder: RepoBuilder) -> None:
    campaign = here(builder)
    change = plan_move(campaign, ["shop.prices:Price"], "shop.money", ShimChoice.NONE)
    assert change.refused == "", change.proofs
    write_ad_hoc(campaign, change)
    assert (
        python(
            builder,
            "import shop.api, shop.bill, shop.cart, shop.money; assert shop.api.Price is shop.money.Price",
        )
        == 0
    )
    assert python(builder, "from shop.prices import Price") != 0


def test_a_symbol_gets_a_new_name_on_the_way(builder: RepoBuilder) -> None:
    campaign = here(builder)
    change = plan_move(campaign, ["shop.prices:Price"], "shop.money:Amount", ShimChoice.AUTO)
    assert change.refused == "", change.proofs
    write_ad_hoc(campaign, change)
    assert (
        python(
            builder,
            "import shop.prices, shop.money, shop.bill; assert shop.prices.Price is shop.money.Amount",
        )
        == 0
    )


def test_canonical_rewrites_every_import_to_the_path(builder: RepoBuilder) -> None:
    campaign = here(builder)
    change = plan_canonical(campaign, "shop.api:Price")
    assert change.refused == "", change.proofs
    write_ad_hoc(campaign, change)
    assert "from shop.api import Price" in (builder.root / "tests/test_shop.py").read_text()
    assert (builder.root / "shop/api.py").read_text().startswith("from shop.prices import Price")


def test_com_01_an_ad_hoc_change_lands_as_one_commit_with_a_record(acts: Acts, builder: RepoBuilder) -> None:
    change = plan_canonical(acts.campaign, "shop.prices:Price")
    landed = commit_ad_hoc(acts, change)
    changed = builder.git("diff-tree", "-r", "--name-only", "main", landed.commit).split("\n")
    assert changed == [f".migrator/batches/{landed.batch}.json", "shop/bill.py", "shop/cart.py"]
    assert builder.git("status", "--porcelain") == ""
    assert [entry.record.phase for entry in acts.history() if entry.record] == ["ad hoc"]
    undo_batch(acts)
    assert plan_canonical(acts.campaign, "shop.prices:Price").planned.change_set == change.planned.change_set


def test_an_ad_hoc_change_works_without_a_plan(tmp_path_factory: pytest.TempPathFactory) -> None:
    builder = RepoBuilder.create(tmp_path_factory.mktemp("bare") / "repo")
    builder.commit(
        "start",
        {
            "app/__init__.py": "",
            "app/a.py": "VALUE = 1\n",
            "app/b.py": "from app.a import VALUE\n\nTWICE = VALUE * 2\n",
        },
    )
    campaign = here(builder)
    write_ad_hoc(campaign, plan_move(campaign, ["app.a:VALUE"], "app.constants", ShimChoice.AUTO))
    assert (
        python(
            builder,
            "import app.a, app.b, app.constants; assert app.a.VALUE is app.constants.VALUE; assert app.b.TWICE == 2",
        )
        == 0
    )


Plan = Callable[[Campaign], AdHoc]


@pytest.mark.parametrize(
    "plan",
    [
        pytest.param(lambda campaign: plan_canonical(campaign, "shop.prices"), id="no symbol"),
        pytest.param(lambda campaign: plan_canonical(campaign, "shop.prices:Price,Other"), id="two symbols"),
        pytest.param(lambda campaign: plan_canonical(campaign, "shop.prices:Nothing"), id="a name of nothing"),
        pytest.param(lambda campaign: plan_canonical(campaign, "json:loads"), id="a name of somebody else"),
        pytest.param(lambda campaign: plan_move(campaign, ["shop.prices:Price", "shop.orders:Order"], "shop.x:New", ShimChoice.AUTO), id="one new name for two"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_a_usage_error(campaign: Campaign, plan: Plan) -> None:
    with pytest.raises(UsageError):
        plan(campaign)


@pytest.mark.parametrize(
    "plan",
    [
        pytest.param(lambda campaign: plan_move(campaign, ["shop.prices:Nothing"], "shop.money", ShimChoice.AUTO), id="a symbol that is not there"),
        pytest.param(lambda campaign: plan_move(campaign, ["shop.prices:Price"], "shop.orders:Order", ShimChoice.AUTO), id="a name that is taken"),
        pytest.param(lambda campaign: plan_move(campaign, ["shop.prices:Price"], "not a module", ShimChoice.AUTO), id="a target that is no module"),
        pytest.param(lambda campaign: plan_move(campaign, ["shop.prices:Price"], "elsewhere.money", ShimChoice.AUTO), id="a target in no package"),
        pytest.param(lambda campaign: plan_move(campaign, ["shop.stock:reserve"], "shop.orders", ShimChoice.AUTO), id="a target that would import itself"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_refused_and_not_written(builder: RepoBuilder, plan: Plan) -> None:
    campaign = here(builder)
    change = plan(campaign)
    if not change.refused:
        write_ad_hoc(campaign, change)
        assert (
            python(
                builder, "import shop.stock, shop.orders; assert shop.stock.reserve is shop.orders.reserve"
            )
            == 0
        )
        return
    with pytest.raises(RefusedError, match="cannot be done"):
        write_ad_hoc(campaign, change)
    assert builder.git("status", "--porcelain", "-uall") == ""
