"""Các vạch đỏ có sẵn: decided, rehearsed, nothing undecided, data in, accounts ready, backed up, registers end."""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.common.models import SeriesEnd
from thongsuot.cutover import checks
from thongsuot.cutover.go_lines import Answer, RedLine, register
from thongsuot.cutover.models import Plan, PlanState, Rehearsal
from thongsuot.cutover.selectors import accounts, collect
from thongsuot.cutover.selectors.routes import leaving_units
from thongsuot.cutover.selectors.split_work import figures
from thongsuot.org.moving import registers_of

BACKUP_HOURS = 6  # proposed: one working morning; no text of law says how old a backup may be
DECIDED = frozenset({PlanState.DECIDED, PlanState.EXECUTING, PlanState.EXECUTED, PlanState.VERIFIED})


def decided(plan: Plan, at: datetime) -> Answer:
    """Kế hoạch đã quyết: org knows the new units from the day on."""
    return Answer(plan.state in DECIDED, PlanState(plan.state).label, reverse("cutover:plan", args=[plan.code]))


def checked(plan: Plan, at: datetime) -> Answer:
    """Kiểm tra kế hoạch không còn điều phải sửa; asked until the decision, which is refused with one."""
    page = reverse("cutover:plan_check", args=[plan.code])
    if plan.state in DECIDED:
        return Answer(True, _("không còn điều phải sửa lúc quyết"), page)
    found = checks.red_lines(plan, today=timezone.localdate(at))
    words = _("%(n)d điều phải sửa") % {"n": len(found)} if found else _("không còn điều phải sửa")
    return Answer(not found, words, page)


def rehearsed(plan: Plan, at: datetime) -> Answer:
    """Diễn tập của đúng bản này, run to its end, signed by a second person."""
    page = reverse("cutover:rehearsals", args=[plan.code])
    last = (
        Rehearsal.objects.filter(plan=plan, state=Rehearsal.State.DONE)
        .order_by("-pk")
        .select_related("signed_by")
        .first()
    )
    if last is None:
        return Answer(False, _("chưa diễn tập lần nào"), page)
    if last.plan_version != plan.version:
        return Answer(False, _("kế hoạch đã sửa sau lần diễn tập gần nhất"), page)
    if "refused" in last.report:
        return Answer(False, _("lần diễn tập gần nhất bị từ chối giữa chừng"), page)
    if last.signed_by is None:
        return Answer(False, _("chưa có người thứ hai ký báo cáo diễn tập"), page)
    words = _("%(name)s đã ký lúc %(at)s") % {
        "name": last.signed_by,
        "at": f"{timezone.localtime(last.signed_at):%H:%M %d/%m/%Y}",
    }
    return Answer(True, words, page)


def nothing_undecided(plan: Plan, at: datetime) -> Answer:
    """Mọi việc của đơn vị bị chia có nơi đến, or a unit that takes care of the rest."""
    rows = figures(plan)
    page = reverse("cutover:split", args=[plan.code])
    lost = sum(row.undecided for row in rows if row.old.caretaker is None)
    kept = sum(row.undecided for row in rows if row.old.caretaker is not None)
    if lost:
        return Answer(False, _("%(n)d việc chưa quyết mà chưa chọn nơi tạm nhận") % {"n": lost}, page)
    if kept:
        return Answer(True, _("%(n)d việc chưa quyết sẽ về nơi tạm nhận") % {"n": kept}, page)
    return Answer(True, _("không còn việc chưa quyết") if rows else _("không đơn vị nào bị chia"), page)


def data_in(plan: Plan, at: datetime) -> Answer:
    """Số liệu của mọi đơn vị đã nộp."""
    board = collect.board(plan, at)
    words = _("%(done)d/%(total)d đơn vị đã nộp đủ") % {"done": board.complete, "total": len(board.units)}
    if not board.units:
        words = _("chưa yêu cầu số liệu")
    return Answer(
        bool(board.units) and board.complete == len(board.units), words, reverse("cutover:data_board", args=[plan.code])
    )


def accounts_ready(plan: Plan, at: datetime) -> Answer:
    """Tài khoản của mọi đơn vị mới đã làm."""
    units = accounts.progress(plan)
    done = sum(unit.complete for unit in units)
    words = _("%(done)d/%(total)d đơn vị mới có đủ tài khoản") % {"done": done, "total": len(units)}
    return Answer(bool(units) and done == len(units), words, reverse("cutover:accounts", args=[plan.code]))


def backed_up(plan: Plan, at: datetime) -> Answer:
    """Bản sao lưu còn mới: by the file that the backup job touches (THONGSUOT_BACKUP_MARKER)."""
    marker = settings.BACKUP_MARKER
    if not marker:
        return Answer(False, _("không biết có sao lưu hay không: đặt THONGSUOT_BACKUP_MARKER"))
    try:
        made = datetime.fromtimestamp(Path(marker).stat().st_mtime, tz=timezone.get_current_timezone())
    except OSError:
        return Answer(False, _("chưa có bản sao lưu nào"))
    words = _("bản gần nhất lúc %(at)s; phải trong %(hours)d giờ") % {
        "at": f"{made:%H:%M %d/%m/%Y}",
        "hours": BACKUP_HOURS,
    }
    return Answer(at - made <= timedelta(hours=BACKUP_HOURS), words)


def registers_end(plan: Plan, at: datetime) -> Answer:
    """Mọi sổ số của đơn vị cũ đã hẹn hết vào thời điểm chuyển."""
    units = {one.unit_id for one in leaving_units(plan)}
    owners = registers_of(sorted(units), plan.effective_on - timedelta(days=1))
    ended = set(SeriesEnd.objects.filter(unit_id__in=units).values_list("unit_id", flat=True))
    wanted = {unit for unit, own in owners.items() if own}
    words = _("%(done)d/%(total)d đơn vị cũ có sổ đã hẹn hết") % {"done": len(wanted & ended), "total": len(wanted)}
    return Answer(bool(units) and wanted <= ended, words)


def register_own() -> None:
    """Called once by `apps.ready()`."""
    for line in (
        RedLine("decided", 10, gettext_lazy("Kế hoạch đã quyết"), decided, waivable=False),
        RedLine("check", 20, gettext_lazy("Kế hoạch không còn điều phải sửa"), checked, waivable=False),
        RedLine("rehearsal", 30, gettext_lazy("Diễn tập đúng bản này, đã có người thứ hai ký"), rehearsed),
        RedLine("undecided", 40, gettext_lazy("Việc của đơn vị bị chia có nơi đến"), nothing_undecided, waivable=False),
        RedLine("data", 50, gettext_lazy("Số liệu các đơn vị đã nộp"), data_in),
        RedLine("accounts", 60, gettext_lazy("Tài khoản đơn vị mới sẵn sàng"), accounts_ready),
        RedLine("backup", 70, gettext_lazy("Bản sao lưu còn mới"), backed_up),
        RedLine("registers", 80, gettext_lazy("Sổ số của đơn vị cũ đã hẹn ngày hết"), registers_end),
    ):
        register(line)
