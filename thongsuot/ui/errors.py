"""Trang báo lỗi: what happened, what was kept, what to do next; pages for refusals and for faults.

400, 403, 404 are ordinary pages. 500 and 503 are plain HTML made without database, context or translation files.
"""

import sys
from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from thongsuot.common.errors import (
    Forbidden,
    Malformed,
    NotFound,
    Refused,
    Unavailable,
    translate_database_error,
)
from thongsuot.common.refusals import MethodNotAllowed, refusal_of

_STATIC_PAGES = Path(__file__).resolve().parent / "pages"


def refused_page(request: HttpRequest, refused: Refused) -> HttpResponse:
    """A refusal as a page, or as a short notice when htmx asked for a part."""
    part = request.headers.get("HX-Request") == "true"
    template = "ui/errors/refused_part.html" if part else "ui/errors/refused.html"
    context = {"refused": refused, "advice": advice(refused.status), "back": _back(request)}
    response = render(request, template, context, status=refused.status)
    for name, value in refused.headers.items():
        response[name] = value
    if part:
        response["HX-Retarget"], response["HX-Reswap"] = "#loi-nhanh", "innerHTML"
    return response


def advice(status: int) -> tuple[str, str]:
    """What was kept and what to do next, by kind of refusal."""
    nothing_saved = _("Chưa có gì được ghi thêm; dữ liệu trước đó còn nguyên.")
    told = {
        403: _("Nếu cần làm việc này, hãy nhờ người có thẩm quyền hoặc liên hệ quản trị của đơn vị."),
        404: _("Hãy kiểm tra lại đường dẫn hoặc mã hồ sơ, hay tìm lại từ trang chủ."),
        409: _("Hãy tải lại trang để xem trạng thái mới nhất rồi làm tiếp."),
        413: _("Hãy gửi tệp nhỏ hơn hoặc chia thành nhiều lần gửi."),
        415: _("Hãy chọn đúng loại tệp được nêu cạnh ô tải lên."),
        422: _("Hãy quay lại, sửa các mục được nêu rồi gửi lại."),
        429: _("Hãy chờ ít phút rồi thử lại."),
        503: _("Hãy thử lại sau ít phút. Nội dung bạn đang nhập vẫn còn ở trang trước."),
    }
    return nothing_saved, told.get(status, _("Hãy quay lại trang trước và thử lại."))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: yêu cầu hỏng; 413 when the body was too long."""
    return refused_page(request, (exception and refusal_of(exception)) or Malformed())


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: không được phép."""
    return refused_page(request, Forbidden())


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: không có trang này."""
    return refused_page(request, NotFound(title=_("Không tìm thấy trang")))


def only_by_button(request: HttpRequest, allowed: str) -> HttpResponse:
    """405: the address of a form's answer was opened again, as a browser does with what stands in its address bar."""
    detail = _(
        "Địa chỉ này chỉ nhận biểu mẫu gửi từ một trang khác. Hãy quay lại trang trước, hoặc mở lại hồ sơ, việc từ danh sách."
    )
    response = refused_page(request, MethodNotAllowed(detail, title=_("Không mở thẳng được địa chỉ này")))
    response["Allow"] = allowed
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is too old or the browser keeps no cookie."""
    detail = _(
        "Biểu mẫu này đã cũ hoặc trình duyệt không giữ cookie nên hệ thống chưa nhận. "
        "Hãy quay lại, tải lại trang rồi gửi lại."
    )
    return refused_page(request, Forbidden(detail, code="form_expired", title=_("Biểu mẫu đã hết hiệu lực")))


def server_error(request: HttpRequest) -> HttpResponse:
    """500: lỗi của hệ thống; 503 when the way to the database broke before any view was reached."""
    fault = sys.exc_info()[1]
    refused = translate_database_error(fault) if fault else None
    if isinstance(refused, Unavailable):
        return unavailable_page(refused.retry_after)
    return HttpResponse(static_page("500"), status=500)


def unavailable_page(retry_after: int = 5) -> HttpResponse:
    """503 when nothing else works any more."""
    return HttpResponse(static_page("503"), status=503, headers={"Retry-After": str(retry_after)})


@cache
def static_page(name: str) -> bytes:
    """A page kept as a file; also meant for the reverse proxy to show when the platform itself is down."""
    return (_STATIC_PAGES / f"{name}.html").read_bytes()


def _back(request: HttpRequest) -> str:
    """Where the visitor's main page is."""
    principal: Any = getattr(request, "principal", None)
    if principal is None:
        return "/"
    return "/can-bo/viec/" if principal.kind == "official" else "/cong-dan/ho-so/"
