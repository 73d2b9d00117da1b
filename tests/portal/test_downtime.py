"""Tạm dừng có kế hoạch: seven working days ahead or marked as late, on every page until the system is back."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.factories.accounts import make_official, principal_for, sign_in
from tests.factories.dossiers import MONDAY_9, moment
from tests.page_client import PageClient
from thongsuot.accounts.models import Role
from thongsuot.common import journal, stamps
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.common.now import frozen
from thongsuot.portal import downtime
from thongsuot.portal.downtime import Planned
from thongsuot.portal.models import Downtime

pytestmark = pytest.mark.django_db
FAR, BACK = moment(16, 17), moment(17, 5)  # Monday 7/7 + 7 working days ends on Wednesday 16/7 at 17:00


@pytest.fixture(autouse=True)
def _forget():
    downtime.forget()
    yield
    downtime.forget()


@pytest.fixture
def admin(office):
    return make_official(office.world, "hatinh.quantri", Role.PROVINCE_ADMIN, office.world.province)


def announce(admin, *, at=MONDAY_9, **changes):
    values = {"starts_at": FAR, "ends_at": BACK, "what": "Nâng cấp máy chủ", "fallback": "Nhận giấy tại trung tâm xã"}
    return downtime.announce(planned=Planned(**{**values, **changes}), principal=principal_for(admin, at), at=at)


def page(path="/", user=None, at=MONDAY_9):
    client = PageClient()
    if user:
        sign_in(client, user)
    with frozen(at):
        return client.get(path).content.decode()


def test_seven_working_days_ahead_is_in_time_and_a_minute_earlier_is_late(admin):
    assert not announce(admin).late
    with pytest.raises(Invalid) as refused:
        announce(admin, starts_at=FAR - timedelta(minutes=1))
    assert refused.value.code == "announced_late"
    assert "17:00 16/07/2025" in str(refused.value.errors)
    made = announce(admin, starts_at=FAR - timedelta(minutes=1), late_reason="vá lỗ hổng bảo mật")
    assert (made.late, made.late_reason) == (True, "vá lỗ hổng bảo mật")


def test_the_table_itself_keeps_late_ones_from_passing_for_timely_ones(admin):
    made = announce(admin)
    with pytest.raises(IntegrityError), transaction.atomic():
        Downtime.objects.filter(pk=made.pk).update(starts_at=MONDAY_9)


@pytest.mark.parametrize(
    "changes",
    [
        {"starts_at": MONDAY_9 - timedelta(minutes=1)},
        {"ends_at": FAR},
        {"ends_at": FAR + timedelta(days=8)},
        {"what": " "},
        {"fallback": ""},
    ],
)
def test_what_cannot_be_announced_is_refused_at_its_box(admin, changes):
    with pytest.raises(Invalid):
        announce(admin, **changes)
    assert not Downtime.objects.exists()


def test_everybody_reads_it_on_every_page_until_it_is_over(office, admin):
    announce(admin)
    for path, user in (("/", None), ("/huong-dan/", None), ("/can-bo/viec/", office.users["hotich"])):
        shown = page(path, user)
        assert "Hệ thống tạm dừng từ 17:00 16/07/2025 đến 05:00 17/07/2025" in shown, path
        assert "Nhận giấy tại trung tâm xã" in shown
    assert "đang tạm dừng, dự kiến trở lại lúc 05:00 17/07/2025" in page(at=FAR + timedelta(hours=1))
    assert "tạm dừng" not in page(at=BACK)


def test_it_costs_a_page_no_statement_once_it_is_known(office, admin, django_assert_num_queries):
    announce(admin)
    with stamps.of_one_request():
        assert downtime.ahead(MONDAY_9)
        with django_assert_num_queries(0):
            assert downtime.ahead(MONDAY_9)


def test_a_visitor_whose_page_asks_nothing_costs_one_statement_in_half_a_minute(admin, django_assert_num_queries):
    announce(admin)
    client = PageClient()
    with frozen(MONDAY_9), django_assert_num_queries(1):
        for _visit in range(3):
            assert "Hệ thống tạm dừng" in client.get("/huong-dan/").content.decode()


def test_called_off_or_back_early_it_leaves_the_pages_and_stays_in_the_journal(admin):
    made = announce(admin)
    principal = principal_for(admin, MONDAY_9)
    downtime.end(downtime_id=made.pk, note="hoãn", principal=principal, at=MONDAY_9)
    assert "tạm dừng" not in page()
    with pytest.raises(MoveNotAllowed):
        downtime.end(downtime_id=made.pk, note="", principal=principal, at=MONDAY_9)
    verbs = [entry.verb for entry in journal.timeline(made.province_id, "downtime", made.pk)]
    assert verbs == ["announced", "called_off"]


def test_only_the_province_that_announced_it_may_end_it(office, admin):
    made = announce(admin)
    other = make_official(office.world, "thanhhoa.quantri", Role.PROVINCE_ADMIN, office.world.other_province)
    with pytest.raises(NotFound):
        downtime.end(downtime_id=made.pk, note="", principal=principal_for(other, MONDAY_9), at=MONDAY_9)
    with pytest.raises(Forbidden):
        announce(office.users["chutich"])


def test_the_page_says_the_earliest_moment_and_keeps_what_was_typed(admin):
    client = PageClient()
    sign_in(client, admin)
    with frozen(MONDAY_9):
        assert "sớm nhất được dừng từ 17:00 16/07/2025" in client.get("/quan-tri/gian-doan/").content.decode()
        typed = {
            "starts_date": "10/07/2025", "starts_time": "22:00", "ends_date": "11/07/2025", "ends_time": "5:00",
            "what": "Nâng cấp", "fallback": "Tại quầy",
        }  # fmt: skip
        answer = client.post("/quan-tri/gian-doan/", typed)
        assert answer.status_code == 422
        assert "10/07/2025" in answer.content.decode()
        assert client.post("/quan-tri/gian-doan/", typed | {"late_reason": "gấp"}).status_code == 302
        shown = client.get("/quan-tri/gian-doan/").content.decode()
        assert "báo trễ" in shown
        made = Downtime.objects.get()
        assert client.post(f"/quan-tri/gian-doan/{made.pk}/bo/", {"note": "xong"}).status_code == 302
        assert client.post("/quan-tri/gian-doan/", {"starts_date": "mai"}).status_code == 422
