"""Pages of money as officials and citizens use them, without script."""

from typing import Any

import pytest
from openpyxl import load_workbook

from tests.dossiers.test_pages import pages_of
from tests.factories.dossiers import Office, moment
from tests.payments.copies import copies, with_account
from thongsuot.common.now import frozen
from thongsuot.payments.models import BeneficiaryAccount, CashSession, Exemption, Receipt, Refund

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ten():
    with frozen(moment(7, 10)) as at:
        yield at


def read(office: Office, name: str, address: str, status: int = 200) -> str:
    answer = pages_of(office, name).get(address)
    assert answer.status_code == status, answer.content.decode()[:500]
    return answer.content.decode().replace("\u00a0", " ")


def send(office: Office, name: str, address: str, status: int = 302, **typed: str) -> Any:
    answer = pages_of(office, name).post(address, typed)
    assert answer.status_code == status, answer.content.decode()[-3000:]
    return answer


def test_the_page_after_receiving_collects_and_leads_to_the_receipt(office: Office) -> None:
    code = copies(office)
    assert "Thu ngay: 12.000 đ" in read(office, "motcua1", f"/can-bo/quay/xong/{code}/")
    send(office, "motcua1", f"/can-bo/thu-phi/{code}/lam/tien-mat/", **{"tien-mat-amount": "12000"})
    page = read(office, "motcua1", f"/can-bo/thu-phi/{code}/")
    assert "In biên lai (3 liên)" in page
    assert "Thu ngay" not in read(office, "motcua1", f"/can-bo/quay/xong/{code}/")
    receipt = Receipt.objects.get()
    assert f"Biên lai {receipt}" in read(office, "hotich", f"/can-bo/ho-so/{code}/")
    for expected in (b"%PDF", b"%PDF"):
        printed = pages_of(office, "motcua1").post(f"/can-bo/thu-phi/{code}/bien-lai/{receipt.pk}/in/")
        assert printed.content.startswith(expected)
    receipt.refresh_from_db()
    assert receipt.printed == 2
    own = pages_of(office, "lan").get(f"/cong-dan/ho-so/{code}/bien-lai/{receipt.pk}.pdf")
    assert own.content.startswith(b"%PDF")


def test_a_sign_typed_for_a_code_leads_to_nothing_found(office: Office) -> None:
    answer = pages_of(office, "motcua1").get("/can-bo/thu-phi/", {"ma": "15/UBND-VP"})
    assert answer.status_code == 302
    read(office, "motcua1", answer["Location"], 404)


def test_a_qr_code_stands_on_screen_and_paper_and_on_the_citizens_page(office: Office) -> None:
    with_account(office)
    code = copies(office)
    send(office, "motcua1", f"/can-bo/thu-phi/{code}/lam/ma-qr/")
    assert "Mã VietQR chuyển khoản 12.000 đ" in read(office, "motcua1", f"/can-bo/thu-phi/{code}/")
    assert pages_of(office, "motcua1").get(f"/can-bo/thu-phi/{code}/yeu-cau-nop-tien.pdf").content.startswith(b"%PDF")
    assert "Nộp tiền ngay" in read(office, "lan", f"/cong-dan/ho-so/{code}/")
    page = read(office, "lan", f"/cong-dan/ho-so/{code}/nop-tien/")
    assert "1020304050" in page
    assert "Tài khoản giả" in page
    assert "Nộp trực tuyến" not in page  # no gateway is connected
    assert pages_of(office, "lan").get(f"/cong-dan/ho-so/{code}/nop-tien/phieu.pdf").content.startswith(b"%PDF")


def test_what_was_typed_stays_when_a_transfer_is_refused(office: Office) -> None:
    code = copies(office)
    send(office, "motcua1", f"/can-bo/thu-phi/{code}/lam/ma-qr/")
    typed = {"chuyen-khoan-reference": "", "chuyen-khoan-transferred": "9.999"}
    page = send(office, "motcua1", f"/can-bo/thu-phi/{code}/lam/chuyen-khoan/", 422, **typed).content.decode()
    assert "Cần ghi mã giao dịch" in page
    assert 'value="9.999"' in page


def test_exempting_on_the_page(office: Office) -> None:
    code = copies(office)
    typed = {
        "mien-giam-ground": "POOR",
        "mien-giam-basis": "NQ 01",
        "mien-giam-remaining": "0",
        "mien-giam-seen": "Sổ 12",
    }
    send(office, "motcua1", f"/can-bo/thu-phi/{code}/lam/mien-giam/", **typed)
    assert Exemption.objects.get().kind == "exempt"
    assert "Được miễn phí, lệ phí" in read(office, "motcua1", f"/can-bo/thu-phi/{code}/")
    assert "Bạn được miễn phí, lệ phí" in read(office, "lan", f"/cong-dan/ho-so/{code}/")


def test_the_drawer_is_counted_closed_and_signed_on_its_pages(office: Office) -> None:
    code = copies(office)
    send(office, "motcua1", f"/can-bo/thu-phi/{code}/lam/tien-mat/")
    session = CashSession.objects.get()
    here = f"/can-bo/quy/{session.pk}/"
    assert "12.000 đ" in read(office, "motcua1", "/can-bo/quy/")
    wrong = send(office, "motcua1", f"{here}lam/khoa/", 422, **{"khoa-n10000": "1"}).content.decode()
    assert "lệch -2.000 đồng" in wrong
    assert 'name="khoa-n10000" type="text" value="1"' in wrong
    send(office, "motcua1", f"{here}lam/khoa/", **{"khoa-n10000": "1", "khoa-n2000": "1"})
    assert "Ký sổ quỹ" in read(office, "vanphong", here)
    send(office, "motcua1", f"{here}lam/ky/", 403)
    send(office, "vanphong", f"{here}lam/ky/")
    session.refresh_from_db()
    assert (session.difference, session.signed_by_id) == (0, office.users["vanphong"].pk)
    assert pages_of(office, "motcua1").get(f"{here}so-quy.pdf").content.startswith(b"%PDF")
    assert pages_of(office, "tk_motcua1").get(here).status_code == 404


def test_a_hand_over_opens_the_takers_session(office: Office) -> None:
    send(office, "motcua1", f"/can-bo/thu-phi/{copies(office)}/lam/tien-mat/")
    first = CashSession.objects.get()
    typed = {"khoa-n2000": "6", "khoa-taker": "maiphu.motcua2"}
    send(office, "motcua1", f"/can-bo/quy/{first.pk}/lam/khoa/", **typed)
    second = CashSession.objects.get(closed_at=None)
    assert (second.holder_id, second.opening, second.number) == (office.users["motcua2"].pk, 12_000, 2)


def test_the_report_counts_by_day_and_goes_to_excel(office: Office) -> None:
    for _n in range(2):
        send(office, "motcua1", f"/can-bo/thu-phi/{copies(office)}/lam/tien-mat/")
    page = read(office, "motcua1", "/can-bo/quy/bao-cao/?tu=01/07/2025&den=31/07/2025")
    assert "24.000 đ" in page
    answer = pages_of(office, "motcua1").get("/can-bo/quy/bao-cao.xlsx?tu=01/07/2025&den=31/07/2025")
    from io import BytesIO

    book = load_workbook(BytesIO(answer.content))
    assert [row[6].value for row in book.worksheets[0].iter_rows(min_row=2)] == [24_000]
    assert [row[1].value for row in book.worksheets[1].iter_rows(min_row=2)] == ["0000001", "0000002"]


def test_a_refund_is_asked_for_approved_and_paid_on_its_page(office: Office) -> None:
    code = copies(office)
    send(office, "motcua1", f"/can-bo/thu-phi/{code}/lam/tien-mat/")
    typed = {
        "receipt": str(Receipt.objects.get().pk),
        "refund_amount": "2.000",
        "reason": "Thu nhầm",
        "receiver": "Lan",
    }
    typed = {f"de-nghi-hoan-{k}": v for k, v in typed.items()} | {"de-nghi-hoan-method": "cash"}
    send(office, "motcua1", f"/can-bo/thu-phi/{code}/lam/de-nghi-hoan/", **typed)
    here = f"/can-bo/hoan-tien/{Refund.objects.get().pk}/"
    assert "Chờ lãnh đạo duyệt" in read(office, "motcua1", here)
    assert "chờ duyệt" in read(office, "vanphong", "/can-bo/hoan-tien/")
    send(office, "vanphong", f"{here}lam/duyet/", 422, **{"duyet-approve": "1"})
    send(office, "vanphong", f"{here}lam/duyet/", **{"approve": "1", "duyet-decision": "QĐ 5"})
    send(office, "motcua1", f"{here}lam/chi/")
    assert pages_of(office, "motcua1").get(f"{here}phieu-hoan.pdf").content.startswith(b"%PDF")
    assert "Đã hoàn lại bạn 2.000 đ" in read(office, "lan", f"/cong-dan/ho-so/{code}/")


def test_an_administrator_sets_the_account_of_his_own_unit_only(office: Office) -> None:
    typed = {"bank_bin": "970405", "number": "102030", "holder": "UBND xã", "valid_from": "07/07/2025"}
    mine, theirs = str(office.world.mai_phu.id), str(office.world.thach_khe.id)
    send(office, "quantri", "/quan-tri/tai-khoan-thu/", unit=mine, **typed)
    assert BeneficiaryAccount.objects.get().bank_name == "Agribank"
    send(office, "quantri", "/quan-tri/tai-khoan-thu/", 404, unit=theirs, **typed)
    again = send(office, "quantri", "/quan-tri/tai-khoan-thu/", 422, unit=mine, **typed)
    assert "phải bắt đầu sau ngày 07/07/2025" in again.content.decode()
    send(
        office,
        "quantri",
        "/quan-tri/tai-khoan-thu/",
        unit=mine,
        **(typed | {"valid_from": "01/08/2025", "number": "99"}),
    )
    first, second = BeneficiaryAccount.objects.order_by("id")
    assert (first.valid.upper, second.valid.upper) == (second.valid.lower, None)


def test_the_list_of_who_waits_is_read_in_few_statements(office: Office, django_assert_max_num_queries: Any) -> None:
    for _n in range(4):
        send(office, "motcua1", f"/can-bo/thu-phi/{copies(office)}/lam/ma-qr/")
    client = pages_of(office, "motcua1")
    with django_assert_max_num_queries(3):
        page = client.get("/can-bo/thu-phi/")
    assert page.content.decode().count("data-item") == 4
