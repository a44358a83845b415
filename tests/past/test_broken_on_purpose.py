"""Repositories broken on purpose, in every form of import: nothing is missed, and every answer is right. `python -m bench.dead_on_purpose` runs more of them."""

from pathlib import Path

import pytest

from bench.dead.repositories import repositories
from bench.dead_on_purpose import Verdict, judged
from migrator.campaign.acts import Acts
from migrator.campaign.campaign import Campaign
from tests.support.repositories import PINNED

KNOWN = repositories()
KINDS = 10
FORMS = 24


@pytest.mark.parametrize("name", ["sample_repo", "generated 0", "pathspec", "click"])
def test_every_site_is_found_and_said_to_mean_the_right_thing(name: str, tmp_path: Path) -> None:
    verdicts, left_out = judged(
        KNOWN[name], tmp_path / "repository", rounds=2 if name == "sample_repo" else 1
    )
    wrong = [
        f"{one.expected.path}:{one.expected.line} {one.expected.kind}, {one.expected.form}: {one.said}, not {one.expected.means}"
        for one in verdicts
        if not one.is_right
    ]
    assert wrong == []
    assert len(verdicts) >= 100
    if name == "sample_repo":
        assert len(verdicts) >= 200
        assert not left_out
        assert len({one.expected.kind for one in verdicts}) == KINDS
        assert len({one.expected.form for one in verdicts}) == FORMS


def test_the_judge_sees_a_site_that_is_missed_and_an_answer_that_is_wrong(tmp_path: Path) -> None:
    verdicts, _ = judged(KNOWN["generated 1"], tmp_path / "repository")
    moved = next(one.expected for one in verdicts if one.expected.means)
    assert not Verdict(moved, None).is_found
    assert not Verdict(moved, None).is_right
    assert not Verdict(moved, "depot.elsewhere:other").is_right
    assert not Verdict(moved, "removed").is_right


def test_what_has_one_candidate_is_repaired_by_batches_that_are_proved_and_land(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in PINNED.items():
        monkeypatch.setenv(name, value)
    root = tmp_path / "repository"
    verdicts, _ = judged(KNOWN["generated 0"], root)
    campaign = Campaign.open(root, use_cache=False)
    acts = Acts(campaign)
    acts.confirm_trust()
    while batches := campaign.batches():
        acts.land(batches[0].id, approve_all=True)
    parts = dict(campaign.analysis().broken.measure.parts)
    assert (parts["one candidate"], parts["several candidates"], parts["never existed"]) == (0, 0, 0)
    assert parts["sites"] == sum(one.expected.means is None for one in verdicts)
