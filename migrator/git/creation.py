"""New repositories: for the demo, which needs one of its own with a remote beside it."""

from collections.abc import Mapping
from pathlib import Path

from migrator.errors import GitFailedError
from migrator.git.door import Repository


def make_repository(
    path: Path, *, bare: bool = False, settings: Mapping[str, str] | None = None
) -> Repository:
    """Make an empty repository whose branch is ``main``, with settings of its own.

    Raises:
        GitFailedError: git could not make it.
    """
    path.mkdir(parents=True, exist_ok=True)
    git_dir = path if bare else path / ".git"
    repo = Repository(root=path, git_dir=git_dir, common_dir=git_dir)
    bareness = ("--bare",) if bare else ()
    _run(repo, "init", "--quiet", "--initial-branch=main", *bareness)
    for key, value in (settings or {}).items():
        _run(repo, "config", "--local", key, value)
    return repo


def _run(repo: Repository, *arguments: str) -> None:
    reply = repo.as_user(*arguments)
    if reply.returncode:
        raise GitFailedError(f"git {arguments[0]} failed", reply.error, returncode=reply.returncode)
