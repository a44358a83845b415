"""Small things that several modules of the core need."""

from __future__ import annotations

import itertools
import json
from typing import Any

from chat_backend.websocket_core.unified_manager import serialize_message_safely

_numbers = itertools.count(1)


def generate_connection_id(user_id: str) -> str:
    """An id that no other connection of this process has."""
    return f"{user_id}-connection-{next(_numbers)}"


def encode_message(message: Any) -> str:
    """A message as the text of one frame."""
    return json.dumps(serialize_message_safely(message), sort_keys=True)


def is_open(websocket: Any) -> bool:
    """Whether something can be sent; transports that cannot tell count as open."""
    return not getattr(websocket, "closed", False)
