"""Sổ đăng ký: numbers without gaps, one document one number, a number that is given up says why."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from thongsuot.common.errors import Invalid
from thongsuot.documents.models import Book, Direction, Document, RegisterEntry, State
from thongsuot.documents.services import registering
from thongsuot.documents.types import document_types, notation

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(world):
    def make(**fields):
        return Document.objects.create(
            province_id=world.province.id,
            unit_id=world.mai_phu.id,
            direction=Direction.OUTGOING,
            type="QD",
            state=State.TO_SIGN,
            summary="Về việc kiện toàn tổ công tác",
            created_at=AT,
            **fields,
        )

    return make


def reserve(document, world, at=AT):
    return registering.reserve(document, Book.OUT, unit_id=world.mai_phu.id, principal=None, at=at)


def test_numbers_of_a_book_follow_each_other_from_one(draft, world):
    assert [reserve(draft(), world).number for _ in range(3)] == [1, 2, 3]


def test_a_document_whose_signature_failed_keeps_its_number(draft, world):
    document = draft()
    first = reserve(document, world)
    assert reserve(document, world).pk == first.pk
    assert reserve(draft(), world).number == 2


def test_a_new_year_begins_at_one(draft, world):
    reserve(draft(), world)
    entry = reserve(draft(), world, at=datetime(2026, 12, 31, 17, 30, tzinfo=UTC))  # 00:30 of 1 January here
    assert (entry.year, entry.number, entry.day) == (2027, 1, date(2027, 1, 1))


def test_a_number_that_is_given_up_stays_in_the_book_with_its_reason(draft, world):
    entry = reserve(draft(), world)
    with pytest.raises(Invalid, match="lý do"):
        registering.void(entry, reason="  ")
    registering.void(entry, reason="Thôi không ban hành")
    assert reserve(draft(), world).number == 2
    assert RegisterEntry.objects.get(pk=entry.pk).void_reason == "Thôi không ban hành"


def test_a_given_number_cannot_be_given_up(draft, world):
    entry = reserve(draft(), world)
    registering.give(entry, at=AT)
    with pytest.raises(Invalid) as refused:
        registering.void(entry, reason="nhầm")
    assert refused.value.code == "number_given"


def test_the_database_refuses_a_signed_document_without_number(draft):
    with pytest.raises(IntegrityError), transaction.atomic():
        draft(signed_at=AT).__class__.objects.filter(signed_at=AT).update(state=State.SIGNED)


def test_the_decree_has_twenty_nine_types_and_their_notations_differ():
    types = document_types()
    assert len(types) == 29
    abbreviations = [one.abbreviation for one in types.values() if one.abbreviation]
    assert len(set(abbreviations)) == len(abbreviations) == 27


def test_notation_names_type_and_issuer_or_issuer_and_drafter():
    assert notation("QD", "UBND") == "QĐ-UBND"
    assert notation("CV", "UBND", "VP") == "UBND-VP"
    assert notation("CV", "UBND") == "UBND"
