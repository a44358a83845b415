"""What several tests need."""

from __future__ import annotations

import json

from chat_backend.app import ChatBackend
from chat_backend.websocket_core.websocket_manager import forget_managers


def fresh_backend(*names: str) -> tuple[ChatBackend, dict[str, str]]:
    """A backend with these users, and the token of each."""
    forget_managers()
    backend = ChatBackend()
    tokens = {}
    for name in names:
        backend.register(name, f"secret of {name}")
        tokens[name] = backend.login(name, f"secret of {name}")
    return backend, tokens


def frame(kind: str, **payload: object) -> str:
    """What a client would send."""
    return json.dumps({"type": kind, "payload": payload})
