"""Push: the campaign's commits go to the remote's branch, forward only.

git runs as the user here: their credentials, their `GIT_SSH_COMMAND`, their pre-push hook. The plan comes with the
repository, so the remote it names must be one that the user has configured; an address is not taken from it.
"""

from migrator.errors import FailedError, RefusedError, StalePlanError
from migrator.git.door import Repository
from migrator.git.refs import is_valid_branch


def push(repo: Repository, commit: str, branch: str, remote: str) -> str:
    """Push a commit to a branch of a configured remote, never by force.

    Args:
        repo: The repository.
        commit: Full id.
        branch: Its name there, without `refs/heads/`.
        remote: The name of a configured remote.

    Returns:
        What was done, in words.

    Raises:
        RefusedError: There is no such remote, or the branch cannot be named so.
        StalePlanError: The remote has commits that are not here.
        FailedError: git could not push; nothing was changed here.
    """
    if remote not in _remotes(repo):
        raise RefusedError(
            f"There is no remote {remote!r} in this repository",
            hint="git remote -v lists them; the plan names one.",
        )
    if not is_valid_branch(repo, branch):
        raise RefusedError(
            f"{branch!r} cannot be the name of a branch", hint="Name one as `branch` in the plan."
        )
    target = f"refs/heads/{branch}"
    reply = repo.as_user("push", "--porcelain", "--no-follow-tags", "--", remote, f"{commit}:{target}")
    said = f"{reply.output.decode('utf-8', 'replace')}\n{reply.error}".strip()
    if reply.returncode == 0:
        return f"{remote}/{branch} is at {commit[:10]} now"
    if "non-fast-forward" in said or "fetch first" in said:
        raise StalePlanError(
            f"{remote}/{branch} has commits that are not here; nothing was pushed",
            said,
            hint=f"Look at them: git fetch {remote} && git log {remote}/{branch}",
        )
    raise FailedError(f"Pushing to {remote} failed; nothing was changed here", said)


def _remotes(repo: Repository) -> frozenset[str]:
    listing = repo.git("config", "-z", "--name-only", "--get-regexp", r"^remote\..*\.url$", accept=(0, 1))
    keys = (key.decode("utf-8", "surrogateescape") for key in listing.split(b"\0") if key)
    return frozenset(key[len("remote.") : -len(".url")] for key in keys)
