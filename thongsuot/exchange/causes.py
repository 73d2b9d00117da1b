"""Nguyên nhân: why a message waits or is stuck, in stable codes, with the words and the next step for the official."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Cause:
    """Một nguyên nhân; `by_itself`: the platform goes on trying, nobody has to do anything yet."""

    code: str
    words: Any
    remedy: Any
    by_itself: bool


_ALL = (
    Cause(
        "no_answer", _("Hệ thống nhận không trả lời"),
        _("Không cần làm gì: tin được gửi lại khi hệ thống ấy trả lời. Kéo dài quá một ngày thì báo đầu mối kỹ thuật."), True,
    ),
    Cause(
        "server_error", _("Hệ thống nhận báo lỗi của chính nó"),
        _("Không cần làm gì: tin được gửi lại. Chỉ một hồ sơ bị thì gửi số tin cho đầu mối kỹ thuật của hệ thống ấy."), True,
    ),
    Cause("busy", _("Hệ thống nhận đang quá tải, hẹn gửi lại"), _("Không cần làm gì: tin được gửi lại đúng giờ hẹn."), True),
    Cause(
        "not_allowed", _("Hệ thống nhận không cho kết nối"),
        _("Quản trị viên kiểm tra địa chỉ, chứng thư hoặc mã kết nối đã đăng ký với hệ thống ấy."), True,
    ),
    Cause(
        "unclear_answer", _("Câu trả lời không đọc được"),
        _("Không cần làm gì: tin được gửi lại. Kéo dài thì hệ thống ấy đã đổi giao ước; báo đầu mối kỹ thuật."), True,
    ),
    Cause(
        "refused", _("Hệ thống nhận từ chối nội dung"),
        _("Đọc câu trả lời, sửa dữ liệu của hồ sơ hoặc danh mục, rồi bấm gửi lại."), False,
    ),
    Cause(
        "dossier_unknown", _("Hệ thống nhận chưa có hồ sơ này"),
        _("Gửi lại cả hồ sơ từ đầu; những tin bên kia đã có thì không bị ghi hai lần."), False,
    ),
    Cause(
        "cannot_build", _("Chưa lập được thông điệp"),
        _("Hồ sơ thiếu dữ liệu mà hệ thống nhận bắt buộc; bổ sung rồi bấm gửi lại."), False,
    ),
    Cause(
        "file_too_large", _("Hệ thống nhận không lấy tệp lớn như vậy"),
        _("Quét lại tệp gọn hơn rồi thay trong hồ sơ, hoặc chuyển tệp ấy cách khác và ghi “đã xử lý bên ngoài”."), False,
    ),
    Cause(
        "file_hash_differs", _("Tệp tới nơi không còn nguyên vẹn"),
        _("Bấm gửi lại: tệp ở ta vẫn nguyên. Lặp lại thì báo đầu mối kỹ thuật, đường truyền làm hỏng tệp."), False,
    ),
    Cause(
        "file_damaged_here", _("Tệp trong kho của ta đã hỏng"),
        _("Báo người vận hành lấy lại tệp từ bản sao lưu (mã băm không khớp), rồi bấm gửi lại."), False,
    ),
    Cause(
        "file_missing_here", _("Kho của ta không còn tệp này"),
        _("Báo người vận hành lấy lại tệp từ bản sao lưu, rồi bấm gửi lại."), False,
    ),
    Cause(
        "files_missing_there", _("Hệ thống nhận nói chưa có tệp dù đã nhận"),
        _("Bấm gửi lại. Lặp lại thì báo đầu mối kỹ thuật của hệ thống ấy kèm mã hồ sơ."), False,
    ),
    Cause(
        "tried_long", _("Đã thử nhiều lần, riêng tin này vẫn lỗi"),
        _("Hệ thống nhận vẫn chạy nhưng tin này luôn lỗi. Gửi số tin cho đầu mối kỹ thuật của hệ thống ấy, rồi bấm gửi lại."), False,
    ),
)  # fmt: skip
CAUSES = {cause.code: cause for cause in _ALL}
