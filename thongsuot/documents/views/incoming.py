"""Văn bản đến: /can-bo/van-ban/den/ (danh sách, vào sổ văn bản giấy)."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from thongsuot.accounts.guards import official
from thongsuot.accounts.principal import Principal
from thongsuot.common import files
from thongsuot.common.errors import Forbidden, Invalid, NotFound, Refused
from thongsuot.common.now import now
from thongsuot.documents import permissions, stamped, unreadable, words
from thongsuot.documents.incoming_forms import PaperForm
from thongsuot.documents.models import DocumentFile, State, Urgency
from thongsuot.documents.selectors import incoming, mailboxes
from thongsuot.documents.services import taking_in
from thongsuot.documents.services.arriving import ArrivingFile
from thongsuot.documents.services.arriving_facts import cleaned
from thongsuot.documents.services.mailboxes import units_of as mailboxes_of
from thongsuot.documents.timing import local_day
from thongsuot.org.selectors import unit_info
from thongsuot.ui.due import words as due_words
from thongsuot.ui.forms import add_refused, errors_of

TABS = (
    ("vao-so", gettext_lazy("Chờ vào sổ")),
    ("trinh", gettext_lazy("Chờ trình")),
    ("chi-dao", gettext_lazy("Chờ chỉ đạo")),
    ("dang-lam", gettext_lazy("Đang giải quyết")),
    ("tre", gettext_lazy("Trễ hạn")),
    ("da-xong", gettext_lazy("Đã xong")),
)


def words_of() -> dict[str, Any]:
    """Words every page of incoming documents needs."""
    return {
        "state": {str(one): one.label for one in State},
        "tone": {str(state): tone for state, tone in words.TONES.items()},
        "urgency": {int(one): one.label for one in Urgency},
        "urgency_tone": {int(one): tone for one, tone in words.URGENCY_TONES.items()},
        "way": words.WAYS,
    }


@require_GET
@official
def documents(request: HttpRequest) -> HttpResponse:
    """Danh sách: one tab a group, urgent first, late ones marked; three statements whatever the length."""
    at, units = now(), incoming.my_units(request.principal)
    counts = incoming.counts(units, at)
    group = request.GET.get("nhom", "")
    if group not in dict(TABS):
        first = _first_groups(request.principal)
        group = next((key for key in first if counts.get(key)), first[0])
    page = page_of(request)
    found = incoming.lines(units, group, at, skip=page * incoming.ON_A_PAGE)
    here = reverse("documents:incoming")
    registers = _register_units(request)
    context = {
        "group": group,
        "tabs": [(f"{here}?nhom={key}", str(label), counts.get(key)) for key, label in TABS],
        "current": f"{here}?nhom={group}",
        "rows": [(one, due_words(one.due_at, at, done_at=one.closed_at)) for one in found[: incoming.ON_A_PAGE]],
        "newer": f"{here}?nhom={group}&trang={page - 1}" if page else None,
        "older": f"{here}?nhom={group}&trang={page + 1}" if len(found) > incoming.ON_A_PAGE else None,
        "words": words_of(),
        "registers": bool(registers),
        "mail": mailboxes.troubles(mailboxes_of(request.principal)) if registers else (0, 0),
        "works": bool(units),
    }
    return render(request, "documents/incoming.html", context)


def _first_groups(principal: Principal) -> tuple[str, ...]:
    """Which tab opens by itself: what waits for this person first, then what waits for others; never one that is empty."""
    usual = ("vao-so", "trinh", "chi-dao", "dang-lam")
    if principal.has(*permissions.CLERKS):
        return usual
    return ("chi-dao", "dang-lam", *usual[:2]) if principal.has(*permissions.LEADERS) else ("dang-lam", *usual[:3])


def page_of(request: HttpRequest) -> int:
    """Trang thứ mấy, from 0; what is no number is the first."""
    typed = request.GET.get("trang", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 0


def _register_units(request: HttpRequest) -> list[int]:
    return sorted(request.principal.units_with(*permissions.CLERKS))


@require_http_methods(["GET", "POST"])
@official
def register_paper(request: HttpRequest) -> HttpResponse:
    """Vào sổ văn bản giấy: ten in a row by the keyboard; after each the form is empty again and says the number."""
    units, at = _register_units(request), now()
    if not units:
        raise Forbidden()
    unit_id = _chosen_unit(request, units)
    leaders = incoming.leaders(unit_id, at)
    context: dict[str, Any] = {
        "leaders": leaders,
        "unit_id": unit_id,
        "units": [(one, unit_info(one, local_day(at)).full_name) for one in units],
    }
    if request.method == "GET":
        form = PaperForm(leaders=leaders, initial={"to": request.GET.get("trinh", "")})
        return render(request, "documents/register.html", context | {"form": form})
    form = PaperForm(request.POST, request.FILES, leaders=leaders)
    if form.is_valid():
        try:
            return _registered(request, form, unit_id, at)
        except Refused as refused:
            if not isinstance(refused, Invalid) and refused.status in (403, 404):
                raise
            add_refused(form, refused)
    context |= {"form": form, "errors": errors_of(form)}
    return render(request, "documents/register.html", context, status=422)


def _chosen_unit(request: HttpRequest, units: list[int]) -> int:
    """Whose register: the one that was chosen, else the one where this person keeps registers first; NotFound for others."""
    typed = (request.POST if request.method == "POST" else request.GET).get("don-vi", "")
    if not typed:
        return units[0]
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 18 and int(typed) in units):
        raise NotFound()
    return int(typed)


def _registered(request: HttpRequest, form: PaperForm, unit_id: int, at: Any) -> HttpResponse:
    facts, upload = form.facts(), form.cleaned_data["scan"]
    cleaned(facts, at=at)  # a secret one is refused before a byte of its scan is stored
    scan = []
    if upload:
        stored = files.store(upload, upload.name or "ban-chup.pdf", request.principal.user_id)
        unreadable.refuse_scan(stored, field="scan")
        scan = [ArrivingFile(stored, DocumentFile.Purpose.SCAN)]
    to = form.cleaned_data["to"]
    came = taking_in.register_paper(
        unit_id=unit_id, facts=facts, files=scan, principal=request.principal, at=at, present_to=to
    )
    page = reverse("documents:incoming_document", args=[came.document.uid])
    if not came.new:
        messages.warning(
            request,
            _("Văn bản này đã có ở đơn vị (số đến %(number)s), không vào sổ lần nữa.")
            % {"number": came.document.arrival or _("chưa có")},
        )
        return HttpResponseRedirect(page)
    if scan:
        stamped.wish(came.document)
    messages.success(request, _("Đã vào sổ: số đến %(number)s.") % {"number": came.document.arrival})
    kept = {"don-vi": str(unit_id), **({"trinh": str(to)} if to else {})}
    return HttpResponseRedirect(f"{reverse('documents:register_paper')}?{urlencode(kept)}")
