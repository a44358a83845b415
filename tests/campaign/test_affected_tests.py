"""`{affected_tests}` in a check: the test files from which imports lead to what a batch changes, and when the whole suite runs instead."""

import sys

import pytest

from migrator.campaign.acts import Acts
from migrator.campaign.campaign import Campaign
from migrator.errors import CheckFailedError
from migrator.landing import affected
from migrator.landing.affected import affected_tests, filled
from migrator.landing.checks import known_results
from migrator.landing.values import AffectedTests, CheckOutcome, Landed
from migrator.plan.values import Check
from tests.campaign.conftest import PLAN
from tests.campaign.test_proposing_batches import batch_of
from tests.support.repositories import RepoBuilder

SELECTIVE = f"""
[[check]]
name = "tests"
run = ["{sys.executable}", "-m", "unittest", "{{affected_tests}}"]
"""
OTHER = f"""
[[check]]
name = "other"
run = ["{sys.executable}", "-c", "print('fine')"]
"""
TEST = "import unittest\n\n{imports}\n\n\nclass T(unittest.TestCase):\n    def test_it(self) -> None:\n        {code}\n"
MORE = {
    "tests/test_cart.py": TEST.format(
        imports="", code="from shop.cart import total; self.assertEqual(total([]).cents, 0)"
    ),
    "tests/test_stock.py": TEST.format(
        imports="from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from shop.stock import reserve", code="pass"
    ),
    "tests/test_nothing.py": TEST.format(imports="import json", code="pass"),
    "shop/again.py": "def again() -> object:\n    from shop.ledger import Ledger\n\n    return Ledger()\n",
}  # fmt: skip
REPORT = {"tests/test_report.py": TEST.format(imports="from shop import report", code="report")}


def opened(builder: RepoBuilder, *checks: str, files: dict[str, str] | None = None) -> Acts:
    builder.commit("checks", {**MORE, **(files or {}), "migration.toml": PLAN + "".join(checks)})
    acts = Acts(Campaign.open(builder.root))
    acts.confirm_trust()
    return acts


def arguments(landed: Landed) -> list[str]:
    (result,) = (result for result in landed.checks if result.name == "tests")
    return list(result.command[3:])


def reached_by(builder: RepoBuilder, *paths: str) -> AffectedTests:
    model = Campaign.open(builder.root).analysis().model
    return affected_tests(model, model, paths)


def test_tests_are_reached_by_imports_of_every_colour(builder: RepoBuilder) -> None:
    opened(builder)
    assert reached_by(builder, "shop/cart.py").paths == ("tests/test_cart.py",)
    assert reached_by(builder, "shop/prices.py").paths == ("tests/test_cart.py", "tests/test_shop.py")
    assert reached_by(builder, "shop/stock.py").paths == ("tests/test_shop.py", "tests/test_stock.py")


def test_a_package_s_own_file_reaches_every_test_of_the_package(builder: RepoBuilder) -> None:
    opened(builder)
    reached = reached_by(builder, "shop/__init__.py").paths
    assert reached == ("tests/test_cart.py", "tests/test_shop.py", "tests/test_stock.py")


def test_a_test_file_that_changes_is_itself_affected(builder: RepoBuilder) -> None:
    opened(builder)
    assert reached_by(builder, "tests/test_nothing.py").paths == ("tests/test_nothing.py",)


def test_what_a_conftest_reaches_affects_every_test_beside_and_below_it(builder: RepoBuilder) -> None:
    files = {"tests/deep/conftest.py": "import shop.cart\n", "tests/deep/test_far.py": "import json\n"}
    opened(builder, files=files)
    assert reached_by(builder, "shop/cart.py").paths == ("tests/deep/test_far.py", "tests/test_cart.py")


def test_a_changed_file_that_is_no_module_asks_for_the_whole_suite(builder: RepoBuilder) -> None:
    opened(builder)
    assert "setup.cfg is no module" in reached_by(builder, "shop/cart.py", "setup.cfg").whole
    assert not reached_by(builder, "README.md", ".migrator/batches/b1.json").whole


def test_too_many_for_one_command_is_the_whole_suite(
    builder: RepoBuilder, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(builder)
    monkeypatch.setattr(affected, "ARGUMENT_BYTES", 30)
    assert "2 test files are too many" in reached_by(builder, "shop/prices.py").whole


def test_a_path_is_never_taken_for_an_option() -> None:
    check = Check("tests", ("pytest", "{affected_tests}"))
    (made,), _ = filled([check], AffectedTests(paths=("-x/test_a.py", "test_b.py")))
    assert made.run == ("pytest", "./-x/test_a.py", "test_b.py")


def test_the_batch_that_ends_its_phase_runs_the_whole_suite(builder: RepoBuilder) -> None:
    acts = opened(builder, SELECTIVE)
    landed, _ = acts.land(batch_of(acts.campaign, "cycles").id, approve_all=True)
    assert landed.said[0] == "tests: the whole suite (it ends phase cycles)"
    assert arguments(landed) == []


def test_a_batch_before_the_end_of_its_phase_runs_the_tests_that_it_reaches_and_says_so(
    builder: RepoBuilder,
) -> None:
    acts = opened(builder, SELECTIVE, files=REPORT)
    landed, _ = acts.land(batch_of(acts.campaign, "broken").id, approve_all=True)
    assert arguments(landed) == ["tests/test_report.py"]
    assert landed.said[0] == "tests: the 1 test file that the change reaches"


def test_some_tests_are_no_proof_of_the_whole_check(builder: RepoBuilder) -> None:
    acts = opened(builder, SELECTIVE, files=REPORT)
    landed, _ = acts.land(batch_of(acts.campaign, "broken").id, approve_all=True)
    assert known_results(acts.campaign.repo, landed.tree, acts.campaign.place().plan.checks) == ()
    assert [result.outcome for result in acts.run_checks()] == [CheckOutcome.GREEN]
    assert len(known_results(acts.campaign.repo, landed.tree, acts.campaign.place().plan.checks)) == 1


def test_where_no_test_is_affected_the_check_has_nothing_to_run_and_another_must_speak(
    builder: RepoBuilder,
) -> None:
    acts = opened(builder, SELECTIVE, OTHER)
    landed, _ = acts.land(batch_of(acts.campaign, "broken").id, approve_all=True)
    assert [result.name for result in landed.checks] == ["other"]
    assert "tests had nothing to run: no test reaches the change" in landed.said


def test_where_nothing_else_would_run_the_whole_suite_runs(builder: RepoBuilder) -> None:
    acts = opened(builder, SELECTIVE)
    landed, _ = acts.land(batch_of(acts.campaign, "broken").id, approve_all=True)
    assert arguments(landed) == []
    assert "tests: the whole suite (no test reaches the change)" in landed.said


def test_a_failing_affected_test_stops_the_batch(builder: RepoBuilder) -> None:
    code = "self.assertIn('money', __import__('inspect').getsource(report))"
    acts = opened(builder, SELECTIVE, files={"tests/test_report.py": TEST.format(imports="from shop import report", code=code)})  # fmt: skip
    with pytest.raises(CheckFailedError, match="nothing landed"):
        acts.land(batch_of(acts.campaign, "broken").id, approve_all=True)
