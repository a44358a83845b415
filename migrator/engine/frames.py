"""Messages as frames on a pipe: four bytes with the length, big-endian, its highest bit set where the message goes on in the next frame.

No frame is longer than 256 KiB, so that neither side ever reads or writes for long at a time.
"""

import struct
from collections.abc import Iterator
from typing import IO

FRAME_LIMIT = 256 * 1024
MESSAGE_LIMIT = 512 * 1024 * 1024
"""A longer message is an error of the other side, not something to fill the memory with."""
MORE = 1 << 31
HEADER = struct.Struct(">I")


def frames_of(message: bytes) -> Iterator[bytes]:
    """A message as frames, each with its header."""
    view = memoryview(message)
    size = FRAME_LIMIT - HEADER.size
    starts = range(0, max(len(view), 1), size)
    for start in starts:
        part = view[start : start + size]
        more = MORE if start + size < len(view) else 0
        yield HEADER.pack(len(part) | more) + bytes(part)


def parse_header(header: bytes) -> tuple[int, bool]:
    """Length of the frame's content, and whether the message goes on. Raises ValueError for an impossible length."""
    (number,) = HEADER.unpack(header)
    length = number & (MORE - 1)
    if length > FRAME_LIMIT:
        raise ValueError(f"a frame of {length} bytes, at most {FRAME_LIMIT} are allowed")
    return length, bool(number & MORE)


def read_message(stream: IO[bytes]) -> bytes | None:
    """The next message, None at the end of the stream. Raises EOFError where it ends within a message."""
    parts: list[bytes] = []
    size = 0
    more = True
    while more:
        header = stream.read(HEADER.size)
        if not header and not parts:
            return None
        length, more = parse_header(_whole(header, HEADER.size))
        parts.append(_whole(stream.read(length), length))
        size += length
        if size > MESSAGE_LIMIT:
            raise ValueError(f"a message of more than {MESSAGE_LIMIT} bytes")
    return b"".join(parts)


def _whole(content: bytes, length: int) -> bytes:
    if len(content) < length:
        raise EOFError("the pipe ended within a message")
    return content
