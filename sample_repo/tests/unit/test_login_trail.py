import unittest
from unittest import mock

from chat_backend.auth.login import LoginService
from chat_backend.users.directory import UserDirectory


class LoginTrail(unittest.TestCase):
    def test_a_login_is_recorded(self) -> None:
        from chat_backend.audit import AuditRecord

        with mock.patch("chat_backend.auth.jwt.TokenIssuer") as issuer:
            service = LoginService(UserDirectory(), issuer(60))
            service.register("ada", "secret")
            service.login("ada", "secret")
        self.assertEqual(service.trail, [AuditRecord("ada", succeeded=True)])
