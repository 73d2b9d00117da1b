"""The hand-over ledger: lines with counts, two people sign under exactly these lines, minutes in two copies."""

import io
from datetime import timedelta

import openpyxl
import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from tests.factories.accounts import give_post, make_official, sign_in, with_password
from tests.factories.reorganisations import AFTER, BEFORE, INSTANT, make_plan
from tests.page_client import PageClient
from thongsuot.accounts.models import Role
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.common.journal import timeline
from thongsuot.common.now import frozen
from thongsuot.cutover.collecting import checking, shapes
from thongsuot.cutover.collecting.checking import Known
from thongsuot.cutover.handover_rights import book_for
from thongsuot.cutover.models import HandoverBook, HandoverLine
from thongsuot.cutover.selectors import handover as selectors
from thongsuot.cutover.services import handover
from thongsuot.cutover.services.handover import Given
from thongsuot.tasks.models import OpenWork, Task

pytestmark = pytest.mark.django_db
PASSWORD = "bốn từ ghép lại"
OPENED = 7  # one for each way


@pytest.fixture
def made(world):
    """Decided, with a chair in the new commune from the day."""
    plan = make_plan(world, decided=True)
    plan.users["maiphu.chutich"] = make_official(
        world, "maiphu.chutich", Role.CHAIR, world.mai_phu, title="Chủ tịch UBND xã"
    )
    handover.open_books(by=plan.who("hatinh.quantri"), plan=plan.plan, at=BEFORE)
    return plan


def book_of(made, old=None):
    return HandoverBook.objects.get(old=made.of(old or made.world.thach_chau))


def cells(**changes):
    values = {
        "what": "hồ sơ, tài liệu",
        "name": "Hồ sơ hộ tịch 2020–2024",
        "unit_of_count": "hộp",
        "handed": "12",
        "received": "12",
    }
    return values | changes


def checked(*rows):
    return checking.check(shapes.HANDOVER, list(enumerate(rows, 2)), Known(today=AFTER.date()))


def keep(made, book, who="maiphu.chutich", line_id=None, at=AFTER, **changes):
    book.refresh_from_db()
    [row] = checked(cells(**changes))
    assert not row.problems, row.problems
    return handover.keep_line(
        by=made.who(who, at), book_id=book.pk, line_id=line_id, row=row, seen=book.revision, at=at
    )


def sign(made, book, who, side, at=AFTER):
    book.refresh_from_db()
    return handover.sign(by=made.who(who, at), book_id=book.pk, side=side, seen=book.revision, at=at)


def test_every_way_of_the_plan_has_one_book_however_often_it_is_asked(made):
    assert HandoverBook.objects.count() == OPENED
    assert handover.open_books(by=made.who("hatinh.quantri"), plan=made.plan, at=BEFORE) == 0


def test_two_people_sign_and_the_book_says_whether_all_is_there(made):
    book = book_of(made)
    keep(made, book)
    assert sign(made, book, "thachchau.chutich", "old").old_title == "chủ tịch"
    [line] = [b for b in selectors.board(made.plan) if b.id == book.pk]
    assert line.state == "half"
    done = sign(made, book, "maiphu.chutich", "new", AFTER + timedelta(minutes=1))
    [line] = [b for b in selectors.board(made.plan) if b.id == book.pk]
    assert (line.state, line.exceptions) == ("signed", 0)
    assert done.content_hash == selectors.content_hash(list(book.lines.all()))
    verbs = [entry.verb for entry in timeline(made.world.province.id, "cutover_handover", book.pk)]
    assert verbs == ["handover_line_kept", "handover_signed", "handover_signed"]


def test_missing_and_damaged_things_are_exceptions_with_a_reason(made):
    book = book_of(made)
    [row] = checked(cells(received="10", damaged="1"))
    assert row.problems[0].column == "note"
    keep(made, book, received="10", damaged="1", note="2 hộp chưa tìm thấy, 1 hộp ẩm")
    sign(made, book, "thachchau.chutich", "old")
    sign(made, book, "maiphu.chutich", "new")
    [line] = [b for b in selectors.board(made.plan) if b.id == book.pk]
    assert (line.state, line.exceptions) == ("exceptions", 1)
    assert selectors.words_of(book.lines.get()) == "thiếu 2, hỏng 1"


def test_one_person_does_not_sign_for_both_sides(made, world):
    both = made.users["thachchau.chutich"]
    give_post(world, both, Role.CHAIR, world.mai_phu)
    book = book_of(made)
    keep(made, book)
    sign(made, book, "thachchau.chutich", "old")
    with pytest.raises(Forbidden, match="hai người khác nhau"):
        sign(made, book, "thachchau.chutich", "new")
    with pytest.raises(IntegrityError), transaction.atomic():
        HandoverBook.objects.filter(pk=book.pk).update(new_signed_by=both, new_signed_at=AFTER)


def test_nobody_signs_for_a_side_that_is_not_his(made):
    book = book_of(made)
    keep(made, book)
    with pytest.raises(Forbidden):
        sign(made, book, "maiphu.chutich", "old")
    with pytest.raises(NotFound):
        sign(made, book, "phuluu.chutich", "old")
    with pytest.raises(Forbidden):
        sign(made, book, "hatinh.quantri", "new")


def test_the_head_of_the_dissolved_commune_signs_after_the_instant_too(made):
    _book, standing = book_for(made.who("thachchau.chutich", AFTER), book_of(made).pk, AFTER)
    assert made.who("thachchau.chutich", AFTER).posts == ()
    assert standing.titles == {"old": "chủ tịch"}


def test_a_book_not_counted_or_empty_is_not_signed(made):
    book = book_of(made)
    with pytest.raises(MoveNotAllowed, match="chưa có dòng nào"):
        sign(made, book, "thachchau.chutich", "old")
    keep(made, book, received="")
    with pytest.raises(MoveNotAllowed, match="Còn 1 dòng bên nhận chưa đếm"):
        sign(made, book, "thachchau.chutich", "old")


def test_a_signed_book_changes_only_after_it_was_opened_again(made):
    book = book_of(made)
    line = keep(made, book)
    sign(made, book, "thachchau.chutich", "old")
    with pytest.raises(MoveNotAllowed, match="đã có chữ ký"):
        keep(made, book, line_id=line.pk, received="11", note="thiếu một")
    with pytest.raises(Invalid):
        handover.reopen(by=made.who("maiphu.chutich", AFTER), book_id=book.pk, reason="", at=AFTER)
    handover.reopen(by=made.who("maiphu.chutich", AFTER), book_id=book.pk, reason="Đếm lại", at=AFTER)
    keep(made, book, line_id=line.pk, received="11", note="thiếu một")
    book.refresh_from_db()
    assert (book.old_signed_by, book.reopened_because) == (None, "Đếm lại")


def test_who_signs_must_have_seen_the_last_lines(made):
    book = book_of(made)
    keep(made, book)
    with pytest.raises(MoveNotAllowed) as refused:
        handover.sign(by=made.who("thachchau.chutich", AFTER), book_id=book.pk, side="old", seen=0, at=AFTER)
    assert refused.value.code == "stale"


def test_another_room_puts_its_lines_once_and_its_counts_stay(made, world):
    book, old, new = book_of(made), world.thach_chau.id, world.mai_phu.id
    given = [Given("box-1", "records", "Hộp 1", "hộp", 1), Given("box-2", "records", "Hộp 2", "hộp", 1)]
    about = {"plan": made.plan, "old_unit": old, "new_unit": new, "source": "records", "at": AFTER}
    handover.put_lines(lines=given, **about)
    line = HandoverLine.objects.get(reference="box-1")
    keep(made, book, line_id=line.pk, name="đổi tên", handed="1", received="1")
    keep(made, book, name="Ghi tay")
    handover.put_lines(lines=[Given("box-1", "records", "Hộp 1 (hộ tịch)", "hộp", 1)], **about)
    assert list(book.lines.values_list("name", "received", "source")) == [
        ("Hộp 1 (hộ tịch)", 1, "records"),
        ("Ghi tay", 12, ""),
    ]
    book.refresh_from_db()
    with pytest.raises(MoveNotAllowed, match="phòng khác"):
        handover.drop_line(
            by=made.who("maiphu.chutich", AFTER), book_id=book.pk, line_id=line.pk, seen=book.revision, at=AFTER
        )
    with pytest.raises(NotFound):
        handover.put_lines(**(about | {"old_unit": new}), lines=given)


def test_both_heads_have_it_in_their_list_until_they_have_signed(made, world):
    def open_for(unit):
        return set(OpenWork.objects.filter(kind="cutover.handover", unit_id=unit.id).values_list("task_id", flat=True))

    book = book_of(made)
    assert open_for(world.thach_chau) == {book.old_task_id}
    assert len(open_for(world.mai_phu)) == 4
    task = Task.objects.get(pk=book.old_task_id)
    assert (task.what, task.due_at, task.page) == (
        "Bàn giao hồ sơ, trụ sở, tài sản cho Xã Mai Phụ",
        INSTANT,
        f"/can-bo/chuyen-doi/ban-giao/{book.pk}/",
    )
    keep(made, book)
    sign(made, book, "thachchau.chutich", "old")
    sign(made, book, "maiphu.chutich", "new")
    assert open_for(world.thach_chau) == set()
    assert len(open_for(world.mai_phu)) == 3
    handover.reopen(by=made.who("hatinh.quantri"), book_id=book.pk, reason="Thiếu một hộp", at=AFTER)
    assert len(open_for(world.mai_phu)) == 4


# --- pages -----------------------------------------------------------------------------------------------------------------
def client_of(made, name):
    return sign_in(PageClient(), with_password(made.users[name], PASSWORD))


def place_of(book, rest=""):
    return f"/can-bo/chuyen-doi/ban-giao/{book.pk}/{rest}"


def test_both_sides_write_sign_and_print_on_the_pages(made):
    book = book_of(made)
    with frozen(AFTER):
        new, old = client_of(made, "maiphu.chutich"), client_of(made, "thachchau.chutich")
        assert "Xã Thạch Châu" in new.get("/can-bo/chuyen-doi/ban-giao/").content.decode()
        assert "Sổ chưa có dòng nào" in new.get(place_of(book)).content.decode()
        wrong = new.post(place_of(book, "dong/0/"), cells(what="records", received="9") | {"ban": 0})
        assert wrong.status_code == 422
        assert new.post(place_of(book, "dong/0/"), cells(what="records") | {"ban": 0}).status_code == 302
        assert new.get(place_of(book, f"dong/{book.lines.get().pk}/")).status_code == 200
        assert "Ký bên nhận" in new.get(place_of(book)).content.decode()
        assert new.get(place_of(book, "ky/new/")).status_code == 200
        given = {"ban": 1, "agree": "1", "password": "sai"}
        assert new.post(place_of(book, "ky/new/"), given).status_code == 422
        assert new.post(place_of(book, "ky/new/"), given | {"password": PASSWORD}).status_code == 302
        assert old.post(place_of(book, "ky/old/"), given | {"password": PASSWORD}).status_code == 302
        text = old.get(place_of(book)).content.decode()
        assert "hai bên đã ký" in text
        pdf = old.get(place_of(book, "bien-ban.pdf"))
        pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf.content)).pages]
        assert len(pages) == 2
        assert "Bản bên giao giữ" in pages[0]
        assert "Đã xác nhận trên hệ thống" in pages[1]


def test_the_ledger_goes_out_to_excel_and_comes_back_counted(made):
    book = book_of(made)
    keep(made, book, received="")
    with frozen(AFTER):
        new = client_of(made, "maiphu.chutich")
        made_book = openpyxl.load_workbook(io.BytesIO(new.get(place_of(book, "so.xlsx")).content))
        sheet = made_book["Bàn giao"]
        sheet["E2"], sheet["G2"] = 11, "một hộp đang mượn"
        sheet.append(["con dấu, chứng thư số", "Con dấu UBND", "cái", 1, 1])
        book.refresh_from_db()
        out = io.BytesIO()
        made_book.save(out)
        answer = new.post(
            place_of(book, "tai-len/"),
            {"file": SimpleUploadedFile("so.xlsx", out.getvalue()), "ban": book.revision},
        )
        assert answer.status_code == 302
        assert list(book.lines.values_list("name", "received")) == [
            ("Hồ sơ hộ tịch 2020–2024", 11),
            ("Con dấu UBND", 1),
        ]
        sheet["E2"] = "mười một"
        out = io.BytesIO()
        made_book.save(out)
        book.refresh_from_db()
        wrong = new.post(
            place_of(book, "tai-len/"),
            {"file": SimpleUploadedFile("so.xlsx", out.getvalue()), "ban": book.revision},
        )
        assert wrong.status_code == 422
        assert "không phải số nguyên" in wrong.content.decode()


def test_the_board_shows_every_book_in_one_statement(made, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert len(selectors.board(made.plan)) == OPENED
    with frozen(BEFORE):
        team = sign_in(PageClient(), made.users["hatinh.quantri"])
        place = "/quan-tri/chuyen-doi/ha-tinh-2025/ban-giao/"
        assert "0/7" in team.get(place).content.decode()
        assert team.post(f"{place}lap/").status_code == 302
        sheet = openpyxl.load_workbook(io.BytesIO(team.get(f"{place}bang.xlsx").content)).active
        assert sheet.max_row == OPENED + 1
        assert sign_in(PageClient(), made.users["thachchau.chutich"]).get(place).status_code == 403
        home = team.get("/quan-tri/chuyen-doi/ha-tinh-2025/").content.decode()
        assert "sổ hai bên đã ký" in home
