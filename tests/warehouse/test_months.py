"""A month is read as it stands: also a new month in which nothing happened yet, several months, several units together."""

from datetime import date

import pytest

from tests.factories.dossiers import finished, in_processing, moment, submit
from thongsuot.common.now import frozen
from thongsuot.dossiers import services as dossiers
from thongsuot.warehouse import handlers, jobs, selectors, services
from thongsuot.warehouse.models import Reach, UnitMonth

pytestmark = pytest.mark.django_db
JULY, AUGUST, SEPTEMBER = (date(2025, month, 1) for month in (7, 8, 9))


@pytest.fixture
def stories(office):
    """One finished and two open in July, one open that was stopped; one open of the neighbour."""
    with frozen(moment(31, 9)):
        finished(office)
        submit(office)
        dossiers.stop(
            code=in_processing(office), principal=office.who("chutich"), at=moment(8, 9), reason="COURT_ORDER"
        )
        submit(office, by="tk_motcua1", receiving_unit=office.world.thach_khe.code)
        while handlers.follow():
            pass
        yield office


def of(office, first, last):
    return selectors.numbers(office.world.province.id, first, last)


def test_on_the_first_of_a_month_what_is_open_goes_over_before_anything_happens(stories):
    unit = stories.world.mai_phu.id
    with frozen(moment(1, 8, month=8)):
        jobs.follow_the_journal.func(timestamp=0)
        told = of(stories, AUGUST, AUGUST)[unit]
    assert (told["open"], told["paused"], told["received"]) == (2, 1, 0)
    assert told["open_late"] == 2  # due in July
    assert Reach.objects.get().month == AUGUST


def test_a_month_nobody_has_gone_over_into_shows_the_last_known_stock(stories):
    unit = stories.world.mai_phu.id
    told = of(stories, AUGUST, AUGUST)[unit]
    assert (told["open"], told["received"]) == (2, 0)


def test_going_over_month_by_month_is_the_same_as_at_once_and_as_a_rebuild(stories):
    def rows():
        names = [f.attname for f in UnitMonth._meta.concrete_fields if f.attname != "id"]
        return sorted(tuple(map(str, row)) for row in UnitMonth.objects.values_list(*names))

    for month in (8, 9, 10):
        with frozen(moment(1, 8, month=month)):
            assert services.reach_this_month() == 1
            assert services.reach_this_month() == 0
    by_month = rows()
    with frozen(moment(1, 8, month=10)):
        services.rebuild()
        assert rows() == by_month


def test_news_of_a_new_month_reach_into_it_by_themselves(stories):
    at = moment(4, 9, month=9)
    with frozen(at):
        submit(stories, at=at)
        while handlers.follow():
            pass
        told = of(stories, SEPTEMBER, SEPTEMBER)[stories.world.mai_phu.id]
    assert (told["open"], told["received"]) == (3, 1)
    assert of(stories, AUGUST, AUGUST)[stories.world.mai_phu.id]["open"] == 2


def test_what_happened_ahead_of_our_clock_is_counted_in_its_month(stories):
    at = moment(4, 9, month=9)
    submit(stories, at=at)  # a machine whose clock is behind
    while handlers.follow():
        pass
    told = of(stories, SEPTEMBER, SEPTEMBER)[stories.world.mai_phu.id]
    assert (told["open"], told["received"]) == (3, 1)


def test_one_month_read_as_a_span_is_the_same(stories):
    province = stories.world.province.id
    month = selectors.numbers(province, JULY, JULY)
    span = selectors._read(selectors.SPAN, {"provinces": [province], "first": JULY, "last": JULY})
    assert month == span
    assert month[stories.world.mai_phu.id]["procedures_used"] == 1


def test_several_units_together_count_a_procedure_once(stories):
    province, mai_phu, thach_khe = stories.world.province.id, stories.world.mai_phu.id, stories.world.thach_khe.id
    alone = selectors.numbers(province, JULY, JULY)
    told = selectors.numbers_together(
        {1: [(province, mai_phu), (province, thach_khe)], 2: [(province, thach_khe)]}, JULY, JULY
    )
    assert told[2] == alone[thach_khe]
    summed = {key: alone[mai_phu][key] + alone[thach_khe][key] for key in told[1]}
    procedures = {key: told[1][key] for key in told[1] if key.startswith("procedures_")}
    assert {key: n for key, n in told[1].items() if key not in procedures} == {
        key: n for key, n in summed.items() if key not in procedures
    }
    assert procedures["procedures_used"] == 1


def test_a_quarter_adds_counts_and_takes_the_stock_of_its_end(stories):
    with frozen(moment(1, 8, month=9)):
        services.reach_this_month()
    told = of(stories, JULY, SEPTEMBER)[stories.world.mai_phu.id]
    assert (told["received"], told["open"], told["done"]) == (3, 2, 1)
