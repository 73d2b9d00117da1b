"""Mỗi kiểu nguy hiểm đi hết đường: refused, nothing of it becomes a document, its sender gets status 02 with the reason.

And what careless writers send that is no danger: trace headers in every state, file names in pieces, the same id for
another letter.
"""

import unicodedata
from datetime import timedelta

import pytest

from tests.exchange.axis import messages
from tests.exchange.axis.house import AT, from_ministry
from thongsuot.common import files
from thongsuot.documents.models import DocumentFile
from thongsuot.exchange.axis import edxml
from thongsuot.exchange.axis.edxml.limits import LIMITS
from thongsuot.exchange.axis.edxml.messages import Attachment, Refusal, Trace
from thongsuot.exchange.axis.edxml.reading import read
from thongsuot.exchange.models import AxisIn

pytestmark = pytest.mark.django_db
LETTER = edxml.write(from_ministry(attachments=(messages.SCAN,)))
CONTENT = b"<edXML:Content/>"
INCLUDE = b'<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="/etc/passwd"/>'


def with_doctype(declaration: bytes) -> bytes:
    """The letter behind a document type."""
    head, body = LETTER.split(b"?>\n", 1)
    return head + b"?>\n" + declaration + body


@pytest.mark.parametrize(
    ("raw", "cause"),
    [
        (LETTER.replace(CONTENT, INCLUDE), "external_reference"),
        (LETTER.replace(b"cid:tep-1", b"http://127.0.0.1/a.pdf"), "external_reference"),
        (LETTER.replace(b"<AttachmentName>K", b"<AttachmentName>..\\K"), "path_in_name"),
        (with_doctype(b'<!DOCTYPE x SYSTEM "http://127.0.0.1/x.dtd">'), "dtd"),
        (with_doctype(b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'), "dtd"),
        (LETTER.replace(CONTENT, b"<a>" * 100 + b"</a>" * 100), "too_deep"),
        (LETTER.replace(CONTENT, b"<a/>" * 21_000), "too_many_elements"),
    ],
)
def test_every_danger_is_answered_with_02_and_its_reason_and_makes_no_document(house, raw, cause):
    assert raw != LETTER
    row = house.put(raw)
    assert (row.state, row.cause) == (AxisIn.State.REFUSED, cause)
    assert not house.arrived().exists()
    house.send()
    [found] = house.ministry_hears()
    assert (found.status, found.about.document_id) == ("02", from_ministry().document_id)
    assert found.description


@pytest.mark.parametrize(
    "changed",
    [
        (b">G09<", b">khong phai ma<"),
        (b">G09<", b">G09\x00; DROP<"),
        (b">H27.18583<", b"><"),
    ],
)
def test_a_danger_whose_sender_cannot_be_made_out_waits_for_a_person(house, changed):
    row = house.put(with_doctype(b"<!DOCTYPE x>").replace(*changed))
    assert (row.state, row.cause) == (AxisIn.State.STUCK, "cannot_answer")
    house.send()
    assert house.ministry_hears() == []


def test_depth_and_number_are_measured_to_the_last_one():
    """The limits themselves pass; one more does not."""
    at_root = 3  # edXML, envelope, header: Content stands in the message header below them
    fits = LIMITS.depth - at_root - 1
    for levels, refused in ((fits, False), (fits + 1, True)):
        raw = LETTER.replace(CONTENT, b"<a>" * levels + b"</a>" * levels)
        assert isinstance(read(raw), Refusal) is refused


def test_trace_headers_are_read_whatever_hops_write(house):
    hops = (Trace("G09", AT - timedelta(hours=2)), Trace("000.01.12.H28", AT - timedelta(hours=1)))
    assert read(edxml.write(from_ministry(traces=hops))).traces == hops
    odd = edxml.write(from_ministry(traces=hops)).replace(b">000.01.12.H28<", b"><", 1)
    found = read(odd)
    assert [one.organ_id for one in found.traces] == ["G09", ""]
    assert "trace_unreadable" in {one.code for one in found.remarks}
    assert house.put(odd).state == AxisIn.State.DONE
    assert house.arrived().count() == 1


def test_our_own_trace_header_names_us_and_the_moment(house):
    house.issued("G09")
    house.send()
    [letter] = house.ministry_hears()
    assert [(one.organ_id, one.at) for one in letter.traces] == [("H27.18583", house.clock())]


def test_a_file_name_in_pieces_is_kept_in_one_form(house):
    pieces = unicodedata.normalize("NFD", "Kế hoạch sắp xếp.pdf")
    odd = Attachment(pieces, messages.PDF + b"nfd", "application/pdf", "x")
    house.put(edxml.write(from_ministry(attachments=(odd,))))
    kept = DocumentFile.objects.select_related("file").get()
    assert kept.file.name == "Kế hoạch sắp xếp.pdf"
    assert files.read_bytes(kept.file) == messages.PDF + b"nfd"


def test_the_same_id_for_another_letter_loses_neither(house):
    """A careless writer uses a document id again: number and file say that it is another letter."""
    for number in ("1", "2"):
        file = Attachment("van-ban.pdf", messages.PDF + number.encode(), "application/pdf", "tep-1")
        house.put(edxml.write(from_ministry(number=number, subject=f"Thư {number}", attachments=(file,))))
    assert sorted(house.arrived().values_list("summary", flat=True)) == ["Thư 1", "Thư 2"]
    assert AxisIn.objects.exclude(state=AxisIn.State.DONE).count() == 0
