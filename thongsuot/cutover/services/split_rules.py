"""Quy tắc chia: written in an order, tried before they are kept; every change applies at once to what people left open."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.common.text import clean_line
from thongsuot.cutover.matching.parcels import parcels
from thongsuot.cutover.matching.ruling import counts, reading
from thongsuot.cutover.matching.villages import village
from thongsuot.cutover.models import Going, Plan, PlanUnit, SplitRule
from thongsuot.cutover.selectors.split_work import facts, proposals, rules_of
from thongsuot.cutover.services.split_gather import apply_rules
from thongsuot.cutover.split_journal import about_split
from thongsuot.cutover.split_permissions import BEFORE, Place

By = SplitRule.By
MOST_VALUES, LONGEST_VALUE = 500, 160


@dataclass(frozen=True, slots=True)
class NewRule:
    """Quy tắc sắp ghi."""

    by: str
    goes_to: int
    values: Sequence[str] = ()
    fields: Sequence[str] = ()
    legal_basis: str = ""


@dataclass(frozen=True, slots=True)
class Trial:
    """Thử quy tắc: of `total` cases that people left open, how many this one would decide in its place."""

    decided: int
    total: int
    per_rule: dict[int | None, int] = field(default_factory=dict)


def trial(old: PlanUnit, new: NewRule | None = None) -> Trial:
    """Thử mà không ghi; the new rule stands behind those that are there."""
    known = [reading(rule) for rule in rules_of(old)]
    if new is not None:
        known.append(reading(_checked(old, new)))
    cases = list(facts(old))
    found = counts(known, cases)
    return Trial(found.get(None, 0) if new is not None else sum(found.values()), len(cases), found)


@transaction.atomic
def add_rule(*, place: Place, new: NewRule, by: Principal, at: datetime) -> SplitRule:
    """Thêm quy tắc ở cuối và áp dụng ngay."""
    plan, old = _opened(place)
    rule = _checked(old, new)
    rule.plan = plan
    rule.position = (SplitRule.objects.filter(old=old).aggregate(last=Max("position"))["last"] or 0) + 1
    rule.save()
    _changed(plan, old, "split_rule_added", by, at, rule=rule.pk, by_what=rule.by, values=len(rule.values))
    return rule


@transaction.atomic
def remove_rule(*, place: Place, rule_id: int, by: Principal, at: datetime) -> None:
    """Bỏ quy tắc; what it had decided is decided anew by those that stay."""
    plan, old = _opened(place)
    rule = _one(old, rule_id)
    said = {"by_what": rule.by, "values": rule.values, "fields": rule.fields, "goes_to": rule.goes_to.code}
    rule.delete()
    _changed(plan, old, "split_rule_removed", by, at, rule=rule_id, **said)


@transaction.atomic
def raise_rule(*, place: Place, rule_id: int, by: Principal, at: datetime) -> None:
    """Đưa quy tắc lên trước một bậc; the first stays where it is."""
    plan, old = _opened(place)
    rule = _one(old, rule_id)
    above = SplitRule.objects.filter(old=old, position__lt=rule.position).order_by("-position").first()
    if above is None:
        return
    SplitRule.objects.filter(pk=rule.pk).update(position=-1)
    SplitRule.objects.filter(pk=above.pk).update(position=rule.position)
    SplitRule.objects.filter(pk=rule.pk).update(position=above.position)
    _changed(plan, old, "split_rule_raised", by, at, rule=rule_id)


@transaction.atomic
def accept(*, place: Place, key: str, by: Principal, at: datetime) -> SplitRule:
    """Nhận một đề xuất thành quy tắc; NotFound for one that is no longer proposed."""
    known = rules_of(place.old)
    if not place.rules:
        raise Forbidden()
    found = next((one for one in proposals(place.old, known) if one.key == key), None)
    if found is None:
        raise NotFound()
    new = NewRule(By.EVERYTHING, found.goes_to.pk, fields=found.fields, legal_basis=place.plan.legal_basis)
    return add_rule(place=place, new=new, by=by, at=at)


@transaction.atomic
def put_village_lists(*, place: Place, lists: dict[str, list[str]], by: Principal, at: datetime) -> int:
    """Danh sách thôn từ Excel, by code of the new unit: replaces the village rules of all fields; returns how many villages."""
    plan, old = _opened(place)
    targets = {way.new.code: way.new_id for way in Going.objects.filter(old=old).select_related("new")}
    if unknown := sorted(set(lists) - set(targets)):
        raise _wrong("file", _("Đơn vị cũ này không đi sang %(codes)s.") % {"codes": ", ".join(unknown)})
    SplitRule.objects.filter(old=old, by=By.VILLAGE, fields=[]).delete()
    position = (SplitRule.objects.filter(old=old).aggregate(last=Max("position"))["last"] or 0) + 1
    for code in sorted(lists):
        rule = _checked(old, NewRule(By.VILLAGE, targets[code], lists[code], legal_basis=plan.legal_basis))
        rule.plan, rule.position, position = plan, position, position + 1
        rule.save()
    number = sum(map(len, lists.values()))
    _changed(plan, old, "split_villages_loaded", by, at, villages=number)
    return number


def _opened(place: Place) -> tuple[Plan, PlanUnit]:
    """The plan and the unit, locked in that order; refused once open work moves."""
    if not place.rules:
        raise Forbidden()
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=place.plan.pk)
    if plan.state not in BEFORE:
        raise MoveNotAllowed(_("Việc đã chuyển, quy tắc không sửa được nữa."), reason="state", status_now=plan.state)
    return plan, PlanUnit.objects.select_for_update(of=("self",)).get(pk=place.old.pk)


def _one(old: PlanUnit, rule_id: int) -> SplitRule:
    rule = SplitRule.objects.filter(old=old, pk=rule_id).select_related("goes_to").first()
    if rule is None:
        raise NotFound()
    return rule


def _changed(plan: Plan, old: PlanUnit, verb: str, by: Principal, at: datetime, **said: object) -> None:
    """Rules decide anew, the plan is another version (what was rehearsed is stale), the journal knows."""
    ruled = apply_rules(old, at)
    Plan.objects.filter(pk=plan.pk).update(version=F("version") + 1)
    about_split(plan, old, verb, by=by.user_id, at=at, ruled=ruled, **said)


def _checked(old: PlanUnit, new: NewRule) -> SplitRule:
    """An unsaved rule that can decide something; Invalid with the field and the value that cannot be read."""
    if new.by not in By.values:
        raise _wrong("by", _("Hãy chọn chia theo gì."))
    if not Going.objects.filter(old=old, new=new.goes_to).exists():
        raise _wrong("goes_to", _("Hãy chọn một nơi đến của đơn vị cũ này."))
    values = [] if new.by == By.EVERYTHING else _values(new)
    fields = [clean_line(one, field="fields", limit=80) for one in new.fields]
    basis = clean_line(new.legal_basis, field="legal_basis", limit=200)
    return SplitRule(old=old, by=new.by, values=values, fields=fields, goes_to_id=new.goes_to, legal_basis=basis)


def _values(new: NewRule) -> list[str]:
    lines = [clean_line(one, field="values", limit=LONGEST_VALUE) for one in new.values]
    values = list(dict.fromkeys(filter(None, lines)))
    if not values:
        raise _wrong("values", _("Hãy ghi ít nhất một dòng."))
    if len(values) > MOST_VALUES:
        raise _wrong("values", _("Nhiều nhất 500 dòng một quy tắc."))
    read = {By.VILLAGE: village, By.PARCEL: parcels}.get(By(new.by))
    for value in values if read else []:
        if read(value) is None:  # type: ignore[misc]
            raise _wrong("values", _how(new.by) % {"value": value})
    return values


def _how(by: str) -> str:
    if by == By.VILLAGE:
        return _("“%(value)s”: hãy ghi tên thôn, tổ dân phố; tên là số thì ghi rõ “Thôn 3” hay “Tổ dân phố 3”.")
    return _("“%(value)s”: hãy ghi như “tờ 12”, “tờ 12 thửa 34”, “tờ 12 thửa 30-60” hay “12/34”.")


def _wrong(name: str, message: str) -> Invalid:
    return Invalid(errors=[{"field": name, "message": message}])
