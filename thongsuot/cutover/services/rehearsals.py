"""Ghi một lần diễn tập, and what people say on its ground: the sign-off of a second person, the waiver of a red line."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.common.text import clean_line
from thongsuot.cutover import journalling
from thongsuot.cutover.models import Plan, Rehearsal, Waiver
from thongsuot.cutover.permissions import plans_for

SHORTEST_REASON = 10


@transaction.atomic
def begin(plan: Plan, *, by: Principal | None, at: datetime) -> Rehearsal:
    """Bắt đầu; what was left running by a killed process is marked as failed."""
    Rehearsal.objects.filter(plan=plan, state=Rehearsal.State.RUNNING).update(
        state=Rehearsal.State.FAILED, ended_at=at, report={"failed": "bị ngắt giữa chừng"}
    )
    version = Plan.objects.values_list("version", flat=True).get(pk=plan.pk)
    return Rehearsal.objects.create(
        plan=plan, plan_version=version, started_by_id=by.user_id if by else None, started_at=at
    )


def step(rehearsal: Rehearsal, name: str, **said: Any) -> None:
    """Đang tới đâu (copy, act), for whoever waits before the page; no journal entry, for nothing has changed yet."""
    rehearsal.report = {"step": name, **said}
    rehearsal.save(update_fields=["report"])


@transaction.atomic
def finish(rehearsal: Rehearsal, report: dict[str, Any], *, at: datetime) -> Rehearsal:
    """Kết thúc với báo cáo; a report that says `failed` is no rehearsal."""
    failed = "failed" in report
    rehearsal.state = Rehearsal.State.FAILED if failed else Rehearsal.State.DONE
    rehearsal.ended_at, rehearsal.report = at, report
    rehearsal.save(update_fields=["state", "ended_at", "report"])
    journalling.about_plan(
        rehearsal.plan, "rehearsal_failed" if failed else "rehearsed", by=None, at=at, rehearsal=rehearsal.pk
    )
    return rehearsal


@transaction.atomic
def sign_off(*, plan: Plan, rehearsal_id: int, by: Principal, at: datetime, note: str = "") -> Rehearsal:
    """Ký xác nhận báo cáo diễn tập: by a planner who did not start it, for the version of the plan that it tried."""
    if not plans_for(by, plan):
        raise Forbidden()
    now_plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    rehearsal = Rehearsal.objects.select_for_update(of=("self",)).filter(plan=plan, pk=rehearsal_id).first()
    if rehearsal is None:
        raise NotFound()
    if rehearsal.signed_by_id is not None:
        return rehearsal
    if rehearsal.state != Rehearsal.State.DONE or "refused" in rehearsal.report:
        raise MoveNotAllowed(_("Lần diễn tập này không chạy tới cùng nên không ký được."), reason="state")
    if rehearsal.plan_version != now_plan.version:
        raise MoveNotAllowed(_("Kế hoạch đã sửa sau lần diễn tập này. Hãy diễn tập lại rồi ký."), reason="stale")
    if rehearsal.started_by_id == by.user_id:
        raise MoveNotAllowed(_("Người cho chạy diễn tập không tự ký; cần người thứ hai."), reason="same_person")
    rehearsal.signed_by_id, rehearsal.signed_at = by.user_id, at
    rehearsal.signed_note = clean_line(note, field="note", limit=300)
    rehearsal.save(update_fields=["signed_by", "signed_at", "signed_note"])
    journalling.about_plan(now_plan, "rehearsal_signed", by=by, at=at, rehearsal=rehearsal.pk)
    return rehearsal


@transaction.atomic
def waive(*, plan: Plan, line: str, reason: str, by: Principal, at: datetime) -> Waiver:
    """Miễn một vạch đỏ của bản kế hoạch hiện nay; the name of who takes it upon himself stays for ever."""
    if not plans_for(by, plan):
        raise Forbidden()
    why = clean_line(reason, field="reason", limit=300)
    if len(why) < SHORTEST_REASON:
        message = _("Hãy ghi rõ vì sao được miễn và ai chịu trách nhiệm (ít nhất 10 chữ cái).")
        raise Invalid(errors=[{"field": "reason", "message": message}])
    now_plan = Plan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    try:
        with transaction.atomic():
            made = Waiver.objects.create(
                plan=plan, plan_version=now_plan.version, line=line, reason=why, by_id=by.user_id, at=at
            )
    except IntegrityError:
        raise MoveNotAllowed(_("Vạch này đã được miễn."), reason="waived") from None
    journalling.about_plan(now_plan, "red_line_waived", by=by, at=at, line=line, reason=why)
    return made


@transaction.atomic
def withdraw_waiver(*, plan: Plan, line: str, by: Principal, at: datetime) -> None:
    """Bỏ miễn; the journal keeps that there was one."""
    if not plans_for(by, plan):
        raise Forbidden()
    version = Plan.objects.values_list("version", flat=True).get(pk=plan.pk)
    if Waiver.objects.filter(plan=plan, plan_version=version, line=line).delete()[0]:
        journalling.about_plan(plan, "red_line_stands_again", by=by, at=at, line=line)
