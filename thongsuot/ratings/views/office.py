"""Kết quả đánh giá cho cán bộ: leaders read and answer, the province counts, everybody sees his own sum."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from thongsuot.accounts.guards import needs, official
from thongsuot.accounts.models import Role
from thongsuot.accounts.permissions import leaders_view
from thongsuot.common import sheets
from thongsuot.common.errors import Invalid
from thongsuot.common.now import now
from thongsuot.dossiers.models import Dossier
from thongsuot.org.selectors import unit_info
from thongsuot.ratings import scales, selectors, services
from thongsuot.ratings.models import RatingAnswer
from thongsuot.ratings.permissions import COUNTERS, FEWEST, LEADERS, units_counted
from thongsuot.ui.periods import asked_months

COLUMNS = [
    sheets.Column(gettext_lazy("Tên"), width=40),
    sheets.Column(gettext_lazy("Lượt được tính"), sheets.NUMBER),
    sheets.Column(gettext_lazy("Không hài lòng"), sheets.NUMBER),
    sheets.Column(gettext_lazy("Tỉ lệ hài lòng (%)"), sheets.NUMBER),
    sheets.Column(gettext_lazy("Điểm trung bình"), sheets.NUMBER),
    sheets.Column(gettext_lazy("Không tính (nghi ngờ)"), sheets.NUMBER),
]


@needs(*LEADERS, *COUNTERS)
@require_GET
def results(request: HttpRequest) -> HttpResponse:
    """Kết quả theo đơn vị, cán bộ, tháng."""
    at = now()
    first, last, months = asked_months(request.GET, timezone.localdate(at))
    asked = {"units": units_counted(request.principal), "first": first, "last": last}
    mine = leaders_view(request.principal, at)
    by_unit = [(unit_info(s.id, last).full_name, s) for s in selectors.sums(selectors.BY_UNIT, **asked)]
    by_official = selectors.sums(selectors.BY_OFFICIAL, **{**asked, "units": mine})
    by_month = sorted(selectors.sums(selectors.BY_MONTH, **asked), key=lambda s: s.id)
    if request.GET.get("dang") == "xlsx":
        return _excel(by_unit, [(s.name, s) for s in by_official], [(s.name, s) for s in by_month], at)
    said = selectors.said(units=mine, first=first, last=last) if mine else []
    context = {
        "months": months,
        "first": first,
        "last": last,
        "by_unit": by_unit,
        "by_official": by_official,
        "by_month": by_month,
        "said": [(one, scales.scale_of(one.scale).label(one.level)) for one in said],
        "dossiers": dict(
            Dossier.objects.filter(pk__in=[one.dossier_id for one in said if one.dossier_id]).values_list("pk", "code")
        )
        if any(one.dossier_id for one in said)
        else {},
        "leads": bool(mine),
        "as_sheet": f"?tu={first:%Y-%m}&den={last:%Y-%m}&dang=xlsx",
    }
    return render(request, "ratings/results.html", context)


def _excel(units: list, officials: list, months: list, at: object) -> HttpResponse:
    def rows(named: list) -> list[list[object]]:
        return [[name, s.counted, s.unhappy, round(s.happy_share * 100, 1), s.mean, s.doubted] for name, s in named]

    tables = [
        sheets.Table(_("Theo đơn vị"), COLUMNS, rows(units)),
        sheets.Table(_("Theo cán bộ"), COLUMNS, rows(officials)),
        sheets.Table(_("Theo tháng"), COLUMNS, rows(months)),
    ]
    response = HttpResponse(sheets.write_tables(tables), content_type=sheets.XLSX)
    response["Content-Disposition"] = content_disposition_header(True, f"danh-gia-{timezone.localtime(at):%Y%m%d}.xlsx")
    return response


@official
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    """Đánh giá về tôi: my sum of the last twelve months, when it is of five or more."""
    today = timezone.localdate(now())
    first = date(today.year - 1, today.month, 1)
    found = selectors.own_sum(request.principal.user_id, first, today)
    context = {"sum": found if found and found.counted >= FEWEST else None, "fewest": FEWEST, "first": first}
    return render(request, "ratings/mine.html", context)


@needs(Role.UNIT_LEADER, Role.CHAIR)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Trả lời một ý kiến chưa hài lòng."""
    rating = services.rating_to_answer(request.principal, str(uid))
    errors: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            services.answer(uid=str(uid), text=request.POST.get("text", ""), principal=request.principal, at=now())
        except Invalid as refused:
            errors = refused.errors
        else:
            messages.success(request, _("Đã trả lời. Người dân đọc được khi mở lại mã đánh giá hoặc trang hồ sơ."))
            return HttpResponseRedirect(reverse("tasks:list"))
    row = RatingAnswer.objects.get(rating_id=rating.pk)
    dossier = (
        Dossier.objects.filter(pk=rating.dossier_id).only("code", "applicant_name").first() if rating.named else None
    )
    scale = scales.scale_of(rating.scale)
    context = {
        "rating": rating,
        "words": scale.label(rating.level),
        "items": [(dict(scale.items)[key], scale.label(level)) for key, level in rating.levels.items()],
        "answer": row,
        "dossier": dossier,
        "errors": errors,
        "typed": request.POST.get("text", ""),
    }
    return render(request, "ratings/answer.html", context, status=422 if errors else 200)
