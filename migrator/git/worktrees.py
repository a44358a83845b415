"""Linked worktrees: which exist, what they hold checked out, and our own ones.

A branch counts as checked out also while it is being rebased or bisected there: git itself would overwrite it at the end.
"""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from migrator.errors import RefusedError
from migrator.git.door import Repository


@dataclass(frozen=True, slots=True, kw_only=True)
class Worktree:
    """A checkout of this repository.

    Attributes:
        path: Its root; it may have vanished.
        commit: What is checked out, None on a branch without commits.
        branch: Full ref, None when detached.
        bare: It is the bare main repository and has no files.
    """

    path: Path
    commit: str | None = None
    branch: str | None = None
    bare: bool = False


def worktrees(repo: Repository) -> tuple[Worktree, ...]:
    """All checkouts, the main one first."""
    listing = repo.git("worktree", "list", "--porcelain", "-z")
    return tuple(_worktree(record) for record in listing.split(b"\0\0") if record.strip(b"\0"))


def is_checked_out(repo: Repository, ref: str) -> Path | None:
    """Where a branch is checked out, or in the middle of a rebase or bisect; None if nowhere."""
    for worktree in worktrees(repo):
        if worktree.branch == ref and worktree.path.exists():
            return worktree.path
    for git_dir, path in _git_dirs(repo):
        if ref in _branches_in_work(git_dir):
            return path
    return None


def open_worktree(repo: Repository, path: Path) -> Repository:
    """The repository as seen from one of its worktrees."""
    at_path = replace(repo, root=path, is_pinned=False)
    git_dir = os.fsdecode(at_path.git("rev-parse", "--absolute-git-dir").rstrip(b"\n"))
    return replace(at_path, git_dir=Path(git_dir).resolve(), is_pinned=True)


def add_worktree(repo: Repository, path: Path, commit: str) -> Repository:
    """Check a commit out, detached, in a new folder; no hook and no filter runs.

    Sparse patterns of the main checkout are not taken over: what is verified is the whole tree.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    repo.git("worktree", "add", "--detach", "--no-checkout", "--force", "--force", str(path), commit)
    ours = open_worktree(repo, path)
    (ours.git_dir / "info" / "sparse-checkout").unlink(missing_ok=True)
    reset_worktree(ours, commit)
    return ours


def reset_worktree(ours: Repository, commit: str) -> None:
    """Bring a worktree of our own to exactly a commit: detached, no change, no file that is not in it."""
    whole = ("-c", "core.sparseCheckout=false")
    ours.git("update-ref", "--no-deref", "HEAD", commit)
    ours.git(*whole, "reset", "--hard", "--quiet", commit)
    ours.git(*whole, "clean", "-ffdxq")


def remove_worktree(repo: Repository, path: Path) -> None:
    """Take a worktree of our own away, also if it was removed by hand or is damaged.

    Links inside are removed and never followed.
    """
    reply = repo.ask("worktree", "remove", "--force", "--force", str(path))
    if reply.returncode == 0:
        return
    if path.is_symlink():
        raise RefusedError(f"{path} is a link and not a worktree", hint="Remove it by hand.")
    if path.exists():
        shutil.rmtree(path, ignore_errors=True)
    for git_dir, registered in _git_dirs(repo):
        if registered == path and git_dir.parent == repo.common_dir / "worktrees":
            shutil.rmtree(git_dir, ignore_errors=True)


def _worktree(record: bytes) -> Worktree:
    facts = dict(_facts(record))
    branch = facts.get("branch")
    commit = facts.get("HEAD")
    return Worktree(
        path=Path(facts["worktree"]),
        commit=None if commit is None or not commit.strip("0") else commit,
        branch=branch,
        bare="bare" in facts,
    )


def _facts(record: bytes) -> Iterator[tuple[str, str]]:
    for line in record.split(b"\0"):
        name, _, value = line.partition(b" ")
        if name:
            yield name.decode("ascii"), os.fsdecode(value)


def _git_dirs(repo: Repository) -> Iterator[tuple[Path, Path]]:
    """Each worktree's git directory and its root."""
    yield repo.common_dir, repo.common_dir.parent
    linked = repo.common_dir / "worktrees"
    for git_dir in sorted(linked.iterdir()) if linked.is_dir() else ():
        try:
            pointer = os.fsdecode((git_dir / "gitdir").read_bytes().rstrip(b"\n"))
        except OSError:
            continue
        yield git_dir, Path(pointer).parent


def _branches_in_work(git_dir: Path) -> Iterator[str]:
    for name in ("rebase-merge/head-name", "rebase-apply/head-name", "BISECT_START"):
        try:
            said = os.fsdecode((git_dir / name).read_bytes().rstrip(b"\n"))
        except OSError:
            continue
        yield said if said.startswith("refs/") else f"refs/heads/{said}"
