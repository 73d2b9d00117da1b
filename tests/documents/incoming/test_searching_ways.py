"""Tìm trong nội dung, both ways to the same answer: rare words by the index, common ones by the newest documents."""

from datetime import date

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.accounts import sign_in
from tests.factories.documents import arrived
from tests.page_client import PageClient
from thongsuot.common.text import bare
from thongsuot.documents import lexemes, texts
from thongsuot.documents.models import DocumentText
from thongsuot.documents.selectors import searching
from thongsuot.documents.selectors.frequency import Frequencies, frequencies
from thongsuot.documents.selectors.searching import Asked, Place, search

pytestmark = pytest.mark.django_db
COMMON = Frequencies(1_000.0, dict.fromkeys(["lut", "bao", "lụt", "bão", "so"], 900.0), 1.0)
PAGE = 4


@pytest.fixture(params=["by the index", "by the newest"])
def way(request, monkeypatch, world):
    """The same questions, answered either way; pages of four."""
    known = COMMON if request.param == "by the newest" else Frequencies()
    counted = known.counted | {lexemes.unit_mark(world.mai_phu.id): 1_000.0} if known.texts else {}
    monkeypatch.setattr(searching, "frequencies", lambda: Frequencies(known.texts, counted, known.least))
    monkeypatch.setattr(searching, "ON_A_PAGE", PAGE)
    return request.param


@pytest.fixture
def letters(world):
    """Eleven letters: every third without marks; each with a paper of its own words."""
    made = []
    for n in range(1, 12):
        letter = arrived(
            world,
            number=str(n),
            notation="UBND-VP",
            summary="Phong chong lut bao" if n % 3 == 0 else "Phòng, chống lụt bão",
        )
        texts.refresh(letter.pk)
        texts.put(letter, f"Báo cáo lụt, bão số {n}. Thửa đất số {100 + n}.", source=texts.OCR, file_id=letter.pk)
        made.append(letter)
    return made


def all_pages(office, words, **more):
    """Documents of every page, and how many pages there were."""
    found, pages, after = [], 0, None
    while pages == 0 or after:
        page = search(office.chair, Asked(words, **more), after=after)
        found, pages, after = found + [hit.id for hit in page.hits], pages + 1, page.after
        assert pages < 20
    return found, pages


def test_page_after_page_brings_every_document_once_newest_first(office, letters, way):
    found, pages = all_pages(office, "lut bao")
    assert found == sorted((letter.pk for letter in letters), reverse=True)
    assert pages == 3


def test_those_with_the_same_marks_come_first_over_all_pages(office, letters, way):
    for letter in letters:
        DocumentText.objects.filter(document_id=letter.pk, source=texts.OCR).delete()
    found, _pages = all_pages(office, "lụt bão")
    marked = [letter.pk for n, letter in enumerate(letters, 1) if n % 3]
    plain = [letter.pk for n, letter in enumerate(letters, 1) if n % 3 == 0]
    assert found == sorted(marked, reverse=True) + sorted(plain, reverse=True)


def test_number_and_notation_are_found_as_one_thing(office, letters, way):
    assert all_pages(office, "7/UBND-VP")[0] == [letters[6].pk]
    assert all_pages(office, "7/ubnd vp")[0] == [letters[6].pk]


def test_a_phrase_is_its_words_in_their_order(office, letters, way):
    assert all_pages(office, '"bão số 5"')[0] == [letters[4].pk]
    assert all_pages(office, "“bao so 5”")[0] == [letters[4].pk]
    assert all_pages(office, '"số bão 5"')[0] == []
    assert all_pages(office, '"ao so 5"')[0] == []


def test_a_phrase_goes_on_behind_the_texts_it_was_looked_for_in(office, letters, way, monkeypatch):
    monkeypatch.setattr(searching, "PHRASES_LOOKED_AT", 3)
    texts.put(letters[0], "Đã qua bão lụt.", source=texts.OCR, file_id=1)
    found, pages = all_pages(office, '"bão lụt"')
    assert found == [letters[0].pk]
    assert (pages > 1) == (way == "by the index")  # the newest documents were all of them


def test_days_narrow_before_anything_is_cut_off(office, letters, way, world):
    old = arrived(world, number="99", notation="X", summary="Lụt bão năm trước", issued_on=date(2025, 9, 1))
    texts.refresh(old.pk)
    for n in range(PAGE * 2):
        texts.refresh(arrived(world, number=f"5{n}", notation="Y", summary="Lụt bão năm nay").pk)
    assert all_pages(office, "lụt bão", until=date(2025, 12, 31))[0] == [old.pk]
    assert all_pages(office, "lụt bão", direction="out")[0] == []


def test_a_person_of_very_many_units_is_answered_too(office, letters, way, monkeypatch):
    monkeypatch.setattr(searching, "NAMED_UNITS", 0)
    assert len(all_pages(office, "lut bao")[0]) == len(letters)


def test_statistics_of_few_texts_make_no_word_common(office, letters):
    assert frequencies().share(["lut"]) == 0.0
    assert Frequencies(100.0, {"lut": 50.0}, 2.0).share(["lut", "hiem"]) == 0.5 * 0.01


@given(st.text(max_size=60))
def test_what_stands_in_a_text_is_asked_for_as_the_index_keeps_it(typed):
    kept = set(lexemes.lexemes(typed, 17))
    assert set(lexemes.asked(typed)) <= kept
    assert set(lexemes.asked_with_marks(typed)) <= kept
    assert lexemes.asked(bare(typed)) == lexemes.asked(typed)


def test_two_ways_of_placing_a_mark_are_one_word():
    assert lexemes.asked_with_marks("hoà thuý uỷ") == lexemes.asked_with_marks("hòa thúy ủy")
    assert lexemes.asked_with_marks("hoa thuy uy") == []


def test_a_very_long_text_of_different_words_still_has_a_vector(letter):
    texts.put(letter, " ".join(f"Từ{n:06d}" for n in range(25_000)) + " x" * 5_000, source=texts.OCR, file_id=1)
    assert DocumentText.objects.filter(file_id=1).exists()


@pytest.mark.parametrize("place", ["", "1", "2-5", "1-", "0-x", "-1-5", "1-99999999999999999999"])
def test_a_place_that_is_none_is_the_first_page(place):
    assert Place.read(place) is None


def test_the_page_leads_to_the_next_and_back_to_the_first(office, letters, way):
    client = sign_in(PageClient(), office.users["chair"])
    page = client.get(reverse("documents:search"), {"q": "lut bao"}).content.decode()
    assert f"sau=0-{letters[-PAGE].pk}" in page
    following = client.get(
        reverse("documents:search"), {"q": "lut bao", "sau": f"0-{letters[-PAGE].pk}"}
    ).content.decode()
    assert "Về đầu danh sách" in following
    assert following.count("data-item") == PAGE
