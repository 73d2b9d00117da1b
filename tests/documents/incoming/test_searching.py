"""Tìm trong nội dung: with and without marks, words of the third page, and never another unit's documents."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import typst
from django.urls import reverse

from tests.factories.accounts import sign_in
from tests.factories.documents import Office, a_file, a_letter, arrived
from tests.page_client import PageClient
from thongsuot.common import feeds
from thongsuot.documents import jobs_incoming, texts
from thongsuot.documents.handlers import TEXT_FEED
from thongsuot.documents.models import DocumentText
from thongsuot.documents.selectors.searching import Asked, search
from thongsuot.documents.services import arriving, sending_back

pytestmark = pytest.mark.django_db


def found(office, words, **more):
    return [hit.summary for hit in search(office.chair, Asked(words, **more)).hits]


@pytest.fixture
def read(world):
    """Letters with these summaries, read into the index."""

    def make(*summaries, unit=None, at=None):
        made = []
        for number, summary in enumerate(summaries, 1):
            more = {"at": at} if at else {}
            made.append(
                arrived(world, unit=unit, number=str(number), notation=f"X{len(summary)}", summary=summary, **more)
            )
            texts.refresh(made[-1].pk)
        return made

    return make


def test_words_are_found_with_and_without_marks_and_the_same_marks_come_first(office, read):
    read("Giải phóng mặt bằng tuyến đường", "Giai phong mat bang", "Kế hoạch thu thuế")
    assert found(office, "giai phong mat bang") == ["Giai phong mat bang", "Giải phóng mặt bằng tuyến đường"]
    assert found(office, "GIẢI PHÓNG")[0] == "Giải phóng mặt bằng tuyến đường"
    assert found(office, "thuế giải phóng") == []


def test_a_word_on_the_third_page_of_a_file_is_found(office, world, tmp_path):
    template = Path(tmp_path) / "ba-trang.typ"
    template.write_text("Trang một #pagebreak() Trang hai #pagebreak() Đê biển Cẩm Lĩnh", encoding="utf-8")
    scan = a_file(typst.compile(str(template), root=str(tmp_path)))
    document = arriving.arrive(
        unit_id=world.mai_phu.id, way="axis", facts=a_letter(), files=[scan], at=datetime(2026, 3, 2, 2, tzinfo=UTC)
    )
    assert texts.refresh(document.pk) == 1
    assert texts.refresh(document.pk) == 0
    [hit] = search(office.chair, Asked("đê biển cẩm lĩnh")).hits
    assert (hit.uid, hit.source) == (document.uid, "pdf")
    assert "Cẩm Lĩnh" in hit.around


def test_a_file_no_program_can_read_leaves_the_document_to_be_found_by_its_summary(office, world):
    document = arriving.arrive(
        unit_id=world.mai_phu.id, way="axis", facts=a_letter(), files=[a_file()], at=datetime(2026, 3, 2, 2, tzinfo=UTC)
    )
    texts.refresh(document.pk)
    assert found(office, "hộ nghèo") == ["V/v rà soát hộ nghèo năm 2026"]


def test_text_that_was_read_from_a_scan_by_others_is_found(office, letter):
    texts.put(letter, "Biên bản bàn giao mốc giới", source=texts.OCR, file_id=None)
    assert len(found(office, "moc gioi")) == 1


def test_nothing_of_another_commune_is_found(office, world, read):
    read("Thư của Mai Phụ")
    stranger = Office(world, world.thach_khe, "tk")
    assert found(stranger, "thư") == []
    assert found(office, "thư") == ["Thư của Mai Phụ"]


def test_closed_documents_of_a_former_commune_are_found_and_open_ones_elsewhere_are_not(office, world, read):
    before = datetime(2025, 6, 10, 2, tzinfo=UTC)
    old = Office(world, world.phu_luu, "pl")
    from tests.factories.accounts import principal_for
    from thongsuot.common.now import frozen

    with frozen(before):
        closed, _open = read("Đã xong ở xã cũ", "Đang mở ở xã cũ", unit=world.phu_luu, at=before)
    from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

    from thongsuot.accounts.models import Post

    Post.objects.filter(unit_id=world.phu_luu.id).update(valid=DateTimeTZRange(datetime(2024, 1, 1, tzinfo=UTC), None))
    with frozen(before):
        clerk = principal_for(old.users["clerk"], before)
        sending_back.send_back(uid=closed.uid, reason="Nhầm", principal=clerk, at=before)
    assert found(office, "xã cũ") == ["Đã xong ở xã cũ"]


def test_direction_and_days_narrow_the_question(office, read):
    read("Lụt bão")
    assert found(office, "lụt", direction="out") == []
    assert found(office, "lụt", since=date(2026, 3, 1)) == []
    assert found(office, "lụt", since=date(2026, 2, 1), until=date(2026, 2, 28)) == ["Lụt bão"]


@pytest.mark.parametrize("words", ["", "   ", "&|!:*()", "'; DROP", "u1 | u2"])
def test_signs_of_the_query_language_are_only_signs(office, read, words):
    read("Lụt bão")
    assert found(office, words) == []


def test_every_change_of_a_document_asks_for_its_words_to_be_read(letter, monkeypatch):
    asked = []

    class Deferred:
        def defer(self, document_id):
            asked.append(document_id)

    monkeypatch.setattr(jobs_incoming.read_document, "configure", lambda **given: Deferred())
    feeds.write_registered()
    texts.refresh(letter.pk)
    from thongsuot.documents import journalling

    journalling.write(letter, "reported", principal=None, at=datetime(2026, 3, 3, tzinfo=UTC))
    assert jobs_incoming.queue_reading() >= 1
    assert letter.pk in asked
    assert feeds.waiting(TEXT_FEED) == 0
    assert DocumentText.objects.get().source == "typed"


def test_the_page_says_what_was_not_a_day_and_still_answers(office, read):
    read("Lụt bão")
    client = sign_in(PageClient(), office.users["chair"])
    page = client.get(reverse("documents:search"), {"q": "lut bao", "tu": "31/02/2026"}).content.decode()
    assert "Lụt bão" in page
    assert "Ngày không đúng" in page
    assert "Gõ chữ có trong văn bản" in client.get(reverse("documents:search")).content.decode()
