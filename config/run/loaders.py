"""Nạp dữ liệu gốc: one function for each set, in the words of the rooms; all of them may run again and again."""

import sys
from datetime import date

from django.conf import settings
from django.db import transaction

from config.run.problem import CannotRun
from config.run.progress import Report
from thongsuot.common.now import now
from thongsuot.common.partitions import open_province
from thongsuot.org.models import Level, UnitVersion
from thongsuot.org.selectors import require_in_force

TWO_TIERS_SINCE = date(2025, 7, 1)
DEMO_PROVINCE = "42"
DEMO_HALL = "18583"  # Mai Phụ


def units(report: Report) -> None:
    """Đơn vị hành chính trước và sau 01/7/2025, quan hệ kế thừa, thay đổi năm 2026."""
    from thongsuot.org.load_units import load_units

    load_units(at=now(), progress=lambda done, total, label: report(done, total))


def calendars(report: Report) -> None:
    """Giờ làm việc mặc định, ngày nghỉ cả nước."""
    from thongsuot.org.load_calendars import load

    load(report)


def retention(report: Report) -> None:
    """Bảng thời hạn bảo quản đi kèm; what offices changed stays."""
    from thongsuot.records.retention import load

    load()
    report(1, 1)


def procedures(report: Report) -> None:
    """Danh mục thủ tục: every commune offers the first six, those of the demo province all that ship.

    A province assigns the rest itself: all procedures for all 3,321 communes would be half a million rows on first start.
    """
    from thongsuot.procedures.load import CatalogueRefused, load_catalogue, reference_codes
    from thongsuot.procedures.services import assign

    try:
        load_catalogue()
    except CatalogueRefused as refused:
        if refused.code != "version_in_use" or not settings.DEMO:
            raise CannotRun(str(refused.detail)) from refused
        _renew_what_nobody_uses()
    codes = reference_codes()
    report(1, 3)
    communes = UnitVersion.objects.filter(unit__level=Level.COMMUNE, valid__contains=TWO_TIERS_SINCE)
    assign(list(communes.values_list("unit_id", flat=True)), since=TWO_TIERS_SINCE)
    report(2, 3)
    demo = require_in_force(DEMO_PROVINCE, TWO_TIERS_SINCE, levels=(Level.PROVINCE,)).id
    of_demo = communes.filter(province_id=demo).values_list("unit_id", flat=True)
    assign(list(of_demo), since=TWO_TIERS_SINCE, codes=codes)


def _renew_what_nobody_uses() -> None:
    """A trial has dossiers from its first start; a changed procedure must not keep it from starting again.

    What they use stays as it is and is named; only an empty installation gets the new text.
    """
    from thongsuot.procedures.load import CatalogueRefused, load_catalogue, reference_files

    for path in reference_files():
        try:
            load_catalogue([path])
        except CatalogueRefused as refused:
            if refused.code != "version_in_use":
                raise CannotRun(str(refused.detail)) from refused
            print(f"{refused.detail}\nBản dùng thử giữ phiên bản cũ.", file=sys.stderr)


def demo_province(report: Report) -> None:
    """Ngăn riêng trong các bảng lớn cho tỉnh chạy thử."""
    with transaction.atomic():
        open_province(require_in_force(DEMO_PROVINCE, now().date(), levels=(Level.PROVINCE,)).id)


def priorities(report: Report) -> None:
    """Nhóm được gọi trước ở hàng chờ, with ground and certainty."""
    from thongsuot.hall.load import load_priorities

    load_priorities()


def demo_hall(report: Report) -> None:
    """Sảnh của Mai Phụ: four services, three counters; left alone once somebody has set it up."""
    from thongsuot.hall.load import load_demo

    load_demo(require_in_force(DEMO_HALL, now().date(), levels=(Level.COMMUNE,)).id, now())


def accounts(report: Report) -> None:
    """Tài khoản dùng thử với mật khẩu riêng của bản cài này."""
    from thongsuot.accounts.demo import load

    load(report)


def demo_signatures(report: Report) -> None:
    """Chứng thư của người ký và con dấu dùng thử; without them the platform starts all the same."""
    from subprocess import SubprocessError

    from config.run.signing_demo import enrol
    from thongsuot.common.errors import Refused

    try:
        enrol()
    except (OSError, Refused, SubprocessError) as fault:
        print(f"Chưa cấp được chứng thư dùng thử: {fault}", file=sys.stderr)


def demo_money(report: Report) -> None:
    """Tài khoản giả của hai xã dùng thử, để mã VietQR hiện ra."""
    from thongsuot.payments.demo import ensure_demo_accounts

    ensure_demo_accounts(at=now())


def demo_dossiers(report: Report) -> None:
    """Vài hồ sơ ở các trạng thái khác nhau, để trang đầu tiên không trống; without them the platform starts all the same."""
    from thongsuot.common.errors import Refused
    from thongsuot.dossiers.demo import load

    try:
        load(report)
    except Refused as refused:
        print(f"Không tạo được hồ sơ dùng thử: {refused.detail}", file=sys.stderr)


def demo_rooms(report: Report) -> None:
    """Văn bản, chữ ký, lưu trữ dùng thử; what is to be signed is signed in the background, once the platform runs."""
    from config.run.demo_signing import defer
    from thongsuot.common.errors import Refused
    from thongsuot.documents.demo import ensure_demo_documents
    from thongsuot.records.demo import ensure_demo_records

    at = now()
    try:
        with transaction.atomic():
            letters = ensure_demo_documents(at=at)
            report(1, 2)
            if ensure_demo_records(at=at) or letters:
                defer(letters)
    except Refused as refused:
        print(f"Không tạo được văn bản, hồ sơ lưu trữ dùng thử: {refused.detail}", file=sys.stderr)
