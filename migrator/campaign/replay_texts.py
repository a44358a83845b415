"""What is written down of a replay: the record that is committed with it, the message of the commit, and what a person is asked about."""

from collections.abc import Iterator, Sequence

from migrator.batches.message import BODY_LINES, subject
from migrator.batches.values import Hunk
from migrator.display import plural
from migrator.plan.values import Plan
from migrator.records.syncs import SYNC_SCHEMA, SyncedCommit, SyncRecord, sync_id
from migrator.replay.values import Outcome, Replayed, Step, Stop

LISTED = 40
"""How many sites of a batch a record lists; the counts are whole."""


def record_of(plan: Plan, replayed: Replayed, *, checks_stand: bool) -> SyncRecord:
    """The record of a replay as far as it went."""
    tip = replayed.steps[-1].source.commit.sha if replayed.stop and replayed.steps else replayed.tip
    proof = (
        f"checks@{tip[:10]} static@{replayed.onto[:10]}"
        if checks_stand
        else "checks and static proofs of this tree"
    )
    return SyncRecord(
        schema=SYNC_SCHEMA,
        id=sync_id(tip, replayed.onto),
        campaign=plan.name,
        tip=tip,
        onto=replayed.onto,
        result=replayed.tree,
        proof=proof,
        commits=tuple(_synced(step) for step in replayed.steps),
    )


def message_of(plan: Plan, name: str, replayed: Replayed, record: SyncRecord) -> str:
    """The message of the merge, ending in a newline."""
    shown = [step for step in replayed.steps if step.outcome is not Outcome.REMADE]
    body = [f"- {_in_words(step)}" for step in shown[:BODY_LINES]]
    if len(shown) > BODY_LINES:
        body.append(f"- and {len(shown) - BODY_LINES} more")
    campaign = " ".join(f"{plan.name} {plan.issue}".split())
    paragraphs = [
        subject(f"Sync {plan.name} with {name}"),
        f"Replays {plural(len(shown), 'commit')} on {replayed.onto[:10]}:\n" + "\n".join(body),
        record.proof,
        f"Campaign: {campaign}",
    ]
    return "\n\n".join(paragraphs) + "\n"


def unapproved_lines(replayed: Replayed) -> Iterator[str]:
    """The sites that nobody has approved, for people."""
    for step in replayed.unapproved:
        record = step.source.records[0]
        yield f"{record.id} {record.title}: {plural(len(step.added), 'site')} that it did not have"
        yield from (f"  {place}" for place in places(step.added[:LISTED]))
        if len(step.added) > LISTED:
            yield f"  and {len(step.added) - LISTED} more"


def how_to_go_on(stop: Stop, onto: str, kept: str, again: str) -> tuple[str, ...]:
    """The commands with which a person merges what stopped a replay, and goes on.

    Args:
        stop: Where it stopped.
        onto: The base.
        kept: The branch that holds what came before, ``""`` where nothing did.
        again: The command that goes on, but for the name of the branch.
    """
    if stop.source is None:
        return (
            f"git switch --detach {onto[:10]}",
            "git merge the other base by hand, and name the result as the new base",
        )
    name = kept or f"resolve-{stop.source.commit.sha[:10]}"
    begin = f"git switch {name}" if kept else f"git switch -c {name} {onto[:10]}"
    return (begin, f"git merge {stop.source.commit.sha[:10]}", f"{again} {name}")


def places(hunks: Sequence[Hunk]) -> tuple[str, ...]:
    """Where hunks are, as ``path:line``."""
    return tuple(f"{hunk.path}:{hunk.line}" for hunk in hunks)


def _synced(step: Step) -> SyncedCommit:
    return SyncedCommit(
        commit=step.source.commit.sha,
        subject=step.source.commit.subject,
        batch=step.source.batch,
        outcome=step.outcome.value,
        sites=len(step.hunks),
        added=places(step.added[:LISTED]),
        gone=places(step.gone[:LISTED]),
    )


def _in_words(step: Step) -> str:
    counted = ""
    if step.hunks:
        parts = [plural(len(step.hunks), "site")]
        parts += [f"{len(step.added)} new"] * bool(step.added)
        parts += [f"{len(step.gone)} gone"] * bool(step.gone)
        counted = f" ({', '.join(parts)})"
    batch = f"{step.source.batch} " if step.source.batch else ""
    return " ".join(f"{step.outcome.value}: {batch}{step.source.commit.subject}{counted}".split())
