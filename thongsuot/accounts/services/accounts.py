"""Tài khoản: opened and closed by administrators; passwords are changed by their owners."""

import re
from datetime import datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from thongsuot.accounts import passkeys, permissions
from thongsuot.accounts.journalling import record
from thongsuot.accounts.models import User
from thongsuot.accounts.passwords import readable_password
from thongsuot.accounts.principal import Principal
from thongsuot.accounts.services import sessions
from thongsuot.accounts.services.posts import NewPost, give_post
from thongsuot.accounts.services.tokens import revoke_tokens
from thongsuot.common.errors import Invalid
from thongsuot.common.text import clean_line

DUE_AT_ONCE = 500
USERNAME = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")


@transaction.atomic
def create_account(
    *, by: Principal, username: str, full_name: str, first_post: NewPost, at: datetime, email: str = "", phone: str = ""
) -> tuple[User, str]:
    """Mở tài khoản cán bộ with its first post; returns the account and its one-time password, shown once.

    The first post decides who administers the account, so none is opened without it.
    """
    name = checked_username(username)
    password = readable_password()
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                name,
                password,
                full_name=_required(full_name, "full_name", 160),
                email=email,
                phone=clean_line(phone, field="phone", limit=20),
                must_change_password=True,
            )
    except IntegrityError:
        raise _field_error("username", _taken(name)) from None
    record(user, "created", at, by=by, unit_id=first_post.unit_id, data={"username": name})
    give_post(by=by, user=user, post=first_post, at=at)
    return user, password


@transaction.atomic
def open_account(
    *, by: Principal, username: str, full_name: str, first_post: NewPost, at: datetime, **details: Any
) -> User:
    """Mở tài khoản chưa có mật khẩu, to be activated by its owner with a link (`activation.issue`).

    `details`: email, phone, birth_date. Refused like `create_account`.
    """
    name = checked_username(username)
    try:
        with transaction.atomic():
            user = User.objects.create_user(name, full_name=_required(full_name, "full_name", 160), **details)
    except IntegrityError:
        raise _field_error("username", _taken(name)) from None
    record(user, "created", at, by=by, unit_id=first_post.unit_id, data={"username": name, "activation": True})
    give_post(by=by, user=user, post=first_post, at=at)
    return user


@transaction.atomic
def reset_password(*, by: Principal, user: User, at: datetime) -> str:
    """Cấp lại mật khẩu tạm: the owner must change it at once; sessions, tokens and passkeys end. Shown once."""
    permissions.require_hand_over(by, user, at)
    password = readable_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    sessions.end_all(user=user, at=at, by=by)
    passkeys.remove_all(user=user, at=at, by=by)
    revoke_tokens(user=user, at=at, by=by)
    record(user, "password_reset", at, by=by)
    return password


@transaction.atomic
def change_password(*, user: User, new: str, at: datetime, by: Principal | None = None) -> None:
    """Đổi mật khẩu của mình: other sessions end; the caller keeps his own alive (`update_session_auth_hash`)."""
    keep_password(user, new)
    record(user, "password_changed", at, by=by)


def keep_password(user: User, new: str) -> None:
    """Giữ mật khẩu do chính người ấy chọn, when it is strong enough; else Invalid with what is missing."""
    try:
        validate_password(new, user)
    except ValidationError as refused:
        raise Invalid(errors=[{"field": "new_password", "message": m} for m in refused.messages]) from None
    user.set_password(new)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])


@transaction.atomic
def close_account(*, by: Principal, user: User, at: datetime) -> None:
    """Khoá tài khoản: nobody can sign in with it, its sessions and tokens stop at once; its past stays."""
    permissions.require_hand_over(by, user, at)
    user.is_active = False
    user.save(update_fields=["is_active"])
    sessions.end_all(user=user, at=at, by=by)
    record(user, "closed", at, by=by)


@transaction.atomic
def close_account_at(*, by: Principal, user: User, closes_at: datetime | None, at: datetime) -> None:
    """Hẹn khoá tài khoản từ một thời điểm, also in open browsers; None takes it back while it has not come."""
    permissions.require_hand_over(by, user, at)
    user.closes_at = closes_at
    user.save(update_fields=["closes_at"])
    record(user, "closing_set", at, by=by, data={"closes_at": closes_at.isoformat() if closes_at else None})


def close_due(at: datetime) -> int:
    """Khoá hẳn những tài khoản đến hẹn: nobody could use them any more; now their sessions and tokens go too."""
    count = 0
    for user in User.objects.filter(is_active=True, closes_at__lte=at).order_by("id")[:DUE_AT_ONCE]:
        count += _close_now_due(user.pk, at)
    return count


@transaction.atomic
def _close_now_due(user_id: int, at: datetime) -> int:
    user = User.objects.select_for_update().filter(pk=user_id, is_active=True, closes_at__lte=at).first()
    if user is None:
        return 0
    user.is_active = False
    user.save(update_fields=["is_active"])
    sessions.end_all(user=user, at=at)
    revoke_tokens(user=user, at=at)
    record(user, "closed", at, data={"closes_at": user.closes_at.isoformat() if user.closes_at else None})
    return 1


@transaction.atomic
def reopen_account(*, by: Principal, user: User, at: datetime) -> None:
    """Mở lại tài khoản đã khoá."""
    permissions.require_hand_over(by, user, at)
    user.is_active, user.closes_at = True, None
    user.save(update_fields=["is_active", "closes_at"])
    record(user, "reopened", at, by=by)


def checked_username(text: str) -> str:
    """Lower-case letters without marks, digits, single dots, hyphens: what can be typed on any keyboard."""
    name = clean_line(text, field="username").lower()
    if not 3 <= len(name) <= 80 or not USERNAME.fullmatch(name):
        raise _field_error(
            "username",
            _("Tên đăng nhập gồm 3–80 chữ thường không dấu, chữ số, có thể nối bằng dấu chấm, ví dụ maiphu.tuphap."),
        )
    return name


def _taken(name: str) -> str:
    return _("Tên đăng nhập “%(name)s” đã có. Hãy chọn tên khác.") % {"name": name}


def _required(text: str, field: str, limit: int) -> str:
    line = clean_line(text, field=field, limit=limit)
    if not line:
        raise _field_error(field, _("Hãy nhập mục này."))
    return line


def _field_error(field: str, message: str) -> Invalid:
    return Invalid(errors=[{"field": field, "message": message}])
