"""Danh sách tài khoản dùng thử: the same names on every install (docs: demo roster). All people are invented.

Family, middle and given names are common Vietnamese ones put together at random; identity numbers only have the right
shape. The roster alone can carry every procedure of the catalogue: who stands for a division that has nobody of its
own holds a post there too (kiêm phụ trách), as small communes do.
"""

from dataclasses import dataclass
from datetime import date

from thongsuot.accounts.models import Role, User
from thongsuot.org.models import OrganKind

PROVINCE, MAI_PHU, THACH_KHE = "42", "18583", "18604"
HOME_AFFAIRS = "42-SNV"
SINCE = date(2025, 7, 1)  # the two communes began on this day


@dataclass(frozen=True, slots=True)
class DemoPost:
    """Chức vụ dùng thử; the unit by its code, the division inside it by its kind."""

    unit: str
    role: str
    title: str
    organ: str = ""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """Tài khoản dùng thử; the first post names its role and unit."""

    username: str
    full_name: str
    posts: tuple[DemoPost, ...] = ()
    kind: str = User.Kind.OFFICIAL
    id_number: str = ""
    birth_date: date | None = None
    address: str = ""
    phone: str = ""
    email: str = ""

    @property
    def role(self) -> str:
        """Vai trò chính."""
        return str(self.posts[0].role if self.posts else self.kind)

    @property
    def unit(self) -> str | None:
        """Mã đơn vị của chức vụ chính; citizens have none."""
        return self.posts[0].unit if self.posts else None


def _leads(unit: str, organ: str, title: str) -> DemoPost:
    return DemoPost(unit, Role.UNIT_LEADER, title, organ)


def _works(unit: str, organ: str, title: str) -> DemoPost:
    return DemoPost(unit, Role.SPECIALIST, title, organ)


COUNTER = "Cán bộ một cửa"
JUSTICE = "Công chức tư pháp – hộ tịch"
RESIDENCE = "Đầu mối theo dõi hồ sơ cư trú"
SOCIAL = "Phụ trách Phòng Văn hoá – Xã hội"
ECONOMY = "Phụ trách Phòng Kinh tế"
MAI_PHU_PEOPLE = (
    DemoAccount(
        "maiphu.motcua1",
        "Nguyễn Thị Hoài",
        (DemoPost(MAI_PHU, Role.COUNTER_CLERK, COUNTER, OrganKind.SERVICE_CENTRE),),
    ),
    DemoAccount(
        "maiphu.motcua2", "Trần Văn Đức", (DemoPost(MAI_PHU, Role.COUNTER_CLERK, COUNTER, OrganKind.SERVICE_CENTRE),)
    ),
    DemoAccount(
        "maiphu.hotich",
        "Phan Thị Thuỷ",
        (
            _works(MAI_PHU, OrganKind.OFFICE, JUSTICE),
            _works(MAI_PHU, OrganKind.CULTURE_SOCIAL, "Chuyên viên văn hoá – xã hội"),
            _works(MAI_PHU, OrganKind.POLICE, RESIDENCE),
        ),
        id_number="042191002386",
        birth_date=date(1991, 3, 8),
    ),
    DemoAccount("maiphu.kinhte", "Lê Quang Huy", (_works(MAI_PHU, OrganKind.ECONOMY, "Chuyên viên Phòng Kinh tế"),)),
    DemoAccount(
        "maiphu.vanphong",
        "Võ Thị Minh Nguyệt",
        (
            _leads(MAI_PHU, OrganKind.OFFICE, "Chánh Văn phòng HĐND và UBND xã"),
            _leads(MAI_PHU, OrganKind.CULTURE_SOCIAL, SOCIAL),
            _leads(MAI_PHU, OrganKind.ECONOMY, ECONOMY),
            _leads(MAI_PHU, OrganKind.POLICE, RESIDENCE),
        ),
    ),
    DemoAccount(
        "maiphu.vanthu",
        "Bùi Thị Hải Yến",
        (
            DemoPost(MAI_PHU, Role.DOCUMENT_CLERK, "Văn thư UBND xã", OrganKind.OFFICE),
            DemoPost(MAI_PHU, Role.ARCHIVIST, "Lưu trữ cơ quan", OrganKind.OFFICE),
        ),
    ),
    DemoAccount(
        "maiphu.luutru",
        "Đậu Thị Thu Hiền",
        (DemoPost(MAI_PHU, Role.ARCHIVIST, "Lưu trữ cơ quan", OrganKind.OFFICE),),
    ),
    DemoAccount("maiphu.chutich", "Hồ Sỹ Tuấn", (DemoPost(MAI_PHU, Role.CHAIR, "Chủ tịch UBND xã"),)),
    DemoAccount(
        "maiphu.quantri",
        "Bùi Văn Long",
        (DemoPost(MAI_PHU, Role.UNIT_ADMIN, "Quản trị hệ thống của xã", OrganKind.OFFICE),),
    ),
)
THACH_KHE_PEOPLE = (
    DemoAccount(
        "thachkhe.motcua1",
        "Dương Thị Lan",
        (DemoPost(THACH_KHE, Role.COUNTER_CLERK, COUNTER, OrganKind.SERVICE_CENTRE),),
    ),
    DemoAccount(
        "thachkhe.hotich",
        "Nguyễn Đình Khánh",
        (
            _works(THACH_KHE, OrganKind.OFFICE, JUSTICE),
            _works(THACH_KHE, OrganKind.CULTURE_SOCIAL, "Chuyên viên văn hoá – xã hội"),
            _works(THACH_KHE, OrganKind.ECONOMY, "Chuyên viên Phòng Kinh tế"),
            _works(THACH_KHE, OrganKind.POLICE, RESIDENCE),
        ),
    ),
    DemoAccount(
        "thachkhe.vanthu",
        "Lê Thị Phương Thảo",
        (
            DemoPost(THACH_KHE, Role.DOCUMENT_CLERK, "Văn thư UBND xã", OrganKind.OFFICE),
            DemoPost(THACH_KHE, Role.ARCHIVIST, "Lưu trữ cơ quan", OrganKind.OFFICE),
        ),
    ),
    DemoAccount(
        "thachkhe.chutich",
        "Trương Xuân Thành",
        (
            DemoPost(THACH_KHE, Role.CHAIR, "Chủ tịch UBND xã"),
            _leads(THACH_KHE, OrganKind.CULTURE_SOCIAL, SOCIAL),
            _leads(THACH_KHE, OrganKind.ECONOMY, ECONOMY),
            _leads(THACH_KHE, OrganKind.POLICE, RESIDENCE),
        ),
    ),
)
PROVINCE_PEOPLE = (
    DemoAccount(
        "kiemnhiem",
        "Hoàng Thị Thanh Hà",
        (
            _works(MAI_PHU, OrganKind.CULTURE_SOCIAL, "Chuyên viên chính sách xã hội (kiêm nhiệm)"),
            _works(THACH_KHE, OrganKind.CULTURE_SOCIAL, "Chuyên viên chính sách xã hội (kiêm nhiệm)"),
        ),
    ),
    DemoAccount(
        "hatinh.so",
        "Đặng Quốc Việt",
        (DemoPost(HOME_AFFAIRS, Role.DEPARTMENT_OFFICIAL, "Chuyên viên Sở Nội vụ"),),
    ),
    DemoAccount(
        "hatinh.vanthu",
        "Ngô Thị Lan Anh",
        (
            DemoPost(PROVINCE, Role.DOCUMENT_CLERK, "Văn thư UBND tỉnh"),
            DemoPost(PROVINCE, Role.ARCHIVIST, "Lưu trữ UBND tỉnh"),
        ),
    ),
    DemoAccount("hatinh.luutru", "Phan Văn Thắng", (DemoPost(PROVINCE, Role.ARCHIVIST, "Lưu trữ UBND tỉnh"),)),
    DemoAccount("hatinh.chutich", "Nguyễn Hữu Thọ", (DemoPost(PROVINCE, Role.CHAIR, "Chủ tịch UBND tỉnh"),)),
    DemoAccount(
        "hatinh.kiemsoat",
        "Lê Thị Hồng Nhung",
        (DemoPost(PROVINCE, Role.PROCEDURE_CONTROLLER, "Chuyên viên kiểm soát thủ tục hành chính", OrganKind.JUSTICE),),
    ),
    DemoAccount(
        "hatinh.quantri", "Phạm Anh Tú", (DemoPost(PROVINCE, Role.PROVINCE_ADMIN, "Quản trị hệ thống của tỉnh"),)
    ),
    DemoAccount("hatinh.thanhtra", "Trần Hữu Nghĩa", (DemoPost(PROVINCE, Role.AUDITOR, "Thanh tra viên"),)),
    DemoAccount(
        "lienthong",
        "Hệ thống liên thông",
        (DemoPost(PROVINCE, Role.INTEGRATION, "Hệ thống kết nối"),),
        kind=User.Kind.SYSTEM,
    ),
)
CITIZENS = (
    DemoAccount(
        "congdan.an",
        "Trần Thị An",
        kind=User.Kind.CITIZEN,
        id_number="042193004127",
        birth_date=date(1993, 4, 12),
        address="Thôn Mai Lâm, xã Mai Phụ, tỉnh Hà Tĩnh",
        phone="0912000001",
        email="an@congdan.example",
    ),
    DemoAccount(
        "congdan.binh",
        "Lê Văn Bình",
        kind=User.Kind.CITIZEN,
        id_number="042088006815",
        birth_date=date(1988, 11, 3),
        address="Thôn Tân Phong, xã Thạch Khê, tỉnh Hà Tĩnh",
        phone="0912000002",
        email="binh@congdan.example",
    ),
)
ROSTER = MAI_PHU_PEOPLE + THACH_KHE_PEOPLE + PROVINCE_PEOPLE + CITIZENS
