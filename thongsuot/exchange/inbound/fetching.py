"""Lấy tin của cổng về: each message is stored before it is acknowledged, and read after that."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from thongsuot.exchange import systems
from thongsuot.exchange.inbound import http, storing
from thongsuot.exchange.inbound.speaker import only_province
from thongsuot.exchange.inbound.understanding import understand

log = logging.getLogger(__name__)
PAGE, MOST_PAGES = 100, 50


@dataclass(slots=True)
class Fetched:
    """Một lượt lấy: how many were offered, how many were new, and why it ended early if it did."""

    offered: int = 0
    fresh: int = 0
    failed: str = ""


def fetch(system: str, *, clock: Callable[[], datetime]) -> Fetched:
    """Lấy mọi tin chưa xác nhận; what fails is offered again by the portal next time."""
    address, found, after = systems.address(system), Fetched(), 0
    home = only_province(clock())
    for _page in range(MOST_PAGES):
        try:
            page = http.get(address, f"/tin?sau={after}&so={PAGE}")
            items = page.get("items") if isinstance(page, dict) else None
            if not isinstance(items, list) or not items:
                return found
            fresh = _keep(system, items, found, clock, home)
            http.post(address, "/tin/xac-nhan", {"MaTin": [one["MaTin"] for one in items if _named(one)]})
        except (http.Away, http.Gone, http.ForeignOrigin, http.TooBig) as problem:
            found.failed = type(problem).__name__
            log.warning("hệ thống %s không cho lấy tin: %s %s", system, found.failed, problem)
            return found
        for message_id in fresh:
            understand(message_id, at=clock())
        after = page.get("tiep") if isinstance(page.get("tiep"), int) else 0
        if not after:
            return found
    return found


def _keep(system: str, items: list[Any], found: Fetched, clock: Callable[[], datetime], home: int | None) -> list[int]:
    fresh = []
    for one in items:
        message, new = storing.keep(system=system, raw=orjson.dumps(one), at=clock(), province_id=home)
        found.offered += 1
        found.fresh += new
        if new:
            fresh.append(message.pk)
    return fresh


def _named(one: Any) -> bool:
    return isinstance(one, dict) and isinstance(one.get("MaTin"), str | int)
