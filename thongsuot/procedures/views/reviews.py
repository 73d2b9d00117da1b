"""Trang rà soát: rounds with their figures, the worklist of one, a verdict, and the draft of an abolition."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thongsuot.accounts.guards import official
from thongsuot.common.errors import NotFound, Refused
from thongsuot.common.now import now
from thongsuot.common.sheets import Column, Table
from thongsuot.procedures import assigning, reviewing, words
from thongsuot.procedures.catalogue_forms import ApprovalForm, RoundForm, VerdictForm
from thongsuot.procedures.models import ReviewItem, ReviewRound
from thongsuot.procedures.reviewing import Judgement
from thongsuot.procedures.search import fields_in_force
from thongsuot.procedures.selectors import version_in_force
from thongsuot.procedures.views.catalogue import asked, editor, excel, page, today
from thongsuot.ui.forms import add_refused, errors_of

LONGEST_LIST, PAGE = 100, 100
Verdict = ReviewItem.Verdict
TONES = {"": "neutral", "keep": "success", "amend": "info", "cut": "danger"}


@official
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Các đợt rà soát với con số, and a new one."""
    return _listed(request, RoundForm(fields_known=fields_in_force(today())))


def _listed(request: HttpRequest, form: RoundForm) -> HttpResponse:
    rounds = list(ReviewRound.objects.order_by("-pk")[:LONGEST_LIST])
    numbers = reviewing.figures(rounds)
    context = {
        "rounds": [(one, numbers[one.pk]) for one in rounds],
        "words": words,
        "form": form,
        "errors": errors_of(form),
    }
    return page(request, "procedures/office/rounds.html", context, 422 if form.errors else 200)


@editor
@require_POST
def open_round(request: HttpRequest) -> HttpResponse:
    """Mở đợt rà soát cho một lĩnh vực hoặc cả danh mục."""
    form = RoundForm(request.POST, fields_known=fields_in_force(today()))
    if form.is_valid():
        codes = assigning.codes_where(on=today(), field=form.cleaned_data["field"])
        name, due_on = form.cleaned_data["name"], form.cleaned_data["due_on"]
        try:
            opened = reviewing.open_round(name=name, due_on=due_on, codes=codes, by=request.principal, at=now())
        except Refused as refused:
            add_refused(form, refused)
        else:
            return HttpResponseRedirect(reverse("procedures:round", args=[opened.pk]))
    return _listed(request, form)


@official
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Một đợt: figures on top, the worklist below."""
    return _shown(request, _round(pk), ApprovalForm())


def _shown(request: HttpRequest, found: ReviewRound, form: ApprovalForm) -> HttpResponse:
    verdict = request.GET.get("xem", "moi")
    after = request.GET.get("sau", "")
    items = found.items.select_related("procedure", "decision").order_by("pk")
    if verdict != "moi":
        items = items.filter(verdict="" if verdict == "cho" else verdict)
    if after.isascii() and after.isdigit() and len(after) < 15:
        items = items.filter(pk__gt=int(after))
    q = asked(request, "q")
    if q:
        items = items.filter(name__icontains=q) | items.filter(procedure__code__startswith=q)
    rows = list(items[: PAGE + 1])
    here = reverse("procedures:round", args=[found.pk])
    kept = {"xem": verdict} | ({"q": q} if q else {})
    numbers = reviewing.figures([found])[found.pk]
    context = {
        "round": found,
        "figures": numbers,
        "words": words,
        "rows": [(item, Verdict(item.verdict).label, TONES[item.verdict]) for item in rows[:PAGE]],
        "views": [
            (f"{here}?xem=moi", _("Tất cả"), numbers.total),
            (f"{here}?xem=cho", _("Chưa rà soát"), numbers.waiting),
            (f"{here}?xem=keep", _("Giữ"), numbers.kept),
            (f"{here}?xem=amend", _("Sửa"), numbers.amended),
            (f"{here}?xem=cut", _("Cắt bỏ"), numbers.cut),
        ],
        "current": f"{here}?xem={verdict}",
        "older": f"{here}?{urlencode(kept | {'sau': rows[PAGE - 1].pk})}" if len(rows) > PAGE else None,
        "first": f"{here}?{urlencode(kept)}" if after else None,
        "q": q,
        "xem": verdict,
        "form": form,
        "errors": errors_of(form),
        "proposable": found.items.filter(verdict=Verdict.CUT, decision=None).exists() if numbers.cut else False,
    }
    return page(request, "procedures/office/round.html", context, 422 if form.errors else 200)


@editor
@require_http_methods(["GET", "HEAD", "POST"])
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """Kết luận về một thủ tục, then straight on to the next one that waits."""
    found = ReviewItem.objects.select_related("round", "procedure", "decision").filter(pk=pk).first()
    if found is None:
        raise NotFound()
    names = tuple(VerdictForm.base_fields)
    form = VerdictForm(
        request.POST if request.method == "POST" else None, initial={name: getattr(found, name) for name in names}
    )
    if request.method == "POST" and form.is_valid():
        try:
            reviewing.judge(item_id=pk, judgement=Judgement(**form.cleaned_data), by=request.principal, at=now())
        except Refused as refused:
            add_refused(form, refused)
        else:
            return _onward(request, found)
    version = version_in_force(found.procedure.code, today())
    context = {
        "item": found,
        "version": version,
        "time": words.shortest_time(version)[0] if version else "",
        "fee": words.fee_words(version)[0] if version else "",
        "papers": sum(not c.note_only for c in version.components) if version else 0,
        "form": form,
        "errors": errors_of(form),
    }
    return page(request, "procedures/office/review_item.html", context, 422 if form.errors else 200)


def _onward(request: HttpRequest, done: ReviewItem) -> HttpResponse:
    waiting = done.round.items.filter(verdict=Verdict.WAITING).order_by("pk")
    following = waiting.filter(pk__gt=done.pk).first() or waiting.first()
    messages.success(request, _("Đã ghi kết luận cho %(code)s.") % {"code": done.procedure.code})
    if following is None:
        return HttpResponseRedirect(reverse("procedures:round", args=[done.round_id]))
    return HttpResponseRedirect(reverse("procedures:review_item", args=[following.pk]))


@editor
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Đóng đợt."""
    reviewing.close_round(round_id=pk, by=request.principal, at=now())
    messages.success(request, _("Đã đóng đợt rà soát."))
    return HttpResponseRedirect(reverse("procedures:round", args=[pk]))


@editor
@require_POST
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Lập dự thảo bãi bỏ từ các thủ tục bị cắt."""
    form = ApprovalForm(request.POST)
    if form.is_valid():
        try:
            act = form.act()
            made = reviewing.propose_abolition(round_id=pk, act=act, by=request.principal, at=now())
        except Refused as refused:
            if refused.status == 404:
                raise
            add_refused(form, refused)
        else:
            messages.success(request, _("Đã lập dự thảo quyết định bãi bỏ; chưa có thủ tục nào bị bãi bỏ."))
            return HttpResponseRedirect(reverse("procedures:decision", args=[made.pk]))
    return _shown(request, _round(pk), form)


@official
@require_safe
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """Bảng rà soát dạng Excel."""
    found = _round(pk)
    numbers = reviewing.figures([found])[found.pk]
    rows = found.items.select_related("procedure", "decision").order_by("field", "procedure__code")
    columns = [(_("Mã"), 14), (_("Thủ tục"), 60), (_("Lĩnh vực"), 24), (_("Kết luận"), 14), (_("Lý do"), 50),
               (_("Ngày tiết kiệm"), 12), (_("Thời hạn đề xuất"), 18), (_("Quyết định"), 18)]  # fmt: skip
    figures: list[tuple[Any, ...]] = [
        (_("Đã rà soát"), numbers.reviewed), (_("Giữ"), numbers.kept), (_("Sửa"), numbers.amended),
        (_("Cắt bỏ"), numbers.cut), (_("Chưa rà soát"), numbers.waiting), (_("Tổng số"), numbers.total),
        (_("Ngày làm việc tiết kiệm mỗi hồ sơ, cộng lại"), numbers.days_saved),
    ]  # fmt: skip
    lines = [
        (
            row.procedure.code, row.name, row.field, str(Verdict(row.verdict).label), row.reason, row.days_saved,
            words.duration_words(row.proposed_quantity, row.proposed_unit) if row.proposed_unit else "",
            row.decision.number if row.decision else "",
        )
        for row in rows
    ]  # fmt: skip
    pages = [
        Table(_("Con số"), [Column(found.name, width=50), Column(_("Số lượng"), width=12)], figures),
        Table(_("Thủ tục"), [Column(title, width=width) for title, width in columns], lines),
    ]
    return excel(pages, f"ra-soat-{found.pk}")


def _round(pk: int) -> ReviewRound:
    found = ReviewRound.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound()
    return found
