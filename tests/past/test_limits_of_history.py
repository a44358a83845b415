"""What is said where history is cut, how little of it is read, and that reading it runs nothing."""

from pathlib import Path

import pytest

from migrator.analysis import analyse
from migrator.findings.values import DeadList
from migrator.past import walk
from migrator.past.remember import Past
from migrator.source.trees import CommitTree
from tests.past.conftest import History
from tests.past.test_what_became_of_names import CORE, START
from tests.support.repositories import RepoBuilder
from tests.support.tripwires import Tripwire


def renamed(history: History) -> None:
    history.builder.commit("start", START)
    history.builder.commit("rename", {"pkg/core.py": CORE.replace("load", "read")})


def test_a_shallow_clone_says_that_it_is_one_and_knows_what_it_has(history: History, tmp_path: Path) -> None:
    renamed(history)
    history.builder.commit("drop", {"pkg/core.py": CORE.replace("load", "read").replace("LIMIT = 300\n", "")})
    clone = tmp_path / "clone"
    history.builder.git("clone", "--quiet", "--depth=2", f"file://{history.builder.root}", str(clone))
    shallow = History(RepoBuilder(clone))
    told = shallow.told()
    assert told.detail("pkg.core:LIMIT").listed is DeadList.REMOVED
    assert told.detail("pkg.core:load").listed is DeadList.NEVER
    assert any("This clone is shallow" in said for said in told.said("pkg.core:load"))
    shallow.builder.git("fetch", "--quiet", "--unshallow")
    assert shallow.told().means("pkg.core:load") == ["pkg.core:read"]


def test_a_clone_without_the_old_contents_says_so(history: History, tmp_path: Path) -> None:
    renamed(history)
    history.builder.git("config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    history.builder.git(
        "clone", "--quiet", "--filter=blob:none", f"file://{history.builder.root}", str(clone)
    )
    told = History(RepoBuilder(clone)).told()
    assert told.detail("pkg.core:load").listed is DeadList.NEVER
    assert any("lacks some contents" in said for said in told.said("pkg.core:load"))


def test_a_history_that_is_damaged_stops_nobody_and_it_is_said(history: History) -> None:
    lost = history.builder.commit("start", START)
    history.builder.commit("rename", {"pkg/core.py": CORE.replace("load", "read")})
    stored = history.builder.root / ".git/objects" / lost[:2] / lost[2:]
    away = stored.rename(stored.with_name("away"))
    told = history.told()
    away.rename(stored)
    assert told.detail("pkg.core:load").listed is DeadList.NEVER
    assert any("cannot be read" in said and "git fsck" in said for said in told.said("pkg.core:load"))


def test_what_is_not_committed_yet_is_known_too(history: History) -> None:
    start = history.builder.commit("start", START)
    history.builder.write({"pkg/core.py": CORE.replace("load", "read")})
    told = history.told(working_tree=True)
    assert told.means("pkg.core:load") == ["pkg.core:read"]
    assert f"It last resolved in {start[:10]} (start)." in told.said("pkg.core:load")
    assert "a change that is not committed renamed it: pkg.core:read." in told.said("pkg.core:load")


def test_a_file_that_is_renamed_and_not_committed_yet_is_known_too(history: History) -> None:
    history.builder.commit("start", START | {"pkg/user.py": "import pkg.core\n"})
    history.builder.git("mv", "pkg/core.py", "pkg/depot.py")
    assert history.told(working_tree=True).means("pkg.core") == ["pkg.depot"]


def test_only_so_many_commits_are_looked_through_and_it_is_said(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(walk, "FIRST", 2)
    monkeypatch.setattr(walk, "MOST", 4)
    monkeypatch.setattr("migrator.past.remember.MOST", 4)
    renamed(history)
    for number in range(3):
        history.builder.commit(f"more {number}", {"pkg/more.py": f"x = {number}\n"})
    assert history.told().means("pkg.core:load") == ["pkg.core:read"]
    history.builder.commit("one more", {"pkg/more.py": "x = 4\n"})
    late = History(history.builder).told()
    assert late.detail("pkg.core:load").listed is DeadList.NEVER
    assert "Of history only the last 4 commits were looked through." in late.said("pkg.core:load")


def test_a_longer_history_asks_git_no_more_often(tmp_path: Path) -> None:
    counts = []
    for length in (1, 40):
        history = History(RepoBuilder.create(tmp_path / f"repo-{length}"))
        renamed(history)
        for number in range(length):
            history.builder.commit(f"more {number}", {"pkg/more.py": f"x = {number}\n"})
        assert history.told().means("pkg.core:load") == ["pkg.core:read"]
        counts.append(len(history.commands))
    assert counts[0] == counts[1]


def test_more_dead_names_of_one_module_ask_git_no_more_often(tmp_path: Path) -> None:
    counts = []
    for number in (1, 30):
        history = History(RepoBuilder.create(tmp_path / f"repo-{number}"))
        names = [f"name_{one}" for one in range(number)]
        text = "".join(f"def {name}():\n    return '{name}'\n\n\n" for name in names)
        use = {"pkg/user.py": f"from pkg.core import {', '.join(names)}\n", "pkg/core.py": text}
        history.builder.commit("start", START | use)
        history.builder.commit("drop", {"pkg/core.py": "LIMIT = 1\n"})
        assert len(history.told().dead) == number
        counts.append(len(history.commands))
    assert counts[0] == counts[1]


def test_without_dead_names_history_is_not_asked(history: History) -> None:
    history.builder.commit("start", START)
    assert not history.told().dead
    assert not any(run.argv[1] in {"log", "rev-list", "diff-tree"} for run in history.commands)


def test_what_was_found_is_kept_and_a_new_commit_adds_only_itself(history: History) -> None:
    renamed(history)
    history.told()
    before = history.builder.git("rev-parse", "HEAD")
    history.commands.clear()
    assert history.told().means("pkg.core:load") == ["pkg.core:read"]
    walks = [run.argv for run in history.commands if "--raw" in run.argv]
    assert walks == []
    history.builder.commit("more", {"pkg/more.py": "x = 1\n"})
    history.told()
    walks = [run.argv for run in history.commands if "--first-parent" in run.argv and "--raw" in run.argv]
    assert walks
    assert all(f"^{before}" in argv for argv in walks)


def test_reading_history_runs_nothing_of_the_repository(history: History, tmp_path: Path) -> None:
    renamed(history)
    wire = Tripwire.lay(history.builder, tmp_path / "marks")
    wire.reset()
    assert history.told().means("pkg.core:load") == ["pkg.core:read"]
    assert wire.sprung == []


def test_hostile_subjects_and_paths_are_data(history: History) -> None:
    history.builder.commit("start", START | {"pkg/od\nd :100644.py": "x = 1\n"})
    history.builder.commit(
        "\x01:100644 100644 a b M\x1b[2J",
        {"pkg/core.py": CORE.replace("load", "read"), "pkg/od\nd :100644.py": "x = 2\n"},
    )
    assert history.told().means("pkg.core:load") == ["pkg.core:read"]


def test_an_analysis_that_takes_over_from_another_says_the_same(history: History) -> None:
    renamed(history)
    earlier = history.told().analysis
    history.builder.git("mv", "pkg/core.py", "pkg/depot.py")
    history.builder.commit("move", {"pkg/user.py": "from pkg.core import load, Store\nimport pkg.core\n"})
    repo, head = history.past.repo, history.builder.git("rev-parse", "HEAD")
    tree, plan = CommitTree(repo, head), earlier.plan
    after = analyse(tree, plan, previous=earlier, past=history.past.before(head))
    fresh = analyse(tree, plan, past=Past(repo).before(head))
    assert after.broken.findings == fresh.broken.findings
    assert [str(each) for one in after.broken.findings for each in one.names[1:]] == [
        "pkg.depot:Store",
        "pkg.depot:read",
    ]
