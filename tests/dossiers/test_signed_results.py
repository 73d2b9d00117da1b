"""The result of a dossier is a signed document: person, then seal; who comes earlier takes a paper signed by hand."""

import io

import pypdf
import pytest

from tests.documents.outgoing_story import signed_by_stand_in
from tests.factories.dossiers import Office, in_processing, moment
from thongsuot.common import files
from thongsuot.common.errors import MoveNotAllowed
from thongsuot.common.models import JournalEntry
from thongsuot.documents.models import Document, State
from thongsuot.dossiers import services
from thongsuot.dossiers.models import DossierFile

pytestmark = pytest.mark.django_db
AT = moment(7, 14)


@pytest.fixture
def signs(monkeypatch):
    with signed_by_stand_in(AT, monkeypatch) as stand_in:
        yield stand_in


def finished(office: Office):
    code = in_processing(office)
    return services.finish(code=code, principal=office.who("chutich"), at=AT, outcome="granted").dossier


def result_of(dossier):
    (row,) = DossierFile.objects.filter(dossier_id=dossier.pk, purpose="result", replaced_at=None)
    pages = pypdf.PdfReader(io.BytesIO(files.read_bytes(row.file))).pages
    return row, " ".join(pages[0].extract_text().split())


def give(office: Office, dossier, method="ONLINE"):
    return services.return_result(
        code=dossier.code, principal=office.who("motcua1"), at=AT, method=method, taken_by="Nguyễn Thị Lan"
    )


def test_finish_makes_a_document_to_sign_and_the_result_waits(office: Office, signs):
    dossier = finished(office)
    document = Document.objects.get(subject_kind="dossier", subject_id=dossier.pk)
    assert (document.state, document.subject_code) == (State.TO_SIGN, dossier.code)
    assert [one.purpose for one in signs.waiting] == ["person", "seal"]
    with pytest.raises(MoveNotAllowed) as refused:
        give(office, dossier)
    assert refused.value.extra["reason"] == "result_not_signed"


def test_whoever_stands_at_the_counter_takes_the_paper_signed_by_hand_and_the_signed_file_follows(office, signs):
    dossier = finished(office)
    document = Document.objects.get(subject_kind="dossier", subject_id=dossier.pk)
    assert give(office, dossier, "COUNTER").dossier.status == "RETURNED"
    last = JournalEntry.objects.filter(subject_kind="dossier", subject_id=dossier.pk).order_by("-seq").first()
    assert (last.verb, last.data["on_paper"]) == ("result_returned", True)
    signs.sign(document, "person", office.who("chutich"), AT)
    signs.sign(document, "seal", office.who("vanphong"), AT)
    assert result_of(dossier)[0].signed is True


def test_signed_and_sealed_it_takes_the_place_of_the_marked_one_and_is_returned(office: Office, signs):
    dossier = finished(office)
    document = Document.objects.get(subject_kind="dossier", subject_id=dossier.pk)
    unsigned, words = result_of(dossier)
    assert "CHƯA KÝ SỐ" in words
    signs.sign(document, "person", office.who("chutich"), AT)
    signs.sign(document, "seal", office.who("vanphong"), AT)
    row, words = result_of(dossier)
    assert (row.signed, row.number) == (True, unsigned.number)
    assert "CHƯA KÝ SỐ" not in words
    document.refresh_from_db()
    assert (document.state, document.number) == (State.ISSUED, unsigned.number)
    assert give(office, dossier).dossier.status == "RETURNED"


def test_a_refused_signature_leaves_the_result_unsigned_and_it_may_be_returned(office: Office, signs):
    dossier = finished(office)
    document = Document.objects.get(subject_kind="dossier", subject_id=dossier.pk)
    signs.refuse(document, "Ký trên giấy", office.who("chutich"))
    document.refresh_from_db()
    assert document.state == State.ABANDONED
    assert give(office, dossier).dossier.status == "RETURNED"
    assert result_of(dossier)[0].signed is False


def test_without_a_certificate_it_stays_unsigned_and_says_so(office: Office, signs):
    signs.why_not = "chưa có chứng thư"
    dossier = finished(office)
    assert not Document.objects.exists()
    assert "CHƯA KÝ SỐ" in result_of(dossier)[1]
    assert give(office, dossier).dossier.status == "RETURNED"


def test_a_corrected_result_takes_its_signature_back_and_the_new_one_is_signed(office: Office, signs):
    dossier = finished(office)
    services.correct_result(code=dossier.code, principal=office.who("chutich"), at=AT, reason="Sai tên")
    first = Document.objects.get(subject_id=dossier.pk)
    assert (first.state, signs.waiting) == (State.ABANDONED, [])
    services.finish(code=dossier.code, principal=office.who("chutich"), at=AT, outcome="granted")
    assert [one.state for one in Document.objects.order_by("id")] == [State.ABANDONED, State.TO_SIGN]
