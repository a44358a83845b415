"""Requests for tests of landing: a small package with a check, and a change of it."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from migrator.git.door import Repository, open_repository
from migrator.landing.tip import tip
from migrator.landing.trust import commands_hash
from migrator.landing.values import FileWrite, LandingEvent, LandingRequest
from migrator.plan.values import Check, Format
from tests.support.repositories import RepoBuilder

CAMPAIGN = "ws"
BRANCH = "migration/ws"
REF = f"refs/heads/{BRANCH}"
PENDING = "refs/migrator/ws"
FILES: dict[str, str | bytes] = {
    "pkg/__init__.py": "",
    "pkg/a.py": "VALUE = 1\n",
    "pkg/b.py": "from pkg.a import VALUE\n",
    "tests/__init__.py": "",
    "tests/test_pkg.py": "import unittest\nfrom pkg.b import VALUE\n\n\nclass T(unittest.TestCase):\n"
    "    def test_value(self):\n        self.assertTrue(VALUE)\n",
    ".gitignore": "*.log\n",
}
UNITTEST = Check(
    name="golden", run=(sys.executable, "-m", "unittest", "discover", "-s", "tests", "-t", "."), timeout=60
)
CHANGE: Mapping[str, bytes | None] = {"pkg/a.py": b"VALUE = 2\n", "pkg/new.py": b"NEW = 1\n"}


def silent(_: LandingEvent) -> None:
    pass


def request(
    repo: Repository,
    changes: Mapping[str, bytes | None] = CHANGE,
    *,
    batch: str = "b1",
    message: str = "Change the value\n",
    checks: tuple[Check, ...] = (),
    formats: tuple[Format, ...] = (),
    base: str = "",
    branch: str = BRANCH,
    tree: str = "",
    static_only: bool = False,
    follow: bool = True,
    trusted: bool = True,
) -> LandingRequest:
    """A request on the campaign's tip, or HEAD before there is one."""
    record = json.dumps({"id": batch}).encode()
    writes = tuple(FileWrite(path, content) for path, content in changes.items())
    return LandingRequest(
        campaign=CAMPAIGN,
        branch=branch,
        base=base or tip(repo, CAMPAIGN, branch) or repo.git("rev-parse", "HEAD").decode().strip(),
        batch=batch,
        writes=(*writes, FileWrite(f".migrator/batches/{batch}.json", record)),
        message=message,
        checks=checks,
        formats=formats,
        tree=tree,
        follow=follow,
        static_only=static_only,
        trusted=commands_hash(checks, formats) if trusted else "",
    )


def prepared(builder: RepoBuilder) -> Repository:
    """The small package, committed."""
    builder.commit("base", FILES)
    return open_repository(builder.root)


def untidy(builder: RepoBuilder) -> None:
    """Staged, unstaged, untracked, ignored and stashed work of a user, none of it in the files of the change."""
    builder.write({"pkg/b.py": "from pkg.a import VALUE  # stashed\n"})
    builder.git("stash")
    builder.staged({"staged.py": "staged = 1\n"})
    builder.write(
        {"pkg/b.py": "from pkg.a import VALUE  # mine\n", "untracked.py": "x\n", "run.log": "log\n"}
    )


def shown(builder: RepoBuilder, revision: str, path: str) -> str:
    return builder.git("show", f"{revision}:{path}")


def script_of(root: Path, code: str) -> list[str]:
    """A command that runs code against a repository in another process."""
    lines = (
        "import pathlib",
        "from migrator.git.door import open_repository",
        "from tests.support.landings import *",
        f"repo = open_repository(pathlib.Path({str(root)!r}))",
        code,
    )
    return [sys.executable, "-c", "\n".join(lines)]
