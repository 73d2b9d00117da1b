"""An issued document reaches its recipients, each on its way; who cannot be reached holds up nobody."""

import pytest

from tests.documents.outgoing_story import AT
from thongsuot.common.models import Notice
from thongsuot.documents import deliveries
from thongsuot.documents.models import Document, DocumentFile, Recipient
from thongsuot.documents.services import delivering, issuing
from thongsuot.documents.services.addressing import To

pytestmark = pytest.mark.django_db
Way = Recipient.Way


@pytest.fixture
def to_all(world):
    return (
        To("UBND xã Thạch Khê", Way.INSIDE, unit_id=world.thach_khe.id),
        To("Công ty Hà Tĩnh Xanh", Way.MAIL, address="vanthu@xanh.example"),
        To("Ông Trần Văn Bình", Way.PAPER, address="Thôn Mai Lâm"),
        To("Bộ Nội vụ", Way.AXIS, code="G09"),
    )


def lines(document):
    rows = Recipient.objects.filter(document_id=document.pk).order_by("position")
    return [(row.way, row.sending) for row in rows]


def test_it_comes_in_at_the_unit_inside_and_a_mail_tells_the_one_outside(office, world, to_all):
    document = office.issued("CV", *to_all)
    assert delivering.deliver_waiting(AT) == 2
    (came,) = Document.objects.filter(unit_id=world.thach_khe.id, direction="in")
    assert (came.number, came.notation, came.issuer_unit_id) == ("01", "UBND-KT", office.unit.id)
    ours, theirs = (DocumentFile.objects.get(document_id=d.pk, replaced_at=None) for d in (document, came))
    assert (theirs.file_id, theirs.signed, theirs.sealed) == (ours.file_id, True, True)
    assert "01/UBND-KT" in Notice.objects.get().body
    assert lines(document) == [
        ("inside", "sent"), ("mail", "sent"), ("paper", "waiting"), ("axis", "waiting"), ("file", "sent"),
    ]  # fmt: skip


def test_delivering_again_changes_nothing(office, world, to_all):
    office.issued("CV", *to_all)
    delivering.deliver_waiting(AT)
    assert delivering.deliver_waiting(AT) == 0
    assert Document.objects.filter(direction="in").count() == 1


def test_one_that_fails_says_so_and_the_others_get_theirs(office, to_all, monkeypatch):
    def broken(document, recipient, at):
        raise RuntimeError("hỏng")

    monkeypatch.setitem(deliveries._carriers, Way.INSIDE, broken)
    document = office.issued("CV", *to_all)
    assert delivering.deliver_waiting(AT) == 1
    assert lines(document)[:2] == [("inside", "stuck"), ("mail", "sent")]


def test_the_clerk_notes_a_paper_that_was_sent(office, to_all):
    document = office.issued("CV", *to_all)
    paper = Recipient.objects.get(document_id=document.pk, way=Way.PAPER)
    issuing.paper_sent(document.uid, recipient_id=paper.pk, principal=office.who(office.clerk), at=AT)
    paper.refresh_from_db()
    assert paper.sending == "sent"


def test_a_recalled_document_goes_to_nobody_who_has_not_got_it(office, to_all):
    document = office.issued("CV", *to_all)
    issuing.recall(document.uid, reason="Ban hành nhầm", principal=office.who(office.chair), at=AT)
    assert delivering.deliver_waiting(AT) == 0


def test_the_address_in_a_mail_opens_one_recipient_only(office, to_all):
    document = office.issued("CV", *to_all)
    row = Recipient.objects.get(document_id=document.pk, way=Way.MAIL)
    assert delivering.of_token(delivering.token_of(row)) == row
    assert delivering.of_token(delivering.token_of(row)[:-2] + "xx") is None
