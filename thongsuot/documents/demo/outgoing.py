"""Văn bản đi dùng thử, each up to the step that its line names; what comes after the signature is done by whoever signs."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any
from uuid import UUID

from thongsuot.accounts.demo_cast import Cast
from thongsuot.documents.models import Document, Recipient, Urgency
from thongsuot.documents.services import addressing, checking, drafting
from thongsuot.org.selectors import organ_id_of

STEPS = ("draft", "content", "form", "sign", "seal", "issued", "recalled")
BETWEEN = 0.5  # working hours between two acts
Line = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ToSign:
    """Văn bản chờ ký mà bản dùng thử ký tiếp: up to `seal` (signed, not sealed), `issued` or `recalled` (with `reason`)."""

    uid: UUID
    until: str
    signer: str
    clerk: str
    leader: str
    reason: str = ""


def draft(letters: Sequence[Line], cast: Cast) -> list[ToSign]:
    """Soạn, kiểm tra, trình ký; oldest first, so that numbers and days agree."""
    made = [(line, _one(line, cast)) for line in sorted(letters, key=lambda line: -float(line["began"]))]
    return [
        ToSign(document.uid, line["until"], line["signer"], line["clerk"], line["leader"], line.get("reason", ""))
        for line, document in made
        if _reaches(line, "seal")
    ]


def _reaches(line: Line, step: str) -> bool:
    return STEPS.index(line["until"]) >= STEPS.index(step)


def _moments(line: Line, cast: Cast) -> Iterator[datetime]:
    """One act after the other; never later than the first start."""
    return (cast.ago(max(float(line["began"]) - BETWEEN * n, 0)) for n in count())


def _one(line: Line, cast: Cast) -> Document:
    moments = _moments(line, cast)
    document = _drafted(line, cast, moments)
    if not _reaches(line, "content"):
        return document
    at = next(moments)
    checking.send_to_check(document.uid, principal=cast.who(line["drafter"], at), at=at)
    if _reaches(line, "form"):
        at = next(moments)
        checking.pass_content(document.uid, principal=cast.who(line["leader"], at), at=at)
    if _reaches(line, "sign"):
        at = next(moments)
        checking.pass_form(document.uid, principal=cast.who(line["clerk"], at), at=at)
    return document


def _drafted(line: Line, cast: Cast, moments: Iterator[datetime]) -> Document:
    at = next(moments)
    drafter = cast.who(line["drafter"], at)
    first = line.get("first") or line["body"]
    unit_id = cast.unit(line["unit"]).id
    organ = line.get("organ")  # of who holds his post in no division
    document = drafting.start(
        unit_id=unit_id,
        organ_id=organ_id_of(unit_id, organ, cast.today) if organ else None,
        type_key=line["type"],
        text=_text(line, first, cast),
        principal=drafter,
        at=at,
    )
    if said := line.get("comment"):
        at = next(moments)
        drafting.comment(document.uid, words=said[1], principal=cast.who(said[0], at), at=at)
    if "first" in line:
        at = next(moments)
        text = _text(line, line["body"], cast)
        drafting.save(document.uid, seen=document.revision, text=text, principal=drafter, at=at)
    to = [_to(given, cast) for given in line["recipients"]]
    addressing.set_recipients(document.uid, to=to, principal=drafter, at=at)
    signer = cast.ids[line["signer"]]
    addressing.set_signing(document.uid, mode="TM", signer_id=signer, principal=drafter, at=at)
    return document


def _text(line: Line, body: str, cast: Cast) -> drafting.Text:
    urgency = Urgency.URGENT if line.get("urgent") else Urgency.NORMAL
    return drafting.Text(cast.dated(line["summary"]), cast.dated(body).strip(), line.get("to", ""), urgency=urgency)


def _to(given: Sequence[str], cast: Cast) -> addressing.To:
    way, name, *unit = given
    found = cast.unit(unit[0]).id if unit else None
    return addressing.To(name, Recipient.Way(way), unit_id=found)
