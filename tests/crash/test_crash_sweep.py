import random
from pathlib import Path

import pytest

from migrator.landing.faultpoints import POINTS
from tests.crash.acts import ACTS
from tests.crash.sweep import Sweep
from tests.support.repositories import PINNED

RANDOM = 2


@pytest.fixture(autouse=True)
def pinned_git(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in PINNED.items():
        monkeypatch.setenv(name, value)


def test_cra_01_killed_at_any_point_and_at_any_moment_recover_leaves_before_or_after(tmp_path: Path) -> None:
    passed: set[str] = set()
    chance = random.Random(0)  # noqa: S311  chance that can be repeated
    for name in ("land and follow", "write", *ACTS):
        if set(POINTS) <= passed:
            break
        sweep = Sweep(name, tmp_path / f"{len(passed)}-{name.replace(' ', '-')}")
        outcomes = [*sweep.at_points(passed), *sweep.at_random(chance, RANDOM)]
        assert [outcome for outcome in outcomes if outcome.wrong] == []
        passed |= set(sweep.points)
    assert set(POINTS) - passed == set(), "no act of the sweep passes these"


def test_the_sweep_tells_a_half_done_act_from_a_whole_one(tmp_path: Path) -> None:
    sweep = Sweep("follow", tmp_path / "follow")
    index = sweep._restored()
    (sweep.root / "pkg/a.py").write_text("VALUE = 2\n")
    outcome = sweep._judged("by hand", index)
    assert outcome.state == "BETWEEN"
    assert "not before: status, files differ" in outcome.wrong
    assert any(said.startswith("not after: refs, staged, status,") for said in outcome.wrong)
