"""/tinh-han/ and the explanation of a due moment, with and without stops."""

from datetime import date
from decimal import Decimal

import pytest

from tests.common.clock_calendars import NATION, at, lasting
from tests.factories.units import World
from tests.page_client import PageClient
from thongsuot.common import clock, stamps
from thongsuot.common.clock import Calendar
from thongsuot.common.now import frozen
from thongsuot.org.models import SpecialDay
from thongsuot.org.why import Explanation, explain

ADDRESS = "/tinh-han/"
NEW_YEAR = {"ngay": "31/12/2025", "gio": "09:00", "so": "1", "don_vi_tinh": "WORKING_DAY", "tinh": ""}


def shown(status: int = 200, **params: str) -> str:
    answer = PageClient().get(ADDRESS, NEW_YEAR | params)
    assert answer.status_code == status
    return " ".join(answer.content.decode().split())


def test_the_form_starts_with_the_present_moment(world: World):
    with frozen(at("2026-03-05 10:20")):
        page = PageClient().get(ADDRESS).content.decode()
    assert 'value="05/03/2026"' in page
    assert 'value="10:20"' in page
    assert "Hẹn trả kết quả" not in page
    assert "Tỉnh Hà Tĩnh" in page


def test_shows_the_due_moment_and_the_reason_of_every_day(world: World):
    page = shown()
    assert "17:00 · Thứ hai, 05/01/2026" in page
    assert "Ngày nhận hồ sơ, không tính vào thời hạn." in page
    assert "Nghỉ lễ: Tết Dương lịch. Không tính." in page
    assert "Nghỉ hoán đổi: Ngày nghỉ (thay cho ngày 10/01/2026). Không tính." in page
    assert "Ngày thứ 1" in page
    assert "Hạn: 17:00 05/01/2026" in page


def test_reads_numbers_dates_and_hours_as_people_write_them(world: World):
    assert "11:30 · Thứ tư, 09/07/2025" in shown(ngay="7-7-2025", gio="9h30", so="1,5")
    assert "17:00 · Thứ hai, 07/07/2025" in shown(ngay="07072025", gio="15", so="", don_vi_tinh="SAME_DAY")


def test_counts_by_the_calendar_of_the_province(world: World):
    SpecialDay.objects.create(province_id=world.province.id, on=date(2026, 1, 5), kind="holiday", name="Ngày hội")
    stamps.bump(stamps.CALENDAR)
    assert "06/01/2026" in shown(tinh="42")
    assert "Nghỉ lễ: Ngày hội" not in shown(tinh="38")


def test_warns_about_a_year_that_was_only_computed(world: World):
    assert "Lịch năm 2027 chưa chính thức" in shown(ngay="04/01/2027")
    assert "chưa chính thức" not in shown()


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("ngay", "30/02/2026", "Ngày này không có thật"),
        ("ngay", "", "Hãy nhập ngày."),
        ("gio", "25:00", "Giờ chưa đúng"),
        ("so", "ba", "Thời hạn phải là số"),
        ("so", "0", "Thời hạn phải lớn hơn 0."),
        ("so", "", "Thiếu mục này."),
        ("so", "99999", "Thời hạn quá dài."),
        ("don_vi_tinh", "YEAR", "Không có cách tính này."),
        ("tinh", "99", "Không có tỉnh, thành phố này."),
        ("ngay", "03/07/2028", "Chưa có lịch làm việc và ngày nghỉ của năm 2028"),
    ],
)
def test_says_at_the_field_what_is_wrong_and_keeps_the_rest(world: World, field, value, message):
    page = shown(422, **{field: value})
    assert message in page
    assert "Có mục chưa đúng" in page
    if field != "gio":
        assert 'value="09:00"' in page


def test_whole_days_only_where_days_are_whole(world: World):
    assert "phải là số nguyên" in shown(422, so="1,5", don_vi_tinh="MONTH")


def explained(received: str, quantity: str, unit: str, pauses=(), calendar: Calendar = NATION) -> Explanation:
    duration = lasting(quantity, unit)
    return explain(clock.due(calendar, at(received), duration), pauses, calendar=calendar, duration=duration)


def pause(policy: str, due_after: str) -> dict[str, str]:
    return {
        "reason": "supplement",
        "policy": policy,
        "from": at("2025-07-07 16:00").isoformat(),
        "to": at("2025-07-09 10:00").isoformat(),
        "due_before": at("2025-07-08 17:00").isoformat(),
        "due_after": at(due_after).isoformat(),
    }


def test_a_short_count_is_told_day_by_day():
    found = explained("2025-07-11 09:00", "1.5", "WORKING_DAY")
    assert [(f"{day.first:%d/%m}", day.headline, day.detail, day.is_due) for day in found.stretches] == [
        ("11/07", "Ngày nhận hồ sơ, không tính vào thời hạn.", "", False),
        ("12/07", "Nghỉ cuối tuần, không tính.", "", False),
        ("13/07", "Nghỉ cuối tuần, không tính.", "", False),
        ("14/07", "Ngày thứ 1", "", False),
        ("15/07", "Ngày thứ 2", "Được tính 4 giờ 30 phút.", True),
    ]
    assert found.duration == "1,5 ngày làm việc"


def test_a_long_count_is_told_in_stretches_that_leave_out_no_day():
    found = explained("2025-07-07 09:00", "60", "WORKING_DAY")
    assert sum(day.days for day in found.stretches) == (found.due_at.date() - date(2025, 7, 7)).days + 1
    assert len(found.stretches) < 35
    assert [day.headline for day in found.stretches if day.is_due] == ["Ngày thứ 60"]
    months = explained("2025-07-07 09:00", "3", "MONTH")
    assert [(day.headline, day.days) for day in months.stretches] == [
        ("Ngày nhận hồ sơ, không tính vào thời hạn.", 1),
        ("Ngày thứ 1 đến 91", 91),
        ("Ngày thứ 92", 1),
    ]


def test_hours_say_how_many_each_day_gave():
    found = explained("2025-07-07 16:00", "2", "HOUR")
    assert [day.headline for day in found.stretches] == ["Được tính 1 giờ.", "Được tính 1 giờ."]


@pytest.mark.parametrize(
    ("policy", "due_after", "headlines"),
    [
        (
            "RESUME",
            "2025-07-10 11:00",
            [
                "Tạm dừng, không tính (1 giờ làm việc đã dừng).",
                "Tạm dừng, không tính (8 giờ làm việc đã dừng).",
                "Hết tạm dừng trong ngày này, tính tiếp 5 giờ.",
                "Được tính 4 giờ.",
            ],
        ),
        (
            "RESTART",
            "2025-07-10 17:00",
            ["Ngày hết tạm dừng, không tính; thời hạn tính lại từ đầu sau ngày này.", "Ngày thứ 1"],
        ),
        ("NO_STOP", "2025-07-08 17:00", []),
    ],
)
def test_a_stop_tells_its_rule_and_the_days_after_it(policy, due_after, headlines):
    found = explained("2025-07-07 14:00", "1", "WORKING_DAY", [pause(policy, due_after)])
    assert found.due_at == at(due_after)
    assert found.first_due_at == at("2025-07-08 17:00")
    (stop,) = found.stops
    assert stop.reason == "chờ bổ sung hồ sơ"
    assert stop.rule
    assert [day.headline for day in stop.stretches] == headlines


def test_without_the_calendar_a_stop_is_told_without_its_days():
    due = clock.due(NATION, at("2025-07-07 14:00"), lasting("1", "WORKING_DAY"))
    found = explain(due, [pause("RESUME", "2025-07-10 11:00")])
    assert found.stops[0].stretches == ()
    assert found.duration == ""
    assert found.provisional_years == ()


def test_the_quantity_is_read_exactly():
    assert clock.duration_text(lasting("0.25", "WORKING_DAY")) == "0,25 ngày làm việc"
    assert lasting("0.25", "WORKING_DAY").quantity == Decimal("0.25")
