import unittest

from chat_backend.auth.passwords import hash_password
from chat_backend.auth.tokens import InvalidTokenError, TokenIssuer
from chat_backend.users.directory import UserDirectory
from chat_backend.websocket_core.authenticator import WebSocketAuthenticator


class Authenticator(unittest.TestCase):
    def setUp(self) -> None:
        self.directory = UserDirectory()
        self.user = self.directory.add("ada", hash_password("secret"))

    def test_a_token_names_its_user(self) -> None:
        tokens = TokenIssuer(60)
        context = WebSocketAuthenticator(tokens, self.directory).authenticate(
            tokens.issue(self.user.user_id)
        )
        self.assertEqual(context.name, "ada")

    def test_an_old_token_is_refused(self) -> None:
        now = [0.0]
        tokens = TokenIssuer(60, clock=lambda: now[0])
        token = tokens.issue(self.user.user_id)
        now[0] = 61.0
        with self.assertRaises(InvalidTokenError):
            WebSocketAuthenticator(tokens, self.directory).authenticate(token)
