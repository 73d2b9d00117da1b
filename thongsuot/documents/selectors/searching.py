"""Tìm trong nội dung văn bản: by words with or without marks, rights inside the query, the unit first.

A word that was typed with marks counts more where the document has it with the same marks. Closed documents of former
units are found by their successors; open ones where they are held now.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from thongsuot.accounts.principal import Principal
from thongsuot.common.text import bare, nfc
from thongsuot.documents.permissions import units_worked_in
from thongsuot.documents.reading import readable_units

ON_A_PAGE = 20
LOOKED_AT = 500  # newest documents with the words; beyond, more words are asked for
_MOST_WORDS = 12

_SEARCH = """
WITH hits AS MATERIALIZED (
  SELECT t.province_id, t.document_id, t.id FROM documents_documenttext t
   WHERE t.words @@ (plainto_tsquery('simple', %(bare)s) && to_tsquery('simple', %(units_query)s))
   ORDER BY t.document_id DESC LIMIT %(looked_at)s),
seen AS MATERIALIZED (
  SELECT DISTINCT ON (d.id) d.id, d.province_id, d.uid, d.direction, d.number, d.notation, d.issuer_name, d.summary,
    d.issued_on, d.state, d.unit_id, h.id AS text_id
  FROM hits h JOIN documents_document d ON d.province_id = h.province_id AND d.id = h.document_id
   WHERE (d.unit_id = ANY(%(own)s) OR (d.unit_id = ANY(%(former)s) AND (d.closed_at IS NOT NULL OR EXISTS (
       SELECT FROM documents_documentholding o WHERE o.province_id = d.province_id AND o.document_id = d.id
         AND o.unit_id = ANY(%(own)s)))))
     AND (%(direction)s = '' OR d.direction = %(direction)s)
     AND (%(since)s::date IS NULL OR d.issued_on >= %(since)s) AND (%(until)s::date IS NULL OR d.issued_on <= %(until)s)
   ORDER BY d.id, h.id),
ranked AS (
  SELECT s.*, %(marked)s::text[] <> '{}' AND (
    SELECT bool_and(strpos(lower(t.body), w) > 0) FROM unnest(%(marked)s::text[]) w, documents_documenttext t
     WHERE t.province_id = s.province_id AND t.id = s.text_id) AS marks
  FROM seen s ORDER BY marks DESC, s.id DESC LIMIT %(limit)s OFFSET %(skip)s)
SELECT r.uid, r.direction, r.number, r.notation, r.issuer_name, r.summary, r.issued_on, r.state, r.unit_id, r.marks,
  t.source, substr(t.body, greatest(1, strpos(f_bare(t.body), %(first)s) - 80), 240)
  FROM ranked r JOIN documents_documenttext t ON t.province_id = r.province_id AND t.id = r.text_id
 ORDER BY r.marks DESC, r.id DESC
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """Câu hỏi: words, and what narrows them."""

    words: str
    direction: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """Một văn bản tìm thấy, with the words around the first of those asked for."""

    uid: Any
    direction: str
    number: str
    notation: str
    issuer: str
    summary: str
    issued_on: date | None
    state: str
    unit_id: int
    marks: bool
    source: str
    around: str

    @property
    def sign(self) -> str:
        """Số và ký hiệu."""
        return f"{self.number}/{self.notation}" if self.number and self.notation else self.number


def search(principal: Principal, asked: Asked, *, skip: int = 0) -> list[Hit]:
    """Văn bản có những chữ này mà người hỏi đọc được; one statement, one more than a page when there are more."""
    words = re.findall(r"[^\W_]+", bare(asked.words))[:_MOST_WORDS]
    own = units_worked_in(principal)
    if not words or not own:
        return []
    readable = readable_units(principal)
    given = {
        "bare": " ".join(words),
        "first": words[0],
        "units_query": _any_of(readable),
        "own": sorted(own),
        "former": sorted(readable - own),
        "marked": _marked(asked.words),
        "direction": asked.direction,
        "since": asked.since,
        "until": asked.until,
        "looked_at": LOOKED_AT,
        "limit": ON_A_PAGE + 1,
        "skip": skip,
    }
    with connection.cursor() as cursor:
        cursor.execute(_SEARCH, given)
        return [Hit(*row) for row in cursor.fetchall()]


def _any_of(unit_ids: Collection[int]) -> str:
    return " | ".join(f"u{unit_id}" for unit_id in sorted(unit_ids))


def _marked(typed: str) -> list[str]:
    """Words that were typed with marks, in lower case."""
    found = re.findall(r"[^\W_]+", nfc(typed).lower())
    return [word for word in found if bare(word) != word][:_MOST_WORDS]
