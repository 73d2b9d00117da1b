"""Tên và mã của edXML."""

from enum import IntEnum, StrEnum

from django.utils.translation import gettext_lazy as _

NAMESPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
XLINK = "http://www.w3.org/1999/xlink"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
SIGNATURE = "http://www.w3.org/2000/09/xmldsig#"
PREFIX = "edXML"  # some receivers look for the letters, not for the namespace
ACTOR = "http://schemas.xmlsoap.org/soap/actor/next"
DATE, MOMENT = "%Y/%m/%d", "%Y/%m/%d %H:%M:%S"


class DocType(IntEnum):
    """Nghiệp vụ (BussinessDocType), as the SDK samples number them."""

    NEW = 0
    RECALL = 1
    UPDATE = 2
    REPLACE = 3


class StatusCode(StrEnum):
    """Trạng thái xử lý báo về nơi gửi."""

    ARRIVED = "01"
    REFUSED = "02"
    RECEIVED = "03"
    ASSIGNED = "04"
    IN_HAND = "05"
    DONE = "06"
    TAKEN_BACK = "13"
    AGREED = "15"
    NOT_AGREED = "16"


DOC_TYPES = {
    DocType.NEW: _("văn bản mới"),
    DocType.RECALL: _("thu hồi"),
    DocType.UPDATE: _("cập nhật"),
    DocType.REPLACE: _("thay thế"),
}
STATUSES = {
    StatusCode.ARRIVED: _("đã đến"),
    StatusCode.REFUSED: _("từ chối tiếp nhận"),
    StatusCode.RECEIVED: _("đã tiếp nhận"),
    StatusCode.ASSIGNED: _("đã phân công"),
    StatusCode.IN_HAND: _("đang xử lý"),
    StatusCode.DONE: _("đã hoàn thành"),
    StatusCode.TAKEN_BACK: _("lấy lại"),
    StatusCode.AGREED: _("đồng ý cập nhật hoặc lấy lại"),
    StatusCode.NOT_AGREED: _("từ chối cập nhật hoặc lấy lại"),
}
REMARKS = {
    "bytes_before_declaration": _("có ký tự thừa trước phần khai báo, đã bỏ qua"),
    "not_unicode": _("có ký tự không đúng UTF-8, đã thay bằng dấu hỏi"),
    "mended": _("XML viết sai, đã sửa để đọc được"),
    "date_impossible": _("ngày không có thật, để trống"),
    "date_elsewhere": _("ngày ban hành lấy từ mã văn bản"),
    "number_unreadable": _("không phải là số, để trống"),
    "older_form": _("dạng cũ (phong bì SOAP 1.1)"),
    "foreign_namespace": _("không gian tên lạ"),
    "doc_type_unknown": _("loại nghiệp vụ lạ, coi là văn bản mới"),
    "id_twice": _("một mã dùng cho nhiều tệp, giữ cả hai"),
    "attachment_unlisted": _("tệp không có trong danh sách kèm theo"),
    "attachment_missing": _("danh sách kèm theo có tệp không được gửi"),
    "name_differs": _("danh sách và tệp ghi tên khác nhau"),
    "name_mended": _("tên tệp đã sửa lại"),
    "unnamed": _("tệp không có tên"),
    "type_differs": _("loại tệp khai khác với đuôi tên tệp"),
    "content_differs": _("nội dung tệp khác với tên hoặc loại đã khai"),
    "empty": _("tệp rỗng"),
    "was_packed": _("tệp được nén khi gửi, đã mở"),
    "signature_unreadable": _("chữ ký số của thông điệp không đọc được, chưa kiểm tra"),
    "subject_empty": _("không có trích yếu"),
    "identifier_strange": _("mã định danh cơ quan sai cấu trúc"),
    "trace_unreadable": _("dấu vết đường đi ghi sai"),
}
REFUSALS = {
    "empty": _("Thông điệp rỗng."),
    "too_large": _("Thông điệp lớn hơn mức được nhận."),
    "encoding": _("Bảng mã của thông điệp không được nhận; hãy gửi UTF-8."),
    "dtd": _("Thông điệp có khai báo DTD hoặc thực thể; vì an toàn không được nhận."),
    "not_xml": _("Thông điệp không phải XML đọc được."),
    "not_edxml": _("Không phải thông điệp edXML."),
    "too_deep": _("Thông điệp lồng nhau quá sâu."),
    "too_many_elements": _("Thông điệp có quá nhiều thành phần."),
    "external_reference": _("Thông điệp trỏ ra bên ngoài; tệp phải nằm trong thông điệp."),
    "path_in_name": _("Tên tệp kèm theo chứa đường dẫn."),
    "bad_base64": _("Nội dung tệp kèm theo không giải mã được."),
    "attachment_too_large": _("Tệp kèm theo lớn hơn mức được nhận."),
    "too_many_attachments": _("Quá nhiều tệp kèm theo."),
    "bomb": _("Tệp kèm theo mở ra lớn bất thường."),
    "signature_altered": _("Chữ ký số của thông điệp không khớp: nội dung đã bị sửa sau khi ký."),
    "no_sender": _("Không có mã định danh của nơi gửi."),
    "no_receiver": _("Không có mã định danh của nơi nhận."),
    "no_document_id": _("Không có mã văn bản."),
    "secret_document": _("Văn bản có dấu chỉ mức độ mật không được gửi qua mạng này; không có gì được lưu."),
    "no_status": _("Thông điệp trạng thái không có mã trạng thái đã biết."),
}
