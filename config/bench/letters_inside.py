"""Văn bản và số, trong một tiến trình của nền tảng. Prints JSON; run by the bench.

python -m config.bench.letters_inside < {"do": "letter" | "numbers", "rounds", "times" | "seconds", "clerks"}
"""

import json
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import django

django.setup()

import typst  # noqa: E402  (Django must be ready first)
from django.db import connection, transaction  # noqa: E402

from thongsuot.common.letters import FONTS, STANDARD, printable  # noqa: E402
from thongsuot.common.now import now  # noqa: E402
from thongsuot.documents.models import Book, Direction, Document, RegisterEntry, State  # noqa: E402
from thongsuot.documents.papers import Letter, letter  # noqa: E402
from thongsuot.documents.services import registering  # noqa: E402
from thongsuot.org.models import UnitVersion  # noqa: E402

SENTENCE = "Ủy ban nhân dân xã đề nghị các cơ quan, đơn vị rà soát và báo cáo kết quả trước ngày làm việc cuối tháng. "
BODY = "\n".join([SENTENCE * 3] * 4)
# The same words in the same face and sizes, nothing thought about: what a person would write by hand.
BARE = """
#let d = json(bytes(sys.inputs.data))
#set page(paper: "a4", margin: (top: 20mm, bottom: 20mm, left: 30mm, right: 18mm))
#set text(font: "Tinos", size: 14pt, lang: "vi", region: "vn", fallback: false, hyphenate: false)
#set par(justify: true, first-line-indent: 12.7mm)
#grid(columns: (41%, 59%), align: center, row-gutter: 9pt,
  strong(upper(d.agency)), [*CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM* \\ *Độc lập - Tự do - Hạnh phúc*],
  [Số: #d.number \\ V/v #d.summary], emph(d.day))
#align(center)[Kính gửi: #d.to]
#for one in d.body.split("\\n") { par(one) }
#grid(columns: (45%, 55%), align(left)[*_Nơi nhận:_* \\ #for one in d.recipients [- #one \\ ]],
  align(center)[*TM. ỦY BAN NHÂN DÂN* \\ *CHỦ TỊCH* #v(30mm) *#d.signer*])
"""


def main(told: dict[str, Any]) -> dict[str, Any]:
    """What was asked for."""
    return _letters(told) if told["do"] == "letter" else _numbers(told)


def _letters(told: dict[str, Any]) -> dict[str, Any]:
    paper = Letter(
        type="CV",
        summary="rà soát, báo cáo",
        body=BODY,
        agency=("Ủy ban nhân dân xã Mai Phụ",),
        place="Mai Phụ",
        notation="UBND-VP",
        number="05",
        issued_on=date(2026, 3, 2),
        to=("Ủy ban nhân dân tỉnh Hà Tĩnh",),
        recipients=("Như trên;", "Lưu: VT, VP."),
        authority=("TM. Ủy ban nhân dân", "Chủ tịch"),
        signer_name="Hồ Sỹ Tuấn",
    )
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
    data = {
        "agency": "Ủy ban nhân dân xã Mai Phụ",
        "number": "05/UBND-VP",
        "summary": paper.summary,
        "day": "Mai Phụ, ngày 02 tháng 3 năm 2026",
        "to": paper.to[0],
        "body": BODY,
        "recipients": list(paper.recipients),
        "signer": paper.signer_name,
    }

    def bare() -> bytes:
        return typst.compile(
            BARE.encode(),
            font_paths=fonts,
            ignore_system_fonts=True,
            format="pdf",
            sys_inputs={"data": json.dumps(printable(data), ensure_ascii=False)},
            pdf_standards=[STANDARD],
        )

    sides: dict[str, Callable[[], bytes]] = {"ours": lambda: letter(paper), "bare": bare}
    found: dict[str, list[float]] = {"ours": [], "bare": []}
    for side in sides.values():
        side()
    for turn in range(told["rounds"] * told["times"]):
        # New words each time: an engine that remembers the last page or its paragraphs would measure its memory.
        words = {"summary": f"rà soát lần {turn}", "body": BODY.replace("rà soát", f"rà soát lần {turn}")}
        paper = Letter(**{name: getattr(paper, name) for name in Letter.__slots__} | words)
        data |= words
        for name, side in sides.items():
            began = time.perf_counter()
            side()
            found[name].append(time.perf_counter() - began)
    return found


def _numbers(told: dict[str, Any]) -> dict[str, Any]:
    unit = UnitVersion.objects.filter(level="commune", valid__endswith=None, province__isnull=False).first()
    assert unit is not None
    province = unit.province_id
    ours: list[float] = []
    bare: list[float] = []
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_counter (id int PRIMARY KEY, value bigint)")
        cursor.execute("INSERT INTO bench_counter VALUES (1, 0) ON CONFLICT DO NOTHING")
    for _ in range(told["rounds"]):
        bare.append(_rate(told, _count))
        ours.append(_rate(told, lambda: _reserve(province, unit.unit_id)))
    given = list(
        RegisterEntry.objects.filter(unit_id=unit.unit_id, book=Book.OUT)
        .order_by("number")
        .values_list("number", flat=True)
    )
    gaps = len(set(range(1, (given or [0])[-1] + 1)).symmetric_difference(given)) + len(given) - len(set(given))
    return {"ours": ours, "bare": bare, "gaps": gaps}


def _count() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE bench_counter SET value = value + 1 WHERE id = 1 RETURNING value")
        cursor.fetchone()


_ids = iter(range(10**12, 2 * 10**12))


def _reserve(province: int | None, unit_id: int) -> None:
    document = Document(
        pk=next(_ids),
        province_id=province,
        unit_id=unit_id,
        direction=Direction.OUTGOING,
        type="CV",
        state=State.TO_SIGN,
    )
    registering.reserve(document, Book.OUT, unit_id=unit_id, principal=None, at=now())


def _rate(told: dict[str, Any], act: Callable[[], None]) -> float:
    """Acts a second of all clerks together."""
    end = time.perf_counter() + told["seconds"]

    def clerk(_n: int) -> int:
        done = 0
        while time.perf_counter() < end:
            act()
            done += 1
        connection.close()
        return done

    with ThreadPoolExecutor(told["clerks"]) as crowd:
        return sum(crowd.map(clerk, range(told["clerks"]))) / float(told["seconds"])


if __name__ == "__main__":
    print(json.dumps(main(json.load(sys.stdin))))
