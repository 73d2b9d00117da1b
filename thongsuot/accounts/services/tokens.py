"""Mã truy cập API: shown once, stored hashed, ends by itself."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.journalling import record
from thongsuot.accounts.models import ApiToken, User
from thongsuot.accounts.principal import Principal, key_hash
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.now import now
from thongsuot.common.text import clean_line

LONGEST_DAYS = 366
PREFIX = "ts_"


@transaction.atomic
def create_token(
    username: str, days: int = 30, name: str = "", *, at: datetime | None = None, by: Principal | None = None
) -> str:
    """Cấp mã truy cập cho một tài khoản; returns the plain token, which is stored nowhere."""
    at = at or now()
    user = User.objects.filter(username=username.lower(), is_active=True).first()
    if user is None:
        raise NotFound(_("Không có tài khoản “%(name)s” đang hoạt động.") % {"name": username[:80]})
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid(_("Thời hạn của mã truy cập từ 1 đến %(days)d ngày.") % {"days": LONGEST_DAYS})
    token = PREFIX + secrets.token_urlsafe(32)
    label = clean_line(name, field="name", limit=80)
    ends = at + timedelta(days=days)
    ApiToken.objects.create(token_hash=key_hash(token), user=user, name=label, expires_at=ends)
    record(user, "token_created", at, by=by, data={"name": label, "expires_at": ends.isoformat()})
    return token


@transaction.atomic
def revoke_tokens(*, user: User, at: datetime, by: Principal | None = None) -> int:
    """Thu hồi mọi mã truy cập còn hiệu lực of an account."""
    count = ApiToken.objects.filter(user=user, revoked_at=None).update(revoked_at=at)
    if count:
        record(user, "tokens_revoked", at, by=by, data={"count": count})
    return count
