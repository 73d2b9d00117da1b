"""Ai đăng nhập bằng mật khẩu được: people with an open account; systems come with tokens only."""

from allauth.account.auth_backends import AuthenticationBackend

from thongsuot.accounts.models import User
from thongsuot.common.now import now


class PasswordBackend(AuthenticationBackend):
    """allauth's backend (an unknown name costs one hashing too) without system accounts, except demo ones."""

    def user_can_authenticate(self, user: User) -> bool:
        """Open accounts of people."""
        return user.is_open(now()) and (user.kind != User.Kind.SYSTEM or user.is_demo)
