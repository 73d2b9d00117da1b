"""Trình ký những thứ đã lưu chưa ký số: chosen by a person, at most two hundred in one act, asked for by a job.

Each is asked for with its row in one transaction: a job that is killed goes on where it stopped, nothing is asked twice.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import procrastinate.contrib.django as procrastinate
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal, principal_of
from thongsuot.common.errors import Invalid, NotFound, Refused
from thongsuot.common.language import in_vietnamese
from thongsuot.org.selectors import unit_info
from thongsuot.signatures import late
from thongsuot.signatures.models import AskingRow, AskingRun
from thongsuot.signatures.services import offering

log = logging.getLogger(__name__)

MOST = 200
LEASE = timedelta(minutes=5)
State = AskingRow.State


@transaction.atomic
def begin(*, unit_id: int, chosen: Sequence[tuple[str, int]], principal: Principal, at: datetime) -> AskingRun:
    """Bắt đầu một lượt from what is chosen (kind, key) among what the unit's list offers now; the rest is left.

    Raises Invalid `nothing_chosen`, NotFound outside the units in which this person may ask.
    """
    sources = late.sources_for(principal.roles_in(unit_id))
    if not sources:
        raise NotFound()
    wanted = set(chosen)
    offered = [(one.kind, thing) for one in sources for thing in one.listed(unit_id, at, MOST)]
    rows = [(kind, thing) for kind, thing in offered if (kind, thing.key) in wanted][:MOST]
    if not rows:
        message = _("Hãy chọn ít nhất một thứ còn chưa ký số.")
        raise Invalid(message, code="nothing_chosen", errors=[{"field": "", "message": message}])
    unit = unit_info(unit_id, timezone.localdate(at))
    run = AskingRun.objects.create(
        province_id=unit.province_id or unit.id,
        unit_id=unit_id,
        user_id=principal.user_id,
        total=len(rows),
        made_at=at,
    )
    AskingRow.objects.bulk_create(
        [
            AskingRow(
                run=run, position=n, kind=kind, key=thing.key, code=thing.code[:60], title=thing.title[:300],
                page=thing.page[:200],
            )
            for n, (kind, thing) in enumerate(rows, 1)
        ]
    )  # fmt: skip
    offering.answered(unit_id, principal=principal, at=at)
    procrastinate.app.configure_task("signatures.ask_late").defer(run_id=run.pk)
    return run


def own_run(uid: UUID, principal: Principal) -> AskingRun:
    """Lượt của chính người này, or of a unit in which he may ask too. NotFound."""
    found = AskingRun.objects.filter(uid=uid).first()
    mine = found is not None and (
        found.user_id == principal.user_id or bool(late.sources_for(principal.roles_in(found.unit_id)))
    )
    if found is None or not mine:
        raise NotFound()
    return found


def left(at: datetime) -> list[int]:
    """Những lượt mà tiến trình trước đã chết."""
    free = Q(lease_until=None, made_at__lt=at - LEASE) | Q(lease_until__lt=at)
    return list(AskingRun.objects.filter(free, ended_at=None).order_by("pk").values_list("pk", flat=True)[:20])


@in_vietnamese()
def carry_out(run_id: int, *, clock: Callable[[], datetime]) -> int:
    """Trình lần lượt; says how many were asked for now. Another who works on the run already is left alone."""
    if not _take(run_id, clock()):
        return 0
    run, asked = AskingRun.objects.get(pk=run_id), 0
    for pk in run.rows.filter(state=State.WAITING).order_by("position").values_list("pk", flat=True):
        asked += _one(run, pk, clock())
        AskingRun.objects.filter(pk=run_id).update(lease_until=clock() + LEASE)
    AskingRun.objects.filter(pk=run_id).update(ended_at=clock(), lease_until=None)
    return asked


def _take(run_id: int, at: datetime) -> int:
    free = AskingRun.objects.filter(Q(lease_until=None) | Q(lease_until__lt=at), pk=run_id, ended_at=None)
    return free.update(lease_until=at + LEASE)


def _one(run: AskingRun, pk: int, at: datetime) -> bool:
    try:
        with transaction.atomic():
            row = AskingRow.objects.select_for_update().get(pk=pk)
            if row.state != State.WAITING:
                return False
            _ask(run, row, at)
            _end(row.pk, State.ASKED, "", at)
            return True
    except Refused as refused:
        _end(pk, State.FAILED, str(refused.detail), at)
        return False
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        # One paper that our own program stumbles over (its file is gone, say) does not hold up the others.
        log.exception("không trình ký được %s %s", run.pk, pk)
        _end(pk, State.FAILED, _("Hệ thống không trình được giấy này; quản trị có thể xem nhật ký."), at)
        return False


def _ask(run: AskingRun, row: AskingRow, at: datetime) -> None:
    """In the name of who chose, with the rights he has now."""
    principal, source = principal_of(run.user_id, at), late.source_of(row.kind)
    if principal is None or source is None or not set(source.roles) & set(principal.roles_in(run.unit_id)):
        raise NotFound(_("Người trình không còn vai trò để trình ký thứ này."))
    source.ask(row.key, principal, at)


def _end(pk: int, state: str, words: str, at: datetime) -> None:
    AskingRow.objects.filter(pk=pk).update(state=state, words=words[:300], done_at=at)
