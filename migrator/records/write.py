"""A record to bytes: deterministic, sorted, ending in a newline, so that the same batch gives the same tree on every machine."""

import msgspec

from migrator.records.values import Record


def render_record(record: Record) -> bytes:
    """The bytes of a record's file."""
    plain = msgspec.to_builtins(record)
    if not record.adopts:
        del plain["adopts"]  # a field that came later: records without it are as they always were
    return msgspec.json.format(msgspec.json.encode(plain, order="sorted"), indent=2) + b"\n"
