"""The outcome of reading one file, as bytes: what crosses from worker to parent, and what the cache keeps."""

import msgspec

from migrator.facts.extract import extract_facts
from migrator.facts.native import read_native
from migrator.facts.values import Facts, Problem


class Reading(msgspec.Struct, frozen=True, array_like=True):
    """Facts, or why there are none."""

    facts: Facts | None = None
    problem: Problem | None = None


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Reading)


def read_file(raw: bytes) -> bytes:
    """The reading of a file's bytes, encoded: by the native twin, or where that declines by the reference."""
    return read_native(raw) or read_by_reference(raw)


def read_by_reference(raw: bytes) -> bytes:
    """As :func:`read_file`, without the native twin."""
    found = extract_facts(raw)
    return _ENCODER.encode(Reading(found) if isinstance(found, Facts) else Reading(None, found))


def read_files(batch: list[bytes]) -> list[bytes]:
    """As :func:`read_file` for several: what an executor maps."""
    return [read_file(raw) for raw in batch]


def decode_reading(encoded: bytes) -> Reading:
    """The value back from its bytes.

    Raises:
        msgspec.MsgspecError: They are none.
    """
    return _DECODER.decode(encoded)


def failed(stage: str, reason: str) -> bytes:
    """An encoded reading of a file that was not read."""
    return _ENCODER.encode(Reading(None, Problem("", stage, reason)))
