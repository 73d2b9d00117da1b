"""Sổ số: those of a dissolved unit end by themselves at the instant; no number comes from them after it, in no race."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.cutover import Change, merge_two, midnight
from tests.factories.dossiers import Office, moment, submit
from thongsuot.common import numbering
from thongsuot.common.errors import Invalid, SeriesClosed
from thongsuot.common.models import Counter, SeriesEnd
from thongsuot.common.numbering import next_number
from thongsuot.cutover.services import registers
from thongsuot.hall.models import Service

pytestmark = pytest.mark.usefixtures("eve")

INSTANT = midnight()


@pytest.fixture
def change(office: Office) -> Change:
    Service.objects.create(unit_id=office.world.mai_phu.id, letter="A", name="Hộ tịch")
    return merge_two(office)


def test_every_register_of_both_old_units_ends_at_the_instant(office: Office, change: Change) -> None:
    world = office.world
    hall = Service.objects.get().pk
    owners = set(SeriesEnd.objects.filter(unit_id=world.mai_phu.id).values_list("owner", flat=True))
    unit = world.mai_phu.id
    assert owners == {
        "dossier:H27.18583", f"result:{unit}", f"receipt:{unit}", f"refund:{unit}", f"hall:{hall}",
        f"offline-device:{unit}", f"offline-block:{unit}",
        f"document:{unit}", f"handin:{unit}", f"scan:{unit}", f"handover:{unit}",
    }  # fmt: skip
    assert set(SeriesEnd.objects.values_list("ends_at", flat=True)) == {INSTANT}


def test_no_code_by_the_old_unit_from_the_instant_on(office: Office, change: Change) -> None:
    submit(office, at=INSTANT - timedelta(seconds=1))
    with pytest.raises(Invalid) as refused:  # the unit itself is refused before its register is
        submit(office, at=INSTANT)
    assert refused.value.code == "unit_not_in_force"
    with pytest.raises(SeriesClosed):
        next_number("dossier:H27.18583", "250801", INSTANT)


@given(seconds=st.integers(-100_000, 100_000), part=st.sampled_from(["2025", "250731", "all"]))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_number_is_given_exactly_for_acts_before_the_end(db: None, seconds: int, part: str) -> None:
    at = INSTANT + timedelta(seconds=seconds)
    with transaction.atomic():
        numbering.end_series(7, ["result:7"], ends_at=INSTANT)
        for series in ("result:7:birth", "result:77:birth", "result:7"):
            ends = series.split(":")[1] == "7"
            before = Counter.objects.filter(series=series, period=part).values_list("value", flat=True).first() or 0
            if ends and at >= INSTANT:
                with pytest.raises(SeriesClosed), transaction.atomic():
                    next_number(series, part, at)
            else:
                assert next_number(series, part, at) == before + 1


def test_once_closed_not_even_an_earlier_act_gets_one_and_the_last_is_written_down(
    office: Office, change: Change
) -> None:
    code = submit(office, at=moment(31, 9)).dossier.code
    units = [office.world.mai_phu.id]
    registers.close_registers(units, at=INSTANT)
    registers.record(units)
    assert SeriesEnd.objects.get(owner="dossier:H27.18583").last == {"dossier:H27.18583": ["250731", 1]}
    assert code.endswith("-0001")
    with pytest.raises(SeriesClosed):
        next_number("dossier:H27.18583", "250731", moment(31, 10))


def test_an_identifier_that_the_new_unit_goes_on_bearing_keeps_its_series(office: Office) -> None:
    from thongsuot.org.models import UnitVersion

    change = merge_two(office)
    identifier = office.world.mai_phu.identifier
    SeriesEnd.objects.all().delete()
    UnitVersion.objects.filter(unit_id=change.heir.id).update(identifier=identifier)
    from thongsuot.common import stamps

    stamps.bump(stamps.ORG)
    with stamps.of_one_request():
        registers.end_registers(change.plan)
    assert not SeriesEnd.objects.filter(owner=f"dossier:{identifier}").exists()
    assert next_number(f"dossier:{identifier}", "250801", INSTANT) == 1


@pytest.mark.django_db(transaction=True)
def test_whoever_closes_waits_for_who_had_a_number(django_db_serialized_rollback: Any) -> None:
    """A number taken before the closing and committed after it is the last one that is written down."""
    numbering.end_series(7, ["result:7"], ends_at=INSTANT)
    early = INSTANT - timedelta(minutes=1)
    taken, go_on = threading.Event(), threading.Event()

    def clerk() -> None:
        with transaction.atomic():
            next_number("result:7:birth", "2025", early)
            taken.set()
            go_on.wait(60)
        connection.close()

    hand = threading.Thread(target=clerk)
    hand.start()
    taken.wait(60)
    from thongsuot.cutover.services import waiting

    registers.close_registers([7], at=INSTANT)
    begun = waiting.open_transactions()
    assert begun
    go_on.set()
    waiting.wait_for(begun)
    registers.record([7])
    hand.join()
    assert SeriesEnd.objects.get(owner="result:7").last == {"result:7:birth": ["2025", 1]}
    with pytest.raises(SeriesClosed):
        next_number("result:7:birth", "2025", early)
