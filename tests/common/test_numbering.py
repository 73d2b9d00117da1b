"""Đánh số: no gap, no double, also side by side and after a rollback."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from thongsuot.common.errors import SeriesClosed
from thongsuot.common.numbering import close_series, next_number


@pytest.mark.django_db
def test_counts_up_per_series_and_period():
    assert [next_number("hs.1", "20250707") for _ in range(3)] == [1, 2, 3]
    assert next_number("hs.1", "20250708") == 1
    assert next_number("hs.2", "20250707") == 1


@pytest.mark.django_db
def test_a_number_that_was_rolled_back_is_given_again():
    next_number("hs.1", "2025")
    try:
        with transaction.atomic():
            assert next_number("hs.1", "2025") == 2
            raise ZeroDivisionError
    except ZeroDivisionError:
        pass
    assert next_number("hs.1", "2025") == 2


@pytest.mark.django_db
def test_a_closed_series_gives_no_number():
    next_number("hs.1", "2025")
    close_series("hs.1", "2025")
    close_series("hs.1", "2025")
    with pytest.raises(SeriesClosed), transaction.atomic():
        next_number("hs.1", "2025")


@pytest.mark.django_db
def test_a_series_can_be_closed_before_its_first_number():
    close_series("hs.9", "2025")
    with pytest.raises(SeriesClosed), transaction.atomic():
        next_number("hs.9", "2025")


@pytest.mark.django_db(transaction=True)
def test_no_gap_with_many_writers_of_whom_some_fail():
    def take(turn: int) -> int | None:
        try:
            with transaction.atomic():
                number = next_number("hs.busy", "2025")
                if turn % 3 == 0:
                    raise ZeroDivisionError
                return number
        except ZeroDivisionError:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        numbers = [number for number in pool.map(take, range(90)) if number]
    assert sorted(numbers) == list(range(1, 61))
