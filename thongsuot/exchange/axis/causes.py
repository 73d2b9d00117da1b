"""Vì sao một thông điệp của trục chưa xong: codes of its own beside those of exchange/causes.py, with the next step."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from thongsuot.exchange.axis.edxml.words import REFUSALS
from thongsuot.exchange.causes import CAUSES as OF_SENDING
from thongsuot.exchange.inbound.causes import CAUSES as OF_READING

PATIENCE = timedelta(days=1)  # how long something may be behind what it belongs to


@dataclass(frozen=True, slots=True)
class Cause:
    """Một nguyên nhân; `passes`: time alone may cure it."""

    words: Any
    do: Any
    passes: bool = False


_ASK = _("Gọi nơi gửi gửi lại cho đúng; đã nhận bằng đường khác thì ghi “đã xử lý bên ngoài”.")
OWN: dict[str, Cause] = {
    "document_not_here": Cause(
        _("Chưa có văn bản mà thông điệp này nói tới"),
        _("Không cần làm gì trong ngày đầu: văn bản có thể đến sau. Sau đó hỏi nơi gửi."), True,
    ),
    "earlier_waits": Cause(
        _("Chờ thông điệp trước của cùng văn bản"), _("Xử lý thông điệp trước; thông điệp này tự vào theo."), True
    ),
    "receiver_unknown": Cause(
        _("Trục không biết nơi nhận này"),
        _("Tra danh bạ của trục, sửa mã định danh hoặc gửi giấy rồi ghi “đã xử lý bên ngoài”."),
    ),
    "cannot_build": Cause(
        _("Chưa lập được thông điệp"),
        _("Văn bản thiếu điều mà trục bắt buộc phải có. Đính chính hoặc thay thế văn bản cho đủ; cần gấp thì gửi cách khác rồi ghi “đã xử lý bên ngoài”."),
    ),
    "receiver_not_here": Cause(_("Không có nơi nhận nào ở hệ thống này"), _ASK),
    "not_accepted": Cause(_("Phòng văn bản không nhận vì có thông tin không đúng"), _ASK),
    "sender_not_receiver": Cause(_("Nơi báo trạng thái không có trong nơi nhận của văn bản"), _ASK),
    "cannot_answer": Cause(_("Không nhận được và không rõ báo lại cho ai"), _ASK),
    "internal_fault": Cause(
        _("Lỗi của phần mềm này"), _("Bấm làm lại; lặp lại thì gửi số tin cho người vận hành."), True
    ),
    "raw_missing": Cause(
        _("Kho của ta không còn nội dung thông điệp"), _("Báo người vận hành lấy lại tệp từ bản sao lưu, rồi làm lại.")
    ),
}  # fmt: skip


def words(code: str) -> str:
    """Nguyên nhân bằng lời."""
    for known in (OWN, OF_SENDING, OF_READING):
        if code in known:
            return str(known[code].words)
    return str(REFUSALS.get(code, code))


def what_to_do(code: str) -> str:
    """Làm gì tiếp."""
    if code in OWN:
        return str(OWN[code].do)
    if code in OF_SENDING:
        return str(OF_SENDING[code].remedy)
    return str(OF_READING[code].do) if code in OF_READING else str(_ASK)


def passes(code: str) -> bool:
    """Whether time alone may cure it."""
    return code in OWN and OWN[code].passes
