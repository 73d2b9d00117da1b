"""Pages of digitising: who sees what, with how many statements, and what is said when something is wrong."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories.accounts import sign_in
from tests.page_client import PageClient
from tests.records.digitising.conftest import AT
from tests.records.digitising.paper import as_bytes, blank, bundle, letter, picture
from thongsuot.common.now import frozen
from thongsuot.records import jobs_digitising
from thongsuot.records.digitising import ocr, programs
from thongsuot.records.models import Batch, ScannedDocument

pytestmark = pytest.mark.django_db
HOME = "/can-bo/luu-tru/so-hoa/"
LINES = ("Thửa đất của ông Nguyễn Văn Bính",)


@pytest.fixture(autouse=True)
def now():
    with frozen(AT):
        yield


@pytest.fixture
def lanes(monkeypatch):
    """Lanes are counted, not opened."""
    opened = []
    monkeypatch.setattr(jobs_digitising, "open_lanes", lambda: opened.append(1) or 1)
    return opened


def client_of(desk, name):
    return sign_in(PageClient(), desk.users[name])


def test_a_batch_is_opened_filled_split_described_and_its_pictures_shown(desk, world, lanes, monkeypatch):
    monkeypatch.setattr(
        ocr,
        "read",
        lambda source, count, folder: [ocr.Read(source.read_bytes(), "Số: 15/QĐ-UBND\n" + LINES[0])] * count,
    )
    archivist = client_of(desk, "luutru")
    assert "Chưa có mẻ số hoá nào" in archivist.get(HOME).content.decode()
    wrong = archivist.post(f"{HOME}moi/", {"title": "", "origin": "9-9"})
    assert wrong.status_code == 404  # a unit that is not his
    unit, origin = world.mai_phu.id, world.phu_luu.id
    wrong = archivist.post(f"{HOME}moi/", {"title": " ", "origin": f"{unit}-{origin}"})
    assert wrong.status_code == 422
    answer = archivist.post(f"{HOME}moi/", {"title": "Hộp 3", "origin": f"{unit}-{origin}", "box": "3"})
    desk.batch = Batch.objects.get()
    place = f"{HOME}{desk.batch.uid}/"
    assert answer.headers["Location"] == place
    files = [
        SimpleUploadedFile("a.pdf", bundle(picture(letter(LINES)))),
        SimpleUploadedFile("hong.pdf", b"%PDF-1.4 hong"),
    ]
    assert archivist.post(f"{place}lam/nhan/", {"files": files}).status_code == 302
    assert lanes == [1]
    assert archivist.post(f"{place}lam/nhan/").status_code == 422
    assert archivist.post(f"{place}lam/chia/").status_code == 409  # not read yet
    desk.read_all()
    shown = archivist.get(place).content.decode()
    assert "Chia thành hồ sơ" in shown
    assert "Tệp PDF bị hỏng" in shown
    assert archivist.post(f"{place}lam/chia/").status_code == 302
    document = ScannedDocument.objects.get()
    key = client_of(desk, "nhap1")
    form = key.get(f"{place}tai-lieu/{document.pk}/").content.decode()
    assert "đề xuất từ chữ đã đọc" in form
    assert 'value="15"' in form
    page = desk.pages()[0]
    image = key.get(f"{place}trang/{page.pk}.webp")
    assert (image.status_code, image.headers["Content-Type"]) == (200, "image/webp")
    assert b"".join(image.streaming_content)[:4] == b"RIFF"
    said = key.post(f"{place}tai-lieu/{document.pk}/", {"ban": document.revision, "summary": ""})
    assert said.status_code == 422
    stale = key.post(f"{place}tai-lieu/{document.pk}/", {"ban": 9, "summary": "Giao đất"})
    assert stale.status_code == 409
    done = key.post(f"{place}tai-lieu/{document.pk}/", {"ban": document.revision, "summary": "Giao đất"})
    assert done.status_code == 302
    assert key.get(f"{place}ho-so/{document.file_id}/").status_code == 200
    assert archivist.get(f"{place}chia/").status_code == 200
    assert archivist.post(f"{place}chia/lam/gop/", {"so": document.pk}).status_code == 409
    assert archivist.post(f"{place}chia/lam/chuyen/", {"trang": "x"}).status_code == 404
    assert "Nguyễn Văn Bính" in key.get(HOME, {"q": "nguyen van binh"}).content.decode()
    kept = archivist.post(f"{place}lam/luu-tru/")
    assert kept.status_code == 409


def test_strangers_and_those_without_the_role_are_turned_away(desk, lanes):
    desk.open()
    place = f"{HOME}{desk.batch.uid}/"
    assert client_of(desk, "khac").get(place).status_code == 404
    assert client_of(desk, "motcua").get(place).status_code == 403
    key = client_of(desk, "nhap1")
    assert key.get(place).status_code == 200
    assert key.post(f"{place}lam/nhan/", {"files": SimpleUploadedFile("a.png", as_bytes(blank()))}).status_code == 403
    assert key.get(f"{place}chia/").status_code == 403


def test_a_batch_costs_the_same_however_many_files_it_holds(desk, django_assert_max_num_queries, lanes):
    desk.open()
    desk.take(("a.png", as_bytes(blank())))
    client = client_of(desk, "luutru")
    client.get(f"{HOME}{desk.batch.uid}/")
    with django_assert_max_num_queries(16):
        page = client.get(f"{HOME}{desk.batch.uid}/")
    assert "a.png" in page.content.decode()
    with django_assert_max_num_queries(6):
        assert str(desk.batch.uid) in client.get(HOME).content.decode()


def test_the_page_says_what_the_machine_lacks(desk, monkeypatch, lanes):
    monkeypatch.setattr(programs.shutil, "which", lambda name: None)
    shown = client_of(desk, "luutru").get(HOME).content.decode()
    assert "chưa đọc được chữ" in shown
    assert "tesseract-ocr" in shown


def test_separator_sheets_are_printed_and_absurd_numbers_refused(desk):
    client = client_of(desk, "luutru")
    sheet = client.get(f"{HOME}to-phan-cach.pdf", {"kind": "F", "box": "3", "first": "1", "count": "2"})
    assert sheet.content.startswith(b"%PDF-")
    assert client.get(f"{HOME}to-phan-cach.pdf", {"kind": "X"}).status_code == 422
    assert client.get(f"{HOME}to-phan-cach.pdf", {"count": "201"}).status_code == 422
