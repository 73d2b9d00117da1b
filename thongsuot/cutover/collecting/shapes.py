"""Hình của từng bảng: which columns each kind of data has, what may stand in them, what the template says about them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import Role
from thongsuot.cutover.models.collect import DataKind
from thongsuot.cutover.models.handover import HandoverLine
from thongsuot.org.models import OrganKind

TEXT, NUMBER, DAY, ID, PHONE, EMAIL, CHOICE, USERNAME = (
    "text",
    "number",
    "day",
    "id",
    "phone",
    "email",
    "choice",
    "username",
)
YES, NO = "yes", "no"
LEAVES, STAYS = "leaves", "stays"
Choices = tuple[tuple[str, str | Promise], ...]
YES_NO: Choices = ((YES, _("có")), (NO, _("không")))
OLD_UNITS, NEW_UNITS = "old_units", "new_units"  # choices that depend on the commune
MOST_ROWS = 2_000
COMMUNE_ROLES = (Role.CHAIR, Role.UNIT_LEADER, Role.SPECIALIST, Role.COUNTER_CLERK, Role.UNIT_ADMIN)
COMMUNE_ORGANS = (
    OrganKind.OFFICE,
    OrganKind.ECONOMY,
    OrganKind.CULTURE_SOCIAL,
    OrganKind.SERVICE_CENTRE,
    OrganKind.POLICE,
    OrganKind.MILITARY,
)


@dataclass(frozen=True, slots=True)
class Column:
    """Một cột. `choices_from` names choices that only the request knows; `hint` stands in the template and on the page."""

    key: str
    title: str | Promise
    kind: str = TEXT
    required: bool = False
    limit: int = 160
    choices: Choices = ()
    choices_from: str = ""
    hint: str | Promise = ""
    width: int = 22


@dataclass(frozen=True, slots=True)
class Shape:
    """Một bảng: its columns, and which of them tell one row from another."""

    kind: str
    sheet: str | Promise
    columns: tuple[Column, ...]
    identity: tuple[str, ...]
    is_people: bool = False
    by_key: Mapping[str, Column] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_key", {column.key: column for column in self.columns})


_NAME = Column("full_name", _("Họ và tên"), required=True, limit=120, width=26)
_BIRTH = Column("birth_date", _("Ngày sinh"), DAY, required=True, hint=_("ngày/tháng/năm, ví dụ 05/07/1980"), width=14)
_ID = Column(
    "id_number",
    _("Số định danh"),
    ID,
    hint=_("12 số trên thẻ căn cước; ô phải ở dạng chữ để giữ số 0 ở đầu"),
    width=18,
)
_PHONE = Column("phone", _("Điện thoại"), PHONE, hint=_("10 số, giữ số 0 ở đầu"), width=15)
_EMAIL = Column("email", _("Thư điện tử"), EMAIL, limit=120, width=26)
_TITLE = Column("title", _("Chức vụ"), limit=160, hint=_("ghi như trong quyết định: Phó Chủ tịch UBND xã"), width=30)
_ORGAN = Column(
    "organ",
    _("Bộ phận"),
    CHOICE,
    choices=tuple((str(kind.value), kind.label) for kind in COMMUNE_ORGANS),
    hint=_("trống = lãnh đạo chung của xã"),
    width=24,
)
_NOTE = Column("note", _("Ghi chú"), limit=300, width=30)

SHAPES: dict[str, Shape] = {
    shape.kind: shape
    for shape in (
        Shape(
            DataKind.ORGANISATION,
            _("Tổ chức bộ máy"),
            (
                Column("organ", _("Bộ phận"), CHOICE, True, choices=_ORGAN.choices, width=30),
                Column("name", _("Tên đầy đủ"), required=True, hint=_("Phòng Kinh tế xã Mai Phụ"), width=36),
                Column("head", _("Người đứng đầu"), limit=120, width=26),
                Column("planned", _("Số người được giao"), NUMBER, width=18),
                Column("address", _("Nơi làm việc"), limit=200, hint=_("trụ sở nào, phòng nào"), width=34),
                _NOTE,
            ),
            ("organ", "name"),
        ),
        Shape(
            DataKind.STAFF,
            _("Nhân sự"),
            (
                _NAME,
                _BIRTH,
                _ID,
                _PHONE,
                _EMAIL,
                Column("old_unit", _("Đang ở xã cũ"), CHOICE, choices_from=OLD_UNITS, width=24),
                Column(
                    "stay",
                    _("Ở lại hay thôi"),
                    CHOICE,
                    required=True,
                    choices=((STAYS, _("làm việc ở xã mới")), (LEAVES, _("thôi việc, nghỉ hưu"))),
                    width=24,
                ),
                Column(
                    "new_unit",
                    _("Sang xã mới"),
                    CHOICE,
                    choices_from=NEW_UNITS,
                    hint=_("chỉ phải chọn khi xã cũ đi về nhiều xã"),
                    width=24,
                ),
                Column(
                    "role",
                    _("Vai trò trên hệ thống"),
                    CHOICE,
                    choices=tuple((str(role.value), role.label) for role in COMMUNE_ROLES),
                    hint=_("bắt buộc với người ở lại"),
                    width=22,
                ),
                _ORGAN,
                _TITLE,
                _NOTE,
            ),
            ("id_number", "full_name", "birth_date"),
            is_people=True,
        ),
        Shape(
            DataKind.ACCOUNTS,
            _("Tài khoản, hộp thư"),
            (
                _NAME,
                _BIRTH,
                _ID,
                Column(
                    "username",
                    _("Tên đăng nhập đang dùng"),
                    USERNAME,
                    limit=80,
                    hint=_("trống nếu chưa có; hệ thống sẽ đề nghị tên mới"),
                    width=24,
                ),
                _PHONE,
                _EMAIL,
                Column("mailbox", _("Cần hộp thư công vụ"), CHOICE, True, choices=YES_NO, width=20),
                _NOTE,
            ),
            ("id_number", "full_name", "birth_date"),
            is_people=True,
        ),
        Shape(
            DataKind.SIGNERS,
            _("Người ký, chứng thư số"),
            (
                _NAME,
                _BIRTH,
                _ID,
                _TITLE,
                Column("serial", _("Số chứng thư đang có"), limit=60, hint=_("trống nếu chưa có"), width=28),
                Column("expires_on", _("Chứng thư hết hạn"), DAY, width=16),
                Column("certificate", _("Cần cấp chứng thư mới"), CHOICE, True, choices=YES_NO, width=22),
                _NOTE,
            ),
            ("id_number", "full_name", "birth_date"),
            is_people=True,
        ),
        Shape(
            DataKind.EQUIPMENT,
            _("Trang thiết bị"),
            (
                Column(
                    "item",
                    _("Loại"),
                    CHOICE,
                    True,
                    choices=(
                        ("computer", _("máy tính")),
                        ("printer", _("máy in")),
                        ("scanner", _("máy quét")),
                        ("token", _("thiết bị ký số")),
                        ("line", _("đường truyền")),
                        ("camera", _("camera, màn hình họp")),
                        ("kiosk", _("ki-ốt, máy lấy số")),
                        ("other", _("khác")),
                    ),
                    width=24,
                ),
                Column("name", _("Tên, cấu hình"), limit=200, hint=_("máy in A4 hai mặt, 2021"), width=34),
                Column("place", _("Đang ở đâu"), required=True, limit=160, hint=_("trụ sở nào, phòng nào"), width=30),
                Column("count", _("Số lượng"), NUMBER, True, width=12),
                Column("working", _("Dùng được"), NUMBER, True, hint=_("không hơn số lượng"), width=12),
                _NOTE,
            ),
            ("item", "name", "place"),
        ),
    )
}

HANDOVER = Shape(
    "handover",
    _("Bàn giao"),
    (
        Column(
            "what",
            _("Nhóm"),
            CHOICE,
            True,
            choices=tuple((str(what.value), what.label) for what in HandoverLine.What),
            width=26,
        ),
        Column("name", _("Tên, nội dung"), required=True, limit=300, hint=_("hồ sơ hộ tịch 2020–2024"), width=44),
        Column("unit_of_count", _("Đơn vị đếm"), required=True, limit=30, hint=_("hộp, mét, cái, thửa"), width=14),
        Column("handed", _("Bên giao ghi"), NUMBER, True, width=14),
        Column("received", _("Bên nhận đếm"), NUMBER, hint=_("trống nếu chưa đếm"), width=14),
        Column("damaged", _("Trong đó hỏng"), NUMBER, hint=_("trống là 0"), width=14),
        Column("note", _("Ghi chú"), limit=500, hint=_("bắt buộc khi thiếu, thừa hay hỏng"), width=40),
    ),
    ("what", "name"),
)
