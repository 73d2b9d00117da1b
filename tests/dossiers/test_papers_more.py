"""Forms 04 (apology, new appointment) and 05 (stopped at the applicant's request): what stands on them."""

import io

import pypdf
import pytest

from tests.dossiers import papers_samples as samples
from tests.dossiers.test_papers import assert_snapshot, read
from tests.factories.dossiers import Office, in_processing, moment
from thongsuot.common.errors import MoveNotAllowed
from thongsuot.dossiers import papers, receipts, services
from thongsuot.dossiers.selectors.one import dossier_for


@pytest.fixture(autouse=True)
def _public_address(settings):
    settings.PUBLIC_URL = "https://dichvucong.example.vn"


def text_of(pdf: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def test_apology_with_both_appointments_waits_for_its_signature():
    pdf = papers.form_04(samples.apology())
    pages, reader = read(pdf)
    assert len(pages) == 1
    assert "CHƯA KÝ SỐ" in pages[0]
    assert papers.FORM_SET_VERSION in reader.metadata["/Keywords"]
    assert_snapshot("form-04", pdf)


def test_notice_of_stopping():
    pdf = papers.form_05(samples.stopping())
    assert len(read(pdf)[0]) == 1
    assert_snapshot("form-05", pdf)


def test_notice_of_stopping_before_anybody_received_and_without_a_reason():
    text = text_of(papers.form_05(samples.stopping(received_at=None, reason="", officer="")))
    assert "chưa tiếp nhận" in text
    assert "với lý do" not in text


def test_reasons_with_signs_of_the_template_language_are_only_words():
    text = text_of(papers.form_04(samples.apology(reason='#panic("x") $a$ *c*\n' + "dài " * 500)))
    assert '#panic("x") $a$ *c*' in text


@pytest.mark.django_db
def test_form_04_is_made_from_the_extension_and_stays_the_same(office: Office):
    code = in_processing(office)
    clerk = office.who("motcua1")
    with pytest.raises(MoveNotAllowed):
        receipts.apology_pdf(dossier_for(clerk, code))
    services.extend(
        code=code, principal=office.who("vanphong"), at=moment(7, 10), reason="Thiếu người", new_due_at=moment(9, 17)
    )
    first = receipts.apology_pdf(dossier_for(clerk, code))
    assert "07/07/2025 17:00" in text_of(first)
    assert "09/07/2025 17:00" in text_of(first)
    assert "Thiếu người" in text_of(first)
    assert "maiphu.vanphong" in text_of(first)
    services.stop(code=code, principal=office.who("vanphong"), at=moment(7, 11), reason="COURT_ORDER")
    services.resume(code=code, principal=office.who("vanphong"), at=moment(8, 11))
    assert text_of(receipts.apology_pdf(dossier_for(clerk, code))) == text_of(first)


@pytest.mark.django_db
@pytest.mark.parametrize(("by", "signed"), [("motcua1", "maiphu.motcua1"), ("lan", "")])
def test_form_05_is_made_from_the_withdrawal(office: Office, by: str, signed: str):
    code = in_processing(office)
    with pytest.raises(MoveNotAllowed):
        receipts.stopping_pdf(dossier_for(office.who("motcua1"), code))
    services.withdraw(code=code, principal=office.who(by), at=moment(7, 10), reason="Nộp nhầm nơi")
    text = text_of(receipts.stopping_pdf(dossier_for(office.who("lan"), code)))
    assert "Nộp nhầm nơi" in text
    assert "10:00" in text
    assert signed in text
    assert text.count("Nguyễn Thị Lan") == 1  # as the applicant, never as the officer
