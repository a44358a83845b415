"""The worktree in which batches are verified and committed.

It lies in git's own directory, so no `git clean` or `git stash` of the user reaches it. Its files stay between landings,
because checking out ten thousand of them takes a second; but it is registered with git only while a landing runs, so
`git worktree list` never shows one that the user did not make.
"""

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from migrator.errors import GitFailedError, MigratorError
from migrator.git.door import Repository
from migrator.git.worktrees import add_worktree, open_worktree, remove_worktree
from migrator.landing.places import worktree_path


@contextlib.contextmanager
def workplace(repo: Repository, campaign: str, commit: str) -> Iterator[Repository]:
    """The campaign's worktree at a commit, for as long as the block runs."""
    path = worktree_path(repo, campaign)
    try:
        yield _prepared(repo, path, commit)
    finally:
        park(repo, path)


def put_tree(ours: Repository, tree: str) -> None:
    """Make index and files of the worktree exactly a tree; whatever a check left behind goes.

    HEAD stays where it is, so a commit now is a commit of that tree.

    Raises:
        GitFailedError: The folder is not where it was made any more; nothing is deleted through a link.
    """
    if ours.root.is_symlink() or not ours.root.is_dir():
        ours.root.unlink(missing_ok=True)
        ours.root.mkdir(parents=True)
    if os.path.realpath(ours.root) != str(ours.root):
        raise GitFailedError(f"{ours.root} leads elsewhere now", hint="Something that a check runs moved it.")
    pointer = ours.root / ".git"
    if not pointer.is_file() or pointer.is_symlink():
        shutil.rmtree(pointer, ignore_errors=True)
        pointer.unlink(missing_ok=True)
        pointer.write_bytes(b"gitdir: %b\n" % os.fsencode(ours.git_dir))
    whole = ("-c", "core.sparseCheckout=false")
    ours.git(*whole, "read-tree", "--reset", "-u", tree)
    ours.git(*whole, "clean", "-ffdxq")


def forget_merge(git_dir: Path) -> None:
    """End the state of a merge in a worktree of ours, whoever left it behind."""
    for name in ("MERGE_HEAD", "MERGE_MSG", "MERGE_MODE", "AUTO_MERGE"):
        (git_dir / name).unlink(missing_ok=True)


def park(repo: Repository, path: Path) -> None:
    """Take the worktree off git's list and keep its files."""
    registered, parked = _registered(repo, path), _parked(path)
    if registered is None or not path.is_dir():
        return
    shutil.rmtree(parked, ignore_errors=True)
    with contextlib.suppress(OSError):
        parked.parent.mkdir(parents=True, exist_ok=True)
        registered.rename(parked)
    with contextlib.suppress(OSError):
        registered.parent.rmdir()


def _prepared(repo: Repository, path: Path, commit: str) -> Repository:
    for folder in (
        path.parent,
        path,
    ):  # a check may have put a link in its place: the link goes, what it leads to stays
        if folder.is_symlink():
            folder.unlink()
    _unpark(repo, path)
    if _registered(repo, path) is not None:
        try:
            ours = open_worktree(repo, path)
            _expect_ours(repo, ours)
            forget_merge(ours.git_dir)
            ours.git("update-ref", "--no-deref", "HEAD", commit)
            put_tree(ours, commit)
        except (MigratorError, OSError):
            pass  # a check may have damaged it in any way: then it is made anew
        else:
            return ours
    remove_worktree(repo, path)
    shutil.rmtree(_parked(path), ignore_errors=True)
    return add_worktree(repo, path, commit)


def _expect_ours(repo: Repository, ours: Repository) -> None:
    # With its .git file gone, git finds the repository around the worktree: that one must not be touched.
    if ours.git_dir.parent != repo.common_dir / "worktrees" or Path(os.path.realpath(ours.root)) != ours.root:
        raise GitFailedError(f"{ours.root} is not a worktree of this repository any more")


def _unpark(repo: Repository, path: Path) -> None:
    parked = _parked(path)
    if not parked.is_dir():
        return
    pointer = _pointer(path)
    if pointer is None or pointer.exists() or pointer.parent != repo.common_dir / "worktrees":
        return
    pointer.parent.mkdir(exist_ok=True)
    with contextlib.suppress(OSError):
        for stale in ("index.lock", "HEAD.lock"):
            (parked / stale).unlink(missing_ok=True)
        parked.rename(pointer)


def _registered(repo: Repository, path: Path) -> Path | None:
    pointer = _pointer(path)
    if pointer is None or not pointer.is_dir() or pointer.parent != repo.common_dir / "worktrees":
        return None
    return pointer


def _pointer(path: Path) -> Path | None:
    """The git directory that the worktree's `.git` file names."""
    try:
        said = os.fsdecode((path / ".git").read_bytes()).removeprefix("gitdir: ").rstrip("\n")
    except OSError:
        return None
    return Path(said)


def _parked(path: Path) -> Path:
    return path.parent.parent / "parked" / path.name
