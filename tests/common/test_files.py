"""Kho tệp: type by content, bombs, names, durable bytes, collection of what nobody attached."""

import hashlib
import io
import os
import unicodedata
import uuid
from datetime import UTC, datetime, timedelta

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.common import files_samples as sample
from thongsuot.common import files, pdf_text
from thongsuot.common.errors import Invalid, Refused, TooLarge, Unavailable, UnsupportedType
from thongsuot.common.files import shown_name
from thongsuot.common.files.kinds import ZIP, kind_of
from thongsuot.common.models import StoredFile
from thongsuot.dossiers import drafts

AT = datetime(2025, 7, 7, 7, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def root(settings, tmp_path):
    settings.FILES_ROOT = tmp_path / "files"
    return settings.FILES_ROOT


def bytes_on_disk(root) -> list[str]:
    return [path.name for path in root.rglob("*") if path.is_file()]


def refusal(content: bytes, name: str, **how) -> Refused:
    with pytest.raises(Refused) as refused:
        files.store(content, name, 7, **how)
    assert refused.value.errors[0]["field"] == "file"
    return refused.value


ACCEPTED = [
    ("giấy.pdf", sample.PDF, "application/pdf"),
    ("quét.pdf", b"\0\0junk" + sample.PDF, "application/pdf"),
    ("ảnh.jpg", sample.image("JPEG"), "image/jpeg"),
    ("ảnh.JPEG", sample.image("JPEG"), "image/jpeg"),
    ("ảnh.png", sample.image("PNG"), "image/png"),
    ("ảnh.webp", sample.image("WEBP"), "image/webp"),
    ("ảnh.tif", sample.image("TIFF"), "image/tiff"),
    ("đơn.docx", sample.DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("có bảng.docx", sample.HONEST_NESTED, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ("bảng.xlsx", sample.XLSX, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ("trình.pptx", sample.PPTX, "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ("đơn.odt", sample.ODT, "application/vnd.oasis.opendocument.text"),
    ("bảng.ods", sample.ODS, "application/vnd.oasis.opendocument.spreadsheet"),
    ("ghi.txt", sample.TEXT, "text/plain"),
    ("bảng.csv", b"a,b\n1,2\n", "text/plain"),
    ("ghi.txt", b'{"a": 1}', "application/json"),
    ("tờ khai.xml", sample.XML, "application/xml"),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "content", "media_type"), ACCEPTED)
def test_honest_files_are_kept(root, name, content, media_type):
    stored = files.store(content, name, 7)
    assert (stored.name, stored.size, stored.media_type, stored.owner_id) == (name, len(content), media_type, 7)
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    assert files.read_bytes(stored) == content
    assert bytes_on_disk(root) == [stored.sha256]
    assert files.path_of(stored.sha256).parent == root / stored.sha256[:2] / stored.sha256[2:4]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("giấy.pdf", sample.PROGRAM, "file_type_mismatch"),
        ("giấy.pdf", sample.image("PNG"), "file_type_mismatch"),
        ("giấy.pdf", b"\0\1\2\3 nothing known", "file_type_mismatch"),
        ("ảnh.png", sample.HTML, "file_type_mismatch"),
        ("đơn.docx", sample.ZIP, "file_type_mismatch"),
        ("đơn.docx", sample.DOCM, "file_type_mismatch"),
        ("ghi.txt", sample.HTML, "file_type_mismatch"),
        ("tờ khai.xml", sample.SVG, "file_type_mismatch"),
        ("giấy.pdf.exe", sample.PDF, "file_type_mismatch"),
        ("chương trình.exe", sample.PROGRAM, "file_type_not_allowed"),
        ("trang.html", sample.HTML, "file_type_not_allowed"),
        ("kho.zip", sample.ZIP, "file_type_not_allowed"),
        ("đơn.docm", sample.DOCM, "file_type_not_allowed"),
        ("lạ.xyz", b"\0\1\2\3 nothing known", "file_type_not_allowed"),
        ("latin1.abc", "đơn".encode("utf-16-le") + b"\0\0", "file_type_not_allowed"),
        ("hình.svg", sample.SVG, "file_type_not_allowed"),
    ],
)
def test_lies_and_strangers_are_refused(root, name, content, code):
    refused = refusal(content, name)
    assert isinstance(refused, UnsupportedType)
    assert refused.code == code
    assert not StoredFile.objects.exists()
    assert bytes_on_disk(root) == []


@pytest.mark.django_db
def test_a_caller_may_accept_more():
    assert files.store(sample.ZIP, "kho.zip", 7, accepted=[ZIP]).media_type == "application/zip"


@pytest.mark.django_db
def test_nothing_is_no_file(root):
    assert (refusal(b"", "giấy.pdf").code, bytes_on_disk(root)) == ("file_empty", [])


@pytest.mark.django_db
def test_over_the_limit_is_refused_while_reading(root, settings):
    settings.UPLOAD_LIMIT_BYTES = 1000
    refused = refusal(sample.PDF + b" " * 1000, "giấy.pdf")
    assert isinstance(refused, TooLarge)
    assert (refused.code, bytes_on_disk(root)) == ("file_too_large", [])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bom.docx", sample.BOMB),
        ("nhiều.docx", sample.MANY),
        ("lồng.docx", sample.NESTED),
        ("chồng.docx", sample.overlapping()),
        ("to.png", sample.png_of(60_000, 60_000)),
        ("to.png", sample.png_of(2**31 - 1, 2**31 - 1)),
        ("nở.xml", sample.XML_BOMB),
    ],
)
def test_bombs_are_refused(root, name, content):
    refused = refusal(content, name)
    assert isinstance(refused, Invalid)
    assert refused.code == "file_bomb"
    assert bytes_on_disk(root) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("dối.docx", sample.lying_header(sample.office("word/document.xml", {"word/big.xml": b"x" * 5000}))),
        ("cụt.docx", sample.DOCX[:-10] + b"\0" * 10),
        ("cụt.png", sample.image("PNG")[:20]),
    ],
)
def test_damaged_files_are_refused(name, content):
    assert refusal(content, name).code in {"file_damaged", "file_type_mismatch"}


@pytest.mark.django_db
def test_the_same_bytes_are_kept_once(root):
    first, second = files.store(sample.PDF, "a.pdf", 7), files.store(sample.PDF, "b.pdf", 8)
    assert first.sha256 == second.sha256
    assert first.uid != second.uid
    assert len(bytes_on_disk(root)) == 1


@pytest.mark.django_db
def test_uploads_and_open_files_are_streamed():
    upload = SimpleUploadedFile("đơn.pdf", sample.PDF)
    upload.read()
    assert files.store(upload, upload.name, 7).size == len(sample.PDF)
    assert files.store(io.BytesIO(sample.PDF), "đơn.pdf", 7).size == len(sample.PDF)


@pytest.mark.django_db
def test_a_name_without_extension_gets_the_true_one():
    assert files.store(sample.PDF, "đơn", 7).name == "đơn.pdf"


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\An\\Giấy khai sinh.pdf", "Giấy khai sinh.pdf"),
        ("a\0b\x07\u202egnp.pdf", "abgnp.pdf"),
        ("", "tep"),
        ("...", "tep"),
        ("  nhiều   chỗ trống .pdf ", "nhiều chỗ trống .pdf"),
        (unicodedata.normalize("NFD", "Giấy tờ.pdf"), "Giấy tờ.pdf"),
        ("\ud800giấy.pdf", "giấy.pdf"),
        ("a" * 400 + ".pdf", "a" * 146 + ".pdf"),
    ],
)
def test_shown_names_are_clean(given_name, shown):
    assert shown_name(given_name) == shown


@given(st.text(max_size=300))
def test_no_name_escapes(name):
    shown = shown_name(name)
    assert 0 < len(shown) <= 150
    assert not set(shown) & set('/\\\0<>:"|?*\n\r')
    assert shown not in {".", ".."}
    assert unicodedata.is_normalized("NFC", shown)
    shown.encode()


@given(st.binary(max_size=400))
def test_no_content_breaks_the_look_at_its_kind(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any"
    path.write_bytes(content)
    assert kind_of(path) is None or kind_of(path).media_type


@pytest.mark.django_db
def test_loose_files_are_attached_in_one_statement(django_assert_num_queries):
    a, b = files.store(sample.PDF, "a.pdf", 7), files.store(sample.TEXT, "b.txt", 7)
    with django_assert_num_queries(1):
        attached = files.attach([b.uid, str(a.uid)], owner_id=7, at=AT)
    assert [file.uid for file in attached] == [b.uid, a.uid]
    assert StoredFile.objects.filter(attached_at=AT).count() == 2


@pytest.mark.django_db
def test_only_the_owners_loose_files_can_be_attached():
    mine, taken = files.store(sample.PDF, "a.pdf", 7), files.store(sample.PDF, "b.pdf", 7, at=AT)
    for wanted, owner in [([mine.uid], 8), ([taken.uid], 7), ([uuid.uuid4()], 7), (["not a uid"], 7)]:
        with pytest.raises(Invalid) as refused, transaction.atomic():
            files.attach(wanted, owner_id=owner, at=AT)
        assert refused.value.code == "file_not_found"


@pytest.mark.django_db
def test_what_nobody_attached_is_collected_after_two_days(root):
    kept = files.store(sample.TEXT, "a.txt", 7, at=AT)
    loose = files.store(sample.PDF, "b.pdf", None)
    shared = files.store(sample.TEXT, "c.txt", None)
    soon = datetime.now(UTC) + timedelta(days=1)
    assert files.collect(soon) == (0, 0)
    assert files.collect(soon + timedelta(days=2)) == (2, 1)
    assert bytes_on_disk(root) == [kept.sha256]
    assert not StoredFile.objects.filter(uid__in=[loose.uid, shared.uid]).exists()


@pytest.mark.django_db
def test_what_somebody_uploaded_outlives_the_draft_it_was_meant_for(root):
    paper = files.store(sample.PDF, "b.pdf", 7)
    assert files.collect(datetime.now(UTC) + drafts.KEPT + timedelta(days=1)) == (0, 0)
    files.release([paper.uid])  # nobody's now
    assert files.collect(datetime.now(UTC) + timedelta(days=3)) == (1, 1)
    files.store(sample.PDF, "b.pdf", 7)
    assert files.collect(datetime.now(UTC) + timedelta(days=63)) == (1, 1)
    assert bytes_on_disk(root) == []


@pytest.mark.django_db
def test_bytes_of_a_rolled_back_row_are_collected(root):
    try:
        with transaction.atomic():
            files.store(sample.PDF, "a.pdf", 7)
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass
    assert len(bytes_on_disk(root)) == 1
    assert files.collect(datetime.now(UTC)) == (0, 0), "còn mới: có thể giao dịch chưa xong"
    assert files.collect(datetime.now(UTC) + timedelta(days=3)) == (0, 1)
    assert bytes_on_disk(root) == []


@pytest.mark.django_db
def test_bytes_stored_again_during_the_collection_stay(root, monkeypatch):
    old = files.store(sample.PDF, "a.pdf", 7)
    StoredFile.objects.all().delete()
    place = files.path_of(old.sha256)
    long_ago = (datetime.now(UTC) - timedelta(days=5)).timestamp()
    os.utime(place, (long_ago, long_ago))
    from thongsuot.common.files import loose

    orphans = loose._without_row

    def meanwhile(names):
        found = orphans(names)
        files.store(sample.PDF, "again.pdf", 8)
        return found

    monkeypatch.setattr(loose, "_without_row", meanwhile)
    assert files.collect(datetime.now(UTC)) == (0, 0)
    assert files.read_bytes(StoredFile.objects.get(owner_id=8)) == sample.PDF


@pytest.mark.django_db
def test_drafts_of_a_crash_are_dropped(root):
    (root / "tmp").mkdir(parents=True)
    draft = root / "tmp" / "half"
    draft.write_bytes(b"x")
    files.collect(datetime.now(UTC))
    assert draft.exists()
    files.collect(datetime.now(UTC) + timedelta(days=3))
    assert not draft.exists()


@pytest.mark.django_db
def test_a_download_is_an_attachment_in_a_sandbox():
    stored = files.store(sample.PDF, 'Giấy "khai" sinh.pdf', 7)
    response = files.download(stored)
    assert b"".join(response.streaming_content) == sample.PDF
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''Gi%E1%BA%A5y")
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]
    response.close()


@pytest.mark.django_db
def test_a_download_of_lost_bytes_says_so():
    stored = files.store(sample.PDF, "a.pdf", 7)
    files.path_of(stored.sha256).unlink()
    with pytest.raises(Unavailable) as refused:
        files.download(stored)
    assert refused.value.code == "file_missing"


@pytest.mark.django_db
def test_a_locked_pdf_is_refused_in_words_unless_a_machine_brought_it(tmp_path):
    with pikepdf.new() as book:
        book.add_blank_page()
        book.save(tmp_path / "khoa.pdf", encryption=pikepdf.Encryption(owner="chu", user="mo"))
        book.save(tmp_path / "mo.pdf", encryption=pikepdf.Encryption(owner="chu", user=""))  # opens without a word
    locked = (tmp_path / "khoa.pdf").read_bytes()
    with pytest.raises(Invalid, match="có mật khẩu") as refused:
        files.store(locked, "khoa.pdf", None)
    assert refused.value.code == "pdf_password"
    assert files.store(locked, "khoa.pdf", None, as_it_came=True).size == len(locked)
    assert pdf_text.pages_of(locked) is None
    assert files.store((tmp_path / "mo.pdf").read_bytes(), "mo.pdf", None).media_type == "application/pdf"


def test_a_word_file_with_macros_is_told_so_whatever_it_is_called():
    for name in ("đơn.docx", "đơn.docm"):
        with pytest.raises(UnsupportedType, match="macro"):
            files.store(sample.DOCM, name, None)
