"""Tệp sắp ký: what the asking room prepares, else what the signature before left, else the file of the request."""

from django.utils.translation import gettext as _

from thongsuot.common import files
from thongsuot.common.errors import Refused
from thongsuot.common.models import StoredFile
from thongsuot.signatures import hooks
from thongsuot.signatures.models import SigningRequest


def previous_file(request: SigningRequest) -> StoredFile | None:
    """Tệp của chữ ký ngay trước trong cùng lượt trình; None when this is the first."""
    before = SigningRequest.objects.filter(
        province_id=request.province_id,
        subject_kind=request.subject_kind,
        subject_id=request.subject_id,
        order__lt=request.order,
        state=SigningRequest.State.SIGNED,
        superseded=False,
    )
    last = before.select_related("signed_file").order_by("-order", "-pk").first()
    return last.signed_file if last else None


def to_be_signed(request: SigningRequest) -> bytes:
    """The bytes; Refused when nobody gives any. Called outside of transactions."""
    if prepare := hooks.of(request.subject_kind).prepare:
        return prepare(request)
    file = previous_file(request) or request.file
    if file is None:
        raise Refused(_("Chưa có tệp để ký."))
    return files.read_bytes(file)
