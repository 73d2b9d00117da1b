"""Đọc: bytes of anybody to a Message, a StatusMessage or a Refusal; never raises for what they hold.

Both forms are read: root `edXML` with its envelope inside, and the older SOAP 1.1 envelope. Names are matched without
their namespaces: writers disagree about those.
"""

from datetime import date
from typing import Any

from thongsuot.exchange.axis.edxml import signing
from thongsuot.exchange.axis.edxml.attaching import attachments_of
from thongsuot.exchange.axis.edxml.limits import LIMITS, Limits
from thongsuot.exchange.axis.edxml.messages import (
    Agency,
    Answered,
    Message,
    Refusal,
    Refused,
    Remark,
    Replaced,
    Staff,
    StatusMessage,
    Trace,
)
from thongsuot.exchange.axis.edxml.parsing import parse
from thongsuot.exchange.axis.edxml.salvaging import salvaged
from thongsuot.exchange.axis.edxml.values import Fields, day_of, line_of, well_formed, written_in
from thongsuot.exchange.axis.edxml.words import NAMESPACE, SOAP, DocType, StatusCode

_ENVELOPES = ("edXMLEnvelope", "Envelope", "edXMLEnvelop")


def read(raw: bytes, *, limits: Limits = LIMITS, anchors: str = "") -> Message | StatusMessage | Refusal:
    """Đọc một thông điệp. `anchors`: file of root certificates (PEM) that may vouch for its signature."""
    known: dict[str, Any] = {}
    try:
        return _read(raw, limits, anchors, known)
    except Refused as refused:
        return Refusal(refused.reason, refused.where, **(known or salvaged(raw)))


def _read(raw: bytes, limits: Limits, anchors: str, known: dict[str, Any]) -> Message | StatusMessage:
    remarks: list[Remark] = []
    root = parse(raw, limits, remarks)
    top = Fields(root, remarks)
    envelope = _envelope(root, top, remarks)
    header = envelope.under("edXMLHeader", "Header")
    if "Status" in header:
        return _status(root, header, anchors, remarks, known)
    if "MessageHeader" not in header:
        raise Refused("not_edxml")
    return _message(root, top, envelope, header, limits, anchors, remarks, known)


def _envelope(root: Any, top: Fields, remarks: list[Remark]) -> Fields:
    name, space = _split(root.tag)
    if name == "Envelope":
        remarks.append(Remark("older_form"))
        if space != SOAP:
            remarks.append(Remark("foreign_namespace", space[:80]))
        return top
    if name not in ("edXML", *_ENVELOPES):
        raise Refused("not_edxml")
    if space != NAMESPACE:
        remarks.append(Remark("foreign_namespace", space[:80]))
    return top.under(*_ENVELOPES) if name == "edXML" else top


def _split(tag: str) -> tuple[str, str]:
    space, _brace, name = tag.rpartition("}")
    return name, space.removeprefix("{")


def _message(
    root: Any, top: Fields, envelope: Fields, header: Fields, limits: Limits, anchors: str,
    remarks: list[Remark], known: dict[str, Any],
) -> Message:  # fmt: skip
    said = header.under("MessageHeader")
    sender = agency(said.under("From"))
    receivers = tuple(agency(Fields(one, remarks)) for one in said.all("To"))
    document_id = said.text("DocumentId")
    known |= {
        "sender": sender.organ_id,
        "receivers": tuple(one.organ_id for one in receivers),
        "document_id": document_id,
    }
    _need(sender, receivers, document_id)
    listed = envelope.under("Body", "edXMLBody").under("Manifest")
    encoded = top.under("AttachmentEncoded", "AttachmentEndcoded")
    if not encoded.all("Attachment"):
        encoded = envelope.under("AttachmentEncoded")
    attachments = attachments_of(listed, encoded, limits, remarks)
    signature = signing.verify(root, header, anchors, remarks)
    return Message(
        document_id=document_id,
        sender=sender,
        receivers=receivers,
        attachments=attachments,
        signed=signature.state,
        signed_by=signature.subject,
        **_facts(said, document_id),
        **_business(header.under("TraceHeaderList"), remarks),
        remarks=(*remarks, *(r for one in (sender, *receivers) if (r := _strange(one)))),
    )


def _need(sender: Agency, receivers: tuple[Agency, ...], document_id: str) -> None:
    if not sender.organ_id:
        raise Refused("no_sender")
    if not any(one.organ_id for one in receivers):
        raise Refused("no_receiver")
    if not document_id:
        raise Refused("no_document_id")


def _facts(said: Fields, document_id: str) -> dict[str, Any]:
    """What the header says of the document itself."""
    code, issued, kind = said.under("Code"), said.under("PromulgationInfo"), said.under("DocumentType")
    signer, other = said.under("SignerInfo"), said.under("OtherInfo")
    if not said.text("Subject"):
        said.remarks.append(Remark("subject_empty"))
    return {
        "number": code.text("CodeNumber"),
        "notation": code.text("CodeNotation"),
        "place": issued.text("Place"),
        "promulgated_on": _issued_on(issued, document_id),
        "type_code": kind.text("Type"),
        "type_name": kind.text("TypeName"),
        "type_detail": kind.text("TypeDetail"),
        "subject": said.text("Subject"),
        "content": said.block("Content"),
        "competence": signer.text("Competence"),
        "position": signer.text("Position"),
        "signer": signer.text("FullName"),
        "due_on": said.day("DueDate"),
        "to_places": _texts(said.under("ToPlaces"), "Place"),
        "priority": other.number("Priority"),
        "sphere": other.text("SphereOfPromulgation"),
        "typer": other.text("TyperNotation"),
        "copies": other.number("PromulgationAmount"),
        "pages": other.number("PageAmount"),
        "direction": other.text("Direction"),
        "appendixes": _texts(other.under("Appendixes"), "Appendix"),
        "steering": said.text("SteeringType"),
        "answers": tuple(_answered(Fields(one, said.remarks)) for one in said.all("ResponseFor")),
    }


def _issued_on(issued: Fields, document_id: str) -> date | None:
    """The day of issue; when it is missing or impossible, the one inside the document's id."""
    found = issued.day("PromulgationDate")
    parts = document_id.split(",")
    if found is None and len(parts) == 3 and (inside := day_of(parts[1].strip())):
        issued.remarks.append(Remark("date_elsewhere"))
        return inside
    return found


def _business(traced: Fields, remarks: list[Remark]) -> dict[str, Any]:
    """Way so far, and what is asked."""
    asked = traced.under("Bussiness", "Business")
    return {
        "traces": tuple(_trace(Fields(one, remarks)) for one in traced.all("TraceHeader")),
        "doc_type": _doc_type(asked),
        "reason": asked.text("BussinessDocReason", "BusinessDocReason"),
        "paper": asked.text("Paper").lower() in ("1", "true"),
        "business_document_id": asked.text("DocumentId"),
        "replaced": tuple(_replaced(one, remarks) for one in _replacements(asked)),
        "staff": _staff(asked.under("StaffInfo")),
    }


def _trace(said: Fields) -> Trace:
    if not said.text("OrganId"):
        said.remarks.append(Remark("trace_unreadable"))
    return Trace(said.text("OrganId"), said.moment("Timestamp"))


def _doc_type(asked: Fields) -> DocType:
    number = asked.number("BussinessDocType", "BusinessDocType")
    if number is None:
        return DocType.NEW
    try:
        return DocType(number)
    except ValueError:
        asked.remarks.append(Remark("doc_type_unknown", str(number)))
        return DocType.NEW


def _replacements(asked: Fields) -> list[Any]:
    """ReplacementInfo inside its list; some writers leave that level out."""
    inside = asked.under("ReplacementInfoList")
    return inside.all("ReplacementInfo") or (asked.all("ReplacementInfoList") if "DocumentId" in inside else [])


def _replaced(element: Any, remarks: list[Remark]) -> Replaced:
    said = Fields(element, remarks)
    return Replaced(said.text("DocumentId"), _texts(said.under("OrganIdList"), "OrganId"))


def _staff(said: Fields) -> Staff:
    return Staff(said.text("Department"), said.text("Staff"), said.text("Mobile"), said.text("Email"))


def _answered(said: Fields) -> Answered:
    return Answered(said.text("OrganId"), said.text("Code"), said.day("PromulgationDate"), said.text("DocumentId"))


def agency(said: Fields) -> Agency:
    """Cơ quan."""
    return Agency(
        organ_id=said.text("OrganId").upper(),
        name=said.text("OrganName"),
        in_charge=said.text("OrganizationInCharge"),
        address=said.text("OrganAdd"),
        email=said.text("Email"),
        telephone=said.text("Telephone"),
        fax=said.text("Fax"),
        website=said.text("Website"),
    )


def _strange(one: Agency) -> Remark | None:
    return None if well_formed(one.organ_id) else Remark("identifier_strange", one.organ_id[:60])


def _texts(said: Fields, name: str) -> tuple[str, ...]:
    found = (line_of(written_in(one)[:2_000]) for one in said.all(name))
    return tuple(text for text in found if text)


def _status(root: Any, header: Fields, anchors: str, remarks: list[Remark], known: dict[str, Any]) -> StatusMessage:
    said = header.under("Status")
    about, sender = _answered(said.under("ResponseFor")), agency(said.under("From"))
    known |= {"sender": sender.organ_id, "receivers": (about.organ_id,), "document_id": about.document_id}
    if not sender.organ_id:
        raise Refused("no_sender")
    if not (about.document_id or about.code):
        raise Refused("no_document_id")
    written = said.text("StatusCode")
    if written.zfill(2) not in set(StatusCode):
        raise Refused("no_status", written)
    signature = signing.verify(root, header, anchors, remarks)
    return StatusMessage(
        about=about,
        sender=sender,
        status=StatusCode(written.zfill(2)),
        receiver=agency(said.under("To")) if "To" in said else None,
        description=said.block("Description"),
        at=said.moment("Timestamp"),
        staff=_staff(said.under("StaffInfo")),
        signed=signature.state,
        signed_by=signature.subject,
        remarks=tuple(remarks),
    )
