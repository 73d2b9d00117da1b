"""Bút toán về tài khoản: one chain per account; what happened to whom, by whom, never a password or a number."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from thongsuot.accounts.models import User
from thongsuot.accounts.principal import Principal
from thongsuot.common import journal

KIND = "account"


def record(
    user: User,
    verb: str,
    at: datetime,
    *,
    by: Principal | None = None,
    unit_id: int | None = None,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Ghi một bút toán; without `by` the account's owner did it himself, or the platform for him.

    It stands in the journal of the actor's province, where that province's auditors read it; 0 for citizens.
    """
    province = by.posts[0].province_id if by and by.posts else 0
    actor = by.user_id if by else user.pk
    journal.append([journal.Entry(province, KIND, user.pk, verb, at, actor_id=actor, unit_id=unit_id, data=data or {})])
