"""Faults that real senders make: the document is read all the same, with a remark that says how it was taken."""

import base64
import io
import unicodedata
import zipfile

import pytest

from tests.exchange.axis import messages
from thongsuot.exchange.axis.edxml import Message, read, write, write_status
from thongsuot.exchange.axis.edxml.messages import Attachment
from thongsuot.exchange.axis.edxml.words import DocType, StatusCode

TOLD = write(messages.new()).decode()


def taken(raw: str | bytes) -> Message:
    found = read(raw.encode() if isinstance(raw, str) else raw)
    assert isinstance(found, Message), found
    return found


def remarks(found) -> set[str]:
    return {one.code for one in found.remarks} | {r.code for a in getattr(found, "attachments", ()) for r in a.remarks}


@pytest.mark.parametrize(
    "before",
    [b"\xef\xbb\xbf", b"\r\n  ", b"\xef\xbb\xbf\n", b"\x00\x00", b"HTTP/1.1 200 OK\r\n\r\n", b"\xff\xfejunk "[2:]],
)
def test_stray_bytes_before_the_declaration_are_passed_over(before):
    found = taken(before + TOLD.encode())
    assert found.subject == messages.new().subject
    assert ("bytes_before_declaration" in remarks(found)) == bool(before.strip(b"\xef\xbb\xbf\r\n "))


@pytest.mark.parametrize("coding", ["utf-16-le", "utf-16-be"])
def test_a_message_in_utf_16_is_read(coding):
    mark = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}[coding]
    assert taken(mark + TOLD.replace("UTF-8", "UTF-16").encode(coding)).subject == messages.new().subject


def test_text_after_the_root_bytes_of_another_encoding_and_a_bare_ampersand_are_mended():
    broken = TOLD.replace("&amp;", "&").encode().replace("Thành Sen".encode(), b"Th\xe0nh Sen\x0b") + b"\0\0"
    found = taken(broken)
    assert found.subject == messages.new().subject
    assert {"mended", "not_unicode"} <= remarks(found)


@pytest.mark.parametrize("day", ["2026/02/30", "31/11/2026", "0000/00/00", "hôm qua", "2026/13/01"])
def test_an_impossible_day_is_left_empty_and_the_day_of_issue_comes_from_the_id(day):
    found = taken(
        TOLD.replace("<edXML:DueDate>2026/12/05", f"<edXML:DueDate>{day}").replace("Date>2026/11/25<", f"Date>{day}<")
    )
    assert found.due_on is None
    assert found.promulgated_on == messages.new().promulgated_on
    assert {"date_impossible", "date_elsewhere"} <= remarks(found)


@pytest.mark.parametrize("day", ["2026-12-05", "05/12/2026", "2026/12/05 00:00:00", "2026-12-05T00:00:00+07:00"])
def test_days_written_another_way_are_days(day):
    assert taken(TOLD.replace("<edXML:DueDate>2026/12/05", f"<edXML:DueDate>{day}")).due_on == messages.new().due_on


def test_text_in_nfd_with_invisible_characters_becomes_one_form():
    found = taken(unicodedata.normalize("NFD", TOLD).replace("Chủ", "\u200bCh\u1ee7"))
    assert found.signer == "Nguyễn Văn Thành"
    assert found.attachments[0].name == "Kế hoạch.pdf"


@pytest.mark.parametrize(
    ("name", "media", "content", "code"),
    [
        ("a.pdf", "application/pdf", b"\x89PNG\r\n\x1a\n....", "content_differs"),
        ("a.docx", "application/pdf", b"%PDF-1.4", "type_differs"),
        ("a.pdf", "application/pdf", b"MZ\x90\x00", "content_differs"),
        ("a.pdf", "application/pdf", b"", "empty"),
        ("a.pdf", "application/pdf", b"\x00\x01\x02", "content_differs"),
    ],
)
def test_a_file_whose_name_type_and_content_disagree_is_kept_with_a_remark(name, media, content, code):
    found = taken(write(messages.new(attachments=(Attachment(name, content, media, "x"),))))
    assert found.attachments[0].content == content
    assert code in remarks(found)


def test_a_file_that_is_what_it_says_bears_no_remark():
    assert not remarks(taken(TOLD))


def test_the_name_in_the_list_and_at_the_file_may_differ():
    found = taken(TOLD.replace("Kế hoạch.pdf</edXML:", "Kế hoạch cũ.pdf</edXML:"))
    assert "name_differs" in remarks(found)


def test_an_id_used_twice_loses_no_file():
    two = (messages.SCAN, Attachment("hai.pdf", messages.PDF + b"2", "application/pdf", "tep-2"))
    found = taken(write(messages.new(attachments=two)).replace(b"tep-2", b"tep-1"))
    assert [one.name for one in found.attachments] == ["Kế hoạch.pdf", "hai.pdf"]
    assert "id_twice" in remarks(found)


def test_files_that_are_not_listed_or_listed_and_not_sent_are_told():
    assert "attachment_unlisted" in remarks(
        taken(TOLD.replace("cid:tep-1", "cid:x").replace("ContentId>tep-1</edXML", "ContentId>x</edXML"))
    )
    assert "attachment_missing" in remarks(taken(TOLD.split("<AttachmentEncoded>")[0] + "</edXML>"))


def test_a_file_zipped_by_its_sender_is_opened():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Kế hoạch.pdf", messages.PDF)
    found = taken(
        write(messages.new(attachments=(Attachment("Kế hoạch.pdf", packed.getvalue(), "application/pdf", "a"),)))
    )
    assert found.attachments[0].content == messages.PDF
    assert "was_packed" in remarks(found)


def test_an_archive_stays_an_archive():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.pdf", messages.PDF)
    found = taken(write(messages.new(attachments=(Attachment("a.zip", packed.getvalue(), "application/zip", "a"),))))
    assert found.attachments[0].content == packed.getvalue()
    assert not remarks(found)


def test_base64_may_be_broken_into_lines():
    text = base64.b64encode(messages.PDF).decode()
    assert taken(TOLD.replace(text, "\r\n".join([text[:20], text[20:]]))).attachments[0].content == messages.PDF


def test_the_older_soap_form_is_read():
    head = TOLD[TOLD.index("<edXML:MessageHeader>") : TOLD.index("</edXML:edXMLHeader>")]
    body = TOLD[TOLD.index("<edXML:Manifest") : TOLD.index("</edXML:Body>")]
    files = TOLD[TOLD.index("<AttachmentEncoded>") : TOLD.index("</edXML>")]
    found = taken(
        '<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://schemas.xmlsoap.org/soap/envelope/" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' xmlns:edXML="http://www.e-doc.vn/Schema/"><SOAP-ENV:Header>{head}</SOAP-ENV:Header>'
        f"<SOAP-ENV:Body>{body}</SOAP-ENV:Body>{files}</SOAP-ENV:Envelope>"
    )
    assert (found.subject, found.attachments[0].content) == (messages.new().subject, messages.PDF)
    assert "older_form" in remarks(found)


def test_another_namespace_another_spelling_and_an_unknown_type_are_told():
    found = taken(
        TOLD.replace("QCVN_102_2016", "QCVN_102_2014")
        .replace("Bussiness", "Business")
        .replace("DocType>0<", "DocType>9<")
    )
    assert found.doc_type == DocType.NEW
    assert {"foreign_namespace", "doc_type_unknown"} <= remarks(found)


def test_an_identifier_of_an_odd_shape_is_told():
    assert "identifier_strange" in remarks(taken(TOLD.replace(">H27.9.71<", ">xã Mai Phụ<")))


def test_a_comment_inside_an_identifier_does_not_cut_it():
    assert taken(TOLD.replace(">H27.9.71<", ">H27<!-- -->.9.71<")).receivers[0].organ_id == "H27.9.71"


def test_a_status_without_its_leading_zero_is_the_status():
    found = read(write_status(messages.status()).replace(b"StatusCode>03<", b"StatusCode>3<"))
    assert found.status == StatusCode.RECEIVED
