"""Văn bản đến dùng thử: brought by paper or by mail, then presented, instructed, worked on as far as each line says."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from io import BytesIO
from typing import Any

from thongsuot.accounts.demo_cast import Cast
from thongsuot.accounts.principal import Principal
from thongsuot.common import files
from thongsuot.documents.demo.papers import SIGNED_BEFORE, letter_pdf
from thongsuot.documents.models import Document, DocumentFile, Part, Urgency
from thongsuot.documents.services import instructing, mail_taking, noting, sending_back, taking_in, working
from thongsuot.documents.services.arriving import ArrivingFacts, ArrivingFile, arrive
from thongsuot.org.selectors import organ_id_of
from thongsuot.records.demo.papers import as_scanned

Line = dict[str, Any]
Given = dict[str, Any]
Act = Callable[[Document, Given, Principal, Cast, datetime], object]


def bring(lines: Sequence[Line], cast: Cast) -> dict[str, Document]:
    """Nhận mọi văn bản của danh sách, oldest first; by their keys."""
    return {line["key"]: _one(line, cast) for line in sorted(lines, key=lambda line: -float(line["came"]))}


def _one(line: Line, cast: Cast) -> Document:
    at = cast.ago(line["came"])
    document = _mailed(line, cast, at) if "mail" in line else _on_paper(line, cast, at)
    for hours, username, verb, *rest in line.get("acts", ()):
        moment = cast.ago(hours)
        ACTS[verb](document, rest[0] if rest else {}, cast.who(username, moment), cast, moment)
    return document


def _on_paper(line: Line, cast: Cast, at: datetime) -> Document:
    letter, unit = line["letter"], cast.unit(line["unit"])
    clerk = cast.who(line["clerk"], at)
    page, name = letter_pdf(line, cast, at), f"{letter['number']}-{letter['notation']}.pdf"
    purpose = DocumentFile.Purpose.MAIN
    if line.get("scan"):
        page, purpose = as_scanned(page), DocumentFile.Purpose.SCAN
    stored = files.store_made(BytesIO(page), name, clerk.user_id, kind=files.PDF, at=at)
    facts = ArrivingFacts(
        summary=line["summary"],
        type=letter["type"],
        number=letter["number"],
        notation=letter["notation"],
        issued_on=(at - SIGNED_BEFORE).date(),
        issuer_name=letter["agency"][-1],
        signer_title=letter["signer"][0],
        signer_name=letter["signer"][1],
        urgency=Urgency.URGENT if line.get("urgent") else Urgency.NORMAL,
        pages=1,
    )
    came = [ArrivingFile(stored, purpose)]
    return arrive(unit_id=unit.id, way="paper", facts=facts, files=came, principal=clerk, at=at)


def _mailed(line: Line, cast: Cast, at: datetime) -> Document:
    letter, mail = line["letter"], line["mail"]
    message = EmailMessage()
    message["From"], message["Message-ID"], message["Date"] = mail["from"], cast.dated(mail["id"]), at
    message["To"] = "Văn thư UBND xã Mai Phụ <vanthu@maiphu.example>"
    message["Subject"] = f"{letter['number']}/{letter['notation']} {line['summary']}"
    message.set_content(cast.dated(line["body"]))
    pdf = letter_pdf(line, cast, at)
    message.add_attachment(pdf, maintype="application", subtype="pdf", filename="Van ban.pdf")
    document, _new = mail_taking.take(message.as_bytes(), unit_id=cast.unit(line["unit"]).id, at=at)
    return document


def _register(document: Document, given: Given, by: Principal, cast: Cast, at: datetime) -> None:
    to = given.get("present_to")
    taking_in.register(uid=document.uid, principal=by, at=at, present_to=cast.ids[to] if to else None)


def _instruct(document: Document, given: Given, by: Principal, cast: Cast, at: datetime) -> None:
    organ = given.get("lead_organ")
    lead = (
        instructing.Hands(organ_id=organ_id_of(document.unit_id, organ, cast.today))
        if organ
        else instructing.Hands(person_id=cast.ids[given["lead"]])
    )
    helpers = [instructing.Hands(person_id=cast.ids[name]) for name in given.get("helpers", ())]
    due_at = max(cast.end_of_day(given["due"]), at + timedelta(minutes=1))
    instructing.instruct(
        uid=document.uid, lead=lead, helpers=helpers, text=given["text"], due_at=due_at, principal=by, at=at
    )


def _part(document: Document, person_id: int) -> Part:
    own = Part.objects.filter(province_id=document.province_id, document_id=document.pk, person_id=person_id)
    return own.exclude(state=Part.State.DROPPED).get()


def _start(document: Document, given: Given, by: Principal, cast: Cast, at: datetime) -> None:
    working.start(uid=document.uid, part_id=_part(document, by.user_id).pk, principal=by, at=at)


def _report(document: Document, given: Given, by: Principal, cast: Cast, at: datetime) -> None:
    part = _part(document, by.user_id)
    working.report(uid=document.uid, part_id=part.pk, text=given["text"], principal=by, at=at)


def _more_time(document: Document, given: Given, by: Principal, cast: Cast, at: datetime) -> None:
    until = cast.end_of_day(given["until"])
    working.ask_more_time(
        uid=document.uid, part_id=_part(document, by.user_id).pk, until=until, why=given["why"],
        to=cast.ids[given["to"]], principal=by, at=at,
    )  # fmt: skip


def _finish(document: Document, given: Given, by: Principal, cast: Cast, at: datetime) -> None:
    part = _part(document, by.user_id)
    working.finish(uid=document.uid, part_id=part.pk, text=given["text"], principal=by, at=at)


def _note(document: Document, given: Given, by: Principal, cast: Cast, at: datetime) -> None:
    noting.take_note(uid=document.uid, words=given["words"], principal=by, at=at)


def _send_back(document: Document, given: Given, by: Principal, cast: Cast, at: datetime) -> None:
    sending_back.send_back(uid=document.uid, reason=given["reason"], principal=by, at=at)


ACTS: dict[str, Act] = {
    "register": _register,
    "instruct": _instruct,
    "start": _start,
    "report": _report,
    "more_time": _more_time,
    "finish": _finish,
    "note": _note,
    "send_back": _send_back,
}
