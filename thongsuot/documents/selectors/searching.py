"""Tìm trong nội dung văn bản: by words with or without marks, by phrases, rights inside the query; page after page to the end.

Documents that have the words with the marks that were typed come first, the others after them, newest first among both.
There are two ways to the same answer, both bounded. Rare words are asked of the index of words, in which the unit of a
text is one of its words. Words that most texts have would bring up everything there: for them the newest documents are
looked through until a page is full; if it does not fill, the index answers for what lies behind. Which way is taken is
judged by statistics (`frequency`), which only cost time when they are wrong. Closed documents of former units are found
by their successors; open ones where they are held now.
"""

from dataclasses import dataclass
from datetime import date
from math import ceil, sqrt
from typing import Any

from django.db import connection

from thongsuot.accounts.principal import Principal
from thongsuot.common import stamps
from thongsuot.documents import lexemes
from thongsuot.documents.models import Direction
from thongsuot.documents.permissions import units_worked_in
from thongsuot.documents.reading import readable_units
from thongsuot.documents.selectors.frequency import Frequencies, frequencies
from thongsuot.org.selectors import versions_of

ON_A_PAGE = 20
NAMED_UNITS = 40  # as many units are words of a question; beyond, the words alone are looked up
PHRASES_LOOKED_AT = 2_000  # texts with the words that are read for a phrase at once; the next page goes on behind them
_DEAR = 3.0  # looking a document through costs as much as so many hits of the index
_BEFORE_ALL = 2**62

_SEEN = """(d.unit_id IN (SELECT unnest(%(own)s::bigint[])) OR (d.unit_id IN (SELECT unnest(%(former)s::bigint[]))
    AND (d.closed_at IS NOT NULL OR EXISTS (SELECT FROM documents_documentholding o
      WHERE o.province_id = d.province_id AND o.document_id = d.id AND o.unit_id = ANY(%(own)s)))))"""
_SINCE, _UNTIL = "d.issued_on >= %(since)s", "d.issued_on <= %(until)s"
_WITHOUT_MARKS = """NOT EXISTS (SELECT FROM documents_documenttext m WHERE m.province_id = t.province_id
    AND m.document_id = t.document_id AND m.words @@ %(marked)s::tsquery)"""
_OF_UNIT = """SELECT d.province_id, d.id FROM unnest(%(units)s::bigint[]) u(id)
  CROSS JOIN unnest(%(directions)s::text[]) w(direction) CROSS JOIN LATERAL (
    SELECT d.province_id, d.id FROM documents_document d
     WHERE d.province_id = ANY(%(provinces)s) AND d.unit_id = u.id AND d.direction = w.direction AND d.id < %(below)s AND {narrowed}
     ORDER BY d.id DESC LIMIT %(window)s) d ORDER BY d.id DESC LIMIT %(window)s"""
_OF_PROVINCE = """SELECT d.province_id, d.id FROM unnest(%(provinces)s::bigint[]) p(id) CROSS JOIN LATERAL (
    SELECT d.province_id, d.id FROM documents_document d
     WHERE d.province_id = p.id AND d.direction = ANY(%(directions)s) AND d.id < %(below)s AND {narrowed}
     ORDER BY d.id DESC LIMIT %(window)s) d ORDER BY d.id DESC LIMIT %(window)s"""
# Documents come as they were looked up, newest first, and no more of their texts are read than fill the page.
_NEWEST = """WITH looked_at AS MATERIALIZED ({documents}),
page AS MATERIALIZED (
  SELECT n.province_id, n.id, t.id AS text_id FROM looked_at n CROSS JOIN LATERAL (
    SELECT t.id FROM documents_documenttext t
     WHERE t.province_id = ANY(%(provinces)s) AND t.province_id = n.province_id AND t.document_id = n.id AND t.words @@ %(words)s::tsquery AND {texts}
     ORDER BY t.id LIMIT 1) t LIMIT %(limit)s)"""
_INDEX = """WITH looked_at AS MATERIALIZED (
  SELECT t.province_id, t.document_id AS id, t.id AS text_id FROM documents_documenttext t
   WHERE t.province_id = ANY(%(provinces)s) AND t.words @@ %(question)s::tsquery AND t.document_id < %(below)s {most}),
page AS MATERIALIZED (
  SELECT DISTINCT ON (h.id) h.province_id, h.id, h.text_id
    FROM (SELECT * FROM looked_at ORDER BY id DESC, text_id OFFSET 0) h
    JOIN documents_document d ON d.province_id = h.province_id AND d.id = h.id
    JOIN documents_documenttext t ON t.province_id = h.province_id AND t.id = h.text_id
   WHERE d.province_id = ANY(%(provinces)s) AND t.province_id = ANY(%(provinces)s)
     AND d.direction = ANY(%(directions)s) AND {narrowed} AND {texts}
   ORDER BY h.id DESC, h.text_id LIMIT %(limit)s)"""
_SHOWN = """
SELECT k.count, k.lowest, d.id, d.uid, d.direction, d.number, d.notation, d.issuer_name, d.summary, d.issued_on, d.state,
    d.unit_id, t.source, substr(t.body, greatest(1, regexp_instr(t.body, %(place)s) - 80), 240)
  FROM (SELECT count(*), min(id) AS lowest FROM looked_at) k
  LEFT JOIN (page p JOIN documents_document d ON d.province_id = p.province_id AND d.id = p.id
    JOIN documents_documenttext t ON t.province_id = p.province_id AND t.id = p.text_id)
    ON d.province_id = ANY(%(provinces)s) AND t.province_id = ANY(%(provinces)s)
 ORDER BY d.id DESC
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

    id: int
    uid: Any
    direction: str
    number: str
    notation: str
    issuer: str
    summary: str
    issued_on: date | None
    state: str
    unit_id: int
    source: str
    around: str

    @property
    def sign(self) -> str:
        """Số và ký hiệu."""
        return f"{self.number}/{self.notation}" if self.number and self.notation else self.number


@dataclass(frozen=True, slots=True)
class Place:
    """Chỗ đã xem tới: among those with the same marks or the others, below which document."""

    marked: bool
    below: int

    def __str__(self) -> str:
        return f"{'1' if self.marked else '0'}-{self.below}"

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """As it stands in a page's address; None for what is none."""
        marked, dash, below = text.partition("-")
        right = dash and marked in ("0", "1") and below.isascii() and below.isdigit() and len(below) < 19
        return cls(marked == "1", int(below)) if right else None


@dataclass(frozen=True, slots=True)
class Found:
    """Một trang kết quả; `after` when there may be more, which a phrase can leave open while its page is not full."""

    hits: tuple[Hit, ...] = ()
    after: Place | None = None


def search(principal: Principal, asked: Asked, *, after: Place | None = None) -> Found:
    """Văn bản có những chữ này mà người hỏi đọc được: one to four statements, whatever the number of documents."""
    own, words = units_worked_in(principal), lexemes.asked(asked.words)
    if not words or not own:
        return Found()
    search = _Search(own, readable_units(principal), asked, words)
    marked = lexemes.asked_with_marks(asked.words)
    hits: list[Hit] = []
    for wanted in ([True] if marked else []) + [False]:
        if after and after.marked < wanted:
            continue
        below = after.below if after and after.marked == wanted else _BEFORE_ALL
        more, lowest = search.page(
            marked if wanted else words, [] if wanted else marked, below, ON_A_PAGE + 1 - len(hits)
        )
        hits += more
        if len(hits) > ON_A_PAGE:
            last = hits[ON_A_PAGE - 1]
            same = last in more
            return Found(tuple(hits[:ON_A_PAGE]), Place(wanted if same else True, last.id))
        if lowest is not None:
            return Found(tuple(hits), Place(wanted, lowest))
    return Found(tuple(hits))


class _Search:
    """One question of one person: what does not change from page to page."""

    def __init__(self, own: frozenset[int], readable: frozenset[int], asked: Asked, words: list[str]) -> None:
        self.units = readable
        self.phrases = lexemes.phrases(asked.words)
        self.narrowed = " AND ".join(
            [_SEEN, *[_SINCE] * (asked.since is not None), *[_UNTIL] * (asked.until is not None)]
        )
        self.named = len(readable) <= NAMED_UNITS
        self.given = {
            "own": sorted(own),
            "former": sorted(readable - own),
            "units": sorted(readable),
            "provinces": list(_provinces(readable)),
            "directions": [asked.direction] if asked.direction else Direction.values,
            "since": asked.since,
            "until": asked.until,
            "phrases": self.phrases,
            "place": self.phrases[0] if self.phrases else lexemes.first_place(words),
        }

    def page(self, words: list[str], marked: list[str], below: int, limit: int) -> tuple[list[Hit], int | None]:
        """Documents below this one; and from where to go on, when a phrase has not been looked for in all of them."""
        given = self.given | {"words": lexemes.query(words), "marked": lexemes.query(marked), "limit": limit}
        given["question"] = lexemes.query(words, self.units if self.named else ())
        texts = " AND ".join(
            [*["t.body ~ ALL(%(phrases)s)"] * bool(self.phrases), *[_WITHOUT_MARKS] * bool(marked)] or ["true"]
        )
        hits: list[Hit] = []
        if window := self._window(frequencies(), words, limit):
            documents = (_OF_UNIT if self.named else _OF_PROVINCE).format(narrowed=self.narrowed)
            statement = _NEWEST.format(documents=documents, texts=texts)
            hits, count, lowest = _asked(statement, given | {"below": below, "window": window})
            if len(hits) == limit or count < window:
                return hits, None
            below = lowest or below
        most = f"ORDER BY t.document_id DESC FETCH FIRST {PHRASES_LOOKED_AT} ROWS WITH TIES" if self.phrases else ""
        statement = _INDEX.format(most=most, narrowed=self.narrowed, texts=texts)
        more, count, lowest = _asked(statement, given | {"below": below, "limit": limit - len(hits)})
        cut = bool(self.phrases) and count >= PHRASES_LOOKED_AT
        return hits + more, lowest if cut and len(hits) + len(more) < limit else None

    def _window(self, known: Frequencies, words: list[str], limit: int) -> int:
        """So many of the newest documents should fill the page; 0 where the index of words is the shorter way."""
        texts = known.of(self.units) if self.named else known.texts
        share = known.share(words)
        return ceil(limit / share * 1.5) + limit if texts and share > sqrt(_DEAR * limit / texts) else 0


def _asked(statement: str, given: dict[str, Any]) -> tuple[list[Hit], int, int | None]:
    with connection.cursor() as cursor:
        cursor.execute(statement + _SHOWN, given)
        rows = cursor.fetchall()
    return [Hit(*row[2:]) for row in rows if row[2] is not None], rows[0][0], rows[0][1]


@stamps.cached("org")
def _provinces(unit_ids: frozenset[int]) -> tuple[int, ...]:
    """Tỉnh mà văn bản của các đơn vị này nằm dưới: a unit's documents keep the province they came under."""
    return tuple(sorted({one.province_id or one.id for unit_id in unit_ids for one in versions_of(unit_id)}))
