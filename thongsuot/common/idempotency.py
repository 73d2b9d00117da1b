"""Không làm hai lần: who repeats a request with the same key gets the same answer, and the work is done once."""

import hashlib
from collections.abc import Callable
from contextlib import ExitStack
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
            return _stored(user_id, key, operation, digest)
        answer = work()
        if answer.status >= 400:
            raise ValueError("lỗi phải được raise, không được cất làm câu trả lời")
        commit.enter_context(prepared.together())  # the answer is kept and committed in one round trip
        cursor.execute(STORE, [answer.status, answer.body, answer.content_type, answer.subject_id, claimed[0]])
        return answer


def _stored(user_id: int, key: str, operation: str, digest: bytes) -> Answer:
    """The answer given before; raises KeyReused when the key belongs to another request."""
    with connection.cursor() as cursor:
        cursor.execute(STORED, [operation, digest, user_id, key])
        same, status, body, content_type, subject_id = cursor.fetchone()
    if not same:
        raise KeyReused
    return Answer(status, bytes(body), content_type, subject_id, replayed=True)
