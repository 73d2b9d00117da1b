"""Văn bản đi: /can-bo/van-ban/di/ (danh sách theo chặng, soạn văn bản mới)."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from thongsuot.accounts.guards import needs
from thongsuot.accounts.principal import Principal
from thongsuot.common import files
from thongsuot.common.errors import Forbidden, Invalid, Refused
from thongsuot.common.now import now
from thongsuot.common.pages import decode_cursor, encode_cursor
from thongsuot.common.text import clean_line
from thongsuot.documents import blanks
from thongsuot.documents.issuers import issuer_of
from thongsuot.documents.models import Document, State, TemplateVersion, Urgency
from thongsuot.documents.outgoing_forms import NewForm
from thongsuot.documents.permissions import WORKERS, units_worked_in
from thongsuot.documents.selectors import outgoing, templates
from thongsuot.documents.services import drafting
from thongsuot.documents.timing import local_day
from thongsuot.documents.types import type_of
from thongsuot.org.selectors import unit_info
from thongsuot.ui.forms import add_refused, errors_of

works = needs(*WORKERS)
SCOPE = "documents.outgoing"
TABS = (
    ("", gettext_lazy("Tất cả")),
    ("soan", gettext_lazy("Đang soạn")),
    ("kiem-tra", gettext_lazy("Chờ kiểm tra")),
    ("trinh-ky", gettext_lazy("Trình ký")),
    ("cho-phat-hanh", gettext_lazy("Chờ phát hành")),
    ("da-phat-hanh", gettext_lazy("Đã phát hành")),
    ("thoi", gettext_lazy("Thu hồi, thay thế, thôi")),
)
TONES = {
    State.DRAFTING: "neutral",
    State.CONTENT_CHECK: "progress",
    State.FORM_CHECK: "progress",
    State.TO_SIGN: "warning",
    State.SIGNED: "info",
    State.ISSUED: "success",
    State.RECALLED: "danger",
    State.REPLACED: "neutral",
    State.ABANDONED: "neutral",
}
URGENT_TONES = {Urgency.URGENT: "warning", Urgency.VERY_URGENT: "danger", Urgency.FLASH: "danger"}


@works
@require_GET
def documents(request: HttpRequest) -> HttpResponse:
    """Văn bản đi của các đơn vị mình, newest first; one tab a stage."""
    stage, words = request.GET.get("chang", ""), clean_line(request.GET.get("tim", ""), limit=200)
    after = decode_cursor(SCOPE, request.GET.get("sau"), int)
    rows = outgoing.listed(
        request.principal, stage=stage, words=words, before=after[0] if after else None, limit=outgoing.PAGE + 1
    )
    shown, more = rows[: outgoing.PAGE], len(rows) > outgoing.PAGE
    counts = outgoing.counted(request.principal)
    here, query = reverse("documents:outgoing"), request.GET.copy()
    query.pop("sau", None)
    first = f"?{query.urlencode()}" if after else None
    if more:
        query["sau"] = encode_cursor(SCOPE, shown[-1].pk)
    today = local_day(now())
    context = {
        "rows": [(row, type_of(row.type).name) for row in shown],
        "tabs": [
            (f"{here}?chang={key}" if key else here, label, counts.get(key) or None if key else None)
            for key, label in TABS
        ],
        "current": f"{here}?chang={stage}" if stage else here,
        "stage": stage,
        "words": words,
        "late": outgoing.late(sorted(units_worked_in(request.principal)), today) if counts["cho-phat-hanh"] else 0,
        "tones": TONES,
        "urgent": URGENT_TONES,
        "today": today,
        "older": f"?{query.urlencode()}" if more else None,
        "first": first,
    }
    return render(request, "documents/out/list.html", context)


@works
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Soạn một văn bản mới."""
    units = sorted(units_worked_in(request.principal))
    if not units:
        raise Forbidden()
    at = now()
    choices = [(unit, unit_info(unit, local_day(at)).full_name) for unit in units]
    usable = templates.usable(units, local_day(at))
    asked = next((one for one in usable if str(one.template.uid) == request.GET.get("mau")), None)
    form = NewForm(
        request.POST or None,
        units=choices,
        templates=[
            (str(one.template.uid), f"{type_of(one.template.type).name} – {one.template.name}") for one in usable
        ],
        initial={
            "unit": units[0],
            "type": asked.template.type if asked else "CV",
            "template": asked and asked.template.uid,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = _start(request.principal, form, at)
        except Refused as refused:
            if refused.status != 422:
                raise
            add_refused(form, refused)
        else:
            messages.success(request, _("Đã tạo bản thảo."))
            return HttpResponseRedirect(reverse("documents:outgoing_document", args=[made.uid]))
    errors = errors_of(form) if form.is_bound else []
    context = {"form": form, "errors": errors, "templates": usable}
    return render(request, "documents/out/new.html", context, status=422 if errors else 200)


def _start(principal: Principal, form: NewForm, at: datetime) -> Document:
    """The draft as typed, or with the words of the chosen template; the file is read before anything is written."""
    given, text = form.cleaned_data, form.text()
    template = _template(given, text, at)
    if template:
        from thongsuot.documents.services.word_files import typed_text_of

        known = blanks.values(
            summary=text.summary, type_key=given["type"], issuer=issuer_of(given["unit"], local_day(at)).lines[-1]
        )
        text = replace(text, body=typed_text_of(files.read_bytes(template.file), known))
    return drafting.start(
        unit_id=given["unit"], type_key=given["type"], text=text, principal=principal, at=at, made_from=template
    )


def _template(given: dict[str, Any], text: drafting.Text, at: datetime) -> TemplateVersion | None:
    if not given["template"]:
        return None
    found = templates.chosen(given["template"], [given["unit"]], local_day(at))
    if found is None:
        message = _("Đơn vị này không dùng được mẫu ấy. Hãy chọn mẫu khác.")
    elif found.template.type != given["type"]:
        message = _("Mẫu này dành cho loại “%(type)s”. Hãy chọn lại loại văn bản hoặc mẫu.") % {
            "type": type_of(found.template.type).name
        }
    elif text.body.strip():
        message = _("Đã gõ nội dung thì không lấy nội dung của mẫu. Hãy để trống nội dung, hoặc bỏ chọn mẫu.")
    else:
        return found
    raise Invalid(message, code="template_unusable", errors=[{"field": "template", "message": message}])
