"""One apology and one new appointment: what moves, what stays, what is told."""

from typing import Any

import pytest

from tests.dossiers.test_dues import dues
from tests.factories.dossiers import Office, in_processing, moment
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed
from thongsuot.common.journal import timeline
from thongsuot.dossiers import services
from thongsuot.dossiers.models import Dossier, Holding
from thongsuot.dossiers.timing import changes_of, explain
from thongsuot.org import why

pytestmark = pytest.mark.django_db


def extend(office: Office, code: str, by: str = "vanphong", **more: Any) -> Dossier:
    given = {"at": moment(7, 10), "reason": "Chờ cơ sở dữ liệu dân cư trả lời", "new_due_at": moment(9, 17), **more}
    return services.extend(code=code, principal=office.who(by), **given).dossier


def test_the_appointment_moves_and_the_first_one_stays(office: Office) -> None:
    code = in_processing(office)
    done = extend(office, code)
    assert (done.due_at, done.original_due_at, done.extension_count) == (moment(9, 17), moment(7, 17), 1)
    assert Holding.objects.get().due_at == moment(9, 17)


def test_open_steps_move_by_the_same_working_time(office: Office) -> None:
    code = in_processing(office)
    assert dues() == {moment(7, 15)}
    extend(office, code)
    assert dues() == {moment(9, 15)}


def test_the_citizen_is_told_why_and_when(office: Office) -> None:
    code = in_processing(office)
    done = extend(office, code)
    told = timeline(done.province_id, "dossier", done.pk)[-1]
    assert told.verb == "extended"
    assert "xin lỗi" in told.data["notice"]
    assert "09/07/2025" in told.data["notice"]
    assert "Chờ cơ sở dữ liệu dân cư trả lời" in told.data["notice"]


@pytest.mark.parametrize(("at", "late"), [(moment(4, 16), False), (moment(7, 9, 30), True)])
def test_telling_it_less_than_a_working_day_before_is_marked_late(office: Office, at: Any, late: bool) -> None:
    code = in_processing(office, at=moment(4, 15, 30))  # Friday after three: due Monday 17:00
    done = extend(office, code, at=at)
    told = timeline(done.province_id, "dossier", done.pk)[-1]
    assert told.data["told_late"] is late


def test_it_is_allowed_once(office: Office) -> None:
    code = in_processing(office)
    extend(office, code)
    with pytest.raises(MoveNotAllowed) as refused:
        extend(office, code, new_due_at=moment(10, 17))
    assert refused.value.extra["reason"] == "extension_once"


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"new_due_at": moment(7, 17)}, "due_not_later", "new_due_at"),
        ({"new_due_at": moment(12, 9)}, "not_a_working_day", "new_due_at"),
        ({"new_due_at": moment(7, 9, year=2199)}, "calendar_unknown", ""),
        ({"reason": " \n"}, "invalid_input", "reason"),
        ({"reason": "x" * 10_000}, "invalid_input", "reason"),
    ],
)
def test_a_new_appointment_that_cannot_be_kept_is_refused(office: Office, change: Any, code: str, field: str) -> None:
    dossier_code = in_processing(office)
    with pytest.raises(Invalid) as refused:
        extend(office, dossier_code, **change)
    assert refused.value.code == code
    assert [e["field"] for e in refused.value.errors] == ([field] if field else [])
    assert Dossier.objects.get().extension_count == 0


def test_an_overdue_dossier_gets_a_moment_still_to_come(office: Office) -> None:
    code = in_processing(office)
    with pytest.raises(Invalid):
        extend(office, code, at=moment(9, 10), new_due_at=moment(9, 9))
    assert extend(office, code, at=moment(9, 10), new_due_at=moment(10, 17)).due_at == moment(10, 17)


def test_neither_clerk_nor_specialist_extends(office: Office) -> None:
    code = in_processing(office)
    for name in ("motcua1", "hotich"):
        with pytest.raises(Forbidden):
            extend(office, code, by=name)


def test_why_this_day_tells_pauses_and_the_extension_in_order(office: Office) -> None:
    code = in_processing(office)
    services.stop(code=code, principal=office.who("vanphong"), at=moment(7, 10), reason="COURT_ORDER")
    services.resume(code=code, principal=office.who("vanphong"), at=moment(7, 11))
    services.extend(
        code=code, principal=office.who("vanphong"), at=moment(7, 14), reason="Thiếu người", new_due_at=moment(9, 17)
    )
    services.stop(code=code, principal=office.who("vanphong"), at=moment(8, 9), reason="COURT_ORDER")
    done = services.resume(code=code, principal=office.who("vanphong"), at=moment(8, 10)).dossier
    first = explain(done)
    assert first is not None
    told = why.explain(first, changes_of(done))
    assert [(stop.is_extension, stop.reason) for stop in told.stops] == [
        (False, "cơ quan tạm dừng giải quyết"),
        (True, "cơ quan xin lỗi và hẹn lại"),
        (False, "cơ quan tạm dừng giải quyết"),
    ]
    for before, after in zip(told.stops, told.stops[1:], strict=False):
        assert before.due_after == after.due_before
    assert told.due_at == done.due_at
