"""Which branch a campaign stands on, where nobody names one: the one it forked from, as the remote has it.

Nothing is fetched: what is compared with is what the last `git fetch` brought.
"""

import os
from collections.abc import Sequence

from migrator.campaign.snapshot import Place
from migrator.errors import UsageError
from migrator.git.door import Repository
from migrator.git.history import count, merge_base
from migrator.git.objects import is_ancestor, resolve_commit
from migrator.landing.places import branch_ref

TRUNKS = ("main", "master", "trunk", "develop")
SHOWN = 40
"""How many branches are weighed and named where none has a trunk's name."""


def base_of(repo: Repository, place: Place, named: str = "") -> tuple[str, str]:
    """The name and the commit of the base that the campaign is to be replayed on.

    Raises:
        UnknownRevisionError: The named one is not there.
        UsageError: Nobody named one, and it cannot be told which branch the campaign forked from.
    """
    if named:
        return named, resolve_commit(repo, named)
    found = _other_branches(repo, place)
    ref = _trunk(repo, place.plan.remote, found) or _nearest(repo, place.commit, found)
    if ref is None:
        raise UsageError(
            "It cannot be told which branch the campaign forked from",
            "\n".join(f"  {_short(one)}" for one in found[:SHOWN]),
            hint="name it: --onto REF",
        )
    return _short(ref), resolve_commit(repo, ref)


def _other_branches(repo: Repository, place: Place) -> list[str]:
    """The branches, here and at remotes, that are not the campaign's own."""
    own = branch_ref(place.plan.name, place.plan.branch)
    name = own.removeprefix("refs/heads/")
    listing = repo.git("for-each-ref", "--format=%(refname)%00%(symref)", "refs/heads/", "refs/remotes/")
    rows = (os.fsdecode(line).split("\0") for line in listing.split(b"\n") if line)
    refs = [ref for ref, leads_to in rows if not leads_to]
    return [ref for ref in refs if ref not in {own, f"{own}-sync"} and not ref.endswith(f"/{name}")]


def _trunk(repo: Repository, remote: str, found: Sequence[str]) -> str | None:
    """The remote's default branch, else a trunk by its usual name; a local branch where it is ahead of the remote's."""
    names = [*([_default_of(repo, remote)] if remote else []), *TRUNKS]
    for name in filter(None, names):
        theirs, ours = f"refs/remotes/{remote}/{name}", f"refs/heads/{name}"
        if theirs in found and ours in found:
            return ours if is_ancestor(repo, theirs, ours) else theirs
        for ref in (theirs, ours):
            if ref in found:
                return ref
    return None


def _nearest(repo: Repository, tip: str, found: Sequence[str]) -> str | None:
    """The branch that the campaign has fewest commits beside; None where several are equally near, or there are too many to ask each."""
    if len(found) > SHOWN:
        return None
    beside = sorted(
        (count(repo, f"{fork}..{tip}"), ref)
        for ref in found
        if (fork := merge_base(repo, tip, ref)) is not None
    )
    is_clear = len(beside) == 1 or (len(beside) > 1 and beside[0][0] < beside[1][0])
    return beside[0][1] if is_clear else None


def _default_of(repo: Repository, remote: str) -> str:
    reply = repo.ask("symbolic-ref", "--quiet", f"refs/remotes/{remote}/HEAD")
    leads_to = os.fsdecode(reply.output.rstrip(b"\n")) if reply.returncode == 0 else ""
    return leads_to.removeprefix(f"refs/remotes/{remote}/")


def _short(ref: str) -> str:
    return ref.removeprefix("refs/heads/").removeprefix("refs/remotes/")
