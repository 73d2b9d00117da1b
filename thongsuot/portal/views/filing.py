"""Nộp hồ sơ: one question a page, saved at every page, no script needed (/nop-ho-so/)."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from thongsuot.accounts.guards import citizen, public
from thongsuot.common.errors import NotFound, Refused
from thongsuot.common.now import now
from thongsuot.dossiers import drafts
from thongsuot.portal import filing as pages
from thongsuot.portal.views import questions
from thongsuot.portal.views.desk import (
    Desk,
    choose_between,
    desk_of,
    offered_here,
    overtaken,
    revision_of,
    save,
    sent_already,
    store,
    version_of,
)
from thongsuot.procedures.catalogue import Component, Version
from thongsuot.procedures.fees import amount_due_text
from thongsuot.procedures.form_pages import condition_words
from thongsuot.procedures.words import shortest_time
from thongsuot.ui.formats import vi_time


@public
@require_safe
def start(request: HttpRequest, procedure: str) -> HttpResponse:
    """Trước khi bắt đầu: what one needs, how long it takes, and a draft to go on with if there is one."""
    version = version_of(procedure)
    principal = request.principal
    waiting = drafts.latest(principal.user_id, version.code) if principal and principal.is_citizen else None
    context = {
        "version": version,
        **papers_in_groups(version),
        "time": shortest_time(version)[0],
        "fee": amount_due_text(version, channel="ONLINE"),
        "waiting": waiting,
        "own": offered_here(version),
        "national": "national" in settings.ONLINE_INTAKE,
        "official": bool(principal and not principal.is_citizen),
    }
    return render(request, "portal/start.html", context)


def papers_in_groups(version: Version) -> dict[str, Any]:
    """Giấy tờ cần có: to send (each a list of alternatives), only in some situations, only to be shown."""
    asked = [component for component in version.components if not component.note_only and not component.is_form]
    send: dict[str, list[Component]] = {}
    for component in asked:
        if component.group == "submit" and (component.one_of or not component.condition):
            send.setdefault(component.one_of or component.code, []).append(component)
    sometimes = [c for c in asked if c.group == "submit" and c.condition and not c.one_of]
    return {
        "papers": list(send.values()),
        "sometimes": [(c, condition_words(version, c.condition)) for c in sometimes],
        "shown": [c for c in asked if c.group == "present"],
    }


@citizen
@require_POST
def begin(request: HttpRequest, procedure: str) -> HttpResponse:
    """Mở bản nháp mới."""
    version = version_of(procedure)
    if not offered_here(version):
        raise NotFound(_("Thủ tục này không nộp trực tuyến ở đây. Hãy nộp tại trung tâm phục vụ hành chính công."))
    draft = drafts.start(user_id=request.principal.user_id, procedure_code=version.code, at=now())
    return HttpResponseRedirect(reverse("portal:step", args=[version.code, draft.pk, pages.PLACE]))


@citizen
@require_safe
def resume(request: HttpRequest, procedure: str, uid: UUID) -> HttpResponse:
    """Làm tiếp bản nháp: straight to the first question without an answer."""
    desk = desk_of(request, procedure, uid, pages.PLACE)
    if desk.draft.submitted_code:
        return sent_already(desk.draft)
    return HttpResponseRedirect(desk.address_of(pages.first_open(desk.version, desk.filing)))


@citizen
@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, procedure: str, uid: UUID, step: str) -> HttpResponse:
    """Một trang của việc khai: shown, or answered and on to the next."""
    desk = desk_of(request, procedure, uid, step)
    if desk.draft.submitted_code:
        return sent_already(desk.draft)
    question = question_of(desk)
    if request.method != "POST":
        return question.show(desk)
    answered = question.answer(desk)
    if isinstance(answered, HttpResponse):
        return answered
    if choose_between(desk):
        questions.check_again(desk)
    conflict = save(desk)
    if conflict is not None:
        return conflict
    if desk.errors:
        response = question.show(desk)
        response.status_code = 422
        return response
    return HttpResponseRedirect(desk.onward())


@citizen
@require_POST
def autosave(request: HttpRequest, procedure: str, uid: UUID, step: str) -> JsonResponse:
    """Tự lưu trong khi gõ: the page's script sends what stands in the boxes; faults are not looked for yet."""
    desk = desk_of(request, procedure, uid, step)
    question = question_of(desk)
    if not question.autosaves:
        raise NotFound()
    question.answer(desk)
    typed_from = revision_of(request)
    if overtaken(desk, typed_from):
        return JsonResponse({"code": "draft_overtaken", "revision": desk.draft.revision}, status=409)
    try:
        store(desk, max(typed_from, desk.draft.revision))
    except Refused as refused:
        if refused.status != 409:
            raise
        return JsonResponse({"code": refused.code, **refused.extra}, status=409)
    return JsonResponse({"revision": desk.draft.revision, "saved_at": vi_time(desk.draft.updated_at)})


def question_of(desk: Desk) -> questions.Question:
    """What stands on this page; a page that does not belong to the answers given leads on by NotFound."""
    if desk.step.startswith(pages.SECTION):
        key = desk.step.removeprefix(pages.SECTION)
        if key in {step.key.removeprefix(pages.SECTION) for step in pages.steps(desk.version, desk.filing)}:
            return questions.section(key)
    elif desk.step == pages.WISH:  # one may say so, nobody has to
        return questions.FIXED[pages.WISH]
    elif desk.step in questions.FIXED and desk.step in {s.key for s in pages.steps(desk.version, desk.filing)}:
        return questions.FIXED[desk.step]
    raise NotFound(_("Câu hỏi này không còn cần trả lời. Hãy mở lại hồ sơ từ mục Hồ sơ của tôi."))
