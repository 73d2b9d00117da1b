"""Người quyết việc nào đi đâu: one or many at once, with a reason, and taken back as long as nothing came after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from django.db import connection, transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Invalid, MoveNotAllowed, NotFound
from thongsuot.common.text import clean_line
from thongsuot.cutover.models import Going, Plan, PlanState, SplitAct, SplitCase
from thongsuot.cutover.services.split_gather import apply_rules, follow
from thongsuot.cutover.split_journal import about_split
from thongsuot.cutover.split_permissions import AFTER, BEFORE, Place, require_deciding

MOST = 500
SHORTEST_REASON, LONGEST_REASON = 3, 300

_UNDO = """
UPDATE cutover_splitcase c
   SET goes_to_id = (b.was->>1)::bigint, rule_id = (SELECT r.id FROM cutover_splitrule r WHERE r.id = (b.was->>2)::bigint),
       decided_by_id = (b.was->>3)::bigint, decided_at = (b.was->>4)::timestamptz, reason = b.was->>5
  FROM jsonb_array_elements(%(before)s::jsonb) AS b(was)
 WHERE c.id = (b.was->>0)::bigint AND c.old_id = %(old)s AND c.goes_to_id = %(goes_to)s
   AND c.decided_by_id = %(by)s AND c.decided_at = %(at)s
"""


@dataclass(frozen=True, slots=True)
class Decided:
    """Kết quả: how many cases, and the act that takes it back."""

    number: int
    act: SplitAct


@transaction.atomic
def decide(*, place: Place, case_ids: Sequence[int], goes_to: int, reason: str, by: Principal, at: datetime) -> Decided:
    """Quyết nơi đến của các việc này; a case decided before is decided anew. Invalid without cases, place or reason."""
    require_deciding(by, place)
    plan = _plan(place)
    why = _reason(reason)
    if not Going.objects.filter(old=place.old, new=goes_to).exists():
        raise _wrong("goes_to", _("Hãy chọn một nơi đến của đơn vị cũ này."))
    cases = _locked(place, case_ids)
    act = SplitAct.objects.create(
        plan=plan,
        old=place.old,
        goes_to_id=goes_to,
        by_id=by.user_id,
        at=at,
        reason=why,
        before=[_was(c) for c in cases],
    )
    SplitCase.objects.filter(pk__in=[case.pk for case in cases]).update(
        goes_to=goes_to, rule=None, decided_by=by.user_id, decided_at=at, reason=why
    )
    follow(place.old, at)
    said = {"kind_ids": _by_kind(cases), "to": act.goes_to.code, "reason": why}
    about_split(plan, place.old, "split_decided", by=by.user_id, at=at, **said)
    return Decided(len(cases), act)


@transaction.atomic
def undo(*, place: Place, act_id: int, by: Principal, at: datetime) -> int:
    """Hoàn tác một lần quyết của mình; cases that somebody decided again since stay as they are. Returns how many went back."""
    require_deciding(by, place)
    plan = _plan(place)
    act = SplitAct.objects.select_for_update(of=("self",)).filter(pk=act_id, old=place.old, by=by.user_id).first()
    if act is None:
        raise NotFound()
    if act.undone_at is not None:
        return 0
    if plan.state in AFTER:
        raise MoveNotAllowed(
            _("Việc đã chuyển đi theo quyết định này; hãy quyết lại nơi đến."), reason="state", status_now=plan.state
        )
    with connection.cursor() as cursor:
        values = {
            "before": orjson.dumps(act.before).decode(),
            "old": act.old_id,
            "goes_to": act.goes_to_id,
            "by": act.by_id,
            "at": act.at,
        }
        cursor.execute(_UNDO, values)
        back = cursor.rowcount
    SplitAct.objects.filter(pk=act.pk).update(undone_at=at)
    apply_rules(place.old, at)
    about_split(plan, place.old, "split_undone", by=by.user_id, at=at, act=act.pk, number=back)
    return back


def _plan(place: Place) -> Plan:
    """The plan, shared-locked against a change of its state; refused while open work is moving."""
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=place.plan.pk)
    if plan.state not in BEFORE | AFTER:
        message = _("Việc đang được chuyển. Hãy đợi chuyển xong rồi quyết tiếp; chưa có gì thay đổi.")
        raise MoveNotAllowed(message, reason="state", status_now=PlanState(plan.state).value)
    return plan


def _locked(place: Place, case_ids: Sequence[int]) -> list[SplitCase]:
    if not case_ids:
        raise _wrong("case", _("Hãy chọn ít nhất một việc."))
    if len(case_ids) > MOST:
        raise _wrong("case", _("Mỗi lần quyết nhiều nhất 500 việc."))
    found = SplitCase.objects.select_for_update(of=("self",)).filter(old=place.old, pk__in=case_ids).order_by("pk")
    cases = list(found.filter(goes_to=None) if place.moved else found)
    if not cases:
        raise _wrong("case", _("Những việc này đã khép hoặc không còn trong danh sách. Hãy tải lại trang."))
    return cases


def _was(case: SplitCase) -> list[object]:
    decided_at = case.decided_at.isoformat() if case.decided_at else None
    return [case.pk, case.goes_to_id, case.rule_id, case.decided_by_id, decided_at, case.reason]


def _by_kind(cases: list[SplitCase]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for case in cases:
        found.setdefault(case.kind, []).append(case.subject_id)
    return found


def _reason(text: str) -> str:
    why = clean_line(text, field="reason", limit=LONGEST_REASON)
    if len(why) < SHORTEST_REASON:
        raise _wrong("reason", _("Hãy ghi lý do, ví dụ: sổ hộ khẩu ghi thôn Hải Phong."))
    return why


def _wrong(name: str, message: str) -> Invalid:
    return Invalid(errors=[{"field": name, "message": message}])
