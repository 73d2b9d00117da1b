"""Từ lỗi thành lời từ chối: which refusal an exception or a bare status means to who asked."""

from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext_lazy as _
from ninja.errors import AuthenticationError, HttpError, ValidationError

from thongsuot.common.errors import (
    Forbidden,
    Invalid,
    Malformed,
    NotFound,
    NotSignedIn,
    Refused,
    TooLarge,
    Unavailable,
    UnsupportedType,
    translate_database_error,
)
from thongsuot.common.validation import field_errors


class MethodNotAllowed(Refused):
    """Sai phương thức."""

    code, status = "method_not_allowed", 405
    title = _("Sai phương thức HTTP")
    detail = _("Địa chỉ này không nhận phương thức HTTP đó; tiêu đề Allow nêu các phương thức được nhận.")


class InternalError(Refused):
    """Lỗi của hệ thống: a fault of ours."""

    code, status = "internal_error", 500
    title = _("Hệ thống gặp lỗi")
    detail = _(
        "Hệ thống gặp lỗi khi xử lý và đã ghi lại để khắc phục. Việc vừa gửi chưa được lưu; "
        "hãy thử lại, nếu vẫn lỗi hãy báo quản trị."
    )


BY_STATUS: dict[int, type[Refused]] = {
    400: Malformed,
    401: NotSignedIn,
    403: Forbidden,
    404: NotFound,
    405: MethodNotAllowed,
    413: TooLarge,
    415: UnsupportedType,
    422: Invalid,
    500: InternalError,
    503: Unavailable,
}
BY_EXCEPTION: tuple[tuple[type[Exception], type[Refused]], ...] = (
    (AuthenticationError, NotSignedIn),
    (Http404, NotFound),
    (PermissionDenied, Forbidden),
    (RequestDataTooBig, TooLarge),
    (SuspiciousOperation, Malformed),
    (BadRequest, Malformed),
    (MultiPartParserError, Malformed),
    (UnreadablePostError, Malformed),
)


def refusal_of(exc: BaseException) -> Refused | None:
    """The refusal an exception means to a caller; None for faults of ours."""
    if isinstance(exc, Refused):
        return exc
    if isinstance(exc, ValidationError):
        return Invalid(errors=field_errors(exc.errors))
    for kind, refused in BY_EXCEPTION:
        if isinstance(exc, kind):
            return refused()
    if isinstance(exc, HttpError):
        return exc.__cause__ if isinstance(exc.__cause__, Refused) else refusal_of_status(exc.status_code)
    return translate_database_error(exc)


def refusal_of_status(status: int) -> Refused:
    """The refusal a bare HTTP status stands for."""
    kind = BY_STATUS.get(status, InternalError if status >= 500 else Refused)
    return kind(status=status)
