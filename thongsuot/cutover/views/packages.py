"""Trang gói (/quan-tri/chuyen-doi/goi/): what came from other installations, what differs, what somebody decides."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from thongsuot.accounts.guards import needs
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.now import now
from thongsuot.cutover.carrying import both_sides, differences
from thongsuot.cutover.carrying.envelope import fingerprint as fingerprint_of
from thongsuot.cutover.carrying.envelope import own_key, spoken
from thongsuot.cutover.carrying.sealing import receiving_key
from thongsuot.cutover.models import Difference, Package
from thongsuot.cutover.package_permissions import DECIDES, package_in_sight, visible_packages
from thongsuot.cutover.selectors import both_sides as selectors_both
from thongsuot.cutover.selectors import packages as selectors

deciders = needs(*DECIDES)
MOST = 50


@deciders
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Các gói đã nhận, newest first; and our own keys, to be read out by telephone."""
    found = list(visible_packages(request.principal).order_by("-received_at", "-pk")[:MOST])
    page = {
        "rows": selectors.lines(found),
        "our_key": spoken(fingerprint_of(own_key()[1])),
        "receiving_key": receiving_key(),
        "line": "thongsuot cutover import TỆP-GÓI --passphrase-file TỆP-MẬT-KHẨU --trust DẤU-KHOÁ",
    }
    return render(request, "cutover/packages.html", page)


@deciders
@require_safe
def one(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Một gói: progress, what it brought, and what waits for a decision."""
    return _page(request, package_in_sight(request.principal, uid))


@deciders
@require_POST
def decide(request: HttpRequest, uid: UUID, pk: int) -> HttpResponse:
    """Một người, hay hai."""
    package = _with(request, uid, pk)
    said = request.POST.get("la", "")
    try:
        found = differences.decide(difference_id=pk, decision=said, by_id=request.principal.user_id, at=now())
    except Invalid as refused:
        return _page(request, package, refused)
    messages.success(
        request, _("Đã ghi: %(who)s – %(what)s.") % {"who": found.title, "what": found.get_decision_display()}
    )
    return _back(package, pk)


@deciders
@require_POST
def rename(request: HttpRequest, uid: UUID, pk: int) -> HttpResponse:
    """Tên đăng nhập khác với đề nghị."""
    package = _with(request, uid, pk)
    try:
        name = request.POST.get("ten", "")
        found = differences.rename(difference_id=pk, username=name, by_id=request.principal.user_id, at=now())
    except Invalid as refused:
        return _page(request, package, refused, pk)
    messages.success(
        request, _("%(who)s sẽ đăng nhập bằng tên %(name)s.") % {"who": found.title, "name": found.proposal}
    )
    return _back(package, pk)


@deciders
@require_POST
def choose(request: HttpRequest, uid: UUID, pk: int) -> HttpResponse:
    """Giữ nội dung ở đây, hay lấy nội dung mới tới: one row, with all of its dossier."""
    return _chosen(request, _with(request, uid, pk), pk)


@deciders
@require_POST
def choose_all(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Như trên, for all rows that nobody has decided."""
    return _chosen(request, package_in_sight(request.principal, uid), None)


def _chosen(request: HttpRequest, package: Package, pk: int | None) -> HttpResponse:
    said = request.POST.get("lay", "")
    try:
        changed = both_sides.decide(
            package_id=package.pk, difference_id=pk, decision=said, by_id=request.principal.user_id, at=now()
        )
    except Invalid as refused:
        return _page(request, package, refused)
    what = Difference.Decision(said).label
    messages.success(request, _("Đã ghi cho %(count)d dòng: %(what)s.") % {"count": changed, "what": what})
    return _back(package, pk)


@deciders
@require_safe
def letters(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Thư báo tên đăng nhập mới, one a page on paper; passwords stay and are in no letter."""
    package = package_in_sight(request.principal, uid)
    return render(request, "cutover/package_letters.html", {"package": package, "rows": selectors.renamed(package)})


def _with(request: HttpRequest, uid: UUID, pk: int) -> Package:
    """The package, when this difference belongs to it."""
    package = package_in_sight(request.principal, uid)
    if not package.differences.filter(pk=pk).exists():
        raise NotFound()
    return package


def _page(
    request: HttpRequest, package: Package, refused: Invalid | None = None, pk: int | None = None
) -> HttpResponse:
    done, total = selectors.progress(package)
    names = selectors.renamed(package)
    page: dict[str, Any] = {
        "package": package,
        "tone": selectors.TONES[Package.State(package.state)],
        "key": spoken(package.source.key_fingerprint),
        "done": done,
        "total": total,
        "people": selectors.people_waiting(package),
        "waiting": differences.waiting(package),
        "names": names[: selectors.MOST],
        "names_count": len(names),
        "both": selectors_both.both(package),
        "both_open": both_sides.asked(package).filter(decision="").count(),
        "same_codes": selectors_both.same_codes(package),
        "noted": selectors.noted(package),
        "brought": selectors.brought(package),
        "problems": selectors.problems(package),
        "open": package.state in (Package.State.CHECKED, Package.State.STAGED),
        "errors": [{"field": f"ten-{pk}" if pk else "", "message": str(refused.detail)}] if refused else [],
        "wrong": pk,
    }
    return render(request, "cutover/package.html", page, status=422 if refused else 200)


def _back(package: Package, pk: int | None = None) -> HttpResponse:
    """To the place of what was decided: there may be hundreds to go through."""
    here = reverse("cutover:package", args=[package.uid])
    return HttpResponseRedirect(f"{here}#cho-{pk}" if pk else here)
