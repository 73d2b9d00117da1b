"""Xem lại và gửi: the last page of a filing."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.common.errors import Refused
from thongsuot.common.now import now
from thongsuot.dossiers.helpers import CONSENTS
from thongsuot.dossiers.origins import of_form, words
from thongsuot.org.selectors import unit_by_code
from thongsuot.portal import communes, services, sources
from thongsuot.portal import filing as pages
from thongsuot.portal.versions import wish_words
from thongsuot.portal.views.desk import BACK_TO_REVIEW, Desk, revision_of, sent_already
from thongsuot.portal.wording import paper_rows
from thongsuot.procedures.fees import amount_due_text
from thongsuot.procedures.form_pages import summary
from thongsuot.procedures.words import shortest_time


def show_review(desk: Desk) -> HttpResponse:
    """Xem lại trước khi gửi: every answer with a way to change it."""
    waiting = [step for step in pages.steps(desk.version, desk.filing)[:-1] if not step.done]
    day = timezone.localdate(now())
    back = f"?{BACK_TO_REVIEW}={pages.REVIEW}"
    change = desk.address_of(pages.SECTION + "KEY").replace("KEY", "{key}") + back
    unit = unit_by_code(desk.filing.receiving_unit, day, {"commune"})
    known = sources.known_of(desk.version, desk.filing, desk.request.user)
    origins = {path: words(one) for path, one in of_form(desk.version, desk.filing.form, known).items()}
    context = desk.context(
        waiting=waiting,
        unit=communes.choice_of(unit, desk.version.code, day) if unit else None,
        parts=summary(desk.version, desk.filing.form, origins),
        change=change,
        back=back,
        rows=[row for row in paper_rows(desk.version, desk.filing) if row["given"]],
        case=desk.version.case(desk.filing.case_code),
        fee=amount_due_text(desk.version, desk.filing.case_code, "ONLINE", desk.filing.form),
        time=shortest_time(desk.version)[0],
        applicant=sources.applicant_of(desk.filing, desk.request.user),
        wish=wish_words(desk.filing.wish.get("method", "COUNTER")),
        consent=CONSENTS.get(desk.filing.consent, ""),
    )
    return render(desk.request, "portal/review.html", context)


def answer_review(desk: Desk) -> HttpResponse | None:
    """Gửi hồ sơ; a refusal comes back on this page with a link to each answer that has to change."""
    if revision_of(desk.request) != desk.draft.revision:
        text = _("Hồ sơ vừa được sửa ở một cửa sổ hoặc thiết bị khác. Hãy xem lại bản mới nhất dưới đây rồi gửi.")
        messages.warning(desk.request, text)
        response = show_review(desk)
        response.status_code = 409
        return response
    request = desk.request
    try:
        code = services.send(
            uid=desk.draft.pk, principal=request.principal, user=request.user, version=desk.version, at=now()
        )
    except Refused as refused:
        if refused.status not in (409, 422):
            raise
        desk.errors = [_linked(desk, error) for error in refused.errors or [{"field": "", "message": refused.detail}]]
        response = show_review(desk)
        response.status_code = refused.status
        return response
    desk.draft.submitted_code = code
    messages.success(request, _("Hồ sơ của bạn đã được gửi."))
    return sent_already(desk.draft)


def _linked(desk: Desk, error: dict[str, Any]) -> dict[str, str]:
    """The fault with the address of the page where it is put right."""
    name = str(error.get("field", ""))
    head = name.split(".")[0].split("[")[0]
    step = {"receiving_unit": pages.PLACE, "competent_unit": pages.PLACE, "case_code": pages.CASE}.get(head, "")
    step = {"applicant": pages.WHO, "components": pages.PAPERS, "submitter": pages.LEAVE, "return": pages.WISH}.get(
        head, step
    )
    part = pages.section_of(desk.version, name) if head == "form" else ""
    target = pages.SECTION + part if part else step
    address = f"{desk.address_of(target)}?{BACK_TO_REVIEW}={pages.REVIEW}" if target else ""
    return {"field": "", "message": str(error["message"]), "address": address}
