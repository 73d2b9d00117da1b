"""Làm lại cả loạt: everything a filter names, one by one, by a job that goes on where a killed one stopped.

Trying a thing again is idempotent, so a run asked for twice, or done twice over a row, changes nothing more.
"""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal, principal_of
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.exchange.inbound import understanding
from thongsuot.exchange.models import ReplayRun
from thongsuot.exchange.permissions import Scope, scope_of
from thongsuot.exchange.stuck import rows
from thongsuot.exchange.stuck.own_kinds import IN
from thongsuot.exchange.stuck_kinds import kind

BATCH = 100
State = ReplayRun.State


@transaction.atomic
def ask(
    *, uid: uuid.UUID, wanted: rows.Wanted, whole_province: bool, principal: Principal, at: datetime
) -> tuple[ReplayRun, bool]:
    """Đặt một lần làm lại; the same uid is the same run. Refuses what nobody in the person's scope may act on."""
    scope = _acting(scope_of(principal), whole_province)
    if not scope.units and not scope.provinces:
        raise Invalid(_("Không có việc nào trong phạm vi anh/chị được làm lại."), code="nothing_to_replay")
    known = rows.counted(scope, wanted, whole_province=whole_province)
    run, fresh = ReplayRun.objects.get_or_create(
        uid=uid,
        defaults={
            "total": sum(one.number for one in known),
            "asked_by_id": principal.user_id,
            "asked_at": at,
            "wanted": _plain(wanted) | {"whole_province": whole_province},
        },
    )
    if run.asked_by_id != principal.user_id:
        raise NotFound()
    return run, fresh


def mine(uid: uuid.UUID, principal: Principal) -> ReplayRun:
    """Lần làm lại của chính người này."""
    run = ReplayRun.objects.filter(uid=uid, asked_by_id=principal.user_id).first()
    if run is None:
        raise NotFound()
    return run


def carry_out(run_id: int, *, clock: Callable[[], datetime]) -> int:
    """Làm; each batch says how far it is. What began to wait after the run was asked for is not of it."""
    run = ReplayRun.objects.get(pk=run_id)
    by = principal_of(run.asked_by_id, clock())
    if run.state == State.DONE or by is None:
        return run.solved
    wanted, whole = _filter(run.wanted), bool(run.wanted.get("whole_province"))
    scope = _acting(scope_of(by), whole)
    wanted = rows.narrowed(wanted, until=min(wanted.until or run.asked_at, run.asked_at))
    while batch := rows.listed(scope, wanted, after=run.at_key, limit=BATCH, whole_province=whole)[:BATCH]:
        for row in batch:
            run.solved += _again(row, by, clock())
        run.tried += len(batch)
        run.at_key = list(batch[-1].key)
        _say(run, State.RUNNING)
    run.ended_at = clock()
    _say(run, State.DONE)
    return run.solved


def _again(row: rows.Row, by: Principal, at: datetime) -> bool:
    found = kind(row.kind)
    if found is None or not found.again(row.id, by, at):
        return False
    return row.kind != IN or understanding.understand(row.id, at=at) == "done"


def _say(run: ReplayRun, state: str) -> None:
    run.state = state
    run.total = max(run.total, run.tried)
    run.save(update_fields=["state", "tried", "solved", "total", "at_key", "ended_at"])


def _acting(scope: Scope, whole_province: bool) -> Scope:
    """Only what the person may act on: own units; the province's people what has no unit, or the whole range."""
    return Scope(() if whole_province else tuple(sorted(scope.acting)), scope.acting, scope.provinces)


def _plain(wanted: rows.Wanted) -> dict[str, Any]:
    return {
        "kind": wanted.kind,
        "system": wanted.system,
        "cause": wanted.cause,
        "unit_id": wanted.unit_id,
        "code": wanted.code,
        "since": wanted.since.isoformat() if wanted.since else None,
        "until": wanted.until.isoformat() if wanted.until else None,
    }


def _filter(said: dict[str, Any]) -> rows.Wanted:
    def moment(name: str) -> datetime | None:
        return datetime.fromisoformat(said[name]) if said.get(name) else None

    texts: dict[str, Any] = {name: said.get(name) or "" for name in ("kind", "system", "cause", "code")}
    return rows.Wanted(unit_id=said.get("unit_id"), since=moment("since"), until=moment("until"), **texts)
