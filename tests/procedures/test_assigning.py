"""Procedures given to many units at once: preview, one statement, undo; only in one's own province."""

from datetime import date

import pytest

from tests.factories.accounts import make_official, principal_for
from tests.factories.catalogue import AT, decide, make_controller
from tests.factories.procedures import BIRTH, COPY
from tests.procedures.test_decisions import GUARDIAN
from thongsuot.accounts.models import Role
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.procedures import assigning
from thongsuot.procedures.assigning import Wish
from thongsuot.procedures.decisions import Line
from thongsuot.procedures.models import UnitProcedure
from thongsuot.procedures.selectors import assigned

pytestmark = pytest.mark.django_db
DAY = date(2026, 12, 1)
NEW = "1.004837"


@pytest.fixture
def controller(six):
    by = make_controller(six)
    decide(by, Line(NEW, "publish", GUARDIAN), on=date(2026, 11, 1))
    return by


def wish(six, act="give", codes=(NEW, BIRTH), units=None, since=DAY):
    return Wish(act, codes, units or (six.mai_phu.id, six.thach_khe.id), since)


def done(six, by, **changes):
    return assigning.carry_out(wish=wish(six, **changes), province_id=six.province.id, by=by, at=AT)


def test_preview_counts_what_is_new_and_what_is_already_so(six, controller):
    seen = assigning.preview(wish=wish(six), province_id=six.province.id, by=controller)
    assert (seen.changes, seen.unchanged) == (2, 2)
    assert seen.by_unit == {six.mai_phu.id: 1, six.thach_khe.id: 1}
    assert NEW not in assigned(six.mai_phu.id, DAY)


def test_giving_starts_on_its_day_and_leaves_what_is_there(six, controller):
    batch = done(six, controller)
    assert batch.changed == 2
    assert NEW in assigned(six.mai_phu.id, DAY)
    assert NEW not in assigned(six.mai_phu.id, date(2026, 11, 30))
    assert BIRTH in assigned(six.mai_phu.id, date(2025, 7, 1))


def test_undo_takes_back_exactly_what_the_batch_gave(six, controller):
    batch = done(six, controller)
    assigning.undo(batch_id=batch.pk, by=controller, at=AT)
    assert NEW not in assigned(six.mai_phu.id, DAY)
    assert BIRTH in assigned(six.mai_phu.id, DAY)
    with pytest.raises(MoveNotAllowed):
        assigning.undo(batch_id=batch.pk, by=controller, at=AT)


def test_ending_stops_on_its_day_and_undo_opens_again(six, controller):
    batch = done(six, controller, act="end", codes=(COPY,))
    assert batch.changed == 2
    assert COPY in assigned(six.mai_phu.id, date(2026, 11, 30))
    assert COPY not in assigned(six.mai_phu.id, DAY)
    assigning.undo(batch_id=batch.pk, by=controller, at=AT)
    assert COPY in assigned(six.mai_phu.id, DAY)


def test_what_was_given_again_meanwhile_is_not_opened_twice(six, controller):
    ended = done(six, controller, act="end", codes=(COPY,))
    again = done(six, controller, codes=(COPY,), since=date(2027, 1, 1))
    with pytest.raises(MoveNotAllowed):
        assigning.undo(batch_id=ended.pk, by=controller, at=AT)
    assigning.undo(batch_id=again.pk, by=controller, at=AT)
    assigning.undo(batch_id=ended.pk, by=controller, at=AT)
    assert COPY in assigned(six.mai_phu.id, DAY)


def test_a_whole_province_takes_the_same_statements_as_one_unit(six, controller, django_assert_num_queries):
    units = tuple(unit.id for unit in assigning.communes_of(six.province.id, DAY))
    assert len(units) > 5
    with django_assert_num_queries(9):  # savepoint, stamps, codes, batch, assignment, batch, stamp, journal, savepoint
        done(six, controller, units=units)
    assert UnitProcedure.objects.filter(procedure__code=NEW).count() == len(units)


def test_codes_are_picked_by_field_and_level(six, controller):
    picked = assigning.codes_where(on=DAY, field="Hộ tịch", level="commune")
    assert set(picked) == {BIRTH, "1.004873", NEW}
    assert assigning.codes_where(on=DAY, level="ministry") == ()


def test_units_of_another_province_are_not_found(six, controller):
    with pytest.raises(NotFound):
        done(six, controller, units=(six.ham_rong.id,))
    with pytest.raises(NotFound):
        assigning.carry_out(
            wish=wish(six, units=(six.ham_rong.id,)), province_id=six.other_province.id, by=controller, at=AT
        )


@pytest.mark.parametrize("changes", [{"codes": ()}, {"codes": ("9.999999",)}, {"act": "sell"}])
def test_an_empty_or_unknown_wish_is_refused(six, controller, changes):
    with pytest.raises(Invalid):
        done(six, controller, **changes)


def test_others_give_nothing(six):
    admin = principal_for(make_official(six, "hatinh.quantri", Role.PROVINCE_ADMIN, six.province), AT)
    with pytest.raises(Forbidden):
        done(six, admin, codes=(BIRTH,))
