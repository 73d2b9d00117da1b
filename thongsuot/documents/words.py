"""Lời của văn bản đến: how states, ways and entries of the journal read on pages."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.common.journal import Recorded
from thongsuot.documents.models import State, Urgency

WAYS: dict[str, Promise] = {
    "paper": gettext_lazy("bản giấy"),
    "mail": gettext_lazy("thư điện tử"),
    "axis": gettext_lazy("trục liên thông"),
    "inside": gettext_lazy("trong hệ thống"),
}
TONES = {
    State.ARRIVED: "warning",
    State.REGISTERED: "warning",
    State.PRESENTED: "info",
    State.IN_HAND: "info",
    State.DONE: "success",
}
URGENCY_TONES = {Urgency.URGENT: "warning", Urgency.VERY_URGENT: "danger", Urgency.FLASH: "danger"}
VERBS: dict[str, Promise] = {
    "copied": gettext_lazy("Có bản sao"),
    "arrived": gettext_lazy("Văn bản đến"),
    "arrived_again": gettext_lazy("Văn bản đến lần nữa, không vào sổ lại"),
    "registered": gettext_lazy("Vào sổ văn bản đến"),
    "presented": gettext_lazy("Trình người có thẩm quyền"),
    "assigned": gettext_lazy("Ý kiến chỉ đạo"),
    "started": gettext_lazy("Bắt đầu giải quyết"),
    "reported": gettext_lazy("Báo cáo tiến độ"),
    "helped": gettext_lazy("Phối hợp xong"),
    "more_time_asked": gettext_lazy("Xin lùi hạn"),
    "more_time_granted": gettext_lazy("Cho lùi hạn"),
    "more_time_denied": gettext_lazy("Không cho lùi hạn"),
    "done": gettext_lazy("Giải quyết xong"),
    "sent_back": gettext_lazy("Trả lại nơi gửi"),
    "recall_asked": gettext_lazy("Nơi gửi xin thu hồi"),
    "recall_agreed": gettext_lazy("Huỷ theo yêu cầu thu hồi, đã báo nơi gửi"),
    "recall_refused": gettext_lazy("Không đồng ý thu hồi"),
    "taken_back": gettext_lazy("Nơi gửi lấy lại"),
    "replaced_by_sender": gettext_lazy("Nơi gửi thay bằng văn bản khác"),
    "replacement_came": gettext_lazy("Có văn bản thay thế"),
    "updated_by_sender": gettext_lazy("Nơi gửi cập nhật"),
    "mail_signed": gettext_lazy("Thư có chữ ký S/MIME; chữ ký của thư chưa được kiểm tra"),
    "files_not_taken": gettext_lazy("Có tệp đi kèm không nhận được"),
    "confirmed": gettext_lazy("Đã báo nơi gửi là đã nhận"),
    "stamped": gettext_lazy("Đóng dấu “ĐẾN” lên bản chụp"),
    "transferred": gettext_lazy("Chuyển sang đơn vị kế thừa do sắp xếp"),
    "task_claimed": gettext_lazy("Nhận việc"),
    "task_given": gettext_lazy("Giao lại việc"),
    "task_handed_back": gettext_lazy("Trả việc về danh sách chung"),
}
# What a receiver reported, in the numbers of the axis (QĐ 28/2018).
AXIS_STATUSES = {
    "01": gettext_lazy("đã đến"),
    "02": gettext_lazy("từ chối tiếp nhận"),
    "03": gettext_lazy("đã tiếp nhận"),
    "04": gettext_lazy("đã phân công"),
    "05": gettext_lazy("đang xử lý"),
    "06": gettext_lazy("hoàn thành"),
    "13": gettext_lazy("đã yêu cầu lấy lại"),
    "15": gettext_lazy("đồng ý lấy lại"),
    "16": gettext_lazy("từ chối lấy lại"),
}


def entry_title(verb: str) -> str:
    """Tên của một bút toán; an entry of a later version of the program shows its own name."""
    return str(VERBS.get(verb, verb))


def entry_detail(entry: Recorded) -> str:
    """Điều cần đọc của một bút toán: number, words, who, reason."""
    data: dict[str, Any] = entry.data
    parts = []
    if entry.verb == "registered":
        parts.append(_("Số đến %(number)s/%(year)s") % {"number": data.get("arrival"), "year": data.get("year")})
    if entry.verb == "assigned":
        parts.append(_("Chủ trì: %(name)s") % {"name": data.get("lead", "")})
        if data.get("helpers"):
            parts.append(_("Phối hợp: %(names)s") % {"names": ", ".join(data["helpers"])})
    parts += [str(data[name]) for name in ("to_name", "text", "reason", "note") if data.get(name)]
    if entry.verb == "copied":
        parts.append(str(data.get("number", "")))
    if data.get("answer"):
        parts.append(_("Văn bản trả lời: %(sign)s") % {"sign": data["answer"]})
    if data.get("dropped"):
        parts.append(_("Chưa báo cáo phối hợp: %(names)s") % {"names": ", ".join(data["dropped"])})
    return ". ".join(part.rstrip(".") for part in parts)
