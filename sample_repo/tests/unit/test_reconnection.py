import unittest

from chat_backend.websocket_core.heartbeat import HeartbeatMonitor
from chat_backend.websocket_core.reconnection import ConnectionState, ReconnectionPolicy


class Reconnection(unittest.TestCase):
    def test_a_connection_grows_silent_and_is_lost(self) -> None:
        monitor = HeartbeatMonitor()
        monitor.beat("c", now=0.0)
        states = [monitor.state("c", now) for now in (1.0, 30.0, 90.0)]
        expected = [ConnectionState.ALIVE, ConnectionState.SILENT, ConnectionState.LOST]
        self.assertEqual(states, expected)

    def test_nobody_waits_for_a_lost_connection(self) -> None:
        policy = ReconnectionPolicy()
        policy.monitor.beat("c", now=0.0)
        self.assertTrue(policy.should_wait("c", now=30.0))
        self.assertFalse(policy.should_wait("c", now=90.0))

    def test_delays_grow_up_to_the_last(self) -> None:
        delays = [ReconnectionPolicy().delay_before(attempt) for attempt in (0, 1, 9)]
        self.assertEqual(delays, [0.5, 1.0, 5.0])
