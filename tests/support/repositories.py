"""Real git repositories for tests, built by fluent calls and compared whole.

The environment pins identity, dates and configuration, so that neither the developer's own git nor the clock matters.
"""

import hashlib
import os
import subprocess  # noqa: TID251  tests prepare repositories as a user would
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PINNED = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.org",
    "GIT_AUTHOR_DATE": "2026-01-01T00:00:00+00:00",
    "GIT_COMMITTER_DATE": "2026-01-01T00:00:00+00:00",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
Content = str | bytes


@dataclass(frozen=True, slots=True)
class RepoBuilder:
    """A repository under construction."""

    root: Path

    @classmethod
    def create(cls, root: Path, *options: str) -> "RepoBuilder":
        root.mkdir(parents=True, exist_ok=True)
        builder = cls(root)
        builder.git("init", "--quiet", "--initial-branch=main", *options)
        builder.git("config", "user.name", "Ada")
        builder.git("config", "user.email", "ada@example.org")
        builder.git("config", "commit.gpgSign", "false")
        return builder

    def git(
        self, *arguments: str, stdin: bytes = b"", check: bool = True, env: Mapping[str, str] | None = None
    ) -> str:
        """Run git as the user would and return what it printed."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        done = subprocess.run(
            ["git", *arguments],  # noqa: S607  the git that the user has
            cwd=self.root,
            env=clean | PINNED | dict(env or {}),
            input=stdin,
            capture_output=True,
            check=False,
        )
        if check and done.returncode != 0:
            raise AssertionError(f"git {arguments}: {done.stderr.decode()}")
        return os.fsdecode(done.stdout).strip()

    def write(self, files: Mapping[str, Content]) -> "RepoBuilder":
        for name, content in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return self

    def remove(self, *names: str) -> "RepoBuilder":
        for name in names:
            (self.root / name).unlink()
        return self

    def commit(self, message: str, files: Mapping[str, Content] | None = None) -> str:
        """Write files, add everything and commit; returns the id."""
        self.write(files or {})
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    def staged(self, files: Mapping[str, Content]) -> "RepoBuilder":
        self.write(files)
        self.git("add", "--", *files)
        return self

    def hook(self, name: str, script: str) -> "RepoBuilder":
        path = self.root / ".git" / "hooks" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)
        return self

    def detached(self) -> "RepoBuilder":
        self.git("checkout", "--quiet", "--detach")
        return self

    def branch(self, name: str, *, switch: bool = False) -> "RepoBuilder":
        self.git("branch", name)
        if switch:
            self.git("switch", "--quiet", name)
        return self

    def with_lock(self) -> "RepoBuilder":
        (self.root / ".git" / "index.lock").touch()
        return self

    def mid_merge(self) -> "RepoBuilder":
        self._conflicting("other")
        self.git("merge", "other", check=False)
        return self

    def mid_rebase(self) -> "RepoBuilder":
        self._conflicting("other")
        self.git("rebase", "other", check=False)
        return self

    def mid_cherry_pick(self) -> "RepoBuilder":
        self._conflicting("other")
        self.git("cherry-pick", "other", check=False)
        return self

    def mid_revert(self) -> "RepoBuilder":
        first = self.commit("one", {"conflict.txt": "one\n"})
        self.commit("two", {"conflict.txt": "two\n"})
        self.git("revert", "--no-edit", first, check=False)
        return self

    def mid_bisect(self) -> "RepoBuilder":
        self.git("bisect", "start")
        return self

    def mid_am(self) -> "RepoBuilder":
        self._conflicting("other")
        patch = self.git("format-patch", "-1", "--stdout", "other") + "\n"
        self.git("am", stdin=patch.encode(), check=False)
        return self

    def _conflicting(self, other: str) -> None:
        self.commit("base", {"conflict.txt": "base\n"})
        self.git("switch", "--quiet", "-c", other)
        self.commit("theirs", {"conflict.txt": "theirs\n"})
        self.git("switch", "--quiet", "main")
        self.commit("ours", {"conflict.txt": "ours\n"})


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything of a repository that belongs to the user."""

    refs: str
    head: str
    reflog: str
    index: str
    status: str
    stash: str
    worktrees: str
    files: tuple[tuple[str, int, str, int], ...]


def snapshot(root: Path, *, ours: str = "refs/migrator/") -> Snapshot:
    """What must be the same before and after; refs below `ours` are the program's own."""
    builder = RepoBuilder(root)
    quiet = {"GIT_OPTIONAL_LOCKS": "0"}
    git_dir = Path(builder.git("rev-parse", "--absolute-git-dir"))
    refs = builder.git("for-each-ref", "--format=%(refname) %(objectname)")
    index = git_dir / "index"
    return Snapshot(
        refs="\n".join(line for line in refs.split("\n") if not line.startswith(ours)),
        head=(git_dir / "HEAD").read_text(),
        reflog=builder.git("reflog", "HEAD", check=False),
        index=hashlib.sha256(index.read_bytes()).hexdigest() if index.exists() else "",
        status=builder.git("status", "--porcelain=v2", "-z", env=quiet),
        stash=builder.git("stash", "list"),
        worktrees=_other_worktrees(builder),
        files=tuple(_files(root)),
    )


def fsck(root: Path) -> None:
    """Fail if git finds anything wrong with the repository."""
    RepoBuilder(root).git("fsck", "--full", "--strict", "--no-dangling")


def _other_worktrees(builder: RepoBuilder) -> str:
    records = builder.git("worktree", "list", "--porcelain").split("\n\n")
    return "\n\n".join(record for record in records if "/migrator/worktrees/" not in record.split("\n")[0])


def _files(root: Path) -> list[tuple[str, int, str, int]]:
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name != ".git")
        for name in sorted(names):
            path = Path(folder) / name
            state = path.lstat()
            content = os.fsencode(path.readlink()) if path.is_symlink() else path.read_bytes()
            digest = hashlib.sha256(content).hexdigest()
            found.append((str(path.relative_to(root)), state.st_mode, digest, state.st_mtime_ns))
    return found
