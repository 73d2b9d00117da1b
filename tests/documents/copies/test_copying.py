"""Sao văn bản: what may be copied from what, in which form; numbered with the signature, told at its source."""

import io

import pypdf
import pytest
from django.db import IntegrityError, transaction

from tests.documents.copies.conftest import pdf_of
from tests.documents.outgoing_story import AT
from tests.factories.accounts import make_official
from thongsuot.accounts.models import Role
from thongsuot.common import files, journal, stamps
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.documents.models import DocumentCopy, DocumentFile, DocumentLink, Recipient, RegisterEntry, State
from thongsuot.documents.selectors import copies
from thongsuot.documents.services import checking, copying, issuing
from thongsuot.documents.services.addressing import To
from thongsuot.org.models import UnitVersion

pytestmark = pytest.mark.django_db


def text_of(document):
    main = DocumentFile.objects.get(document=document, purpose="main", replaced_at=None)
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(files.read_bytes(main.file))).pages]


def test_a_paper_copy_of_our_decision_says_what_it_is_under_the_last_words(office, desk):
    copy = desk.signed(office.issued("QD"), To("Sở Tư pháp", "paper"), To("Lưu: VT", "file"))
    assert (copy.state, copy.sign, copy.signing_mode) == (State.SIGNED, "01/SY-UBND", "TM")
    last = text_of(copy)[-1]
    for words in (
        "SAO Y",
        "Số: 01/SY-UBND",
        "TM. ỦY BAN NHÂN DÂN",
        "Hồ Sỹ Tuấn",
        "Sở Tư pháp",
        "In từ văn bản điện tử",
    ):
        assert words in last, words
    assert "ngày 02 tháng 3 năm 2026" in " ".join(last.split())


def test_the_copy_of_a_short_letter_stands_on_the_same_page_and_of_a_full_one_on_a_new_page(office, desk):
    short, full = pdf_of("ngắn"), pdf_of("đầy #v(1fr) cuối trang")
    pages = [
        len(text_of(desk.signed(desk.arrived("axis", pdf=pdf, number=str(n))))) for n, pdf in enumerate((short, full))
    ]
    assert pages == [1, len(pypdf.PdfReader(io.BytesIO(full)).pages) + 1]


def test_an_electronic_copy_of_a_paper_bears_number_and_mark_on_its_first_page_and_nothing_else(desk, signs):
    waiting = desk.ask(desk.arrived(), to="digital", compared=True)
    mark = next(one.mark for one in signs.waiting if one.subject_id == waiting.pk and one.purpose == "seal")
    assert (mark["page"], mark["copy"]) == (1, "Sao y")
    assert mark["x"] + mark["width"] == pytest.approx(206)
    copy = desk.office
    desk.office.gate.sign(waiting, "person", copy.who(copy.chair))
    pages = text_of(waiting)
    assert len(pages) == 3
    assert "Số: 01/SY-UBND" in pages[0]
    assert "SAO Y" not in "".join(pages)


def test_an_excerpt_has_a_page_of_the_source_and_only_the_pages_that_were_picked(desk):
    copy = desk.signed(desk.arrived("axis"), kind="TRS", to="digital", picked="3, 2-2")
    pages = text_of(copy)
    assert len(pages) == 3
    assert "(Trích)" in pages[0]
    assert "Trích trang 2-3 trong văn bản có 3 trang" in " ".join(pages[0].split())
    assert ["Trang 2" in pages[1], "Trang 3" in pages[2]] == [True, True]
    assert copy.sign == "01/TrS-UBND"


def test_all_kinds_of_copies_are_numbered_in_one_series(office, desk):
    whole = desk.signed(office.issued("QD"))
    part = desk.signed(desk.arrived("axis"), kind="TRS", picked="1")
    of_copy = desk.signed(desk.arrived(number="16"), kind="SL", held="copy", compared=True)
    assert [one.sign for one in (whole, part, of_copy)] == ["01/SY-UBND", "02/TrS-UBND", "03/SL-UBND"]
    assert set(RegisterEntry.objects.filter(book="copy").values_list("number", "state")) == {
        (1, "given"),
        (2, "given"),
        (3, "given"),
    }
    assert office.signed("CV").number == "02"  # documents that are drafted go on in their own


def test_a_copy_that_reached_another_unit_is_known_there_as_a_copy(office, desk, world):
    copy = desk.signed(office.issued("QD"), To("UBND xã Thạch Khê", "inside", unit_id=world.thach_khe.id))
    issuing.issue(copy.uid, principal=desk.clerk, at=AT)
    from thongsuot.documents.models import Document
    from thongsuot.documents.services import delivering, taking_in

    delivering.deliver_waiting(AT)
    there = Document.objects.get(direction="in", unit_id=world.thach_khe.id)
    assert (there.type, there.sign) == ("SY", "01/SY-UBND")
    clerk = office.who(make_official(world, "vtthachkhe", Role.DOCUMENT_CLERK, world.thach_khe))
    chair = make_official(world, "cttk", Role.CHAIR, world.thach_khe, title="Chủ tịch UBND xã")
    taking_in.register(uid=there.uid, principal=clerk, at=AT, present_to=None)
    there.refresh_from_db()
    how = {"to": "paper", "signer_id": chair.pk, "mode": "TM", "held": "original"}
    with pytest.raises(Invalid) as refused:
        copying.ask(there, copying.Wish(kind="SY", **how), principal=clerk, at=AT)
    assert refused.value.code == "copy_of_copy"
    again = copying.ask(there, copying.Wish(kind="SL", **how), principal=clerk, at=AT)
    assert again.type == "SL"


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"kind": "SL"}, "copy_of_original"),
        ({"kind": "SY", "held": "copy"}, "copy_of_copy"),
        ({"kind": "TRS", "held": "copy", "picked": "1"}, "copy_of_copy"),
        ({"kind": "SY", "to": "digital"}, "way_not_allowed"),
        ({"kind": "SL", "held": "copy", "to": "digital"}, "way_not_allowed"),
        ({"kind": "XX"}, "kind_unknown"),
        ({"to": "đá"}, "medium_unknown"),
        ({"kind": "TRS"}, "pages_missing"),
        ({"kind": "TRS", "picked": "2-9"}, "pages_wrong"),
        ({"kind": "TRS", "picked": "0"}, "pages_wrong"),
        ({"kind": "TRS", "picked": "3-2"}, "pages_wrong"),
        ({"kind": "TRS", "picked": "hai"}, "pages_wrong"),
        ({"kind": "TRS", "picked": "²"}, "pages_wrong"),
        ({"mode": "TL"}, "signing_mode_wrong"),
        ({"signer_id": 0}, "signer_unknown"),
        ({"asked_for": "TUYỆT MẬT"}, "secret_document"),
    ],
)
def test_what_the_decree_does_not_allow_is_refused_by_name(desk, wish, code):
    source = desk.arrived("axis")
    with pytest.raises(Invalid) as refused:
        desk.ask(source, **wish)
    assert refused.value.code == code
    assert not DocumentCopy.objects.exists()


def test_a_scan_of_a_secret_paper_is_not_copied(desk):
    from thongsuot.documents import texts

    source = desk.arrived("axis")
    texts.put(source, "ỦY BAN NHÂN DÂN\nTỐI MẬT\nQuyết định", source="ocr")
    with pytest.raises(Invalid) as refused:
        desk.ask(source)
    assert refused.value.code == "secret_document"


def test_a_paper_is_compared_before_it_becomes_a_copy(desk):
    with pytest.raises(Invalid) as refused:
        desk.ask(desk.arrived(), to="digital")
    assert (refused.value.code, refused.value.errors[0]["field"]) == ("not_compared", "compared")


def test_a_document_that_is_not_issued_or_has_no_file_is_not_copied(office, desk):
    with pytest.raises(Invalid) as refused:
        desk.ask(office.to_sign("QD"))
    assert refused.value.code == "source_not_final"
    source = desk.arrived("axis")
    DocumentFile.objects.filter(document=source).update(replaced_at=AT)
    with pytest.raises(Invalid) as refused:
        desk.ask(source)
    assert refused.value.code == "no_file"


def test_an_excerpt_is_not_copied_again(desk):
    part = desk.signed(desk.arrived("axis"), kind="TRS", picked="1")
    issuing.issue(part.uid, principal=desk.clerk, at=AT)
    part.refresh_from_db()
    with pytest.raises(Invalid) as refused:
        desk.ask(part)
    assert refused.value.code == "source_is_copy"


def test_a_copy_of_a_recalled_document_warns_first_and_says_so(office, desk):
    source = office.issued("QD")
    issuing.recall(source.uid, reason="Sai căn cứ", principal=office.who(office.chair), at=AT)
    source.refresh_from_db()
    with pytest.raises(Invalid) as refused:
        desk.ask(source)
    assert refused.value.code == "source_recalled"
    copy = desk.ask(source, seen_warning=True)
    assert DocumentCopy.objects.get(document=copy).source_state == State.RECALLED


def test_the_same_copy_is_not_asked_for_twice_while_it_waits(office, desk):
    source = office.issued("QD")
    desk.ask(source)
    with pytest.raises(Invalid) as refused:
        desk.ask(source)
    assert refused.value.code == "copy_waiting"


def test_who_does_not_work_in_the_unit_finds_nothing_to_copy(office, desk, world):
    source = office.issued("QD")
    stranger = office.who(make_official(world, "la", Role.DOCUMENT_CLERK, world.thach_khe))
    with pytest.raises(NotFound):
        copying.ask(source, desk.wish, principal=stranger, at=AT)


def test_what_was_issued_under_another_province_is_copied_under_todays(office, desk, world):
    source = office.issued("QD")
    UnitVersion.objects.filter(unit_id=world.mai_phu.id).update(province_id=world.other_province.id)
    stamps.bump(stamps.ORG)
    copy = desk.signed(source)
    assert (copy.province_id, source.province_id) == (world.other_province.id, world.province.id)
    assert "SAO Y" in text_of(copy)[-1]
    seen = copies.checked(DocumentCopy.objects.get(document=copy).code)
    assert (seen.source_state, copies.of_source(source, frozenset({world.mai_phu.id}))) == ("issued", [copy])
    assert journal.timeline(source.province_id, "document", source.pk)[-1].verb == "copied"


def test_a_refused_signature_leaves_its_number_in_the_book_with_the_reason(office, desk, signs):
    from thongsuot.documents.services import signing

    copy = desk.ask(office.issued("QD"))
    signing.prepare(next(one for one in signs.waiting if one.subject_id == copy.pk))
    office.gate.refuse(copy, "Sao nhầm văn bản", office.who(office.chair))
    copy.refresh_from_db()
    assert (copy.state, copy.number) == (State.ABANDONED, "")
    entry = RegisterEntry.objects.get(book="copy")
    assert (entry.state, entry.void_reason) == ("void", "Sao nhầm văn bản")
    assert desk.signed(desk.arrived("axis")).number == "02"


def test_a_copy_may_be_given_up_while_it_waits(office, desk):
    copy = desk.ask(office.issued("QD"))
    checking.abandon(copy.uid, reason="Không cần nữa", principal=desk.clerk, at=AT)
    copy.refresh_from_db()
    assert copy.state == State.ABANDONED


def test_the_source_tells_of_its_copy_and_the_copy_of_its_source(office, desk):
    source = office.issued("QD")
    copy = desk.signed(source)
    link = DocumentLink.objects.get(document=copy)
    assert (link.kind, link.other_id) == ("copies", source.pk)
    verbs = [entry.verb for entry in journal.timeline(source.province_id, "document", source.pk)]
    assert verbs[-1] == "copied"
    asked = journal.timeline(copy.province_id, "document", copy.pk)[0]
    assert (asked.verb, asked.data["why"]) == ("copy_asked", "Hồ sơ đất đai")


def test_recipients_of_a_copy_get_it_by_the_usual_ways(office, desk):
    copy = desk.signed(office.issued("QD"), To("Ông Bình", "paper", copies=2), To("Lưu: VT", "file"))
    issuing.issue(copy.uid, principal=desk.clerk, at=AT)
    assert set(Recipient.objects.filter(document=copy).values_list("way", "sending")) == {
        ("paper", "waiting"),
        ("file", "sent"),
    }


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "SY", "to_medium": "digital", "paper_copies": 0},
        {"kind": "SL"},
        {"kind": "TRS"},
        {"source_id": None},
        {"from_medium": "paper", "compared": False},
        {"paper_copies": 0},
        {"picked": "1"},
    ],
)
def test_the_database_refuses_a_copy_that_cannot_be(office, desk, change):
    copy = desk.ask(office.issued("QD"))
    with pytest.raises(IntegrityError), transaction.atomic():
        DocumentCopy.objects.filter(document=copy).update(**change)
