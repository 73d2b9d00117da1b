"""What is dangerous or says nothing is refused, with a reason that can be sent back, and costs little."""

import base64
import io
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.exchange.axis import messages
from thongsuot.exchange.axis.edxml import Message, Refusal, StatusMessage, read, write, write_status
from thongsuot.exchange.axis.edxml.limits import Limits
from thongsuot.exchange.axis.edxml.messages import Attachment

TOLD = write(messages.new()).decode()
BARE = TOLD.split("?>\n", 1)[1]
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
SMALL = Limits(whole=1_000_000, attachment=20_000, together=30_000, elements=1_000)


def refused(raw: str | bytes, limits: Limits = SMALL) -> Refusal:
    begun = time.process_time()
    found = read(raw.encode() if isinstance(raw, str) else raw, limits=limits)
    assert isinstance(found, Refusal), found
    assert found.words
    assert time.process_time() - begun < 3
    return found


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("", "empty"), ("xin chào", "not_xml"), ("<html><body/></html>", "not_edxml"), ("<edXML", "not_xml"),
        (f'<?xml version="1.0"?><!DOCTYPE edXML SYSTEM "http://127.0.0.1/x.dtd">{BARE}', "dtd"),
        (f'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>{BARE.replace("Hà Tĩnh", "&f;")}', "dtd"),
        (f'<!DOCTYPE x [<!ENTITY a0 "ha">{LAUGHS}]>{BARE.replace("Hà Tĩnh", "&a9;")}', "dtd"),
        (f'<!doctype x>{BARE}', "dtd"),
        (BARE.replace("cid:tep-1", "file:///etc/passwd"), "external_reference"),
        (BARE.replace("cid:tep-1", "http://127.0.0.1/a.pdf"), "external_reference"),
        (BARE.replace("<edXML:Content/>", '<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>'), "external_reference"),
        (BARE.replace("<edXML:Content/>", "<a>" * 100 + "</a>" * 100), "too_deep"),
        (BARE.replace("<edXML:Content/>", "<a>" * 900 + "</a>" * 900), "too_deep"),
        (BARE.replace("<edXML:Content/>", "<a/>" * 1_500), "too_many_elements"),
        (BARE.replace("<edXML:Content/>", "<a/>" * 50_000), "too_many_elements"),
        (BARE + " " * 1_000_000, "too_large"),
        ('<?xml version="1.0" encoding="UTF-7"?>' + BARE, "encoding"),
        (BARE.replace(">H27<", "><"), "no_sender"), (BARE.replace(">H27.9.71<", "><"), "no_receiver"),
        (BARE.replace(">H27,2026/11/25,1234/UBND-NC<", "><"), "no_document_id"),
    ],
)  # fmt: skip
def test_what_is_dangerous_or_says_nothing_is_refused(raw, reason):
    assert refused(raw).reason == reason


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "..\\..\\windows\\x.dll", "/etc/passwd", "C:\\x.dll", "a/../b.pdf", "%2e%2e%2fx.pdf", "~/x", "x\u202efdp.exe"],
)  # fmt: skip
def test_a_name_that_is_a_path_is_refused_and_can_be_answered(name):
    found = refused(TOLD.replace("<AttachmentName>Kế hoạch.pdf<", f"<AttachmentName>{name}<"))
    assert (found.reason, found.answerable) == ("path_in_name", True)
    assert (found.sender, found.document_id) == ("H27", messages.new().document_id)


def test_a_slash_of_a_document_number_in_a_name_is_no_path():
    found = read(TOLD.replace("<AttachmentName>Kế hoạch.pdf<", "<AttachmentName>12/UBND-VP.pdf<").encode())
    assert found.attachments[0].name == "12-UBND-VP.pdf"


@pytest.mark.parametrize("text", ["không phải", "QUJD-_==", "QUI=QUI=", "QQ", "Q"])
def test_what_is_no_base64_is_refused(text):
    assert refused(TOLD.replace(base64.b64encode(messages.PDF).decode(), text)).reason == "bad_base64"


def _with(*files: Attachment) -> bytes:
    return write(messages.new(attachments=files))


def test_attachments_that_are_too_large_or_too_many_are_refused():
    one = [Attachment(f"{n}.bin", b"\0" * 12_000, content_id=f"t{n}") for n in range(4)]
    assert refused(_with(Attachment("a.bin", b"\0" * 25_000, content_id="a"))).reason == "attachment_too_large"
    assert refused(_with(*one)).reason == "attachment_too_large"
    many = [Attachment(f"{n}.txt", b"x", content_id=f"t{n}") for n in range(120)]
    assert refused(_with(*many), Limits()).reason == "too_many_attachments"


def test_a_zip_bomb_is_refused_unopened():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"0" * 30_000_000)
    assert refused(_with(Attachment("a.zip", packed.getvalue(), "application/zip", "a")), Limits()).reason == "bomb"


def test_a_status_that_nobody_knows_or_about_nothing_is_refused():
    told = write_status(messages.status())
    assert refused(told.replace(b"StatusCode>03<", b"StatusCode>77<")).reason == "no_status"
    assert (
        refused(told.replace(b"H27,2026/11/25,1234/UBND-NC", b"").replace(b"1234/UBND-NC", b"")).reason
        == "no_document_id"
    )


@settings(max_examples=150, deadline=None)
@given(some.data())
def test_no_damage_of_bytes_raises(data):
    raw = bytearray(TOLD.encode())
    for _time in range(data.draw(some.integers(1, 6))):
        place = data.draw(some.integers(0, len(raw) - 1))
        raw[place : place + data.draw(some.integers(0, 8))] = data.draw(some.binary(max_size=6))
    assert isinstance(read(bytes(raw)), Message | StatusMessage | Refusal)


@settings(max_examples=80, deadline=None)
@given(some.binary(max_size=300))
def test_no_bytes_at_all_raise(raw):
    assert isinstance(read(raw), Refusal)
