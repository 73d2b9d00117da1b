"""Không làm hai lần."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.run.waiting import PATIENCE
from thongsuot.common import numbering
from thongsuot.common.errors import Invalid, KeyReused
from thongsuot.common.idempotency import Answer, run, run_apart
from thongsuot.common.models import Counter, IdempotencyKey


def work(body: bytes = b'{"n":1}') -> Answer:
    number = numbering.next_number("idempotent", "x")
    return Answer(201, body.replace(b"1", str(number).encode()), "application/json; charset=utf-8", 77)


def done() -> int:
    counter = Counter.objects.filter(series="idempotent").first()
    return counter.value if counter else 0


@pytest.mark.django_db
def test_the_same_request_gets_the_same_answer_and_is_done_once():
    first = run(1, "k", "submit", b"body", work)
    again = run(1, "k", "submit", b"body", work)
    assert (first.status, first.body, first.content_type, first.subject_id) == (
        again.status,
        again.body,
        again.content_type,
        again.subject_id,
    )
    assert (first.replayed, again.replayed) == (False, True)
    assert done() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("operation", "body"), [("submit", b"other"), ("receive", b"body")])
def test_the_key_of_another_request_is_refused(operation, body):
    run(1, "k", "submit", b"body", work)
    with pytest.raises(KeyReused):
        run(1, "k", operation, body, work)
    assert done() == 1


@pytest.mark.django_db
def test_keys_belong_to_their_user():
    run(1, "k", "submit", b"body", work)
    run(2, "k", "submit", b"body", work)
    assert done() == 2


@pytest.mark.django_db
def test_a_refusal_keeps_nothing_and_the_next_try_does_the_work():
    def refuse() -> Answer:
        work()
        raise Invalid

    with pytest.raises(Invalid):
        run(1, "k", "submit", b"body", refuse)
    assert done() == 0
    assert not IdempotencyKey.objects.exists()
    assert run(1, "k", "submit", b"body", work).replayed is False


@pytest.mark.django_db
def test_an_error_is_never_kept_as_an_answer():
    with pytest.raises(ValueError, match="raise"):
        run(1, "k", "submit", b"body", lambda: Answer(409, b"{}"))
    assert not IdempotencyKey.objects.exists()


@pytest.mark.django_db
def test_a_fresh_key_costs_two_statements(django_assert_num_queries):
    with django_assert_num_queries(4):  # savepoint, claim, store, release
        answer = run(1, "k", "submit", b"body", lambda: Answer(200, b"{}"))
    assert (answer.body, answer.replayed) == (b"{}", False)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("run", [run, run_apart])
def test_the_second_waits_while_the_first_works(run):
    started, finish = threading.Event(), threading.Event()

    def slow() -> Answer:
        started.set()
        finish.wait(PATIENCE)
        return work()

    def call(how) -> Answer:
        try:
            return run(1, "k", "submit", b"body", how)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(call, slow)
        started.wait(PATIENCE)
        second = pool.submit(call, work)
        time.sleep(0.2)
        assert not second.done()
        finish.set()
        assert second.result(PATIENCE).body == first.result(PATIENCE).body
        assert second.result().replayed
    assert done() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("run", [run, run_apart])
def test_the_second_does_the_work_when_the_first_fails(run):
    started, finish = threading.Event(), threading.Event()

    def failing() -> Answer:
        started.set()
        finish.wait(PATIENCE)
        raise Invalid

    def call(how) -> Answer:
        try:
            return run(1, "k", "submit", b"body", how)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(call, failing)
        started.wait(PATIENCE)
        second = pool.submit(call, work)
        finish.set()
        assert second.result(PATIENCE).replayed is False
        assert isinstance(first.exception(PATIENCE), Invalid)
    assert done() == 1


@pytest.mark.django_db(transaction=True)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.integers(1, 2), st.sampled_from("ab"), st.sampled_from([b"x", b"y"])), min_size=4, max_size=16
    )
)
def test_whatever_comes_at_once_each_key_is_done_once(calls):
    IdempotencyKey.objects.all().delete()
    Counter.objects.all().delete()

    def call(one) -> tuple:
        user, key, body = one
        try:
            return one, run(user, key, "submit", body, work)
        except KeyReused:
            return one, None
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        results = list(pool.map(call, calls))
    assert done() == len({(user, key) for user, key, _body in calls})
    for user, key in {(user, key) for user, key, _body in calls}:
        answers = {(one[2], answer.body) for one, answer in results if one[:2] == (user, key) and answer}
        assert len(answers) == 1, "một khoá, một nội dung, một câu trả lời"


@pytest.mark.django_db(transaction=True)
def test_work_that_asks_others_holds_no_transaction_and_keeps_what_it_wrote_before_it_failed():
    def ask() -> Answer:
        assert not connection.in_atomic_block
        work()
        raise Invalid

    with pytest.raises(Invalid):
        run_apart(1, "k", "ask", b"body", ask)
    assert done() == 1
    first, again = (run_apart(1, "k", "ask", b"body", work) for _time in range(2))
    assert (first.body, first.replayed, again.replayed) == (again.body, False, True)
    for other in (run, run_apart):
        with pytest.raises(KeyReused):
            other(1, "k", "ask", b"other", work)
    assert done() == 2
