"""The outcome of reading one file, as bytes: what crosses from worker to parent, and what the cache keeps."""

from collections.abc import Sequence

import msgspec

from migrator.facts.extract import extract_facts
from migrator.facts.identity import reader_identity
from migrator.facts.native import read_native
from migrator.facts.values import Facts, Problem


class Reading(msgspec.Struct, frozen=True, array_like=True):
    """Facts, or why there are none."""

    facts: Facts | None = None
    problem: Problem | None = None


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Reading)


def read_file(raw: bytes) -> bytes:
    """The reading of a file's bytes, encoded: by the native twin, or where that declines by the reference. It never raises."""
    return read_native(raw) or read_by_reference(raw)


def read_by_reference(raw: bytes) -> bytes:
    """As :func:`read_file`, without the native twin. It never raises: what this program does wrong with one file must not cost the others."""
    try:
        found = extract_facts(raw)
        return _ENCODER.encode(Reading(found) if isinstance(found, Facts) else Reading(None, found))
    except Exception as error:  # noqa: BLE001  what it is cannot be known, and it is said
        said = f"{type(error).__name__}: {error}".encode("ascii", "backslashreplace").decode()
        return failed("defect", f"a bug of this program, please report it: {said}")


class Batch(msgspec.Struct, frozen=True, array_like=True):
    """Files to read."""

    attempt: int
    files: Sequence[bytes]


class Answers(msgspec.Struct, frozen=True, array_like=True):
    """What came of a batch."""

    reader: str
    """The identity of the reader."""
    readings: list[bytes]


_BATCH = msgspec.msgpack.Decoder(Batch)
_ANSWERS = msgspec.msgpack.Decoder(Answers)


def encode_batch(files: Sequence[bytes], attempt: int) -> bytes:
    """The contents of several files as one; another attempt gives other bytes, which no cluster takes for work that it has done."""
    return _ENCODER.encode(Batch(attempt, files))


def read_batch(batch: bytes) -> bytes:
    """As :func:`read_file` for several: what an executor is given. Bytes in, bytes out, so that nothing of ours is pickled."""
    return _ENCODER.encode(Answers(reader_identity(), [read_file(raw) for raw in _BATCH.decode(batch).files]))


def decode_answers(encoded: bytes) -> Answers:
    """The value back from its bytes.

    Raises:
        msgspec.MsgspecError: They are none.
    """
    return _ANSWERS.decode(encoded)


def decode_reading(encoded: bytes) -> Reading:
    """The value back from its bytes.

    Raises:
        msgspec.MsgspecError: They are none.
    """
    return _DECODER.decode(encoded)


def failed(stage: str, reason: str) -> bytes:
    """An encoded reading of a file that was not read."""
    return _ENCODER.encode(Reading(None, Problem("", stage, reason, is_lasting=False)))
