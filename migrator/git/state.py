"""The state that a checkout is in: where HEAD is, what is under way, who would commit."""

import os
from dataclasses import dataclass
from pathlib import Path

from migrator.errors import NoIdentityError, OperationInProgressError
from migrator.git.door import Repository

_BRANCHES = "refs/heads/"
_OPERATIONS = (
    ("rebase-merge", "rebase", "git rebase --continue or --abort"),
    ("rebase-apply/applying", "am", "git am --continue or --abort"),
    ("rebase-apply", "rebase", "git rebase --continue or --abort"),
    ("MERGE_HEAD", "merge", "git merge --continue or --abort"),
    ("CHERRY_PICK_HEAD", "cherry-pick", "git cherry-pick --continue or --abort"),
    ("REVERT_HEAD", "revert", "git revert --continue or --abort"),
    ("BISECT_LOG", "bisect", "git bisect reset"),
    ("sequencer", "cherry-pick or revert", "git cherry-pick --abort or git revert --abort"),
)


@dataclass(frozen=True, slots=True)
class Head:
    """Where HEAD is.

    Attributes:
        commit: None on a branch without commits.
        branch: The full ref that is checked out, None when HEAD is detached.
    """

    commit: str | None
    branch: str | None

    @property
    def short_branch(self) -> str | None:
        """The branch's name as people say it."""
        return None if self.branch is None else self.branch.removeprefix(_BRANCHES)


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose name a commit would carry."""

    name: str
    email: str


def head(repo: Repository) -> Head:
    """Where HEAD is; no state of the repository is an error."""
    branch = repo.ask("symbolic-ref", "--quiet", "HEAD")
    commit = repo.ask("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    return Head(
        commit=commit.output.decode("ascii").strip() if commit.returncode == 0 else None,
        branch=os.fsdecode(branch.output.rstrip(b"\n")) if branch.returncode == 0 else None,
    )


def operation_in_progress(repo: Repository) -> str | None:
    """What was begun in this checkout and not ended: `merge`, `rebase`, `am`, `cherry-pick`, `revert`, `bisect`."""
    return next((name for mark, name, _ in _OPERATIONS if (repo.git_dir / mark).exists()), None)


def expect_no_operation(repo: Repository) -> None:
    """Refuse while a merge or the like is under way.

    Raises:
        OperationInProgressError: Names it, and says how to end it.
    """
    for mark, name, ending in _OPERATIONS:
        if (repo.git_dir / mark).exists():
            raise OperationInProgressError(f"A {name} is in progress", hint=f"End it first: {ending}")


def shallow_boundary(repo: Repository) -> str:
    """The ids, as git keeps them, of the commits whose parents this clone does not have; ``""`` where its history is whole."""
    try:
        return (repo.common_dir / "shallow").read_text("ascii", "replace")
    except FileNotFoundError:
        return ""


def index_lock(repo: Repository) -> Path | None:
    """The lock file of the index, if some program holds it or left it behind."""
    lock = repo.git_dir / "index.lock"
    return lock if lock.exists() else None


def identity(repo: Repository) -> Identity:
    """Whose name a commit would carry, by the user's configuration and environment.

    Raises:
        NoIdentityError: It is not configured. A name that git makes up from the machine's does not count.
    """
    strict = {"user.useConfigOnly": "true"}
    replies = [
        repo.as_user("var", variable, settings=strict)
        for variable in ("GIT_COMMITTER_IDENT", "GIT_AUTHOR_IDENT")
    ]
    for reply in replies:
        if reply.returncode != 0:
            raise NoIdentityError(
                "git does not know whose name to put on a commit",
                reply.error.strip().rpartition("\n")[2],
                hint='git config user.name "Your Name" and git config user.email you@example.org',
            )
    return parse_identity(replies[-1].output.decode("utf-8", "replace"))


def parse_identity(line: str) -> Identity:
    """The parts of `Name <email> seconds zone`."""
    name, _, rest = line.partition(" <")
    return Identity(name, rest.partition(">")[0])
