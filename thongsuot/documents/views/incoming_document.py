"""Một văn bản đến: what it says, who instructed what, one act that comes next; /can-bo/van-ban/den/<uid>/."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from thongsuot.accounts.guards import official
from thongsuot.accounts.models import User
from thongsuot.accounts.principal import Principal
from thongsuot.common import files
from thongsuot.common.errors import Invalid, NotFound, Refused
from thongsuot.common.journal import Recorded
from thongsuot.common.now import now
from thongsuot.documents import permissions, reading, words
from thongsuot.documents.incoming_forms import CLOSE_OF_DAY
from thongsuot.documents.models import Direction, Document, DocumentFile, DocumentLink, Part, State, Urgency
from thongsuot.documents.selectors import copies, incoming
from thongsuot.documents.services import answering, instructing, noting, sending_back, taking_in, working
from thongsuot.documents.services.arriving_facts import ArrivingFacts
from thongsuot.documents.services.confirming import told
from thongsuot.documents.services.instructing import Hands
from thongsuot.documents.types import document_types
from thongsuot.documents.views import filing
from thongsuot.documents.views.incoming import words_of
from thongsuot.ui.due import words as due_words
from thongsuot.ui.forms import parse_date


@dataclass(frozen=True, slots=True)
class Moment:
    """Một dòng diễn biến."""

    at: datetime
    title: str
    detail: str
    by: str = ""


def _seen(request: HttpRequest, uid: UUID) -> tuple[Document, int]:
    return reading.document_seen(request.principal, uid, Direction.INCOMING)


@require_GET
@official
def document(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Trang của một văn bản đến."""
    return render(request, "documents/incoming_document.html", context_of(request, *_seen(request, uid)))


def context_of(request: HttpRequest, document: Document, unit_id: int, **more: Any) -> dict[str, Any]:
    """Everything the page shows and what this person may do next."""
    at, whole = now(), incoming.whole(document, unit_id)
    roles = request.principal.roles_in(unit_id)
    clerk, leads = bool(roles & set(permissions.CLERKS)), bool(roles & set(permissions.LEADERS))
    mine = [part for part in whole.parts if part.person_id == request.principal.user_id and _is_open(part)]
    asks = [part for part in whole.parts if part.asked_until is not None] if leads else []
    recalled = whole.origin is not None and whole.origin.recall_asked_at is not None
    state = document.state
    may_instruct = leads and state in (State.REGISTERED, State.PRESENTED, State.IN_HAND)
    needs_people = clerk or leads or mine
    answers = _answers(whole) if mine else []
    return {
        "document": document,
        "whole": whole,
        "words": words_of(),
        "due": due_words(document.due_at, at, done_at=document.closed_at),
        "moments": _moments(whole.entries),
        "may_register": clerk and state == State.ARRIVED,
        "types": [(one.key, one.name) for one in document_types().values()],
        "may_present": clerk and state in (State.REGISTERED, State.PRESENTED),
        "may_instruct": may_instruct,
        "may_send_back": (clerk or leads) and state in (State.ARRIVED, State.REGISTERED, State.PRESENTED),
        "asked_back": recalled and (clerk or leads) and state not in (State.SENT_BACK, State.RECALLED),
        "mine": mine if state == State.IN_HAND else [],
        "asks": asks,
        "leaders": incoming.leaders(unit_id, at) if needs_people else [],
        "hands": incoming.hands(unit_id, at) if may_instruct else [],
        "answers": answers,
        "answer_sign": next((one.sign for one in answers if one.number), ""),
        "part_role": {str(one): one.label for one in Part.Role},
        "part_state": {str(one): one.label for one in Part.State},
        "part_due": {part.pk: due_words(part.due_at, at, done_at=part.done_at) for part in whole.parts},
        "purpose": {str(one): one.label for one in DocumentFile.Purpose},
        "told": told(document, whole.origin),
        "filing": filing.offered(request.principal, document, unit_id) if state == State.DONE and roles else None,
        "typed": {},
        "may_copy": state not in (State.ARRIVED, State.SENT_BACK) and bool(roles & set(permissions.WORKERS)),
        "copies": copies.of_source(document, permissions.units_worked_in(request.principal)),
        **more,
    }


def _answers(whole: incoming.Whole) -> list[Document]:
    """Văn bản đi đang trả lời văn bản này, the newest first."""
    kind = DocumentLink.Kind.ANSWERS
    found = [
        other for link, other in whole.links if other and link.kind == kind and other.direction == Direction.OUTGOING
    ]
    return sorted(found, key=lambda one: -one.pk)


def _is_open(part: Part) -> bool:
    return part.state in (Part.State.GIVEN, Part.State.STARTED)


def _moments(entries: Sequence[Recorded]) -> list[Moment]:
    """Newest first, each with who did it; what a task list or a machine did may name somebody itself."""
    names = User.objects.in_bulk({entry.actor_id for entry in entries if entry.actor_id})
    return [
        Moment(
            entry.at,
            words.entry_title(entry.verb),
            words.entry_detail(entry),
            str(names.get(entry.actor_id or 0) or entry.data.get("by", "")),
        )
        for entry in reversed(entries)
    ]


@require_GET
@official
def file(request: HttpRequest, uid: UUID, file_id: int) -> FileResponse:
    """Một tệp của văn bản."""
    document, _unit = _seen(request, uid)
    found = (
        DocumentFile.objects.filter(province_id=document.province_id, document_id=document.pk, pk=file_id)
        .select_related("file")
        .first()
    )
    if found is None:
        raise NotFound()
    return files.download(found.file)


@dataclass(frozen=True, slots=True)
class Wish:
    """Điều gõ vào một biểu mẫu của trang."""

    uid: UUID
    post: QueryDict
    principal: Principal
    at: datetime

    def get(self, name: str) -> str:
        """One answer."""
        return str(self.post.get(name, "")).strip()

    def number(self, name: str) -> int:
        """One id; Invalid names the field."""
        value = self.get(name)
        if not (value.isascii() and value.isdigit() and len(value) < 18):
            message = _("Hãy chọn trong danh sách.")
            raise Invalid(message, errors=[{"field": name, "message": message}])
        return int(value)

    def day(self, name: str) -> datetime | None:
        """Close of the typed day; None when empty."""
        if not self.get(name):
            return None
        day = parse_date(self.get(name))
        if day is None or not 1990 <= day.year <= 2200:
            message = _("Ngày không đúng. Ghi ngày/tháng/năm, ví dụ 07/07/2025.")
            raise Invalid(message, errors=[{"field": name, "message": message}])
        return timezone.make_aware(datetime.combine(day, CLOSE_OF_DAY))

    def hands(self, value: str) -> Hands:
        """`p12` a person, `o5` an organ."""
        kind, rest = value[:1], value[1:]
        if kind not in ("p", "o") or not (rest.isascii() and rest.isdigit() and len(rest) < 18):
            message = _("Hãy chọn người hoặc cơ quan chủ trì.")
            raise Invalid(message, errors=[{"field": "lead", "message": message}])
        return Hands(person_id=int(rest)) if kind == "p" else Hands(organ_id=int(rest))

    @property
    def by(self) -> dict[str, Any]:
        """Who does it, and when."""
        return {"uid": self.uid, "principal": self.principal, "at": self.at}


def _register(wish: Wish) -> str:
    to = wish.number("to") if wish.get("to") else None
    done = taking_in.register(**wish.by, present_to=to, facts=_put_right(wish))
    return _("Đã vào sổ: số đến %(number)s.") % {"number": done.arrival}


def _put_right(wish: Wish) -> ArrivingFacts | None:
    """Điều văn thư sửa trước khi vào sổ; None when the form did not ask for it."""
    if "summary" not in wish.post:
        return None
    kept = Document.objects.filter(uid=wish.uid, direction=Direction.INCOMING).get()
    urgency, pages = wish.get("urgency"), wish.get("pages")
    return ArrivingFacts(
        summary=wish.get("summary"),
        type=wish.get("type"),
        urgency=int(urgency) if urgency in {str(one) for one in Urgency.values} else -1,
        pages=int(pages) if pages.isascii() and pages.isdigit() and len(pages) < 6 else None,
        due_at=wish.day("due_on"),
        issuer_name=kept.issuer_name,
        signer_name=kept.signer_name,
        signer_title=kept.signer_title,
    )


def _take_note(wish: Wish) -> str:
    noting.take_note(**wish.by, words=wish.get("words"))
    return _("Đã xem và lưu; không giao việc cho ai.")


def _present(wish: Wish) -> str:
    taking_in.present(**wish.by, to=wish.number("to"))
    return _("Đã trình.")


def _instruct(wish: Wish) -> str:
    helpers = [wish.hands(one) for one in wish.post.getlist("helpers")[:50]]
    lead, text, due_at = wish.hands(wish.get("lead")), wish.get("text"), wish.day("due_on")
    instructing.instruct(**wish.by, lead=lead, helpers=helpers, text=text, due_at=due_at)
    return _("Đã giao việc.")


def _start(wish: Wish) -> str:
    working.start(**wish.by, part_id=wish.number("part"))
    return _("Đã nhận việc.")


def _report(wish: Wish) -> str:
    working.report(**wish.by, part_id=wish.number("part"), text=wish.get("report"))
    return _("Đã ghi báo cáo.")


def _finish(wish: Wish) -> str:
    answer = wish.get("answer")
    working.finish(
        **wish.by,
        part_id=wish.number("part"),
        text=wish.get("report"),
        answer_uid=_answer(answer, wish.principal) if answer else None,
    )
    return _("Đã xong phần việc này.")


def _answer(sign: str, principal: Principal) -> UUID:
    """An outgoing document of one's own units by its number and notation."""
    number, _slash, notation = sign.partition("/")
    found = Document.objects.filter(
        unit_id__in=permissions.units_worked_in(principal),
        direction=Direction.OUTGOING,
        number=number.strip(),
        notation=notation.strip(),
    )
    uid = found.order_by("-id").values_list("uid", flat=True).first()
    if uid is None:
        message = _("Không có văn bản đi nào mang số, ký hiệu này.")
        raise Invalid(message, errors=[{"field": "answer", "message": message}])
    return uid


def _ask_more_time(wish: Wish) -> str:
    until = wish.day("until")
    if until is None:
        message = _("Cần ghi hạn mới xin được.")
        raise Invalid(message, errors=[{"field": "until", "message": message}])
    working.ask_more_time(
        **wish.by, part_id=wish.number("part"), until=until, why=wish.get("why"), to=wish.number("to")
    )
    return _("Đã gửi lãnh đạo; hạn cũ vẫn giữ cho đến khi được trả lời.")


def _answer_more_time(wish: Wish) -> str:
    grant = wish.get("grant") == "1"
    working.answer_more_time(**wish.by, part_id=wish.number("part"), grant=grant)
    return _("Đã cho lùi hạn.") if grant else _("Đã giữ hạn cũ.")


def _send_back(wish: Wish) -> str:
    sending_back.send_back(**wish.by, reason=wish.get("reason"))
    return _("Đã trả lại nơi gửi, kèm lý do.")


def _file(wish: Wish) -> str:
    document = Document.objects.filter(uid=wish.uid, direction=Direction.INCOMING).get()
    return filing.put(wish.get("file"), document, document.unit_id, principal=wish.principal, at=wish.at)


def _answer_recall(wish: Wish) -> str:
    agree = wish.get("agree") == "1"
    sending_back.answer_recall(**wish.by, agree=agree, reason=wish.get("reason"))
    return _("Đã huỷ văn bản và báo nơi gửi.") if agree else _("Đã báo nơi gửi là không đồng ý thu hồi.")


def _draft_answer(wish: Wish) -> Document:
    return answering.draft_answer(**wish.by)


# What each says when it is done, or the draft that it made and that is shown next.
ACTS: dict[str, Callable[[Wish], str | Document]] = {
    "vao-so": _register,
    "trinh": _present,
    "chi-dao": _instruct,
    "de-biet": _take_note,
    "nhan": _start,
    "soan-tra-loi": _draft_answer,
    "bao-cao": _report,
    "xong": _finish,
    "xin-lui-han": _ask_more_time,
    "tra-loi-lui-han": _answer_more_time,
    "tra-lai": _send_back,
    "thu-hoi": _answer_recall,
    "lap-ho-so": _file,
}


@require_POST
@official
def act(request: HttpRequest, uid: UUID, verb: str) -> HttpResponse:
    """Một việc với văn bản; a refusal comes back on the page with everything that was typed."""
    run = ACTS.get(verb)
    if run is None:
        raise NotFound()
    _seen(request, uid)
    try:
        done = run(Wish(uid, request.POST, request.principal, now()))
    except Refused as refused:
        if refused.status in (403, 404):
            raise
        errors = refused.errors or [{"field": "", "message": str(refused.detail)}]
        context = context_of(request, *_seen(request, uid), errors=errors, typed=request.POST, verb=verb)
        return render(request, "documents/incoming_document.html", context, status=refused.status)
    if isinstance(done, Document):
        messages.success(request, _("Đã tạo bản thảo văn bản trả lời; nơi nhận là nơi đã gửi."))
        return HttpResponseRedirect(reverse("documents:outgoing_edit", args=[done.uid]))
    messages.success(request, done)
    return HttpResponseRedirect(reverse("documents:incoming_document", args=[uid]))
