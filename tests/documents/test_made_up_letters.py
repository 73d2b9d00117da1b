"""Văn bản giả của phần đo: rows the tables take, words the index would have kept of them, found by the real search."""

from collections.abc import Iterator

import pytest
from django.db import connection

from config.bench import fulltext_words
from config.bench.fulltext_load import _copy
from config.bench.fulltext_words import Made, Place, written
from tests.factories.documents import Office
from thongsuot.documents import lexemes
from thongsuot.documents.models import Book, Document, DocumentHolding, DocumentText, RegisterEntry
from thongsuot.documents.selectors.searching import Asked, search

FIRST, MANY = 9_000_000, 24


@pytest.fixture
def few_sentences(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(fulltext_words, "SENTENCES", 200)
    fulltext_words.sentences.cache_clear()
    yield
    fulltext_words.sentences.cache_clear()


def letters(place: Place) -> list[Made]:
    return [Made(place, n % 3 == 0, n // 3 + 1, "2026-03-02", n % 5 == 0) for n in range(MANY)]


def test_the_words_written_beside_a_letter_are_those_of_its_text(few_sentences: None) -> None:
    rows = written(FIRST, letters(Place(17, 5, "Xã Mai Phụ")))["documents_documenttext"].decode().splitlines()
    assert len(rows) == 2 * MANY
    for row in rows:
        *_keys, body, words = row.split("\t")
        assert set(words.split()) == set(lexemes.lexemes(body, 17))


def test_letters_are_of_fifty_to_some_hundred_words(few_sentences: None) -> None:
    rows = written(FIRST, letters(Place(17, 5, "Xã Mai Phụ")))["documents_documenttext"].decode().splitlines()
    counted = [len(row.split("\t")[5].split()) for row in rows if row.split("\t")[4] != "typed"]
    assert min(counted) >= 50
    assert max(counted) > 150


@pytest.mark.django_db
def test_the_database_takes_them_and_the_search_finds_them(world, few_sentences: None) -> None:
    unit = world.mai_phu
    with connection.cursor() as cursor:
        _copy(cursor, written(FIRST, letters(Place(unit.id, unit.province_id, unit.full_name))))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert (
        Document.objects.filter(unit_id=unit.id).count() == MANY == DocumentText.objects.exclude(source="typed").count()
    )
    assert DocumentHolding.objects.count() == Document.objects.filter(closed_at=None).count() > 0
    assert RegisterEntry.objects.filter(book=Book.IN).count() == MANY // 3
    letter = Document.objects.filter(unit_id=unit.id).order_by("id")[7]
    hits = search(Office(world, unit).chair, Asked(f'{letter.sign} "{letter.signer_name}"')).hits
    assert letter.pk in [hit.id for hit in hits]
