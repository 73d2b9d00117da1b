"""Sửa kế hoạch: every change is one transaction, one entry in the journal, one version more; the last one can be undone.

with editing(code="ha-tinh-2025", verb="plan_seat_set", by=principal, at=now()) as edit:
    edit.create([Seat(plan=edit.plan, …)])
    edit.words = _("Đặt trụ sở của %(unit)s") % {"unit": unit.full_name}
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Invalid, MoveNotAllowed, NotFound
from thongsuot.cutover import journalling
from thongsuot.cutover.models import Going, Plan, PlanEdit, PlanOrgan, PlanPost, PlanState, PlanUnit, Seat
from thongsuot.cutover.permissions import require_planner

MADE, CHANGED, GONE = "made", "changed", "gone"
OWN = (Going, Seat, PlanOrgan, PlanPost, PlanUnit)  # what an edit may take away together with a unit
BATCH = 500


class Edit:
    """Một lần sửa đang làm: notes every row it makes, changes or takes away."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.words = ""
        self.facts: dict[str, Any] = {}
        self.steps: list[list[Any]] = []

    def create(self, rows: Sequence[models.Model]) -> None:
        """Thêm các dòng của một bảng."""
        if not rows:
            return
        model = type(rows[0])
        try:
            with transaction.atomic():
                model._default_manager.bulk_create(rows, batch_size=BATCH)
        except IntegrityError:
            raise Invalid(_("Mục này đã có trong kế hoạch."), code="already_in_plan") from None
        self.steps += [[MADE, model._meta.model_name, row.pk, None, _facts(row)] for row in rows]

    def change(self, row: models.Model, **values: Any) -> bool:
        """Đổi một dòng; False when nothing differs."""
        different = {name: value for name, value in values.items() if getattr(row, name) != value}
        if not different:
            return False
        before = _facts(row)
        for name, value in different.items():
            setattr(row, name, value)
        try:
            with transaction.atomic():
                row.save(update_fields=list(different))
        except IntegrityError:
            raise Invalid(_("Mục này đã có trong kế hoạch."), code="already_in_plan") from None
        self.steps.append([CHANGED, row._meta.model_name, row.pk, before, _facts(row)])
        return True

    def delete(self, rows: Iterable[models.Model]) -> int:
        """Bỏ các dòng; of a unit also what is said about it. Refused when another part has worked with it already."""
        gone = 0
        for row in rows:
            if isinstance(row, PlanUnit):
                gone += self._delete_what_hangs_on(row)
            self.steps.append([GONE, row._meta.model_name, row.pk, _facts(row), None])
            row.delete()
            gone += 1
        return gone

    def _delete_what_hangs_on(self, unit: PlanUnit) -> int:
        _refuse_others(unit)
        for cared_for in PlanUnit.objects.filter(caretaker=unit):
            self.change(cared_for, caretaker_id=None)
        for post in PlanPost.objects.filter(old=unit).exclude(new=unit):
            self.change(post, old_id=None)
        for seat in Seat.objects.filter(old=unit):
            self.change(seat, old_id=None)
        hanging = (
            Going.objects.filter(models.Q(old=unit) | models.Q(new=unit)),
            Seat.objects.filter(new=unit),
            PlanOrgan.objects.filter(new=unit),
            PlanPost.objects.filter(new=unit),
        )
        return sum(self.delete(rows) for rows in hanging)


@contextmanager
def editing(*, code: str, verb: str, by: Principal | None, at: datetime) -> Iterator[Edit]:
    """Mở một lần sửa; `by` None = the command line. MoveNotAllowed once the plan is decided."""
    with transaction.atomic():
        edit = Edit(draft_of(code, by))
        yield edit
        if edit.steps:
            _finish(edit, verb, by, at)


def draft_of(code: str, by: Principal | None) -> Plan:
    """The plan, locked, as long as it can be changed."""
    if by is not None:
        require_planner(by, code)
    plan = Plan.objects.select_for_update(of=("self",)).filter(code=code).first()
    if plan is None:
        raise NotFound(_("Không có kế hoạch mang mã này."))
    if plan.state != PlanState.DRAFT:
        raise MoveNotAllowed(
            _("Kế hoạch đã quyết nên không sửa được nữa. Muốn sửa thì huỷ quyết định trước ngày hiệu lực.")
        )
    return plan


def undo(*, code: str, by: Principal | None, at: datetime) -> PlanEdit:
    """Hoàn tác lần sửa cuối; itself a version, so that a rehearsal of the taken-back version is not taken for this one."""
    with transaction.atomic():
        plan = draft_of(code, by)
        last = plan.edits.filter(undone_at=None).order_by("-version").first()
        if last is None:
            raise MoveNotAllowed(_("Không còn lần sửa nào để hoàn tác."))
        for step in reversed(last.steps):
            _take_back(*step)
        last.undone_at = at
        last.save(update_fields=["undone_at"])
        plan.version += 1
        plan.save(update_fields=["version"])
        journalling.about_plan(plan, "plan_edit_undone", by=by, at=at, edit=last.version, of=last.verb)
        return last


def _finish(edit: Edit, verb: str, by: Principal | None, at: datetime) -> None:
    plan = edit.plan
    plan.version += 1
    plan.save(update_fields=["version"])
    PlanEdit.objects.create(
        plan=plan,
        version=plan.version,
        verb=verb,
        words=str(edit.words)[:300],
        at=at,
        by_id=by.user_id if by else None,
        steps=edit.steps,
    )
    counted = {name: sum(step[0] == name for step in edit.steps) for name in (MADE, CHANGED, GONE)}
    journalling.about_plan(plan, verb, by=by, at=at, rows=counted, **edit.facts)


def _take_back(act: str, table: str, key: int, before: dict[str, Any] | None, _after: Any) -> None:
    model = apps.get_model("cutover", table)
    if act == MADE:
        row = model.objects.filter(pk=key).first()
        if row is not None:
            if isinstance(row, PlanUnit):
                _refuse_others(row, also=(Going, Seat, PlanOrgan, PlanPost))
            row.delete()
        return
    assert before is not None
    values = {f.attname: f.to_python(before[f.attname]) for f in model._meta.concrete_fields if f.attname in before}
    if act == GONE:
        model.objects.bulk_create([model(**values)])
    else:
        values.pop("id")
        model.objects.filter(pk=key).update(**values)


def _refuse_others(unit: PlanUnit, also: tuple[type[models.Model], ...] = ()) -> None:
    """Rules, decided cases, data handed in: what other parts keep about a unit is never swept away with it."""
    for relation in PlanUnit._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel):
            continue
        model = relation.related_model
        if model in OWN and model not in also:
            continue
        if model._default_manager.filter(**{relation.field.name: unit}).exists():
            text = _(
                "%(unit)s đã có quy tắc chia, dữ liệu nộp hoặc việc đã quyết nên không bỏ được. Hãy bỏ những thứ đó trước."
            )
            raise MoveNotAllowed(text % {"unit": unit.full_name})


def _facts(row: models.Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
