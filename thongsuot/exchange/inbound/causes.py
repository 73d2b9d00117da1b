"""Vì sao một thông điệp đến chưa vào được hồ sơ: stable codes, words, and what to do.

A refusal of a service keeps its own code; what is not named here is shown under `refused` with the words it brought.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Cause:
    """Một nguyên nhân: what happened, what to do next; `passes` when time alone may cure it."""

    words: Promise
    do: Promise
    passes: bool = False


_CATALOGUE = _("Người kiểm soát thủ tục bổ sung danh mục rồi làm lại; nếu thủ tục của nơi khác, xử lý bên ngoài.")
_FILES = _("Nhờ người nộp gửi lại tệp trên cổng, hoặc nhận giấy ở quầy rồi ghi “đã xử lý bên ngoài”.")
_UNIT = _("Quản trị tỉnh chỉ định đơn vị nhận; hệ thống không tự đoán.")
_ASK_SENDER = _("Báo hệ thống gửi sửa và gửi lại; cần gấp thì nhận ở quầy rồi ghi “đã xử lý bên ngoài”.")
_COMPARE = _("Mở hồ sơ, so với thông điệp; làm việc còn thiếu ở hồ sơ rồi làm lại hoặc ghi “đã xử lý bên ngoài”.")

CAUSES: dict[str, Cause] = {
    "unreadable": Cause(_("Không đọc được nội dung"), _ASK_SENDER),
    "kind_unknown": Cause(_("Loại thông điệp chưa biết"), _ASK_SENDER),
    "field_missing": Cause(_("Thiếu hoặc sai trường bắt buộc"), _ASK_SENDER),
    "id_reused": Cause(_("Mã thông điệp đã dùng cho nội dung khác"), _ASK_SENDER),
    "unit_unknown": Cause(_("Không có đơn vị mang mã này"), _UNIT),
    "unit_split": Cause(_("Xã cũ đã chia cho nhiều nơi, chưa rõ nơi nhận"), _UNIT),
    "unit_not_in_force": Cause(_("Đơn vị không còn hoặc chưa có hiệu lực"), _UNIT),
    "other_province": Cause(_("Đơn vị của tỉnh khác"), _UNIT),
    "procedure_unknown": Cause(_("Thủ tục không có trong danh mục đang hiệu lực"), _CATALOGUE),
    "procedure_abolished": Cause(_("Thủ tục đã bị bãi bỏ"), _CATALOGUE),
    "procedure_without_process": Cause(_("Thủ tục chưa có quy trình nội bộ"), _CATALOGUE),
    "procedure_not_assigned": Cause(_("Đơn vị chưa được giao thủ tục này"), _CATALOGUE),
    "channel_not_offered": Cause(_("Thủ tục không nhận theo cách nộp này"), _CATALOGUE),
    "case_unknown": Cause(_("Trường hợp không có trong thủ tục"), _CATALOGUE),
    "component_unknown": Cause(_("Thành phần hồ sơ không có trong thủ tục"), _CATALOGUE),
    "component_twice": Cause(_("Một thành phần gửi hai lần"), _ASK_SENDER),
    "component_file_missing": Cause(_("Thành phần không kèm tệp"), _FILES),
    "file_twice": Cause(_("Một tệp dùng cho hai thành phần"), _ASK_SENDER),
    "file_foreign_origin": Cause(_("Đường dẫn tệp không thuộc hệ thống gửi"), _ASK_SENDER),
    "file_gone": Cause(_("Tệp không còn ở hệ thống gửi"), _FILES),
    "file_too_large": Cause(_("Tệp quá lớn"), _FILES),
    "file_too_many": Cause(_("Quá nhiều tệp"), _FILES),
    "file_empty": Cause(_("Tệp rỗng"), _FILES),
    "file_type_not_allowed": Cause(_("Loại tệp không được nhận"), _FILES),
    "file_type_mismatch": Cause(_("Nội dung tệp không đúng với đuôi"), _FILES),
    "file_damaged": Cause(_("Tệp hỏng"), _FILES),
    "file_hash_differs": Cause(_("Tệp tải về khác với mã băm họ báo"), _FILES),
    "file_bomb": Cause(_("Tệp nén bất thường"), _FILES),
    "id_number_invalid": Cause(_("Số định danh của chủ hồ sơ không đúng"), _ASK_SENDER),
    "invalid_input": Cause(_("Có thông tin không đúng"), _ASK_SENDER),
    "form_invalid": Cause(_("Tờ khai có mục không đúng"), _ASK_SENDER),
    "code_taken": Cause(_("Mã hồ sơ này đã có một hồ sơ khác"), _COMPARE),
    "dossier_unknown": Cause(_("Chờ quá lâu mà hồ sơ chưa tới"), _ASK_SENDER),
    "move_not_allowed": Cause(_("Trạng thái hồ sơ không cho phép việc này"), _COMPARE),
    "amount_differs": Cause(_("Số tiền khác số phải nộp"), _COMPARE),
    "status_disagrees": Cause(_("Cổng ghi trạng thái khác ta"), _COMPARE),
    "supplement_empty": Cause(_("Bổ sung mà không kèm giấy tờ nào"), _ASK_SENDER),
    "nobody_acts": Cause(
        _("Chưa có tài khoản của hệ thống kết nối"),
        _("Quản trị tỉnh tạo tài khoản vai trò “hệ thống kết nối” rồi làm lại."),
    ),
    "calendar_unknown": Cause(_("Chưa có lịch làm việc của năm"), _("Quản trị tỉnh nạp lịch rồi làm lại.")),
    "refused": Cause(_("Bị từ chối"), _COMPARE),
    "internal_fault": Cause(_("Lỗi của hệ thống ta"), _("Báo người vận hành kèm mã thông điệp; sau khi sửa, làm lại.")),
    "dossier_not_here": Cause(_("Hồ sơ chưa tới; sẽ tự thử lại"), _("Chưa cần làm gì; quá hạn chờ sẽ báo kẹt."), True),
    "file_unavailable": Cause(
        _("Chưa tải được tệp; sẽ tự thử lại"), _("Chưa cần làm gì; hệ thống tự thử lại tới khi cổng trả lời."), True
    ),
    "unavailable": Cause(_("Hệ thống bận; sẽ tự thử lại"), _("Chưa cần làm gì."), True),
    "not_read_yet": Cause(_("Vừa đến, đang được đọc"), _("Chưa cần làm gì."), True),
}
# How long a message waits for what it needs before somebody is asked (proposed).
PATIENCE = timedelta(hours=24)
FAULTS_BEFORE_STUCK = 5


def known(code: str) -> str:
    """The code itself where it has words, else `refused`."""
    return code if code in CAUSES else "refused"


def words(code: str) -> str:
    """Nguyên nhân bằng lời."""
    return str(CAUSES[known(code)].words)


def what_to_do(code: str) -> str:
    """Làm gì tiếp."""
    return str(CAUSES[known(code)].do)
