"""Prints the frames that a load test would send, no faster than one is allowed to."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import chat_backend.websocket_core.types  # noqa: E402
from chat_backend.websocket_core.utils import encode_message  # noqa: E402


def frames(count: int) -> list[str]:
    kind = chat_backend.websocket_core.types.MessageType.CHAT
    message = chat_backend.websocket_core.types.ServerMessage
    return [encode_message(message(kind, {"number": number})) for number in range(count)]


def main(count: int = 5) -> None:
    from chat_backend.throttling import RateLimiter

    limiter = RateLimiter(count)
    for text in frames(count):
        print(limiter, text)


if __name__ == "__main__":
    main()
