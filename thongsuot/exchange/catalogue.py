"""Danh mục của hệ thống kia: what changed there is read, compared and shown by the catalogue's own importer, to be approved.

Nothing here changes the catalogue: a fetch becomes an import run that waits (`procedures.importing`), or says that nothing
differs. Each fetch goes on from the version at which the last one ended.
"""

from datetime import datetime
from typing import Any
from urllib.parse import quote

import orjson
from django.db import transaction

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Refused
from thongsuot.exchange import systems
from thongsuot.exchange.inbound import http
from thongsuot.exchange.models import CatalogueFetch
from thongsuot.procedures import importing
from thongsuot.procedures.models import ImportRow, ImportRun

PAGE, MOST = 500, 20_000
LIVE = frozenset({"ACTIVE", "UPDATED"})
DIFFERENT = (ImportRow.Outcome.NEW, ImportRow.Outcome.CHANGED, ImportRow.Outcome.UNREADABLE)


def fetch(system: str, *, by: Principal | None, at: datetime, everything: bool = False) -> CatalogueFetch:
    """Lấy phần đã đổi (or everything), so sánh, để chờ duyệt; a portal that is away is noted, not raised."""
    before = 0 if everything else _read_up_to(system)
    found = CatalogueFetch(system_id=system, asked_by=by.user_id if by else None, at=at, version=before)
    try:
        records, found.version, ended = _records(systems.address(system), before)
        found.rows = len(records)
        found.detail = ", ".join(ended)[:2000]
        if records:
            _compare(found, system, records, by, at)
    except (http.Away, http.Gone, http.ForeignOrigin, http.TooBig):
        found.failed, found.version = "no_answer", before
    except Refused as refused:
        found.failed, found.detail, found.version = refused.code[:40], str(refused.detail), before
    found.save()
    return found


def _compare(
    found: CatalogueFetch, system: str, records: list[dict[str, Any]], by: Principal | None, at: datetime
) -> None:
    content = orjson.dumps(records, option=orjson.OPT_INDENT_2)
    comparison = importing.compared(f"{system} {at:%Y-%m-%d %H:%M}.json", content, whole=False, at=at)
    found.sha256 = comparison.source.sha256
    found.differing = sum(row.outcome in DIFFERENT for row in comparison.rows)
    waiting = ImportRun.objects.filter(sha256=found.sha256, state=ImportRun.State.WAITING).first()
    if found.differing and waiting is None:
        with transaction.atomic():
            waiting = importing.start(comparison=comparison, by=by, at=at)
    found.run = waiting


def _read_up_to(system: str) -> int:
    last = CatalogueFetch.objects.filter(system_id=system, failed="").order_by("-pk").first()
    return last.version if last else 0


def _records(address: str, after: int) -> tuple[list[dict[str, Any]], int, list[str]]:
    """Bản ghi đã đổi sau phiên bản này, the version reached, and codes that are no longer live there."""
    changed: dict[str, str] = {}
    while len(changed) < MOST:
        page = http.get(address, f"/danh-muc/thu-tuc?sau={after}&so={PAGE}")
        items = page.get("items") if isinstance(page, dict) else None
        if not isinstance(items, list):
            raise http.Away("unclear_answer")
        for one in items:
            if isinstance(one, dict) and isinstance(one.get("MaTTHC"), str):
                changed[one["MaTTHC"]] = str(one.get("TrangThai") or "")
        following = page.get("tiep")
        if not items or not isinstance(following, int) or following <= after:
            break
        after = following
    live = [code for code, state in changed.items() if state in LIVE]
    return [_record(address, code) for code in live], after, sorted(set(changed) - set(live))


def _record(address: str, code: str) -> dict[str, Any]:
    said = http.get(address, f"/danh-muc/thu-tuc/{quote(code, safe='')}")
    content = said.get("NoiDung") if isinstance(said, dict) else None
    return {"code": code, **content} if isinstance(content, dict) else {"code": code}


def recent(limit: int = 20) -> list[CatalogueFetch]:
    """Những lần lấy gần đây."""
    return list(CatalogueFetch.objects.select_related("system", "run").order_by("-pk")[:limit])
