"""Điều gõ vào biểu mẫu của lưu trữ: lines, days, numbers, lists."""

from datetime import date
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from thongsuot.common.errors import Invalid, NotFound
from thongsuot.ui.forms import parse_date


def day(post: QueryDict, name: str) -> date:
    """Một ngày; raises Invalid at its field."""
    found = parse_date(post.get(name, ""))
    if found is None:
        message = _("Ngày ghi theo dạng ngày/tháng/năm, ví dụ 07/07/2025.")
        raise Invalid(errors=[{"field": name, "message": message}])
    return found


def number(post: QueryDict, name: str) -> int:
    """Một số định danh; NotFound for anything else."""
    text = post.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 18):
        raise NotFound()
    return int(text)


def numbers(post: QueryDict, name: str) -> list[int]:
    """Các ô đã chọn."""
    return [int(one) for one in post.getlist(name) if one.isascii() and one.isdigit() and len(one) < 18]


def uids(post: QueryDict, name: str) -> list[UUID]:
    """Các hồ sơ đã chọn, by uid."""
    found = []
    for one in post.getlist(name):
        try:
            found.append(UUID(one))
        except ValueError:
            continue
    return found


def people(post: QueryDict, name: str) -> list[dict[str, str]]:
    """Thành viên hội đồng, one a line: "họ tên | chức vụ | ý kiến"."""
    found = []
    for line in post.get(name, "").splitlines():
        parts = [part.strip() for part in line.split("|")]
        if parts[0]:
            found.append(dict(zip(("name", "post", "opinion"), [*parts, "", ""], strict=False)))
    return found
