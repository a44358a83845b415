"""Where landing keeps its things: all in git's common directory, so that nothing appears in anybody's checkout."""

import re
from pathlib import Path

from migrator.git.door import Repository

_UNFIT = re.compile(r"[^A-Za-z0-9._-]+")
_TAKEN = {"", "undone"}


def slug(campaign: str) -> str:
    """The campaign's name as one component of a ref and of a path."""
    name = re.sub(r"\.\.+", ".", _UNFIT.sub("-", campaign)).strip("-.").removesuffix(".lock")
    return f"campaign-{name}".rstrip("-") if name in _TAKEN else name


def branch_ref(campaign: str, branch: str) -> str:
    """The full name of the campaign's branch; a plan without one gets `migration/<campaign>`."""
    return f"refs/heads/{branch or f'migration/{slug(campaign)}'}"


def pending_ref(campaign: str) -> str:
    """Where the tip is kept while the branch is checked out and cannot be moved under its checkout."""
    return f"refs/migrator/{slug(campaign)}"


def temporary_ref(campaign: str, branch: str) -> str:
    """The branch that a commit is made on, for hooks that want one; it exists for that moment only."""
    return f"{branch_ref(campaign, branch)}-landing"


def undone_ref(campaign: str, commit: str) -> str:
    """What keeps an undone commit reachable whatever happens to the branch."""
    return f"refs/migrator/undone/{slug(campaign)}/{commit}"


def our_folder(repo: Repository) -> Path:
    """The folder of this program in the common directory; made if missing."""
    folder = repo.common_dir / "migrator"
    folder.mkdir(exist_ok=True)
    return folder


def worktree_path(repo: Repository, campaign: str) -> Path:
    """Where the campaign's batches are verified and committed."""
    return repo.common_dir / "migrator" / "worktrees" / slug(campaign)
