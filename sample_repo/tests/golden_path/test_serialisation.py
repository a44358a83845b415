import json
import unittest
from dataclasses import dataclass
from datetime import datetime, timezone
from unittest import mock

from chat_backend.websocket_core import MessageType, serialize_message_safely
from chat_backend.websocket_core.types import ServerMessage
from chat_backend.websocket_core.utils import encode_message


@dataclass
class Odd:
    when: datetime
    kinds: set


class Serialisation(unittest.TestCase):
    def test_a_message_becomes_json(self) -> None:
        message = ServerMessage(MessageType.CHAT, {"text": "Grüße", "n": [1, 2.5, None, True]})
        self.assertEqual(
            json.loads(encode_message(message)),
            {"type": "chat", "payload": {"text": "Grüße", "n": [1, 2.5, None, True]}},
        )

    def test_dates_enumerations_and_sets_become_plain(self) -> None:
        odd = Odd(datetime(2025, 9, 15, tzinfo=timezone.utc), {"b", "a"})
        expected = {"when": "2025-09-15T00:00:00+00:00", "kinds": ["a", "b"]}
        self.assertEqual(serialize_message_safely(odd), expected)
        self.assertEqual(serialize_message_safely({MessageType.PING: 1}), {"ping": 1})

    def test_a_value_that_is_no_dictionary_is_wrapped(self) -> None:
        self.assertEqual(serialize_message_safely([MessageType.PING]), {"value": ["ping"]})

    def test_a_structure_that_contains_itself_ends(self) -> None:
        loop: dict = {}
        loop["self"] = loop
        self.assertIn("…", json.dumps(serialize_message_safely(loop), ensure_ascii=False))

    def test_frames_are_encoded_by_the_serialiser(self) -> None:
        target = "chat_backend.websocket_core.utils.serialize_message_safely"
        with mock.patch(target, return_value={"patched": True}):
            self.assertEqual(encode_message(object()), '{"patched": true}')
