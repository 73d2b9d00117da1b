"""Từ chối có lý do: every refusal has a stable code, an HTTP status and a Vietnamese text that says what to do next.

Services raise these; the API answers with problem+json, pages with a clear message. Nobody else invents error texts.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg_pool
from django.db import DatabaseError, InterfaceError, OperationalError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thongsuot.common.clock.calendar import CalendarUnknown

Text = str | Promise
RETRY_AFTER = 5


class Refused(Exception):
    """Việc bị từ chối: base of all refusals; other keyword arguments become members of the problem."""

    code: str = "refused"
    status: int = 409
    title: Text = _("Không thực hiện được")
    detail: Text = _("Hệ thống không thực hiện việc này. Dữ liệu của bạn không thay đổi.")
    headers: Mapping[str, str] = {}

    def __init__(
        self,
        detail: Text | None = None,
        *,
        code: str | None = None,
        status: int | None = None,
        title: Text | None = None,
        errors: Sequence[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
        **members: Any,
    ) -> None:
        self.code = code or self.code
        self.status = status or self.status
        self.title = title or self.title
        self.detail = detail or self.detail
        self.errors = [dict(error) for error in errors]
        self.headers = {**type(self).headers, **(headers or {})}
        self.extra = {**(extra or {}), **members}
        super().__init__(self.code, self.detail)

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}"


class NotSignedIn(Refused):
    """Chưa đăng nhập."""

    code, status = "not_signed_in", 401
    title = _("Bạn chưa đăng nhập")
    detail = _("Hãy đăng nhập, hoặc gửi kèm mã truy cập còn hiệu lực.")
    headers = {"WWW-Authenticate": "Bearer"}


class NotFound(Refused):
    """Không tìm thấy, or outside the scope of who asks: the two look the same on purpose."""

    code, status = "not_found", 404
    title = _("Không tìm thấy")
    detail = _("Không có mục này, hoặc mục này nằm ngoài phạm vi của bạn. Hãy kiểm tra lại mã hoặc đường dẫn.")


class Forbidden(Refused):
    """Không được phép: visible, but not permitted."""

    code, status = "forbidden", 403
    title = _("Bạn không được làm việc này")
    detail = _("Chức vụ của bạn không cho phép làm việc này. Nếu cần, hãy liên hệ quản trị của đơn vị.")


class MoveNotAllowed(Refused):
    """Không đúng lúc: the verb is not allowed in the present state."""

    code, status = "move_not_allowed", 409
    title = _("Việc này không làm được lúc này")
    detail = _("Trạng thái hiện tại không cho phép làm việc này. Hãy tải lại trang để xem trạng thái mới nhất.")


class KeyReused(Refused):
    """Khoá chống lặp đã dùng cho một yêu cầu khác."""

    code, status = "key_reused", 409
    title = _("Khoá Idempotency-Key đã dùng cho yêu cầu khác")
    detail = _("Khoá này đã gắn với một yêu cầu có nội dung khác. Hãy gửi yêu cầu mới với một khoá mới.")


class Invalid(Refused):
    """Dữ liệu chưa đúng: well-formed, but some fields are wrong; `errors` names them."""

    code, status = "invalid_input", 422
    title = _("Dữ liệu chưa đúng")
    detail = _("Một số mục chưa đúng. Hãy sửa các mục được chỉ ra rồi gửi lại; chưa có gì được lưu.")


class Malformed(Refused):
    """Yêu cầu hỏng: cannot even be read."""

    code, status = "malformed", 400
    title = _("Không đọc được yêu cầu")
    detail = _("Yêu cầu không đúng định dạng nên hệ thống không đọc được. Chưa có gì được lưu.")


class TooLarge(Refused):
    """Quá lớn."""

    code, status = "too_large", 413
    title = _("Dữ liệu gửi lên quá lớn")
    detail = _("Dữ liệu gửi lên vượt giới hạn cho phép. Hãy gửi ít hơn hoặc chia nhỏ.")


class UnsupportedType(Refused):
    """Loại nội dung không nhận."""

    code, status = "unsupported_type", 415
    title = _("Loại nội dung không được nhận")
    detail = _("Hệ thống không nhận loại nội dung này. Hãy gửi đúng loại được mô tả trong tài liệu.")


class TooMany(Refused):
    """Quá nhiều yêu cầu; `retry_after` seconds go into the header."""

    code, status = "too_many_requests", 429
    title = _("Quá nhiều yêu cầu")
    detail = _("Bạn thao tác quá nhanh. Hãy chờ một lát rồi thử lại.")

    def __init__(self, detail: Text | None = None, *, retry_after: int = RETRY_AFTER, **more: Any) -> None:
        self.retry_after = max(1, int(retry_after))
        headers = {"Retry-After": str(self.retry_after), **(more.pop("headers", None) or {})}
        super().__init__(detail, headers=headers, **more)


class Unavailable(TooMany):
    """Tạm thời không phục vụ được: the database or another part does not answer now."""

    code, status = "unavailable", 503
    title = _("Hệ thống tạm thời bận")
    detail = _("Hệ thống tạm thời không xử lý được yêu cầu. Chưa có gì được lưu; hãy gửi lại sau ít giây.")


class NoCalendar(Invalid):
    """Chưa có lịch làm việc của năm: a due moment cannot be counted."""

    code = "calendar_unknown"
    title = _("Chưa có lịch làm việc")

    def __init__(self, year: int) -> None:
        text = _(
            "Chưa có lịch làm việc và ngày nghỉ của năm %(year)d nên chưa tính được hạn. Hãy báo quản trị nạp lịch."
        )
        super().__init__(text % {"year": year}, year=year)


class ClockMovedBack(Refused):
    """Đồng hồ lùi: an entry would stand before the last one of its subject."""

    code, status = "clock_moved_back", 409
    title = _("Đồng hồ máy chủ bị lùi")
    detail = _(
        "Thời điểm của việc này sớm hơn việc đã ghi trước đó nên chưa được ghi. "
        "Hãy báo quản trị chỉnh lại đồng hồ máy chủ rồi làm lại; dữ liệu trước đó vẫn nguyên vẹn."
    )


class SeriesClosed(Refused):
    """Sổ đã khoá: no more numbers are given from this series."""

    code, status = "series_closed", 409
    title = _("Sổ số đã khoá")
    detail = _("Sổ đánh số này đã khoá (đơn vị hoặc kỳ đã kết thúc) nên không cấp thêm số. Hãy chọn sổ đang mở.")


class JournalImmutable(Refused):
    """Nhật ký không sửa được."""

    code, status = "journal_immutable", 409
    title = _("Không được sửa nhật ký")
    detail = _("Bút toán nhật ký không bao giờ được sửa hay xoá. Nếu ghi sai, hãy ghi thêm một bút toán đính chính.")


BY_SQLSTATE: dict[str, type[Refused]] = {"TS001": ClockMovedBack, "TS002": SeriesClosed, "TS003": JournalImmutable}
# NUL or a lone surrogate that got past the door: text PostgreSQL cannot hold.
UNREADABLE_TEXT = {"22021", "22P05"}
OUT_OF_RANGE = {"22003", "22008"}  # a number or a moment larger than its column
# Serialisation failures, deadlocks, lock and statement time-outs, full or stopping server: try again later.
TRY_AGAIN = ("40001", "40P01", "55P03", "57014", "57P0", "08", "53")


def translate_database_error(exc: BaseException) -> Refused | None:
    """The refusal that a database error (or an empty calendar) means to a person; None for faults of ours (a 500)."""
    if isinstance(exc, Refused):
        return exc
    if isinstance(exc, CalendarUnknown):
        return NoCalendar(exc.year)
    if isinstance(exc, psycopg_pool.PoolTimeout):
        return Unavailable()
    if not isinstance(exc, DatabaseError | InterfaceError):
        return None
    state = sqlstate(exc)
    if state in BY_SQLSTATE:
        return BY_SQLSTATE[state]()
    if state in UNREADABLE_TEXT:
        return Malformed(code="unreadable_text")
    if state in OUT_OF_RANGE:
        return Invalid(_("Có số hoặc thời điểm nằm ngoài khoảng hệ thống lưu được."), code="out_of_range")
    if state.startswith(TRY_AGAIN) or isinstance(exc, OperationalError | InterfaceError):
        return Unavailable()
    return None


def sqlstate(exc: BaseException) -> str:
    """SQLSTATE of a database error as Django wraps it; empty when there is none (connection lost)."""
    cause = exc.__cause__ or exc
    return getattr(cause, "sqlstate", None) or ""


@contextmanager
def database_refusals() -> Iterator[None]:
    """Raise what the database says by SQLSTATE as the refusal it means; other errors pass unchanged."""
    try:
        yield
    except DatabaseError as exc:
        if sqlstate(exc) in BY_SQLSTATE:
            raise BY_SQLSTATE[sqlstate(exc)]() from exc
        raise
