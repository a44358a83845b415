"""The one step in which the user's hooks, signing and identity apply: `git commit` in the worktree.

The commit is made on a branch that exists for this moment only, because some hooks want one, and its tree is compared with
the approved one afterwards: a hook may refuse, but it may not slip anything in.
"""

import contextlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from migrator.errors import FailedError, HookFailedError, HookRewroteError
from migrator.git.door import Repository
from migrator.git.history import commit_of
from migrator.git.objects import diff_text
from migrator.git.refs import delete_ref, read_ref, update_ref
from migrator.landing.faultpoints import reach
from migrator.landing.places import temporary_ref
from migrator.landing.values import LandingRequest
from migrator.landing.workplace import forget_merge, put_tree


def commit_in(repo: Repository, ours: Repository, tree: str, request: LandingRequest) -> tuple[str, str]:
    """Commit a tree in the worktree, as the user would.

    Args:
        repo: The user's checkout, against which a relative `core.hooksPath` is resolved.
        ours: The worktree.
        tree: The approved tree.
        request: For base and message.

    Returns:
        The commit's id, and what hooks wrote.

    Raises:
        HookFailedError: A hook refused, or signing failed. Nothing was committed.
        HookRewroteError: A hook changed what would be committed; carries the difference and the tree id it made.
    """
    put_tree(ours, tree)
    reach("before-commit")
    with _temporary_branch(ours, request) as branch, _merge_under_way(ours, request.merges):
        reply = ours.as_user(
            "commit", "--quiet", "--no-edit", "--cleanup=verbatim", "-F", "-",
            stdin=request.message.encode("utf-8", "surrogateescape"),
            settings=_hooks_setting(repo),
        )  # fmt: skip
        said = f"{reply.error}\n{reply.output.decode('utf-8', 'replace')}".strip()
        commit = read_ref(ours, branch) or request.base
    if reply.returncode != 0 or commit == request.base:
        raise HookFailedError(
            "git did not make the commit; nothing landed", said, hint="Mend that and land again."
        )
    _expect_approved(repo, commit, tree, request)
    return commit, said


def _hooks_setting(repo: Repository) -> dict[str, str]:
    """A relative hooks path would be looked up in the worktree, where an untracked folder does not exist."""
    reply = repo.as_user("config", "--type=path", "--get", "core.hooksPath")
    path = os.fsdecode(reply.output.rstrip(b"\n"))
    if reply.returncode != 0 or not path or Path(path).is_absolute():
        return {}
    return {"core.hooksPath": str(repo.root / path)}


@contextlib.contextmanager
def _merge_under_way(ours: Repository, merges: Sequence[str]) -> Iterator[None]:
    """The state in which `git commit` gives the commit further parents; it ends with the block."""
    if not merges:
        yield
        return
    mark = ours.git_dir / "MERGE_HEAD"
    mark.write_text("".join(f"{commit}\n" for commit in merges), "ascii")
    reach("merge-begun")
    try:
        yield
    finally:
        forget_merge(ours.git_dir)


@contextlib.contextmanager
def _temporary_branch(ours: Repository, request: LandingRequest) -> Iterator[str]:
    """A branch at the base with the worktree's HEAD on it; gone again afterwards, whatever happens."""
    ref = temporary_ref(request.campaign, request.branch)
    update_ref(ours, ref, request.base, expected_old=None, reason="migrator: landing")
    try:
        ours.git("symbolic-ref", "HEAD", ref)
        yield ref
    finally:
        remove_temporary_branch(ours, ref)


def remove_temporary_branch(ours: Repository, ref: str) -> None:
    """Leave the temporary branch and delete it."""
    commit = read_ref(ours, ref)
    if commit is not None:
        ours.git("update-ref", "--no-deref", "HEAD", commit)
        delete_ref(ours, ref, expected_old=commit, reason="migrator: landing")


def _expect_approved(repo: Repository, commit: str, tree: str, request: LandingRequest) -> None:
    made = commit_of(repo, commit)
    if made.parents != (request.base, *request.merges):
        raise FailedError(
            "The commit does not have the planned parent; nothing landed", f"{commit}: {made.parents}"
        )
    if made.tree != tree:
        difference = diff_text(repo, tree, made.tree).decode("utf-8", "replace")
        raise HookRewroteError(
            "A hook changed what was approved; nothing landed",
            difference,
            tree=made.tree,
            hint="Approve the difference, or put the formatter into the plan as [[format]].",
        )
