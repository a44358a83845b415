"""Sends recorded payloads through the serialiser and prints what clients would get."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

try:  # installations older than 0.8 have only the old path
    from chat_backend.websocket_core.compat import ServerMessage
except ImportError:
    from chat_backend.websocket_core.types import ServerMessage

from chat_backend.websocket_core.compat import serialize_message  # noqa: E402


def replay(payloads: list[dict[str, object]]) -> list[dict[str, object]]:
    from chat_backend.websocket_core.types import MessageType as Kind

    return [serialize_message(ServerMessage(Kind.CHAT, payload)) for payload in payloads]


def replay_sharded(payloads: list[dict[str, object]], shards: int) -> None:
    from chat_backend.websocket_core.sharding import ShardRouter

    ShardRouter(shards).send(replay(payloads))


if __name__ == "__main__":
    print(*replay([{"text": "one"}, {"text": "two"}]), sep="\n")
