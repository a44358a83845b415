import unittest
from unittest import mock

from chat_backend.websocket_core.factory import create_manager_async
from chat_backend.websocket_core.types import *  # noqa: F403
from tests.support import frame, fresh_backend

FIVE_EVENTS = [
    MessageType.AGENT_STARTED.value,  # noqa: F405
    MessageType.AGENT_THINKING.value,  # noqa: F405
    MessageType.TOOL_EXECUTING.value,  # noqa: F405
    MessageType.TOOL_COMPLETED.value,  # noqa: F405
    MessageType.AGENT_COMPLETED.value,  # noqa: F405
]


class AgentRun(unittest.IsolatedAsyncioTestCase):
    async def test_a_run_sends_its_five_events_in_order(self) -> None:
        backend, tokens = fresh_backend("ada")
        _, client = await backend.connect(tokens["ada"])
        await backend.receive(tokens["ada"], frame("run_agent", agent="counter", prompt="a b c"))
        self.assertEqual(client.types(), ["welcome", *FIVE_EVENTS])
        self.assertEqual(client.frames()[-1]["payload"]["answer"], "3 words")

    async def test_the_events_of_a_run_are_archived(self) -> None:
        backend, tokens = fresh_backend("ada")
        context = backend.authenticator.authenticate(tokens["ada"])
        await backend.supervisor.run(context, "counter", "a b")
        topics = [event.topic for event in backend.feed.archive.of_user(context.user_id)]
        self.assertEqual(topics, FIVE_EVENTS)
        self.assertEqual(backend.feed.replay(context.user_id), 5)

    async def test_a_run_before_the_connection_is_delivered_with_it(self) -> None:
        backend, tokens = fresh_backend("ada")
        await backend.receive(tokens["ada"], frame("run_agent", agent="editor", prompt="x"))
        _, client = await backend.connect(tokens["ada"])
        self.assertEqual(client.types(), [*FIVE_EVENTS, "welcome"])
        manager = await create_manager_async(backend.authenticator.authenticate(tokens["ada"]))
        self.assertEqual(len(manager.connections()), 1)

    async def test_the_supervisor_asks_for_the_manager_of_the_user(self) -> None:
        backend, tokens = fresh_backend("ada")
        context = backend.authenticator.authenticate(tokens["ada"])
        with mock.patch("chat_backend.agents.supervisor.get_websocket_manager") as get:
            get.return_value.user_id = context.user_id
            get.return_value.send = mock.AsyncMock(return_value=1)
            await backend.supervisor.run(context, "counter", "a b")
        get.assert_called_once_with(context)
        self.assertEqual(get.return_value.send.await_count, 5)
