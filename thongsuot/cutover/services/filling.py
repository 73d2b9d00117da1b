"""Nạp nội dung vào kế hoạch: compared first, told line by line, then written as one edit that can be undone."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Invalid
from thongsuot.cutover.content import Content, NewUnit
from thongsuot.cutover.models import Going, Plan, PlanUnit, Side
from thongsuot.cutover.services import seats_and_posts
from thongsuot.cutover.services.diffs import ADD, CHANGE, REMOVE, Diff, Units
from thongsuot.cutover.services.editing import Edit, editing
from thongsuot.org.book import UnitInfo
from thongsuot.org.models import Relation


def compare(plan: Plan, content: Content, *, whole: bool) -> Diff:
    """Nếu nạp thì kế hoạch đổi gì; `whole`: what the source does not name would leave the plan. Writes nothing."""
    return _Filling(plan, content, whole).diff()


def fill(
    *, code: str, content: Content, whole: bool, verb: str, words: str, by: Principal | None, at: datetime, **facts: Any
) -> Diff:
    """Nạp: all or nothing. Raises Invalid when rows of the source cannot be used."""
    if content.problems:
        problems = [{"field": "", "message": str(problem)} for problem in content.problems[:50]]
        text = _("Nguồn có %(count)d dòng không dùng được; chưa có gì được nạp.") % {"count": len(content.problems)}
        raise Invalid(text, code="plan_source_has_problems", errors=problems)
    with editing(code=code, verb=verb, by=by, at=at) as edit:
        filling = _Filling(edit.plan, content, whole)
        diff = filling.diff()
        filling.write(edit)
        edit.words = words
        edit.facts = facts | {"source_rows": content.rows}
    return diff


class _Filling:
    """What stands in the plan beside what the source says."""

    def __init__(self, plan: Plan, content: Content, whole: bool) -> None:
        self.plan, self.content, self.whole = plan, content, whole
        self.units: Units = {(unit.side, unit.code): unit for unit in plan.units.all()}
        goings = plan.goings.select_related("old", "new")
        self.goings = {(going.old.code, going.new.code): going for going in goings}

    def diff(self) -> Diff:
        """Told without writing."""
        diff = Diff()
        for code, info in self.content.old.items():
            if self._old_values(info) is None:
                diff.same += 1
            else:
                diff.add(CHANGE if (Side.OLD, code) in self.units else ADD, "old", f"{info.full_name} ({code})")
        for code, unit in self.content.new.items():
            changed = self._new_values(unit)
            if changed is None:
                diff.same += 1
            else:
                diff.add(CHANGE if (Side.NEW, code) in self.units else ADD, "new", f"{unit.full_name} ({code})")
        for pair, way in self.content.ways.items():
            going = self.goings.get(pair)
            label = str(Relation(way.relation).label)
            if going is None:
                diff.add(ADD, "going", f"{self._pair(pair)}: {label}")
            elif (going.relation, going.note) != (way.relation, way.note):
                diff.add(CHANGE, "going", f"{self._pair(pair)}: {Relation(going.relation).label} → {label}")
            else:
                diff.same += 1
        for going in self._left_goings():
            diff.add(REMOVE, "going", self._pair((going.old.code, going.new.code)))
        for unit in self._left_units():
            diff.add(REMOVE, unit.side, f"{unit.full_name} ({unit.code})")
        seats_and_posts.compare(self.plan, self.content, diff)
        return diff

    def write(self, edit: Edit) -> None:
        """The same, written."""
        edit.delete(self._left_goings())
        edit.delete(self._left_units())
        made: list[PlanUnit] = []
        for code, info in self.content.old.items():
            values = self._old_values(info)
            if values is not None:
                self._put(edit, made, Side.OLD, code, values)
        for code, unit in self.content.new.items():
            values = self._new_values(unit)
            if values is not None:
                self._put(edit, made, Side.NEW, code, values)
        edit.create(made)
        self.units |= {(unit.side, unit.code): unit for unit in made}
        new_goings = []
        for pair, way in self.content.ways.items():
            going = self.goings.get(pair)
            if going is not None:
                edit.change(going, relation=way.relation, note=way.note)
            else:
                old, new = self.units[Side.OLD, pair[0]], self.units[Side.NEW, pair[1]]
                new_goings.append(Going(plan=self.plan, old=old, new=new, relation=way.relation, note=way.note))
        edit.create(new_goings)
        seats_and_posts.write(edit, self.content, self.units)

    def _put(self, edit: Edit, made: list[PlanUnit], side: Side, code: str, values: dict[str, Any]) -> None:
        present = self.units.get((side, code))
        if present is None:
            made.append(PlanUnit(plan=self.plan, side=side, code=code, **values))
        else:
            edit.change(present, **values)

    def _old_values(self, info: UnitInfo) -> dict[str, Any] | None:
        values = {
            "unit_id": info.id,
            "name": info.name,
            "full_name": info.full_name,
            "kind": info.kind,
            "identifier": info.identifier,
            "identifier_is_demo": info.identifier_is_demo,
        }
        return self._differing(Side.OLD, info.code, values)

    def _new_values(self, unit: NewUnit) -> dict[str, Any] | None:
        values: dict[str, Any] = {
            "name": unit.name,
            "full_name": unit.full_name,
            "kind": unit.kind,
        }
        if unit.unit_id is not None:
            values["unit_id"] = unit.unit_id
        if unit.identifier:
            values |= {"identifier": unit.identifier, "identifier_is_demo": unit.identifier_is_demo}
        return self._differing(Side.NEW, unit.code, values)

    def _differing(self, side: str, code: str, values: dict[str, Any]) -> dict[str, Any] | None:
        present = self.units.get((side, code))
        if present is not None and all(getattr(present, name) == value for name, value in values.items()):
            return None
        return values

    def _left_goings(self) -> list[Going]:
        """Of old units that the source speaks of, ways it does not name; with `whole`, of all old units."""
        if not self.content.speaks_of_units:
            return []
        spoken_of = {old for old, _new in self.content.ways}
        return [
            going
            for pair, going in self.goings.items()
            if pair not in self.content.ways and (self.whole or pair[0] in spoken_of)
        ]

    def _left_units(self) -> list[PlanUnit]:
        if not self.whole or not self.content.speaks_of_units:
            return []
        named = {(Side.OLD, code) for code in self.content.old} | {(Side.NEW, code) for code in self.content.new}
        return [unit for key, unit in self.units.items() if key not in named]

    def _pair(self, pair: tuple[str, str]) -> str:
        old = self.content.old.get(pair[0]) or self.units.get((Side.OLD, pair[0]))
        new = self.content.new.get(pair[1]) or self.units.get((Side.NEW, pair[1]))
        return f"{old.full_name if old else pair[0]} → {new.full_name if new else pair[1]}"
