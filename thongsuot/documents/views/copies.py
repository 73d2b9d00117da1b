"""Bản sao: /can-bo/van-ban/sao/ (danh sách, sao một văn bản, chứng thực bản sao điện tử)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from thongsuot.accounts.guards import needs
from thongsuot.common.errors import Forbidden, Refused
from thongsuot.common.now import now
from thongsuot.common.pages import decode_cursor, encode_cursor
from thongsuot.common.text import clean_line
from thongsuot.documents import copy_rules, typed_recipients
from thongsuot.documents.issuers import issuer_of
from thongsuot.documents.models import CopyKind, Direction, Document, Held, Medium, State
from thongsuot.documents.permissions import WORKERS, units_worked_in
from thongsuot.documents.selectors import copies, outgoing
from thongsuot.documents.services import certifying, copy_making, copying
from thongsuot.documents.timing import local_day
from thongsuot.documents.views.outgoing import TONES
from thongsuot.org.selectors import unit_info
from thongsuot.ui.forms import parse_date

works = needs(*WORKERS)
SCOPE = "documents.copies"
LARGEST = 50 * 1024 * 1024


@works
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Các bản sao của đơn vị, newest first."""
    given = request.GET
    kind, stage = given.get("hinh-thuc", ""), given.get("chang", "")
    year = int(given["nam"]) if given.get("nam", "").isdecimal() and len(given["nam"]) == 4 else 0
    words, after = clean_line(given.get("tim", ""), limit=200), decode_cursor(SCOPE, given.get("sau"), int)
    rows = copies.listed(
        request.principal, kind=kind, stage=stage, year=year if 1945 <= year <= 2200 else 0, words=words,
        before=after[0] if after else None, limit=copies.PAGE + 1,
    )  # fmt: skip
    shown, more = rows[: copies.PAGE], len(rows) > copies.PAGE
    query = given.copy()
    query.pop("sau", None)
    first = f"?{query.urlencode()}" if after else None
    if more:
        query["sau"] = encode_cursor(SCOPE, shown[-1].document.pk)
    context = {
        "rows": shown,
        "kinds": CopyKind.choices,
        "kind": kind,
        "stages": [(copies.WAITING, _("Chờ ký")), (copies.DONE, _("Đã ký"))],
        "stage": stage,
        "year": year or "",
        "words": words,
        "tones": TONES,
        "older": f"?{query.urlencode()}" if more else None,
        "first": first,
    }
    return render(request, "documents/copies/list.html", context)


@works
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Sao một văn bản: what is typed is looked at (a PDF with dotted places) or goes to be signed."""
    source, errors = copying.source_seen(request.principal, uid), []
    unit_id = copying.unit_for(source, request.principal)
    status = 200
    if request.method == "POST":
        try:
            if request.POST.get("viec") == "xem":
                return _preview(request, source, unit_id)
            made = copying.ask(
                source, _wish(request), recipients=_recipients(request, unit_id), principal=request.principal, at=now()
            )
        except Refused as refused:
            if refused.status != 422:
                raise
            errors = list(refused.errors) or [{"field": "", "message": str(refused.detail)}]
            status = 422
        else:
            messages.success(request, _("Đã trình ký bản sao; số được cấp cùng chữ ký."))
            return HttpResponseRedirect(reverse("documents:outgoing_document", args=[made.uid]))
    return render(request, "documents/copies/ask.html", _asking(request, source, unit_id, errors), status=status)


def _asking(request: HttpRequest, source: Document, unit_id: int, errors: list[dict[str, str]]) -> dict[str, Any]:
    medium, at = copy_rules.medium_of(source), now()
    already_copy = source.type == copy_rules.TRUE_COPY
    typed = request.POST if request.method == "POST" else {}
    first = CopyKind.OF_COPY if already_copy else CopyKind.WHOLE
    back = "documents:outgoing_document" if source.direction == Direction.OUTGOING else "documents:incoming_document"
    signers = _signers(unit_id, at)
    return {
        "source": source,
        "source_type": copying.type_name(source),
        "back": reverse(back, args=[source.uid]),
        "unit": issuer_of(unit_id, local_day(at)).lines[-1],
        "medium": Medium(medium).label,
        "from_paper": medium == Medium.PAPER,
        "already_copy": already_copy,
        "gone": State(source.state).label if source.state in copy_rules.NO_LONGER else "",
        "kinds": [
            (CopyKind.WHOLE, _("Sao y"), _("Đầy đủ, từ bản gốc hoặc bản chính.")),
            (CopyKind.PART, _("Trích sao"), _("Một phần, từ bản gốc hoặc bản chính.")),
            (CopyKind.OF_COPY, _("Sao lục"), _("Đầy đủ, từ bản sao y.")),
        ],
        "media": [
            (Medium.PAPER, _("Bản giấy"), _("In, người ký ký tay, đóng dấu đỏ; tệp gốc của bản in được ký số.")),
            (Medium.ELECTRONIC, _("Bản điện tử"), _("Tệp PDF có chữ ký số của cơ quan ở góc trên bên phải.")),
        ],
        "helds": Held.choices,
        "signers": signers,
        "typed": typed,
        "first_kind": typed.get("kind", first),
        "first_to": typed.get("to", Medium.ELECTRONIC if medium == Medium.PAPER else Medium.PAPER),
        "first_signer": typed.get("signer", _usual(signers)),
        "errors": errors,
        "wrong": {error["field"]: error["message"] for error in errors},
    }


def _signers(unit_id: int, at: Any) -> list[tuple[str, str]]:
    return [
        (f"{user.pk}:{one.mode}", f"{user.full_name} — {' / '.join(one.lines)}" + (f" ({one.number})" if one.number else ""))
        for user, one in outgoing.signers(unit_id, at)
    ]  # fmt: skip


def _usual(signers: list[tuple[str, str]]) -> str:
    """Who signs copies as a rule: by order (TL.), where the head has given one; else the first who may."""
    by_order = [value for value, _label in signers if value.endswith(":TL")]
    return next(iter(by_order), signers[0][0] if signers else "")


def _wish(request: HttpRequest) -> copying.Wish:
    typed = request.POST
    signer, _colon, mode = typed.get("signer", "").partition(":")
    count = typed.get("paper_copies", "")
    return copying.Wish(
        kind=typed.get("kind", ""),
        to=typed.get("to", ""),
        signer_id=_number(signer),
        mode=mode,
        held=typed.get("held", ""),
        picked=typed.get("picked", "")[:5_000],
        asked_for=typed.get("asked_for", ""),
        paper_copies=_number(count) or 1,
        compared=typed.get("compared") == "1",
        seen_warning=typed.get("seen_warning") == "1",
    )


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _recipients(request: HttpRequest, unit_id: int) -> list[Any]:
    """Nơi nhận đã gõ, known by the names of today's province: the source may lie under a former one."""
    text, day = request.POST.get("recipients", "")[:100_000], local_day(now())
    unit = unit_info(unit_id, day)
    return typed_recipients.read(text, province_id=unit.province_id or unit.id, on=day)


def _preview(request: HttpRequest, source: Document, unit_id: int) -> HttpResponse:
    at = now()
    document, copy = copying.proposed(source, _wish(request), principal=request.principal, at=at)
    lines = [f"{one.name};" for one in _recipients(request, unit_id)]
    return _pdf(copy_making.page_of(document, copy, at, recipients=lines), "xem-truoc-ban-sao.pdf")


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, name)
    response["Cache-Control"] = "private, no-store"
    return response


@works
@require_http_methods(["GET", "POST"])
def certify(request: HttpRequest) -> HttpResponse:
    """Chứng thực bản sao điện tử từ bản chính giấy của công dân."""
    units, at = sorted(units_worked_in(request.principal)), now()
    if not units:
        raise Forbidden()
    unit_id = _number(request.POST.get("unit", "")) or units[0]
    if unit_id not in units:
        unit_id = units[0]
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            made = _certified(request, unit_id, at)
        except Refused as refused:
            if refused.status not in (413, 415, 422):
                raise
            errors = list(refused.errors) or [{"field": "file", "message": str(refused.detail)}]
        else:
            messages.success(request, _("Đã trình ký chứng thực; số chứng thực được cấp cùng chữ ký."))
            return HttpResponseRedirect(reverse("documents:outgoing_document", args=[made.uid]))
    signers = _signers(unit_id, at)
    context = {
        "unit_id": unit_id,
        "units": [(one, unit_info(one, local_day(at)).full_name) for one in units],
        "signers": signers,
        "typed": request.POST,
        "first_signer": request.POST.get("signer", signers[0][0] if signers else ""),
        "errors": errors,
        "wrong": {error["field"]: error["message"] for error in errors},
    }
    return render(request, "documents/copies/certify.html", context, status=422 if errors else 200)


def _certified(request: HttpRequest, unit_id: int, at: Any) -> Document:
    typed, upload = request.POST, request.FILES.get("file")
    if not isinstance(upload, UploadedFile) or not upload.size:
        raise copy_rules.wrong(_("Hãy chọn tệp PDF là bản chụp của bản chính."), "file_missing", "file")
    if upload.size > LARGEST:
        raise copy_rules.wrong(_("Tệp lớn hơn 50 MB."), "file_too_large", "file")
    day = parse_date(typed.get("issued_on", "")) if typed.get("issued_on") else None
    if typed.get("issued_on") and day is None:
        raise copy_rules.wrong(_("Ngày không đúng. Ghi ngày/tháng/năm, ví dụ 07/07/2025."), "day_wrong", "issued_on")
    signer, _colon, mode = typed.get("signer", "").partition(":")
    return certifying.certify(
        upload.read(),
        certifying.Paper(
            typed.get("title", ""), typed.get("sign", ""), typed.get("issuer", ""), day, typed.get("requester", "")
        ),
        unit_id=unit_id,
        signer_id=_number(signer),
        mode=mode,
        compared=typed.get("compared") == "1",
        subject_code=clean_line(typed.get("dossier", ""), limit=60),
        principal=request.principal,
        at=at,
    )
