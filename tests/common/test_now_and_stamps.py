"""Bây giờ, và mốc dữ liệu tham chiếu."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from thongsuot.common import stamps
from thongsuot.common.models import Stamp
from thongsuot.common.now import frozen, now

CHRISTMAS = datetime(2025, 12, 24, 8, tzinfo=UTC)


def test_now_is_aware_and_can_be_held():
    assert abs(now() - timezone.now()) < timedelta(seconds=5)
    with frozen(CHRISTMAS) as at:
        assert now() == at == CHRISTMAS
    assert now() != CHRISTMAS


def test_time_without_a_zone_is_not_held():
    with pytest.raises(ValueError, match="múi giờ"), frozen(datetime(2025, 1, 1)):
        pass


@pytest.fixture
def counted():
    """A cached function that counts how often it was really asked."""

    @stamps.cached("catalogue")
    def answer(question: str, *, loudly: bool = False) -> str:
        answer.calls += 1
        return question.upper() if loudly else question

    answer.calls = 0
    return answer


@pytest.mark.django_db
def test_nothing_is_kept_before_anything_was_loaded(counted):
    Stamp.objects.filter(name="catalogue").delete()  # an earlier test of this process may have loaded one
    counted("a")
    counted("a")
    assert counted.calls == 2


@pytest.mark.django_db
def test_an_answer_is_kept_until_the_stamp_moves(counted):
    stamps.bump("catalogue")
    assert [counted("a"), counted("a"), counted("a", loudly=True), counted("b")] == ["a", "a", "A", "b"]
    assert counted.calls == 3
    stamps.bump("org")
    counted("a")
    assert counted.calls == 3
    stamps.bump("catalogue")
    counted("a")
    assert counted.calls == 4


@pytest.mark.django_db
def test_a_request_reads_the_stamps_once(counted, django_assert_num_queries):
    stamps.bump("catalogue")
    with django_assert_num_queries(1), stamps.of_one_request():
        assert (counted("a"), counted("b")) == ("a", "b")
        assert "catalogue" in stamps.current()


@pytest.mark.django_db
def test_stamps_handed_in_cost_no_statement(counted, django_assert_num_queries):
    value = stamps.bump("catalogue")
    counted("a")
    with django_assert_num_queries(0), stamps.of_one_request():
        stamps.remember({"catalogue": value})
        assert counted("a") == "a"
    assert counted.calls == 1


@pytest.mark.django_db
def test_who_bumps_sees_the_new_stamp_in_his_own_request(counted):
    stamps.bump("catalogue")
    with stamps.of_one_request():
        counted("a")
        value = stamps.bump("catalogue")
        assert stamps.current()["catalogue"] == value
        counted("a")
    assert counted.calls == 2


@pytest.mark.django_db
def test_what_was_cached_in_a_rolled_back_transaction_is_never_found_again(counted):
    stamps.bump("catalogue")
    seen = set()
    for _try in range(2):
        try:
            with transaction.atomic():
                seen.add(stamps.bump("catalogue"))
                counted("a")
                raise ZeroDivisionError
        except ZeroDivisionError:
            pass
    assert len(seen) == 2
    assert counted.calls == 2
