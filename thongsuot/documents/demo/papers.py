"""Trang của văn bản đến dùng thử, set as letters are."""

from datetime import datetime, timedelta
from typing import Any

from thongsuot.accounts.demo_cast import Cast
from thongsuot.documents.models import Urgency
from thongsuot.documents.papers import Letter, letter

SIGNED_BEFORE = timedelta(days=2)  # a letter takes so long to come


def letter_pdf(line: dict[str, Any], cast: Cast, at: datetime) -> bytes:
    """Trang của một văn bản đến, from its line of the list."""
    given = line["letter"]
    title, name = given["signer"]
    day = (at - SIGNED_BEFORE).date()
    return letter(
        Letter(
            type=given["type"],
            summary=line["summary"],
            body=cast.dated(line["body"]).strip(),
            agency=tuple(one for one in given["agency"] if one),
            place=given["place"],
            notation=given["notation"],
            number=given["number"],
            issued_on=day,
            to=tuple(given["to"]),
            recipients=("Như trên;", "Lưu: VT."),
            authority=(title,),
            signer_name=name,
            urgency=Urgency.URGENT if line.get("urgent") else Urgency.NORMAL,
            made_at=at,
        )
    )
