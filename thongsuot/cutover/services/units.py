"""Sửa từng đơn vị của kế hoạch: added, changed, taken out; where an old one goes; who takes care of what nobody decided."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.text import clean_line, clean_text
from thongsuot.cutover.content import COMMUNE_KINDS, code_fits, new_unit, old_unit
from thongsuot.cutover.models import Going, Plan, PlanOrgan, PlanUnit, Seat, Side
from thongsuot.cutover.services.editing import editing
from thongsuot.org.models import OrganKind, Relation
from thongsuot.org.names import full_name_of
from thongsuot.org.organs import OF_A_COMMUNE


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """Đơn vị mới như người lập ghi."""

    code: str
    kind: str
    name: str
    identifier: str = ""
    identifier_is_demo: bool = False


@dataclass(frozen=True, slots=True)
class SeatFacts:
    """Trụ sở: which organs, in whose office, where."""

    organs: str
    old_id: int | None
    address: str = ""
    is_main: bool = False


def add_old(*, code: str, unit_code: str, by: Principal | None, at: datetime) -> PlanUnit:
    """Thêm đơn vị cũ theo mã đang có; Invalid when nobody bears it on the last day."""
    with editing(code=code, verb="plan_old_unit_added", by=by, at=at) as edit:
        written = clean_line(unit_code, field="unit_code", limit=12)
        info = old_unit(written, edit.plan.effective_on)
        if info is None:
            raise wrong(
                "unit_code", _("Không có đơn vị nào mang mã %(code)s vào ngày cuối.") % {"code": written or "…"}
            )
        unit = PlanUnit(
            plan=edit.plan,
            side=Side.OLD,
            unit_id=info.id,
            code=info.code,
            name=info.name,
            full_name=info.full_name,
            kind=info.kind,
            identifier=info.identifier,
            identifier_is_demo=info.identifier_is_demo,
        )
        _once(edit.plan, unit)
        edit.create([unit])
        edit.words = _("Thêm đơn vị cũ %(unit)s") % {"unit": unit.full_name}
    return unit


def add_new(*, code: str, facts: UnitFacts, by: Principal | None, at: datetime) -> PlanUnit:
    """Thêm đơn vị mới; one that `org` knows from that day on is taken as the same."""
    with editing(code=code, verb="plan_new_unit_added", by=by, at=at) as edit:
        values = _checked(facts)
        known = new_unit(values["code"], values["full_name"], edit.plan.effective_on)
        same = known.unit_id if known.full_name == values["full_name"] else None
        unit = PlanUnit(plan=edit.plan, side=Side.NEW, unit_id=same, **values)
        _once(edit.plan, unit)
        edit.create([unit])
        edit.words = _("Thêm đơn vị mới %(unit)s") % {"unit": unit.full_name}
    return unit


def change_new(*, code: str, pk: int, facts: UnitFacts, by: Principal | None, at: datetime) -> bool:
    """Sửa mã, tên, loại, mã định danh của đơn vị mới."""
    with editing(code=code, verb="plan_new_unit_changed", by=by, at=at) as edit:
        unit = unit_in(edit.plan, pk, Side.NEW)
        values = _checked(facts)
        _once(edit.plan, PlanUnit(pk=pk, side=Side.NEW, code=values["code"]))
        edit.words = _("Sửa %(unit)s") % {"unit": values["full_name"]}
        return edit.change(unit, **values)


def remove(*, code: str, pk: int, by: Principal | None, at: datetime) -> PlanUnit:
    """Bỏ đơn vị khỏi kế hoạch, with all that is said about it here."""
    with editing(code=code, verb="plan_unit_removed", by=by, at=at) as edit:
        unit = unit_in(edit.plan, pk)
        edit.words = _("Bỏ %(unit)s khỏi kế hoạch") % {"unit": unit.full_name}
        edit.delete([unit])
    return unit


def set_going(
    *, code: str, old_id: int, new_id: int, relation: str, note: str = "", by: Principal | None, at: datetime
) -> None:
    """Nói đơn vị cũ đi sang đơn vị mới theo cách nào; the same pair again changes the manner."""
    with editing(code=code, verb="plan_going_set", by=by, at=at) as edit:
        old, new = unit_in(edit.plan, old_id, Side.OLD), unit_in(edit.plan, new_id, Side.NEW)
        if relation not in Relation.values:
            raise wrong("relation", _("Hãy chọn cách đi."))
        text = clean_text(note, field="note", limit=1_000)
        going = Going.objects.filter(old=old, new=new).first()
        if going is None:
            edit.create([Going(plan=edit.plan, old=old, new=new, relation=relation, note=text)])
        else:
            edit.change(going, relation=relation, note=text)
        edit.words = _("%(old)s → %(new)s: %(how)s") % {
            "old": old.full_name,
            "new": new.full_name,
            "how": Relation(relation).label,
        }


def remove_going(*, code: str, going_id: int, by: Principal | None, at: datetime) -> None:
    """Bỏ một quan hệ."""
    with editing(code=code, verb="plan_going_removed", by=by, at=at) as edit:
        going = Going.objects.filter(plan=edit.plan, pk=going_id).select_related("old", "new").first()
        if going is None:
            raise NotFound()
        edit.words = _("Bỏ %(old)s → %(new)s") % {"old": going.old.full_name, "new": going.new.full_name}
        edit.delete([going])


def set_caretaker(*, code: str, pk: int, caretaker_id: int | None, by: Principal | None, at: datetime) -> bool:
    """Chọn đơn vị mới tạm nhận việc chưa ai quyết của đơn vị cũ bị chia, hay của huyện bị bỏ; None = nobody."""
    with editing(code=code, verb="plan_caretaker_set", by=by, at=at) as edit:
        old = unit_in(edit.plan, pk, Side.OLD)
        caretaker = unit_in(edit.plan, caretaker_id, Side.NEW) if caretaker_id is not None else None
        ways = set(Going.objects.filter(old=old).values_list("new_id", flat=True))
        if caretaker is not None and ways and caretaker.pk not in ways:
            raise wrong("caretaker", _("Đơn vị tạm nhận phải là một trong những nơi đơn vị cũ này đi sang."))
        name = caretaker.full_name if caretaker else _("không đơn vị nào")
        edit.words = _("%(unit)s: tạm nhận là %(name)s") % {"unit": old.full_name, "name": name}
        return edit.change(old, caretaker_id=caretaker.pk if caretaker else None)


def set_seat(*, code: str, new_id: int, facts: SeatFacts, by: Principal | None, at: datetime) -> None:
    """Đặt trụ sở: a second main one takes the place of the first as main."""
    with editing(code=code, verb="plan_seat_set", by=by, at=at) as edit:
        new = unit_in(edit.plan, new_id, Side.NEW)
        old = unit_in(edit.plan, facts.old_id, Side.OLD) if facts.old_id is not None else None
        organs = clean_line(facts.organs, field="organs", limit=200)
        if not organs:
            raise wrong("organs", _("Hãy ghi cơ quan nào đặt ở đây, ví dụ Đảng ủy, HĐND, UBND."))
        if facts.is_main:
            for seat in Seat.objects.filter(new=new, is_main=True):
                edit.change(seat, is_main=False)
        address = clean_line(facts.address, field="address", limit=200)
        edit.create([Seat(plan=edit.plan, new=new, old=old, organs=organs, address=address, is_main=facts.is_main)])
        edit.words = _("Trụ sở của %(unit)s: %(organs)s") % {"unit": new.full_name, "organs": organs}


def remove_seat(*, code: str, seat_id: int, by: Principal | None, at: datetime) -> None:
    """Bỏ một trụ sở."""
    with editing(code=code, verb="plan_seat_removed", by=by, at=at) as edit:
        seat = Seat.objects.filter(plan=edit.plan, pk=seat_id).select_related("new").first()
        if seat is None:
            raise NotFound()
        edit.words = _("Bỏ trụ sở của %(unit)s: %(organs)s") % {"unit": seat.new.full_name, "organs": seat.organs}
        edit.delete([seat])


def set_organs(*, code: str, new_id: int, kinds: list[str], by: Principal | None, at: datetime) -> None:
    """Cơ quan của đơn vị mới; all six of NĐ 150/2025 is what a unit gets of which nothing is said."""
    with editing(code=code, verb="plan_organs_set", by=by, at=at) as edit:
        new = unit_in(edit.plan, new_id, Side.NEW)
        usual = [organ.organ_kind for organ in OF_A_COMMUNE]
        if not set(kinds) <= set(usual):
            raise wrong("organs", _("Có cơ quan không thuộc cấp xã."))
        if not kinds:
            raise wrong("organs", _("Đơn vị mới phải có ít nhất một cơ quan."))
        present = {organ.organ_kind: organ for organ in PlanOrgan.objects.filter(new=new)}
        edit.delete(organ for kind, organ in present.items() if kind not in kinds)
        missing = [kind for kind in usual if kind in kinds and kind not in present]
        edit.create([PlanOrgan(plan=edit.plan, new=new, organ_kind=OrganKind(kind)) for kind in missing])
        edit.words = _("Cơ quan của %(unit)s") % {"unit": new.full_name}


def unit_in(plan: Plan, pk: int | None, side: str = "") -> PlanUnit:
    """A unit of this plan; NotFound for another plan's."""
    rows = PlanUnit.objects.filter(plan=plan, pk=pk)
    unit = (rows.filter(side=side) if side else rows).first()
    if unit is None:
        raise NotFound(_("Không có đơn vị này trong kế hoạch."))
    return unit


def wrong(field: str, message: str) -> Invalid:
    """One wrong box."""
    return Invalid(errors=[{"field": field, "message": message}])


def _checked(facts: UnitFacts) -> dict[str, str | bool]:
    code = clean_line(facts.code, field="code", limit=12)
    name = clean_line(facts.name, field="name", limit=100)
    if not code_fits(code):
        raise wrong("code", _("Mã đơn vị cấp xã gồm năm chữ số."))
    if not name:
        raise wrong("name", _("Hãy điền tên, không kèm chữ xã, phường."))
    if facts.kind not in COMMUNE_KINDS:
        raise wrong("kind", _("Hãy chọn loại đơn vị."))
    return {
        "code": code,
        "name": name,
        "kind": facts.kind,
        "full_name": full_name_of(facts.kind, name),
        "identifier": clean_line(facts.identifier, field="identifier", limit=35),
        "identifier_is_demo": facts.identifier_is_demo,
    }


def _once(plan: Plan, unit: PlanUnit) -> None:
    if PlanUnit.objects.filter(plan=plan, side=unit.side, code=unit.code).exclude(pk=unit.pk).exists():
        field = "unit_code" if unit.side == Side.OLD else "code"
        raise wrong(field, _("Mã %(code)s đã có trong kế hoạch.") % {"code": unit.code})
