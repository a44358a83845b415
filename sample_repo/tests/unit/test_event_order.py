from __future__ import annotations

import unittest
from typing import TYPE_CHECKING

from chat_backend.auth.user_context import UserContext
from chat_backend.websocket_core.errors import EventOrderError
from chat_backend.websocket_core.event_validator import AGENT_EVENTS, EventValidatorFactory

if TYPE_CHECKING:
    from chat_backend.websocket_core import MessageType


def sequence(*positions: int) -> list[MessageType]:
    return [AGENT_EVENTS[position] for position in positions]


class EventOrder(unittest.TestCase):
    def setUp(self) -> None:
        self.validator = EventValidatorFactory().for_user(UserContext("user-1", "ada"))

    def test_one_run_may_follow_another(self) -> None:
        for kind in sequence(0, 1, 2, 3, 4, 0, 1):
            self.validator.check(kind)

    def test_a_step_that_is_left_out_is_noticed(self) -> None:
        self.validator.check(AGENT_EVENTS[0])
        with self.assertRaises(EventOrderError):
            self.validator.check(AGENT_EVENTS[2])
