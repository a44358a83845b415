"""Messages as frames: whatever their length they come out as they went in, in parts that neither side chokes on."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrator.engine.frames import FRAME_LIMIT, HEADER, MORE, frames_of, parse_header, read_message

BORDER = FRAME_LIMIT - HEADER.size


@given(st.lists(st.binary(max_size=100), max_size=5))
@settings(max_examples=100, deadline=None)
def test_messages_come_out_in_order_and_then_the_end(messages: list[bytes]) -> None:
    stream = io.BytesIO(b"".join(frame for message in messages for frame in frames_of(message)))
    assert [read_message(stream) for _ in messages] == messages
    assert read_message(stream) is None


@pytest.mark.parametrize(
    "length", [0, 1, BORDER - 1, BORDER, BORDER + 1, 2 * BORDER, 3 * BORDER + 17, FRAME_LIMIT]
)
def test_a_message_above_256_kib_goes_in_frames_of_at_most_that(length: int) -> None:
    message = bytes(range(256)) * (length // 256) + b"x" * (length % 256)
    frames = list(frames_of(message))
    assert max(len(frame) for frame in frames) <= FRAME_LIMIT
    assert len(frames) == max(1, -(-length // BORDER))
    stream = io.BytesIO(b"".join(frames))
    assert read_message(stream) == message
    assert read_message(stream) is None


@pytest.mark.parametrize("cut", [1, HEADER.size, HEADER.size + 3, FRAME_LIMIT, FRAME_LIMIT + 2])
def test_a_pipe_that_ends_within_a_message_is_said(cut: int) -> None:
    whole = b"".join(frames_of(b"x" * (FRAME_LIMIT + 100)))
    with pytest.raises(EOFError, match="within a message"):
        read_message(io.BytesIO(whole[:cut]))


def test_an_impossible_length_is_refused_before_anything_is_read() -> None:
    with pytest.raises(ValueError, match="at most"):
        parse_header(HEADER.pack(FRAME_LIMIT + 1))
    with pytest.raises(ValueError, match="at most"):
        parse_header(HEADER.pack((MORE - 1) | MORE))
