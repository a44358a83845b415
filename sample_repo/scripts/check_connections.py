"""Opens a manager in each mode and prints what it says about itself."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from chat_backend.websocket_core.manager import *  # noqa: E402, F403
from chat_backend.websocket_core.unified_manager import WebSocketManagerMode  # noqa: E402


def main() -> None:
    for mode in WebSocketManagerMode:
        manager = UnifiedWebSocketManager("operator", mode)  # noqa: F405
        print(manager.describe())


if __name__ == "__main__":
    main()
