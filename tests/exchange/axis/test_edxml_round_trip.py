"""What we write is what we read; the golden files are what others get from us."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.exchange.axis import messages
from thongsuot.exchange.axis.edxml import CannotWrite, read, write, write_status
from thongsuot.exchange.axis.edxml.messages import Agency, Answered, Attachment, Message, Replaced, Staff, Trace
from thongsuot.exchange.axis.edxml.values import VIETNAM
from thongsuot.exchange.axis.edxml.words import DocType, StatusCode

HERE = Path(__file__).parent / "golden"
_WORD = some.text("aăâđêôơưĂÂĐÊÔƠƯ ềộẫ<>&\"'.-/0123456789", min_size=1, max_size=40)
TEXT = _WORD.map(lambda text: " ".join(text.split())).filter(bool)
MAYBE = some.just("") | TEXT
DAY = some.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1))
MOMENT = some.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2100, 1, 1)).map(
    lambda at: at.replace(microsecond=0, tzinfo=VIETNAM)
)
ORGAN = some.from_regex(r"\A[A-Z][0-9]{2}(\.[A-Z0-9]{1,4}){0,3}\Z")
AGENCY = some.builds(Agency, ORGAN, TEXT, MAYBE, MAYBE, MAYBE, MAYBE, MAYBE, MAYBE)
DOCUMENT = some.builds(
    lambda organ, day, number: f"{organ},{day:%Y/%m/%d},{number}/UBND", ORGAN, DAY, some.integers(1, 9999)
)
NUMBER = some.none() | some.integers(0, 9999)
FILE = some.binary(max_size=300).map(lambda content: Attachment("tệp.pdf", b"%PDF-1.7" + content, "application/pdf"))
FILES = some.lists(FILE, max_size=4).map(
    lambda files: tuple(replace(one, content_id=f"tep-{place}") for place, one in enumerate(files))
)
MESSAGE = some.builds(
    Message,
    document_id=DOCUMENT, sender=AGENCY, receivers=some.lists(AGENCY, min_size=1, max_size=4).map(tuple),
    doc_type=some.sampled_from(DocType), number=TEXT, notation=TEXT, place=TEXT, promulgated_on=DAY, type_code=MAYBE,
    type_name=MAYBE, type_detail=MAYBE, subject=TEXT, content=MAYBE, competence=MAYBE, position=MAYBE, signer=MAYBE,
    due_on=some.none() | DAY, to_places=some.lists(TEXT, max_size=3).map(tuple), priority=NUMBER, sphere=MAYBE, typer=MAYBE,
    copies=NUMBER, pages=NUMBER, direction=MAYBE, appendixes=some.lists(TEXT, max_size=3).map(tuple), steering=MAYBE,
    answers=some.lists(some.builds(Answered, ORGAN, TEXT, some.none() | DAY, DOCUMENT), max_size=2).map(tuple),
    traces=some.lists(some.builds(Trace, ORGAN, MOMENT), max_size=3).map(tuple), reason=TEXT, paper=some.booleans(),
    business_document_id=DOCUMENT,
    replaced=some.lists(some.builds(Replaced, DOCUMENT, some.lists(ORGAN, max_size=3).map(tuple)), max_size=2).map(tuple),
    staff=some.builds(Staff, MAYBE, MAYBE, MAYBE, MAYBE), attachments=FILES,
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(MESSAGE)
def test_whatever_is_written_is_read_as_it_was_meant(message):
    assert read(write(message)) == message


@settings(max_examples=30, deadline=None)
@given(code=some.sampled_from(StatusCode), words=MAYBE, at=MOMENT, receiver=some.none() | AGENCY)
def test_a_status_is_read_as_it_was_meant(code, words, at, receiver):
    status = messages.status(code, description=words, at=at, receiver=receiver)
    assert read(write_status(status)) == status


@pytest.mark.parametrize("name", messages.GOLDEN)
def test_a_message_looks_as_it_always_looked(name):
    assert write(messages.GOLDEN[name]()) == (HERE / f"{name}.edxml").read_bytes()


@pytest.mark.parametrize("code", list(StatusCode))
def test_a_status_looks_as_it_always_looked(code):
    assert write_status(messages.status(code)) == (HERE / f"status-{code}.edxml").read_bytes()


def test_every_child_of_the_envelope_bears_the_prefix_and_attachments_stand_beside_it():
    told = write(messages.replacement()).decode()
    envelope, _end, beside = told.partition("</edXML:edXMLEnvelope>")
    inside = envelope.partition("<edXML:edXMLEnvelope")[2]
    assert "<edXML:" in inside
    assert not [part for part in inside.split("<")[1:] if not part.startswith(("edXML:", "/edXML:"))]
    assert beside.startswith("<AttachmentEncoded><Attachment>")
    assert 'xlink:href="cid:tep-1"' in inside


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"receivers": ()}, "receivers"), ({"number": ""}, "number"), ({"promulgated_on": None}, "promulgated_on"),
        ({"sender": Agency("h27!", "x")}, "sender"), ({"subject": ""}, "subject"), ({"place": ""}, "place"),
        ({"doc_type": DocType.RECALL}, "reason"), ({"attachments": (messages.SCAN, messages.SCAN)}, "attachments"),
    ],
)  # fmt: skip
def test_a_message_that_lacks_something_is_not_written(changed, field):
    with pytest.raises(CannotWrite) as problem:
        write(messages.new(**changed))
    assert problem.value.field == field
