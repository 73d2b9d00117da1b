"""Văn thư của nơi ngoài: edXML as the offices of the demo write it, with the standard library only."""

import base64
from collections.abc import Mapping, Sequence
from datetime import datetime
from xml.etree import ElementTree as Xml

NAMESPACE = "http://www.mic.gov.vn/TBT/QCVN_102_2016"
XLINK = "{http://www.w3.org/1999/xlink}href"
Agency = tuple[str, str]  # code, name
Xml.register_namespace("edXML", NAMESPACE)
Xml.register_namespace("xlink", "http://www.w3.org/1999/xlink")


def letter(
    *, number: int, notation: str, sender: Agency, to: Agency, subject: str, signer: str, at: datetime, pdf: bytes,
    answers: str = "", recalls: str = "",
) -> bytes:  # fmt: skip
    """Một văn bản; `answers` is the document it answers, `recalls` makes it a recall of that one."""
    root, header = _frame()
    said = _in(header, "MessageHeader")
    _agency(_in(said, "From"), sender)
    _agency(_in(said, "To"), to)
    _words(_in(said, "Code"), {"CodeNumber": str(number), "CodeNotation": notation})
    _words(_in(said, "PromulgationInfo"), {"Place": "Hà Nội", "PromulgationDate": f"{at:%Y/%m/%d}"})
    _words(_in(said, "DocumentType"), {"Type": "18", "TypeName": "Công văn"})
    _words(said, {"Subject": subject, "Content": ""})
    _words(_in(said, "SignerInfo"), {"Competence": "TL.", "Position": "Chánh Văn phòng", "FullName": signer})
    _words(said, {"DocumentId": document_id(sender, number, notation, at)})
    if answers:
        _words(_in(said, "ResponseFor"), {"OrganId": to[0], "Code": answers.rpartition(",")[2], "DocumentId": answers})
    traced = _in(header, "TraceHeaderList")
    _words(_in(traced, "TraceHeader"), {"OrganId": sender[0], "Timestamp": f"{at:%Y/%m/%d %H:%M:%S}"})
    asked = _in(traced, "Bussiness")
    reason = "Ban hành nhầm" if recalls else ""
    _words(asked, {"BussinessDocType": "1" if recalls else "0", "BussinessDocReason": reason, "DocumentId": recalls})
    if pdf:
        _enclose(root, _in(root[0], "Body"), pdf)
    return _bytes(root)


def status(*, code: str, words: str, sender: Agency, about: Mapping[str, str], at: datetime) -> bytes:
    """Một trạng thái về văn bản đã nhận."""
    root, header = _frame()
    said = _in(header, "Status")
    _words(_in(said, "ResponseFor"), {"OrganId": about["sender"], "Code": "", "DocumentId": about["document_id"]})
    _agency(_in(said, "From"), sender)
    _words(said, {"StatusCode": code, "Description": words, "Timestamp": f"{at:%Y/%m/%d %H:%M:%S}"})
    return _bytes(root)


def document_id(sender: Agency, number: int, notation: str, at: datetime) -> str:
    """Mã văn bản trên trục."""
    return f"{sender[0]},{at:%Y/%m/%d},{number}/{notation}"


def pdf_of(lines: Sequence[str]) -> bytes:
    """Bản PDF, said to be a simulation; without the typesetter of the demo a page without words."""
    try:
        import typst
    except ImportError:
        return b"%PDF-1.4\n% mo phong\n%%EOF\n"
    escaped = ["".join(f"\\{c}" if c in "\\#$*_`<>@[]~=-+/" else c for c in line) for line in lines]
    words = "\n\n".join(["#align(center)[*VĂN BẢN MÔ PHỎNG, KHÔNG PHẢI VĂN BẢN THẬT*]", *escaped])
    return bytes(typst.compile(f'#set page(paper: "a4")\n#set text(lang: "vi", size: 13pt)\n{words}\n'.encode()))


def _frame() -> tuple[Xml.Element, Xml.Element]:
    root = Xml.Element(f"{{{NAMESPACE}}}edXML")
    return root, _in(_in(root, "edXMLEnvelope"), "edXMLHeader")


def _in(parent: Xml.Element, name: str) -> Xml.Element:
    return Xml.SubElement(parent, f"{{{NAMESPACE}}}{name}")


def _words(parent: Xml.Element, said: Mapping[str, str]) -> None:
    for name, text in said.items():
        _in(parent, name).text = text


def _agency(element: Xml.Element, agency: Agency) -> None:
    _words(element, {"OrganId": agency[0], "OrganName": agency[1]})


def _enclose(root: Xml.Element, body: Xml.Element, pdf: bytes) -> None:
    facts = {"ContentId": "tep-1", "ContentType": "application/pdf", "AttachmentName": "Văn bản.pdf"}
    listed = _in(_in(body, "Manifest"), "Reference")
    listed.set(XLINK, "cid:tep-1")
    _words(listed, facts)
    whole = {**facts, "ContentTransferEncoded": base64.b64encode(pdf).decode()}
    _words(_in(_in(root, "AttachmentEncoded"), "Attachment"), whole)


def _bytes(root: Xml.Element) -> bytes:
    return bytes(Xml.tostring(root, encoding="utf-8", xml_declaration=True))
