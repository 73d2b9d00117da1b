"""Kế hoạch của một tỉnh từ điều hệ thống đã biết: one command for Hà Tĩnh (209 → 69), Thanh Hoá (547 → 166), Cần Thơ (263 → 103)."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Invalid
from thongsuot.cutover.content import from_org
from thongsuot.cutover.models import Plan
from thongsuot.cutover.services.filling import Diff, fill
from thongsuot.org.book import UnitInfo, book
from thongsuot.org.models import Level
from thongsuot.org.selectors import unit_by_code


def province_of_code(code: str, on: date) -> UnitInfo:
    """Tỉnh mang mã này trong ngày hiệu lực; Invalid for an unknown one."""
    found = unit_by_code(code, on, (Level.PROVINCE,))
    if found is None:
        text = _("Không có tỉnh, thành phố nào mang mã %(code)s vào ngày %(day)s.")
        message = text % {"code": code[:10], "day": f"{on:%d/%m/%Y}"}
        raise Invalid(message, errors=[{"field": "province", "message": message}])
    return found


def basis_known(province_id: int, on: date) -> str:
    """Căn cứ mà `org` ghi cho các đơn vị mới của tỉnh bắt đầu ngày này; empty when nothing is known."""
    for info in book().children.get(province_id, ()):
        if info.level == Level.COMMUNE and info.valid_from == on and info.legal_basis:
            return info.legal_basis
    return ""


def fill_from_org(*, plan: Plan, by: Principal | None, at: datetime, whole: bool = True) -> Diff:
    """Nạp kế hoạch từ quan hệ kế thừa của ngày hiệu lực; Invalid when nothing is known of that day."""
    content = from_org(plan.province_id, plan.effective_on)
    if not content.ways:
        day = plan.effective_on
        text = _("Hệ thống chưa biết đơn vị nào của tỉnh thay đổi vào ngày %(day)s (ngày cuối cùng cũ là %(last)s).")
        raise Invalid(
            text % {"day": f"{day:%d/%m/%Y}", "last": f"{day - timedelta(days=1):%d/%m/%Y}"}, code="nothing_known"
        )
    words = _("Nạp từ quan hệ kế thừa đã có")
    return fill(code=plan.code, content=content, whole=whole, verb="plan_filled_from_org", words=words, by=by, at=at)
