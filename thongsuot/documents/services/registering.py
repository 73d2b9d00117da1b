"""Sổ đăng ký: a number of a unit's book is reserved for one document, given with its signature, or void with a reason.

NĐ 30/2020, Điều 15, 22: one series a year for each unit and book, shared by paper and electronic documents. The counter's
row is locked only for these short transactions, never while somebody signs.
"""

from datetime import datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common import prepared
from thongsuot.common.errors import Invalid, database_refusals
from thongsuot.common.text import clean_line
from thongsuot.documents.models import Document, RegisterEntry
from thongsuot.documents.timing import local_day

_COLUMNS = [field.attname for field in RegisterEntry._meta.concrete_fields]
_RESERVE = f"""
WITH had AS MATERIALIZED (
  SELECT {", ".join(_COLUMNS)} FROM documents_registerentry
   WHERE province_id = %(province)s AND document_id = %(document)s AND book = %(book)s AND state <> 'void' LIMIT 1 FOR UPDATE),
number AS MATERIALIZED (
  SELECT next_number(%(series)s, %(period)s, %(at)s) AS n WHERE NOT EXISTS (SELECT FROM had)),
made AS (
  INSERT INTO documents_registerentry
    (province_id, unit_id, book, year, number, document_id, state, day, given_at, given_by_id, void_reason)
  SELECT %(province)s, %(unit)s, %(book)s, %(year)s, n, %(document)s, 'reserved', %(day)s, %(at)s, %(by)s, '' FROM number
  RETURNING {", ".join(_COLUMNS)})
SELECT {", ".join(_COLUMNS)} FROM had UNION ALL SELECT {", ".join(_COLUMNS)} FROM made
"""  # noqa: S608  (only names of our own columns are put in)


def reserve(document: Document, book: str, *, unit_id: int, principal: Principal | None, at: datetime) -> RegisterEntry:
    """Giữ số: the next number of the unit's book, or the one this document has already (a signature that failed).

    One statement: the counter of a busy book is locked while the database works, not while it waits for us. A number
    held in the book of a unit that has ended, or of last year, is void: the document gets its number where and when it is
    signed. Raises SeriesClosed when the book is closed: the year has ended, or the unit.
    """
    day = local_day(at)
    params = {
        "province": document.province_id, "document": document.pk, "unit": unit_id, "book": book, "year": day.year,
        "period": str(day.year), "day": day, "at": at, "by": principal.user_id if principal else None,
        # Named as thongsuot/documents/succession.py ends it: kind, unit, book.
        "series": f"document:{unit_id}:{book}",
    }  # fmt: skip
    entry = _held_or_next(params)
    if entry.state == RegisterEntry.State.GIVEN or (entry.unit_id, entry.year) == (unit_id, day.year):
        return entry
    with transaction.atomic():
        void(entry, reason=_elsewhere(entry, unit_id))
        return _held_or_next(params)


def _held_or_next(params: dict[str, Any]) -> RegisterEntry:
    with prepared.cursor() as cursor, database_refusals():
        cursor.execute(_RESERVE, params)
        return RegisterEntry.from_db(DEFAULT_DB_ALIAS, _COLUMNS, cursor.fetchone())


def _elsewhere(held: RegisterEntry, unit_id: int) -> str:
    if held.unit_id != unit_id:
        return _("Đơn vị đã kết thúc trước khi văn bản được ký; đơn vị kế thừa cấp số ở sổ của mình")
    return _("Văn bản không được ký trong năm này; lấy số ở sổ của năm ký")


def reserved(document: Document, book: str) -> list[RegisterEntry]:
    """Số đang giữ cho văn bản này trong sổ ấy, locked; none or one. Inside the caller's transaction."""
    found = RegisterEntry.objects.select_for_update().filter(
        province_id=document.province_id, document_id=document.pk, book=book, state=RegisterEntry.State.RESERVED
    )
    return list(found)


def give(entry: RegisterEntry, *, at: datetime) -> None:
    """Cấp số: the document is signed; from now on the number is its own for ever. Inside the caller's transaction."""
    entry.state, entry.given_at = RegisterEntry.State.GIVEN, at
    entry.save(update_fields=["state", "given_at"])


def void(entry: RegisterEntry, *, reason: str) -> None:
    """Bỏ trống số đã giữ của một văn bản thôi không ban hành; the book shows the number and why. Inside a transaction.

    Raises Invalid `number_given` when the document has been signed with it.
    """
    if entry.state == RegisterEntry.State.GIVEN:
        raise Invalid(_("Số này đã cấp cho văn bản đã ký, không bỏ được."), code="number_given")
    why = clean_line(reason, field="reason", limit=300)
    if not why:
        raise Invalid(_("Bỏ trống một số trong sổ phải ghi lý do."), code="reason_missing")
    entry.state, entry.void_reason = RegisterEntry.State.VOID, why
    entry.save(update_fields=["state", "void_reason"])


def release(document: Document, book: str, *, reason: str) -> bool:
    """Bỏ số đã giữ của một văn bản thôi không ban hành; says whether it held one. Inside a transaction."""
    held = reserved(document, book)
    for entry in held:
        void(entry, reason=reason)
    if held:
        document.number, document.issued_on = "", None
    return bool(held)


def shown(number: int) -> str:
    """Số viết trên văn bản: two digits below ten, as the annex writes them."""
    return f"{number:02d}"
