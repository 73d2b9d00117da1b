"""Chưa ký số: what the unit stored before it could sign; chosen and sent to be signed in one act, with its progress."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from thongsuot.accounts.guards import needs
from thongsuot.accounts.models import Role
from thongsuot.common.errors import Invalid
from thongsuot.common.now import now
from thongsuot.org.selectors import unit_info
from thongsuot.signatures import late
from thongsuot.signatures.models import AskingRow
from thongsuot.signatures.services import late_asking, offering

ASKERS = (Role.CHAIR, Role.UNIT_LEADER, Role.DOCUMENT_CLERK, Role.ARCHIVIST)
SHOWN = 50  # of a kind; the rest comes when these are asked for


@needs(*ASKERS)
@require_http_methods(["GET", "HEAD", "POST"])
def unsigned(request: HttpRequest) -> HttpResponse:
    """Những thứ đã lưu chưa ký số của một đơn vị mà nay ký được."""
    units, at = sorted(request.principal.units_with(*ASKERS)), now()
    asked = request.POST.get("don-vi") or request.GET.get("don-vi") or ""
    unit_id = int(asked) if asked.isascii() and asked.isdigit() and int(asked) in units else units[0]
    errors: list[dict[str, object]] = []
    if request.POST.get("viec") == "de-lai":
        offering.answered(unit_id, principal=request.principal, at=at, done=False)
        messages.success(request, _("Để chưa ký số; việc nhắc đã khép. Danh sách này vẫn còn ở đây."))
        return HttpResponseRedirect(f"{reverse('signatures:unsigned')}?don-vi={unit_id}")
    if request.method == "POST":
        try:
            run = late_asking.begin(
                unit_id=unit_id, chosen=_chosen(request.POST.getlist("chon")), principal=request.principal, at=at
            )
        except Invalid as refused:
            errors = list(refused.errors)
        else:
            return HttpResponseRedirect(reverse("signatures:asking", args=[run.uid]))
    groups = [
        (source, list(source.listed(unit_id, at, SHOWN + 1)))
        for source in late.sources_for(request.principal.roles_in(unit_id))
    ]
    context = {
        "groups": [(source, things[:SHOWN], len(things) > SHOWN) for source, things in groups if things],
        "units": [(one, unit_info(one, timezone.localdate(at)).full_name) for one in units],
        "unit_id": unit_id,
        "errors": errors,
    }
    return render(request, "signatures/unsigned.html", context, status=422 if errors else 200)


def _chosen(values: list[str]) -> list[tuple[str, int]]:
    pairs = [value.rpartition(":")[::2] for value in values]
    return [(kind, int(key)) for kind, key in pairs if key.isascii() and key.isdigit() and len(key) < 19]


@needs(*ASKERS)
@require_GET
def asking(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Tiến độ một lượt trình ký."""
    run = late_asking.own_run(uid, request.principal)
    rows = list(run.rows.order_by("position"))
    counts = {state: sum(row.state == state for row in rows) for state in AskingRow.State.values}
    context = {"run": run, "rows": rows, "counts": counts, "done": run.total - counts[AskingRow.State.WAITING]}
    return render(request, "signatures/asking.html", context)
