"""One commit of the campaign on the tree that the replay has come to.

A batch is planned again, and what people changed in its commit besides is merged on top. An undo takes back what its batch did here. Everything
else is merged three-way, against its own parent, as a cherry-pick would.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from migrator.analysis import Analysis
from migrator.batches.review import content_digest
from migrator.batches.values import Hunk
from migrator.git.door import Repository
from migrator.git.merging import MergedTree, merge_commits, merge_trees
from migrator.git.objects import TreeEntry, is_ancestor, list_tree, tree_of, write_tree
from migrator.records.read import standing
from migrator.records.values import Record
from migrator.replay.planning import PlannedAgain, plan_again, record_again, tree_with
from migrator.replay.values import Outcome, Replayable, Step, Stop

Look = Callable[[str, str, Analysis | None], Analysis]
"""The analysis of a tree: its id, the commit whose history is before it, and an analysis to take facts from."""


@dataclass
class Grounds:
    """Where a replay reads and writes, and what it has looked at last on either side."""

    repo: Repository
    look: Look
    onto: str
    bases: tuple[str, ...]
    """The commits whose work the replay began with."""
    resolved: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """How people merged commits that had stopped earlier syncs."""
    _new: Analysis | None = None
    _old: Analysis | None = None
    done: dict[str, Step] = field(default_factory=dict)
    """The steps of batches so far, by the batch's id."""

    def here(self, tree: str) -> Analysis:
        """The analysis of a tree of the replay."""
        self._new = self.look(tree, self.onto, self._new)
        return self._new

    def is_based_on(self, commit: str) -> bool:
        """Whether the replay began with all that a commit has."""
        return any(is_ancestor(self.repo, commit, base) for base in self.bases)

    def has_come_to(self, analysis: Analysis | None) -> None:
        """The next look here takes what it can over from this one."""
        self._new = analysis or self._new

    def had_come_to(self, analysis: Analysis | None) -> None:
        """The same for the old line."""
        self._old = analysis or self._old

    def there(self, commit: str) -> Analysis:
        """The analysis of a commit of the old line."""
        self._old = self.look(tree_of(self.repo, commit), commit, self._old or self._new)
        return self._old


def replay_one(grounds: Grounds, source: Replayable, tree: str) -> Step | Stop:
    """What becomes of a commit on a tree; a `Stop` where it cannot be replayed. Raises `GitMissingError` where git is too old to merge."""
    resolved = grounds.resolved.get(source.commit.sha)
    if resolved is not None:
        step = _merged(grounds, source, tree, MergedTree(resolved[0]), resolved[1])
    else:
        step = _ONE[source.kind.value](grounds, source, tree)
    if isinstance(step, Step) and source.batch:
        grounds.done[source.batch] = step
    return step


def _batch(grounds: Grounds, source: Replayable, tree: str) -> Step | Stop:
    (record,) = source.records
    analysis = grounds.here(tree)
    known = {one.id for one in analysis.records}
    if record.id in known and record.id not in {one.id for one in standing(analysis.records)}:
        return Step(source, Outcome.UNDONE, tree, tree, said=("it was taken back there",))
    planned = plan_again(analysis, record)
    grounds.has_come_to(planned.after)
    if planned.refused:
        return Stop(source, f"Batch {record.id} cannot be planned on the new base", detail=planned.refused)
    failing = planned.failing
    if failing:
        details = "\n".join((failing[0].said, *failing[0].details))
        return Stop(
            source, f"The proof '{failing[0].name}' does not hold for batch {record.id} there", detail=details
        )
    after = tree
    if planned.after is not None or record.id not in known:
        after = tree_with(grounds.repo, tree, planned, record_again(planned, record))
    return _with_work_by_hand(
        grounds, source, planned, Step(source, Outcome.REPLAYED, tree, after, planned.hunks)
    )


def _with_work_by_hand(
    grounds: Grounds, source: Replayable, planned: PlannedAgain, step: Step
) -> Step | Stop:
    """The step with what its commit holds beside the plan (a formatter's changes, an amendment), and held against what was approved."""
    (record,) = source.records
    parent, commit = source.commit.parents[0], source.commit.sha
    approved = plan_again(grounds.there(parent), record)
    grounds.had_come_to(approved.after)
    said = planned.said
    after = step.after
    is_nothing = planned.after is None
    if approved.refused:
        said = (
            *said,
            f"it cannot be planned any more as it was approved ({approved.refused}): every site counts as new",
        )
    else:
        was = tree_with(grounds.repo, tree_of(grounds.repo, parent), approved, record)
        by_hand = merge_trees(grounds.repo, base=was, ours=after, theirs=commit)
        if by_hand.conflicts:
            why = (
                f"What people changed by hand in the commit of batch {record.id} conflicts with the new base"
            )
            return Stop(source, why, by_hand.conflicts, by_hand.said)
        is_nothing = is_nothing and by_hand.tree == after
        after = by_hand.tree
    old, new = _by_content(approved.hunks), _by_content(planned.hunks)
    return Step(
        source,
        Outcome.NOTHING if is_nothing else Outcome.REPLAYED,
        step.before,
        after,
        hunks=planned.hunks,
        added=tuple(hunk for key, hunk in new.items() if key not in old),
        gone=() if is_nothing else tuple(hunk for key, hunk in old.items() if key not in new),
        said=said,
    )


def _undo(grounds: Grounds, source: Replayable, tree: str) -> Step | Stop:
    (record,) = source.records
    if any(one.path == record.path for one in list_tree(grounds.repo, tree)):
        return Step(source, Outcome.NOTHING, tree, tree, said=("it was taken back there too",))
    step = grounds.done.get(record.undoes)
    if step is None or step.before == step.after or not _is_plain_undo(grounds, source, step):
        return _other(grounds, source, tree)
    records = _records_of(grounds.repo, (*step.source.records, record), (step.after, source.commit.sha))
    undone = merge_trees(
        grounds.repo, base=step.after, ours=tree, theirs=write_tree(grounds.repo, step.before, records)
    )
    if undone.conflicts:
        why = f"What was done since batch {record.undoes} touches the lines that its undo takes back"
        return Stop(source, why, undone.conflicts, undone.said)
    return Step(source, Outcome.REPLAYED, tree, undone.tree)


def _is_plain_undo(grounds: Grounds, source: Replayable, step: Step) -> bool:
    """Whether the commit took the batch back and did nothing else: else its own changes are what is replayed."""
    batch, parent = step.source.commit, source.commit.parents[0]
    records = _records_of(
        grounds.repo, (*step.source.records, *source.records), (batch.sha, source.commit.sha)
    )
    taken = write_tree(grounds.repo, tree_of(grounds.repo, batch.parents[0]), records)
    undone = merge_trees(grounds.repo, base=batch.sha, ours=parent, theirs=taken)
    return undone.tree == source.commit.tree


def _other(grounds: Grounds, source: Replayable, tree: str) -> Step | Stop:
    commit = source.commit
    if not commit.parents:
        return Stop(source, f"{commit.sha[:10]} has no parent: there is nothing to merge it against")
    return _merged(grounds, source, tree, MergedTree(commit.parents[0]))


def _merge(grounds: Grounds, source: Replayable, tree: str) -> Step | Stop:
    """Of a merge with the base only what its author made of conflicts; a merge of something else is that work."""
    first, second, *more = source.commit.parents
    if more or not grounds.is_based_on(second):
        return _other(grounds, source, tree)
    return _merged(grounds, source, tree, merge_commits(grounds.repo, first, second))


def _merged(
    grounds: Grounds, source: Replayable, tree: str, base: MergedTree, theirs: str = ""
) -> Step | Stop:
    commit = source.commit
    merged = merge_trees(grounds.repo, base=base.tree, ours=tree, theirs=theirs or commit.sha)
    if merged.conflicts:
        return Stop(
            source,
            f"{commit.sha[:10]} ({commit.subject}) conflicts with the new base",
            merged.conflicts,
            merged.said,
        )
    return Step(source, Outcome.NOTHING if merged.tree == tree else Outcome.MERGED, tree, merged.tree)


def _sync(grounds: Grounds, source: Replayable, tree: str) -> Step | Stop:
    """An earlier sync is made anew by the batches themselves; what somebody changed in its commit afterwards is theirs."""
    if source.sync is None:
        return _other(grounds, source, tree)
    kept = _without(grounds.repo, source.commit.tree, source.sync.path)
    if kept == source.sync.result:
        return Step(source, Outcome.REMADE, tree, tree)
    if grounds.repo.ask("cat-file", "-e", f"{source.sync.result}^{{tree}}").returncode != 0:
        why = f"The merge {source.commit.sha[:10]} was changed after it was made, and what it was made as is not here any more"
        return Stop(source, why)
    return _merged(grounds, source, tree, MergedTree(source.sync.result))


def _without(repo: Repository, tree: str, path: str) -> str:
    return write_tree(repo, tree, {path: None})


def _records_of(
    repo: Repository, records: Sequence[Record], trees: Sequence[str]
) -> Mapping[str, tuple[str, str] | None]:
    """The files of these records as one of the trees has them, as changes of another tree."""
    wanted = {record.path for record in records}
    found: dict[str, TreeEntry] = {}
    for tree in trees:
        found = {one.path: one for one in list_tree(repo, tree) if one.path in wanted} | found
    return {path: (one.mode, one.oid) for path, one in found.items()}


def _by_content(hunks: Sequence[Hunk]) -> dict[str, Hunk]:
    return {content_digest(hunk): hunk for hunk in hunks}


_ONE: Mapping[str, Callable[[Grounds, Replayable, str], Step | Stop]] = {
    "batch": _batch,
    "undo": _undo,
    "other": _other,
    "merge": _merge,
    "sync": _sync,
}
