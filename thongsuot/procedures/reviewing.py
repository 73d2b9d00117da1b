"""Rà soát thủ tục: rounds, one verdict per procedure, figures, and from the cut ones the draft of an abolition."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Invalid, MoveNotAllowed, NotFound
from thongsuot.common.text import clean_line, clean_text
from thongsuot.procedures import decisions, journalling
from thongsuot.procedures.decisions import Act, Line
from thongsuot.procedures.models import Decision, DurationUnit, ReviewItem, ReviewRound
from thongsuot.procedures.permissions import require_editor
from thongsuot.procedures.selectors import version_in_force

Verdict = ReviewItem.Verdict
MOST_DAYS = Decimal(9999)


@dataclass(frozen=True)
class Figures:
    """Con số của một đợt: "1.746 thủ tục đã rà soát, cắt 356"."""

    total: int
    reviewed: int
    kept: int
    amended: int
    cut: int
    days_saved: Decimal

    @property
    def waiting(self) -> int:
        """Not looked at yet."""
        return self.total - self.reviewed


@dataclass(frozen=True)
class Judgement:
    """Kết luận về một thủ tục."""

    verdict: str
    reason: str = ""
    days_saved: Decimal | None = None
    proposed_quantity: Decimal | None = None
    proposed_unit: str = ""


@transaction.atomic
def open_round(*, name: str, due_on: date | None, codes: Collection[str], by: Principal, at: datetime) -> ReviewRound:
    """Mở đợt rà soát cho các thủ tục này (in force today)."""
    require_editor(by)
    title = clean_line(name, field="name", limit=200)
    day = timezone.localdate(at)
    versions = [version for code in dict.fromkeys(codes) if (version := version_in_force(code, day)) is not None]
    if not title or not versions:
        field = "name" if not title else "codes"
        message = _("Cần đặt tên đợt.") if not title else _("Không có thủ tục nào khớp để rà soát.")
        raise Invalid(message, errors=[{"field": field, "message": message}])
    opened = ReviewRound.objects.create(name=title, due_on=due_on, opened_at=at, opened_by_id=by.user_id)
    ReviewItem.objects.bulk_create(
        ReviewItem(round=opened, procedure_id=v.procedure_id, name=v.short_name, field=v.field) for v in versions
    )
    journalling.record("review_opened", by=by, at=at, round=opened.pk, name=title, procedures=len(versions))
    return opened


@transaction.atomic
def judge(*, item_id: int, judgement: Judgement, by: Principal, at: datetime) -> ReviewItem:
    """Kết luận giữ, sửa hay cắt; a cut or an amendment needs its reason. May be changed until the round is closed."""
    require_editor(by)
    item = (
        ReviewItem.objects.select_for_update(of=("self",))
        .select_related("round", "procedure")
        .filter(pk=item_id)
        .first()
    )
    if item is None:
        raise NotFound()
    if item.round.closed_at is not None:
        raise MoveNotAllowed(_("Đợt rà soát này đã đóng."))
    if item.decision_id is not None:
        raise MoveNotAllowed(_("Thủ tục này đã nằm trong dự thảo quyết định bãi bỏ; hãy sửa ở dự thảo."))
    _check(judgement)
    item.verdict = judgement.verdict
    item.reason = clean_text(judgement.reason, field="reason", limit=4000)
    item.days_saved = judgement.days_saved
    item.proposed_quantity, item.proposed_unit = judgement.proposed_quantity, judgement.proposed_unit
    item.decided_at, item.decided_by_id = (at, by.user_id) if judgement.verdict else (None, None)
    item.save()
    subject = (journalling.PROCEDURE, item.procedure_id)
    entry = journalling.entry(
        "reviewed", by=by, at=at, subject=subject, round=item.round_id, verdict=item.verdict, reason=item.reason
    )
    journalling.append(entry)
    return item


def _check(judgement: Judgement) -> None:
    errors = []
    if judgement.verdict not in Verdict.values:
        errors.append({"field": "verdict", "message": _("Hãy chọn giữ, sửa hoặc cắt bỏ.")})
    if judgement.verdict in (Verdict.CUT, Verdict.AMEND) and not judgement.reason.strip():
        errors.append({"field": "reason", "message": _("Cắt bỏ hoặc sửa thì cần nêu lý do.")})
    for field in ("days_saved", "proposed_quantity"):
        value = getattr(judgement, field)
        if value is not None and not 0 <= value <= MOST_DAYS:
            errors.append({"field": field, "message": _("Số ngày phải từ 0 đến 9999.")})
    if judgement.proposed_unit and judgement.proposed_unit not in DurationUnit.values:
        errors.append({"field": "proposed_unit", "message": _("Hãy chọn đơn vị thời hạn có trong danh sách.")})
    if (judgement.proposed_quantity is None) != (not judgement.proposed_unit):
        errors.append(
            {"field": "proposed_quantity", "message": _("Thời hạn cần cả số và đơn vị, hoặc để trống cả hai.")}
        )
    if errors:
        raise Invalid(errors[0]["message"], errors=errors)


@transaction.atomic
def close_round(*, round_id: int, by: Principal, at: datetime) -> ReviewRound:
    """Đóng đợt; verdicts stand from then on."""
    require_editor(by)
    found = _round(round_id)
    if found.closed_at is not None:
        raise MoveNotAllowed(_("Đợt rà soát này đã đóng."))
    found.closed_at = at
    found.save(update_fields=["closed_at"])
    numbers = figures([found])[found.pk]
    journalling.record("review_closed", by=by, at=at, round=found.pk, reviewed=numbers.reviewed, cut=numbers.cut)
    return found


@transaction.atomic
def propose_abolition(*, round_id: int, act: Act, by: Principal, at: datetime) -> Decision:
    """Lập dự thảo quyết định bãi bỏ từ các thủ tục bị cắt; nothing is abolished before the decision is applied."""
    require_editor(by)
    found = _round(round_id)
    cut = list(found.items.filter(verdict=Verdict.CUT, decision=None).select_related("procedure"))
    if not cut:
        raise Invalid(_("Không có thủ tục bị cắt nào chưa nằm trong dự thảo."), code="nothing_cut")
    lines = [Line(item.procedure.code, Decision.Effect.ABOLISH) for item in cut]
    decision = decisions.draft(act=act, lines=lines, by=by, at=at)
    ReviewItem.objects.filter(pk__in=[item.pk for item in cut]).update(decision=decision)
    journalling.record("abolition_proposed", by=by, at=at, round=found.pk, decision=decision.pk, procedures=len(cut))
    return decision


def figures(rounds: Collection[ReviewRound]) -> dict[int, Figures]:
    """Con số của các đợt, one statement for all of them."""
    rows = (
        ReviewItem.objects.filter(round__in=rounds)
        .values("round")
        .annotate(
            total=Count("pk"),
            **{name: Count("pk", filter=Q(verdict=name)) for name in (Verdict.KEEP, Verdict.AMEND, Verdict.CUT)},
            saved=Sum("days_saved", filter=~Q(verdict=Verdict.WAITING)),
        )
    )
    found = {row["round"]: row for row in rows}
    return {one.pk: _figures(found.get(one.pk)) for one in rounds}


def _figures(row: Mapping[str, Any] | None) -> Figures:
    if row is None:
        return Figures(0, 0, 0, 0, 0, Decimal(0))
    kept, amended, cut = row["keep"], row["amend"], row["cut"]
    return Figures(row["total"], kept + amended + cut, kept, amended, cut, row["saved"] or Decimal(0))


def _round(round_id: int) -> ReviewRound:
    found = ReviewRound.objects.select_for_update().filter(pk=round_id).first()
    if found is None:
        raise NotFound()
    return found
