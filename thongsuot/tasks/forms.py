"""What the task list's address and buttons carry, read defensively: a bent address shows the plain list, never an error."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from thongsuot.common.text import clean_line
from thongsuot.tasks.models import OPEN_STATES, TaskState
from thongsuot.tasks.selectors import TaskFilter

VIEWS = {
    "": _("Của tôi và đang chờ nhận"),
    "cua-toi": _("Của tôi"),
    "cho-nhan": _("Chờ nhận"),
    "don-vi": _("Cả đơn vị"),
}
VIEW_NAMES = {"": "all", "cua-toi": "mine", "cho-nhan": "pool", "don-vi": "unit"}
DUES = {"": _("Mọi hạn"), "qua-han": _("Quá hạn"), "hom-nay": _("Đến hết hôm nay"), "tuan": _("Trong 7 ngày")}
KINDS = {
    "": _("Mọi loại việc"),
    "dossier.receive": _("Tiếp nhận"),
    "dossier.step": _("Xử lý hồ sơ"),
    "dossier.return": _("Trả kết quả"),
    "notice.lost": _("Thông báo không tới"),
    "helper.objection": _("Ý kiến về nộp thay"),
    "cutover.data": _("Số liệu sắp xếp đơn vị"),
    "cutover.handover": _("Bàn giao khi sắp xếp đơn vị"),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The filters of the list as the person chose them."""

    view: str
    states: tuple[int, ...]
    due: str
    kind: str
    text: str
    after: tuple[datetime, int] | None

    def as_filter(self, at: datetime) -> TaskFilter:
        """As the selector takes it."""
        midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        before = {"qua-han": at, "hom-nay": midnight, "tuan": midnight + timedelta(days=6)}.get(self.due)
        return TaskFilter(
            view=VIEW_NAMES[self.view],
            states=self.states or tuple(int(s) for s in OPEN_STATES),
            kinds=(self.kind,) if self.kind else (),
            due_before=before,
            text=self.text,
        )


def chosen_from(query: QueryDict, *, may_see_unit: bool) -> Chosen:
    """Read the filters from an address."""
    view = query.get("xem", "")
    if view not in VIEWS or (view == "don-vi" and not may_see_unit):
        view = ""
    open_states = {str(int(s)): int(s) for s in OPEN_STATES}
    due, kind = query.get("han", ""), query.get("loai", "")
    return Chosen(
        view=view,
        states=tuple(open_states[s] for s in query.getlist("tt") if s in open_states),
        due=due if due in DUES else "",
        kind=kind if kind in KINDS else "",
        text=clean_line(query.get("q", "")[:200]),
        after=cursor_from(query.get("sau", "")),
    )


def cursor_to(key: tuple[datetime, int]) -> str:
    """Key of the next page as text."""
    return f"{key[0].isoformat()}~{key[1]}"


def cursor_from(text: str) -> tuple[datetime, int] | None:
    """Key of a page from text; None (first page) when it cannot be read."""
    moment, _sep, number = text.partition("~")
    try:
        at, task_id = datetime.fromisoformat(moment), int(number)
    except ValueError:
        return None
    return (at, task_id) if at.tzinfo and 0 <= task_id < 2**63 else None


def ids_from(query: QueryDict) -> list[int]:
    """Ids of the ticked rows, at most a page of a hundred."""
    return [int(i) for i in query.getlist("viec") if i.isascii() and i.isdigit() and len(i) < 19][:100]


STATE_LABELS = {int(s): s.label for s in TaskState}
