"""Phiên đăng nhập: session engine over `accounts.Session`; the key is stored hashed, the account stands in a column.

Reading a session brings account, posts in force and stamps with it (`accounts.principal`): one statement per request,
and a right that ended is gone at the next request of an open browser.
"""

import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase, UpdateError
from django.utils.crypto import constant_time_compare

from thongsuot.accounts.models import Session, User
from thongsuot.accounts.principal import Found, find_by_session, key_hash
from thongsuot.common.now import now


class SessionStore(SessionBase):
    """Django's session interface; `found` keeps what the one statement brought."""

    found: Found | None = None
    device: str = ""

    def load(self) -> dict[str, Any]:
        """Read the session; an unknown or ended one is empty and loses its key."""
        self.found = find_by_session(self.session_key or "", now()) if self.session_key else None
        if self.found is None:
            self._session_key = None
            return {}
        return self.decode(self.found.data)

    def signed_in(self) -> Found | None:
        """What was found, if the session belongs to an account and was not made before its password changed."""
        user_id = self.get(SESSION_KEY)
        found = self.found
        if not user_id or found is None or found.user is None or str(found.user.pk) != str(user_id):
            return None
        return found if _same_password(found.user, self.get(HASH_SESSION_KEY) or "") else None

    def exists(self, session_key: str) -> bool:
        """Whether the key is in use."""
        return Session.objects.filter(key_hash=key_hash(session_key)).exists()

    def _get_new_session_key(self) -> str:
        return secrets.token_urlsafe(32)  # 256 random bits: no look-up for a free key is needed

    def create(self) -> None:
        """Begin a new, still empty session row."""
        self._session_key = self._get_new_session_key()
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False) -> None:
        """Write the session in one statement; raises UpdateError when it was revoked meanwhile."""
        if self.session_key is None:
            self.create()
            return
        data = self._get_session(no_load=must_create)
        row = {
            "user_id": int(data[SESSION_KEY]) if data.get(SESSION_KEY) else None,
            "data": self.encode(data),
            "expires_at": self._ends_at(),
        }
        if must_create:
            Session.objects.create(key_hash=key_hash(self.session_key), device=self.device[:200], **row)
        elif not Session.objects.filter(key_hash=key_hash(self.session_key)).update(**row):
            raise UpdateError

    def _ends_at(self) -> datetime:
        return self.get_expiry_date(modification=now())

    def delete(self, session_key: str | None = None) -> None:
        """End this session (or the named one)."""
        key = session_key or self.session_key
        if key:
            Session.objects.filter(key_hash=key_hash(key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        """Remove sessions that are over."""
        Session.objects.filter(expires_at__lte=now()).delete()

    def get_session_cookie_age(self) -> int:
        """A working day; longer would leave counters open over night."""
        return settings.SESSION_COOKIE_AGE


def _same_password(user: User, session_hash: str) -> bool:
    """A changed password ends the other sessions: their hash no longer fits."""
    hashes = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return any(constant_time_compare(session_hash, known) for known in hashes)
