"""Tên các việc của lưu trữ, as the history of a file shows them."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "kept": _("Nhận vào lưu trữ"),
    "returned": _("Trả lại đơn vị nộp"),
    "lent": _("Cho mượn"),
    "brought_back": _("Nhận lại"),
    "hold_placed": _("Đặt lệnh giữ"),
    "hold_ended": _("Bỏ lệnh giữ"),
    "read_asked": _("Công dân xin đọc"),
    "read_granted": _("Cho công dân đọc"),
    "read_refused": _("Không cho công dân đọc"),
    "viewed": _("Mở tài liệu"),
    "packaged": _("Đưa vào gói tin"),
    "disposed": _("Huỷ theo quyết định"),
}
POLICY = {
    "copies": _("Cần ít nhất ba kho: mỗi đối tượng phải có ba bản."),
    "media": _("Các kho phải nằm trên ít nhất hai nơi chứa khác nhau; hiện cùng một nơi."),
    "locked": _("Cần ít nhất một kho không ghi đè được (S3 có khoá đối tượng, hoặc nơi chứa rời)."),
}
