import asyncio
import unittest

from chat_backend.websocket_core.compat import WebSocketConnection
from chat_backend.websocket_core.emitter import WebSocketEmitterFactory
from chat_backend.websocket_core.errors import EventOrderError, WrongUserError
from chat_backend.websocket_core.factory import provide_websocket_manager
from chat_backend.websocket_core.manager_factory import WebSocketManagerFactory
from chat_backend.websocket_core import EventValidatorFactory, WebSocketManagerMode
from chat_backend.websocket_core.websocket_manager import get_websocket_manager
from tests.support import frame, fresh_backend


class UserIsolation(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self) -> None:
        self.backend, self.tokens = fresh_backend("ada", "grace")
        self.ada = self.backend.authenticator.authenticate(self.tokens["ada"])
        self.grace = self.backend.authenticator.authenticate(self.tokens["grace"])

    async def test_a_run_is_seen_by_its_user_only(self) -> None:
        _, of_ada = await self.backend.connect(self.tokens["ada"])
        _, of_grace = await self.backend.connect(self.tokens["grace"])
        run = frame("run_agent", agent="counter", prompt="mine")
        await self.backend.receive(self.tokens["ada"], run)
        self.assertEqual(len(of_ada.sent), 6)
        self.assertEqual(of_grace.types(), ["welcome"])

    async def test_runs_of_two_users_at_once_do_not_mix(self) -> None:
        clients = {n: (await self.backend.connect(t))[1] for n, t in self.tokens.items()}
        runs = [
            self.backend.receive(token, frame("run_agent", agent="editor", prompt=name))
            for name, token in self.tokens.items()
        ]
        await asyncio.gather(*runs)
        for name, client in clients.items():
            self.assertEqual(client.frames()[-1]["payload"]["answer"], name)
            self.assertEqual(len(client.sent), 6)

    async def test_two_users_have_two_managers(self) -> None:
        mode = WebSocketManagerMode.ISOLATED
        one = get_websocket_manager(self.ada, mode=mode)
        other = get_websocket_manager(self.grace, mode=mode)
        self.assertIsNot(one, other)
        self.assertIs(get_websocket_manager(self.ada), one)
        with self.assertRaises(ValueError):
            await one.add_connection(WebSocketConnection("c", self.grace.user_id, None))

    async def test_no_way_to_get_a_manager_mixes_users_up(self) -> None:
        one = provide_websocket_manager(self.ada)
        self.assertIs(WebSocketManagerFactory().create(self.ada), one)
        self.assertIsNot(WebSocketManagerFactory().create(self.grace), one)
        self.assertEqual(WebSocketManagerFactory.build(self.grace).user_id, self.grace.user_id)

    async def test_no_emitter_reaches_another_user(self) -> None:
        factory = WebSocketEmitterFactory(get_websocket_manager(self.ada))
        with self.assertRaises(WrongUserError):
            factory.for_user(self.grace)

    async def test_each_user_has_a_validator_of_their_own(self) -> None:
        from chat_backend.websocket_core.types import MessageType

        validators = EventValidatorFactory()
        validators.for_user(self.ada).check(MessageType.AGENT_STARTED)
        with self.assertRaises(EventOrderError):
            validators.for_user(self.grace).check(MessageType.AGENT_THINKING)
