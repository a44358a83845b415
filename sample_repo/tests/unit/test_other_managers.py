import unittest

from chat_backend.websocket_core.devices import DeviceConnectionManager
from chat_backend.websocket_core.embedding import EmbeddedChat
from chat_backend.websocket_core.isolated_manager import UnifiedWebSocketManager
from chat_backend.websocket_core.legacy import PrimaryWebSocketManager, SimpleWebSocketManager
from chat_backend.websocket_core.operator_console import OperatorConsole
from chat_backend.websocket_core.transport import InMemoryWebSocket
from chat_backend.websocket_core.types import MessageType, ServerMessage
from chat_backend.websocket_core.unified_manager import WebSocketConnection

HELLO = ServerMessage(MessageType.CHAT, {"text": "Hello"})


class OtherManagers(unittest.IsolatedAsyncioTestCase):
    def setUp(self) -> None:
        self.client = InMemoryWebSocket()
        self.connection = WebSocketConnection("c", "user-1", self.client)

    async def test_an_isolated_manager_sends(self) -> None:
        manager = UnifiedWebSocketManager("user-1")
        await manager.send(HELLO)
        await manager.add_connection(self.connection)
        self.assertEqual(self.client.types(), ["chat"])
        self.assertEqual(manager.describe()["user"], "user-1")

    async def test_old_names_send(self) -> None:
        primary = PrimaryWebSocketManager("user-1")
        await primary.add_connection(self.connection)
        simple = SimpleWebSocketManager("user-1")
        await simple.add_connection(self.connection)
        self.assertEqual([await primary.send(HELLO), await simple.send(HELLO)], [1, 1])
        self.assertTrue(await simple.remove_connection("c"))
        self.assertEqual(simple.connections(), [])

    async def test_devices_are_connections(self) -> None:
        devices = DeviceConnectionManager("user-1")
        await devices.add_connection(self.connection)
        self.assertIs(devices.find_connection("c"), self.connection)
        self.assertEqual(await devices.send(HELLO), 1)

    async def test_an_operator_closes_all_screens(self) -> None:
        console = OperatorConsole("ada")
        screens = [await console.open_screen() for _ in range(2)]
        self.assertEqual(await console.announce("back at noon"), 2)
        self.assertEqual(await console.leave(), 2)
        self.assertTrue(all(screen.closed for screen in screens))

    def test_an_embedded_chat_is_idle(self) -> None:
        self.assertTrue(EmbeddedChat("user-1").is_idle())
