"""First weeks: what stands still since the effective day, counted by unit, kept by day, opened to its list."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cutover.people_world import carried_out
from tests.factories.accounts import make_official, sign_in
from tests.factories.cutover import merge_two
from tests.factories.dossiers import in_processing, make_office, moment, submit
from tests.page_client import PageClient
from thongsuot.accounts.models import Role, User
from thongsuot.common import journal
from thongsuot.common.now import frozen
from thongsuot.cutover.models import Going, PlanUnit, SplitCase, StandstillDay
from thongsuot.cutover.services.executing import execute
from thongsuot.cutover.services.standstill import count_all, count_day, scope_of
from thongsuot.dossiers import services
from thongsuot.dossiers.models import Dossier
from thongsuot.hall.models import Counter, Spell
from thongsuot.tasks.models import OpenWork
from thongsuot.warehouse import services as warehouse
from thongsuot.warehouse.models import DossierFact

pytestmark = pytest.mark.django_db
ON = datetime(2025, 7, 8, tzinfo=UTC).date()  # an exercise in the small world: Tuesday, after Monday's work
MONDAY, AFTER = moment(7, 9), moment(9, 10)


@pytest.fixture
def office(world):
    return make_office(world)


@pytest.fixture
def plan(world):
    return carried_out(world, on=ON, is_exercise=True)


@pytest.fixture
def admin(world):
    return make_official(world, "hatinh.quantri", Role.PROVINCE_ADMIN, world.province)


def row_of(plan, unit):
    return StandstillDay.objects.get(plan=plan, unit_id=unit.id)


@pytest.fixture
def two_dossiers(office):
    """Two from before the day: one in a specialist's hands, one still waiting; and one from after it."""
    with frozen(MONDAY):
        codes = [in_processing(office, at=MONDAY), submit(office, at=MONDAY).dossier.code]
    with frozen(AFTER):
        submit(office, at=AFTER)
    return codes


def test_what_nobody_touched_stands_still(world, office, plan, two_dossiers):
    with frozen(AFTER):
        count_day(plan, AFTER)
    row = row_of(plan, world.mai_phu)
    assert (row.open_now, row.came_over, row.untouched, row.untouched_overdue) == (3, 2, 2, 2)


def test_what_somebody_did_something_about_moves_and_the_transfer_is_nobodys_work(world, office, plan, two_dossiers):
    with frozen(AFTER):
        services.complete_step(
            code=two_dossiers[0], principal=office.who("hotich", AFTER), at=AFTER, step="verify", decision="pass"
        )
        _transferred(two_dossiers[1], AFTER, office.users["chutich"])
        count_day(plan, AFTER)
    row = row_of(plan, world.mai_phu)
    assert (row.open_now, row.came_over, row.untouched) == (3, 1, 1)


def _transferred(code, at, by):
    dossier = Dossier.objects.get(code=code)
    journal.note(
        [journal.Entry(dossier.province_id, "dossier", dossier.pk, "transferred", at, by.pk, None, {"plan": "ha-tinh"})]
    )


def test_overdue_work_is_counted_at_the_moment(world, plan, two_dossiers):
    late = moment(20, 10)
    with frozen(late):
        count_day(plan, late)
    row = row_of(plan, world.mai_phu)
    assert row.overdue == row.open_now - OpenWork.objects.filter(unit_id=world.mai_phu.id, due_at__gte=late).count()
    assert row.untouched_overdue <= row.untouched
    assert row.overdue_share == round(100 * row.overdue / row.open_now)


def test_people_who_have_not_come_and_counters_that_have_not_opened(world, office, plan):
    User.objects.filter(username="maiphu.motcua1").update(last_login=AFTER)
    User.objects.filter(username="maiphu.hotich").update(
        last_login=MONDAY - timedelta(days=3), must_change_password=True
    )
    open_, _closed = (Counter.objects.create(unit_id=world.mai_phu.id, number=number) for number in (1, 2))
    Spell.objects.create(counter=open_, staff=office.users["motcua1"], state=Spell.State.OPEN, began_at=AFTER)
    with frozen(AFTER):
        count_day(plan, AFTER)
    row = row_of(plan, world.mai_phu)
    assert (row.accounts, row.not_signed_in, row.not_activated) == (7, 6, 1)
    assert (row.counters, row.counters_closed) == (2, 1)
    assert row_of(plan, world.ha_huy_tap).accounts == 0


def test_intake_is_compared_with_what_the_predecessors_took_in(world, plan, two_dossiers):
    warehouse.rebuild_province(world.province.id)
    before = DossierFact.objects.filter(received_at__lt=moment(8, 0))
    assert before.count() == 2
    before.update(unit_id=world.thach_chau.id)  # Monday was the predecessors' last day but one
    with frozen(AFTER):
        count_day(plan, AFTER)
    row = row_of(plan, world.mai_phu)
    assert (row.intake, row.intake_days, row.usual_intake, row.estimate) == (1, 2, 2, False)
    assert row.intake_share == round(100 * (1 / 2) / (2 / 91))
    assert row_of(plan, world.ha_huy_tap).intake_share is None


def test_a_split_predecessor_makes_the_comparison_an_estimate_and_its_cases_wait(world, plan):
    old = PlanUnit.objects.get(plan=plan, side="old", unit_id=world.dai_nai.id)
    SplitCase.objects.create(plan=plan, old=old, kind="dossier", subject_id=1)
    thanh_sen = PlanUnit.objects.create(
        plan=plan, side="new", unit_id=world.thanh_sen.id, code="18073", name="Thành Sen",
        full_name="Phường Thành Sen", kind="ward",
    )  # fmt: skip
    Going.objects.create(plan=plan, old=old, new=thanh_sen, relation="part")
    with frozen(AFTER):
        count_day(plan, AFTER)
    assert [row_of(plan, unit).undecided for unit in (world.ha_huy_tap, world.thanh_sen, world.mai_phu)] == [1, 1, 0]
    assert row_of(plan, world.ha_huy_tap).estimate
    assert not row_of(plan, world.mai_phu).estimate


def test_a_day_is_counted_anew_and_other_days_stay(world, plan, two_dossiers):
    for at in (AFTER, AFTER + timedelta(hours=2), AFTER + timedelta(days=1)):
        with frozen(at):
            count_all(at)
    days = StandstillDay.objects.filter(plan=plan, unit_id=world.mai_phu.id).order_by("day")
    assert [row.counted_at for row in days] == [AFTER + timedelta(hours=2), AFTER + timedelta(days=1)]


def test_after_three_months_and_before_the_day_nothing_is_counted(plan):
    for at in (MONDAY, AFTER + timedelta(days=100)):
        with frozen(at):
            assert count_all(at) == 0


def test_counting_costs_the_same_for_one_unit_and_for_many(plan):
    with frozen(AFTER), CaptureQueriesContext(connection) as seen:
        count_day(plan, AFTER)
    assert len(seen) <= 12, "đếm theo tập, không theo từng đơn vị"


def test_the_board_puts_what_stands_still_on_top_and_opens_to_the_list(world, plan, admin, two_dossiers):
    with frozen(AFTER):
        client = sign_in(PageClient(), admin)
        assert "Chưa đếm lần nào" in client.get("/quan-tri/chuyen-doi/ha-tinh/tuan-dau/").content.decode()
        client.post("/quan-tri/chuyen-doi/ha-tinh/tuan-dau/dem/")
        page = client.get("/quan-tri/chuyen-doi/ha-tinh/tuan-dau/").content.decode()
        assert page.index("Xã Mai Phụ") < page.index("Phường Hà Huy Tập")
        listed = client.get(f"/quan-tri/chuyen-doi/ha-tinh/tuan-dau/{world.mai_phu.id}/?xem=dung").content.decode()
        again = client.post("/quan-tri/chuyen-doi/ha-tinh/tuan-dau/dem/", follow=True).content.decode()
    assert "Vừa đếm chưa đầy một phút trước" in again
    for code in two_dossiers:
        assert code in listed
    assert "Nguyễn Thị Lan" not in listed
    assert "/can-bo/ho-so/H27" not in listed


def test_a_head_of_a_new_unit_sees_his_own_row_and_may_open_what_stands_in_it(world, office, plan, two_dossiers):
    with frozen(AFTER):
        count_day(plan, AFTER)
        client = sign_in(PageClient(), office.users["chutich"])
        page = client.get("/quan-tri/chuyen-doi/ha-tinh/tuan-dau/").content.decode()
        assert "Xã Mai Phụ" in page
        assert "Phường Hà Huy Tập" not in page
        listed = client.get(f"/quan-tri/chuyen-doi/ha-tinh/tuan-dau/{world.mai_phu.id}/").content.decode()
        other = client.get(f"/quan-tri/chuyen-doi/ha-tinh/tuan-dau/{world.ha_huy_tap.id}/")
        assert f"/can-bo/ho-so/{two_dossiers[0]}/" in listed
        assert other.status_code == 404
        stranger = sign_in(PageClient(), office.users["tk_chutich"])
        assert stranger.get("/quan-tri/chuyen-doi/ha-tinh/tuan-dau/").status_code == 404


def test_the_board_costs_few_statements_however_many_units(world, plan, admin):
    with frozen(AFTER):
        count_day(plan, AFTER)
        client = sign_in(PageClient(), admin)
        client.get("/quan-tri/chuyen-doi/ha-tinh/tuan-dau/")
        with CaptureQueriesContext(connection) as seen:
            client.get("/quan-tri/chuyen-doi/ha-tinh/tuan-dau/")
    assert len(seen) <= 6
    assert len(scope_of(plan).news) == 2


def test_after_a_real_transfer_everything_stands_still_until_somebody_acts(office):
    change = merge_two(office)
    with frozen(moment(30, 10)):
        codes = [in_processing(office, at=moment(30, 10)) for _ in range(2)]
    friday = moment(1, 8, month=8)
    with frozen(friday):
        execute(change.plan)
        count_day(change.plan, friday)
    row = row_of(change.plan, change.heir)
    assert (row.open_now, row.came_over, row.untouched) == (2, 2, 2)
    later = friday + timedelta(hours=3)
    with frozen(later):
        services.complete_step(
            code=codes[0], principal=office.who("hotich", later), at=later, step="verify", decision="pass"
        )
        count_day(change.plan, later)
    assert row_of(change.plan, change.heir).untouched == 1
    with frozen(later):
        page = PageClient().get(f"/tra-cuu/{codes[1]}/").content.decode()
    assert "Hồ sơ này nay do" in page
    assert "bạn không phải nộp lại" in page
