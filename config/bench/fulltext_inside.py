"""Tìm trong nội dung, trong một tiến trình của nền tảng: our search beside the bare statement, question by question. Prints JSON.

python -m config.bench.fulltext_inside < {"rounds", "questions"}

The bare statement is what one would write who knows the units, needs no rights, and knows of each question which of two
wordings is the faster: it is tried with both, and the better is taken. It must find the same documents.
"""

import json
import re
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402  (Django must be ready first)

from config.bench.visitors import UNIT  # noqa: E402
from thongsuot.accounts.models import Role  # noqa: E402
from thongsuot.accounts.principal import PostHeld, Principal  # noqa: E402
from thongsuot.common import clock, stamps  # noqa: E402
from thongsuot.common.now import now  # noqa: E402
from thongsuot.common.text import bare  # noqa: E402
from thongsuot.documents import lexemes  # noqa: E402
from thongsuot.documents.reading import readable_units  # noqa: E402
from thongsuot.documents.selectors.searching import ON_A_PAGE, Asked, Place, search  # noqa: E402
from thongsuot.org.selectors import children, require_in_force  # noqa: E402

SLOW = 3.0  # seconds a question may take altogether: over a million documents the bare statement may need many for a phrase
LAST = 4  # the last page: so many documents from the end
OFTEN = ("ủy ban", "uy ban nhan dan", "đăng ký", "giấy tờ", "ho so", "đất", "công dân", "thu tuc")
SAMPLE = """
SELECT d.number || '/' || d.notation, d.signer_name, t.body, d.issued_on
  FROM (SELECT d.* FROM documents_document d WHERE d.unit_id = ANY(%(units)s) ORDER BY d.uid LIMIT %(questions)s) d
  JOIN documents_documenttext t ON t.province_id = d.province_id AND t.document_id = d.id AND t.source <> 'typed'
"""
COLUMNS = """d.id, d.uid, d.direction, d.number, d.notation, d.issuer_name, d.summary, d.issued_on, d.state, d.unit_id, t.source,
  substr(t.body, greatest(1, strpos(lower(t.body), %(first)s) - 80), 240)"""
BARE = """SELECT DISTINCT ON (d.id) {columns} FROM documents_document d
  JOIN documents_documenttext t ON t.province_id = d.province_id AND t.document_id = d.id
 WHERE t.words @@ {words}::tsquery {more} AND d.unit_id = ANY(%(units)s) AND d.id < %(below)s
   AND (%(phrase)s = '' OR t.body ~ %(phrase)s) AND d.issued_on >= %(since)s
 ORDER BY d.id DESC LIMIT 20"""
OTHERS = """AND NOT EXISTS (SELECT FROM documents_documenttext m
  WHERE m.province_id = d.province_id AND m.document_id = d.id AND m.words @@ %(marked)s::tsquery)"""


@dataclass(frozen=True)
class Question:
    """Một câu hỏi: what is typed, since when, and whether the last page is asked for instead of the first."""

    kind: str
    words: str
    since: Any = None
    last: bool = False


def main(told: dict[str, Any]) -> dict[str, Any]:
    """Seconds of both sides, by scope and kind of question."""
    found: dict[str, Any] = {}
    for scope, principal in _people().items():
        with stamps.of_one_request():
            units = sorted(readable_units(principal))
            found[scope] = {}
            for one in _questions(units, told["questions"]):
                ours, plain = _both(principal, units, one, told["rounds"])
                kept = found[scope].setdefault(one.kind, {"ours": [], "bare": []})
                kept["ours"] += ours
                kept["bare"] += plain
    return found


def _people() -> dict[str, Principal]:
    """Văn thư of a commune that came out of several; of the province's office; and somebody with a post in every unit."""
    day = clock.local(now()).date()
    commune = require_in_force(UNIT, day)
    assert commune.province_id, "a commune lies in a province"
    every = [unit.id for unit in children(commune.province_id, day)]
    places = {"xã": [commune.id], "tỉnh": [commune.province_id], "mọi đơn vị": [commune.province_id, *every]}
    return {name: _person(units, commune.province_id) for name, units in places.items()}


def _person(units: Sequence[int], province: int) -> Principal:
    posts = tuple(PostHeld(n, unit, None, Role.DOCUMENT_CLERK, "Văn thư", province) for n, unit in enumerate(units, 1))
    return Principal(0, "bench", "Bench", "official", posts)


def _questions(units: Sequence[int], each: int) -> list[Question]:
    with connection.cursor() as cursor:
        cursor.execute(SAMPLE, {"units": list(units), "questions": each})
        rows = cursor.fetchall()
    made = [Question("chữ hay gặp", words) for words in islice(OFTEN, each)]
    made += [Question("trang cuối", bare(words), last=True) for words in islice(OFTEN, each)]
    for n, (sign, signer, body, day) in enumerate(rows):
        words = re.findall(r"\w+", body)
        middle = len(words) // 2
        made += [
            Question("chữ hiếm", signer if n % 2 else bare(signer)),
            Question("hai chữ", f"{words[middle]} {words[-30]}"),
            Question("cụm từ", '"' + " ".join(words[middle : middle + 3]) + '"'),
            Question("số, ký hiệu", sign),
            Question("từ ngày", OFTEN[n % len(OFTEN)], since=day),
        ]
    return made


def _both(principal: Principal, units: list[int], one: Question, rounds: int) -> tuple[list[float], list[float]]:
    asked = Asked(one.words, since=one.since)
    below = _last(units, one) if one.last else 2**62
    after = Place(marked=False, below=below) if one.last else None

    def ours() -> list[int]:
        """A page of twenty; a phrase that is looked for further back costs what its pages cost."""
        found = search(principal, asked, after=after)
        ids = [hit.id for hit in found.hits]
        while len(ids) < ON_A_PAGE and found.after:
            found = search(principal, asked, after=found.after)
            ids += [hit.id for hit in found.hits]
        return ids[:ON_A_PAGE]

    wordings = [_bare(units, one, below, named=named) for named in (True, False)]
    first = ours()
    timed = []
    for wording in wordings:
        if wording() != first:
            raise SystemExit(f"câu lệnh trần tìm ra văn bản khác: {one}: {len(first)} và {len(wording())}")
        timed.append(_seconds(wording))
    best = wordings[timed.index(min(timed))]
    sides: list[list[float]] = [[], []]
    for _ in range(max(1, min(rounds, int(SLOW / min(timed))))):
        for side, work in zip(sides, (ours, best), strict=True):
            side.append(_seconds(work))
    return sides[0], sides[1]


def _bare(units: list[int], one: Question, below: int, *, named: bool) -> Callable[[], list[int]]:
    words, marked = lexemes.asked(one.words), lexemes.asked_with_marks(one.words)
    own = units if named and len(units) <= 40 else ()
    phrases = lexemes.phrases(one.words)
    given = {
        "units": units,
        "below": below,
        "phrase": phrases[0] if phrases else "",
        "since": one.since or "0001-01-01",
    }
    given |= {
        "bare": lexemes.query(words, own),
        "with_marks": lexemes.query(marked, own),
        "marked": lexemes.query(marked),
    }
    given["first"] = one.words.split()[0].lower()
    plain = BARE.format(columns=COLUMNS, words="%(bare)s", more=OTHERS if marked else "")
    statement = plain
    if marked:
        with_marks = BARE.format(columns=COLUMNS, words="%(with_marks)s", more="")
        statement = f"SELECT * FROM (({with_marks}) UNION ALL ({plain})) b LIMIT 20"  # noqa: S608

    def work() -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(statement, given)
            return [row[0] for row in cursor.fetchall()]

    return work


def _last(units: list[int], one: Question) -> int:
    """Below which document the last page begins."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM (SELECT DISTINCT d.id FROM documents_document d JOIN documents_documenttext t"
            " ON t.province_id = d.province_id AND t.document_id = d.id"
            " WHERE d.unit_id = ANY(%s) AND t.words @@ %s::tsquery ORDER BY d.id LIMIT %s) o ORDER BY id DESC LIMIT 1",
            [units, lexemes.query(lexemes.asked(one.words)), LAST],
        )
        row = cursor.fetchone()
        return int(row[0]) if row else 2**62


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    print(json.dumps(main(json.load(sys.stdin))))
