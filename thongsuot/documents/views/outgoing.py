"""Văn bản đi: /can-bo/van-ban/di/ (danh sách theo chặng, soạn văn bản mới)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from thongsuot.accounts.guards import needs
from thongsuot.common.errors import Forbidden, Refused
from thongsuot.common.now import now
from thongsuot.common.pages import decode_cursor, encode_cursor
from thongsuot.common.text import clean_line
from thongsuot.documents.models import State, Urgency
from thongsuot.documents.outgoing_forms import NewForm
from thongsuot.documents.permissions import WORKERS, units_worked_in
from thongsuot.documents.selectors import outgoing
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
    form = NewForm(request.POST or None, units=choices, initial={"unit": units[0], "type": "CV"})
    if request.method == "POST" and form.is_valid():
        try:
            made = drafting.start(
                unit_id=form.cleaned_data["unit"],
                type_key=form.cleaned_data["type"],
                text=form.text(),
                principal=request.principal,
                at=at,
            )
        except Refused as refused:
            if refused.status != 422:
                raise
            add_refused(form, refused)
        else:
            messages.success(request, _("Đã tạo bản thảo."))
            return HttpResponseRedirect(reverse("documents:outgoing_document", args=[made.uid]))
    errors = errors_of(form) if form.is_bound else []
    return render(request, "documents/out/new.html", {"form": form, "errors": errors}, status=422 if errors else 200)
