"""Hồ sơ mẫu cho giấy tờ: one birth registration of Mai Phụ, told once for every test of the papers."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from thongsuot.dossiers import papers

VN = ZoneInfo("Asia/Ho_Chi_Minh")
CODE = "H27.12-250707-0001"
RECEIVED = datetime(2025, 7, 7, 14, 0, tzinfo=VN)
DUE = datetime(2025, 7, 8, 17, 0, tzinfo=VN)
HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
CENTRE = papers.Agency.centre("Xã Mai Phụ", "Mai Phụ", address="Thôn Mai Lâm, xã Mai Phụ, tỉnh Hà Tĩnh")
COMMITTEE = papers.Agency.committee("Tỉnh Hà Tĩnh", "Xã Mai Phụ", "Mai Phụ")
AN = papers.Person(
    name="Trần Thị An",
    id_number="•••• •••• 4321",
    birth_date=date(1998, 3, 2),
    phone="0912 345 678",
    email="an.tran@example.vn",
    address="Thôn Mai Lâm, xã Mai Phụ, tỉnh Hà Tĩnh",
)
BINH = papers.Person(name="Lê Văn Bình", phone="0987 654 321", relation="ông ngoại")
BIRTH = papers.ProcedureName("1.001193", "Thủ tục đăng ký khai sinh")
CHAIR = papers.Signer("Chủ tịch", "Nguyễn Văn Chủ", "TM. Ủy ban nhân dân")


def matter(**changes):
    """The part common to every paper of the sample dossier."""
    plain = {
        "agency": CENTRE,
        "code": CODE,
        "made_at": RECEIVED,
        "procedure": BIRTH,
        "applicant": AN,
    }
    return papers.Matter(**plain | changes)


COMPONENTS = (
    papers.PaperComponent("Tờ khai đăng ký khai sinh theo mẫu (biểu mẫu điện tử tương tác)", originals=1),
    papers.PaperComponent(
        "Giấy chứng sinh; trường hợp không có giấy chứng sinh thì nộp văn bản của người làm chứng xác nhận về việc sinh",
        originals=1,
        files=(papers.ArrivedFile("Giấy chứng sinh.pdf", 248_331, HASH),),
    ),
    papers.PaperComponent("Thẻ căn cước của người đi đăng ký khai sinh", source="SHOWN"),
    papers.PaperComponent("Giấy chứng nhận kết hôn của cha, mẹ", source="FROM_DATABASE"),
)


def receipt(**changes):
    """Mẫu 01 of the sample dossier."""
    plain = {
        "matter": matter(),
        "components": COMPONENTS,
        "duration": "1 ngày làm việc",
        "received_at": RECEIVED,
        "due_at": DUE,
        "due_reason": "tính từ ngày 08/07/2025, hết giờ làm việc ngày cuối",
        "return_place": "Trung tâm Phục vụ hành chính công xã Mai Phụ",
        "officer": "Phạm Thị Một Cửa",
        "channel": "Trực tiếp",
        "number": "0001/TNHS",
    }
    return papers.ReceiptData(**plain | changes)


def supplement(**changes):
    """Mẫu 02 of the sample dossier."""
    plain = {
        "matter": matter(submitter=BINH),
        "items": (
            papers.SupplementItem(
                "Giấy chứng sinh", "Bản chính do trạm y tế cấp; ảnh chụp nộp kèm bị mờ, không đọc được"
            ),
            papers.SupplementItem("Văn bản ủy quyền", "Có chữ ký của mẹ cháu bé, vì người nộp là ông ngoại"),
        ),
        "reason": "Ảnh giấy chứng sinh không đọc được số và ngày sinh.\nNgười nộp thay chưa có văn bản ủy quyền.",
        "contact_place": "Trung tâm Phục vụ hành chính công xã Mai Phụ",
        "contact_officer": "Phạm Thị Một Cửa",
        "contact_phone": "0239 123 456",
        "officer": "Phạm Thị Một Cửa",
        "clock_note": "tính lại từ đầu khi nhận đủ hồ sơ",
    }
    return papers.SupplementData(**plain | changes)


def refusal(**changes):
    """Mẫu 03 of the sample dossier."""
    plain = {
        "matter": matter(),
        "reason": "Cháu bé đã được đăng ký khai sinh tại phường Thành Sen ngày 01/07/2025.",
        "legal_basis": "Điều 16 Luật Hộ tịch",
        "remedy": "Nếu mất giấy khai sinh, Ông/Bà làm thủ tục cấp bản sao trích lục hộ tịch (mã 2.000635).",
        "officer": "Phạm Thị Một Cửa",
    }
    return papers.RefusalData(**plain | changes)


def submission(**changes):
    """Biên nhận nộp trực tuyến of the sample dossier."""
    plain = {
        "matter": matter(),
        "receiving_unit": "Trung tâm Phục vụ hành chính công xã Mai Phụ",
        "submitted_at": RECEIVED,
        "components": COMPONENTS,
        "answer_by": DUE,
    }
    return papers.SubmissionData(**plain | changes)


ECONOMY = papers.Agency.organ("Xã Mai Phụ", "Phòng Kinh tế", "Mai Phụ")
POLICE = papers.Agency(("Công an tỉnh Hà Tĩnh", "Công an xã Mai Phụ"), "Mai Phụ")
RESULT_CHANGES = {
    "household_business": {"agency": ECONOMY, "signer": papers.Signer("Trưởng phòng", "Hồ Thị Kinh Tế")},
    "residence_notice": {"agency": POLICE, "signer": papers.Signer("Trưởng Công an xã", "Đỗ Văn An Ninh")},
}


def result_data(fields, **changes):
    """A result of the commune, not yet signed."""
    plain = {"agency": COMMITTEE, "code": CODE, "made_at": RECEIVED, "signer": CHAIR, "fields": fields}
    return papers.ResultData(**plain | changes)


RESULT_FIELDS = {
    "birth_certificate": {
        "child_name": "Trần Minh Khôi",
        "child_birth_date": "2025-06-28",
        "gender": "Nam",
        "ethnicity": "Kinh",
        "nationality": "Việt Nam",
        "birth_place": "Bệnh viện Đa khoa tỉnh Hà Tĩnh, phường Thành Sen, tỉnh Hà Tĩnh",
        "hometown": "Xã Mai Phụ, tỉnh Hà Tĩnh",
        "mother_name": "Trần Thị An",
        "mother_birth_year": "1998",
        "mother_ethnicity": "Kinh",
        "mother_nationality": "Việt Nam",
        "mother_residence": "Thôn Mai Lâm, xã Mai Phụ, tỉnh Hà Tĩnh",
        "registrant_name": "Trần Thị An",
        "registrant_paper": "Thẻ căn cước số 042198004321, Bộ Công an cấp ngày 02/03/2023",
        "registration_place": "Ủy ban nhân dân xã Mai Phụ, tỉnh Hà Tĩnh",
        "registered_on": "2025-07-08",
        "book": "01/2025",
    },
    "marriage_status": {
        "requester_name": "Trần Thị An",
        "person_name": "Trần Thị An",
        "birth_date": "1998-03-02",
        "gender": "Nữ",
        "ethnicity": "Kinh",
        "nationality": "Việt Nam",
        "identity_paper": "Thẻ căn cước số 042198004321",
        "residence": "Thôn Mai Lâm, xã Mai Phụ, tỉnh Hà Tĩnh",
        "marital_status": "Chưa đăng ký kết hôn với ai",
        "purpose": "Kết hôn với ông Hoàng Đức Nam, sinh ngày 15/10/1996",
    },
    "true_copy": {
        "document_name": "Bằng tốt nghiệp trung học phổ thông",
        "document_number": "B 0123456",
        "document_issuer": "Sở Giáo dục và Đào tạo Hà Tĩnh",
        "pages": 2,
        "copies": 15,
        "book": "01/2025",
        "fee": 60000,
    },
    "household_business": {
        "registration_number": "28A8001234",
        "first_registered_on": "2025-07-10",
        "business_name": "Hộ kinh doanh Bánh đa nem Mai Phụ",
        "business_address": "Thôn Mai Lâm, xã Mai Phụ, tỉnh Hà Tĩnh",
        "phone": "0912 345 678",
        "lines": [
            ["Sản xuất các loại bánh từ bột", "1071"],
            ["Bán lẻ thực phẩm trong các cửa hàng chuyên doanh", "4722"],
        ],
        "capital": 50_000_000,
        "founder_kind": "Cá nhân",
        "owner_name": "Trần Thị An",
        "owner_gender": "Nữ",
        "owner_birth_date": "1998-03-02",
        "owner_id_number": "042198004321",
        "owner_address": "Thôn Mai Lâm, xã Mai Phụ, tỉnh Hà Tĩnh",
    },
    "social_allowance": {
        "person_name": "Lê Văn Bình",
        "honorific": "Ông",
        "birth_date": "1944-09-02",
        "id_number": "042044001234",
        "residence": "Thôn Mai Lâm, xã Mai Phụ, tỉnh Hà Tĩnh",
        "category": "Người khuyết tật nặng là người cao tuổi",
        "coefficient": "2,0",
        "base_amount": 500000,
        "amount": 1000000,
        "from_month": "7/2025",
        "proposing_organ": "Phòng Văn hóa - Xã hội",
        "legal_basis": [["Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;"]],
    },
    "residence_notice": {
        "addressee": "Bà Trần Thị An",
        "person_name": "Trần Thị An",
        "birth_date": "1998-03-02",
        "id_number": "042198004321",
        "kind": "Đăng ký thường trú",
        "outcome": "Đã cập nhật thông tin về nơi thường trú mới",
        "address": "Thôn Mai Lâm, xã Mai Phụ, tỉnh Hà Tĩnh",
        "household_head": "Trần Văn Đông",
        "relation": "Con",
        "updated_on": "2025-07-16",
        "members": [["Trần Minh Khôi", "28/06/2025", "042225000111", "Cháu"]],
    },
}


def apology(**changes):
    """Mẫu 04: the appointment of the sample dossier could not be kept."""
    plain = {
        "matter": matter(agency=COMMITTEE, made_at=datetime(2025, 7, 8, 9, 0, tzinfo=VN)),
        "received_at": RECEIVED,
        "due_before": DUE,
        "due_after": datetime(2025, 7, 10, 17, 0, tzinfo=VN),
        "reason": "Cơ sở dữ liệu dân cư ngừng phục vụ hai ngày nên chưa đối chiếu được thông tin của cha, mẹ.",
        "centre": "Trung tâm Phục vụ hành chính công xã Mai Phụ",
        "signer": CHAIR,
    }
    return papers.ApologyData(**plain | changes)


def stopping(**changes):
    """Mẫu 05: the applicant asked to stop."""
    plain = {
        "matter": matter(submitter=BINH, made_at=datetime(2025, 7, 8, 9, 15, tzinfo=VN)),
        "submitted_at": RECEIVED,
        "received_at": RECEIVED,
        "asked_at": datetime(2025, 7, 8, 9, 15, tzinfo=VN),
        "reason": "Gia đình sẽ đăng ký khai sinh ở nơi cư trú của cha.",
        "officer": "Phạm Thị Một Cửa",
    }
    return papers.StoppingData(**plain | changes)
