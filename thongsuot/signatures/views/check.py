"""Kiểm tra chữ ký cho mọi người: by upload or by the code on the paper. Nothing of an upload is kept."""

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_GET, require_http_methods

from thongsuot.accounts.guards import public
from thongsuot.common import files
from thongsuot.common.errors import NotFound, Refused
from thongsuot.common.now import now
from thongsuot.signatures.models import SigningRequest
from thongsuot.signatures.pace import LARGEST, slow_down
from thongsuot.signatures.selectors.standing import standings
from thongsuot.signatures.signing import SigningRefused, validate_pdf
from thongsuot.signatures.signing.trust import configured


@public
@require_http_methods(["GET", "HEAD", "POST"])
@csrf_protect
def check(request: HttpRequest) -> HttpResponse:
    """Kiểm tra chữ ký: choose a file, or type the code."""
    if code := request.GET.get("ma", "").strip().upper():
        return by_code(request, code)
    if request.method != "POST":
        return render(request, "signatures/check.html", {"errors": []})
    at = now()
    slow_down(request, at)
    upload = request.FILES.get("file")
    if not isinstance(upload, UploadedFile) or not upload.size:
        return _again(request, _("Hãy chọn tệp PDF cần kiểm tra."))
    if upload.size > LARGEST:
        return _again(request, _("Tệp lớn hơn 30 MB, trang này không kiểm tra được."))
    try:
        return _report(request, upload.read(), upload.name or "", at)
    except SigningRefused as refused:
        return _again(request, refused.in_checking)
    except Refused as refused:
        return _again(request, str(refused.detail))


@public
@require_GET
def by_code(request: HttpRequest, code: str) -> HttpResponse:
    """Kiểm tra bản gốc của một mã in trên giấy; it tells of the signatures and gives the file to nobody."""
    at = now()
    slow_down(request, at)
    found = SigningRequest.objects.filter(code=code.upper(), state=SigningRequest.State.SIGNED)
    signed = found.select_related("signed_file").first()
    if signed is None or signed.signed_file is None:
        raise NotFound(_("Không có văn bản đã ký nào mang mã này. Hãy xem lại mã: không có chữ I, O và số 0, 1."))
    pdf = files.read_bytes(signed.signed_file)
    return _report(request, pdf, f"{signed.subject_code}", at, code=signed.code, put_aside=_put_aside(signed, pdf))


def _report(
    request: HttpRequest, pdf: bytes, name: str, at: datetime, code: str = "", *, put_aside: bool = False
) -> HttpResponse:
    report = validate_pdf(pdf, at=at, trust=configured())
    context = {"report": report, "rows": standings(report, at), "name": name, "code": code, "put_aside": put_aside}
    return render(request, "signatures/report.html", context)


def _put_aside(signed: SigningRequest, pdf: bytes) -> bool:
    """Whether this file counts no more: refused or withdrawn since, and no later signature stands on these very bytes."""
    if not signed.superseded:
        return False
    later = SigningRequest.objects.filter(
        province_id=signed.province_id, subject_kind=signed.subject_kind, subject_id=signed.subject_id,
        state=SigningRequest.State.SIGNED, superseded=False, pk__gt=signed.pk,
    ).select_related("signed_file")  # fmt: skip
    return not any(one.signed_file and files.read_bytes(one.signed_file).startswith(pdf) for one in later)


def _again(request: HttpRequest, message: str) -> HttpResponse:
    errors = [{"field": "file", "message": message}]
    return render(request, "signatures/check.html", {"errors": errors}, status=422)
