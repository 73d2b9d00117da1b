"""Hai đồng hồ: each difference between the portal and us has a cause, and the figures of a unit add up."""

import io
from datetime import time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from simulators.national_portal.server import Server
from tests.exchange.books import Clock, fault, until_empty
from tests.exchange.inbound_samples import AT, SYSTEM
from tests.exchange.test_stuck_list import page_of, provincial
from tests.factories.dossiers import Office, finished, in_processing, moment, submit
from thongsuot.accounts.models import Role
from thongsuot.common import stamps
from thongsuot.common.now import frozen
from thongsuot.dossiers import services
from thongsuot.dossiers.intake_data import FiledComponent
from thongsuot.dossiers.models import Dossier
from thongsuot.exchange.clocks import report, runs, snapshot
from thongsuot.exchange.models import ClockDifference, ClockRun, ClockUnit, OutMessage, PortalView
from thongsuot.org.models import WorkingHours

pytestmark = pytest.mark.django_db
REPORT = "/can-bo/hai-dong-ho/"


def compared(office: Office, at: Any) -> ClockRun:
    run, fresh = runs.begin(province_id=office.world.province.id, system=SYSTEM, asked_by=None, at=at)
    assert fresh
    return runs.carry_out(run.pk, clock=lambda: at)


def causes(run: ClockRun) -> dict[str, str]:
    return dict(ClockDifference.objects.filter(run_id=run.pk).values_list("code", "cause"))


def told(dossier: Dossier, *, status: int | None = None, due: Any = "ours", finished_at: Any = None) -> None:
    """The portal shows this dossier so (as the snapshot has it)."""
    PortalView.objects.create(
        province_id=dossier.province_id,
        system_id=SYSTEM,
        code=dossier.code,
        dossier_id=dossier.pk,
        national_status=status or dossier.national_status,
        due_at=dossier.due_at if due == "ours" else due,
        finished_at=finished_at,
        seen_at=moment(30, 0, year=2027),
    )


def of(office: Office, at: Any) -> ClockRun:
    """A comparison of what `told` said, without asking the portal."""
    from thongsuot.exchange.clocks import compare

    run = ClockRun.objects.create(province_id=office.world.province.id, system_id=SYSTEM, began_at=at)
    compare.compare(run, at=at)
    run.ended_at = at
    run.save()
    return run


def test_what_was_sent_and_confirmed_is_the_same_on_both_sides(linked: Office, portal: Server) -> None:
    clock = Clock(moment(7, 11))
    submit(linked)
    finished(linked)
    until_empty(clock)
    run = compared(linked, moment(7, 16))
    assert (run.failed, run.fetched) == ("", 2)
    assert causes(run) == {}
    unit = ClockUnit.objects.get(run=run)
    assert (unit.unit_id, unit.cause, unit.compared, unit.overdue_there) == (linked.world.mai_phu.id, "", 2, 0)


def test_their_clock_that_runs_on_while_we_wait_for_the_citizen_is_not_real_overdue(
    linked: Office,
    portal: Server,
) -> None:
    clock = Clock(moment(7, 9, 30))
    code = in_processing(linked)
    until_empty(clock)
    services.request_supplement(
        code=code, principal=linked.who("hotich"), at=moment(7, 10), items=["CS"], reason="x", contact="0912345678"
    )
    clock.at = moment(7, 10, 5)
    until_empty(clock)
    later = moment(14, 9)  # their due moment is long past, ours stands still
    run = compared(linked, later)
    assert causes(run) == {code: "waiting"}
    line = report.lines(run)[0]
    assert (line.overdue_there, line.overdue_both, line.false["waiting"]) == (1, 0, 1)
    assert line.real_share == 0


def test_a_message_that_waits_is_late_sync(linked: Office, portal: Server) -> None:
    clock = Clock(moment(7, 9, 30))
    code = in_processing(linked)
    until_empty(clock)
    fault(portal, "500_before", groups=["dossiers"])
    services.complete_step(code=code, principal=linked.who("hotich"), at=moment(7, 10), step="verify", decision="pass")
    services.finish(code=code, principal=linked.who("chutich"), at=moment(7, 10), outcome="granted")
    clock.at = moment(7, 10, 5)
    from tests.exchange.books import exchange

    exchange(clock)
    assert OutMessage.objects.exists()
    assert causes(compared(linked, moment(7, 10, 10))) == {code: "late_sync"}


def test_each_cause_by_what_differs(linked: Office) -> None:
    friday = moment(11, 9)
    by_calendar = submit(linked, at=friday).dossier
    Dossier.objects.filter(pk=by_calendar.pk).update(due_at=moment(16, 17), original_due_at=moment(16, 17))  # 3 days
    by_calendar.refresh_from_db()
    told(by_calendar, due=moment(14, 17))  # 11 + 3 calendar days: the weekend was counted
    late = submit(linked, at=moment(7, 15, 30)).dossier
    Dossier.objects.filter(pk=late.pk).update(due_at=moment(9, 17), original_due_at=moment(9, 17))
    late.refresh_from_db()
    told(late, due=moment(8, 17))  # received after 15:00
    extended = submit(linked).dossier
    Dossier.objects.filter(pk=extended.pk).update(
        due_at=moment(18, 17), original_due_at=moment(8, 17), extension_count=1
    )
    extended.refresh_from_db()
    told(extended, due=moment(8, 17))
    unknown = submit(linked).dossier
    told(unknown, due=unknown.due_at - timedelta(days=40))
    state = submit(linked).dossier
    told(state, status=10, finished_at=moment(8, 9))
    same = submit(linked).dossier
    told(same)
    PortalView.objects.create(
        province_id=same.province_id, system_id=SYSTEM, code="G01-250707-000001", national_status=1,
        due_at=moment(8, 17), seen_at=moment(30, 0, year=2027),
    )  # fmt: skip
    run = of(linked, moment(11, 16))
    assert causes(run) == {
        by_calendar.code: "calendar",
        late.code: "calendar",
        extended.code: "late_sync",
        unknown.code: "unknown",
        state.code: "unknown",
        "G01-250707-000001": "not_here",
    }
    lines = {line.unit_id: line for line in report.lines(run)}
    ours = lines[linked.world.mai_phu.id]
    assert (ours.compared, ours.differing) == (6, 5)
    assert sum(line.compared for line in lines.values()) == PortalView.objects.count()
    assert ours.overdue_there == sum(ours.false.values()) + ours.overdue_both
    assert lines[None].by_cause == {"not_here": 1}


def test_a_pause_that_is_over_still_explains_the_portals_earlier_moment(linked: Office) -> None:
    code = in_processing(linked)
    dossier = Dossier.objects.get(code=code)
    before = dossier.due_at
    services.request_supplement(
        code=code, principal=linked.who("hotich"), at=moment(7, 10), items=["CS"], reason="x", contact="0912345678"
    )
    paper = [FiledComponent("1.001193-CS", originals=1)]
    services.supplement(code=code, principal=linked.who("motcua1"), at=moment(10, 9), components=paper)
    dossier.refresh_from_db()
    assert dossier.due_at != before
    told(dossier, due=before)
    assert causes(of(linked, moment(10, 10))) == {code: "waiting"}


def test_the_same_day_with_another_hour_is_no_other_calendar(linked: Office) -> None:
    """They end the day at midnight or at noon, we when the office closes: nobody's calendar differs."""
    at_noon, at_midnight = submit(linked).dossier, submit(linked).dossier
    assert at_noon.due_at == moment(7, 17)
    told(at_noon, due=moment(7, 11, 30))
    told(at_midnight, due=moment(7, 23, 59))
    assert causes(of(linked, moment(7, 14))) == {at_noon.code: "hour"}
    assert causes(of(linked, moment(7, 18))) == {at_midnight.code: "hour"}
    run = of(linked, moment(7, 14))
    assert report.lines(run)[0].false == {"hour": 1}


def test_the_hour_explains_nothing_when_they_learnt_of_the_end_late(linked: Office) -> None:
    dossier = Dossier.objects.get(code=finished(linked))
    assert dossier.finished_at < moment(7, 11, 30)
    told(dossier, due=moment(7, 11, 30), finished_at=moment(7, 12))
    assert causes(of(linked, moment(7, 13))) == {dossier.code: "late_sync"}


@pytest.mark.parametrize(("cutoff", "cause"), [(time(15), "unknown"), (time(14), "calendar")])
def test_the_cutoff_is_that_of_the_provinces_calendar(linked: Office, cutoff: time, cause: str) -> None:
    province_id = linked.world.province.id
    hours = model_to_hours(WorkingHours.objects.filter(province=None).first())
    WorkingHours.objects.create(province_id=province_id, **hours | {"cutoff": cutoff})
    stamps.bump(stamps.CALENDAR)
    dossier = submit(linked, at=moment(7, 14, 30)).dossier
    Dossier.objects.filter(pk=dossier.pk).update(due_at=moment(9, 17), original_due_at=moment(9, 17))
    dossier.refresh_from_db()
    told(dossier, due=moment(8, 17))
    assert causes(of(linked, moment(8, 16))) == {dossier.code: cause}


def model_to_hours(national: WorkingHours) -> dict[str, Any]:
    """What a province's own hours take over from the nation's."""
    return {"hours": national.hours, "hour_exact": national.hour_exact, "valid": national.valid, "legal_basis": "thử"}


def test_holidays_explain_a_portal_that_counts_weekdays_alone(linked: Office) -> None:
    before = moment(29, 9, month=8)
    dossier = submit(linked, at=before).dossier
    due = moment(4, 17, month=9)  # 1 and 2 September are off
    Dossier.objects.filter(pk=dossier.pk).update(due_at=due, original_due_at=due)
    dossier.refresh_from_db()
    told(dossier, due=moment(2, 17, month=9))
    assert causes(of(linked, moment(3, 9, month=9))) == {dossier.code: "calendar"}


def test_real_overdue_is_real_on_both_sides(linked: Office) -> None:
    dossier = submit(linked).dossier
    told(dossier)
    run = of(linked, moment(10, 9))
    line = report.lines(run)[0]
    assert (line.overdue_there, line.overdue_both, line.real_share) == (1, 1, 1.0)
    assert causes(run) == {}


def test_a_portal_that_is_away_is_said_and_nothing_is_compared(linked: Office, portal: Server) -> None:
    fault(portal, "down")
    run = compared(linked, AT)
    assert (run.failed, run.compared_at) == ("no_answer", None)
    assert report.newest(linked.world.province.id) is None
    with frozen(AT):
        assert "Cổng không trả lời" in page_of(linked, "motcua1").get(REPORT).content.decode()


def test_one_comparison_at_a_time_and_a_dead_one_is_given_up(linked: Office) -> None:
    first, fresh = runs.begin(province_id=linked.world.province.id, system=SYSTEM, asked_by=None, at=AT)
    again, second = runs.begin(province_id=linked.world.province.id, system=SYSTEM, asked_by=None, at=AT)
    assert (fresh, second, again.pk) == (True, False, first.pk)
    later, third = runs.begin(
        province_id=linked.world.province.id, system=SYSTEM, asked_by=None, at=AT + timedelta(hours=3)
    )
    assert third
    assert later.pk != first.pk


@pytest.mark.parametrize(
    "item",
    [
        None, "x", {}, {"MaHoSo": 1, "TrangThaiHoSo": "1"}, {"MaHoSo": "A", "TrangThaiHoSo": "11"},
        {"MaHoSo": "A", "TrangThaiHoSo": "1", "NgayHenTra": "hôm qua"}, {"MaHoSo": "A\0", "TrangThaiHoSo": "1"},
    ],
)  # fmt: skip
def test_lines_that_make_no_sense_are_left_out(linked: Office, item: Any) -> None:
    good = {"MaHoSo": "B", "TrangThaiHoSo": "1", "NgayHenTra": ""}
    assert snapshot.keep(SYSTEM, [item, good, good], province_id=linked.world.province.id, at=AT) == 2
    assert PortalView.objects.get().code == "B"


def test_the_report_shows_own_units_and_opens_to_dossiers_the_province_sees_figures(linked: Office) -> None:
    mine, theirs = submit(linked).dossier, submit(linked, by="motcua1").dossier
    Dossier.objects.filter(pk=theirs.pk).update(competent_unit_id=linked.world.thach_khe.id)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE dossiers_holding SET unit_id = %s WHERE dossier_id = %s", [linked.world.thach_khe.id, theirs.pk]
        )
    told(mine, due=mine.due_at - timedelta(days=1))
    told(theirs, due=theirs.due_at - timedelta(days=1))
    run = of(linked, AT)
    with frozen(AT):
        clerk = page_of(linked, "motcua1")
        text = clerk.get(REPORT).content.decode()
        assert "Xã Mai Phụ" in text
        assert "Xã Thạch Khê" not in text
        opened = clerk.get(f"{REPORT}{run.pk}/{linked.world.mai_phu.id}/").content.decode()
        assert mine.code in opened
        assert clerk.get(f"{REPORT}{run.pk}/{linked.world.thach_khe.id}/").status_code == 404
        assert clerk.get(f"{REPORT}{run.pk}/{linked.world.thach_khe.id}/xuat.xlsx").status_code == 404
        admin = provincial(linked, "tinh.quantri", Role.PROVINCE_ADMIN)
        whole = admin.get(REPORT).content.decode()
        assert "Xã Thạch Khê" in whole
        assert mine.code not in whole
        assert admin.get(f"{REPORT}{run.pk}/{linked.world.mai_phu.id}/").status_code == 404
        for address in (f"{REPORT}xuat.xlsx", f"{REPORT}{run.pk}/{linked.world.mai_phu.id}/xuat.xlsx"):
            assert load_workbook(io.BytesIO(clerk.get(address).content)).active.max_row >= 2
        with CaptureQueriesContext(connection) as queries:
            admin.get(REPORT)
        assert len(queries) <= 6


def test_asking_for_a_comparison_queues_one(linked: Office, portal: Server) -> None:
    with frozen(AT):
        client = page_of(linked, "motcua1")
        client.post(f"{REPORT}so/")
        client.post(f"{REPORT}so/")
    assert ClockRun.objects.count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'exchange.compare_clocks'")
        assert cursor.fetchone()[0] == 1


def test_old_differences_are_forgotten(linked: Office) -> None:
    dossier = submit(linked).dossier
    told(dossier, due=dossier.due_at - timedelta(days=40))
    made = [of(linked, AT + timedelta(minutes=n)) for n in range(9)]
    kept = set(ClockDifference.objects.values_list("run_id", flat=True))
    assert kept == {run.pk for run in made[2:]}
