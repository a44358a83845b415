"""Written for plug-ins that were never finished."""

import unittest
from unittest import mock


class Plugins(unittest.TestCase):
    def test_plugins_are_found(self) -> None:
        from chat_backend.agents.registry import discover_plugins

        self.assertEqual(discover_plugins(), [])

    @mock.patch("chat_backend.websocket_core.emitter.send_batch_compressed")
    def test_batches_are_compressed(self, send: mock.Mock) -> None:
        self.assertFalse(send.called)
