"""Các câu hỏi của việc nộp hồ sơ: how each page is shown and what its answer changes in the draft."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.common.errors import Invalid, Refused
from thongsuot.common.now import now
from thongsuot.org.selectors import unit_by_code
from thongsuot.portal import communes, services
from thongsuot.portal import filing as pages
from thongsuot.portal.filing import Filing
from thongsuot.portal.forms import ContactForm, OtherForm, WhoseForm
from thongsuot.portal.views.desk import BACK_TO_REVIEW, Desk, both_versions, revision_of, save, sent_already
from thongsuot.procedures import eform
from thongsuot.procedures.catalogue import Version
from thongsuot.procedures.fees import amount_due_text
from thongsuot.procedures.form_pages import form_view, in_words, lists_used, section_view, summary
from thongsuot.procedures.forms import validate, value_at
from thongsuot.procedures.words import shortest_time
from thongsuot.ui.forms import errors_of

Show = Callable[[Desk], HttpResponse]
Answer = Callable[[Desk], HttpResponse | None]


@dataclass(frozen=True, slots=True)
class Question:
    """Một câu hỏi: `answer` changes `desk.filing` and puts faults into `desk.errors`; it may answer by itself."""

    show: Show
    answer: Answer
    autosaves: bool = False


def show_place(desk: Desk) -> HttpResponse:
    """Nơi nhận: the commune of the address first, any other by its name, old or new."""
    day = timezone.localdate(now())
    q = desk.request.GET.get("q", "")[:200]
    offered = communes.choices(q, desk.version.code, day) if q.strip() else []
    chosen = unit_by_code(desk.filing.receiving_unit, day, {"commune"}) if desk.filing.receiving_unit else None
    near = [communes.choice_of(chosen, desk.version.code, day)] if chosen else []
    if not near and not q:
        near = communes.of_address(desk.request.user.address, desk.version.code, day)
    context = desk.context(q=q, choices=offered or near, searched=bool(q.strip()), from_address=not q and not chosen)
    return render(desk.request, "portal/place.html", context)


def answer_place(desk: Desk) -> HttpResponse | None:
    """Nơi nhận đã chọn."""
    code = desk.request.POST.get("receiving_unit", "")
    unit = unit_by_code(code, timezone.localdate(now()), {"commune"})
    if unit is None:
        desk.errors = [{"field": "receiving_unit", "message": _("Hãy chọn xã, phường nhận hồ sơ.")}]
    elif not communes.choice_of(unit, desk.version.code, timezone.localdate(now())).offered:
        text = _("%(unit)s chưa nhận thủ tục này trực tuyến. Hãy chọn nơi khác hoặc đến trung tâm.")
        desk.errors = [{"field": "receiving_unit", "message": text % {"unit": unit.full_name}}]
    else:
        desk.filing.receiving_unit = unit.code
    return None


def show_who(desk: Desk) -> HttpResponse:
    """Hồ sơ của ai, và liên hệ thế nào."""
    posted = desk.request.POST if desk.request.method == "POST" else None
    chosen = desk.request.GET.get("cho") or (posted or {}).get("whose") or desk.filing.whose or pages.SELF
    whose = WhoseForm(initial={"whose": chosen})
    form = who_form(desk, chosen, posted)
    return render(desk.request, "portal/who.html", desk.context(whose=whose, boxes=form, chosen=chosen))


def who_form(desk: Desk, chosen: str, posted: Any) -> ContactForm:
    """The boxes below the choice, filled with what is known."""
    user, told = desk.request.user, desk.filing.applicant if desk.filing.whose == chosen else {}
    if chosen == pages.OTHER:
        born = told.get("birth_date") or None
        initial = told | {"relation": desk.filing.relation, "birth_date": _day(born)}
        return OtherForm(posted, initial=initial)
    account = {"phone": user.phone, "email": user.email, "address": user.address}
    return ContactForm(posted, initial=account | {key: told[key] for key in account if told.get(key)})


def answer_who(desk: Desk) -> HttpResponse | None:
    """Người làm thủ tục; changing from oneself to another shows the boxes for the other person."""
    post = desk.request.POST
    chosen = post.get("whose", "")
    if chosen not in (pages.SELF, pages.OTHER):
        desk.errors = [{"field": "whose", "message": _("Hãy chọn một câu trả lời.")}]
        return None
    if post.get("shown") != chosen:  # the other boxes were on the page (no script): show the right ones now
        return HttpResponseRedirect(f"{desk.address}?cho={chosen}")
    form = who_form(desk, chosen, post)
    if not form.is_valid():
        desk.errors = errors_of(form)
        return None
    desk.filing.whose = chosen
    if isinstance(form, OtherForm):
        desk.filing.applicant, desk.filing.relation = form.told(), form.cleaned_data["relation"]
    else:
        desk.filing.applicant = {"name": desk.request.user.full_name, **form.cleaned_data}
        desk.filing.relation = ""
    return None


def show_case(desk: Desk) -> HttpResponse:
    """Trường hợp."""
    options = [(case.code, case.name) for case in desk.version.cases]
    return render(desk.request, "portal/case.html", desk.context(options=options))


def answer_case(desk: Desk) -> HttpResponse | None:
    """Trường hợp đã chọn; "không chắc" leaves it to the clerk."""
    code = desk.request.POST.get("case_code", "")
    if code and desk.version.case(code) is None:
        desk.errors = [{"field": "case_code", "message": _("Hãy chọn một trường hợp trong danh sách.")}]
        return None
    if "case_code" not in desk.request.POST:
        desk.errors = [{"field": "case_code", "message": _("Hãy chọn một câu trả lời.")}]
        return None
    desk.filing.case_code, desk.filing.case_chosen = code, True
    return None


def show_section(desk: Desk, key: str) -> HttpResponse:
    """Một phần của tờ khai, filled in as far as the platform knows."""
    known = services.known_facts(desk.filing, desk.request.user)
    asked = desk.request.method == "POST"
    form = (
        desk.filing.form
        if asked or key in desk.filing.answered
        else eform.prefill(desk.version, known, desk.filing.form)
    )
    more = {desk.request.POST.get("more_rows", ""): 1} if asked else {}
    view = form_view(desk.version, form, errors=desk.errors, known=known, rows=more)
    part = section_view(view, key)
    lists = lists_used([part]) if part else {}
    return render(desk.request, "portal/section.html", desk.context(part=part, lists=lists))


def answer_section(desk: Desk, key: str) -> HttpResponse | None:
    """Câu trả lời của một phần; only faults of this page are told on this page."""
    desk.filing = pages.with_section(desk.version, desk.filing, key, desk.request.POST)
    if "more_rows" in desk.request.POST:
        return _one_row_more(desk, key)
    desk.errors = section_errors(desk.version, desk.filing, key)
    answered = [name for name in desk.filing.answered if name != key]
    desk.filing.answered = answered if desk.errors else [*answered, key]
    return None


def _one_row_more(desk: Desk, key: str) -> HttpResponse | None:
    return save(desk, answers_in_words) or show_section(desk, key)


def section_errors(version: Version, filing: Filing, key: str) -> list[dict[str, str]]:
    """Lỗi của riêng phần này."""
    try:
        validate(version, filing.case_code, filing.form, "ONLINE")
    except Invalid as refused:
        return [error for error in refused.errors if pages.of_section(version, key, error["field"])]
    return []


def section(key: str) -> Question:
    """Câu hỏi của một phần tờ khai."""
    return Question(partial(show_section, key=key), partial(answer_section, key=key), autosaves=True)


def show_papers(desk: Desk) -> HttpResponse:
    """Danh sách giấy tờ: what is there, what is still missing."""
    return render(desk.request, "portal/papers.html", desk.context(rows=paper_rows(desk.version, desk.filing)))


def answer_papers(desk: Desk) -> HttpResponse | None:
    """Xong giấy tờ: onward only when nothing is missing."""
    desk.errors = [
        {"field": f"papers.{component.code}", "message": _("Còn thiếu: %(name)s") % {"name": component.name}}
        for component in pages.papers_missing(desk.version, desk.filing)
    ]
    return None


def paper_rows(version: Version, filing: Filing) -> list[dict[str, Any]]:
    """Each paper with its state in words."""
    missing = {component.code for component in pages.papers_missing(version, filing)}
    alternatives = {component.one_of for component in pages.asked_papers(version, filing) if component.one_of}
    rows = []
    for component in pages.asked_papers(version, filing):
        paper = filing.papers.get(component.code, {})
        rows.append(
            {
                "component": component,
                "given": pages.is_given(paper),
                "state": paper_words(paper),
                "files": paper.get("files", []) if paper.get("source") == "FILED" else [],
                "missing": component.code in missing,
                "group": component.one_of if component.one_of in alternatives else "",
            }
        )
    return rows


def paper_words(paper: dict[str, Any]) -> str:
    """Trạng thái một giấy tờ bằng lời."""
    words = {
        "SHOWN": _("Sẽ mang theo"),
        "FROM_DATABASE": _("Cán bộ tra trong cơ sở dữ liệu"),
        "REUSED": _("Dùng lại kết quả đã cấp"),
        pages.NONE: _("Không có"),
    }
    if paper.get("source") == "FILED" and paper.get("files"):
        return _("Đã gửi %(count)d tệp") % {"count": len(paper["files"])}
    return str(words.get(paper.get("source", ""), _("Chưa có")))


def show_review(desk: Desk) -> HttpResponse:
    """Xem lại trước khi gửi: every answer with a way to change it."""
    waiting = [step for step in pages.steps(desk.version, desk.filing)[:-1] if not step.done]
    day = timezone.localdate(now())
    back = f"?{BACK_TO_REVIEW}={pages.REVIEW}"
    change = desk.address_of(pages.SECTION + "KEY").replace("KEY", "{key}") + back
    unit = unit_by_code(desk.filing.receiving_unit, day, {"commune"})
    context = desk.context(
        waiting=waiting,
        unit=communes.choice_of(unit, desk.version.code, day) if unit else None,
        parts=summary(desk.version, desk.filing.form),
        change=change,
        back=back,
        rows=[row for row in paper_rows(desk.version, desk.filing) if row["given"]],
        case=desk.version.case(desk.filing.case_code),
        fee=amount_due_text(desk.version, desk.filing.case_code, "ONLINE", desk.filing.form),
        time=shortest_time(desk.version)[0],
        applicant=services.applicant_of(desk.filing, desk.request.user),
    )
    return render(desk.request, "portal/review.html", context)


def answer_review(desk: Desk) -> HttpResponse | None:
    """Gửi hồ sơ; a refusal comes back on this page with a link to each answer that has to change."""
    if revision_of(desk.request) != desk.draft.revision:
        return both_versions(desk, desk.draft.revision, answers_in_words)
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
    step = {"applicant": pages.WHO, "components": pages.PAPERS}.get(head, step)
    part = pages.section_of(desk.version, name) if head == "form" else ""
    target = pages.SECTION + part if part else step
    address = f"{desk.address_of(target)}?{BACK_TO_REVIEW}={pages.REVIEW}" if target else ""
    return {"field": "", "message": str(error["message"]), "address": address}


def answers_in_words(version: Version, filing: Filing, step: str) -> list[tuple[str, str]]:
    """Câu trả lời của một trang bằng lời, for comparing two versions of a draft."""
    if step.startswith(pages.SECTION):
        part = eform.section(version, step.removeprefix(pages.SECTION))
        items = part.fields if part else ()
        return [(item.label, in_words(item, value_at(filing.form, item.path))) for item in items if item.kind != "rows"]
    if step == pages.WHO:
        told = filing.applicant
        return [(_("Họ và tên"), told.get("name", "")), (_("Nơi ở"), told.get("address", ""))]
    if step == pages.PLACE:
        unit = unit_by_code(filing.receiving_unit, timezone.localdate(now()), {"commune"})
        return [(_("Nơi nhận hồ sơ"), unit.full_name if unit else "")]
    return [
        (component.name, paper_words(filing.papers.get(component.code, {})))
        for component in pages.asked_papers(version, filing)
    ]


def _day(text: str | None) -> Any:
    return date.fromisoformat(text) if text else None


FIXED: dict[str, Question] = {
    pages.PLACE: Question(show_place, answer_place),
    pages.WHO: Question(show_who, answer_who),
    pages.CASE: Question(show_case, answer_case),
    pages.PAPERS: Question(show_papers, answer_papers),
    pages.REVIEW: Question(show_review, answer_review),
}
