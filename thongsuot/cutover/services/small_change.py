"""Thay đổi nhỏ: a unit that stays the same unit becomes a ward, gets its right name, or another unit above it.

The same machinery, small: a plan of kind "change" with one old and one new unit that are the same unit of `org`.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Invalid, MoveNotAllowed
from thongsuot.common.text import clean_line
from thongsuot.cutover.content import COMMUNE_KINDS
from thongsuot.cutover.models import Going, Plan, PlanKind, PlanUnit, Side, Writing
from thongsuot.cutover.services.editing import Edit, editing
from thongsuot.cutover.services.plans import NewPlan, draw_up
from thongsuot.org.models import Level, Relation, UnitVersion
from thongsuot.org.names import full_name_of, marked_key
from thongsuot.org.reorganising import reopen
from thongsuot.org.selectors import UnitInfo, unit_by_code, unit_info
from thongsuot.org.services import change_unit, move_unit

VERSIONS = "versions"


@dataclass(frozen=True, slots=True)
class Change:
    """Thay đổi sắp lập: the unit by its code the day before, and what it will be from the day on."""

    unit_code: str
    kind: str
    name: str
    effective_on: date
    legal_basis: str
    code: str = ""
    province_id: int | None = None  # another province; None = stays where it is
    plan_code: str = ""
    is_exercise: bool = False


@transaction.atomic
def draw_up_change(*, change: Change, by: Principal | None, at: datetime) -> Plan:
    """Lập kế hoạch cho thay đổi của một đơn vị; Invalid when nothing would change."""
    before = unit_by_code(
        clean_line(change.unit_code, field="unit_code", limit=12), change.effective_on, (Level.COMMUNE,)
    )
    if before is None:
        raise _wrong("unit_code", _("Không có xã, phường nào mang mã này vào ngày đó."))
    name = clean_line(change.name, field="name", limit=100)
    if not name:
        raise _wrong("name", _("Hãy điền tên."))
    if change.kind not in COMMUNE_KINDS:
        raise _wrong("kind", _("Hãy chọn loại đơn vị."))
    code = clean_line(change.code, field="code", limit=5) or before.code
    full_name = full_name_of(change.kind, name)
    parent = change.province_id if change.province_id != before.province_id else None
    if (full_name, code, parent) == (before.full_name, before.code, None):
        raise _wrong("name", _("Tên, loại, mã và tỉnh vẫn như cũ: không có gì thay đổi."))
    new = NewPlan(
        title=_("%(before)s thành %(after)s") % {"before": before.full_name, "after": full_name},
        province_id=before.province_id or 0,
        effective_on=change.effective_on,
        legal_basis=change.legal_basis,
        code=change.plan_code,
        kind=PlanKind.CHANGE,
        is_exercise=change.is_exercise,
    )
    plan = draw_up(new=new, by=by, at=at)
    with editing(code=plan.code, verb="plan_change_set", by=by, at=at) as edit:
        new_side = PlanUnit(
            plan=plan,
            side=Side.NEW,
            unit_id=before.id,
            code=code,
            name=name,
            full_name=full_name,
            kind=change.kind,
            identifier=before.identifier,
            identifier_is_demo=before.identifier_is_demo,
            parent_id=parent,
        )
        _put(edit, plan, before, new_side)
    plan.refresh_from_db()
    return plan


def write(plan: Plan, by: Principal | None, at: datetime) -> None:
    """Ghi thay đổi vào `org` từ ngày hiệu lực; the unit keeps its identity, so nothing has to move."""
    new = PlanUnit.objects.get(plan=plan, side=Side.NEW)
    unit_id = new.unit_id
    assert unit_id is not None
    kept = _versions(unit_id)
    change_unit(
        unit_id=unit_id,
        on=plan.effective_on,
        at=at,
        by=by.user_id if by else None,
        code=new.code,
        name=new.name,
        full_name=new.full_name,
        kind=new.kind,
        legal_basis=plan.legal_basis,
    )
    if new.parent_id:
        move_unit(
            unit_id=unit_id, on=plan.effective_on, province_id=new.parent_id, at=at, by=by.user_id if by else None
        )
    made = [pk for pk in _versions(unit_id) if pk not in kept]
    Writing.objects.create(plan=plan, kind=VERSIONS, ids=made, before={str(pk): end for pk, end in kept.items()})


def take_back(plan: Plan) -> None:
    """Trả lại: the versions begun go, the ones they shortened have their end again."""
    kept = Writing.objects.filter(plan=plan, kind=VERSIONS).first()
    if kept is None:
        return
    if UnitVersion.objects.filter(pk__in=kept.ids).count() != len(kept.ids):
        raise MoveNotAllowed(_("Đơn vị đã có thay đổi khác sau đó. Hãy huỷ thay đổi sau trước."))
    UnitVersion.objects.filter(pk__in=kept.ids).delete()
    reopen({int(pk): date.fromisoformat(end) if end else None for pk, end in kept.before.items()})


def back(plan: Plan, *, on: date, at: datetime, basis: str, by_id: int | None) -> int:
    """Quay lại: units that went on as themselves bear their old name, kind, code and place again from `on`.

    A day has one name: what was written under the new one in between keeps it. Returns how many units changed.
    """
    pairs = Going.objects.filter(plan=plan, old__unit_id=F("new__unit_id")).select_related("old", "new")
    changed = 0
    for going in pairs.order_by("old__unit_id"):
        old, new = going.old, going.new
        assert old.unit_id is not None, "the database keeps old units known"
        if (old.code, old.full_name, old.kind) != (new.code, new.full_name, new.kind):
            changed += change_unit(
                unit_id=old.unit_id, on=on, at=at, by=by_id, code=old.code, name=old.name, full_name=old.full_name,
                kind=old.kind, legal_basis=basis,
            )  # fmt: skip
        was = unit_info(old.unit_id, plan.effective_on - timedelta(days=1)).province_id
        if was is not None and unit_info(old.unit_id, plan.effective_on).province_id != was:
            move_unit(unit_id=old.unit_id, on=on, province_id=was, at=at, by=by_id)
    return changed


def _put(edit: Edit, plan: Plan, before: UnitInfo, new: PlanUnit) -> None:
    old = PlanUnit(
        plan=plan,
        side=Side.OLD,
        unit_id=before.id,
        code=before.code,
        name=before.name,
        full_name=before.full_name,
        kind=before.kind,
        identifier=before.identifier,
        identifier_is_demo=before.identifier_is_demo,
    )
    edit.create([old, new])
    edit.create([Going(plan=plan, old=old, new=new, relation=_relation(before, new.name, new.kind))])
    edit.words = plan.title


def _relation(before: UnitInfo, name: str, kind: str) -> str:
    if before.kind != kind:
        return Relation.RETYPED
    return Relation.RENAMED if marked_key(before.name) != marked_key(name) else Relation.UNCHANGED


def _versions(unit_id: int) -> dict[int, date | None]:
    """Versions of the unit and of its organs, with their ends."""
    rows = UnitVersion.objects.filter(Q(unit_id=unit_id) | Q(parent_id=unit_id, level=Level.ORGAN))
    return {row.pk: row.valid.upper for row in rows}


def _wrong(field: str, message: str) -> Invalid:
    return Invalid(errors=[{"field": field, "message": message}])
