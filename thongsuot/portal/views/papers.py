"""Một giấy tờ kèm theo: pictures from the phone, files, or another way to give it; one paper a page."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from thongsuot.accounts.guards import citizen
from thongsuot.common import files
from thongsuot.common.errors import NotFound, Refused
from thongsuot.common.now import now
from thongsuot.common.ratelimit import hit
from thongsuot.portal import filing as pages
from thongsuot.portal.sources import why_asked
from thongsuot.portal.views.desk import Desk, desk_of, revision_of, sent_already, store
from thongsuot.procedures.catalogue import Component

MOST_FILES = 10
UPLOADS_PER_HOUR = 300
ACCEPT = ",".join(sorted({f".{extension}" for kind in files.ACCEPTED for extension in kind.extensions}))


@citizen
@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: HttpRequest, procedure: str, uid: UUID, code: str) -> HttpResponse:
    """Một giấy tờ: chosen way and files; sending a file comes back to this page with the file on it."""
    desk = desk_of(request, procedure, uid, pages.PAPERS)
    if desk.draft.submitted_code:
        return sent_already(desk.draft)
    component = _component(desk, code)
    desk.page = f"{pages.PAPERS}/{code}"
    if request.method != "POST":
        return _page(desk, component)
    stay = _answer(desk, component)
    if not desk.errors or pages.paper_of(desk.filing, code):
        store(desk, max(revision_of(request), desk.draft.revision))  # files of two tabs stand side by side
    if desk.errors:
        return _page(desk, component, status=422)
    return HttpResponseRedirect(request.get_full_path() if stay else desk.address + _review(request))


def _answer(desk: Desk, component: Component) -> bool:
    """Put the answer into the draft; true when the page should be shown again (a file came or went)."""
    post = desk.request.POST
    kept: list[dict[str, Any]] = list(desk.filing.papers.get(component.code, {}).get("files", []))
    if gone := post.get("remove", ""):
        desk.filing.papers[component.code] = {"source": "FILED", "files": [f for f in kept if f["uid"] != gone]}
        return True
    source = post.get("source", "")
    uploads = desk.request.FILES.getlist("file")
    if uploads:
        source = "FILED"
    held = desk.filing.held.get(component.code)
    if held and source == held["source"]:
        desk.filing.papers.pop(component.code, None)
        return False
    ways = {value for value, _label, _hint in pages.sources_of(component, held)}
    if source not in ways:
        desk.errors = [
            {"field": "source" if len(ways) > 1 else "file", "message": _("Hãy chọn cách bạn đưa giấy này.")}
        ]
        return True
    kept += stored_files(desk, uploads, MOST_FILES - len(kept)) if source == "FILED" else []
    desk.filing.papers[component.code] = {"source": source, "files": kept if source == "FILED" else []}
    if source == "FILED" and not kept and not desk.errors:
        desk.errors = [{"field": "file", "message": _("Hãy chọn ảnh hoặc tệp để gửi.")}]
    return bool(uploads) or bool(desk.errors)


def stored_files(desk: Desk, uploads: list[Any], room: int) -> list[dict[str, Any]]:
    """Files that are good are kept even when another one is refused; each refusal names its file."""
    found: list[dict[str, Any]] = []
    owner = desk.request.principal.user_id
    for upload in uploads:
        if len(found) >= room:
            text = _("Mỗi giấy tờ gửi tối đa %(count)d tệp.") % {"count": MOST_FILES}
            desk.errors.append({"field": "file", "message": text})
            break
        hit("portal.upload", str(owner), limit=UPLOADS_PER_HOUR, seconds=3600, at=now())
        try:
            with transaction.atomic():
                stored = files.store(upload, upload.name or "tep", owner)
        except Refused as refused:
            name = files.shown_name(upload.name or "tep")
            desk.errors.append({"field": "file", "message": f"{name}: {refused.detail}"})
            continue
        found.append({"uid": str(stored.uid), "name": stored.name, "size": stored.size, "sha256": stored.sha256})
    return found


def _page(desk: Desk, component: Component, *, status: int = 200) -> HttpResponse:
    paper = pages.paper_of(desk.filing, component.code)
    sources = pages.sources_of(component, desk.filing.held.get(component.code))
    context = desk.context(
        component=component,
        sources=sources,
        source=desk.request.POST.get("source") or paper.get("source") or sources[0][0],
        kept=paper.get("files", []),
        why=why_asked(desk.version, component, desk.filing, now()),
        accept=ACCEPT,
        back=desk.address + _review(desk.request),
        action=reverse("portal:paper", args=[desk.version.code, desk.draft.pk, component.code]) + _review(desk.request),
    )
    return render(desk.request, "portal/paper.html", context, status=status)


def _component(desk: Desk, code: str) -> Component:
    for component in pages.asked_papers(desk.version, desk.filing):
        if component.code == code:
            return component
    raise NotFound(_("Giấy này không còn cần nộp theo những gì bạn đã khai."))


def _review(request: HttpRequest) -> str:
    return f"?ve={pages.REVIEW}" if request.GET.get("ve") == pages.REVIEW else ""
