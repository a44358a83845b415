"""A campaign's commits, in order, on another base. Nothing is moved and nothing is committed: what comes out is a tree, and what was done.

It begins with the tree of the new base. Each commit of the campaign is done again on what those before it made; where one cannot be, the replay
ends, and what it had come to is kept.
"""

from collections.abc import Callable, Sequence

from migrator.git.door import Repository
from migrator.git.merging import merge_commits, unnamed_commit
from migrator.git.objects import is_ancestor, tree_of
from migrator.replay.commits import brought, replayable
from migrator.replay.steps import Grounds, Look, replay_one
from migrator.replay.values import Replayed, Step, Stop

Told = Callable[[str, int, int], None]
"""Progress: what is done, how many commits of how many."""


def replay(  # noqa: PLR0913  the parts of one replay
    repo: Repository,
    *,
    tip: str,
    onto: str,
    look: Look,
    begin: str | None = None,
    told: Told = lambda *_: None,
) -> Replayed:
    """Replay a campaign.

    Args:
        repo: The repository; objects are stored in it, nothing else changes.
        tip: The campaign's.
        onto: The commit that it is replayed on.
        look: Analyses trees.
        begin: The commit that the campaign began at, where ``onto`` may not have it: its tree is part of the ground then.
        told: Told of progress.

    Raises:
        GitMissingError: The work of others has to be merged, and this git is too old for it.
    """
    commits = replayable(repo, tip, (onto, *((begin,) if begin else ())))
    earlier = brought(repo, commits)
    ground = _ground(repo, onto, [*((begin,) if begin else ()), *earlier.bases])
    if isinstance(ground, Stop):
        return Replayed(onto, tip, tree_of(repo, onto), (), ground)
    grounds = Grounds(repo, look, onto, ground[0], earlier.resolved)
    tree = ground[1]
    steps: list[Step] = []
    for number, source in enumerate(commits):
        told(source.commit.subject, number, len(commits))
        step = replay_one(grounds, source, tree)
        if isinstance(step, Stop):
            return Replayed(onto, tip, ground[1], tuple(steps), step)
        steps.append(step)
        tree = step.after
    return Replayed(onto, tip, ground[1], tuple(steps))


def _ground(repo: Repository, onto: str, others: Sequence[str]) -> tuple[tuple[str, ...], str] | Stop:
    """The bases that a replay stands on, and the tree of all of them: what earlier syncs brought must not be lost on a base without it."""
    bases, whole = [onto], onto
    for other in others:
        if any(is_ancestor(repo, other, base) for base in bases):
            continue
        merged = merge_commits(repo, whole, other)
        if merged.conflicts:
            why = f"{onto[:10]} and {other[:10]}, which the campaign stands on, conflict"
            return Stop(None, why, merged.conflicts, merged.said)
        whole = unnamed_commit(repo, merged.tree, whole, other)
        bases.append(other)
    return tuple(bases), tree_of(repo, whole)
