import unittest

import chat_backend.websocket_core.unified_manager as unified_manager
from tests.support import frame, fresh_backend

from chat_backend.websocket_core import (
    MessageType,
    ServerMessage,  # what the manager sends
    get_websocket_manager,  # one for each user
)
from chat_backend.websocket_core.factory import build_websocket_manager


class Delivery(unittest.IsolatedAsyncioTestCase):
    async def test_a_message_reaches_both_sides(self) -> None:
        backend, tokens = fresh_backend("ada", "grace")
        clients = {name: (await backend.connect(token))[1] for name, token in tokens.items()}
        await backend.receive(tokens["ada"], frame("chat", to="grace", text="Hello"))
        for client in clients.values():
            self.assertEqual(client.frames()[-1]["payload"]["text"], "Hello")
        self.assertEqual([m.text for m in backend.conversation.search("hello")], ["Hello"])

    async def test_every_connection_of_a_user_gets_the_message(self) -> None:
        backend, tokens = fresh_backend("ada")
        clients = [(await backend.connect(tokens["ada"]))[1] for _ in range(2)]
        await backend.receive(tokens["ada"], frame("ping", number=7))
        self.assertEqual([c.frames()[-1]["payload"] for c in clients], [{"number": 7}] * 2)

    async def test_a_broken_connection_is_forgotten_and_the_message_is_kept(self) -> None:
        backend, tokens = fresh_backend("ada")
        _, client = await backend.connect(tokens["ada"])
        await client.close()
        context = backend.authenticator.authenticate(tokens["ada"])
        manager = build_websocket_manager(context=context)
        self.assertIs(get_websocket_manager(context), manager)
        self.assertEqual(await manager.send(ServerMessage(MessageType.ERROR)), 0)
        self.assertEqual(manager.connections(), [])
        _, client = await backend.connect(tokens["ada"])
        self.assertEqual(client.types(), ["error", "welcome"])

    async def test_a_degraded_manager_keeps_what_nobody_receives_as_any_other(self) -> None:
        mode = unified_manager.WebSocketManagerMode.DEGRADED
        manager = unified_manager.UnifiedWebSocketManager("user-1", mode)
        await manager.send(ServerMessage(MessageType.ERROR))
        client = mock_websocket()
        await manager.add_connection(unified_manager.WebSocketConnection("c", "user-1", client))
        self.assertEqual(client.types(), ["error"])


def mock_websocket():
    from chat_backend.websocket_core.transport import InMemoryWebSocket

    return InMemoryWebSocket()
