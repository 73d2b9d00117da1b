"""Lời báo và cách báo tin: shown with a preview, decided per unit from a day on, over no past."""

from datetime import date, time, timedelta

import pytest

from tests.factories.accounts import make_official, principal_for, sign_in
from tests.factories.dossiers import LAN_ID, MONDAY_9, submit
from tests.page_client import PageClient
from thongsuot.accounts.models import Role
from thongsuot.common import journal
from thongsuot.common.errors import Forbidden, Invalid
from thongsuot.common.models import Notice, NoticePolicy, NoticePreference
from thongsuot.common.notices.policy import Policy, policy_of
from thongsuot.common.now import frozen
from thongsuot.dossiers import notices
from thongsuot.dossiers.intake_data import Applicant
from thongsuot.dossiers.services.notice_policy import Wanted, set_policy

pytestmark = pytest.mark.django_db
TODAY = MONDAY_9.date()


@pytest.fixture
def province_admin(office):
    return make_official(office.world, "hatinh.quantri", Role.PROVINCE_ADMIN, office.world.province)


def wanted(**changes):
    values = {"channels": None, "quiet": None, "mail_at_night": None, "unaccented": None, "valid_from": TODAY}
    return Wanted(**{**values, **changes})


def put(user, unit, **changes):
    principal = principal_for(user, MONDAY_9)
    return set_policy(unit_id=unit.id, wanted=wanted(**changes), principal=principal, at=MONDAY_9)


def test_a_province_decides_its_quiet_hours_and_a_commune_its_channels(office, province_admin):
    world = office.world
    put(province_admin, world.province, quiet=(time(20), time(6)), mail_at_night=True)
    put(office.users["quantri"], world.mai_phu, channels=("sms",), unaccented=False)
    found = policy_of(world.province.id, world.mai_phu.id, MONDAY_9)
    assert found == Policy(("sms",), time(20), time(6), True, False)
    submit(office, applicant=Applicant(name="Lan", id_number=LAN_ID, phone="0912345678", email="lan@vi.example"))
    notices.tell_citizens(MONDAY_9)
    row = Notice.objects.get()
    assert (row.channel, row.others) == ("sms", [])
    assert "Hồ sơ" in row.body


def test_what_was_applied_is_not_written_over_and_what_was_planned_is(office, province_admin):
    province = office.world.province
    put(province_admin, province, quiet=(time(20), time(6)), valid_from=TODAY)
    put(province_admin, province, quiet=(time(19), time(6)), valid_from=date(2025, 9, 1))
    put(province_admin, province, quiet=(time(22), time(7)), valid_from=date(2025, 8, 1))
    rows = NoticePolicy.objects.order_by("valid").values_list("quiet_from", "valid")
    assert [(one, period.lower, period.upper) for one, period in rows] == [
        (time(20), TODAY, date(2025, 8, 1)),
        (time(22), date(2025, 8, 1), None),
    ]
    verbs = [entry.verb for entry in journal.timeline(province.id, "unit", province.id)]
    assert verbs == ["notice_policy_set"] * 3


@pytest.mark.parametrize(
    "changes",
    [{"valid_from": TODAY - timedelta(days=1)}, {"channels": ()}, {"channels": ("fax",)}, {"channels": ("sms", "sms")}],
)
def test_a_policy_that_cannot_be_is_refused(office, province_admin, changes):
    with pytest.raises(Invalid):
        put(province_admin, office.world.province, **changes)
    assert not NoticePolicy.objects.exists()


def test_a_commune_has_no_quiet_hours_of_its_own_and_nobody_decides_for_another(office, province_admin):
    with pytest.raises(Invalid):
        put(office.users["quantri"], office.world.mai_phu, quiet=(time(1), time(2)))
    with pytest.raises(Forbidden):
        put(office.users["quantri"], office.world.thach_khe, channels=("sms",))
    with pytest.raises(Forbidden):
        put(province_admin, office.world.other_province, channels=("sms",))


def signed_in(user):
    client = PageClient()
    sign_in(client, user)
    return client


def test_the_page_previews_every_event_in_every_channel(office):
    controller = make_official(office.world, "hatinh.kiemsoat", Role.PROCEDURE_CONTROLLER, office.world.province)
    with frozen(MONDAY_9):
        page = signed_in(controller).get("/quan-tri/thong-bao/").content.decode()
    assert "Hồ sơ H33.18583-250707-0001: đã tiếp nhận, hẹn trả 17:00 08/07/2025" in page
    assert "Ho so H33.18583-250707-0001 da tiep nhan" in page
    assert "dossiers_received" in page
    assert "phần không dấu" in page
    assert "Đặt cách báo tin từ một ngày" not in page, "kiểm soát thủ tục chỉ xem"


def test_the_page_shows_the_words_of_a_day_and_nothing_that_is_not_there(office, province_admin):
    client = signed_in(province_admin)
    with frozen(MONDAY_9):
        assert client.get("/quan-tri/thong-bao/?so=dossiers&tu=2025-07-01").status_code == 200
        assert client.get("/quan-tri/thong-bao/?tu=2020-01-01").status_code == 404
        assert client.get("/quan-tri/thong-bao/?so=khong-co").status_code == 404


def test_a_policy_is_set_on_the_page_and_faults_come_back_at_their_boxes(office, province_admin):
    client, unit = signed_in(province_admin), office.world.province.id
    with frozen(MONDAY_9):
        half = {"unit_id": unit, "quiet_from": "20:00", "valid_from": "07/07/2025"}
        answer = client.post("/quan-tri/thong-bao/dat/", half)
        assert answer.status_code == 422
        assert "Ghi cả giờ bắt đầu và giờ kết thúc" in answer.content.decode()
        whole = {**half, "quiet_to": "06:30", "channels": "sms,zalo,mail", "mail_at_night": "1"}
        assert client.post("/quan-tri/thong-bao/dat/", whole).status_code == 302
        page = client.get("/quan-tri/thong-bao/").content.decode()
    assert "20:00–06:30" in page
    assert policy_of(unit, None, MONDAY_9).channels == ("sms", "zalo", "mail")


def test_a_citizen_chooses_how_to_be_told_and_where(office):
    client, user = signed_in(office.users["lan"]), office.users["lan"]
    with frozen(MONDAY_9):
        assert "Tin nhắn SMS" in client.get("/cong-dan/thong-bao/").content.decode()
        answer = client.post("/cong-dan/thong-bao/", {"first": "mail", "phone": "0987654321", "email": ""})
        assert answer.status_code == 422
        assert "Cách bạn chọn cần mục này" in answer.content.decode()
        chosen = {"first": "sms", "phone": "0987654321", "email": "lan@vi.example", "every": "1"}
        assert client.post("/cong-dan/thong-bao/", chosen).status_code == 302
    kept = NoticePreference.objects.get(pk=user.pk)
    assert (kept.channels, kept.every) == (["sms", "zalo", "mail"], True)
    user.refresh_from_db()
    assert (user.phone, user.email) == ("0987654321", "lan@vi.example")
    [entry] = journal.timeline(0, "account", user.pk)
    assert entry.data["changed"] == ["phone", "email"]
    assert "0987654321" not in str(entry.data)


@pytest.mark.parametrize(
    "typed", [{}, {"first": "fax"}, {"first": "sms", "phone": "12"}, {"first": "mail", "email": "x"}]
)
def test_a_choice_that_cannot_be_is_refused_in_words(office, typed):
    with frozen(MONDAY_9):
        assert signed_in(office.users["lan"]).post("/cong-dan/thong-bao/", typed).status_code == 422
    assert not NoticePreference.objects.exists()
