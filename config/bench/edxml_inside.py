"""Đọc edXML trong một tiến trình của nền tảng. Prints JSON; run by the bench.

python -m config.bench.edxml_inside < {"rounds", "messages"}

Ours stores the raw message durably (file and row), commits, and reads it with every check. Bare parses with lxml and
inserts the same bytes in one committed row.
"""

import hashlib
import json
import os
import sys
import time
from datetime import date
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402  (Django must be ready first)
from lxml import etree  # noqa: E402

from thongsuot.common.now import now  # noqa: E402
from thongsuot.exchange.axis import edxml, keeping  # noqa: E402
from thongsuot.exchange.axis.edxml.messages import Agency, Attachment, Message  # noqa: E402
from thongsuot.exchange.axis.transport import Offered  # noqa: E402
from thongsuot.exchange.models import AxisIn  # noqa: E402

PDF = 200_000


def main(told: dict[str, Any]) -> dict[str, Any]:
    """Rates of both sides, round by round, first one and then the other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS bare_edxml (id bigserial PRIMARY KEY, digest text UNIQUE, raw bytea)"
        )
    found: dict[str, Any] = {}
    for name, size in (("letter", PDF), ("small", 0)):
        found[name] = {"ours": [], "bare": []}
        for turn in range(told["rounds"]):
            many = [_message(f"{name}{turn}-{n}", size) for n in range(told["messages"])]
            for side, work in (("bare", _bare), ("ours", _ours)):
                begun = time.perf_counter()
                for raw in many:
                    work(raw)
                found[name][side].append(len(many) / (time.perf_counter() - begun))
    AxisIn.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bare_edxml")
    return found


def _message(number: str, size: int) -> bytes:
    files = (Attachment("van-ban.pdf", b"%PDF-1.7" + os.urandom(size), "application/pdf", "tep-1"),) if size else ()
    return edxml.write(
        Message(
            document_id=f"G09,2026/11/25,{number}/BNV", sender=Agency("G09", "Bộ Nội vụ"), place="Hà Nội",
            receivers=(Agency("H27.18583", "Ủy ban nhân dân xã Mai Phụ"),), number=number, notation="BNV-CQĐP",
            promulgated_on=date(2026, 11, 25), subject="Về việc hướng dẫn sắp xếp tổ chức bộ máy", attachments=files,
        )
    )  # fmt: skip


def _ours(raw: bytes) -> None:
    row, _new = keeping.keep(raw, Offered(hashlib.md5(raw).hexdigest(), "document", "x", "G09"), at=now())  # noqa: S324
    said = edxml.read(keeping.raw_of(row))
    if not isinstance(said, edxml.Message):
        raise SystemExit("thông điệp của chính ta không đọc được")


def _bare(raw: bytes) -> None:
    etree.fromstring(raw, etree.XMLParser(huge_tree=True, resolve_entities=False))
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bare_edxml (digest, raw) VALUES (%s, %s)", [hashlib.sha256(raw).hexdigest(), raw])


if __name__ == "__main__":
    print(json.dumps(main(json.load(sys.stdin))))
