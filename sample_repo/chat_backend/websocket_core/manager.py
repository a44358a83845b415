"""The old name of `unified_manager`; plug-ins still import from here."""

from chat_backend.websocket_core.unified_manager import *  # noqa: F403
from chat_backend.websocket_core.websocket_manager import get_websocket_manager  # noqa: F401
