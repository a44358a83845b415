"""Managers of something else, and two accounts that are no duplicates."""

import unittest

from chat_backend.auth.sessions import SessionManager
from chat_backend.auth.user_context import UserContext
from chat_backend.events.notifications import NotificationManager
from chat_backend.monitoring.sampling import SendSampleManager, seconds_to_send
from chat_backend.storage import accounts
from chat_backend.users import model
from chat_backend.websocket_core.rate_limiter import make_rate_limiter
from chat_backend.websocket_core.types import MessageType, ServerMessage
from chat_backend.websocket_core.websocket_manager import forget_managers


class LookAlikes(unittest.IsolatedAsyncioTestCase):
    def setUp(self) -> None:
        forget_managers()
        self.context = UserContext("user-1", "ada")

    async def test_a_session_starts_and_stops(self) -> None:
        manager = SessionManager()
        session = await manager.start(self.context, "laptop")
        self.assertEqual(manager.get_status(self.context), {"sessions": 1, "connections": 0})
        self.assertTrue(await manager.stop(session))
        self.assertFalse(await manager.stop(session))

    async def test_samples_are_taken_while_they_are_wanted(self) -> None:
        manager = SendSampleManager()
        await manager.sample()
        manager.start()
        await manager.sample()
        manager.stop()
        self.assertEqual(manager.get_status()["samples"], 1)
        self.assertGreaterEqual(
            await seconds_to_send(self.context, ServerMessage(MessageType.PING)), 0
        )

    def test_a_notice_goes_to_every_channel(self) -> None:
        manager = NotificationManager()
        manager.queue_notice("user-1", "you have mail")
        self.assertEqual(manager.waiting_for("user-1"), 2)
        texts = [text for _, text in manager.flush_outbox()]
        self.assertEqual(texts, ["Hello, you have mail", "you have mail"])

    def test_a_stored_account_is_not_the_account_that_clients_see(self) -> None:
        stored = accounts.Account(user_id="user-1", name="ada", password_hash="salt$hash")
        shown = model.Account(stored.user_id, stored.name)
        self.assertFalse(hasattr(shown, "password_hash"))
        with self.assertRaises(TypeError):
            accounts.Account(user_id=1, name="ada", password_hash="")

    def test_a_server_has_a_limiter_of_its_own(self) -> None:
        limiter = make_rate_limiter(1)
        self.assertEqual([limiter.take("c"), limiter.take("c")], [True, False])
