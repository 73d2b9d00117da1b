"""A verb writes everything or nothing, alone or inside a transaction that is given up whole."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from thongsuot.common.numbering import next_number
from thongsuot.common.transactions import one_transaction, whole


class Unwilling(Exception):
    pass


@one_transaction
def verb(*, fails: bool = False) -> int:
    number = next_number("test", "verb")
    if fails:
        raise Unwilling
    return number


def both() -> None:
    with whole():
        verb()
        verb(fails=True)


def given() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(value), 0) FROM common_counter WHERE series = 'test'")
        return int(cursor.fetchone()[0])


@pytest.mark.django_db
def test_alone_it_is_undone_and_the_caller_may_go_on() -> None:
    with transaction.atomic():
        assert verb() == 1
        with pytest.raises(Unwilling):
            verb(fails=True)
        assert given() == 1
        assert verb() == 2


@pytest.mark.django_db(transaction=True)
def test_inside_a_whole_transaction_everything_is_undone() -> None:
    with pytest.raises(Unwilling):
        both()
    assert given() == 0
    with whole():
        verb()
    assert given() == 1


@pytest.mark.django_db(transaction=True)
def test_the_promise_ends_with_the_transaction() -> None:
    with whole():
        verb()
    with transaction.atomic():
        with pytest.raises(Unwilling):
            verb(fails=True)
        assert verb() == 2


@pytest.mark.django_db(transaction=True)
def test_it_costs_no_savepoint_inside() -> None:
    with CaptureQueriesContext(connection) as captured, whole():
        verb()
    assert not [q for q in captured.captured_queries if "SAVEPOINT" in q["sql"]]
