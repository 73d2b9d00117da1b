"""Viết: a Message or a StatusMessage to bytes, strictly; every child bears the prefix, because some readers look for it."""

import re
from base64 import b64encode
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from lxml import etree

from thongsuot.exchange.axis.edxml import signing
from thongsuot.exchange.axis.edxml.keys import Key
from thongsuot.exchange.axis.edxml.messages import (
    Agency,
    Answered,
    Attachment,
    CannotWrite,
    Message,
    Staff,
    StatusMessage,
)
from thongsuot.exchange.axis.edxml.values import VIETNAM, well_formed
from thongsuot.exchange.axis.edxml.words import ACTOR, DATE, MOMENT, NAMESPACE, PREFIX, XLINK, DocType

_SPACES = {
    None: NAMESPACE,
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xsd": "http://www.w3.org/2001/XMLSchema",
    "xlink": XLINK,
}
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_HREF = f"{{{XLINK}}}href"


def write(message: Message, *, key: Key | None = None) -> bytes:
    """Viết thông điệp văn bản, as the package says it."""
    _strict(message)
    root, header = _frame()
    _message_header(_add(header, "MessageHeader"), message)
    _trace_list(_add(header, "TraceHeaderList"), message)
    place = _add(header, "DigitalSignature")
    manifest = _add(_add(header.getparent(), "Body"), "Manifest", version="1.0")
    for one in message.attachments:
        line = _add(manifest, "Reference", **{_HREF: f"cid:{one.content_id}"})
        _attachment_facts(line, one)
    _attach(root, message)
    return _bytes(root, place, key)


def write_status(status: StatusMessage, *, key: Key | None = None) -> bytes:
    """Viết thông điệp trạng thái, as the package says it."""
    if not (status.about.organ_id and status.about.document_id):
        raise CannotWrite("about")
    _identified(status.sender, "sender")
    if status.at is None:
        raise CannotWrite("at")
    root, header = _frame()
    said = _add(header, "Status")
    _answered(said, status.about)
    _agency(said, "From", status.sender)
    if status.receiver is not None:
        _agency(said, "To", status.receiver)
    _text(said, "StatusCode", status.status)
    _text(said, "Description", status.description)
    _text(said, "Timestamp", status.at)
    _staff(said, status.staff)
    place = _add(header, "DigitalSignature")
    _add(header.getparent(), "Body")
    return _bytes(root, place, key)


def _strict(message: Message) -> None:
    _identified(message.sender, "sender")
    if not message.receivers:
        raise CannotWrite("receivers")
    for one in message.receivers:
        _identified(one, "receivers")
    for name in ("document_id", "number", "notation", "place", "promulgated_on", "subject"):
        if not getattr(message, name):
            raise CannotWrite(name)
    if message.doc_type != DocType.NEW and not (message.reason and message.subject_document_id):
        raise CannotWrite("reason")
    ids = [one.content_id for one in message.attachments]
    if len(set(ids)) < len(ids) or not all(ids):
        raise CannotWrite("attachments")


def _identified(one: Agency, field: str) -> None:
    if not well_formed(one.organ_id) or not one.name:
        raise CannotWrite(field)


def _frame() -> tuple[Any, Any]:
    """Root in the default namespace, its envelope with the prefix for the same one; returns root and header."""
    root = etree.Element(f"{{{NAMESPACE}}}edXML", nsmap=_SPACES)
    envelope = etree.SubElement(root, f"{{{NAMESPACE}}}edXMLEnvelope", nsmap={PREFIX: NAMESPACE})
    return root, _add(envelope, "edXMLHeader")


def _add(parent: Any, name: str, **attributes: str) -> Any:
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)


def _text(parent: Any, name: str, value: object) -> None:
    """A child with its text; nothing as an empty element, because readers expect the element."""
    child = _add(parent, name)
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        child.text = value.astimezone(VIETNAM).strftime(MOMENT)
    elif isinstance(value, date):
        child.text = value.strftime(DATE)
    else:
        child.text = _NOT_XML.sub("", str(value))


def _message_header(said: Any, message: Message) -> None:
    _agency(said, "From", message.sender)
    for one in message.receivers:
        _agency(said, "To", one)
    code = _add(said, "Code")
    _text(code, "CodeNumber", message.number)
    _text(code, "CodeNotation", message.notation)
    issued = _add(said, "PromulgationInfo")
    _text(issued, "Place", message.place)
    _text(issued, "PromulgationDate", message.promulgated_on)
    kind = _add(said, "DocumentType")
    _text(kind, "Type", message.type_code)
    _text(kind, "TypeDetail", message.type_detail)
    _text(kind, "TypeName", message.type_name)
    _text(said, "Subject", message.subject)
    _text(said, "Content", message.content)
    signer = _add(said, "SignerInfo")
    _text(signer, "Competence", message.competence)
    _text(signer, "Position", message.position)
    _text(signer, "FullName", message.signer)
    _text(said, "DueDate", message.due_on)
    _list(said, "ToPlaces", "Place", message.to_places)
    _other(said, message)
    for answered in message.answers:
        _answered(said, answered)
    _text(said, "SteeringType", message.steering)
    _text(said, "DocumentId", message.document_id)


def _other(said: Any, message: Message) -> None:
    other = _add(said, "OtherInfo")
    _text(other, "Priority", message.priority)
    _text(other, "SphereOfPromulgation", message.sphere)
    _text(other, "TyperNotation", message.typer)
    _text(other, "PromulgationAmount", message.copies)
    _text(other, "PageAmount", message.pages)
    _text(other, "Direction", message.direction)
    _list(other, "Appendixes", "Appendix", message.appendixes)


def _trace_list(traced: Any, message: Message) -> None:
    traced.set("id", "")
    traced.set("version", "1.0")
    traced.set("mustUnderstand", "1")
    traced.set("actor", ACTOR)
    for hop in message.traces:
        entry = _add(traced, "TraceHeader")
        _text(entry, "OrganId", hop.organ_id)
        _text(entry, "Timestamp", hop.at)
    asked = _add(traced, "Bussiness")
    _text(asked, "BussinessDocType", int(message.doc_type))
    _text(asked, "BussinessDocReason", message.reason)
    _text(asked, "DocumentId", message.business_document_id)
    _staff(asked, message.staff)
    _text(asked, "Paper", int(message.paper))
    if message.replaced:
        listed = _add(asked, "ReplacementInfoList")
        for one in message.replaced:
            info = _add(listed, "ReplacementInfo")
            _text(info, "DocumentId", one.document_id)
            _list(info, "OrganIdList", "OrganId", one.organ_ids)


def _agency(parent: Any, name: str, one: Agency) -> None:
    said = _add(parent, name)
    _text(said, "OrganId", one.organ_id)
    _text(said, "OrganizationInCharge", one.in_charge)
    _text(said, "OrganName", one.name)
    _text(said, "OrganAdd", one.address)
    _text(said, "Email", one.email)
    _text(said, "Telephone", one.telephone)
    _text(said, "Fax", one.fax)
    _text(said, "Website", one.website)


def _answered(parent: Any, one: Answered) -> None:
    said = _add(parent, "ResponseFor")
    _text(said, "OrganId", one.organ_id)
    _text(said, "Code", one.code)
    _text(said, "PromulgationDate", one.promulgated_on)
    _text(said, "DocumentId", one.document_id)


def _staff(parent: Any, one: Staff) -> None:
    said = _add(parent, "StaffInfo")
    _text(said, "Department", one.department)
    _text(said, "Staff", one.name)
    _text(said, "Mobile", one.mobile)
    _text(said, "Email", one.email)


def _list(parent: Any, name: str, item: str, values: Iterable[str]) -> None:
    said = _add(parent, name)
    for value in values:
        _text(said, item, value)


def _attachment_facts(parent: Any, one: Attachment) -> None:
    names = {"ContentId": one.content_id, "ContentType": one.content_type, "Description": one.description}
    for name, value in {**names, "AttachmentName": one.name}.items():
        _text(parent, name, value)


def _attach(root: Any, message: Message) -> None:
    """AttachmentEncoded stands beside the envelope, in the default namespace."""
    encoded = _add(root, "AttachmentEncoded")
    for one in message.attachments:
        said = _add(encoded, "Attachment")
        _attachment_facts(said, one)
        content = _add(said, "ContentTransferEncoded")
        content.text = b64encode(one.content).decode("ascii")


def _bytes(root: Any, place: Any, key: Key | None) -> bytes:
    if key is not None:
        root = signing.sign(root, place, key)
    told: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return told
