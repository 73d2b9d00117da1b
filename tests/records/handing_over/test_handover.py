"""A dissolved unit's paper is listed, moved on step by step, handed over and accepted by two people under one list."""

import io
import time

import openpyxl
import pypdf
import pytest
from django.db import IntegrityError, transaction

from tests.factories.reorganisations import BEFORE, make_plan
from tests.records.digitising.conftest import AT
from thongsuot.common import stamps
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.common.journal import timeline
from thongsuot.cutover import records_lines
from thongsuot.cutover.models import HandoverBook, HandoverLine
from thongsuot.cutover.services.handover import open_books
from thongsuot.records.handing_over import sheets
from thongsuot.records.handing_over.minutes import minutes_pdf
from thongsuot.records.handing_over.permissions import visible
from thongsuot.records.handing_over.selectors import handovers as asked
from thongsuot.records.handing_over.services import handovers, listing
from thongsuot.records.handing_over.services.listing import BoxRow, FileRow
from thongsuot.records.models import Handover, HandoverFile

pytestmark = pytest.mark.django_db


def test_it_is_opened_between_a_unit_and_one_that_came_before_it(ledger, world):
    assert (str(ledger.handover), ledger.handover.state) == ("01/2026", "collected")
    about = {"title": "X", "basis": "", "at": AT, "new_id": world.mai_phu.id}
    with pytest.raises(Invalid) as refused:
        handovers.open_handover(old_id=world.thach_hai.id, by=ledger.who("luutru"), **about)
    assert refused.value.errors[0]["field"] == "old"
    with pytest.raises(Forbidden):
        handovers.open_handover(old_id=world.phu_luu.id, by=ledger.who("motcua"), **about)
    with pytest.raises(NotFound):
        handovers.open_handover(old_id=world.phu_luu.id, by=ledger.who("khac"), **about)


def test_boxes_and_files_are_counted_and_put_again_without_doubling(ledger, django_assert_num_queries):
    ledger.put()
    ledger.put()
    with django_assert_num_queries(1):
        found = asked.totals(ledger.handover)
    assert (found.boxes, found.files, found.documents, found.sheets, found.share) == (2, 3, 93, 355, 0)
    HandoverFile.objects.filter(number=2).update(digitised=True)
    assert asked.totals(ledger.handover).share == 33


def test_rows_that_do_not_fit_are_refused_and_nothing_is_written(ledger):
    with pytest.raises(Invalid) as refused:
        ledger.put(files=[FileRow("9", 1, "Lạc"), FileRow("3", 1, "A"), FileRow("3", 1, "B")])
    assert len(refused.value.errors) == 2
    with pytest.raises(MoveNotAllowed) as stale:
        ledger.put(seen=9)
    assert stale.value.code == "stale"
    assert asked.totals(ledger.handover).files == 0


def test_states_go_in_order_and_say_what_they_need(ledger):
    with pytest.raises(MoveNotAllowed, match="chưa có hồ sơ"):
        handovers.move_on(**ledger.about())
    ledger.put(boxes=[BoxRow("3"), BoxRow("7")], files=[FileRow("3", 1, "A")])
    with pytest.raises(MoveNotAllowed, match="Hộp chưa có hồ sơ: 7"):
        handovers.move_on(**ledger.about())
    assert ledger.checked().state == "checked"
    with pytest.raises(MoveNotAllowed, match="ký giao"):
        handovers.move_on(**ledger.about())
    with pytest.raises(Forbidden):
        handovers.move_on(**ledger.about("motcua"))
    with pytest.raises(NotFound):
        handovers.move_on(**ledger.about("khac"))


def test_the_last_chair_hands_over_and_the_new_one_accepts_under_the_same_list(ledger, world):
    ledger.checked()
    assert ledger.who("cu").posts == ()  # his unit is no more
    with pytest.raises(Forbidden):
        handovers.hand(**ledger.about("chutich"))
    handed = handovers.hand(**ledger.about("cu"))
    assert (handed.state, handed.handed_title) == ("handed", "Chủ tịch cũ")
    assert handed.content_hash == asked.content_hash(handed)
    with pytest.raises(MoveNotAllowed, match="đã ký"):
        ledger.put()
    with pytest.raises(Forbidden):
        handovers.accept(scan=ledger.scan(), **ledger.about("luutru"))
    with pytest.raises(Invalid) as without:
        handovers.accept(scan=None, **ledger.about("chutich"))
    assert without.value.code == "scan_missing"
    done = handovers.accept(scan=ledger.scan(), **ledger.about("chutich"))
    assert (done.state, done.accepted_title, done.way) == ("accepted", "Chủ tịch UBND xã", "paper")
    done.minutes.refresh_from_db()
    assert done.minutes.attached_at == AT
    verbs = [entry.verb for entry in timeline(world.province.id, "records_handover", done.pk)]
    assert verbs[-2:] == ["handover_handed", "handover_accepted"]


def test_a_list_changed_behind_the_signature_is_not_accepted(ledger):
    ledger.checked()
    handovers.hand(**ledger.about("cu"))
    HandoverFile.objects.filter(handover=ledger.handover, number=2).delete()
    with pytest.raises(MoveNotAllowed) as refused:
        handovers.accept(scan=ledger.scan(), **ledger.about("chutich"))
    assert refused.value.code == "list_changed"
    back = {key: value for key, value in ledger.about("chutich").items() if key != "seen"}
    with pytest.raises(Invalid):
        handovers.send_back(reason=" ", **back)
    again = handovers.send_back(reason="Thiếu một hồ sơ", **back)
    assert (again.state, again.handed_by, again.content_hash) == ("collected", None, "")


def test_one_person_does_not_sign_for_both_sides_even_past_the_services(ledger):
    ledger.checked()
    handovers.hand(**ledger.about("cu"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.filter(pk=ledger.handover.pk).update(
            state="accepted", accepted_by=ledger.users["cu"], accepted_at=AT, minutes=ledger.scan()
        )


def test_nothing_is_accepted_without_minutes_even_past_the_services(ledger):
    ledger.checked()
    handovers.hand(**ledger.about("cu"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Handover.objects.filter(pk=ledger.handover.pk).update(
            state="accepted", accepted_by=ledger.users["chutich"], accepted_at=AT
        )


def test_missing_and_damaged_things_are_said_and_signed(ledger):
    ledger.put()
    about = {key: value for key, value in ledger.about("cu").items() if key != "seen"}
    box = ledger.handover.boxes.get(number="4")
    made = listing.add_exception(kind="missing", what="Tập lưu tháng 5/2020", box_id=box.pk, file_id=None, **about)
    with pytest.raises(Invalid):
        listing.add_exception(kind="lost", what="", box_id=None, file_id=None, **about)
    with pytest.raises(NotFound):
        listing.add_exception(kind="missing", what="X", box_id=999_999, file_id=None, **about)
    assert asked.totals(ledger.handover).exceptions == 1
    text = pypdf.PdfReader(io.BytesIO(minutes_pdf(ledger.handover, made_at=AT))).pages[0].extract_text()
    assert "thiếu: Tập lưu tháng 5/2020" in text
    listing.drop_exception(exception_id=made.pk, **ledger.about())
    assert asked.totals(ledger.handover).exceptions == 0


def test_the_minutes_come_in_two_copies_with_boxes_and_signatures(ledger):
    ledger.checked()
    handovers.hand(**ledger.about("cu"))
    done = handovers.accept(scan=ledger.scan(), **ledger.about("chutich"))
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(minutes_pdf(done, made_at=AT))).pages]
    assert len(pages) == 2
    for words in ("Xã Phù Lưu", "Xã Mai Phụ", "Hộp 3 — Địa chính", "Sổ mục kê", "phuluu.chutich", "maiphu.chutich"):
        assert words in pages[0]
    assert "Bản bên nhận giữ" in pages[1]


def test_the_list_goes_out_to_excel_and_comes_back(ledger):
    ledger.put()
    content = sheets.write(ledger.handover, made_at=AT)
    boxes, files = sheets.read(content)
    assert [box.number for box in boxes] == ["3", "4"]
    assert files == [
        FileRow("3", 1, "Hồ sơ giao đất năm 2019", "2019", "vĩnh viễn", 12, 40),
        FileRow("3", 2, "Sổ mục kê", "1998–2004", "vĩnh viễn", 1, 220),
        FileRow("4", 1, "Công văn đến năm 2020", "2020", "10 năm", 80, 95),
    ]
    book = openpyxl.load_workbook(io.BytesIO(content))
    book["Hồ sơ"]["B2"], book["Hồ sơ"]["C3"] = "một", None
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(Invalid) as refused:
        sheets.read(out.getvalue())
    assert [error["message"] for error in refused.value.errors] == [
        "Hồ sơ, dòng 2: “Hồ sơ số” phải là số nguyên.", "Hồ sơ, dòng 3: thiếu “Tiêu đề”.",
    ]  # fmt: skip
    for bad in (b"PK\x03\x04 hong", b"khong phai excel"):
        with pytest.raises(Invalid) as refused:
            sheets.read(bad)
        assert refused.value.code == "sheet_refused"


def test_the_board_sums_by_commune_for_the_province_and_shows_strangers_nothing(ledger, django_assert_num_queries):
    ledger.put()
    lines = asked.lines_of(visible(ledger.who("tinh")))
    [commune] = asked.by_commune(lines)
    assert (commune.name, commune.totals.files, commune.accepted) == ("Xã Mai Phụ", 3, 0)
    assert asked.lines_of(visible(ledger.who("khac"))) == []
    assert len(asked.lines_of(visible(ledger.who("cu")))) == 1
    rows = visible(ledger.who("luutru"))
    with stamps.of_one_request(), django_assert_num_queries(2):  # and the stamp of units
        asked.lines_of(rows)


def test_its_sums_stand_in_the_ledger_of_the_reorganisation(world):
    plan = make_plan(world, decided=True)
    open_books(by=None, plan=plan.plan, at=BEFORE)
    book = HandoverBook.objects.get(old=plan.of(world.thach_chau))
    handover = Handover.objects.create(
        province_id=world.province.id, old_id=book.old.unit_id, new_id=book.new.unit_id, year=2026, number=1,
        title="Hộ tịch", state="checked", opened_at=AT, opened_by=plan.users["thachchau.chutich"],
    )  # fmt: skip
    for _again in range(2):
        records_lines.put(handover, at=AT)
    [line] = HandoverLine.objects.filter(book=book, source="records")
    assert (line.name, line.unit_of_count, line.reference) == ("Hộ tịch", "hộp", f"handover:{handover.pk}")
    HandoverBook.objects.filter(pk=book.pk).update(
        old_signed_by=plan.users["thachchau.chutich"], old_signed_at=AT, content_hash="x"
    )
    Handover.objects.filter(pk=handover.pk).update(title="Hộ tịch, chứng thực")
    records_lines.put(handover, at=AT)  # signed: it stays as it was signed
    assert HandoverLine.objects.get(pk=line.pk).name == "Hộ tịch"


def test_a_list_of_thousands_with_one_file_twice_is_refused_in_a_moment(ledger):
    rows = [FileRow("3", n, "A") for n in range(1, 15_001)]
    began = time.process_time()
    with pytest.raises(Invalid) as refused:
        ledger.put(boxes=[BoxRow("3")], files=[*rows, FileRow("3", 7, "A")])
    assert refused.value.errors[0]["message"] == "Hồ sơ số 7 của hộp 3 có hai lần."
    assert time.process_time() - began < 4
