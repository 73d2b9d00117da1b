"""Lập kế hoạch: drawn up from a resolution; what it says is filled in afterwards."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Forbidden, Invalid
from thongsuot.common.text import bare, clean_line, clean_text
from thongsuot.cutover import journalling
from thongsuot.cutover.models import Plan, PlanKind
from thongsuot.cutover.permissions import PLANNERS, provinces_ahead
from thongsuot.org.models import Level
from thongsuot.org.selectors import unit_info

LONGEST_CODE = 40
HOURS = (1, 720)


@dataclass(frozen=True, slots=True)
class NewPlan:
    """Kế hoạch sắp lập; an empty `code` is made from the province's name and the year."""

    title: str
    province_id: int
    effective_on: date
    legal_basis: str
    code: str = ""
    kind: str = PlanKind.SOME
    is_exercise: bool = False
    rollback_hours: int = 72
    note: str = ""


@transaction.atomic
def draw_up(*, new: NewPlan, by: Principal | None, at: datetime) -> Plan:
    """Lập kế hoạch; `by` None = the command line. Forbidden outside one's province, Invalid for what is not filled in."""
    if by is not None and new.province_id not in provinces_ahead(by, *PLANNERS):
        raise Forbidden()
    province = unit_info(new.province_id, new.effective_on)
    title = _filled("title", new.title, 200)
    basis = _filled("legal_basis", new.legal_basis, 200)
    if province.level != Level.PROVINCE:
        raise _wrong("province_id", _("Kế hoạch là của một tỉnh, thành phố."))
    if new.kind not in PlanKind.values:
        raise _wrong("kind", _("Hãy chọn phạm vi của kế hoạch."))
    if not HOURS[0] <= new.rollback_hours <= HOURS[1]:
        raise _wrong("rollback_hours", _("Thời gian được quay lại phải từ 1 đến 720 giờ."))
    plan = Plan(
        code=_code(new.code) or _free_code(f"{province.name} {new.effective_on.year}"),
        kind=PlanKind(new.kind),
        title=title,
        province_id=new.province_id,
        effective_on=new.effective_on,
        legal_basis=basis,
        is_exercise=new.is_exercise,
        rollback_hours=new.rollback_hours,
        note=clean_text(new.note, field="note", limit=4_000),
        created_by_id=by.user_id if by else None,
        created_at=at,
    )
    try:
        with transaction.atomic():
            plan.save()
    except IntegrityError:
        raise _wrong("code", _("Mã này đã có kế hoạch khác dùng. Hãy chọn mã khác.")) from None
    journalling.about_plan(plan, "plan_drawn_up", by=by, at=at, title=title, effective_on=new.effective_on.isoformat())
    return plan


def _code(written: str) -> str:
    """A name for addresses and the command line: small letters without marks, digits, hyphens."""
    code = clean_line(written, field="code", limit=LONGEST_CODE)
    if code and slugify(code) != code:
        raise _wrong("code", _("Mã chỉ gồm chữ thường không dấu, số và dấu gạch nối, ví dụ ha-tinh-2025."))
    return code


def _free_code(text: str) -> str:
    base = slugify(bare(text))[: LONGEST_CODE - 4]
    taken = set(Plan.objects.filter(code__startswith=base).values_list("code", flat=True))
    return next(code for code in (base, *(f"{base}-{n}" for n in range(2, 1_000))) if code not in taken)


def _filled(field: str, text: str, limit: int) -> str:
    line = clean_line(text, field=field, limit=limit)
    if not line:
        raise _wrong(field, _("Hãy điền mục này."))
    return line


def _wrong(field: str, message: str) -> Invalid:
    return Invalid(errors=[{"field": field, "message": message}])
