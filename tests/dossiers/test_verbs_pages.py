"""The nine verbs on the pages: what officials are offered and see, what the citizen is told."""

from typing import Any

import pytest

from tests.dossiers.test_pages import pages_of
from tests.factories.dossiers import Office, finished, in_processing, moment, submit
from thongsuot.common.now import frozen
from thongsuot.dossiers import services
from thongsuot.dossiers.models import Consultation, Dossier, Payment, Status
from thongsuot.dossiers.payments import Item

pytestmark = pytest.mark.django_db


@pytest.fixture
def ten():
    with frozen(moment(7, 10)) as at:
        yield at


def act(office: Office, name: str, code: str, verb: str, **typed: str) -> Any:
    """Press the button of a verb with what was typed."""
    fields = {f"{verb}-{key}": value for key, value in typed.items()} | {"verb": verb}
    return pages_of(office, name).post(f"/can-bo/ho-so/{code}/lam/{verb}/", fields)


def page(office: Office, name: str, code: str) -> str:
    answer = pages_of(office, name).get(f"/can-bo/ho-so/{code}/")
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ")


def test_money_is_asked_for_and_recorded_on_the_page(office: Office, ten: Any) -> None:
    code = in_processing(office)
    typed = {"text-1": "Lệ phí", "amount-1": "8.000", "reason": "Nghị quyết HĐND"}
    assert act(office, "hotich", code, "request-payment", **typed).status_code == 302
    shown = page(office, "motcua1", code)
    assert "Ghi nhận đã nộp tiền" in shown
    assert "8.000 đ" in shown
    assert "Thu tiền, ghi nhận đã nộp" in pages_of(office, "motcua1").get("/can-bo/viec/").content.decode()
    wrong = act(office, "motcua1", code, "record-payment", amount="7.000", method="cash", payer="Lan",
                paid_date="07/07/2025", paid_time="9:50")  # fmt: skip
    assert wrong.status_code == 422
    assert "ít hơn" in wrong.content.decode()
    assert 'value="7.000"' in wrong.content.decode()
    paid = act(office, "motcua1", code, "record-payment", amount="8.000 đ", method="cash", payer="Lan",
               paid_date="07/07/2025", paid_time="09:50")  # fmt: skip
    assert paid.status_code == 302
    assert Payment.objects.get().paid_at == moment(7, 9, 50)
    assert "đã nộp" in page(office, "hotich", code)


@pytest.mark.parametrize(
    ("verb", "typed", "words"),
    [
        ("request-payment", {"text-1": "Lệ phí", "amount-1": "tám nghìn"}, "số nguyên đồng"),
        ("extend", {"new_due_date": "32/07/2025", "reason": "x"}, "ngày/tháng/năm"),
        ("extend", {"new_due_date": "09/07/2025", "new_due_time": "chiều", "reason": "x"}, "giờ:phút"),
        ("extend", {"new_due_date": "12/07/2025", "reason": "Thiếu người"}, "ngày làm việc"),
        ("stop", {"reason": "Lý do riêng"}, "căn cứ"),
    ],
)
def test_what_was_typed_wrong_comes_back_on_the_same_page(
    office: Office, ten: Any, verb: str, typed: dict[str, str], words: str
) -> None:
    code = in_processing(office)
    name = "hotich" if verb == "request-payment" else "vanphong"
    answer = act(office, name, code, verb, **typed)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert words in text
    assert "Những gì bạn đã nhập vẫn còn nguyên" in text


def test_a_question_goes_to_the_department_and_its_answer_comes_back(office: Office, ten: Any) -> None:
    code = in_processing(office)
    assert "Sở Tư pháp" in page(office, "hotich", code)  # among those that may be asked
    asked = {"to": "42-STP", "question": "Giấy tờ này có dùng được?", "due_date": "08/07/2025", "due_time": "11:00"}
    assert act(office, "hotich", code, "consult", **asked).status_code == 302
    at_department = page(office, "hatinh_so", code)
    assert "Giấy tờ này có dùng được?" in at_department
    assert "Gửi trả lời" in at_department
    assert code in pages_of(office, "hatinh_so").get("/can-bo/viec/").content.decode()
    assert code in pages_of(office, "hatinh_so").get("/can-bo/ho-so/?nhom=mo").content.decode()
    assert act(office, "hatinh_so", code, "answer-consultation", answer="Dùng được").status_code == 302
    assert "Dùng được" in page(office, "hotich", code)
    assert "Dùng được" in page(office, "hatinh_so", code)
    assert Consultation.objects.get().due_at == moment(8, 11)


def test_leaders_stop_go_on_and_make_a_new_appointment(office: Office, ten: Any) -> None:
    code = in_processing(office)
    assert act(office, "vanphong", code, "stop", reason_code="COURT_ORDER", basis="Văn bản 12/TA").status_code == 302
    assert "Văn bản 12/TA" in page(office, "hotich", code)
    assert act(office, "vanphong", code, "resume").status_code == 302
    assert act(office, "vanphong", code, "extend", new_due_date="9/7/2025", reason="Thiếu người").status_code == 302
    assert Dossier.objects.get().due_at == moment(9, 17)
    shown = page(office, "vanphong", code)
    assert "Đã xin lỗi và hẹn lại" in shown
    assert "mau-04.pdf" in shown
    why = pages_of(office, "vanphong").get(f"/can-bo/ho-so/{code}/vi-sao/").content.decode()
    assert "Tạm dừng: cơ quan tạm dừng giải quyết" in why
    assert "Gia hạn: cơ quan xin lỗi và hẹn lại" in why
    assert "Thiếu người" in why
    assert pages_of(office, "motcua1").get(f"/can-bo/ho-so/{code}/mau-04.pdf").content.startswith(b"%PDF")


def test_a_chair_opens_a_wrong_result_again(office: Office, ten: Any) -> None:
    code = finished(office)
    assert act(office, "chutich", code, "correct-result", reason="Sai ngày sinh").status_code == 302
    assert Dossier.objects.get().status == Status.PROCESSING
    assert "đã thay thế" in page(office, "chutich", code)


def test_the_unit_sees_who_waits_for_whom(office: Office, ten: Any) -> None:
    paying, stopped = submit(office).dossier.code, submit(office).dossier.code
    services.request_payment(
        code=paying, principal=office.who("motcua1"), at=ten, items=[Item("FEE", "Lệ phí", 8_000)], reason="x"
    )
    services.stop(code=stopped, principal=office.who("vanphong"), at=ten, reason="COURT_ORDER")
    overview = pages_of(office, "vanphong").get("/can-bo/don-vi/").content.decode()
    assert "Yêu cầu thực hiện nghĩa vụ tài chính" in overview
    assert "Dừng xử lý" in overview
    listed = pages_of(office, "vanphong").get("/can-bo/ho-so/?tt=AWAITING_PAYMENT&tt=STOPPED").content.decode()
    assert paying in listed
    assert stopped in listed


@pytest.mark.parametrize("name", ["motcua1", "hotich", "vanphong", "chutich", "hatinh_so", "thanhtra"])
@pytest.mark.parametrize("state", ["payment", "stop", "question", "corrected", "withdrawn"])
def test_the_page_is_sound_in_every_new_state_for_everybody(office: Office, ten: Any, name: str, state: str) -> None:
    code = finished(office) if state == "corrected" else in_processing(office)
    ask = {"code": code, "principal": office.who("hotich"), "at": ten}
    services_of = {
        "payment": lambda: services.request_payment(**ask, items=[Item("FEE", "Lệ phí", 8_000)], reason="x"),
        "stop": lambda: services.stop(code=code, principal=office.who("vanphong"), at=ten, reason="COURT_ORDER"),
        "question": lambda: services.consult(**ask, to="42-STP", question="Có được không?", due_at=moment(8, 9)),
        "corrected": lambda: services.correct_result(code=code, principal=office.who("chutich"), at=ten, reason="x"),
        "withdrawn": lambda: services.withdraw(code=code, principal=office.who("motcua1"), at=ten, reason="x"),
    }
    services_of[state]()
    answer = pages_of(office, name).get(f"/can-bo/ho-so/{code}/")
    assert answer.status_code == (404 if name == "hatinh_so" and state != "question" else 200)


def test_the_citizen_reads_amount_stop_new_day_and_correction(office: Office, ten: Any) -> None:
    code = in_processing(office)
    who = {"code": code, "principal": office.who("hotich"), "at": ten}
    services.consult(**who, to="42-STP", question="Điều chỉ cán bộ biết", due_at=moment(8, 9))
    services.request_payment(**who, items=[Item("FEE", "Lệ phí", 8_000)], reason="Nghị quyết", note="Nộp trong tuần")
    lan = pages_of(office, "lan")

    def told() -> str:
        return lan.get(f"/cong-dan/ho-so/{code}/").content.decode().replace("\u00a0", " ")

    assert "Cần nộp 8.000 đ" in told()
    assert "Nộp trong tuần" in told()
    assert "Điều chỉ cán bộ biết" not in told()
    services.record_payment(
        code=code, principal=office.who("motcua1"), at=ten, amount=8_000, method="cash", paid_at=ten, payer="Lan"
    )
    leader = {"code": code, "principal": office.who("vanphong"), "at": ten}
    services.stop(**leader, reason="COURT_ORDER")
    assert "Cơ quan tạm dừng giải quyết" in told()
    services.resume(**leader)
    services.extend(**leader, reason="Thiếu người", new_due_at=moment(9, 17))
    assert "Cơ quan xin lỗi và hẹn lại" in told()
    assert "nay hẹn 17:00 09/07/2025" in told()
    assert lan.get(f"/cong-dan/ho-so/{code}/mau-04.pdf").content.startswith(b"%PDF")
    services.withdraw_consultation(**leader, reason="Đã rõ")
    services.finish(code=code, principal=office.who("chutich"), at=ten, outcome="granted")
    services.correct_result(code=code, principal=office.who("chutich"), at=ten, reason="Sai ngày sinh")
    assert "Kết quả đang được sửa do lỗi của cơ quan" in told()
    assert "Sai ngày sinh" in told()
    assert "Rút hồ sơ này" not in told()


def test_the_citizen_keeps_the_notice_of_stopping(office: Office, ten: Any) -> None:
    code = in_processing(office)
    services.withdraw(code=code, principal=office.who("lan"), at=ten, reason="Nộp nhầm")
    lan = pages_of(office, "lan")
    assert "mau-05.pdf" in lan.get(f"/cong-dan/ho-so/{code}/").content.decode()
    assert lan.get(f"/cong-dan/ho-so/{code}/mau-05.pdf").content.startswith(b"%PDF")
