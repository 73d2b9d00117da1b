"""Nạp dữ liệu gốc: one function for each set, in the words of the rooms; all of them may run again and again."""

from datetime import date

from django.db import transaction

from config.run.progress import Report
from thongsuot.common.now import now
from thongsuot.common.partitions import open_province
from thongsuot.org.models import Level, UnitVersion
from thongsuot.org.selectors import require_in_force

TWO_TIERS_SINCE = date(2025, 7, 1)
DEMO_PROVINCE = "42"


def units(report: Report) -> None:
    """Đơn vị hành chính trước và sau 01/7/2025, quan hệ kế thừa, thay đổi năm 2026."""
    from thongsuot.org.load_units import load_units

    load_units(at=now(), progress=lambda done, total, label: report(done, total))


def calendars(report: Report) -> None:
    """Giờ làm việc mặc định, ngày nghỉ cả nước."""
    from thongsuot.org.load_calendars import load

    load(report)


def procedures(report: Report) -> None:
    """Danh mục thủ tục: every commune offers the first six, those of the demo province all that ship.

    A province assigns the rest itself: all procedures for all 3,321 communes would be half a million rows on first start.
    """
    from thongsuot.procedures.load import load_catalogue
    from thongsuot.procedures.services import assign

    codes = load_catalogue().codes
    report(1, 3)
    communes = UnitVersion.objects.filter(unit__level=Level.COMMUNE, valid__contains=TWO_TIERS_SINCE)
    assign(list(communes.values_list("unit_id", flat=True)), since=TWO_TIERS_SINCE)
    report(2, 3)
    demo = require_in_force(DEMO_PROVINCE, TWO_TIERS_SINCE, levels=(Level.PROVINCE,)).id
    of_demo = communes.filter(province_id=demo).values_list("unit_id", flat=True)
    assign(list(of_demo), since=TWO_TIERS_SINCE, codes=codes)


def demo_province(report: Report) -> None:
    """Ngăn riêng trong các bảng lớn cho tỉnh chạy thử."""
    with transaction.atomic():
        open_province(require_in_force(DEMO_PROVINCE, now().date(), levels=(Level.PROVINCE,)).id)


def accounts(report: Report) -> None:
    """Tài khoản dùng thử với mật khẩu riêng của bản cài này."""
    from thongsuot.accounts.demo import load

    load(report)
