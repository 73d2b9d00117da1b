"""The sums kept by increments are what counting gives, whatever happened to the dossiers and however the news came."""

from datetime import timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import rule, run_state_machine_as_test

from tests.dossiers.test_invariants import Life
from tests.factories.dossiers import MONDAY_9, finished, in_processing, moment, submit
from tests.warehouse.plain import (
    by_hand,
    by_sums,
    counted_procedures,
    everything,
    procedures_by_hand,
    procedures_by_sums,
)
from thongsuot.common import feeds
from thongsuot.dossiers import services as dossiers
from thongsuot.warehouse import handlers, jobs, services
from thongsuot.warehouse.models import DossierFact, UnitMonth

pytestmark = pytest.mark.django_db


def follow():
    while handlers.follow():
        pass


def agree():
    """What the increments made is what counting makes."""
    follow()
    hand, sums = by_hand(), by_sums()
    assert sums[0] == hand[0]
    assert sums[1] == hand[1]
    procedures, units = procedures_by_sums()
    assert procedures == procedures_by_hand()
    assert units == counted_procedures(procedures)


def test_a_received_dossier_counts_in_its_month(office):
    submit(office)
    agree()
    row = UnitMonth.objects.earliest("month")
    assert (row.received, row.received_direct, row.open, row.done) == (1, 1, 1, 0)
    assert row.unit_id == office.world.mai_phu.id


def test_a_corrected_result_moves_out_of_the_month_it_was_done_in(office):
    code = finished(office)
    agree()
    at = moment(5, 9, month=8)
    dossiers.correct_result(code=code, principal=office.who("chutich", at), at=at, reason="Sai ngày sinh")
    agree()
    assert sum(UnitMonth.objects.values_list("done", flat=True)) == 0
    dossiers.finish(code=code, principal=office.who("chutich", at), at=at, outcome="granted")
    agree()
    [done] = UnitMonth.objects.filter(done__gt=0)
    assert done.month.month == 8


def test_a_pause_over_the_end_of_a_month_is_counted_as_paused_there(office):
    code = in_processing(office)
    dossiers.stop(code=code, principal=office.who("chutich"), at=MONDAY_9, reason="COURT_ORDER")
    agree()
    at = moment(9, 9, month=9)
    dossiers.resume(code=code, principal=office.who("chutich", at), at=at)
    agree()
    assert [(row.month.month, row.paused) for row in UnitMonth.objects.order_by("month") if row.paused] == [
        (7, 1),
        (8, 1),
    ]


def test_news_that_come_twice_or_late_change_nothing(office):
    finished(office)
    follow()
    before = everything()
    fact = DossierFact.objects.get()
    for _time in range(3):
        services.refresh(province_id=fact.province_id, dossier_ids=[fact.dossier_id, fact.dossier_id])
    assert everything() == before


def test_news_of_a_dossier_that_does_not_exist_are_harmless(office):
    assert services.refresh(province_id=office.world.province.id, dossier_ids=[987_654_321]) == 0
    assert everything() == [[], [], []]


def test_a_reading_that_fails_takes_nothing_and_comes_again(office, monkeypatch):
    submit(office)
    refresh = services.refresh

    def dies(**wanted):
        refresh(**wanted)
        raise ConnectionError("máy chủ tắt")

    monkeypatch.setattr(services, "refresh", dies)
    with pytest.raises(ConnectionError):
        handlers.follow_dossiers()
    assert everything() == [[], [], []]
    monkeypatch.setattr(services, "refresh", refresh)
    agree()


def test_rebuilding_gives_what_the_news_gave_as_often_as_one_likes(office):
    finished(office)
    submit(office, by="tk_motcua1", receiving_unit=office.world.thach_khe.code)
    in_processing(office)
    follow()
    news = everything()
    for _time in range(2):
        [made] = services.rebuild()
        assert made.facts == 3
        assert everything() == news


def test_a_rebuild_covers_what_came_without_news_and_waiting_news_are_harmless_after_it(office):
    finished(office)
    services.rebuild()
    rebuilt = everything()
    assert feeds.waiting(handlers.DOSSIERS) > 0
    agree()
    assert everything() == rebuilt


def test_dossiers_that_came_without_news_are_filled_in_at_night(office):
    finished(office)
    follow()
    before = everything()
    with connection.cursor() as cursor:  # as after an upgrade: dossiers, but neither facts nor news
        for table in ("dossierfact", "unitmonth", "proceduremonth"):
            cursor.execute(f"DELETE FROM warehouse_{table}")
    assert jobs.fill_gaps.func(timestamp=0) == 1
    assert everything() == before
    assert jobs.fill_gaps.func(timestamp=0) == 0


def test_a_batch_costs_six_statements(office, django_assert_max_num_queries):
    for _time in range(3):
        submit(office)
    services.refresh(province_id=office.world.province.id, dossier_ids=[1])
    with django_assert_max_num_queries(11) as seen:  # take, lock, reach, out, in, procedures, notes; savepoints too
        handlers.follow_dossiers()
    assert sum("warehouse_" in q["sql"] for q in seen.captured_queries) == 4


class Counted(Life):
    """Any history of a dossier, with the news read whenever it pleases."""

    compared = 0  # histories at whose end the sums were compared with what counting gives

    @rule()
    def the_news_are_read(self) -> None:
        agree()

    @rule()
    def a_month_passes(self) -> None:
        self.at += timedelta(days=31)

    def teardown(self) -> None:
        if self.code:
            agree()
            before = everything()
            services.rebuild()
            assert everything() == before
            assert by_sums() == by_hand()
            type(self).compared += 1


def test_after_any_history_the_sums_are_what_counting_gives(office):
    class CountedHere(Counted):
        pass

    CountedHere.office = office
    run_state_machine_as_test(
        CountedHere,
        settings=settings(
            max_examples=10,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            phases=(Phase.generate,),
            print_blob=False,
        ),
    )
    assert CountedHere.compared > 0, "no history had a dossier"
