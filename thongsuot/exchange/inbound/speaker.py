"""Ai làm thay hệ thống kia: the account with the role “hệ thống kết nối” in the province; its name stands in the journal."""

from dataclasses import replace
from datetime import datetime

from thongsuot.accounts.models import Post, Role
from thongsuot.accounts.principal import Principal, principal_of
from thongsuot.exchange.inbound.problems import NotUnderstood


def only_province(at: datetime) -> int | None:
    """Tỉnh của bản cài này khi chỉ có một: where a message belongs until it says more."""
    posts = Post.objects.filter(role=Role.INTEGRATION, valid__contains=at, user__is_active=True)
    found = set(posts.values_list("unit_id", flat=True)[:100])
    return found.pop() if len(found) == 1 else None


def speaker(province_id: int, at: datetime, *, dossier_id: int | None = None) -> Principal:
    """Tài khoản kết nối của tỉnh; with a dossier it speaks for its applicant, about that dossier alone."""
    accounts = (
        Post.objects.filter(role=Role.INTEGRATION, unit_id=province_id, valid__contains=at, user__is_active=True)
        .order_by("user_id")
        .values_list("user_id", flat=True)
    )
    found = principal_of(accounts[0], at) if accounts else None
    if found is None:
        raise NotUnderstood("nobody_acts")
    return replace(found, speaks_for=dossier_id)
