"""`--commit` in a repository without a plan: landings go on from each other, and from what is checked out."""

import json

import pytest

from tests.cli.conftest import Run
from tests.support.repositories import RepoBuilder, snapshot

TIP = "refs/heads/migration/small"


def test_landings_go_on_from_each_other_and_the_last_is_undone_first(
    unplanned: RepoBuilder, run: Run
) -> None:
    before = snapshot(unplanned.root)
    commits = []
    for symbol in ("app.user:VALUE", "app.two:Two"):
        ran = run(
            "move",
            symbol,
            f"app.new_{symbol[-3:].lower()}",
            "--commit",
            "--json",
            cwd=unplanned.root,
        )
        assert ran.code == 0, ran.out + ran.err
        commits.append(json.loads(ran.out)["commit"])
    assert unplanned.git("rev-parse", TIP, f"{TIP}^", f"{TIP}^^").split() == [
        *reversed(commits),
        unplanned.git("rev-parse", "main"),
    ]
    assert (snapshot(unplanned.root).files, snapshot(unplanned.root).head) == (before.files, before.head)
    assert run("undo", cwd=unplanned.root).code == 0
    assert unplanned.git("diff", "--name-only", commits[0], TIP, "--", "app") == ""


@pytest.mark.parametrize("how", ["merged", "merged and gone on", "gone apart"])
def test_the_branch_of_earlier_landings_may_be_behind_what_is_checked_out_not_beside_it(
    unplanned: RepoBuilder, run: Run, how: str
) -> None:
    assert run("move", "app.two:Two", "app.newer", "--commit", cwd=unplanned.root).code == 0
    if how == "gone apart":
        unplanned.commit("apart", {"app/more.py": "MORE = 1\n"})
    else:
        unplanned.git("merge", "--ff-only", "migration/small")
    if how == "merged and gone on":
        unplanned.commit("on", {"app/more.py": "MORE = 1\n"})
    before = snapshot(unplanned.root)
    ran = run("move", "app.user:VALUE", "app.fresh", "--commit", cwd=unplanned.root)
    if how == "gone apart":
        assert ran.code == 3
        assert "gone apart" in ran.err
        assert snapshot(unplanned.root) == before
    else:
        assert ran.code == 0, ran.err
        assert unplanned.git("rev-parse", f"{TIP}^") == unplanned.git("rev-parse", "main")
