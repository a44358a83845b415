"""Broken since presence moved out of `users.tracking`; the golden path does not notice."""

import unittest

from chat_backend.users.directory import UserDirectory
from chat_backend.users.tracking import PresenceTracker


class Presence(unittest.TestCase):
    def test_a_user_is_online_while_connected(self) -> None:
        directory = UserDirectory()
        user = directory.add("ada", "hash")
        tracker = PresenceTracker(directory)
        tracker.mark_online(user.user_id)
        self.assertTrue(tracker.is_online(user.user_id))
        tracker.mark_offline(user.user_id)
        self.assertEqual(tracker.summary(), "0 of 1 online")
