"""Thẻ của việc chia trên trang kế hoạch."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.cutover import checks, steps
from thongsuot.cutover.models import Plan
from thongsuot.cutover.selectors.split_work import figures


def _progress(plan: Plan) -> steps.Progress:
    rows = figures(plan)
    total, decided = sum(row.total for row in rows), sum(row.decided for row in rows)
    if not rows:
        return steps.Progress(0, 0, _("không đơn vị nào bị chia"), steps.State.DONE)
    if not total:
        return steps.Progress(0, 0, _("chưa gom việc"))
    state = steps.State.DONE if decided == total else steps.State.DOING
    return steps.Progress(decided, total, _("việc đã có nơi đến"), state)


def _undecided(facts: checks.Facts) -> Iterator[checks.Finding]:
    """Việc của đơn vị bị chia mà chưa ai quyết, unit by unit."""
    rows = [row for row in figures(facts.plan) if row.undecided]
    if rows:
        things = [
            checks.Thing(
                f"{row.old.full_name}: {row.undecided}/{row.total}",
                reverse("cutover:split_rules", args=[facts.plan.code, row.old.code]),
            )
            for row in rows
        ]
        advice = _("Người làm việc ở đơn vị cũ quyết từng việc, hoặc thêm quy tắc; không thì chọn đơn vị tạm nhận.")
        yield checks.Finding(
            "split_undecided", checks.Severity.WARN, _("Việc của đơn vị bị chia chưa ai quyết"), advice, things, 31
        )


def register() -> None:
    """Called once by `apps.ready()`."""
    checks.register("split.undecided", _undecided)
    steps.register(
        steps.Step(
            "split",
            40,
            gettext_lazy("Chia việc của đơn vị bị tách"),
            gettext_lazy("Quy tắc quyết trước; việc còn lại do người ở đơn vị cũ quyết, không đoán."),
            address=lambda plan: reverse("cutover:split", args=[plan.code]),
            progress=_progress,
        )
    )
