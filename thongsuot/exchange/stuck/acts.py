"""Gỡ việc kẹt: one thing tried again, solved outside with a note, or given to a unit; who may is asked here."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Forbidden, Invalid, NotFound
from thongsuot.common.text import clean_text
from thongsuot.exchange.inbound import understanding
from thongsuot.exchange.permissions import scope_of
from thongsuot.exchange.stuck import rows
from thongsuot.exchange.stuck.own_kinds import IN
from thongsuot.exchange.stuck_kinds import StuckKind, kind
from thongsuot.org.models import Level
from thongsuot.org.selectors import require_in_force

SHORTEST_NOTE = 5


def visible(principal: Principal, kind_key: str, row_id: int) -> tuple[StuckKind, rows.Row]:
    """Một việc còn kẹt mà người này thấy; NotFound for what is settled, unknown or not theirs."""
    found = kind(kind_key)
    row = rows.one(found, row_id) if found else None
    if found is None or row is None or not scope_of(principal).sees(row.unit_id, row.province_id):
        raise NotFound(_("Việc này không còn kẹt, hoặc nằm ngoài phạm vi của bạn."))
    return found, row


def _may_act(principal: Principal, kind_key: str, row_id: int) -> tuple[StuckKind, rows.Row]:
    found, row = visible(principal, kind_key, row_id)
    if not scope_of(principal).acts(row.unit_id, row.province_id):
        raise Forbidden(_("Chỉ người làm việc ở đơn vị phải lo việc này mới gỡ được."))
    return found, row


def again(*, kind_key: str, row_id: int, principal: Principal, at: datetime) -> bool:
    """Thử lại một việc."""
    found, _row = _may_act(principal, kind_key, row_id)
    return found.again(row_id, principal, at)


@transaction.atomic
def solve(*, kind_key: str, row_id: int, note: str, principal: Principal, at: datetime) -> bool:
    """Đánh dấu đã xử lý bên ngoài; the note says how and where, and stands in the journal."""
    found, _row = _may_act(principal, kind_key, row_id)
    note = clean_text(note, field="note", limit=1000)
    if len(note) < SHORTEST_NOTE:
        message = _("Cần ghi đã xử lý thế nào, ở đâu.")
        raise Invalid(message, code="note_missing", errors=[{"field": "note", "message": message}])
    return found.solve(row_id, note, principal, at)


def give(*, row_id: int, unit_code: str, principal: Principal, at: datetime) -> bool:
    """Chỉ định đơn vị nhận một tin đến chưa rõ đơn vị: by the province, to a commune of that province."""
    _found, row = _may_act(principal, IN, row_id)
    if row.unit_id is not None:
        raise Forbidden(_("Tin này đã có đơn vị nhận."))
    code = unit_code.strip()
    unit = require_in_force(code, timezone.localdate(at), field="unit", levels={Level.COMMUNE})
    if unit.province_id not in scope_of(principal).provinces:
        message = _("%(unit)s không thuộc tỉnh của anh/chị.") % {"unit": unit.full_name}
        raise Invalid(message, code="other_province", errors=[{"field": "unit", "message": message}])
    return understanding.give_to(row_id, unit, at=at, by=principal)
