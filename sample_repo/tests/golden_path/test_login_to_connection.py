import unittest

from chat_backend.auth.login import LoginError
from chat_backend.auth.tokens import InvalidTokenError
from chat_backend.websocket_core import UnifiedWebSocketManager, get_websocket_manager
from chat_backend.websocket_core.errors import TooManyConnectionsError
from chat_backend.websocket_core.lifecycle import ConnectionManagerFactory
from tests.support import fresh_backend


class LoginToConnection(unittest.IsolatedAsyncioTestCase):
    async def test_a_login_leads_to_a_connection_that_says_welcome(self) -> None:
        backend, tokens = fresh_backend("ada")
        connection, client = await backend.connect(tokens["ada"])
        self.assertEqual(client.types(), ["welcome"])
        self.assertEqual(client.frames()[0]["payload"], {"connection_id": connection.connection_id})
        self.assertTrue(backend.presence.is_online(connection.user_id))

    async def test_a_wrong_password_gives_no_token(self) -> None:
        backend, _ = fresh_backend("ada")
        with self.assertRaises(LoginError):
            backend.login("ada", "guess")

    async def test_a_forged_token_gives_no_connection(self) -> None:
        backend, _ = fresh_backend("ada")
        with self.assertRaises(InvalidTokenError):
            await backend.connect("forged")

    async def test_a_user_has_one_manager_and_a_limited_number_of_connections(self) -> None:
        backend, tokens = fresh_backend("ada")
        for _ in range(backend.settings.max_connections_per_user):
            await backend.connect(tokens["ada"])
        context = backend.authenticator.authenticate(tokens["ada"])
        manager = ConnectionManagerFactory.make(context, None)
        self.assertIs(get_websocket_manager(context), manager)
        self.assertIsInstance(manager, UnifiedWebSocketManager)
        self.assertEqual(len(manager.connections()), 3)
        with self.assertRaises(TooManyConnectionsError):
            await backend.connect(tokens["ada"])

    async def test_closing_the_last_connection_makes_the_user_offline(self) -> None:
        backend, tokens = fresh_backend("ada")
        connection, client = await backend.connect(tokens["ada"])
        await backend.disconnect(tokens["ada"], connection)
        self.assertTrue(client.closed)
        self.assertFalse(backend.presence.is_online(connection.user_id))
