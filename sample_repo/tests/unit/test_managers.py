import unittest
from unittest import mock

import chat_backend.websocket_core
from chat_backend.auth.user_context import UserContext
from chat_backend.websocket_core import types, unified_manager
from chat_backend.websocket_core.compat import (
    WebSocketManager,  # the class of all managers
    WebSocketManagerMode,  # what to do when nobody listens
    new_connection_id,
)
from chat_backend.websocket_core.protocols import WebSocketManagerProtocol
from chat_backend.websocket_core.transport import InMemoryWebSocket


class Managers(unittest.IsolatedAsyncioTestCase):
    def test_a_manager_keeps_the_protocol(self) -> None:
        manager = WebSocketManager("user-1", WebSocketManagerMode.UNIFIED)
        self.assertIsInstance(manager, WebSocketManagerProtocol)
        self.assertIsInstance(manager, chat_backend.websocket_core.WebSocketManagerProtocol)

    def test_connections_have_different_ids(self) -> None:
        self.assertNotEqual(new_connection_id("user-1"), new_connection_id("user-1"))

    async def test_the_description_names_the_connections(self) -> None:
        manager = chat_backend.websocket_core.get_websocket_manager(UserContext("user-9", "eve"))
        connection = chat_backend.websocket_core.WebSocketConnection(
            "c", "user-9", InMemoryWebSocket()
        )
        await manager.add_connection(connection)
        self.assertEqual(manager.describe()["connections"], [{"id": "c", "open": True}])

    def test_the_description_is_serialised(self) -> None:
        target = "chat_backend.websocket_core.unified_manager.serialize_message_safely"
        manager = unified_manager.UnifiedWebSocketManager("u", WebSocketManagerMode.UNIFIED)
        with mock.patch(target, return_value={"patched": True}):
            self.assertEqual(manager.describe(), {"patched": True})

    def test_a_connection_may_be_announced_before_it_has_a_transport_but_not_without_an_id(
        self,
    ) -> None:
        self.assertIsNone(types.WebSocketConnection("c", "user-1").websocket)
        with self.assertRaises(ValueError):
            types.WebSocketConnection("", "user-1")

    def test_a_connection_belongs_to_a_user(self) -> None:
        with self.assertRaises(ValueError):
            unified_manager.WebSocketConnection("c", "", None)
