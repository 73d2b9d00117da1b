"""Trang quy trình: see, try, change, put in force; nothing typed is lost and no dossier changes its process."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.factories.accounts import make_official, principal_for, sign_in
from tests.factories.catalogue import decide
from tests.factories.procedures import ALLOWANCE, BIRTH, MARRIAGE_STATUS
from tests.page_client import PageClient, read
from thongsuot.accounts.models import Role, User
from thongsuot.common import journal
from thongsuot.common.now import frozen
from thongsuot.procedures.decisions import Line
from thongsuot.procedures.models import Procedure, ProcedureVersion, ProcessDraft
from thongsuot.procedures.selectors import version_in_force, versions_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
EDIT = f"/can-bo/danh-muc/thu-tuc/{MARRIAGE_STATUS}/quy-trinh/sua/"


@pytest.fixture(autouse=True)
def _today():
    with frozen(NOW):
        yield


@pytest.fixture
def controller(six):
    """hatinh.kiemsoat with a client that inspects every page."""
    user = make_official(six, "hatinh.kiemsoat", Role.PROCEDURE_CONTROLLER, six.province, None)
    return sign_in(PageClient(), user)


def boxes_of(page):
    """What a browser would send of the editor's form."""
    tree, _faults = read(page.content.decode())
    form = next(f for f in tree.every("form") if f.attributes.get("id") == "quy-trinh")
    sent = {}
    for node in form.every("input", "select"):
        name, kind = node.attributes.get("name"), node.attributes.get("type", "")
        if not name or (kind == "checkbox" and "checked" not in node.attributes):
            continue
        value = node.attributes.get("value", "")
        if node.tag == "select":
            chosen = [o for o in node.every("option") if "selected" in o.attributes] or node.every("option")[:1]
            value = chosen[0].attributes.get("value", "") if chosen else ""
        sent.setdefault(name, []).append(value)
    return sent


def steps_of(code=MARRIAGE_STATUS):
    return ProcessDraft.objects.get(procedure__code=code).steps


def press(controller, act, **changes):
    sent = boxes_of(controller.get(EDIT))
    return controller.post(EDIT, {**sent, **changes, "act": act})


def test_drawing_table_and_certainty_are_shown_to_every_official(six):
    clerk = sign_in(PageClient(), make_official(six, "maiphu.motcua1", Role.COUNTER_CLERK, six.mai_phu, None))
    for code in (BIRTH, ALLOWANCE):
        page = clerk.get(f"/can-bo/danh-muc/thu-tuc/{code}/quy-trinh/").content.decode()
        assert "<svg" in page
        assert "đề xuất" in page
        assert "Sửa quy trình" not in page
    answer = clerk.get(f"/can-bo/danh-muc/thu-tuc/{ALLOWANCE}/quy-trinh/tep.bpmn")
    assert answer["Content-Type"] == "application/xml"
    assert clerk.get(EDIT).status_code == 403


def test_a_trial_asks_what_the_process_asks_and_answers_by_the_clock(controller):
    address = f"/can-bo/danh-muc/thu-tuc/{ALLOWANCE}/quy-trinh/chay-thu/"
    page = controller.get(address, {"luc": "2026-11-24T09:00", "o.request.kind": "stop"}).content.decode()
    assert "bỏ qua: điều kiện không đúng" in page
    assert "09:00 24/11/2026" in page
    page = controller.get(address, {"luc": "2026-11-24T09:00", "o.request.kind": "start"}).content.decode()
    assert "bỏ qua" not in page


@pytest.mark.parametrize("moment", ["x", "2026-13-01T09:00", "0001-01-01T00:00", "9999-12-31T23:59", "\x00"])
def test_a_moment_that_makes_no_sense_is_answered_in_words(controller, moment):
    answer = controller.get(f"/can-bo/danh-muc/thu-tuc/{ALLOWANCE}/quy-trinh/chay-thu/", {"luc": moment})
    assert answer.status_code in (200, 400)


def test_saving_what_the_page_shows_changes_nothing(controller):
    assert press(controller, "save").status_code == 302
    before = version_in_force(MARRIAGE_STATUS, NOW.date()).process
    assert [(s["key"], s["minutes"], s["role"], s["signs"], s["four_eyes_with"]) for s in steps_of()] == [
        (s.key, s.minutes, s.role, s.signs, s.four_eyes_with) for s in before.steps
    ]
    assert [s["condition"] for s in steps_of()] == [s.condition for s in before.steps]


def test_a_button_saves_what_was_typed_and_goes_to_the_new_step(controller):
    answer = press(
        controller, "add:verify", **{"verify-name": "Thẩm tra kỹ", "verify-time": "0,5", "verify-unit": "day"}
    )
    assert answer["Location"].endswith("#buoc-buoc-3")
    names = [(s["key"], s["name"], s["minutes"]) for s in steps_of()]
    assert names[:2] == [("verify", "Thẩm tra kỹ", 240), ("buoc-3", "", None)]
    press(controller, "beside:verify")
    press(controller, "down:verify")
    press(controller, "remove:buoc-3")
    assert "buoc-3" not in [s["key"] for s in steps_of()]


def test_a_wrong_time_is_told_at_its_box_and_nothing_typed_is_lost(controller):
    answer = press(controller, "save", **{"verify-name": "Tên mới", "verify-time": "hai ngày"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Thời gian phải là một số" in page
    assert "Tên mới" in page
    assert not ProcessDraft.objects.exists()


def test_who_edits_an_old_page_does_not_overwrite_the_other(controller):
    sent = boxes_of(controller.get(EDIT))
    assert controller.post(EDIT, {**sent, "act": "save", "verify-name": "Người thứ nhất"}).status_code == 302
    answer = controller.post(EDIT, {**sent, "act": "save", "verify-name": "Người thứ hai"})
    assert answer.status_code == 409
    assert "Người khác vừa sửa" in answer.content.decode()
    assert steps_of()[0]["name"] == "Người thứ nhất"


def put_in_force(controller, **changes):
    draft = ProcessDraft.objects.first()
    words = {"since": "01/12/2026", "certainty": "published", "source": "QĐ 12/QĐ-UBND ngày 20/11/2026"}
    words["revision"] = str(draft.revision) if draft else "0"
    return controller.post(EDIT.replace("/sua/", "/ban-hanh/"), {**words, **changes})


def test_a_process_in_force_is_a_new_version_and_the_old_one_ends_that_day(controller):
    press(controller, "save", **{"verify-name": "Thẩm tra mới"})
    assert put_in_force(controller).status_code == 302
    old, new = (version_in_force(MARRIAGE_STATUS, day) for day in (date(2026, 11, 30), date(2026, 12, 1)))
    assert old.process.steps[0].name != "Thẩm tra mới" == new.process.steps[0].name
    assert new.process.certainty == "published"
    assert [c.code for c in new.components] == [c.code for c in old.components]
    assert (new.form_schema, new.fees, new.cases, new.channels) == (old.form_schema, old.fees, old.cases, old.channels)
    assert not ProcessDraft.objects.exists()
    procedure = Procedure.objects.get(code=MARRIAGE_STATUS)
    assert journal.timeline(0, "procedure", procedure.pk)[-1].verb == "process_put_in_force"


def test_an_abolition_that_is_to_come_ends_the_version_with_the_new_process(six, controller):
    by = principal_for(User.objects.get(username="hatinh.kiemsoat"), NOW)
    abolition = decide(by, Line(MARRIAGE_STATUS, "abolish", replaced_by=[BIRTH]), on=date(2027, 1, 1))
    press(controller, "save", **{"verify-name": "Thẩm tra mới"})
    assert put_in_force(controller).status_code == 302
    old, new = versions_of(MARRIAGE_STATUS)
    assert (old.ended_by, old.replaced_by) == (None, ())
    assert (new.valid_to, new.ended_by.id, new.replaced_by) == (date(2027, 1, 1), abolition.pk, (BIRTH,))


def test_a_process_of_today_takes_the_place_of_a_version_of_today_that_nobody_used(controller):
    for name in ("Lần một", "Lần hai"):
        press(controller, "save", **{"verify-name": name})
        assert put_in_force(controller).status_code == 302
    old, new = versions_of(MARRIAGE_STATUS)
    assert (old.valid_to, new.valid_from, new.process.steps[0].name) == (date(2026, 12, 1),) * 2 + ("Lần hai",)


def test_a_draft_that_somebody_changed_meanwhile_is_not_put_in_force(controller):
    press(controller, "save", **{"verify-name": "Đã xem"})
    press(controller, "save", **{"verify-name": "Người khác sửa"})
    answer = put_in_force(controller, revision="1")
    assert answer.status_code == 409
    assert "Người khác vừa sửa bản nháp" in answer.content.decode()
    assert ProcedureVersion.objects.filter(procedure__code=MARRIAGE_STATUS).count() == 1
    assert put_in_force(controller).status_code == 302


def test_a_faulty_process_is_not_put_in_force(controller):
    press(controller, "add:sign")
    answer = put_in_force(controller)
    assert answer.status_code == 422
    assert "chưa có tên hoặc sản phẩm" in answer.content.decode()
    assert ProcedureVersion.objects.filter(procedure__code=MARRIAGE_STATUS).count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"since": "30/02/2027"}, "ngày/tháng/năm"),
        ({"since": "01/01/2026"}, "không có hiệu lực lùi"),
        ({"source": " "}, "phải ghi số quyết định"),
    ],
)
def test_what_is_missing_for_a_decision_is_told(controller, wrong, words):
    press(controller, "save")
    answer = put_in_force(controller, **wrong)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_draft_can_be_thrown_away(controller):
    press(controller, "save", **{"verify-name": "Bỏ"})
    assert controller.post(EDIT.replace("/sua/", "/bo-nhap/")).status_code == 302
    assert not ProcessDraft.objects.exists()


def test_pages_take_a_fixed_number_of_statements(controller, django_assert_max_num_queries):
    controller.get(EDIT)
    with django_assert_max_num_queries(5):
        assert controller.get(EDIT).status_code == 200
