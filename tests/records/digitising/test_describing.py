"""One keys, another keys the sample again; what differs goes back; what is ready becomes a record that is found."""

import pytest
from django.db import IntegrityError, transaction

from tests.records.digitising.conftest import AT
from tests.records.digitising.keyed import TYPED, documents, key
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed
from thongsuot.records.digitising.selectors import batches
from thongsuot.records.digitising.selectors.finding import find
from thongsuot.records.digitising.services import describing
from thongsuot.records.models import ScannedDocument

pytestmark = pytest.mark.django_db


def test_what_is_typed_is_saved_and_proposals_are_not(split):
    first, _second = documents(split)
    assert (first.proposals["number"], first.fields) == ("15", {})
    key(split, first, number="16")
    first.refresh_from_db()
    assert (first.state, first.fields["number"], first.fields["issued_on"]) == ("described", "16", "2019-03-12")
    assert first.sampled


def test_faults_stand_at_their_fields(split):
    first, _second = documents(split)
    with pytest.raises(Invalid) as refused:
        key(split, first, issued_on="31/02/2019", summary=" ", number="1" * 41)
    assert [error["field"] for error in refused.value.errors] == ["number", "issued_on", "summary"]
    with pytest.raises(MoveNotAllowed) as stale:
        describing.describe_document(
            uid=split.batch.uid, document_id=first.pk, typed=TYPED, seen=7, by=split.who("nhap1"), at=AT
        )
    assert stale.value.code == "stale"


def test_the_second_person_keys_blind_and_differences_go_back_to_the_first(split):
    first, second = documents(split)
    key(split, first)
    with pytest.raises(Forbidden, match="không tự kiểm"):
        key(split, first, verb=describing.check_document)
    assert key(
        split, first, "nhap2", describing.check_document, number="51", summary="giao đất ở thôn  Thanh Lương."
    ) == ["number"]
    with pytest.raises(Forbidden):
        key(split, first, "nhap2")
    assert key(split, first, number="51").state == "checked"
    key(split, second)
    assert key(split, second, "nhap2", describing.check_document) == []
    counted = batches.quality(split.batch)
    assert (counted.sampled, counted.to_check, counted.compared, counted.wrong, counted.error_rate) == (
        2,
        0,
        12,
        1,
        8.3,
    )
    work = {one.name: one for one in batches.work(split.batch)}
    assert (work["sohoa.nhap1"].described, work["sohoa.nhap1"].wrong, work["sohoa.nhap2"].checked) == (2, 1, 2)
    assert work["sohoa.luutru"].taken == 4


def test_nobody_checks_himself_even_past_the_services(split):
    first, _second = documents(split)
    key(split, first)
    with pytest.raises(IntegrityError), transaction.atomic():
        ScannedDocument.objects.filter(pk=first.pk).update(checked_by=split.users["nhap1"])


def test_the_share_of_the_sample_is_kept_and_asking_again_answers_alike(split):
    split.batch.sample_percent = 20
    chosen = [describing.drawn(split.batch, number) for number in range(2_000)]
    assert chosen == [describing.drawn(split.batch, number) for number in range(2_000)]
    assert 320 < sum(chosen) < 480
    split.batch.sample_percent = 0
    assert not describing.drawn(split.batch, 1)


def test_words_of_a_page_are_found_with_and_without_marks_by_those_who_may(split, django_assert_num_queries):
    for asked in ("Nguyễn Văn Bính", "nguyen van binh", "THUA DAT"):
        [hit] = find(split.who("nhap1"), asked)
        assert hit.found.lower() in {"nguyễn văn bính", "thửa đất"}
    assert find(split.who("nhap1"), "Nguyên Văn Bình") == []
    assert find(split.who("khac"), "nguyen van binh") == []
    assert find(split.who("nhap1"), " ") == []
    who = split.who("nhap1")
    with django_assert_num_queries(1):
        find(who, "trang")


def test_progress_counts_pages_and_speed_in_one_statement(split, django_assert_num_queries):
    with django_assert_num_queries(1):
        seen = batches.progress(split.batch, AT)
    assert (seen.pages, seen.read, seen.separators, seen.waiting) == (4, 3, 1, 0)
    assert seen.per_minute > 0
    who = split.who("nhap1")
    batches.batches(who, AT)
    with django_assert_num_queries(2):  # and the stamp of units, once a request
        assert len(batches.batches(who, AT)) == 1
