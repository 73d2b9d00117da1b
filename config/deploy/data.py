"""Phía dữ liệu: accounts, identifiers, the job worker, the journal's checkpoints."""

from collections.abc import Iterator
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.db import connection

from config.deploy import Lack
from thongsuot.accounts.models import Post, Role, User
from thongsuot.common.models import JournalCheckpoint
from thongsuot.common.now import now
from thongsuot.org.models import UnitVersion

ADMINISTRATORS = (Role.UNIT_ADMIN, Role.PROVINCE_ADMIN, Role.AUDITOR, Role.PROCEDURE_CONTROLLER)


def demo_accounts() -> Iterator[Lack]:
    """Không còn tài khoản dùng thử."""
    if count := User.objects.filter(is_demo=True, is_active=True).count():
        yield Lack(
            "demo_accounts", f"còn {count} tài khoản dùng thử đăng nhập được", "khoá chúng ở trang quản trị tài khoản"
        )


def second_factor() -> Iterator[Lack]:
    """Người quản trị có bước xác thực thứ hai."""
    having = Authenticator.objects.filter(type=Authenticator.Type.TOTP).values("user_id")
    holders = Post.objects.filter(role__in=ADMINISTRATORS, valid__contains=now(), user__is_active=True)
    without = holders.exclude(user_id__in=having).values("user").distinct().count()
    if without:
        yield Lack(
            "second_factor", f"{without} người quản trị chưa bật bước xác thực thứ hai", "bật ở trang An toàn tài khoản"
        )


def identifiers() -> Iterator[Lack]:
    """Mã định danh chính thức."""
    today = now().date()
    if count := UnitVersion.objects.filter(identifier_is_demo=True, valid__contains=today).count():
        remedy = "nạp danh sách chính thức: thongsuot org import-identifiers TỆP"
        yield Lack("identifiers", f"{count} đơn vị còn mang mã định danh tạm, mã này nằm trong số hồ sơ", remedy)


def job_worker() -> Iterator[Lack]:
    """Có tiến trình làm việc nền."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '1 minute'")
        if not cursor.fetchone()[0]:
            yield Lack("jobs", "không có tiến trình việc nền nào đang chạy", "chạy thongsuot run")
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")
        if failed := cursor.fetchone()[0]:
            yield Lack("jobs", f"{failed} việc nền hỏng chưa ai xem", "thongsuot manage procrastinate shell")


def journal_checkpoints() -> Iterator[Lack]:
    """Điểm chốt được lập đều."""
    newest = JournalCheckpoint.objects.order_by("-id").first()
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(recorded_at) FROM common_journalentry")
        written = cursor.fetchone()[0]
    if written and (newest is None or written - newest.made_at > timedelta(hours=1)):
        yield Lack(
            "checkpoints",
            "nhật ký có bút toán quá một giờ chưa vào điểm chốt nào",
            "xem việc nền common.journal_checkpoint",
        )


CHECKS = (demo_accounts, second_factor, identifiers, job_worker, journal_checkpoints)
