"""Vì sao không ký được: one refusal with a stable code; `pauses` says whether the next document would meet the same."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thongsuot.common.errors import Refused

WORDS: dict[str, str | Promise] = {
    "token_gone": _("Không thấy thiết bị ký số, hoặc thiết bị vừa bị rút ra. Hãy cắm lại rồi bấm “Ký tiếp”; những tệp đã ký vẫn giữ nguyên."),
    "token_missing_program": _("Máy chủ chưa có phần mềm của thiết bị ký số. Hãy báo quản trị."),
    "pin_wrong": _("Mã PIN chưa đúng. Nhập sai nhiều lần thiết bị sẽ tự khoá."),
    "pin_locked": _("Thiết bị ký số đã khoá vì nhập sai PIN nhiều lần. Hãy liên hệ nơi cấp để mở khoá."),
    "key_missing": _("Trong thiết bị không có khoá của chứng thư này. Hãy cắm đúng thiết bị đã đăng ký."),
    "file_key_refused": _("Khoá lưu trong tệp chỉ dùng để phát triển và dùng thử, không ký được ở bản chạy thật."),
    "remote_not_there": _("Chưa nối với dịch vụ ký từ xa nào."),
    "tsa_unreachable": _("Máy chủ dấu thời gian không trả lời nên chưa ký. Chưa có gì bị ký dở; hãy thử lại sau."),
    "clock_off": _("Đồng hồ của máy chủ lệch với dấu thời gian quá năm phút nên chưa ký. Hãy báo quản trị chỉnh lại giờ."),
    "revocation_unchecked": _("Không hỏi được chứng thư còn hiệu lực hay đã thu hồi nên chưa ký. Hãy thử lại sau."),
    "certificate_revoked": _("Chứng thư chữ ký số này đã bị thu hồi, không ký được nữa."),
    "certificate_expired": _("Chứng thư chữ ký số này đã hết hạn. Hãy xin cấp hoặc gia hạn chứng thư."),
    "certificate_not_yet_valid": _("Chứng thư chữ ký số này chưa đến ngày có hiệu lực."),
    "chain_unknown": _("Chứng thư chữ ký số này không do nơi cấp được tin cậy phát hành."),
    "pdf_locked": _("Tệp PDF có mật khẩu nên không ký được. Hãy bỏ mật khẩu rồi đưa lại tệp."),
    "pdf_broken": _("Tệp PDF hỏng hoặc không phải PDF, không đọc được."),
    "pdf_scripts": _("Tệp PDF có mã chạy tự động nên không ký: nội dung người đọc thấy có thể thay đổi sau khi ký."),
    "pdf_attachments": _("Tệp PDF có tệp khác giấu bên trong nên không ký: người ký không thấy hết điều mình ký."),
    "pdf_altered": _("Tệp đã bị thay đổi sau một chữ ký trước đó nên không ký tiếp được."),
    "person_first": _("Chữ ký số của cơ quan chỉ đóng sau khi người có thẩm quyền đã ký."),
    "mark_outside": _("Vị trí chữ ký nằm ngoài trang."),
    "mechanism_unknown": _("Loại khoá trong thiết bị chưa dùng được (chỉ RSA và EC P-256)."),
}  # fmt: skip
# The same, said to somebody who only wants to know what was signed.
IN_CHECKING: dict[str, str | Promise] = {
    "pdf_locked": _("Tệp PDF có mật khẩu nên không kiểm tra được. Hãy bỏ mật khẩu, hoặc xin bản không khoá, rồi chọn lại."),
}  # fmt: skip
PAUSES = {
    "token_gone", "token_missing_program", "pin_wrong", "pin_locked", "key_missing", "file_key_refused", "remote_not_there",
    "tsa_unreachable", "clock_off", "revocation_unchecked", "certificate_revoked", "certificate_expired",
    "certificate_not_yet_valid", "chain_unknown", "mechanism_unknown",
}  # fmt: skip


class SigningRefused(Refused):
    """Không ký được, with one of the codes above; nothing was signed half."""

    status = 409
    title = _("Chưa ký được")

    def __init__(self, code: str) -> None:
        super().__init__(WORDS[code], code=code)

    @property
    def in_checking(self) -> str:
        """Its words for who checks a file instead of signing it."""
        return str(IN_CHECKING.get(self.code, self.detail))

    @property
    def pauses(self) -> bool:
        """Whether the rest of a run would fail for the same reason, so that it waits instead."""
        return self.code in PAUSES
