"""Trang thành phần sống: every component of the kit in all its states, for development and administrators."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from thongsuot.ui import due

_NOON = datetime(2025, 7, 8, 5, 0, tzinfo=UTC)
_DUE = datetime(2025, 7, 8, 10, 0, tzinfo=UTC)


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Bảng thành phần: nothing on this page is real, and nothing can be saved."""
    return render(request, "ui/living.html", examples())


def examples() -> dict[str, Any]:
    """Example values; a fixed moment, so that a picture of the page is the same tomorrow."""
    return {
        "states": _states(),
        "dues": _dues(),
        "events": _events(),
        "journey": _journey(),
        "people": [SimpleNamespace(name=name) for name in ("Lê Văn Bình", "Trần Thị An", "Đỗ Đức Ân", "Nguyễn Ánh")],
        "errors": [
            {"field": "vi_du_loi", "message": _("Họ và tên: hãy nhập họ và tên như trong giấy khai sinh.")},
            {"field": "vi_du_ngay", "message": _("Ngày sinh: ngày này không có thật. Hãy kiểm tra lại.")},
        ],
        "birthday": date(2025, 7, 7),
        "address": "https://example.vn/tra-cuu/",
    }


def _states() -> list[tuple[str, str]]:
    return [
        ("DRAFT", _("Bản nháp")),
        ("SUBMITTED", _("Mới nộp")),
        ("RECEIVED", _("Đã tiếp nhận")),
        ("REFUSED", _("Từ chối tiếp nhận")),
        ("PROCESSING", _("Đang xử lý")),
        ("AWAITING_SUPPLEMENT", _("Chờ bổ sung")),
        ("AWAITING_PAYMENT", _("Chờ nộp phí")),
        ("WITHDRAWN", _("Đã rút")),
        ("STOPPED", _("Dừng xử lý")),
        ("FINISHED", _("Có kết quả")),
        ("RETURNED", _("Đã trả kết quả")),
    ]


def _dues() -> list[due.Due]:
    day = timedelta(days=1)
    return [
        due.words(_DUE + 3 * day, _NOON, minutes=3 * due.DAY),
        due.words(_DUE, _NOON, minutes=180),
        due.words(_DUE - day, _NOON, minutes=180),
        due.words(_DUE - 5 * day, _NOON, minutes=2 * due.DAY),
        due.words(_DUE, _NOON, paused=True),
        due.words(_DUE, _NOON, done_at=_NOON),
        due.words(_DUE, _NOON, done_at=_DUE + day),
        due.words(None, _NOON),
    ]


def _events() -> list[SimpleNamespace]:
    return [
        SimpleNamespace(at=_NOON + timedelta(hours=hours), title=title, by=by, detail=detail)
        for hours, title, by, detail in (
            (0, _("Nộp hồ sơ"), "Nguyễn Thị Hoa", ""),
            (1, _("Tiếp nhận"), _("Bộ phận Một cửa xã Mai Phụ"), _("Đủ 3 giấy tờ; hẹn trả 17:00 08/07/2025.")),
            (2, _("Chuyển chuyên viên hộ tịch"), _("Trần Văn Hùng"), ""),
        )
    ]


def _journey() -> list[SimpleNamespace]:
    return [
        SimpleNamespace(title=title, state=state, note=note)
        for title, state, note in (
            (_("Nộp hồ sơ"), "done", "09:00 07/07/2025"),
            (_("Cán bộ kiểm tra hồ sơ"), "done", "10:15 07/07/2025"),
            (_("Xã giải quyết"), "now", _("Dự kiến xong 17:00 08/07/2025")),
            (_("Nhận kết quả"), "next", _("Tại quầy hoặc qua bưu điện")),
        )
    ]
