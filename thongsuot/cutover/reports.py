"""Báo cáo của một lần chuyển bằng lời, for the command line and for paper; the same facts as its JSON."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.cutover.models import Run
from thongsuot.cutover.selectors.progress import of_run
from thongsuot.org.moving import mover


def as_text(run: Run) -> str:
    """Cả báo cáo, line by line."""
    head = _("%(kind)s · kế hoạch %(plan)s · %(start)s – %(end)s") % {
        "kind": Run.Kind(run.kind).label,
        "plan": run.plan.code,
        "start": _moment(run.started_at),
        "end": _moment(run.ended_at) if run.ended_at else _("chưa xong"),
    }
    return "\n".join([head, *_lines(run)])


def _lines(run: Run) -> list[str]:
    report = run.report
    if run.kind == Run.Kind.VERIFY:
        return [*_checked(report), *_compared(report)]
    if run.kind == Run.Kind.ROLLBACK:
        lines = [
            _("Đã về: %(n)d %(kind)s") % {"n": n, "kind": _label(kind)} for kind, n in report.get("back", {}).items()
        ]
        for unit, kinds in report.get("new_work", {}).items():
            for kind, n in kinds.items():
                said = {"n": n, "kind": _label(kind), "unit": unit}
                lines.append(_("Việc mới của %(unit)s, được giữ: %(n)d %(kind)s") % said)
        return lines
    progress = of_run(run, at=run.seen_at)
    lines = [f"{label}: {done}/{total}" for label, done, total in progress.by_kind()]
    said = {"n": progress.batches, "longest": f"{progress.longest:.2f}", "speed": f"{progress.per_second:.0f}"}
    lines.append(_("%(n)s đợt, đợt lâu nhất %(longest)s giây, %(speed)s việc mỗi giây") % said)
    if run.starts > 1:
        lines.append(_("Bị ngắt và chạy tiếp: %(n)d lần") % {"n": run.starts - 1})
    return lines


def _checked(report: dict[str, Any]) -> list[str]:
    lines = []
    for check in report["checks"]:
        mark = "✓" if check["ok"] else "✗"
        found = f": {', '.join(check['found'][:5])}" if check["found"] else ""
        lines.append(f"{mark} {check['words']}{found}")
    return lines


def _compared(report: dict[str, Any]) -> list[str]:
    return [
        f"{_label(line['kind'])} ({line['state']}): {line['before']} → {line['after']}{'' if line['same'] else ' *'}"
        for line in report["books"]
    ]


def _label(kind: str) -> str:
    return str(mover(kind).label)


def _moment(at: Any) -> str:
    return f"{timezone.localtime(at):%H:%M:%S %d/%m/%Y}"
