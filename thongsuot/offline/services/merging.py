"""Gộp: what a counter took while the line was down becomes dossiers, with the true times, once.

One transaction per item. The PC's `uid` is claimed first: who sends the same item again, or at the same time from another
tab, waits for the first and gets its answer. What cannot become a dossier by itself is kept for a person, never dropped.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common import prepared
from thongsuot.common.crypto import encrypt
from thongsuot.common.errors import Malformed, Refused
from thongsuot.common.language import in_vietnamese
from thongsuot.common.transactions import whole
from thongsuot.dossiers import aliases, backdating
from thongsuot.dossiers import services as dossiers
from thongsuot.dossiers.models import Channel
from thongsuot.dossiers.selectors.one import Loaded
from thongsuot.dossiers.timing import local_day
from thongsuot.offline import intake, journalling, selectors, turns
from thongsuot.offline.models import Arrival, Device
from thongsuot.offline.sent import Conflict, Sent, true_time
from thongsuot.org.heirs import heirs
from thongsuot.org.selectors import in_force, unit_info
from thongsuot.procedures import forms
from thongsuot.procedures.selectors import version_in_force

ANY = frozenset({"device_revoked", "number_not_reserved", "post_ended", "possible_duplicate"})
TEMPORARY = (429, 500, 502, 503)


@dataclass(frozen=True, slots=True)
class Hand:
    """Ai gửi, từ máy nào, lúc nào, và máy lệch giờ bao nhiêu lúc gửi."""

    device: Device
    principal: Principal
    at: datetime
    present_offset: timedelta


@in_vietnamese()  # what is kept of the reason is Vietnamese, whatever the clerk reads
def merge(sent: Sent, hand: Hand) -> Arrival:
    """Gộp một hồ sơ; the same `uid` always answers with the same arrival. Temporary faults go up: the PC sends again."""
    try:
        with whole():
            arrival, known = _claim(sent, hand)
            if not known:
                _take_in(arrival, sent, hand)
            return arrival
    except IntegrityError:  # the same provisional number, at the same moment, from two items
        problem: Refused = Conflict(_("Số tạm này đã thuộc một hồ sơ khác."), code="number_taken")
    except Refused as refused:
        if refused.status in TEMPORARY or isinstance(refused, Malformed):
            raise
        problem = refused
    return _set_aside(sent, hand, problem)


def _claim(sent: Sent, hand: Hand) -> tuple[Arrival, bool]:
    """A fresh row for this uid, or the one that another request has committed (and then nothing is to be done)."""
    device = hand.device
    row = Arrival(
        uid=sent.uid,
        device=device,
        province_id=device.province_id,
        unit_id=_holder(device.unit_id, hand.at),
        number=sent.number,
        provisional=sent.provisional,
        clerk_id=hand.principal.user_id,
        taken_at=sent.taken_at,
        received_at=min(sent.corrected, hand.at),
        arrived_at=hand.at,
        skew_seconds=int(sent.offset.total_seconds()),
        printed_due_at=sent.printed_due_at,
        state=Arrival.State.WAITING,
    )
    if _inserted(row):
        return row, False
    found = Arrival.objects.select_for_update().get(uid=sent.uid)
    found.device = device
    known = bool(found.content or found.state != Arrival.State.WAITING)
    return found, known


def _inserted(row: Arrival) -> bool:
    """Whether the row is new, in one statement; waits while another transaction holds the same uid."""
    fields = [field for field in Arrival._meta.concrete_fields if not field.primary_key]
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    names, marks = ", ".join(field.column for field in fields), ", ".join(["%s"] * len(fields))
    with prepared.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO offline_arrival ({names}) VALUES ({marks}) ON CONFLICT (uid) DO NOTHING RETURNING id",  # noqa: S608
            values,
        )
        made = cursor.fetchone()
    if made:
        row.pk = made[0]
        row._state.adding, row._state.db = False, "default"
    return made is not None


def _holder(unit_id: int, at: datetime) -> int:
    """Whose work it is: the machine's unit, or its one successor."""
    day = local_day(at)
    if in_force(unit_id, day):
        return unit_id
    following = {heir.unit_id for heir in heirs(unit_id, day)}
    return following.pop() if len(following) == 1 else unit_id


def _take_in(arrival: Arrival, sent: Sent, hand: Hand) -> None:
    if sent.void_reason:
        _check_number(sent, hand.device, hand.at)
        arrival.state, arrival.note = Arrival.State.VOID, sent.void_reason
        arrival.save(update_fields=["state", "note"])
        journalling.of_arrival(arrival, "number_void", principal=hand.principal, at=hand.at, reason=sent.void_reason)
        return
    refuse_ended(hand.device, hand.at)
    if hand.device.revoked_at is not None:
        raise Conflict(_("Máy quầy đã bị thu hồi: %(why)s.") % {"why": hand.device.revoked_why}, code="device_revoked")
    arrival.received_at = true_time(sent, at=hand.at, present_offset=hand.present_offset)
    _check_number(sent, hand.device, arrival.received_at)
    if Role.COUNTER_CLERK not in hand.principal.roles_in(hand.device.unit_id):
        raise Conflict(
            _("%(name)s không còn giữ chức vụ một cửa ở đơn vị này.") % {"name": hand.principal.name},
            code="post_ended",
        )
    make_dossier(arrival, sent.dossier, acting=hand.principal, entered_by=hand.principal, at=hand.at)


def refuse_ended(device: Device, at: datetime) -> None:
    """Conflict when the machine's unit is no longer in force: its successor's counter decides."""
    day = local_day(at)
    if in_force(device.unit_id, day):
        return
    names = [heir.full_name for heir in heirs(device.unit_id, day)]
    raise Conflict(
        _("%(unit)s không còn hiệu lực; nay là %(heirs)s.")
        % {
            "unit": unit_info(device.unit_id, local_day(device.registered_at)).full_name,
            "heirs": ", ".join(names) or "?",
        },
        code="unit_not_in_force",
        successors=names,
    )


def _check_number(sent: Sent, device: Device, received_at: datetime) -> None:
    """The number was reserved for this very machine, and only this item carries it."""
    reserved, taken = selectors.number_facts(device.pk, sent.number, sent.uid)
    identifier = unit_info(device.unit_id, local_day(received_at)).identifier
    if not reserved or sent.provisional != aliases.provisional(identifier, device.number, sent.number):
        raise Conflict(
            _("Số tạm %(number)s không thuộc dải đã cấp cho máy này.") % {"number": sent.provisional},
            code="number_not_reserved",
        )
    if taken:
        raise Conflict(
            _("Số tạm %(number)s đã dùng cho hồ sơ khác.") % {"number": sent.provisional}, code="number_taken"
        )


def make_dossier(
    arrival: Arrival,
    content: dict[str, Any],
    *,
    acting: Principal,
    entered_by: Principal,
    at: datetime,
    allow: Collection[str] = (),
    unit_id: int | None = None,
    served_at: datetime | None = None,
) -> Loaded:
    """Thành hồ sơ thật with the time of `arrival.received_at`; the provisional number stays its alias for ever.

    Its turn at the counter ended then too, or at `served_at` where the dossier counts from another moment.
    """
    written = intake.read(content)
    if written.form:
        _refuse_incomplete(written, arrival.received_at)
    unit_id = unit_id or arrival.device.unit_id
    if "possible_duplicate" not in allow:
        _refuse_alike(written, unit_id, arrival.received_at)
    told = _told(arrival, written)
    with backdating.entered_later(reason=_reason(arrival), principal=entered_by, entered_at=at, offline=told):
        loaded = dossiers.submit(
            submission=intake.submission(written, unit_info(unit_id, local_day(arrival.received_at)).code, told),
            principal=acting,
            at=arrival.received_at,
        )
    aliases.give(loaded.dossier, arrival.provisional, at=at)
    turns.join(arrival, written, loaded, served_at or arrival.received_at, entered_by, at)
    _is_merged(arrival, loaded)
    return loaded


def _refuse_incomplete(written: intake.WrittenDown, received_at: datetime) -> None:
    """A declaration that was typed counts instead of the paper, so it is checked whole, by the version of that day."""
    version = version_in_force(written.procedure_code, local_day(received_at))
    if version is not None:
        forms.validate(version, written.case_code or "", written.form, Channel.DIRECT, today=local_day(received_at))


def _refuse_alike(written: intake.WrittenDown, unit_id: int, received_at: datetime) -> None:
    number = "".join((written.applicant.id_number or "").split())
    found = selectors.alike(
        id_number=number, procedure=written.procedure_code, unit_id=unit_id, received_at=received_at
    )
    if found:
        codes = ", ".join(one["code"] for one in found)
        raise Conflict(
            _("Người này đã có hồ sơ cùng thủ tục trong 30 ngày: %(codes)s. Có thể là cùng một việc.")
            % {"codes": codes},
            code="possible_duplicate",
            alike=found,
        )


def _told(arrival: Arrival, written: intake.WrittenDown) -> dict[str, Any]:
    """What dossier and journal keep: where, under which number, by which clock, what the paper says."""
    return {
        "ticket": written.ticket or "",
        "provisional": arrival.provisional,
        "counter": arrival.device.number,
        "device": str(arrival.device.uid),
        "taken_at": arrival.taken_at.isoformat(),
        "skew_seconds": arrival.skew_seconds,
        "printed_due_at": arrival.printed_due_at.isoformat() if arrival.printed_due_at else None,
    }


def _reason(arrival: Arrival) -> str:
    words = _("nhận khi mất mạng tại máy quầy số %(counter)s, số tạm %(number)s")
    return words % {"counter": arrival.device.number, "number": arrival.provisional}


def _is_merged(arrival: Arrival, loaded: Loaded) -> None:
    dossier = loaded.dossier
    arrival.state = Arrival.State.MERGED
    arrival.dossier_id, arrival.dossier_code, arrival.due_at = dossier.pk, dossier.code, dossier.due_at
    arrival.content = b""
    arrival.problem = arrival.problem_text = ""
    arrival.told_difference = False if arrival.due_differs else None
    arrival.save()


@transaction.atomic
def _set_aside(sent: Sent, hand: Hand, problem: Refused) -> Arrival:
    """Giữ lại cho người xử lý: the whole content, encrypted, with the reason."""
    arrival, known = _claim(sent, hand)
    if known:
        return arrival
    arrival.content = encrypt(orjson.dumps(sent.dossier).decode(), arrival.aad)
    arrival.problem, arrival.problem_text = problem.code, str(problem.detail)[:1000]
    arrival.facts = {**_plain(problem.extra), "errors": problem.errors} if problem.errors else _plain(problem.extra)
    arrival.save(update_fields=["content", "problem", "problem_text", "facts"])
    journalling.of_arrival(arrival, "set_aside", principal=hand.principal, at=hand.at, problem=problem.code)
    return arrival


def _plain(facts: dict[str, Any]) -> dict[str, Any]:
    return dict(orjson.loads(orjson.dumps(facts, default=str)))
