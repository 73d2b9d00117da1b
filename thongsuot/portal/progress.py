"""Hồ sơ đi tới đâu và còn gì nữa, in the words of who waits for it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from thongsuot.dossiers.models import Status

SENT, RECEIVED, WORKED_ON, FINISHED, RETURNED = range(5)
REACHED = {
    Status.SUBMITTED: SENT,
    Status.RECEIVED: RECEIVED,
    Status.PROCESSING: WORKED_ON,
    Status.AWAITING_SUPPLEMENT: WORKED_ON,
    Status.AWAITING_PAYMENT: WORKED_ON,
    Status.STOPPED: WORKED_ON,
    Status.FINISHED: FINISHED,
    Status.RETURNED: RETURNED,
}


@dataclass(frozen=True, slots=True)
class Milestone:
    """Một chặng: done, now or next."""

    title: str
    state: str
    note: str = ""


def milestones(status: str, notes: dict[int, str] | None = None) -> list[Milestone]:
    """Năm chặng của mọi hồ sơ; a dossier that ended otherwise has only what happened and the end."""
    notes = notes or {}
    if status == Status.REFUSED:
        return [Milestone(_("Đã nộp"), "done", notes.get(SENT, "")), Milestone(_("Không được tiếp nhận"), "done")]
    if status == Status.WITHDRAWN:
        return [Milestone(_("Đã nộp"), "done", notes.get(SENT, "")), Milestone(_("Đã rút theo yêu cầu"), "done")]
    reached = REACHED[Status(status)]
    titles = (
        _("Đã nộp"),
        _("Một cửa tiếp nhận"),
        _("Cơ quan giải quyết"),
        _("Có kết quả"),
        _("Trả kết quả cho bạn"),
    )
    return [Milestone(title, _state(number, reached), notes.get(number, "")) for number, title in enumerate(titles)]


def _state(number: int, reached: int) -> str:
    """What lies behind is done; the first that has not been reached is what happens now."""
    if number <= reached and not (number == WORKED_ON and reached == WORKED_ON):
        return "done"
    now = WORKED_ON if reached == WORKED_ON else reached + 1
    return "now" if number == now else "next"


def next_words(status: str) -> str:
    """Việc tiếp theo, and whose turn it is."""
    return {
        Status.SUBMITTED: _("Cán bộ một cửa kiểm tra hồ sơ và gửi bạn giấy hẹn. Bạn chưa phải làm gì."),
        Status.RECEIVED: _("Hồ sơ được chuyển cho người giải quyết. Bạn chưa phải làm gì."),
        Status.PROCESSING: _("Cơ quan đang giải quyết. Bạn chưa phải làm gì; có kết quả chúng tôi ghi ngay ở đây."),
        Status.AWAITING_SUPPLEMENT: _("Đến lượt bạn: hãy bổ sung những giấy tờ được nêu dưới đây."),
        Status.AWAITING_PAYMENT: _("Đến lượt bạn: hãy nộp khoản tiền được nêu trong thông báo."),
        Status.STOPPED: _("Cơ quan tạm dừng giải quyết; lý do ghi trong diễn biến bên dưới."),
        Status.FINISHED: _("Đã có kết quả. Bạn tải về ở đây, hoặc đến nơi hẹn nhận bản giấy."),
        Status.RETURNED: _("Hồ sơ đã xong. Bạn có thể xem và tải lại kết quả bất cứ lúc nào."),
        Status.REFUSED: _("Hồ sơ không được tiếp nhận. Lý do và cách khắc phục ghi trong phiếu từ chối."),
        Status.WITHDRAWN: _("Hồ sơ đã được rút. Bạn có thể nộp hồ sơ mới khi cần."),
    }[Status(status)]
