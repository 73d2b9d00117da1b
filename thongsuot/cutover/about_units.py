"""Chỗ cắm trên trang công khai của đơn vị: the leaflet and the seats of a new unit, the village of a split old one."""

from typing import Any

from django.http import HttpRequest

from thongsuot.cutover.selectors.leaflet import formed_on, seats_of
from thongsuot.cutover.selectors.villages import village_answers, villages_known
from thongsuot.org.book import UnitInfo
from thongsuot.org.models import Level


def about_unit(request: HttpRequest, info: UnitInfo, **_about: Any) -> dict[str, Any] | None:
    """Trụ sở theo kế hoạch, và lối tới tờ thay đổi; nothing for what came from no other unit."""
    on = formed_on(info.id) if info.level == Level.COMMUNE else None
    if on is None or not info.in_force(max(on, info.valid_from or on)):
        return None
    return {"info": info, "on": on, "seats": seats_of([info.id]).get(info.id, {}).get(on, ())}


def about_split(
    request: HttpRequest, info: UnitInfo, village: str = "", q: str = "", province: str = "", **_about: Any
) -> dict[str, Any] | None:
    """Hỏi theo thôn: shown only where a decided plan has rules for this unit, so that nobody asks in vain."""
    if not villages_known(info.id):
        return None
    answers = village_answers(info.id, village) if village else []
    return {"info": info, "village": village, "q": q, "province": province, "answers": answers}
