"""Documents come in: stored before anything else, understood once and in order, answered; what is wrong is told."""

import datetime as dt
from io import BytesIO

import pikepdf
import pytest

from tests.exchange.axis import messages
from tests.exchange.axis.house import MINISTRY, from_ministry
from tests.factories.documents import a_pdf
from thongsuot.documents.models import Document, DocumentFile, DocumentHolding, State
from thongsuot.documents.services import sending_back
from thongsuot.exchange.axis import edxml, keeping, stuck, understanding
from thongsuot.exchange.axis.edxml.messages import Agency, Attachment, Replaced
from thongsuot.exchange.axis.edxml.words import DocType
from thongsuot.exchange.models import AxisIn, AxisTie

pytestmark = pytest.mark.django_db
LETTER = edxml.write(from_ministry())


def recall(**other):
    said = {
        "doc_type": DocType.RECALL, "reason": "Gửi nhầm", "business_document_id": from_ministry().document_id, "attachments": (),
    }  # fmt: skip
    return from_ministry(**(said | other))


def answers(house):
    house.send()
    return [one.status for one in house.ministry_hears()]


def test_a_letter_becomes_an_incoming_document_of_its_unit_and_is_answered(house):
    row = house.put(LETTER)
    document = house.arrived().get()
    assert (document.unit_id, document.number, document.notation) == (house.world.mai_phu.id, "77", "BNV-CQĐP")
    assert (document.issuer_name, document.issuer_code, document.way) == ("Bộ Nội vụ", "G09", "axis")
    assert document.state == State.ARRIVED
    assert DocumentFile.objects.get(document_id=document.pk).purpose == "main"
    assert (row.state, row.document_id) == (AxisIn.State.DONE, document.pk)
    assert answers(house) == ["01"]


def test_a_letter_with_a_locked_file_comes_in_with_it(house):
    locked = BytesIO()
    with pikepdf.open(BytesIO(a_pdf())) as book:
        book.save(locked, encryption=pikepdf.Encryption(owner="chu", user="mo"))
    row = house.put(
        edxml.write(from_ministry(attachments=(Attachment("khoa.pdf", locked.getvalue(), "application/pdf", "x"),)))
    )
    assert row.state == AxisIn.State.DONE
    assert DocumentFile.objects.get(document_id=row.document_id).file.size == len(locked.getvalue())


def test_the_axis_is_told_only_when_it_is_stored(house, monkeypatch):
    big = Attachment("lon.pdf", messages.PDF + b"x" * keeping.INSIDE, "application/pdf", "x")
    house.ministry_sends(from_ministry(attachments=(big,)))

    def fails(*_args, **_more):
        raise OSError("đĩa đầy")

    with monkeypatch.context() as patch:
        patch.setattr(keeping.files, "store_made", fails)
        with pytest.raises(OSError):
            keeping.fetch(house.clock)
    assert house.axis.post.counts()["waiting"] == 1
    house.receive()
    assert house.axis.post.counts()["waiting"] == 0
    assert house.arrived().count() == 1
    assert AxisIn.objects.get().file is not None


@pytest.mark.parametrize("mode", ["twice", "500_after", "down"])
def test_whatever_the_axis_repeats_or_drops_it_is_one_document(house, mode):
    house.ministry_sends(from_ministry())
    house.axis.faults.put({"mode": mode, "count": 2})
    for _turn in range(6):
        house.receive()
        house.clock.move(minutes=30)
    assert house.arrived().count() == 1
    assert AxisIn.objects.count() == 1


def test_the_same_letter_sent_again_in_other_words_is_the_same_document(house):
    house.put(LETTER)
    house.put(edxml.write(from_ministry(subject="Trích yếu viết lại")))
    assert house.arrived().count() == 1


def test_what_a_unit_does_with_it_is_told_the_sender(house):
    house.put(LETTER)
    document = house.arrived().get()
    for verb in ("registered", "assigned", "started", "done"):
        house.tell(document, verb)
    assert answers(house) == ["01", "03", "04", "05", "06"]


def test_a_letter_sent_back_is_a_refusal_with_its_reason(house):
    house.put(LETTER)
    house.tell(house.arrived().get(), "sent_back", reason="Không thuộc thẩm quyền")
    house.send()
    found = house.ministry_hears()[-1]
    assert (found.status, found.description) == ("02", "Không thuộc thẩm quyền")
    assert found.about.document_id == from_ministry().document_id


def test_two_units_of_ours_get_one_each(house):
    both = (Agency("H27.18583", "Mai Phụ"), Agency("H27.18604", "Thạch Khê"), Agency("H56", "Thanh Hoá"))
    house.put(edxml.write(from_ministry(receivers=both)))
    assert set(house.arrived().values_list("unit_id", flat=True)) == {house.world.mai_phu.id, house.world.thach_khe.id}


def test_a_letter_to_communes_of_before_goes_to_their_heir_once(house):
    old = (Agency("H27.445.18493", "UBND xã Phù Lưu"), Agency("H27.445.18670", "UBND xã Mai Phụ"))
    house.put(edxml.write(from_ministry(receivers=old, promulgated_on=dt.date(2025, 6, 28))))
    assert house.arrived().get().unit_id == house.world.mai_phu.id
    assert AxisTie.objects.get().our_code == "H27.445.18493"


def test_a_letter_to_a_split_commune_waits_for_a_person(house):
    row = house.put(edxml.write(from_ministry(receivers=(Agency("H27.449.18796", "UBND xã Kỳ Lợi"),))))
    assert (row.state, row.cause) == (AxisIn.State.STUCK, "unit_split")


def test_a_sender_with_an_old_communes_code_is_known_by_the_day(house):
    sender = Agency("H27.445.18493", "UBND xã Phù Lưu")
    house.put(edxml.write(from_ministry(sender=sender, promulgated_on=dt.date(2025, 5, 1))))
    assert house.arrived().get().issuer_unit_id == house.world.phu_luu.id


def test_one_receiver_nobody_knows_is_answered_and_the_other_has_it(house):
    both = (Agency("H27.18583", "Mai Phụ"), Agency("H27.9999", "Nơi lạ"))
    house.put(edxml.write(from_ministry(receivers=both)))
    house.send()
    told = {one.sender.organ_id: one.status for one in house.ministry_hears()}
    assert told == {"H27.18583": "01", "H27.9999": "02"}


def test_what_is_dangerous_is_answered_with_its_reason_and_kept(house):
    row = house.put(LETTER.replace(b"<AttachmentName>K", b"<AttachmentName>../K"))
    assert (row.state, row.cause) == (AxisIn.State.REFUSED, "path_in_name")
    house.send()
    [found] = house.ministry_hears()
    assert (found.status, found.about.document_id) == ("02", from_ministry().document_id)
    assert "đường dẫn" in found.description
    assert keeping.raw_of(row).count(b"../K") == 1
    assert not house.arrived().exists()


def test_rubbish_that_cannot_be_answered_waits_for_a_person(house, office):
    row = house.put(b"\x00\x01 khong phai xml")
    assert (row.state, row.cause) == (AxisIn.State.STUCK, "cannot_answer")
    clerk = office.who("vanphong", house.clock())
    assert stuck.read_again(row.pk, clerk, house.clock())
    assert stuck.solve_in(row.pk, "Đã gọi điện", clerk, house.clock())
    row.refresh_from_db()
    assert (row.state, row.note) == (AxisIn.State.SOLVED, "Đã gọi điện")


def test_a_file_that_is_not_what_it_says_is_kept_with_a_remark(house):
    odd = Attachment("bao-cao.docx", b"MZ\x90\0 khong phai docx", "application/msword", "x")
    row = house.put(edxml.write(from_ministry(attachments=(messages.SCAN, odd))))
    kept = DocumentFile.objects.select_related("file").get(purpose="appendix")
    assert kept.file.media_type == "application/octet-stream"
    assert row.state == AxisIn.State.DONE


def test_a_recall_before_anybody_works_on_it_takes_it_back(house):
    house.put(LETTER)
    house.put(edxml.write(recall()))
    document = house.arrived().get()
    assert document.state == State.RECALLED
    assert not DocumentHolding.objects.exists()
    assert answers(house) == ["01", "15", "13"]


def test_a_recall_that_overtakes_its_letter_waits_for_it(house):
    row = house.put(edxml.write(recall()))
    assert (row.state, row.cause) == (AxisIn.State.WAITING, "document_not_here")
    house.put(LETTER)
    house.receive()
    house.receive()
    row.refresh_from_db()
    assert row.state == AxisIn.State.DONE
    assert house.arrived().get().state == State.RECALLED


def test_a_recall_of_what_never_came_is_shown_to_a_person_after_a_day(house):
    row = house.put(edxml.write(recall()))
    house.clock.move(days=2)
    house.receive()
    row.refresh_from_db()
    assert (row.state, row.cause) == (AxisIn.State.STUCK, "document_not_here")


@pytest.mark.parametrize(("agree", "told"), [(True, ["01", "15", "13"]), (False, ["01", "16"])])
def test_a_recall_of_what_is_in_hand_is_answered_by_its_clerk(house, office, agree, told):
    house.put(LETTER)
    house.move_on(house.arrived().get(), State.IN_HAND)
    row = house.put(edxml.write(recall()))
    assert (row.state, "văn thư" in row.detail) == (AxisIn.State.DONE, True)
    document, clerk = house.arrived().get(), office.who("vanphong", house.clock())
    assert document.state == State.IN_HAND
    sending_back.answer_recall(
        uid=document.uid, agree=agree, reason="" if agree else "Đã giải quyết", principal=clerk, at=house.clock()
    )
    assert answers(house) == told


def test_an_update_of_what_is_in_hand_is_asked_of_a_person(house):
    house.put(LETTER)
    house.move_on(house.arrived().get(), State.IN_HAND)
    row = house.put(edxml.write(recall(doc_type=DocType.UPDATE)))
    assert row.state == AxisIn.State.ASKED


def test_messages_of_one_document_are_understood_in_their_order(house, monkeypatch):
    """A letter that is stuck for a fault of ours must not be overtaken by its recall."""

    def fails(*_args, **_more):
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(understanding.acting, "act", fails)
        house.put(LETTER)
    late = house.put(edxml.write(recall()))
    assert (late.state, late.cause) == (AxisIn.State.WAITING, "earlier_waits")
    house.clock.move(hours=1)
    house.receive()
    house.clock.move(hours=1)
    house.receive()
    late.refresh_from_db()
    assert late.state == AxisIn.State.DONE
    assert house.arrived().get().state == State.RECALLED


def test_an_update_brings_new_words_and_files(house):
    house.put(LETTER)
    other = Attachment("moi.pdf", messages.PDF + b"moi", "application/pdf", "n")
    house.put(edxml.write(recall(doc_type=DocType.UPDATE, subject="Trích yếu mới", attachments=(other,))))
    document = house.arrived().get()
    assert document.summary == "Trích yếu mới"
    main = DocumentFile.objects.select_related("file").get(purpose="main", replaced_at=None)
    assert main.file.name == "moi.pdf"
    assert answers(house) == ["01", "15"]


def test_a_replacement_closes_the_old_and_opens_the_new(house):
    house.put(LETTER)
    other = Attachment("moi.pdf", messages.PDF + b"moi", "application/pdf", "n")
    house.put(
        edxml.write(
            from_ministry(
                document_id="G09,2026/11/25,80/BNV-CQĐP", number="80", doc_type=DocType.REPLACE, reason="Sai",
                business_document_id=from_ministry().document_id, attachments=(other,),
                replaced=(Replaced(from_ministry().document_id, ("H27.18583",)),),
            )
        )
    )  # fmt: skip
    old, new = house.arrived()
    assert (old.state, new.state) == (State.REPLACED, State.ARRIVED)
    assert new.links.get().other_id == old.pk


def test_a_secret_document_is_refused_and_nothing_of_it_stays(house):
    row = house.put(edxml.write(from_ministry(sphere="Mật")))
    assert (row.state, row.cause, row.subject) == (AxisIn.State.REFUSED, "secret_document", "")
    assert b"BNV" not in keeping.raw_of(row)
    assert not house.arrived().exists()
    assert answers(house) == ["02"]


def test_a_message_for_nobody_here_is_told_to_a_person(house):
    row = house.put(edxml.write(from_ministry(receivers=(MINISTRY,))))
    assert (row.state, row.cause) == (AxisIn.State.STUCK, "receiver_not_here")


def test_a_letter_without_day_or_number_is_still_a_letter(house):
    told = LETTER.replace(b"2026/11/24", b"2026/02/31").replace(b"CodeNumber>77<", b"CodeNumber><")
    row = house.put(told)
    assert row.state == AxisIn.State.DONE
    assert {one["code"] for one in row.remarks} >= {"date_impossible"}
    assert Document.objects.get(pk=row.document_id).issued_on is None
