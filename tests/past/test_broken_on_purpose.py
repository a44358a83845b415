"""Repositories broken on purpose, in every form of import: nothing is missed, and every answer is right. `python -m bench.dead_on_purpose` runs more of them."""

from pathlib import Path

import pytest

from bench.dead.repositories import repositories
from bench.dead_on_purpose import Verdict, judged

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
