"""Opens a manager in each mode, and one of the old kind, and prints what it says about itself."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from chat_backend.websocket_core.legacy import PrimaryWebSocketManager  # noqa: E402
from chat_backend.websocket_core.manager import *  # noqa: E402, F403
from chat_backend.websocket_core.unified_manager import WebSocketManagerMode  # noqa: E402


def main() -> None:
    for mode in WebSocketManagerMode:
        manager = UnifiedWebSocketManager("operator", mode)  # noqa: F405
        print(manager.describe())
    print(PrimaryWebSocketManager("operator").describe())


if __name__ == "__main__":
    main()
