"""Phía web: settings that Django and a reverse proxy need."""

from collections.abc import Iterator

from django.conf import settings
from django.core.checks import WARNING, run_checks

from config.deploy import Lack

LEAST_HSTS_SECONDS = 30 * 24 * 3600
# Seen by us in words of our own below, or not meant for this kind of site.
SAID_BY_US = {"security.W004", "security.W008", "security.W009", "security.W012", "security.W016", "security.W018"}
SAID_BY_US |= {"security.W020"}
SHARED_DOMAIN = {"security.W005", "security.W021"}  # HSTS for sub-domains is for the owner of the domain to decide


def demo_settings() -> Iterator[Lack]:
    """Cấu hình chạy thử."""
    if settings.DEBUG:
        yield Lack("debug", "DEBUG đang bật", "đặt DJANGO_SETTINGS_MODULE=config.settings.prod")
    if settings.DEMO:
        yield Lack("demo", "đang dùng cấu hình chạy thử", "đặt DJANGO_SETTINGS_MODULE=config.settings.prod")


def addresses() -> Iterator[Lack]:
    """Tên miền và địa chỉ công khai."""
    named = [host for host in settings.ALLOWED_HOSTS if host not in ("localhost", "127.0.0.1", "[::1]")]
    if not named or "*" in named:
        yield Lack("hosts", "chưa khai tên miền được phục vụ", "đặt THONGSUOT_HOSTS=ten-mien.gov.vn")
    if "localhost" in settings.PUBLIC_URL or settings.PUBLIC_URL.startswith("http://"):
        yield Lack(
            "public_url", "mã QR trên giấy hẹn trỏ về localhost hoặc không có TLS", "đặt THONGSUOT_PUBLIC_URL=https://…"
        )
    if "localhost" in settings.EVENTS_URL:
        remedy = "cho máy chủ trung gian đưa /su-kien/ tới cổng kế tiếp và đặt THONGSUOT_EVENTS_URL=/su-kien/"
        yield Lack("events", "trang gọi luồng sự kiện ở localhost", remedy)
    if not settings.TRUSTED_PROXIES:
        what = "chưa khai máy chủ trung gian: mọi người dùng trông như đến từ một địa chỉ, nhịp đăng nhập bị chặn chung"
        yield Lack("proxies", what, "đặt THONGSUOT_TRUSTED_PROXIES=mạng của máy chủ trung gian")


def identity() -> Iterator[Lack]:
    """Nhà cung cấp định danh điện tử: without one citizens cannot come in; without TLS its answers are anybody's."""
    if not settings.IDENTITY_PROVIDERS:
        yield Lack(
            "identity",
            "chưa có nhà cung cấp định danh: công dân không đăng nhập được",
            "đặt THONGSUOT_IDENTITY_PROVIDERS",
        )
    for entry in settings.IDENTITY_PROVIDERS:
        if not entry["issuer"].startswith("https://"):
            yield Lack("identity_tls", f"nhà cung cấp định danh {entry['id']} không dùng TLS", "dùng issuer https://…")


def transport() -> Iterator[Lack]:
    """TLS, cookie."""
    if not (settings.SESSION_COOKIE_SECURE and settings.CSRF_COOKIE_SECURE):
        yield Lack("cookies", "cookie đi được qua đường không mã hoá", "dùng config.settings.prod")
    if not settings.SECURE_SSL_REDIRECT:
        yield Lack("tls", "http không chuyển sang https", "dùng config.settings.prod")
    if settings.SECURE_HSTS_SECONDS < LEAST_HSTS_SECONDS:
        yield Lack("hsts", "HSTS tắt hoặc ngắn hơn 30 ngày", "đặt THONGSUOT_HSTS_SECONDS=31536000")


def secret() -> Iterator[Lack]:
    """Khoá ký."""
    if len(settings.SECRET_KEY) < 50 or len(set(settings.SECRET_KEY)) < 10:
        yield Lack("secret_key", "khoá ký của Django ngắn hoặc dễ đoán", "đặt THONGSUOT_SECRET_KEY dài từ 50 ký tự")


def log_masking() -> Iterator[Lack]:
    """Nhật ký máy chủ không mang dữ liệu cá nhân."""
    formatters = (settings.LOGGING or {}).get("formatters", {})
    if not any("thongsuot.common.logs" in str(formatter.get("()", "")) for formatter in formatters.values()):
        yield Lack("log_masking", "nhật ký máy chủ chưa che số định danh, điện thoại", "dùng thongsuot.common.logs")


def django_itself() -> Iterator[Lack]:
    """Kiểm tra của chính Django (`check --deploy`)."""
    for message in run_checks(include_deployment_checks=True):
        if message.level >= WARNING and message.id not in SAID_BY_US | SHARED_DOMAIN:
            yield Lack(message.id or "django", str(message.msg), str(message.hint or "xem tài liệu Django"))


CHECKS = (demo_settings, addresses, identity, transport, secret, log_masking, django_itself)
