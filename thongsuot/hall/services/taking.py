"""Vào hàng: a number at the kiosk, the desk or by phone; an appointment booked, kept, or given up."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Invalid, MoveNotAllowed, NotFound
from thongsuot.common.numbering import next_number
from thongsuot.common.transactions import one_transaction
from thongsuot.hall import news, prefill, telling
from thongsuot.hall.models import HallDay, Service, Ticket, TicketState
from thongsuot.hall.selectors.bookings import slots_of
from thongsuot.hall.selectors.setup import ServiceInfo, groups_on, hall_of, province_of, rule_of
from thongsuot.hall.services.days import enter


@one_transaction
def take(
    *,
    unit_id: int,
    service_id: int,
    uid: UUID,
    source: str,
    at: datetime,
    priority: str = "",
    procedure_code: str = "",
    said: dict[str, Any] | None = None,
    phone: str = "",
    principal: Principal | None = None,
) -> Ticket:
    """Lấy số. `uid` is chosen by the asking page: the same one again gives the same ticket.

    `phone` is told when the turn comes near, and asked for nothing else. Raises Invalid `service_closed`,
    `priority_unknown`, `phone_unreachable`, MoveNotAllowed `numbers_stopped`.
    """
    service = _offered(unit_id, service_id)
    day = enter(unit_id, at)
    province = province_of(unit_id)
    known = Ticket.objects.filter(province_id=province, uid=uid).first()
    if known is not None:
        if known.unit_id != unit_id:
            raise NotFound()
        return known
    _refuse_unknown_group(priority, day)
    if not HallDay.objects.filter(unit_id=unit_id, day=day, giving=True).exists():
        raise MoveNotAllowed(_("Hôm nay trung tâm đã ngừng phát số. Hãy hỏi cán bộ hướng dẫn."), code="numbers_stopped")
    kept = telling.sealed(uid, phone)
    number = _number(service, day, at)
    ticket = Ticket.objects.create(
        province_id=province, uid=uid, unit_id=unit_id, service_id=service.id, day=day, number=number, phone=kept,
        label=_label(service, number), state=TicketState.WAITING, source=source, priority=priority, taken_at=at,
        ready_at=at, procedure_code=procedure_code[:60], prefill=prefill.seal(uid, said or {}),
    )  # fmt: skip
    news.write(ticket, "taken", principal=principal, at=at, source=source, priority=bool(priority) or None)
    return ticket


@one_transaction
def book(
    *,
    unit_id: int,
    service_id: int,
    slot_at: datetime,
    uid: UUID,
    at: datetime,
    procedure_code: str = "",
    phone: str = "",
) -> Ticket:
    """Hẹn trước một giờ. The service's row is locked, so a slot never has more than its capacity.

    `phone` is reminded the day before. Raises Invalid `slot_unknown`, `phone_unreachable`, MoveNotAllowed `slot_full`.
    """
    _offered(unit_id, service_id)
    service = Service.objects.select_for_update().get(pk=service_id)
    province = province_of(unit_id)
    known = Ticket.objects.filter(province_id=province, uid=uid).first()
    if known is not None:
        return known
    day = timezone.localdate(slot_at)
    slot = next((one for one in slots_of(unit_id, service.pk, day, at) if one.at == slot_at), None)
    if slot is None:
        message = _("Không có giờ hẹn này. Hãy chọn một giờ trong danh sách.")
        raise Invalid(message, code="slot_unknown", errors=[{"field": "gio", "message": message}])
    if not slot.left:
        raise MoveNotAllowed(_("Giờ này vừa đủ người hẹn. Hãy chọn giờ khác."), code="slot_full")
    ticket = Ticket.objects.create(
        province_id=province, uid=uid, unit_id=unit_id, service_id=service.pk, day=day, state=TicketState.BOOKED,
        source=Ticket.Source.BOOKING, slot_at=slot_at, taken_at=at, procedure_code=procedure_code[:60],
        phone=telling.sealed(uid, phone),
    )  # fmt: skip
    news.write(ticket, "booked", principal=None, at=at, slot_at=slot_at.isoformat())
    return ticket


@one_transaction
def check_in(*, uid: UUID, at: datetime, priority: str = "", principal: Principal | None = None) -> Ticket:
    """Báo đã đến theo hẹn: gets its number and stands in the line; on time it counts as priority from its hour on."""
    ticket, day = locked_today(uid, at)
    if ticket.state == TicketState.WAITING:
        return ticket
    if ticket.state != TicketState.BOOKED or ticket.day < day:
        raise MoveNotAllowed(_("Lượt hẹn này không còn hiệu lực. Hãy lấy số mới."), code="booking_over")
    if ticket.day > day:
        raise MoveNotAllowed(_("Lượt hẹn này chưa tới ngày. Hãy quay lại đúng ngày hẹn."), code="booking_early")
    _refuse_unknown_group(priority, day)
    assert ticket.slot_at is not None
    service = hall_of(ticket.unit_id).service(ticket.service_id)
    grace = timedelta(minutes=rule_of(ticket.unit_id, day).grace_minutes)
    ticket.number = _number(service, day, at)
    ticket.label, ticket.state, ticket.ready_at = _label(service, ticket.number), TicketState.WAITING, at
    ticket.on_time, ticket.priority = at <= ticket.slot_at + grace, priority
    ticket.save(update_fields=["number", "label", "state", "ready_at", "on_time", "priority"])
    news.write(ticket, "checked_in", principal=principal, at=at, on_time=ticket.on_time)
    return ticket


@one_transaction
def cancel(*, uid: UUID, at: datetime, principal: Principal | None = None) -> Ticket:
    """Bỏ lượt, before it is called; pressed again nothing more happens."""
    ticket, _day = locked_today(uid, at)
    if ticket.state == TicketState.CANCELLED:
        return ticket
    if ticket.state not in (TicketState.BOOKED, TicketState.WAITING):
        raise MoveNotAllowed(_("Số này đã được gọi hoặc đã xong nên không bỏ được nữa."))
    ticket.state, ticket.ended_at, ticket.prefill, ticket.phone = TicketState.CANCELLED, at, None, None
    ticket.save(update_fields=["state", "ended_at", "prefill", "phone"])
    news.write(ticket, "cancelled", principal=principal, at=at)
    return ticket


@one_transaction
def tell_no_more(*, uid: UUID, at: datetime) -> Ticket:
    """Thôi nhắn: the owner of the ticket takes his telephone back; again nothing happens."""
    ticket, _day = locked_today(uid, at)
    if ticket.phone is not None:
        ticket.phone = None
        ticket.save(update_fields=["phone"])
        news.write(ticket, "phone_erased", principal=None, at=at)
    return ticket


def locked_today(uid: UUID, at: datetime) -> tuple[Ticket, date]:
    """The ticket, locked after its hall's day was entered; NotFound for a uid nobody was given.

    In this order, because who enters a day first closes tickets of the days before.
    """
    unit_id = Ticket.objects.filter(uid=uid).values_list("unit_id", flat=True).first()
    if unit_id is None:
        raise NotFound(_("Không có số thứ tự này."))
    day = enter(unit_id, at)
    return Ticket.objects.select_for_update(of=("self",)).get(uid=uid), day


def _offered(unit_id: int, service_id: int) -> ServiceInfo:
    service = hall_of(unit_id).service(service_id)
    if not service.active:
        raise Invalid(_("Nhóm việc này hiện không nhận ở đây."), code="service_closed")
    return service


def _refuse_unknown_group(key: str, day: date) -> None:
    if key and key not in {group.key for group in groups_on(day)}:
        message = _("Không có nhóm ưu tiên này.")
        raise Invalid(message, code="priority_unknown", errors=[{"field": "uu-tien", "message": message}])


def _number(service: ServiceInfo, day: date, at: datetime) -> int:
    return next_number(f"hall:{service.id}", day.isoformat(), at)


def _label(service: ServiceInfo, number: int) -> str:
    return f"{service.letter}{number:03d}"
