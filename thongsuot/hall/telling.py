"""Nhắn tin cho người lấy số: "sắp tới lượt" and "mai đến hẹn", to a telephone that its owner gave for just that.

The number is asked for nothing else and kept no longer than it serves: encrypted on the ticket, erased when the turn
ends, the rest after the day; in the notices that prove the sending only its ends remain. Law 91/2025/QH15 on personal
data, Điều 3: processed only for its stated purpose, kept only as long as that purpose needs (article not yet compared
with the official text: unverified).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.common import crypto, notices
from thongsuot.common.errors import Invalid
from thongsuot.common.language import in_vietnamese
from thongsuot.common.models import Notice, NoticeState
from thongsuot.common.notices import Book, Message, phones, ways
from thongsuot.common.notices.policy import Policy, policy_of
from thongsuot.common.notices.senders import on_hand
from thongsuot.hall.models import Ticket, TicketState
from thongsuot.hall.order import ORDER
from thongsuot.hall.selectors.setup import rule_of
from thongsuot.org.selectors import unit_info

SUBJECT = "ticket"
NEAR = 3  # people before one, when one is told (proposed)
FIELD, UNREACHABLE = "dien-thoai", "phone_unreachable"
BOOK = Book(
    "hall",
    gettext_lazy("Sảnh: số thứ tự, lượt hẹn"),
    Path(__file__).parent / "reference" / "notices.yaml",
    {
        "number": (gettext_lazy("số thứ tự"), "A012"),
        "ahead": (gettext_lazy("còn mấy người trước"), "3"),
        "unit": (gettext_lazy("trung tâm"), "Xã Mai Phụ"),
        "at": (gettext_lazy("giờ hẹn"), "08:00 08/07/2025"),
        "link": (gettext_lazy("địa chỉ của số"), "https://motcua.example.vn/so/…/"),
    },
    frozenset({"ahead"}),
)
# Place in the line as `selectors.line.ahead_of` counts it: numbers of the same service that are called before.
_NEAR = f"""
WITH line AS (
  SELECT t.id, row_number() OVER (PARTITION BY t.service_id ORDER BY {ORDER}) - 1 AS ahead
    FROM hall_ticket t WHERE t.province_id = %(province)s AND t.unit_id = %(unit)s AND t.day = %(day)s AND t.state = 'waiting')
SELECT t.id, line.ahead FROM hall_ticket t JOIN line USING (id)
 WHERE t.province_id = %(province)s AND t.phone IS NOT NULL AND t.near_told_at IS NULL AND line.ahead <= %(near)s
 ORDER BY t.id FOR UPDATE OF t SKIP LOCKED
"""  # noqa: S608  (constants of ours)


def register() -> None:
    """Sổ lời báo, and the column for `thongsuot keys rotate`; called once at start."""
    notices.register(BOOK)
    crypto.register_column("hall_ticket", "phone", key=("province_id", "id"), aad=_bound_to, needs=("uid",))


def _bound_to(uid: Any) -> bytes:
    return bytes(uid.bytes) + b"phone"


def sealed(uid: Any, typed: str) -> bytes | None:
    """Số điện thoại như bảng giữ; None when none was given. Raises Invalid `phone_unreachable`."""
    if not typed.strip():
        return None
    number = phones.mobile(typed)
    if not number:
        message = _("Số này không nhận được tin nhắn. Hãy ghi số di động 10 chữ số, hoặc để trống.")
        raise Invalid(message, code=UNREACHABLE, errors=[{"field": FIELD, "message": message}])
    return crypto.encrypt(number, _bound_to(uid))


def number_of(ticket: Ticket) -> str:
    """Số điện thoại của một lượt; empty when none is kept, or when it cannot be opened any more."""
    if not ticket.phone:
        return ""
    try:
        return crypto.decrypt(bytes(ticket.phone), _bound_to(ticket.uid))
    except crypto.CannotDecryptError:
        return ""


@in_vietnamese()
def tell_near(at: datetime) -> int:
    """Báo những số sắp tới lượt, one hall a transaction; returns how many were told. It goes out at once: later is useless."""
    day = timezone.localdate(at)
    waiting = Ticket.objects.filter(day=day, state=TicketState.WAITING, phone__isnull=False, near_told_at=None)
    halls = sorted(set(waiting.values_list("province_id", "unit_id").distinct()))
    return sum(_tell_near_in(province_id, unit_id, at) for province_id, unit_id in halls)


@transaction.atomic
def _tell_near_in(province_id: int, unit_id: int, at: datetime) -> int:
    day = timezone.localdate(at)
    given = {
        "province": province_id, "unit": unit_id, "day": day, "at": at, "near": NEAR,
        "most": rule_of(unit_id, day).most_passes,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, given)
        ahead = dict(cursor.fetchall())
    tickets = list(Ticket.objects.filter(province_id=province_id, pk__in=ahead).order_by("pk"))
    _post(tickets, "turn_near", at, {ticket.pk: str(ahead[ticket.pk]) for ticket in tickets}, urgent=True)
    Ticket.objects.filter(province_id=province_id, pk__in=ahead).update(near_told_at=at)
    return len(tickets)


@in_vietnamese()
def remind(at: datetime) -> int:
    """Nhắc lượt hẹn ngày mai, once; in the hall's quiet hours nothing is laid out. Returns how many were reminded."""
    tomorrow = timezone.localdate(at) + timedelta(days=1)
    booked = Ticket.objects.filter(day=tomorrow, state=TicketState.BOOKED, phone__isnull=False, reminded_at=None)
    halls = sorted(set(booked.values_list("province_id", "unit_id").distinct()))
    return sum(_remind_in(p, u, at) for p, u in halls if not _quiet(policy_of(p, u, at), at))


@transaction.atomic
def _remind_in(province_id: int, unit_id: int, at: datetime) -> int:
    booked = Ticket.objects.select_for_update(of=("self",), skip_locked=True).filter(
        province_id=province_id, unit_id=unit_id, day=timezone.localdate(at) + timedelta(days=1),
        state=TicketState.BOOKED, phone__isnull=False, reminded_at=None,
    )  # fmt: skip
    tickets = list(booked.order_by("pk"))
    _post(tickets, "booking_tomorrow", at, {}, urgent=False)
    Ticket.objects.filter(province_id=province_id, pk__in=[t.pk for t in tickets]).update(reminded_at=at)
    return len(tickets)


def _quiet(policy: Policy, at: datetime) -> bool:
    return policy.is_quiet(notices.SMS, at)


def _post(tickets: Sequence[Ticket], event: str, at: datetime, ahead: dict[int, str], *, urgent: bool) -> None:
    """One message a ticket, by the channels of its unit that reach a telephone; nobody's work when it does not arrive."""
    messages = []
    for ticket in tickets:
        policy = policy_of(ticket.province_id, ticket.unit_id, at)
        known = ways.addresses("", number_of(ticket))
        reach = [(channel, known[channel]) for channel in ways.in_order(known, (), policy.channels, on_hand())]
        values = {
            "number": ticket.label,
            "ahead": ahead.get(ticket.pk, ""),
            "unit": unit_info(ticket.unit_id, ticket.day).full_name,
            "at": f"{timezone.localtime(ticket.slot_at):%H:%M %d/%m/%Y}" if ticket.slot_at else "",
            "link": f"{settings.PUBLIC_URL}{reverse('hall:ticket', args=[ticket.uid])}",
        }
        told = BOOK.ways(reach, event, values, day=timezone.localdate(at), unaccented=policy.unaccented)
        key = f"ticket-{ticket.pk}-{event}"
        messages.append(Message(ticket.province_id, SUBJECT, ticket.pk, event, told, key=key, urgent=urgent))
    notices.post(messages, at=at)


def forget(at: datetime) -> int:
    """Xoá số điện thoại của những ngày đã qua, on tickets and in what was sent about them; returns how many tickets."""
    today = timezone.localdate(at)
    forgotten = Ticket.objects.filter(day__lt=today, phone__isnull=False).update(phone=None)
    began = datetime.combine(today, datetime.min.time(), timezone.get_current_timezone())
    over = [NoticeState.SENT, NoticeState.DELIVERED, NoticeState.FAILED, NoticeState.UNDELIVERABLE]
    sent = Notice.objects.filter(subject_kind=SUBJECT, made_at__lt=began, state__in=over)
    for notice in sent.exclude(address__contains="*").only("pk", "province_id", "channel", "address"):
        masked = ways.masked(notice.channel, notice.address)
        Notice.objects.filter(province_id=notice.province_id, pk=notice.pk).update(address=masked, others=[])
    return forgotten
