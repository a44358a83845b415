"""Makes the managers of a table of users before the first of them connects, and says so."""

import itertools
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from chat_backend.auth.user_context import UserContext  # noqa: E402
from chat_backend.websocket_core.factory import (  # noqa: E402
    create_announced_manager,
    get_manager,
    make_websocket_manager,
    new_websocket_manager,
)
from chat_backend.websocket_core.unified_manager import WebSocketManagerMode  # noqa: E402

ROWS = [
    (WebSocketManagerMode.UNIFIED, UserContext("user-1", "ada")),
    (WebSocketManagerMode.ISOLATED, UserContext("user-2", "grace")),
    (WebSocketManagerMode.DEGRADED, UserContext("user-3", "barbara")),
]


def warm_up() -> list[str]:
    """The managers of the table; mode and user stand there in the order of the creator."""
    managers = itertools.starmap(new_websocket_manager, ROWS)
    return [manager.user_id for manager in managers]


def main() -> None:
    print("warm:", ", ".join(warm_up()))
    first = ROWS[0]
    print(new_websocket_manager(*first).describe())
    for mode, context in ROWS:
        make_websocket_manager(context, mode=mode)
        create_announced_manager(context, print)
    print(get_manager(ROWS[-1][1]).describe())


if __name__ == "__main__":
    main()
