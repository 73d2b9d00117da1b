"""Lĩnh vực về đất, lĩnh vực về người: which way a dossier goes where land and people of a commune go different ways.

Proposed by us from the names of the fields in the national catalogue; no text of law divides them so. A person accepts.
"""

LAND = (
    "Đất đai",
    "Tài chính đất đai",
    "Hoạt động xây dựng",
    "Hạ tầng kỹ thuật",
    "Quy hoạch đô thị và nông thôn",
    "Nhà ở và công sở",
    "Đường bộ",
    "Môi trường",
    "Tài nguyên nước",
    "Trồng trọt",
    "Quản lý Đê điều và Phòng, chống thiên tai",
)
PEOPLE = (
    "Hộ tịch",
    "Đăng ký, quản lý cư trú",
    "Chứng thực",
    "Nuôi con nuôi",
    "Bảo trợ xã hội",
    "Trẻ em",
    "Người có công",
    "Giảm nghèo",
    "Nghĩa vụ quân sự",
    "Chính sách BQP",
    "Tổ chức cai nghiên ma túy và quản lý sau cai nghiện",
    "Phòng, chống tệ nạn xã hội",
)
