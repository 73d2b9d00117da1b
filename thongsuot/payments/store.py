"""Ghi tiền xuống bảng: the few statements of the usual way (nobody tried before, one open drawer), one round trip each.

The unusual ways (something had arrived, a day begins, several drawers) go step by step in the services.
"""

from collections.abc import Mapping
from typing import Any

import orjson
from django.db import connection

from thongsuot.common.errors import database_refusals

_TRIED = """
SELECT EXISTS (SELECT 1 FROM payments_intent WHERE province_id = %(p)s AND dossier_id = %(d)s AND request_id = %(r)s)
    OR EXISTS (SELECT 1 FROM payments_arrival WHERE province_id = %(p)s AND dossier_id = %(d)s AND request_id = %(r)s)
"""
# A paid try beside the receipt: its number in the dossier stands at the end of its reference.
_PAID_TRY = """, i AS (
  INSERT INTO payments_intent (province_id, request_id, dossier_id, dossier_code, revenue_unit_id, method, state, reference,
    transfer_key, amount, account, started_at, started_by_id, ended_at, payment_url, bill_url, bill_asked, tries, trouble)
  SELECT %(province_id)s, %(request_id)s, %(dossier_id)s, %(dossier_code)s, %(unit_id)s, %(method)s, 'paid',
    %(try_reference)s || '-' || (1 + (SELECT count(*) FROM payments_intent WHERE province_id = %(province_id)s AND dossier_id = %(dossier_id)s)),
    '', %(total)s, '{{}}'::jsonb, %(issued_at)s, %(issued_by_id)s, %(issued_at)s, '', '', false, 0, '')"""
_RECEIPT = """
WITH n AS MATERIALIZED (SELECT next_number(%(series)s, %(period)s, %(issued_at)s) AS number),
r AS (INSERT INTO payments_receipt ({columns}, number) SELECT {values}, n.number FROM n RETURNING id, number){paid_try}
SELECT id, number FROM r
"""
_CASH = """
WITH s AS (
  UPDATE payments_cashsession SET taken_in = taken_in + %(into)s, paid_out = paid_out + %(out)s,
    balance = balance + %(into)s - %(out)s, entries_count = entries_count + 1
  WHERE closed_at IS NULL AND balance + %(into)s - %(out)s >= 0 AND id = (
    SELECT c.id FROM payments_cashsession c JOIN payments_cashbook b ON b.id = c.book_id
     WHERE b.unit_id = %(unit)s AND c.closed_at IS NULL AND c.day >= %(today)s
       AND (c.holder_id = %(by)s OR NOT EXISTS (
         SELECT 1 FROM payments_cashsession o JOIN payments_cashbook ob ON ob.id = o.book_id
          WHERE ob.unit_id = %(unit)s AND o.closed_at IS NULL AND o.id <> c.id))
     ORDER BY c.holder_id = %(by)s DESC, c.id LIMIT 1 FOR UPDATE OF c)
  RETURNING id, province_id, entries_count)
INSERT INTO payments_cashentry (province_id, session_id, number, kind, cause, amount, revenue_unit_id, dossier_code, receipt_id,
  refund_id, note, at, by_id)
SELECT s.province_id, s.id, s.entries_count, %(kind)s, %(cause)s, %(amount)s, %(revenue_unit_id)s, %(dossier_code)s, %(receipt_id)s,
  %(refund_id)s, %(note)s, %(at)s, %(by)s FROM s RETURNING id
"""


def was_tried(province_id: int, dossier_id: int, request_id: int) -> bool:
    """Whether somebody tried to pay this request before, or money came for it; the dossier is locked."""
    with connection.cursor() as cursor:
        cursor.execute(_TRIED, {"p": province_id, "d": dossier_id, "r": request_id})
        return bool(cursor.fetchone()[0])


def write_receipt(series: str, row: Mapping[str, Any], *, try_reference: str = "") -> tuple[int, int]:
    """Ghi biên lai với số kế tiếp của sổ; returns identity and number. With `try_reference` also a paid try."""
    columns = list(row)
    sql = _RECEIPT.format(
        columns=", ".join(columns),
        values=", ".join(f"%({c})s" + ("::jsonb" if c == "items" else "") for c in columns),
        paid_try=_PAID_TRY.replace("{{}}", "{}") if try_reference else "",
    )
    given = {**row, "items": orjson.dumps(row["items"]).decode(), "series": series, "period": str(row["year"])}
    with connection.cursor() as cursor, database_refusals():
        cursor.execute(sql, {**given, "try_reference": try_reference})
        identity, number = cursor.fetchone()
        return int(identity), int(number)


def book_cash(row: Mapping[str, Any]) -> bool:
    """Ghi một dòng vào ca đang mở hôm nay; False when there is none that is clearly meant, or too little in it."""
    with connection.cursor() as cursor:
        cursor.execute(_CASH, dict(row))
        return cursor.fetchone() is not None
