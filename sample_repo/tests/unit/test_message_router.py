import unittest

from chat_backend.auth.user_context import UserContext
from chat_backend.websocket_core.errors import MalformedMessageError
from chat_backend.websocket_core.message_router import MessageRouter, MessageType, parse_message


class Router(unittest.IsolatedAsyncioTestCase):
    def test_a_frame_is_taken_apart(self) -> None:
        message = parse_message('{"type": "ping", "payload": {"n": 1}}')
        self.assertIs(message.type, MessageType.PING)
        self.assertEqual(message.payload, {"n": 1})

    def test_a_frame_of_an_unknown_kind_is_refused(self) -> None:
        with self.assertRaises(MalformedMessageError):
            parse_message('{"type": "teleport"}')

    async def test_a_kind_that_nobody_handles_is_refused(self) -> None:
        with self.assertRaises(MalformedMessageError):
            await MessageRouter().route(UserContext("user-1", "ada"), '{"type": "welcome"}')
