"""Giấy in của chuyển đổi: the leaflet of a commune, and of a whole province in one file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from thongsuot.common import qr
from thongsuot.common.language import in_vietnamese
from thongsuot.common.letters import render
from thongsuot.cutover.selectors.leaflet import Leaflet, OldUnit
from thongsuot.org.heirs import Heir

TYPST = Path(__file__).resolve().parent / "typst"
CERTAINTY = {"published": "", "proposed": "đề xuất", "unverified": "chưa xác minh với nguyên văn"}


@in_vietnamese()
def leaflets_pdf(leaflets: Sequence[Leaflet]) -> bytes:
    """Các tờ, each beginning on a page of its own; the same data give the same bytes."""
    first = leaflets[0]
    data = {
        "title": f"Từ ngày {first.on:%d/%m/%Y} có gì thay đổi",
        "agency": {"lines": [first.place or first.info.full_name, first.info.full_name]},
        "keywords": [leaflet.info.code for leaflet in leaflets[:20]],
        "leaflets": [_leaflet(leaflet) for leaflet in leaflets],
    }
    return render(TYPST / "leaflet.typ", data, tagged=len(leaflets) == 1)


def _leaflet(leaflet: Leaflet) -> dict[str, Any]:
    contact = leaflet.contact
    return {
        "name": leaflet.info.full_name,
        "province": leaflet.place,
        "code": leaflet.info.code,
        "on": f"{leaflet.on:%d/%m/%Y}",
        "basis": leaflet.legal_basis,
        "olds": [_old(old) for old in leaflet.olds],
        "split": [_split(old) for old in leaflet.split],
        "seats": [[seat.organs, seat.where] for seat in leaflet.seats],
        "organs": [organ.full_name for organ in leaflet.organs],
        "centre": leaflet.centre.full_name if leaflet.centre else "",
        "phone": contact.phone if contact else "",
        "where": contact.address if contact else "",
        "hours": contact.hours if contact else "",
        "stays": [[one.title, one.text, one.source, CERTAINTY[one.certainty]] for one in leaflet.stays],
        "address": leaflet.address,
        "qr": qr.svg(leaflet.address, quiet=0),
    }


def _old(old: OldUnit) -> list[str]:
    return [
        old.heir.full_name,
        old.place.split(", ")[0],
        old.heir.code,
        "" if old.heir.complete else old.heir.relation_label,
    ]


def _split(old: OldUnit) -> list[str]:
    assert old.sides is not None, "chỉ gọi cho đơn vị bị chia"
    return [old.heir.full_name, _names(old.sides.people), _names(old.sides.land)]


def _names(heirs: Sequence[Heir]) -> str:
    return ", ".join(heir.full_name for heir in heirs)
