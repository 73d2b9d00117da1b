"""Các câu hỏi của việc nộp hồ sơ: how each page is shown and what its answer changes in the draft."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.common.errors import Invalid
from thongsuot.common.notices import ways
from thongsuot.common.now import now
from thongsuot.common.text import clean_line
from thongsuot.dossiers import consent_codes
from thongsuot.dossiers.databases.register import all_databases
from thongsuot.dossiers.helpers import CODE, COMPANY, CONSENTS, WITH_PAPER
from thongsuot.dossiers.models import ConsentCode
from thongsuot.org.selectors import unit_by_code
from thongsuot.portal import asking, communes, sources
from thongsuot.portal import filing as pages
from thongsuot.portal.filing import Filing
from thongsuot.portal.forms import ContactForm, OtherForm, WhoseForm
from thongsuot.portal.views import papers, review
from thongsuot.portal.views.desk import Desk, save
from thongsuot.portal.wording import paper_rows
from thongsuot.procedures import eform
from thongsuot.procedures.catalogue import Version
from thongsuot.procedures.form_pages import form_view, lists_used, section_view
from thongsuot.procedures.forms import validate
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
    return render(
        desk.request, "portal/who.html", desk.context(whose=whose, boxes=form, chosen=chosen, databases=_names(desk))
    )


def _names(desk: Desk) -> str:
    asked = sources.databases_of_the_person(desk.version, timezone.localdate(now()))
    return ", ".join(one.name for one in asked)


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
    before = _who(desk)
    desk.filing.whose = chosen
    if isinstance(form, OtherForm):
        desk.filing.applicant, desk.filing.relation = form.told(), form.cleaned_data["relation"]
    else:
        desk.filing.applicant = {"name": desk.request.user.full_name, **form.cleaned_data}
        desk.filing.relation = ""
    changed = before != _who(desk)
    if changed:
        desk.filing.consent, desk.filing.evidence, desk.filing.agreed = "", {}, {}
    if changed or not desk.filing.lookups:
        asking.about_the_applicant(
            desk.version, desk.filing, user=desk.request.user, principal=desk.request.principal, at=now()
        )
    return None


def _who(desk: Desk) -> tuple[Any, ...]:
    """Who the filing is about: another person is another question to the databases, and another consent."""
    person = sources.applicant_of(desk.filing, desk.request.user)
    return desk.filing.whose, person.name, person.id_number, person.birth_date


def show_leave(desk: Desk) -> HttpResponse:
    """Sự đồng ý của người được nộp thay: by what one may file for them, and what shows it."""
    chosen = desk.request.POST.get("consent") or desk.filing.consent or (CODE if desk.filing.agreed else "")
    options = [(key, str(label)[:1].upper() + str(label)[1:]) for key, label in CONSENTS.items() if key != COMPANY]
    context = desk.context(
        options=options, chosen=chosen, kept=desk.filing.evidence, accept=papers.ACCEPT, agreed=desk.filing.agreed
    )
    return render(desk.request, "portal/leave.html", context)


def answer_leave(desk: Desk) -> HttpResponse | None:
    """Căn cứ nộp thay và tệp kèm; a file that was sent stays when only the choice changes."""
    chosen = desk.request.POST.get("consent", "")
    if chosen not in CONSENTS or chosen == COMPANY:
        desk.errors = [{"field": "consent", "message": _("Hãy chọn một câu trả lời.")}]
        return None
    if chosen == CODE:
        return _agreed_by_code(desk)
    uploads = desk.request.FILES.getlist("file")
    for kept in papers.stored_files(desk, uploads[:1], 1):
        desk.filing.evidence = kept
    if chosen in WITH_PAPER and not desk.filing.evidence and not desk.errors:
        desk.errors = [{"field": "file", "message": _("Hãy chụp hoặc chọn tệp giấy đó.")}]
    desk.filing.consent = "" if desk.errors else chosen
    return None


def _agreed_by_code(desk: Desk) -> HttpResponse | None:
    """Đồng ý bằng mã: the code goes out first; typed right, the agreement stands and the filing goes on."""
    filing, user = desk.filing, desk.request.user
    try:
        if not filing.agreed or "gui-ma" in desk.request.POST:
            who = (filing.applicant["name"], filing.applicant.get("id_number", ""))
            sent = consent_codes.send(
                user_id=user.pk,
                helper_name=user.full_name,
                applicant=who,
                email=filing.applicant.get("email", ""),
                phone=filing.applicant.get("phone", ""),
                at=now(),
            )
            filing.agreed, filing.consent = {"id": sent.pk, "to": _where(sent, filing)}, ""
            return save(desk) or show_leave(desk)
        if not filing.agreed.get("confirmed"):
            code = desk.request.POST.get("code", "")
            consent_codes.confirm(code_id=filing.agreed["id"], user_id=user.pk, code=code, at=now())
            filing.agreed = {**filing.agreed, "confirmed": True}
    except Invalid as refused:
        desk.errors = [{**e, "field": "code"} for e in refused.errors]
        return None
    filing.consent = CODE
    return None


def _where(sent: ConsentCode, filing: Filing) -> str:
    """Where the code went; of a number that the helper did not type he learns nothing."""
    typed = ways.addresses(filing.applicant.get("email", ""), filing.applicant.get("phone", ""))
    known = sent.address_masked == ways.masked(sent.channel, typed.get(sent.channel, ""))
    return sent.address_masked if known else str(_("máy hoặc thư người đó đã đăng ký"))


def show_wish(desk: Desk) -> HttpResponse:
    """Cách nhận kết quả."""
    wish = desk.filing.wish
    context = desk.context(
        chosen=desk.request.POST.get("method") or wish.get("method", "COUNTER"),
        address=desk.request.POST.get("address") or wish.get("address") or desk.filing.applicant.get("address", ""),
        back=desk.address_of(pages.REVIEW),
    )
    return render(desk.request, "portal/wish.html", context)


def answer_wish(desk: Desk) -> HttpResponse | None:
    """Nơi đến khi nhận qua bưu chính phải ghi rõ."""
    method = desk.request.POST.get("method", "")
    address = clean_line(desk.request.POST.get("address", ""), field="address", limit=300)
    if method not in ("COUNTER", "ONLINE", "POSTAL"):
        desk.errors = [{"field": "method", "message": _("Hãy chọn một câu trả lời.")}]
    elif method == "POSTAL" and not address:
        desk.errors = [{"field": "address", "message": _("Hãy ghi nơi bưu chính mang kết quả đến.")}]
    else:
        desk.filing.wish = {"method": method, **({"address": address} if method == "POSTAL" else {})}
    return None


def check_again(desk: Desk) -> None:
    """After a choice between two versions: faults of what was put together, not of what was typed."""
    if desk.step.startswith(pages.SECTION):
        _judge(desk, desk.step.removeprefix(pages.SECTION))


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
    known = sources.known_of(desk.version, desk.filing, desk.request.user)
    asked = desk.request.method == "POST"
    form = (
        desk.filing.form
        if asked or key in desk.filing.answered
        else eform.prefill(desk.version, known.facts, desk.filing.form)
    )
    more = {desk.request.POST.get("more_rows", ""): 1} if asked else {}
    view = form_view(desk.version, form, errors=desk.errors, known=known.facts, rows=more, sources=known.words())
    part = section_view(view, key)
    lists = lists_used([part]) if part else {}
    return render(desk.request, "portal/section.html", desk.context(part=part, lists=lists))


def answer_section(desk: Desk, key: str) -> HttpResponse | None:
    """Câu trả lời của một phần; only faults of this page are told on this page."""
    desk.filing = pages.with_section(desk.version, desk.filing, key, desk.request.POST)
    if "more_rows" in desk.request.POST:
        return _one_row_more(desk, key)
    _judge(desk, key)
    return None


def _judge(desk: Desk, key: str) -> None:
    desk.errors = section_errors(desk.version, desk.filing, key)
    answered = [name for name in desk.filing.answered if name != key]
    desk.filing.answered = answered if desk.errors else [*answered, key]


def _one_row_more(desk: Desk, key: str) -> HttpResponse | None:
    return save(desk) or show_section(desk, key)


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
    names = {one.key: one.name for one in all_databases()}
    context = desk.context(rows=paper_rows(desk.version, desk.filing), database_names=names)
    return render(desk.request, "portal/papers.html", context)


def answer_papers(desk: Desk) -> HttpResponse | None:
    """Xong giấy tờ: onward only when nothing is missing; "Tra giúp tôi" asks a database and comes back."""
    if key := desk.request.POST.get("tra", ""):
        asking.one(key, desk.version, desk.filing, user=desk.request.user, principal=desk.request.principal, at=now())
        return save(desk) or HttpResponseRedirect(desk.request.get_full_path())
    desk.errors = [
        {"field": f"papers.{component.code}", "message": _("Còn thiếu: %(name)s") % {"name": component.name}}
        for component in pages.papers_missing(desk.version, desk.filing)
    ]
    return None


def _day(text: str | None) -> Any:
    return date.fromisoformat(text) if text else None


FIXED: dict[str, Question] = {
    pages.PLACE: Question(show_place, answer_place),
    pages.WHO: Question(show_who, answer_who),
    pages.LEAVE: Question(show_leave, answer_leave),
    pages.WISH: Question(show_wish, answer_wish),
    pages.CASE: Question(show_case, answer_case),
    pages.PAPERS: Question(show_papers, answer_papers),
    pages.REVIEW: Question(review.show_review, review.answer_review),
}
