"""Không làm hai lần: who repeats a request with the same key gets the same answer, and the work is done once."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from django.db import connection

from thongsuot.common import prepared
from thongsuot.common.errors import KeyReused
from thongsuot.common.transactions import whole

KEPT_DAYS = 7
# Waits while another transaction holds the same key: it commits → no row comes back, it rolls back → the key is ours.
CLAIM = """
INSERT INTO common_idempotencykey (user_id, key, operation, body_hash, content_type) VALUES (%s, %s, %s, %s, '')
  ON CONFLICT (user_id, key) DO NOTHING RETURNING id
"""
STORE = "UPDATE common_idempotencykey SET status = %s, body = %s, content_type = %s, subject_id = %s WHERE id = %s"
STORED = """
SELECT operation = %s AND body_hash = %s, status, body, content_type, subject_id
  FROM common_idempotencykey WHERE user_id = %s AND key = %s
"""
# One at a time per key while no transaction is open: given back at the end, or when the connection goes.
TAKE_TURN = "SELECT pg_advisory_lock(hashtextextended('idempotency:' || %s, 0))"
GIVE_TURN = "SELECT pg_advisory_unlock(hashtextextended('idempotency:' || %s, 0))"


@dataclass(frozen=True, slots=True)
class Answer:
    """Trả lời: what goes back over HTTP, byte for byte; `replayed` tells that the work had been done before."""

    status: int
    body: bytes
    content_type: str = "application/json"
    subject_id: int | None = None
    replayed: bool = False


def run(user_id: int, key: str, operation: str, body: bytes, work: Callable[[], Answer]) -> Answer:
    """Do the work at most once per (user, key), in one transaction with the key; a refusal or error stores nothing."""
    digest = hashlib.sha256(body).digest()
    with ExitStack() as commit, whole(), prepared.cursor() as cursor:
        with prepared.together():
            cursor.execute(CLAIM, [user_id, key, operation, digest])
            claimed = cursor.fetchone()
        if claimed is None:
            stored = _stored(user_id, key, operation, digest)
            assert stored is not None, "a key that could not be claimed is there"
            return stored
        answer = work()
        _refuse_error(answer)
        commit.enter_context(prepared.together())  # the answer is kept and committed in one round trip
        cursor.execute(STORE, [answer.status, answer.body, answer.content_type, answer.subject_id, claimed[0]])
        return answer


def run_apart(user_id: int, key: str, operation: str, body: bytes, work: Callable[[], Answer]) -> Answer:
    """Like `run`, for work that asks other systems: no transaction is open while it waits for them.

    What the work writes on its way it commits itself, and it stays when a later part fails. A second request with the
    key still waits for the first and gets its answer.
    """
    digest = hashlib.sha256(body).digest()
    with _turn(f"{user_id}:{key}"):
        if known := _stored(user_id, key, operation, digest):
            return known
        answer = work()
        _refuse_error(answer)
        # An ordinary operation may have taken the key meanwhile: then this is another request's key.
        return run(user_id, key, operation, body, lambda: answer)


@contextmanager
def _turn(name: str) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute(TAKE_TURN, [name])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(GIVE_TURN, [name])


def _refuse_error(answer: Answer) -> None:
    if answer.status >= 400:
        raise ValueError("lỗi phải được raise, không được cất làm câu trả lời")


def _stored(user_id: int, key: str, operation: str, digest: bytes) -> Answer | None:
    """The answer given before, None when there is none; raises KeyReused when the key belongs to another request."""
    with connection.cursor() as cursor:
        cursor.execute(STORED, [operation, digest, user_id, key])
        row = cursor.fetchone()
    if row is None:
        return None
    same, status, body, content_type, subject_id = row
    if not same:
        raise KeyReused
    return Answer(status, bytes(body), content_type, subject_id, replayed=True)
