"""Hồ sơ công việc: opened by the year's list, one thing in one file, closed, owed and handed in to the archive."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.documents.incoming.conftest import LATER, part_of
from tests.factories.accounts import make_official, principal_for, sign_in
from tests.factories.documents import AT, Office, a_file, a_letter, a_pdf
from tests.page_client import PageClient
from thongsuot.accounts.models import Role
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.common.now import frozen
from thongsuot.documents import texts
from thongsuot.documents.models import Document, FileListItem, WorkFile, WorkFileItem
from thongsuot.documents.selectors.work_files import proposed
from thongsuot.documents.services import arriving, file_lists, work_files, working
from thongsuot.documents.services.file_lists import ListRow
from thongsuot.documents.services.work_files import NewItem
from thongsuot.records import retention
from thongsuot.records import services as records
from thongsuot.records.models import HandIn, HandInDue, RecordItem

pytestmark = pytest.mark.django_db
ROWS = [ListRow("01.VP", "Tập văn bản đến", "Văn phòng", "HS-CV"), ListRow("02.VP", "Rà soát hộ nghèo", "Lê Văn Bình")]


@pytest.fixture
def listed(world, office):
    """Danh mục of 2026, not yet approved."""
    return file_lists.replace(unit_id=world.mai_phu.id, year=2026, rows=ROWS, principal=office.clerk, at=AT)


@pytest.fixture
def file(world, office, listed):
    """Hồ sơ 01.VP of the specialist."""
    return work_files.open_file(unit_id=world.mai_phu.id, code="01.VP", title="", principal=office.specialist, at=AT)


def gather(file, office, *items, who=None):
    return work_files.gather(uid=file.uid, items=items, principal=who or office.specialist, at=LATER)


def test_a_file_takes_title_and_retention_from_the_list(file):
    assert (file.title, file.rule, file.state) == ("Tập văn bản đến", "HS-CV", WorkFile.State.OPEN)


def test_a_code_is_given_once_a_year(file, world, office):
    with pytest.raises(Invalid) as refused:
        work_files.open_file(unit_id=world.mai_phu.id, code="01.VP", title="Khác", principal=office.helper, at=LATER)
    assert refused.value.code == "file_code_taken"
    next_year = datetime(2027, 1, 5, 2, tzinfo=UTC)
    assert work_files.open_file(
        unit_id=world.mai_phu.id, code="01.VP", title="Năm sau", principal=office.helper, at=next_year
    ).pk


def test_a_thing_is_in_one_file_and_twice_is_once(file, letter, office, world):
    item = NewItem.of_document(letter)
    assert (gather(file, office, item), gather(file, office, item)) == (1, 0)
    other = work_files.open_file(unit_id=world.mai_phu.id, code="X", title="Khác", principal=office.specialist, at=AT)
    with pytest.raises(MoveNotAllowed, match=r"01\.VP") as refused:
        gather(other, office, item)
    assert refused.value.code == "in_another_file"
    work_files.take_out(uid=file.uid, item_id=WorkFileItem.objects.get().pk, principal=office.specialist, at=LATER)
    assert gather(other, office, item) == 1


def test_documents_dossiers_tasks_and_files_stand_together(file, letter, office):
    items = [
        NewItem.of_document(letter),
        NewItem("dossier", "Đăng ký khai sinh", 7, sign="H27.1-260302-0001"),
        NewItem("task", "Rà soát", 9),
        NewItem("file", "Ảnh hiện trường", file=a_file().stored),
    ]
    assert gather(file, office, *items) == 4
    assert list(WorkFileItem.objects.order_by("position").values_list("kind", flat=True)) == [
        "document",
        "dossier",
        "task",
        "file",
    ]


def test_a_file_of_somebody_else_is_left_alone_but_for_leaders_and_clerks(file, letter, office, world):
    with pytest.raises(Forbidden):
        gather(file, office, NewItem.of_document(letter), who=office.helper)
    with pytest.raises(NotFound):
        gather(file, office, NewItem.of_document(letter), who=Office(world, world.thach_khe, "tk").chair)
    assert gather(file, office, NewItem.of_document(letter), who=office.clerk) == 1


@pytest.mark.parametrize(("construction", "due"), [(False, date(2027, 3, 2)), (True, date(2026, 6, 2))])
def test_a_closed_file_is_owed_to_the_archive(world, office, letter, construction, due):
    file = work_files.open_file(
        unit_id=world.mai_phu.id,
        code="9",
        title="Kè biển",
        construction=construction,
        principal=office.specialist,
        at=AT,
    )
    with pytest.raises(Invalid):
        work_files.close(uid=file.uid, ended_on=date(2026, 3, 2), principal=office.specialist, at=LATER)
    gather(file, office, NewItem.of_document(letter))
    work_files.close(uid=file.uid, ended_on=date(2026, 3, 2), principal=office.specialist, at=LATER)
    assert HandInDue.objects.get(source_kind="work_file", source_id=file.pk).due_at.date() == due
    with pytest.raises(MoveNotAllowed):
        gather(file, office, NewItem("task", "Thêm", 3))


def test_a_file_is_handed_in_with_its_papers_once(world, office, file):
    retention.load()
    document = arriving.arrive(unit_id=world.mai_phu.id, way="axis", facts=a_letter(), files=[a_file(a_pdf())], at=AT)
    gather(file, office, NewItem.of_document(document))
    work_files.close(uid=file.uid, ended_on=date(2026, 3, 2), principal=office.specialist, at=LATER)
    for _ in range(2):
        made = work_files.hand_in(
            uids=[file.uid], title="Nộp năm 2026", key="k1", principal=office.specialist, at=LATER
        )
    file.refresh_from_db()
    assert (file.state, file.handed_in_at) == (WorkFile.State.HANDED_IN, LATER)
    record = RecordItem.objects.get()
    assert (record.summary, record.number, record.source_id) == (document.summary, "120", document.pk)
    assert made.unit_id == world.mai_phu.id


def test_what_the_archive_returned_is_put_right_and_handed_in_again(client, world, office, file, letter):
    retention.load()
    texts.put(letter, "chỉ có ở trang ba", source="pdf", file_id=1)
    gather(file, office, NewItem.of_document(letter))
    who = {"uid": file.uid, "principal": office.specialist, "at": LATER}
    work_files.close(**who, ended_on=date(2026, 3, 2))
    with pytest.raises(MoveNotAllowed):
        work_files.reopen(**who)
    keeper = make_official(world, "vp.luutru", Role.ARCHIVIST, world.mai_phu)
    page, people = f"/can-bo/ho-so-cong-viec/{file.uid}/", {"principal": principal_for(keeper), "at": LATER}
    sign_in(client, office.users["specialist"])
    with frozen(LATER):
        for _twice in range(2):
            client.post(f"{page}lam/nop-luu/")
    hand = HandIn.objects.get()
    records.return_line(uid=hand.uid, line=hand.lines.get().pk, reason="Thiếu phiếu trình", **people)
    assert "Thiếu phiếu trình" in client.get(page).content.decode()
    with frozen(LATER):
        client.post(f"{page}lam/mo-lai/")
    gather(file, office, NewItem("task", "Phiếu trình", 3))
    work_files.close(**(who | {"at": LATER + timedelta(hours=1)}), ended_on=date(2026, 3, 2))
    with frozen(LATER + timedelta(hours=1)):
        client.post(f"{page}lam/nop-luu/")
    again = HandIn.objects.exclude(pk=hand.pk).get()
    assert again.lines.get().file.documents == 2
    assert RecordItem.objects.get(source_id=letter.pk, source_kind="document").text == "chỉ có ở trang ba"
    records.accept(uid=again.uid, lines=[again.lines.get().pk], **(people | {"at": LATER + timedelta(hours=1)}))
    with pytest.raises(MoveNotAllowed):
        work_files.reopen(**who)


def test_an_open_file_is_not_handed_in(file, office):
    with pytest.raises(MoveNotAllowed):
        work_files.hand_in(uids=[file.uid], title="x", key="k", principal=office.specialist, at=LATER)


def test_a_question_and_its_answer_propose_one_file(file, letter, office):
    answer = Document.objects.create(
        province_id=letter.province_id,
        unit_id=letter.unit_id,
        direction="out",
        type="CV",
        state="issued",
        number="9",
        notation="UBND",
        summary="Trả lời",
        issued_on=AT.date(),
        signed_at=AT,
        created_at=AT,
        closed_at=AT,
    )
    answer.links.create(province_id=letter.province_id, kind="answers", other_id=letter.pk, made_at=AT)
    assert proposed(letter, office.specialist.user_id, letter.unit_id) == (None, [letter, answer])
    gather(file, office, NewItem.of_document(answer))
    assert proposed(letter, office.specialist.user_id, letter.unit_id) == (file, [letter])


def test_the_list_goes_out_to_excel_and_comes_back_the_same(listed):
    content = file_lists.write_excel(ROWS, "Danh mục")
    assert file_lists.read_excel(content) == ROWS


@pytest.mark.parametrize("content", [b"", b"khong phai excel", b"PK\x03\x04hong"])
def test_what_is_no_workbook_is_refused(content):
    with pytest.raises(Invalid) as refused:
        file_lists.read_excel(content)
    assert refused.value.code == "sheet_unreadable"


def test_wrong_lines_are_named_and_nothing_is_written(world, office, listed):
    rows = [*ROWS, ListRow("01.VP", "Trùng"), ListRow("", "Thiếu mã"), ListRow("x", "d" * 301)]
    with pytest.raises(Invalid) as refused:
        file_lists.replace(unit_id=world.mai_phu.id, year=2026, rows=rows, principal=office.clerk, at=LATER)
    assert [error["message"][:6] for error in refused.value.errors] == ["Dòng 3", "Dòng 4", "Dòng 5"]
    assert FileListItem.objects.count() == 2


def test_an_approved_list_stays_as_it_was_approved(world, office, listed):
    own = {"unit_id": world.mai_phu.id, "year": 2026, "at": LATER}
    with pytest.raises(Forbidden):
        file_lists.approve(**own, decision="12/QĐ-UBND", principal=office.clerk)
    file_lists.approve(**own, decision="12/QĐ-UBND", principal=office.chair)
    with pytest.raises(MoveNotAllowed):
        file_lists.replace(**own, rows=ROWS, principal=office.clerk)


def test_the_pages_lead_from_the_list_to_the_archive(world, office, letter):
    retention.load()
    client = sign_in(PageClient(), office.users["clerk"])
    year = datetime.now(UTC).year
    sheet = SimpleUploadedFile("dm.xlsx", file_lists.write_excel(ROWS, "Danh mục"))
    address = reverse("documents:file_list", args=[year])
    assert client.post(address, {"sheet": sheet}).status_code == 302
    shown = client.get(address).content.decode()
    assert "Rà soát hộ nghèo" in shown
    assert "Hồ sơ giải quyết công việc thường xuyên: 10 năm" in shown  # not only its code
    other = client.post(reverse("documents:work_files"), {"code": "01.VP", "title": ""})["Location"]
    assert "Hồ sơ giải quyết công việc thường xuyên: 10 năm" in client.get(other).content.decode()
    assert client.get(reverse("documents:file_list_sheet", args=[year])).status_code == 200
    opened = client.post(reverse("documents:work_files"), {"code": "02.VP", "title": ""})
    page, uid = opened["Location"], WorkFile.objects.get(code="02.VP").uid

    def act(verb, **data):
        return client.post(reverse("documents:work_file_act", args=[uid, verb]), data)

    assert act("dong", ended_on="01/01/2026").status_code == 422
    assert act("cho-vao", sign="999/KHONG").status_code == 422
    assert act("cho-vao", sign=letter.sign).status_code == 302
    assert "120/UBND-NC" in client.get(page).content.decode()
    assert act("dong", ended_on="01/01/2026").status_code == 302
    assert act("nop-luu").status_code == 302
    assert "đã nộp lưu" in client.get(page).content.decode()
    assert act("bay").status_code == 404
    assert "Rà soát hộ nghèo" in client.get(reverse("documents:work_files"), {"nhom": "handed"}).content.decode()


def test_a_finished_document_is_filed_from_its_page_with_its_answer(file, in_hand, office):
    working.finish(uid=in_hand.uid, part_id=part_of(in_hand).pk, text="Xong", principal=office.specialist, at=LATER)
    client = sign_in(PageClient(), office.users["specialist"])
    page = reverse("documents:incoming_document", args=[in_hand.uid])
    assert "01.VP – Tập văn bản đến" in client.get(page).content.decode()
    act = reverse("documents:incoming_act", args=[in_hand.uid, "lap-ho-so"])
    assert client.post(act, {"file": "khong"}).status_code == 422
    assert client.post(act, {"file": str(file.uid)}).status_code == 302
    assert WorkFileItem.objects.get().ref_id == in_hand.pk
    assert "01.VP – Tập văn bản đến" not in client.get(page).content.decode()


def test_a_file_that_nobody_can_open_is_refused_in_words_and_stays_out(world, office, file):
    locked = BytesIO()
    with pikepdf.open(BytesIO(a_pdf())) as book:
        book.save(locked, encryption=pikepdf.Encryption(owner="chu", user="mo"))
    client = sign_in(PageClient(), office.users["specialist"])
    address = reverse("documents:work_file_act", args=[file.uid, "cho-vao"])
    for content, said in ((locked.getvalue(), "có mật khẩu"), (b"%PDF-1.4\nhong\n%%EOF\n", "bị hỏng")):
        answer = client.post(address, {"file": SimpleUploadedFile("anh.pdf", content)})
        assert answer.status_code == 422
        assert said in answer.content.decode()
    assert not WorkFileItem.objects.exists()
