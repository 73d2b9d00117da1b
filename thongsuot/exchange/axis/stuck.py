"""Việc kẹt của trục: what did not get out or in, tried again or solved outside from the one list of what is stuck."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.principal import Principal
from thongsuot.common import journal
from thongsuot.exchange.axis import causes
from thongsuot.exchange.axis.edxml.words import DOC_TYPES, DocType
from thongsuot.exchange.models import AxisIn, AxisOut
from thongsuot.exchange.stuck_kinds import StuckKind, register
from thongsuot.exchange.systems import DOCUMENT_AXIS

OUT, IN = "axis_out", "axis_in"
_OUT = f"""
SELECT m.id, m.province_id, '{DOCUMENT_AXIS}'::text AS system, m.unit_id, m.code, m.cause, m.made_at AS since, m.attempts,
  m.next_try_at, m.kind AS part, m.last_answer AS detail
FROM exchange_axisout m WHERE m.cause <> '' AND m.state IN ('waiting', 'sending', 'stuck')
"""  # noqa: S608  (a constant of ours)
_IN = f"""
SELECT m.id, m.province_id, '{DOCUMENT_AXIS}'::text AS system, m.unit_id, left(m.document_key, 80) AS code,
  CASE WHEN m.cause = '' THEN 'not_read_yet' ELSE m.cause END AS cause, m.received_at AS since, m.attempts::int AS attempts,
  m.next_try_at, m.kind AS part, m.detail
FROM exchange_axisin m WHERE m.state IN ('new', 'waiting', 'stuck')
"""  # noqa: S608  (a constant of ours)


def register_axis() -> None:
    """Đăng ký hai loại của trục."""
    register(
        StuckKind(
            key=OUT, label=_("Văn bản đi qua trục"), source=_OUT, words=causes.words, do=causes.what_to_do,
            again=send_again, solve=solve_out, part_label=lambda part: str(AxisOut.Kind(part).label),
            page=lambda row_id: reverse("exchange:axis_out", args=[row_id]),
        )
    )  # fmt: skip
    register(
        StuckKind(
            key=IN, label=_("Thông điệp đến từ trục"), source=_IN, words=causes.words, do=causes.what_to_do,
            again=read_again, solve=solve_in, part_label=part_of_in,
            page=lambda row_id: reverse("exchange:axis_in", args=[row_id]),
        )
    )  # fmt: skip


def part_of_in(part: str) -> str:
    """Loại thông điệp đến."""
    known = {kind.name.lower(): str(DOC_TYPES[kind]) for kind in DocType} | {"status": str(_("trạng thái"))}
    return known.get(part, str(_("văn bản")))


@transaction.atomic
def send_again(row_id: int, by: Principal, at: datetime) -> bool:
    """Gửi lại ngay; what is on its way or done is left alone."""
    row = AxisOut.objects.select_for_update().filter(pk=row_id).first()
    if row is None or row.state not in (AxisOut.State.STUCK, AxisOut.State.WAITING):
        return False
    AxisOut.objects.filter(province_id=row.province_id, pk=row_id).update(state=AxisOut.State.WAITING, next_try_at=at)
    _note(OUT, row.province_id, row_id, row.unit_id, "sent_again", by, at, code=row.code, cause=row.cause)
    return True


@transaction.atomic
def solve_out(row_id: int, note: str, by: Principal, at: datetime) -> bool:
    """Ghi đã gửi bằng cách khác; the messages behind it may go."""
    row = AxisOut.objects.select_for_update().filter(pk=row_id).first()
    if row is None or row.state in (AxisOut.State.SENT, AxisOut.State.SOLVED):
        return False
    AxisOut.objects.filter(province_id=row.province_id, pk=row_id).update(
        state=AxisOut.State.SOLVED, next_try_at=None, note=note[:300]
    )
    _note(
        OUT, row.province_id, row_id, row.unit_id, "solved_outside", by, at, code=row.code, cause=row.cause, note=note
    )
    return True


@transaction.atomic
def read_again(row_id: int, by: Principal, at: datetime) -> bool:
    """Đọc lại; harmless for one that is settled."""
    row = AxisIn.objects.select_for_update().filter(pk=row_id).first()
    if row is None or row.state not in (AxisIn.State.NEW, AxisIn.State.WAITING, AxisIn.State.STUCK):
        return False
    AxisIn.objects.filter(pk=row_id).update(state=AxisIn.State.NEW, cause="", next_try_at=at, attempts=0)
    _note(IN, row.province_id, row_id, row.unit_id, "read_again", by, at, code=row.document_key, cause=row.cause)
    return True


@transaction.atomic
def solve_in(row_id: int, note: str, by: Principal, at: datetime) -> bool:
    """Ghi đã xử lý bên ngoài; the raw message stays."""
    row = AxisIn.objects.select_for_update().filter(pk=row_id).first()
    if row is None or row.state in (AxisIn.State.DONE, AxisIn.State.REFUSED, AxisIn.State.SOLVED):
        return False
    AxisIn.objects.filter(pk=row_id).update(
        state=AxisIn.State.SOLVED, next_try_at=None, settled_at=at, settled_by=by.user_id, note=note
    )
    _note(IN, row.province_id, row_id, row.unit_id, "solved_outside", by, at, code=row.document_key, note=note)
    return True


def _note(
    kind: str, province_id: int | None, row_id: int, unit_id: int | None, verb: str, by: Principal, at: datetime,
    **data: str,
) -> None:  # fmt: skip
    entry = journal.Entry(province_id or 0, kind, row_id, verb, at, actor_id=by.user_id, unit_id=unit_id, data=data)
    journal.append([entry])
