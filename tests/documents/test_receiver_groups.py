"""A letter to everybody of a group is one line on paper and on the page; whoever it is addressed to is "Như trên"."""

import pytest

from tests.documents.outgoing_story import AT
from tests.factories.accounts import sign_in
from tests.page_client import PageClient
from thongsuot.documents import groups, typed_recipients
from thongsuot.documents.models import Recipient
from thongsuot.documents.services import drafting
from thongsuot.documents.services.addressing import To
from thongsuot.documents.services.setting import letter_of
from thongsuot.documents.timing import local_day

pytestmark = pytest.mark.django_db
OUT = "/can-bo/van-ban/di/"
EVERYBODY = "Ủy ban nhân dân các xã, phường trong tỉnh"
ON = local_day(AT)


def group_of(office, key="xa"):
    found = groups.groups_of(office.unit.id, office.unit.province_id, ON)
    return next(one for one in found if one.key == key)


def everybody(office):
    return [To(unit.full_name, Recipient.Way.INSIDE, unit_id=unit.id) for unit in group_of(office).units]


def printed(document):
    return list(letter_of(document, AT).recipients)


def test_a_whole_group_is_one_line_under_its_right_name(office):
    department = To("Sở Tư pháp", Recipient.Way.PAPER)
    document = office.addressed(office.draft("QD"), department, *everybody(office))
    assert len(group_of(office).units) == 7
    assert printed(document) == ["Sở Tư pháp;", f"{EVERYBODY};", "Lưu: VT, KT."]


def test_when_one_of_the_group_is_missing_all_are_named(office):
    to = everybody(office)[:-1]
    document = office.addressed(office.draft("QD"), *to)
    assert printed(document) == [*(f"{one.name};" for one in to), "Lưu: VT, KT."]


def test_whoever_it_is_addressed_to_is_as_above(office):
    document = office.draft("CV")
    text = drafting.Text("phối hợp", "Kính mong.", f"- {EVERYBODY};\nSở Tư pháp")
    drafting.save(document.uid, seen=1, text=text, principal=office.who(office.drafter), at=AT)
    told = [To("Sở Tư pháp", Recipient.Way.PAPER), *everybody(office), To("Sở Nội vụ", Recipient.Way.PAPER)]
    document = office.addressed(document, *told)
    assert printed(document) == ["Như trên;", "Sở Nội vụ;", "Lưu: VT, KT."]


def test_the_province_names_its_communes_without_saying_in_the_province(office, world):
    from_above = groups.groups_of(world.province.id, world.province.id, ON)
    names = {one.key: one.name for one in from_above}
    assert names["xa"] == "Ủy ban nhân dân các xã, phường"
    assert "noi-bo" not in names


def test_what_is_folded_is_read_again_as_it_was(office):
    document = office.addressed(office.draft("QD"), *everybody(office), To("Sở Nội vụ", Recipient.Way.PAPER))
    rows = list(Recipient.objects.filter(document_id=document.pk).order_by("position"))
    where = {"unit_id": office.unit.id, "province_id": office.unit.province_id, "on": ON}
    typed = typed_recipients.written(rows, **where)
    assert typed.splitlines() == [EVERYBODY, "Sở Nội vụ (giấy)", "Lưu: VT, KT"]
    again = typed_recipients.read(typed, **where)
    assert [(one.way, one.unit_id) for one in again] == [(row.way, row.unit_id) for row in rows]


def test_the_page_folds_the_group_with_how_many_were_reached_and_opens_to_names(office):
    document = office.issued("QD", *everybody(office))
    rows = Recipient.objects.filter(document_id=document.pk, way="inside")
    rows.update(sending="sent", sent_at=AT)
    first, last = rows.order_by("pk").first(), rows.order_by("-pk").first()
    Recipient.objects.filter(pk=first.pk).update(status="01", status_at=AT)
    Recipient.objects.filter(pk=last.pk).update(sending="stuck", sent_at=None)
    page = sign_in(PageClient(), office.clerk).get(f"{OUT}{document.uid}/").content.decode()
    assert EVERYBODY in page
    assert "đã gửi 6/7, xác nhận 1/7" in page
    assert "1 nơi chưa gửi được" in page
    assert '<progress id="' in page
    for row in rows:
        assert row.name in page
