"""Đặt cách báo tin của tỉnh, của xã từ một ngày: written over no past, journalled, known to every process at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common import journal, stamps
from thongsuot.common.errors import Forbidden
from thongsuot.common.models import NoticePolicy
from thongsuot.common.notices.policy import STAMP
from thongsuot.common.notices.senders import ALL
from thongsuot.dossiers.checks import invalid

UNIT = "unit"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Điều muốn đặt; None leaves it to the province, or to the usual."""

    channels: tuple[str, ...] | None
    quiet: tuple[time, time] | None
    mail_at_night: bool | None
    unaccented: bool | None
    valid_from: date
    basis: str = ""


def settable_units(principal: Principal) -> frozenset[int]:
    """Đơn vị mà người này đặt được: his province for the province's administrator, his commune for the commune's."""
    return principal.units_with(Role.PROVINCE_ADMIN, Role.UNIT_ADMIN)


@transaction.atomic
def set_policy(*, unit_id: int, wanted: Wanted, principal: Principal, at: datetime) -> NoticePolicy:
    """Đặt cách báo tin từ một ngày, today at the earliest; what had been planned for later days falls away.

    Quiet hours are a matter of the province. Forbidden for another's unit.
    """
    if unit_id not in settable_units(principal):
        raise Forbidden(_("Chỉ quản trị của đơn vị đặt được cách báo tin của đơn vị ấy."))
    of_province = unit_id in principal.units_with(Role.PROVINCE_ADMIN)
    _check(wanted, at, of_province=of_province)
    rows = NoticePolicy.objects.select_for_update().filter(unit_id=unit_id)
    rows.filter(valid__startswith__gte=wanted.valid_from).delete()
    for row in rows.filter(valid__contains=wanted.valid_from):
        row.valid = DateRange(row.valid.lower, wanted.valid_from)
        row.save(update_fields=["valid"])
    made = NoticePolicy.objects.create(
        unit_id=unit_id,
        channels=list(wanted.channels) if wanted.channels else None,
        quiet_from=wanted.quiet[0] if wanted.quiet else None,
        quiet_to=wanted.quiet[1] if wanted.quiet else None,
        mail_at_night=wanted.mail_at_night,
        unaccented=wanted.unaccented,
        basis=wanted.basis[:200],
        valid=DateRange(wanted.valid_from, None),
        made_at=at,
        made_by_id=principal.user_id,
    )
    stamps.bump(STAMP)
    _write(made, wanted, principal, at)
    return made


def history_of(unit_ids: Sequence[int]) -> list[NoticePolicy]:
    """Đã đặt những gì, newest first; one statement."""
    return list(NoticePolicy.objects.filter(unit_id__in=unit_ids).order_by("-valid", "-id")[:50])


def _check(wanted: Wanted, at: datetime, *, of_province: bool) -> None:
    if wanted.valid_from < timezone.localdate(at):
        raise invalid("valid_from", _("Ngày bắt đầu phải từ hôm nay: điều đã áp dụng không viết lại."))
    if wanted.channels is not None and (
        not wanted.channels or set(wanted.channels) - set(ALL) or len(set(wanted.channels)) < len(wanted.channels)
    ):
        raise invalid("channels", _("Mỗi kênh xếp một thứ tự khác nhau, ít nhất một kênh."))
    if not of_province and (wanted.quiet is not None or wanted.mail_at_night is not None):
        raise invalid("quiet_from", _("Giờ yên tĩnh do tỉnh đặt."))


def _write(made: NoticePolicy, wanted: Wanted, principal: Principal, at: datetime) -> None:
    post = next(p for p in principal.posts if p.unit_id == made.unit_id)
    quiet = [f"{one:%H:%M}" for one in wanted.quiet] if wanted.quiet else None
    facts = {
        "channels": wanted.channels,
        "quiet": quiet,
        "mail_at_night": wanted.mail_at_night,
        "unaccented": wanted.unaccented,
        "valid_from": wanted.valid_from,
        "basis": wanted.basis,
    }
    province_id = post.province_id or made.unit_id
    journal.note(
        [
            journal.Entry(
                province_id, UNIT, made.unit_id, "notice_policy_set", at, principal.user_id, made.unit_id, facts
            )
        ]
    )
