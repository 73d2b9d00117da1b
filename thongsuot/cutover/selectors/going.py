"""Lần chuyển trên trang: progress by unit, what a rehearsal said by unit, the window in which one may still go back."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from thongsuot.common.models import JournalEntry
from thongsuot.cutover.models import Plan, PlanUnit, Rehearsal, Run, Side
from thongsuot.cutover.selectors import progress
from thongsuot.cutover.selectors.plans import communes
from thongsuot.cutover.selectors.routes import instant
from thongsuot.org.moving import movers

SILENT_AFTER = timedelta(seconds=90)  # a run that said nothing for so long was killed


@dataclass(frozen=True, slots=True)
class UnitLine:
    """Một đơn vị cũ trong lúc chuyển."""

    name: str
    done: int
    total: int

    @property
    def over(self) -> bool:
        """Đã chuyển hết."""
        return self.done >= self.total


@dataclass(frozen=True, slots=True)
class Live:
    """Một lần chạy đang ra sao."""

    run: Run
    figures: progress.Progress
    units: Sequence[UnitLine]
    paused: bool
    silent: bool

    @property
    def over(self) -> bool:
        """Đã xong, không còn gì để xem tiếp."""
        return self.run.ended_at is not None


def newest(plan: Plan, kind: str) -> Run | None:
    """Lần chạy mới nhất của một loại."""
    return plan.runs.filter(kind=kind).order_by("-pk").select_related("by").first()


def live(run: Run, at: datetime) -> Live:
    """Tiến độ theo đơn vị, those with most left first."""
    figures = progress.of_run(run, at=at)
    names = _names(run.plan)
    found: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    for row in figures.rows:
        found[row.unit_id][0] += row.done
        found[row.unit_id][1] += row.total
    lines = [UnitLine(names.get(unit, str(unit)), done, total) for unit, (done, total) in found.items()]
    lines.sort(key=lambda line: (line.done - line.total, line.name))
    running = run.ended_at is None
    paused = running and "paused" in run.report
    return Live(run, figures, lines, paused, running and not paused and at - run.seen_at > SILENT_AFTER)


def window(plan: Plan) -> datetime:
    """Đến lúc nào còn được quay lại."""
    return instant(plan) + timedelta(hours=plan.rollback_hours)


def rehearsed_units(rehearsal: Rehearsal) -> list[dict[str, Any]]:
    """Sẽ chuyển gì, by old and new unit; kinds by name."""
    names, labels = _names(rehearsal.plan), kind_labels()
    found: dict[tuple[int, int], dict[str, Any]] = {}
    for old, new, kind, count, caretaking in rehearsal.report.get("moved", []):
        line = found.setdefault(
            (old, new),
            {"old": names.get(old, str(old)), "new": names.get(new, str(new)), "kinds": [], "count": 0, "kept": False},
        )
        line["kinds"].append((labels.get(kind, kind), count))
        line["count"] += count
        line["kept"] = line["kept"] or caretaking
    return sorted(found.values(), key=lambda line: (line["old"], line["new"]))


def kind_labels() -> dict[str, str]:
    """Tên của từng loại việc."""
    return {mover.kind: str(mover.label) for mover in movers()}


def last_refusal(plan: Plan) -> str:
    """Vì sao lần chạy gần nhất bị từ chối; empty when it was not, or something ran since."""
    rows = JournalEntry.objects.filter(
        province_id=plan.province_id, subject_kind="plan", subject_id=plan.pk,
        verb__in=("run_refused", "go_given", "execution_started", "execution_continued", "rollback_started"),
    )  # fmt: skip
    last = rows.order_by("-seq").first()
    return str(last.data.get("detail", "")) if last and last.verb == "run_refused" else ""


def _names(plan: Plan) -> dict[int, str]:
    rows = PlanUnit.objects.filter(plan=plan, unit__isnull=False).order_by("side")
    return {unit or 0: name for unit, name in rows.values_list("unit_id", "full_name")}


def without_home(plan: Plan) -> list[tuple[PlanUnit, list[PlanUnit]]]:
    """Đơn vị mới chưa rõ việc mới của nó về đâu khi quay lại: no main seat, several predecessors."""
    news = communes(plan, Side.NEW).prefetch_related("made_of__old", "seats")
    found = []
    for new in news.order_by("code"):
        olds = [way.old for way in new.made_of.all()]
        if len(olds) > 1 and not any(seat.is_main and seat.old_id for seat in new.seats.all()):
            found.append((new, olds))
    return found
