"""Sửa cách chia: every page with its picture, in its document."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from thongsuot.common.now import now
from thongsuot.records.digitising.permissions import SCANNERS, batch_for
from thongsuot.records.digitising.services import arranging
from thongsuot.records.models import Batch, Page
from thongsuot.records.views.acting import carry_out
from thongsuot.records.views.scans.doors import number, scanners


@scanners
@never_cache
@require_GET
def arrange(request: HttpRequest, uid: str) -> HttpResponse:
    """Sửa cách chia: every page with its picture, in its document."""
    return _arrange_page(request, batch_for(request.principal, uid, *SCANNERS))


def _arrange_page(
    request: HttpRequest, found: Batch, errors: list[Any] | None = None, typed: Any = None, status: int = 200
) -> HttpResponse:
    shown = number(request.GET.get("ho-so", ""))
    heaps = list(found.files.order_by("box", "number")[:2_000])
    file = next((one for one in heaps if one.pk == shown), heaps[0] if heaps else None)
    documents = list(file.documents.order_by("number")) if file else []
    pages: dict[int, list[Page]] = {one.pk: [] for one in documents}
    rows = Page.objects.filter(province_id=found.province_id, document__in=documents).defer("text", "marked", "bare")
    for page in rows.order_by("position"):
        pages[page.document_id or 0].append(page)
    out = Page.objects.filter(province_id=found.province_id, batch=found, document=None, state=Page.State.READ)
    context = {
        "batch": found,
        "files": heaps,
        "file": file,
        "documents": [(one, pages[one.pk]) for one in documents],
        "out": list(out.defer("text", "marked", "bare").order_by("position")[:100]),
        "targets": [
            (one.pk, _("Hồ sơ %(file)s, tài liệu %(n)d") % {"file": one.file, "n": one.number})
            for one in found.documents.select_related("file").order_by("file__box", "file__number", "number")[:500]
        ],
        "errors": errors or [],
    }
    return render(request, "records/scans/arrange.html", context, status=status)


@scanners
@require_POST
def arrange_act(request: HttpRequest, uid: str, verb: str) -> HttpResponse:
    """Gộp, tách, chuyển trang."""
    found = batch_for(request.principal, uid, *SCANNERS)
    about = {"uid": uid, "by": request.principal, "at": now()}
    value = number(request.POST.get("so", ""))

    def merge(request: HttpRequest) -> str:
        return _("Đã gộp vào tài liệu %(document)s.") % {"document": arranging.merge(document_id=value, **about)}

    def split(request: HttpRequest) -> str:
        made = arranging.split(page_id=value, new_file=False, **about)
        return _("Đã tách tài liệu %(document)s.") % {"document": made}

    def split_file(request: HttpRequest) -> str:
        made = arranging.split(page_id=value, new_file=True, **about)
        return _("Đã tách hồ sơ %(file)s.") % {"file": made.file}

    def move(request: HttpRequest) -> str:
        ids = [number(one) for one in request.POST.getlist("trang")]
        target = number(request.POST.get("den", "")) or None
        return _("Đã chuyển %(count)d trang.") % {
            "count": arranging.move_pages(page_ids=ids, document_id=target, **about)
        }

    home = reverse("records:scan_arrange", args=[uid])
    at = number(request.POST.get("ho_so", ""))
    return carry_out(
        request,
        {"gop": merge, "tach": split, "tach-ho-so": split_file, "chuyen": move},
        verb,
        page=lambda **more: _arrange_page(request, found, **more),
        to=f"{home}?ho-so={at}" if at else home,
    )
