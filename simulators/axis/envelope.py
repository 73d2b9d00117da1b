"""Ngoài phong bì: as much of an edXML file as an axis has to read to deliver it."""

from dataclasses import dataclass
from xml.etree import ElementTree


@dataclass(frozen=True, slots=True)
class Envelope:
    """Ai gửi, cho ai, về văn bản nào."""

    kind: str
    document_id: str
    sender: str
    to: tuple[str, ...]


def envelope_of(body: bytes) -> Envelope | None:
    """None when it is no edXML that can be delivered."""
    try:
        root = ElementTree.fromstring(body)  # noqa: S314  (expat reads no outside entities; a simulator meets test data only)
    except ElementTree.ParseError:
        return None
    header, status = _find(root, "MessageHeader"), _find(root, "Status")
    if header is not None:
        to = tuple(_text(one, "OrganId") for one in header if _name(one) == "To")
        found = Envelope("document", _text(header, "DocumentId"), _inside(header, "From", "OrganId"), to)
    elif status is not None:
        about = _inside(status, "ResponseFor", "OrganId")
        document = _inside(status, "ResponseFor", "DocumentId")
        found = Envelope("status", document, _inside(status, "From", "OrganId"), (about,))
    else:
        return None
    return found if found.sender and any(found.to) else None


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _find(root: ElementTree.Element, name: str) -> ElementTree.Element | None:
    return next((one for one in root.iter() if _name(one) == name), None)


def _text(element: ElementTree.Element, name: str) -> str:
    return next(((one.text or "").strip() for one in element if _name(one) == name), "")


def _inside(element: ElementTree.Element, outer: str, name: str) -> str:
    found = next((one for one in element if _name(one) == outer), None)
    return _text(found, name) if found is not None else ""
