"""Scans are taken with their original bytes or refused with a reason that stands in the batch."""

import io

import pikepdf
import pytest
from django.db import IntegrityError, transaction
from PIL import Image

from tests.records.digitising.conftest import AT
from tests.records.digitising.paper import as_bytes, blank, bundle
from thongsuot.common import files
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.common.journal import timeline
from thongsuot.records.digitising import images, pdfs
from thongsuot.records.digitising.services import intake, reading
from thongsuot.records.models import Batch, Page, Scan

pytestmark = pytest.mark.django_db


def saved(pdf: pikepdf.Pdf, **more) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **more)
    return out.getvalue()


def with_pages(count: int) -> pikepdf.Pdf:
    pdf = pikepdf.new()
    for _n in range(count):
        pdf.add_blank_page(page_size=(595, 842))
    return pdf


def test_a_batch_is_of_ones_own_unit_or_one_that_came_before_it(desk, world):
    batch = desk.open()
    assert (str(batch), batch.origin_id, batch.state) == ("01/2026", world.phu_luu.id, "reading")
    assert str(desk.open(origin_id=world.mai_phu.id)) == "02/2026"
    with pytest.raises(Invalid) as refused:
        desk.open(origin_id=world.thach_hai.id, title=" ", sample_percent=101)
    assert [error["field"] for error in refused.value.errors] == ["title", "origin", "sample_percent"]
    with pytest.raises(Forbidden):
        desk.open(by=desk.who("nhap1"))
    for stranger in ("motcua", "khac"):
        with pytest.raises(NotFound):
            desk.open(by=desk.who(stranger))


def test_the_original_bytes_are_kept_and_every_page_waits(desk, world):
    desk.open()
    pdf, jpeg = bundle(blank(), blank()), as_bytes(blank(), "JPEG")
    taken = desk.take(("hop3.pdf", pdf), ("to-1.jpg", jpeg))
    assert [(scan.name, scan.pages, scan.refused) for scan in taken] == [("hop3.pdf", 2, ""), ("to-1.jpg", 1, "")]
    assert files.read_bytes(taken[0].file) == pdf
    assert [(page.scan_id, page.number, page.state) for page in desk.pages()] == [
        (taken[0].pk, 1, "waiting"),
        (taken[0].pk, 2, "waiting"),
        (taken[1].pk, 1, "waiting"),
    ]
    verbs = [entry.verb for entry in timeline(world.province.id, "scan_batch", desk.batch.pk)]
    assert verbs == ["batch_opened", "scan_taken", "scan_taken"]


def test_the_same_bytes_twice_are_one_scan(desk):
    desk.open()
    content = bundle(blank())
    first, second = desk.take(("a.pdf", content), ("b.pdf", content))
    assert (first.pk, Page.objects.count()) == (second.pk, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Scan.objects.create(
            province_id=first.province_id, batch=desk.batch, position=9, name="c", file=first.file,
            sha256=first.sha256, pages=1, taken_at=AT,
        )  # fmt: skip


def test_what_cannot_be_read_is_refused_in_words_and_the_others_are_taken(desk):
    desk.open()
    locked = saved(with_pages(1), encryption=pikepdf.Encryption(owner="chu", user="mo"))
    given = [
        ("khoa.pdf", locked),
        ("hong.pdf", b"%PDF-1.7\n" + b"hong " * 50),
        ("trong.pdf", saved(pikepdf.new())),
        ("dai.pdf", _long()),
        ("hong.png", as_bytes(blank())[:200]),
        ("bom.tif", _bomb()),
        ("thu.docx", b"PK\x03\x04" + b"0" * 60),
        ("rong.pdf", b""),
        ("duoc.png", as_bytes(blank())),
    ]
    taken = desk.take(*given)
    assert [scan.refused for scan in taken] == [
        "pdf_password", "pdf_broken", "pdf_empty", "pdf_page_too_large", "image_broken", "file_bomb",
        "file_type_mismatch", "file_empty", "",
    ]  # fmt: skip
    assert "mật khẩu" in taken[0].why
    assert all(scan.why for scan in taken[:-1])
    assert Page.objects.count() == 1


def _long() -> bytes:
    pdf = with_pages(1)
    pdf.pages[0].mediabox = (0, 0, 14_401, 500)
    return saved(pdf)


def _bomb() -> bytes:
    """A few hundred bytes that say they are a sheet of 700 million points."""
    small = io.BytesIO()
    Image.new("1", (8, 8)).save(small, "TIFF")
    content = bytearray(small.getvalue())
    for tag in (256, 257):  # width, height
        at = (
            content.index(tag.to_bytes(2, "little") + b"\x04\x00")
            if tag.to_bytes(2, "little") + b"\x04\x00" in content
            else content.index(tag.to_bytes(2, "little") + b"\x03\x00")
        )
        content[at + 2 : at + 4] = b"\x04\x00"
        content[at + 8 : at + 12] = (27_000).to_bytes(4, "little")
    return bytes(content)


def test_scripts_and_files_inside_a_pdf_are_told_and_stay_behind(desk, tmp_path):
    pdf = with_pages(2)
    pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    pdf.attachments["du-lieu.exe"] = b"MZ"
    desk.open()
    [scan] = desk.take(("la.pdf", saved(pdf)))
    assert sorted(scan.left_out) == ["files", "scripts"]
    source, part = tmp_path / "a.pdf", tmp_path / "b.pdf"
    source.write_bytes(files.read_bytes(scan.file))
    pdfs.cut(source, [2], part)
    with pikepdf.open(part) as clean:
        assert len(clean.pages) == 1
        assert "/OpenAction" not in clean.Root
        assert not list(clean.attachments)
    assert b"JavaScript" not in part.read_bytes()


def test_two_thousand_pages_are_taken_without_being_loaded(desk, django_assert_max_num_queries):
    desk.open()
    content = saved(with_pages(2_000))
    with django_assert_max_num_queries(30):
        [scan] = desk.take(("day.pdf", content))
    assert (scan.pages, Page.objects.filter(batch=desk.batch).count()) == (2_000, 2_000)


def test_a_multi_page_tiff_has_as_many_pages(desk):
    sheets = [blank(), blank(), blank()]
    out = io.BytesIO()
    sheets[0].save(out, "TIFF", save_all=True, append_images=sheets[1:])
    desk.open()
    [scan] = desk.take(("fax.tif", out.getvalue()))
    assert scan.pages == 3


def test_a_drawing_of_enormous_size_is_read_reduced(tmp_path, monkeypatch):
    monkeypatch.setattr(images, "LARGE", 500_000)
    for kind, mode in (("PNG", "1"), ("JPEG", "L")):
        path, out = tmp_path / f"ban-ve.{kind}", tmp_path / "trang.pdf"
        path.write_bytes(as_bytes(Image.new(mode, (1_600, 1_200), 1), kind))
        assert images.to_page(path, 1, out) is True
        with pikepdf.open(out) as pdf:
            [image] = pdf.pages[0].get_images().values()
            assert int(image.Width) * int(image.Height) <= 500_000
            assert abs(float(pdf.pages[0].mediabox[2]) - 1_600 / 120 * 72) < 3  # the sheet keeps its size


def test_a_folder_is_taken_in_the_order_of_its_names(desk, tmp_path):
    desk.open()
    for name in ("b.png", "a.png", ".an.png"):
        (tmp_path / name).write_bytes(as_bytes(Image.new("L", (300, 300 + len(name)), 255)))
    (tmp_path / "ghi-chu.txt").write_text("không phải ảnh")
    (tmp_path / "a.png").write_bytes(as_bytes(blank()))
    taken = intake.take_folder(uid=desk.batch.uid, folder=tmp_path, by=desk.who("luutru"), at=AT)
    assert [(scan.name, scan.refused) for scan in taken] == [
        ("a.png", ""), ("b.png", ""), ("ghi-chu.txt", "file_type_not_allowed"),
    ]  # fmt: skip


def test_only_those_who_scan_in_the_unit_send_files_and_only_before_it_is_split(desk):
    desk.open()
    with pytest.raises(Forbidden):
        desk.take(("a.png", as_bytes(blank())), who="nhap1")
    with pytest.raises(NotFound):
        desk.take(("a.png", as_bytes(blank())), who="khac")
    Batch.objects.filter(pk=desk.batch.pk).update(state="describing", arranged_at=AT)
    with pytest.raises(MoveNotAllowed):
        desk.take(("a.png", as_bytes(blank())))
    assert not reading.to_read(AT).exists()
