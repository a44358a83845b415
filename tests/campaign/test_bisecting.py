"""What of a red batch breaks it, found on real repositories with real checks, so that the rest can land."""

import sys
from pathlib import Path

import pytest

from migrator.batches.values import Decision
from migrator.campaign.acts import Acts
from migrator.campaign.bisecting import Bisected, Breaks, Rest, bisect
from migrator.campaign.campaign import Campaign, Listener
from migrator.errors import CancelledError, CheckFailedError, FlakyCheckError, UntrustedCommandError
from migrator.landing.values import LandingEvent, Step
from tests.campaign.conftest import PLAN
from tests.campaign.test_proposing_batches import batch_of
from tests.support.repositories import RepoBuilder, snapshot

USERS = {
    f"shop/user{number}.py": f"from shop.api import Price\n\n\ndef user{number}() -> Price:\n    return Price({number})\n"
    for number in range(8)
}
OTHERS = {
    f"shop/other{number}.py": f"from shop.api import Price as Money, __all__\n\nUSED = Money, __all__, {number}\n"
    for number in range(3)
}
REFUSES = (
    "import pathlib, sys; sys.exit(any('shop.prices' in pathlib.Path(file).read_text() for file in {files}))"
)


def opened(builder: RepoBuilder, code: str, listener: Listener | None = None) -> Acts:
    check = f'\n[[check]]\nname = "tests"\nrun = ["{sys.executable}", "-c", "{code}"]\n'
    builder.commit("users", {**USERS, **OTHERS, "migration.toml": PLAN + check})
    acts = Acts(Campaign.open(builder.root, listener=listener))
    acts.confirm_trust()
    return acts


def paths(acts: Acts) -> str:
    return batch_of(acts.campaign, "paths").id


def blamed(found: Bisected) -> set[str]:
    return {hunk.path for culprit in found.culprits for hunk in culprit.hunks}


def test_a_single_hunk_is_found_and_the_rest_lands_without_it(builder: RepoBuilder) -> None:
    acts = opened(builder, REFUSES.format(files=["shop/user5.py"]))
    batch = paths(acts)
    with pytest.raises(CheckFailedError):
        acts.land(batch, approve_all=True)
    before = snapshot(builder.root, ours="-")
    found = bisect(acts, batch)
    assert snapshot(builder.root, ours="-") == before
    assert (found.breaks, found.rest) == (Breaks.PART, Rest.GREEN)
    (culprit,) = found.culprits
    assert (culprit.kind, [hunk.path for hunk in culprit.hunks]) == ("hunk", ["shop/user5.py"])
    assert not acts.campaign.decisions.decided(batch)
    acts.campaign.decide(
        batch, scope="hunk", key=culprit.key, decision=Decision.REJECTED, reason="breaks tests"
    )
    landed, review = acts.land(batch, approve_all=True)
    assert [exclusion.reason for exclusion in review.record.exclusions] == ["breaks tests"]
    assert "shop.api" in builder.git("show", f"{landed.commit}:shop/user5.py")
    assert "shop.prices" in builder.git("show", f"{landed.commit}:shop/user4.py")


def test_a_whole_shape_is_named_by_its_shape(builder: RepoBuilder) -> None:
    acts = opened(builder, "import pathlib, sys; sys.exit(all('shop.prices' in pathlib.Path(f'shop/other{n}.py').read_text() for n in range(3)))")  # fmt: skip
    found = bisect(acts, paths(acts))
    assert blamed(found) == set(OTHERS)
    assert [culprit.kind for culprit in found.culprits] == ["shape"]
    assert found.rest is Rest.GREEN


def test_two_culprits_that_have_nothing_to_do_with_each_other_are_both_found(builder: RepoBuilder) -> None:
    acts = opened(builder, REFUSES.format(files=["shop/user1.py", "shop/bill.py"]))
    found = bisect(acts, paths(acts))
    assert (blamed(found), found.rest) == ({"shop/user1.py", "shop/bill.py"}, Rest.GREEN)


def test_what_the_batch_cannot_be_without_is_said_and_nothing_is_left_out(builder: RepoBuilder) -> None:
    acts = opened(builder, "import pathlib, sys; sys.exit(pathlib.Path('shop/types.py').exists())")
    found = bisect(acts, batch_of(acts.campaign, "cycles").id)
    assert (found.breaks, found.culprits, found.rest) == (Breaks.NEEDED, (), Rest.UNKNOWN)


def test_a_batch_that_is_green_is_not_searched(builder: RepoBuilder) -> None:
    acts = opened(builder, "pass")
    found = bisect(acts, paths(acts))
    assert (found.breaks, found.runs) == (Breaks.NOTHING, 1)


def test_what_is_known_of_a_tree_is_not_run_again(builder: RepoBuilder) -> None:
    acts = opened(builder, REFUSES.format(files=["shop/user5.py"]))
    first = bisect(acts, paths(acts))
    again = bisect(acts, paths(acts))
    assert first.runs > 4
    assert again.runs == 0
    assert (again.culprits, again.rest) == (first.culprits, first.rest)


def test_the_runs_are_bounded_and_what_was_not_narrowed_down_is_said(builder: RepoBuilder) -> None:
    acts = opened(builder, REFUSES.format(files=["shop/user5.py"]))
    found = bisect(acts, paths(acts), at_most=3)
    assert (found.runs, found.is_exhausted, found.rest) == (3, True, Rest.UNKNOWN)
    assert "shop/user5.py" in blamed(found)


def test_the_bound_is_said_before_the_first_run(builder: RepoBuilder) -> None:
    told: list[LandingEvent] = []
    acts = opened(builder, "pass", Listener(landing=told.append))
    bisect(acts, paths(acts), at_most=7)
    first = told[0]
    assert isinstance(first, Step)
    assert (first.total, "at most 7 runs" in first.title) == (7, True)


def test_a_flaky_check_is_no_reason_to_blame_a_hunk(builder: RepoBuilder, tmp_path: Path) -> None:
    mark = tmp_path / "ran"
    acts = opened(
        builder,
        f"import pathlib, sys; m = pathlib.Path('{mark}'); first = not m.exists(); m.touch(); sys.exit(first)",
    )
    with pytest.raises(FlakyCheckError, match="flaky"):
        bisect(acts, paths(acts))


def test_it_can_be_stopped(builder: RepoBuilder) -> None:
    told: list[LandingEvent] = []
    acts = opened(builder, "import time; time.sleep(60)", Listener(landing=told.append))
    acts.cancelled.set()
    with pytest.raises(CancelledError):
        bisect(acts, paths(acts))


def test_inr_06_nothing_runs_before_the_commands_are_confirmed(builder: RepoBuilder) -> None:
    opened(builder, "pass")
    builder.commit(
        "other", {"migration.toml": PLAN + f'\n[[check]]\nname = "t"\nrun = ["{sys.executable}"]\n'}
    )
    acts = Acts(Campaign.open(builder.root))
    with pytest.raises(UntrustedCommandError):
        bisect(acts, paths(acts))


def test_what_was_rejected_stays_out_and_is_not_blamed(builder: RepoBuilder) -> None:
    acts = opened(builder, REFUSES.format(files=["shop/user5.py", "shop/user6.py"]))
    batch = paths(acts)
    acts.campaign.decide(batch, scope="file", key="shop/user6.py", decision=Decision.REJECTED, reason="no")
    assert blamed(bisect(acts, batch)) == {"shop/user5.py"}
