"""Whoever asks for the manager of a user, in whatever words, gets the same one."""

import unittest

from chat_backend.auth.sessions import create_session_channel
from chat_backend.auth.user_context import UserContext
from chat_backend.monitoring.sampling import make_sampled_manager
from chat_backend.websocket_core.broadcast import get_recipient_manager
from chat_backend.websocket_core.diagnostics import build_described_manager
from chat_backend.websocket_core.factory import (
    create_announced_manager,
    create_manager_async,
    create_websocket_manager,
    get_manager,
    init_websocket_manager,  # the limits come first
    make_websocket_manager,
    new_websocket_manager,  # the mode comes first
    provide_websocket_manager,
)
from chat_backend.websocket_core.handlers import get_reply_manager
from chat_backend.websocket_core.lifecycle import ConnectionManagerFactory
from chat_backend.websocket_core.manager_factory import WebSocketManagerFactory
from chat_backend.websocket_core.unified_manager import WebSocketManagerMode
from chat_backend.websocket_core.websocket_manager import (
    ConnectionLimits,
    forget_managers,
    get_manager_for_context,
    get_websocket_manager,
    provide_manager,
)


class Creators(unittest.IsolatedAsyncioTestCase):
    def setUp(self) -> None:
        forget_managers()
        self.context = UserContext("user-1", "ada")
        self.manager = get_websocket_manager(self.context)

    def test_functions_give_the_manager_of_the_user(self) -> None:
        limits = ConnectionLimits(2)
        mode = WebSocketManagerMode.ISOLATED
        self.assertIs(create_websocket_manager(self.context, limits=limits), self.manager)
        self.assertIs(make_websocket_manager(self.context, mode, limits), self.manager)
        self.assertIs(init_websocket_manager(limits, self.context), self.manager)
        self.assertIs(provide_websocket_manager(self.context, limits), self.manager)
        self.assertIs(new_websocket_manager(mode, self.context), self.manager)
        self.assertIs(get_manager(self.context), self.manager)
        self.assertIs(get_manager_for_context(self.context, mode), self.manager)
        self.assertIs(provide_manager(self.context), self.manager)

    def test_functions_of_other_modules_give_it_too(self) -> None:
        self.assertIs(get_recipient_manager(self.context), self.manager)
        self.assertIs(get_reply_manager(self.context), self.manager)
        self.assertIs(build_described_manager(self.context), self.manager)
        self.assertIs(create_session_channel(self.context), self.manager)
        self.assertIs(make_sampled_manager(self.context), self.manager)

    def test_factories_give_it_too(self) -> None:
        mode = WebSocketManagerMode.DEGRADED
        self.assertIs(WebSocketManagerFactory().create(self.context), self.manager)
        self.assertIs(WebSocketManagerFactory.create_for_mode(mode, self.context), self.manager)
        self.assertIs(WebSocketManagerFactory.build(self.context), self.manager)
        self.assertIs(ConnectionManagerFactory.make(self.context), self.manager)

    async def test_waiting_changes_nothing(self) -> None:
        manager = await create_manager_async(self.context, mode=WebSocketManagerMode.ISOLATED)
        self.assertIs(manager, self.manager)

    def test_an_announced_manager_is_announced(self) -> None:
        heard = []
        self.assertIs(create_announced_manager(self.context, heard.append), self.manager)
        self.assertEqual(heard, ["ada"])

    def test_the_limits_of_the_first_call_hold(self) -> None:
        forget_managers()
        manager = init_websocket_manager(ConnectionLimits(1), UserContext("user-2", "grace"))
        self.assertIs(provide_manager(UserContext("user-2", "grace")), manager)
