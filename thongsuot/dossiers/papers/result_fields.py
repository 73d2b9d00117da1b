"""Các ô của từng mẫu kết quả: key, label as a person reads it, kind, whether the paper makes sense without it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ResultField:
    """Một ô. `kind`: text, date (ISO), money (đồng), number, rows (list of lists)."""

    key: str
    label: str
    kind: str = "text"
    required: bool = False


def _must(key: str, label: str, kind: str = "text") -> ResultField:
    return ResultField(key, label, kind, required=True)


def _parent(key: str, label: str) -> tuple[ResultField, ...]:
    return (
        ResultField(f"{key}_name", f"Họ, chữ đệm, tên người {label}"),
        ResultField(f"{key}_birth_year", f"Năm sinh người {label}"),
        ResultField(f"{key}_ethnicity", f"Dân tộc người {label}"),
        ResultField(f"{key}_nationality", f"Quốc tịch người {label}"),
        ResultField(f"{key}_residence", f"Nơi cư trú người {label}"),
    )


FIELDS: dict[str, tuple[ResultField, ...]] = {
    "birth_certificate": (
        _must("child_name", "Họ, chữ đệm, tên"),
        _must("child_birth_date", "Ngày, tháng, năm sinh", "date"),
        _must("gender", "Giới tính"),
        _must("ethnicity", "Dân tộc"),
        _must("nationality", "Quốc tịch"),
        _must("birth_place", "Nơi sinh"),
        _must("hometown", "Quê quán"),
        ResultField("child_id_number", "Số định danh cá nhân"),
        *_parent("mother", "mẹ"),
        *_parent("father", "cha"),
        _must("registrant_name", "Họ, chữ đệm, tên người đi khai sinh"),
        ResultField("registrant_paper", "Giấy tờ tùy thân"),
        _must("registration_place", "Nơi đăng ký khai sinh"),
        _must("registered_on", "Ngày, tháng, năm đăng ký", "date"),
        ResultField("book", "Quyển số"),
    ),
    "marriage_status": (
        _must("requester_name", "Người đề nghị"),
        _must("person_name", "Họ, chữ đệm, tên"),
        _must("birth_date", "Ngày, tháng, năm sinh", "date"),
        _must("gender", "Giới tính"),
        ResultField("ethnicity", "Dân tộc"),
        ResultField("nationality", "Quốc tịch"),
        ResultField("identity_paper", "Giấy tờ tùy thân"),
        _must("residence", "Nơi cư trú"),
        _must("marital_status", "Tình trạng hôn nhân"),
        _must("purpose", "Giấy này được cấp để"),
        ResultField("period", "Trong thời gian cư trú tại"),
    ),
    "true_copy": (
        _must("document_name", "Tên giấy tờ, văn bản"),
        ResultField("document_issuer", "Cơ quan cấp bản chính"),
        ResultField("document_number", "Số, ký hiệu bản chính"),
        _must("pages", "Số trang mỗi bản", "number"),
        _must("copies", "Số bản sao", "number"),
        ResultField("book", "Quyển số"),
        ResultField("fee", "Phí chứng thực", "money"),
    ),
    "household_business": (
        _must("registration_number", "Mã số hộ kinh doanh"),
        _must("first_registered_on", "Đăng ký lần đầu, ngày", "date"),
        ResultField("change_count", "Đăng ký thay đổi lần thứ"),
        ResultField("changed_on", "Ngày đăng ký thay đổi", "date"),
        _must("business_name", "Tên hộ kinh doanh"),
        _must("business_address", "Địa chỉ trụ sở"),
        ResultField("phone", "Điện thoại"),
        ResultField("email", "Email"),
        _must("lines", "Ngành, nghề kinh doanh", "rows"),
        _must("capital", "Vốn kinh doanh", "money"),
        _must("founder_kind", "Chủ thể thành lập"),
        _must("owner_name", "Họ tên chủ hộ kinh doanh"),
        ResultField("owner_gender", "Giới tính"),
        ResultField("owner_birth_date", "Sinh ngày", "date"),
        _must("owner_id_number", "Số định danh cá nhân"),
        ResultField("owner_address", "Địa chỉ liên lạc"),
        ResultField("members", "Thành viên hộ gia đình", "rows"),
    ),
    "social_allowance": (
        _must("person_name", "Người được hưởng"),
        ResultField("honorific", "Ông/Bà"),
        ResultField("birth_date", "Sinh ngày", "date"),
        _must("id_number", "Số định danh cá nhân"),
        _must("residence", "Nơi cư trú"),
        _must("category", "Đối tượng"),
        ResultField("coefficient", "Hệ số"),
        ResultField("base_amount", "Mức chuẩn trợ giúp xã hội", "money"),
        _must("amount", "Mức trợ cấp hằng tháng", "money"),
        _must("from_month", "Hưởng từ tháng"),
        ResultField("proposing_organ", "Cơ quan đề nghị"),
        ResultField("legal_basis", "Căn cứ", "rows"),
    ),
    "residence_notice": (
        _must("addressee", "Kính gửi"),
        _must("person_name", "Họ, chữ đệm và tên"),
        ResultField("birth_date", "Ngày sinh", "date"),
        _must("id_number", "Số định danh cá nhân"),
        _must("kind", "Nội dung đăng ký"),
        _must("outcome", "Kết quả"),
        _must("address", "Nơi thường trú"),
        ResultField("household_head", "Chủ hộ"),
        ResultField("relation", "Quan hệ với chủ hộ"),
        ResultField("updated_on", "Ngày cập nhật vào Cơ sở dữ liệu về cư trú", "date"),
        ResultField("members", "Thành viên cùng thay đổi", "rows"),
        ResultField("reason", "Lý do (nếu không giải quyết)"),
    ),
}
