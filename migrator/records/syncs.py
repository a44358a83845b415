"""The record of a sync, as it is committed under ``.migrator/syncs/<id>.json``: what became of each of the campaign's commits.

It stands beside the records of batches, not among them: a sync is no batch, it closes nothing and nobody undoes it as one. Like them it is read
as untrusted input. The next sync needs it to know a merge of its own from one that a person made.
"""

import re

import msgspec

SYNC_SCHEMA = 1
SYNC_FOLDER = ".migrator/syncs"
_ID = re.compile(r"[0-9a-z-]{1,80}")
_COMMIT = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_SIZE_LIMIT = 4 << 20


class SyncedCommit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One commit of the campaign, and what became of it on the new base."""

    commit: str
    subject: str
    batch: str
    """The batch whose record it brought, or ``""``."""
    outcome: str
    """A value of `migrator.replay.values.Outcome`."""
    sites: int
    """How many hunks were planned on the new base; 0 for what was merged as text."""
    added: tuple[str, ...] = ()
    """Sites that the batch did not have when it was approved, as ``path:line``."""
    gone: tuple[str, ...] = ()
    """Sites that it had and that are not there any more, as ``path:line`` of the old base."""


class SyncRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one sync did."""

    schema: int
    id: str
    campaign: str
    tip: str
    """The campaign's tip that was replayed."""
    onto: str
    """The commit that it was replayed on."""
    result: str
    """The id of the tree that was made, without this record: who changed the merge afterwards can be told by it."""
    proof: str
    """Which commits the checks and the static proofs were run on."""
    commits: tuple[SyncedCommit, ...]

    @property
    def path(self) -> str:
        """Where it is kept, relative to the repository's root."""
        return f"{SYNC_FOLDER}/{self.id}.json"


def sync_id(tip: str, onto: str) -> str:
    """The name of the sync of a tip with a base."""
    return f"{tip[:10]}-onto-{onto[:10]}"


def render_sync(record: SyncRecord) -> bytes:
    """The bytes of a sync's record: deterministic, ending in a newline."""
    return msgspec.json.format(msgspec.json.encode(record, order="sorted"), indent=2) + b"\n"


def parse_sync(raw: bytes, path: str) -> SyncRecord | None:
    """The record that a file holds, None where it is none: then the merge it came with counts as a person's."""
    try:
        record = msgspec.json.decode(raw, type=SyncRecord) if len(raw) <= _SIZE_LIMIT else None
    except (msgspec.MsgspecError, RecursionError):
        return None
    if record is None or record.schema != SYNC_SCHEMA or not _ID.fullmatch(record.id) or record.path != path:
        return None
    ids = (record.tip, record.onto, record.result)
    return record if all(_COMMIT.fullmatch(one) for one in ids) else None
