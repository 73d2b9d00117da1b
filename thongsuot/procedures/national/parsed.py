"""Một dòng đã đọc từ tệp, and the words for what was wrong with the source."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

# Code of a fault → what it means to a person. Faults are stored by code, with the piece of the source they are about.
FAULTS = {
    "code_space": _("mã có khoảng trắng thừa, đã bỏ"),
    "code_repaired": _("mã gõ sai dạng, đã sửa theo mẫu"),
    "code_unreadable": _("mã không đúng mẫu, không đọc được"),
    "code_twice": _("mã đã có ở một dòng trước trong tệp"),
    "name_blank": _("không có tên thủ tục"),
    "field_blank": _("không có lĩnh vực"),
    "content_doubtful": _("nội dung của mã này từng bị lẫn với thủ tục khác, phải xem từng mục"),
    "agency_blank": _("để trống cơ quan thực hiện"),
    "agency_of_one_province": _("cơ quan của một tỉnh cụ thể lẫn trong danh sách chung, đã bỏ"),
    "subject_twice": _("đối tượng ghi hai lần, đã gộp"),
    "decision_without_qd": _("số quyết định không có chữ QĐ"),
    "unit_other": _("đơn vị thời hạn là OTHER, không tính được"),
    "time_text": _("thời hạn là lời văn, không tính được"),
    "channel_twice": _("một cách nộp có nhiều thời hạn, giữ dòng đầu, các dòng sau thành ghi chú"),
    "channel_unknown": _("cách nộp không hiểu được"),
    "fee_blank": _("để trống số tiền"),
    "fee_several": _("một cách nộp có nhiều mức tiền, không chọn mức nào"),
    "fee_text": _("số tiền không đọc được"),
    "fees_in_prose": _("tiền và thời hạn viết liền thành lời, không đọc thành số"),
    "result_repaired": _("chữ đầu tên kết quả dính vào mã trước, đã tách lại"),
    "note_row": _("dòng 0 bản chính, 0 bản sao là lưu ý, không phải giấy tờ"),
    "component_twice": _("mã thành phần lặp lại, đã đánh số thêm"),
    "components_counted_only": _("chỉ có số dòng thành phần, không có danh sách"),
    "row_shape": _("dòng không đúng dạng"),
}
# Rows with these are not taken when everything is approved at once.
DOUBTFUL = frozenset({"content_doubtful", "code_repaired"})


@dataclass
class Parsed:
    """Dòng đã đọc: `record` holds only what the source says, in the shape of the reference files."""

    line: int
    written_code: str
    code: str = ""
    record: dict[str, Any] = field(default_factory=dict)
    faults: list[dict[str, str]] = field(default_factory=list)

    def fault(self, code: str, detail: str = "") -> None:
        """Note a fault once per detail."""
        found = {"code": code, "detail": detail[:200]}
        if found not in self.faults:
            self.faults.append(found)

    @property
    def readable(self) -> bool:
        """Whether anything can be done with it."""
        return bool(self.code and self.record.get("name") and self.record.get("field"))

    @property
    def doubtful(self) -> bool:
        """Whether somebody must look at this row by itself."""
        return any(fault["code"] in DOUBTFUL for fault in self.faults)
