"""Trang giao thủ tục cho đơn vị: choose procedures and units, look at what would change, carry out, undo."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from thongsuot.common.errors import Invalid, Refused
from thongsuot.common.now import now
from thongsuot.procedures import assigning, words
from thongsuot.procedures.assigning import Wish
from thongsuot.procedures.models import AssignmentBatch
from thongsuot.procedures.search import fields_in_force
from thongsuot.procedures.views.catalogue import editor, own_province, page, today
from thongsuot.ui.forms import parse_date

LAST_BATCHES = 20


@editor
@require_safe
def form(request: HttpRequest) -> HttpResponse:
    """Chọn và xem trước: the address holds the whole choice, so that it can be kept and sent."""
    province = own_province(request)
    preview, errors = None, []
    if request.GET.get("xem") == "1":
        try:
            wish = _wish(request.GET, province)
            preview = assigning.preview(wish=wish, province_id=province, by=request.principal)
        except Refused as refused:
            errors = _errors(refused)
    return _page(request, province, request.GET, preview, errors)


@editor
@require_POST
def carry_out(request: HttpRequest) -> HttpResponse:
    """Giao hoặc thôi giao; offers to undo."""
    province = own_province(request)
    try:
        wish = _wish(request.POST, province)
        batch = assigning.carry_out(wish=wish, province_id=province, by=request.principal, at=now())
    except Refused as refused:
        return _page(request, province, request.POST, None, _errors(refused))
    done = _("Đã giao") if batch.act == AssignmentBatch.Act.GIVE else _("Đã thôi giao")
    text = _("%(done)s %(changed)s lượt từ ngày %(day)s.")
    messages.success(
        request,
        text % {"done": done, "changed": batch.changed, "day": f"{batch.since:%d/%m/%Y}"},
        extra_tags=f"undo:{reverse('procedures:assigning_undo', args=[batch.pk])}",
    )
    return HttpResponseRedirect(reverse("procedures:assigning"))


@editor
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Hoàn tác một lần giao."""
    batch = assigning.undo(batch_id=pk, by=request.principal, at=now())
    messages.success(request, _("Đã hoàn tác %(changed)s lượt.") % {"changed": batch.changed})
    return HttpResponseRedirect(reverse("procedures:assigning"))


def _page(
    request: HttpRequest, province: int, chosen: QueryDict, preview: Any, errors: list[dict[str, str]]
) -> HttpResponse:
    day = today()
    units = assigning.communes_of(province, day)
    counted = assigning.communes_of(province, preview.wish.since) if preview else units
    batches = AssignmentBatch.objects.filter(province_id=province).order_by("-pk")[:LAST_BATCHES]
    context = {
        "units": units,
        "names": {unit.id: unit.full_name for unit in counted},
        "fields": fields_in_force(day),
        "levels": [("commune", words.LEVELS["commune"]), ("province", words.LEVELS["province"])],
        "chosen": chosen,
        "chosen_units": set(chosen.getlist("don-vi")),
        "since": chosen.get("tu-ngay") or f"{day:%d/%m/%Y}",
        "preview": preview,
        "batches": [(batch, AssignmentBatch.Act(batch.act).label) for batch in batches],
        "errors": errors,
    }
    return page(request, "procedures/office/assigning.html", context, 422 if errors else 200)


def _wish(sent: QueryDict, province: int) -> Wish:
    since = parse_date(sent.get("tu-ngay", ""))
    if since is None:
        message = _("Hãy nhập ngày theo dạng ngày/tháng/năm, ví dụ 01/12/2026.")
        raise Invalid(message, errors=[{"field": "tu-ngay", "message": message}])
    written = sent.get("ma", "").replace(",", " ").split()[:2000]
    codes = assigning.codes_where(on=since, field=sent.get("linh-vuc", ""), level=sent.get("cap", ""), codes=written)
    unknown = sorted(set(written) - set(codes))
    if unknown:
        message = _("Không có trong danh mục đang chọn: %(codes)s.") % {"codes": ", ".join(unknown[:10])}
        raise Invalid(message, errors=[{"field": "ma", "message": message}])
    return Wish(sent.get("viec", "give"), codes, _units(sent, province, since), since)


def _units(sent: QueryDict, province: int, since: date) -> tuple[int, ...]:
    if sent.get("pham-vi", "all") == "all":
        return tuple(unit.id for unit in assigning.communes_of(province, since))
    return tuple(int(text) for text in sent.getlist("don-vi") if text.isascii() and text.isdigit() and len(text) < 15)


def _errors(refused: Refused) -> list[dict[str, str]]:
    """Messages at the boxes of this page; what is about no box stands above them."""
    boxes = {"codes": "ma", "ma": "ma", "tu-ngay": "tu-ngay"}
    said = [{"field": boxes.get(e["field"], ""), "message": e["message"]} for e in refused.errors if e["message"]]
    return said or [{"field": "", "message": str(refused.detail)}]
