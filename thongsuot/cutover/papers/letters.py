"""Thư trao tài khoản: one page a person, with the link and its QR when the account still has no password."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.common import qr
from thongsuot.common.language import in_vietnamese
from thongsuot.common.letters import render
from thongsuot.cutover.papers.official import TYPST, agency, place_date


@dataclass(frozen=True, slots=True)
class Letter:
    """Một thư. `address` empty: the account stays as it is, no link is needed."""

    name: str
    username: str
    unit: str
    posts: Sequence[str]
    address: str = ""
    ends_at: datetime | None = None


@in_vietnamese()
def letters_pdf(
    found: Sequence[Letter], *, province: str, plan: str, since: datetime, help_from: str, made_at: datetime
) -> bytes:
    """Một tệp in cho một xã, a page for each person."""
    day = timezone.localtime(made_at).date()
    data = {
        "title": _("Thư trao tài khoản"),
        "keywords": [plan],
        "agency": agency(_("Ủy ban nhân dân %(place)s") % {"place": province}, _("Tổ sắp xếp đơn vị")),
        "place_date": place_date(province.partition(" ")[2] or province, day),
        "plan": plan,
        "since": f"{timezone.localtime(since):%H:%M ngày %d/%m/%Y}",
        "help": help_from,
        "letters": [_page(letter) for letter in found],
    }
    return render(TYPST / "account-letters.typ", data, made_at=made_at)


def _page(letter: Letter) -> dict[str, object]:
    return {
        "name": letter.name,
        "username": letter.username,
        "unit": letter.unit,
        "posts": list(letter.posts),
        "address": letter.address,
        "qr": qr.svg(letter.address, quiet=0) if letter.address else "",
        "ends": f"{timezone.localtime(letter.ends_at):%H:%M ngày %d/%m/%Y}" if letter.ends_at else "",
    }
