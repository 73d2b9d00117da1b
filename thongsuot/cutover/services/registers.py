"""Sổ số của đơn vị cũ: they end by themselves at the instant, and are closed with their last number once all is moved."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from thongsuot.common import numbering
from thongsuot.common.language import in_vietnamese
from thongsuot.cutover.models import Plan
from thongsuot.cutover.selectors.routes import instant, leaving_units
from thongsuot.org.moving import registers_of
from thongsuot.org.selectors import units_in_force


@in_vietnamese()
def end_registers(plan: Plan) -> int:
    """Hẹn ngày hết cho mọi sổ của các đơn vị cũ; called when the plan is decided, idempotent. Returns how many.

    An identifier that a new unit goes on bearing keeps its series: its numbers are those of a day, and a day has one
    bearer.
    """
    reason = _("Sắp xếp đơn vị hành chính, %(basis)s") % {"basis": plan.legal_basis}
    borne = {f"dossier:{unit.identifier}" for unit in units_in_force(plan.effective_on) if unit.identifier}
    own = registers_of([one.unit_id for one in leaving_units(plan)], plan.effective_on - timedelta(days=1))
    ending = {unit_id: [owner for owner in owners if owner not in borne] for unit_id, owners in own.items()}
    return numbering.end_all(ending, ends_at=instant(plan), reason=reason)


def close_registers(unit_ids: list[int], *, at: datetime) -> None:
    """Khoá hẳn; the last numbers are written down by `record` once nobody can be using one any more."""
    numbering.close_ended(unit_ids, at=at)


def record(unit_ids: list[int]) -> None:
    """Ghi số cuối."""
    numbering.record_last(unit_ids)
