"""Random reorganisations over years, planned, checked and decided; heirs compared with a model that just keeps sets."""

from dataclasses import dataclass, field
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cutover.plans import make_plan
from tests.walks.stage import NOW
from thongsuot.common import stamps
from thongsuot.cutover import checks
from thongsuot.cutover.content import Content, NewUnit, Way, old_unit
from thongsuot.cutover.models import Going, PlanKind, PlanUnit
from thongsuot.cutover.services.deciding import RedLines, decide
from thongsuot.cutover.services.filling import fill
from thongsuot.org import selectors
from thongsuot.org.models import Level, Relation
from thongsuot.org.store import NewVersion, add_units

pytestmark = pytest.mark.django_db
quiet = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
START = date(2025, 7, 1)
ACTS = ("merge", "split", "rename", "retype")


@dataclass
class Model:
    """What a clerk with a pencil would know: who is alive, and of every unit that ever was, what it is now."""

    now: dict[str, set[str]]
    whole: dict[str, bool] = field(default_factory=dict)

    def replace(self, olds, news, complete):
        """These old ones are now these new ones."""
        for origin, heirs in self.now.items():
            if heirs & set(olds):
                self.now[origin] = (heirs - set(olds)) | set(news)
                self.whole[origin] = self.whole.get(origin, True) and complete
        for new in news:
            self.now[new] = {new}
            self.whole[new] = True

    @property
    def alive(self):
        """Units in force."""
        return sorted(set().union(*self.now.values()))


@st.composite
def histories(draw):
    """Three to five years of acts; each picks its units by numbers, so that it always applies to what is there."""
    return draw(
        st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 50), st.integers(2, 3)), min_size=2, max_size=5)
    )


def start(world, count=5):
    """Some communes of Hà Tĩnh of our own."""
    codes = [f"9000{n}" for n in range(count)]
    versions = [
        [
            NewVersion(
                code,
                f"Gốc {code[-1]}",
                f"Xã Gốc {code[-1]}",
                "commune",
                world.province.id,
                world.province.id,
                valid_from=START,
            )
        ]
        for code in codes
    ]
    add_units(Level.COMMUNE, versions, "tests")
    stamps.bump(stamps.ORG)
    return codes


def act_of(kind, pick, width, alive, serial):
    """Old codes, new units, relation of one act."""
    at = pick % len(alive)
    if kind == "merge" and len(alive) >= 2:
        olds = [alive[(at + step) % len(alive)] for step in range(min(width, len(alive)))]
        return olds, [unit(serial, 0)], Relation.WHOLE
    if kind == "split":
        return [alive[at]], [unit(serial, n) for n in range(width)], Relation.PART
    if kind == "retype":
        return [alive[at]], [unit(serial, 0, "ward")], Relation.RETYPED
    return [alive[at]], [unit(serial, 0)], Relation.RENAMED


def unit(serial, number, kind="commune"):
    word = "Phường" if kind == "ward" else "Xã"
    return NewUnit(f"8{serial:02}{number:02}", f"Mới {serial} {number}", f"{word} Mới {serial} {number}", kind)


def decided(world, day, olds, news, relation, serial):
    """The act as a plan, checked and decided."""
    plan = make_plan(world, on=day, kind=PlanKind.SOME, code=f"nam-{serial}", is_exercise=True)
    content = Content(
        old={code: old_unit(code, day) for code in olds},
        new={new.code: new for new in news},
        ways={(old, new.code): Way(old, new.code, relation) for old in olds for new in news},
    )
    fill(code=plan.code, content=content, whole=True, verb="plan_imported", words="Nạp", by=None, at=NOW)
    assert [finding.code for finding in checks.red_lines(plan, today=NOW.date())] == []
    return decide(code=plan.code, by=None, at=NOW)


@quiet
@given(history=histories())
def test_heirs_are_what_a_pencil_would_say(world, history):
    with transaction.atomic():
        codes = start(world)
        model = Model({code: {code} for code in codes})
        ids = {code: selectors.unit_by_code(code, START).id for code in codes}
        for serial, (kind, pick, width) in enumerate(history):
            day = date(2026 + serial, 1, 1)
            olds, news, relation = act_of(kind, pick, width, model.alive, serial)
            plan = decided(world, day, olds, news, relation, serial)
            ids |= {new.code: new.unit_id for new in PlanUnit.objects.filter(plan=plan, side="new")}
            model.replace(olds, [new.code for new in news], relation != Relation.PART)
            assert heirs_on(ids, day) == model.now
            compare(model, ids, day)
        transaction.set_rollback(True)
    stamps.bump(stamps.ORG)


def heirs_on(ids, day):
    """What became of every unit that ever was, by code; of one that lives on, itself."""
    codes = {unit_id: code for code, unit_id in ids.items()}
    return {
        origin: {codes[heir.unit_id] for heir in selectors.heirs(unit_id, day)} or {origin}
        for origin, unit_id in ids.items()
    }


def compare(model, ids, day):
    """What else is asked of everything that ever was: in force or not, complete or not, found by its old name."""
    codes = {unit_id: code for code, unit_id in ids.items()}
    for origin, expected in model.now.items():
        alive = selectors.in_force(ids[origin], day)
        assert alive == (expected == {origin})
        if not alive and len(expected) == 1:
            (heir,) = selectors.heirs(ids[origin], day)
            assert heir.complete or not model.whole[origin]
        name = selectors.unit_info(ids[origin], START).full_name
        resolved = {codes[one.heir.unit_id] for one in selectors.resolve(name, day) if one.heir.unit_id in codes}
        assert resolved == expected
    for code in model.alive:
        assert selectors.in_force(ids[code], day)


@quiet
@given(history=histories(), back=st.integers(0, 10))
def test_a_way_back_into_the_past_is_refused(world, history, back):
    with transaction.atomic():
        codes = start(world)
        alive = Model({code: {code} for code in codes})
        gone = []
        for serial, (kind, pick, width) in enumerate(history):
            day = date(2026 + serial, 1, 1)
            olds, news, relation = act_of(kind, pick, width, alive.alive, serial)
            plan = decided(world, day, olds, news, relation, serial)
            gone += [
                (old.unit_id, going.new.unit_id) for old in plan.units.filter(side="old") for going in old.goes_to.all()
            ]
            alive.replace(olds, [new.code for new in news], relation != Relation.PART)
        ancestor, child = gone[back % len(gone)]
        last = date(2026 + len(history), 1, 1)
        end = selectors.heirs(child, last)[0].unit_id if not selectors.in_force(child, last) else child
        plan = make_plan(world, on=last, kind=PlanKind.SOME, code="vong", is_exercise=True)
        info, before = selectors.unit_info(end, last), selectors.unit_info(ancestor, last)
        old = PlanUnit.objects.create(
            plan=plan, side="old", unit_id=end, code=info.code, name=info.name, full_name=info.full_name, kind=info.kind
        )
        new = PlanUnit.objects.create(
            plan=plan,
            side="new",
            unit_id=ancestor,
            code="89999",
            name=before.name,
            full_name=before.full_name,
            kind=before.kind,
        )
        Going.objects.create(plan=plan, old=old, new=new, relation="whole")
        assert "circle" in {finding.code for finding in checks.red_lines(plan, today=NOW.date())}
        with pytest.raises(RedLines):
            decide(code=plan.code, by=None, at=NOW)
        transaction.set_rollback(True)
    stamps.bump(stamps.ORG)


def test_a_day_earlier_everything_is_still_as_it_was(world):
    codes = start(world)
    day = date(2026, 1, 1)
    decided(world, day, codes[:2], [unit(0, 0)], Relation.WHOLE, 0)
    for code in codes:
        assert selectors.unit_by_code(code, day - timedelta(days=1)) is not None
    assert selectors.unit_by_code(codes[0], day) is None
