"""A campaign of five commits, and a base that moves under it by thirty commits that touch the same lines."""

import sys
from pathlib import Path

from migrator.batches.values import Decision
from migrator.campaign.acts import Acts
from migrator.campaign.adhoc import commit_ad_hoc, plan_move
from migrator.campaign.campaign import Campaign
from migrator.plan.values import ShimChoice
from tests.support.repositories import RepoBuilder

BRANCH = "migration/room"
REF = f"refs/heads/{BRANCH}"
KEPT = "room/user2.py"
"""The file in which a site was left out of the batch of the paths, on purpose."""
PLAN = """\
[campaign]
name = "room"
packages = ["room"]
consumers = ["tests"]
branch = "migration/room"

[[phase]]
id = "paths"
finds = "import-paths"
scope = "room"
canonical = { "room.types:Connection" = [] }
"""
CHECK = f"""
[[check]]
name = "tests"
run = ["{sys.executable}", "-m", "unittest", "discover", "-s", "tests", "-t", "."]
timeout = 60
"""
MANAGER = '''"""The manager."""

import json

LIMIT = 10


class Connection:
    """One connection."""

    def __init__(self, name: str) -> None:
        self.name = name

    def dump(self) -> str:
        return json.dumps({"name": self.name})


class Mode:
    UNIFIED = "unified"
    SPLIT = "split"


class Manager:
    def open(self, name: str) -> Connection:
        return Connection(name)
'''
TESTS = """import importlib
import pathlib
import unittest


class Everything(unittest.TestCase):
    def test_it(self) -> None:
        for path in sorted(pathlib.Path("room").glob("*.py")):
            importlib.import_module(f"room.{path.stem}" if path.stem != "__init__" else "room")
        from room.manager import Connection, Manager, Mode
        self.assertIsInstance(Manager().open("x"), Connection)
        self.assertEqual(Mode.UNIFIED, "unified")
"""


def user(number: int, more: str = "") -> str:
    """A module that uses the old paths."""
    names = f"Connection, Mode{more}"
    return f"from room.manager import {names}\n\n\ndef use{number}() -> Connection:\n    return Connection(Mode.UNIFIED)\n"


def start(root: Path, *, check: bool = False) -> RepoBuilder:
    """The repository before the campaign, with its plan."""
    builder = RepoBuilder.create(root)
    files = {
        "room/__init__.py": "",
        "room/manager.py": MANAGER,
        "room/types.py": '"""Types."""\n',
        "room/facade.py": "from room.manager import Connection\n\n__all__ = ['Connection']\n",
        "room/far.py": "FAR = 1\n",
        "room/notes.py": "ONE = 1\nTWO = 2\nTHREE = 3\n",
        "tests/__init__.py": "",
        "tests/test_all.py": TESTS,
        "migration.toml": PLAN + (CHECK if check else ""),
        ".gitignore": "__pycache__/\n",
    }
    files |= {f"room/user{number}.py": user(number) for number in range(1, 6)}
    files |= {
        f"room/through{number}.py": f"from room.facade import Connection\n\nVALUE{number} = Connection\n"
        for number in range(1, 4)
    }
    builder.commit("start", files)
    return builder


def acts_on(builder: RepoBuilder) -> Acts:
    """The campaign of a repository, its commands confirmed."""
    acts = Acts(Campaign.open(builder.root))
    acts.confirm_trust()
    return acts


def move(acts: Acts, name: str) -> str:
    """Land the move of one definition; returns the commit."""
    change = plan_move(acts.campaign, [f"room.manager:{name}"], "room.types", ShimChoice.AUTO)
    return commit_ad_hoc(acts, change).commit


def land_paths(acts: Acts) -> str:
    """Land the batch that brings everybody to the canonical path, but for one file whose owner said no."""
    campaign = acts.campaign
    (batch,) = [one for one in campaign.batches() if one.phase == "paths"]
    review = campaign.review(batch.id, prove_it=False)
    left = [hunk.key for hunk in review.whole.hunks if hunk.path == "room/through2.py"]
    for key in left:
        campaign.decide(batch.id, scope="hunk", key=key, decision=Decision.REJECTED, reason="theirs")
    return acts.land(batch.id, approve_all=True)[0].commit


def by_hand(builder: RepoBuilder, message: str, path: str, old: str, new: str) -> str:
    """A commit that somebody makes on the campaign's branch."""
    builder.git("worktree", "add", "--quiet", "../hand", BRANCH)
    other = RepoBuilder(builder.root.parent / "hand")
    text = (other.root / path).read_text()
    assert old in text
    commit = other.commit(message, {path: text.replace(old, new)})
    builder.git("worktree", "remove", "--force", "../hand")
    return commit


def campaign(builder: RepoBuilder) -> Acts:
    """Five commits: two moves, somebody's own change, the paths, and once more somebody."""
    acts = acts_on(builder)
    move(acts, "Connection")
    move(acts, "Mode")
    by_hand(builder, "count from two", "room/notes.py", "TWO = 2", "TWO = 22")
    land_paths(acts)
    by_hand(builder, "a word on far", "room/far.py", "FAR = 1\n", "FAR = 1\n\n# how far\n")
    return acts


def move_base(builder: RepoBuilder, *, squash: str = "") -> str:
    """Thirty commits on main: new users of old paths, changed import lines, a renamed user, an edit in a moved body, and a squash of half the campaign."""
    made = 0
    home = "room/manager.py"
    if squash:
        builder.git("merge", "--quiet", "--squash", squash)
        builder.commit("Merge half of the campaign, squashed")
        home, made = "room/types.py", 1
    for number in range(1, 5):
        builder.commit(
            f"user {number} looks at the limit", {f"room/user{number}.py": _with_limit(builder, number)}
        )
    for number in range(6, 16):
        builder.commit(f"new user {number}", {f"room/user{number}.py": user(number)})
    for number in range(4, 7):
        builder.commit(
            f"new user {number} of the facade",
            {
                f"room/through{number}.py": f"from room.facade import Connection\n\nVALUE{number} = Connection\n"
            },
        )
    builder.git("mv", "room/user5.py", "room/fifth.py")
    builder.commit("rename user 5")
    text = (builder.root / home).read_text()
    assert '{"name": self.name}' in text
    builder.commit(
        "a connection says more",
        {home: text.replace('{"name": self.name}', '{"name": self.name, "kind": "room"}')},
    )
    made += 4 + 10 + 3 + 2
    for number in range(made, 30):
        builder.commit(f"unrelated {number}", {f"docs/{number}.md": f"{number}\n"})
    return builder.git("rev-parse", "main")


def _with_limit(builder: RepoBuilder, number: int) -> str:
    """The user with one more name in the very import that the campaign rewrites."""
    text = (builder.root / f"room/user{number}.py").read_text()
    if "from room.manager import Connection, Mode" in text:
        text = text.replace("import Connection, Mode", "import Connection, LIMIT, Mode")
    else:
        text = "from room.manager import LIMIT\n" + text
    return f"{text}\n\nMOST{number} = LIMIT\n"
