"""Sử dụng: loans with a day to come back, citizens who read what is about them, and who sees what."""

from datetime import date, timedelta

import pytest

from tests.factories.accounts import make_citizen, make_official, principal_for
from tests.records.archive_world import NOW, a_file
from thongsuot.accounts.models import Role
from thongsuot.common import crypto, journal
from thongsuot.common.errors import Invalid, MoveNotAllowed, NotFound
from thongsuot.records import services
from thongsuot.records.models import ReadRequest
from thongsuot.records.permissions import may_open, own_files, visible_files, visible_fonds
from thongsuot.records.services import lending
from thongsuot.tasks.models import OpenWork

pytestmark = pytest.mark.django_db
LAN = "042190000011"


def lend(archive, file, **more):
    known = {"borrower_id": archive.people["canbo"].pk, "purpose": "xem lại", "due_on": date(2026, 3, 20)}
    return services.lend(**{**known, **more}, uid=file.uid, principal=archive.who("luutru"), at=NOW)


def test_a_file_has_one_borrower_at_a_time(archive):
    [file] = archive.kept()
    lend(archive, file)
    with pytest.raises(MoveNotAllowed) as out:
        lend(archive, file)
    assert out.value.code == "already_lent"
    services.bring_back(uid=file.uid, note="đủ", principal=archive.who("luutru"), at=NOW)
    lend(archive, file)
    assert [e.verb for e in journal.timeline(file.province_id, "record", file.pk)] == [
        "kept",
        "lent",
        "brought_back",
        "lent",
    ]


@pytest.mark.parametrize(
    ("more", "field"),
    [({"purpose": " "}, "purpose"), ({"due_on": date(2026, 3, 9)}, "due_on"), ({"due_on": date(2027, 1, 1)}, "due_on")],
)
def test_refuses_a_loan_without_purpose_or_with_a_wrong_day(archive, more, field):
    [file] = archive.kept()
    with pytest.raises(Invalid) as refused:
        lend(archive, file, **more)
    assert [error["field"] for error in refused.value.errors] == [field]


def test_lends_only_inside_the_unit(archive):
    [file] = archive.kept()
    with pytest.raises(Invalid) as refused:
        lend(archive, file, borrower_id=archive.people["thachkhe"].pk)
    assert refused.value.errors[0]["field"] == "borrower"


def test_what_is_late_becomes_a_task_once_and_goes_with_the_return(archive):
    [file] = archive.kept()
    lend(archive, file)
    assert lending.ask_back_some(NOW + timedelta(days=5)) == 0
    late = NOW + timedelta(days=12)
    assert (lending.ask_back_some(late), lending.ask_back_some(late)) == (1, 0)
    assert OpenWork.objects.filter(subject_id=file.pk, kind="records.overdue").count() == 1
    services.bring_back(uid=file.uid, note="", principal=archive.who("luutru", late), at=late)
    assert not OpenWork.objects.filter(subject_id=file.pk, kind="records.overdue").exists()


@pytest.fixture
def lan(archive):
    """Citizen Lan, whom the file is about."""
    return make_citizen("lan", id_number=LAN)


def about_lan(archive, **more):
    [file] = archive.kept(a_file(1, people=[crypto.lookup_hash(LAN)], **more))
    return file


def test_a_citizen_reads_what_is_about_her_after_it_was_granted(archive, lan):
    file, who = about_lan(archive), principal_for(lan, NOW)
    assert list(own_files(who)) == [file]
    with pytest.raises(NotFound):
        services.view_item(uid=file.uid, ordinal=1, principal=who, at=NOW)
    with pytest.raises(Invalid):
        services.ask_to_read(uid=file.uid, reason=" ", principal=who, at=NOW)
    request = services.ask_to_read(uid=file.uid, reason="Làm thừa kế", principal=who, at=NOW)
    with pytest.raises(MoveNotAllowed):
        services.ask_to_read(uid=file.uid, reason="Làm thừa kế", principal=who, at=NOW)
    assert OpenWork.objects.filter(subject_id=file.pk, kind="records.read").count() == 1
    services.answer_request(uid=request.uid, granted=True, answer="", principal=archive.who("luutru"), at=NOW)
    assert services.view_item(uid=file.uid, ordinal=1, principal=who, at=NOW).ordinal == 1
    assert [e.verb for e in journal.timeline(file.province_id, "record", file.pk)][-1] == "viewed"
    with pytest.raises(NotFound):
        services.view_item(uid=file.uid, ordinal=1, principal=who, at=NOW + timedelta(days=16))


def test_a_refusal_needs_a_reason_and_is_told(archive, lan):
    file, who = about_lan(archive), principal_for(lan, NOW)
    request = services.ask_to_read(uid=file.uid, reason="xem", principal=who, at=NOW)
    given = {"uid": request.uid, "granted": False, "principal": archive.who("luutru"), "at": NOW}
    with pytest.raises(Invalid):
        services.answer_request(answer="", **given)
    services.answer_request(answer="Hồ sơ đang thanh tra", **given)
    assert ReadRequest.objects.get().state == "refused"
    with pytest.raises(NotFound):
        services.view_item(uid=file.uid, ordinal=1, principal=who, at=NOW)


def test_another_citizen_finds_nothing(archive, lan):
    file = about_lan(archive)
    other = principal_for(make_citizen("binh", id_number="042090000012"), NOW)
    nobody = principal_for(make_citizen("vo-danh"), NOW)
    for who in (other, nobody):
        assert not own_files(who).exists()
        with pytest.raises(NotFound):
            services.ask_to_read(uid=file.uid, reason="xem", principal=who, at=NOW)


def test_who_sees_what_by_access_level_and_unit(archive):
    open_one, closed_one = archive.kept(a_file(1), a_file(2, access="restricted"))
    seen = {name: set(visible_files(archive.who(name))) for name in archive.people}
    assert seen["luutru"] == seen["chutich"] == seen["lanhdao"] == {open_one, closed_one}
    assert seen["canbo"] == {open_one}
    assert seen["thachkhe"] == set()
    assert not may_open(archive.who("canbo"), closed_one)
    auditor = principal_for(make_official(archive.world, "thanhtra", Role.AUDITOR, archive.world.province), NOW)
    assert set(visible_files(auditor)) == {open_one, closed_one}
    assert not may_open(auditor, open_one)
    assert visible_fonds(auditor).count() == 1


def test_an_official_opens_a_document_and_the_view_is_journalled(archive):
    [file] = archive.kept()
    services.view_item(uid=file.uid, ordinal=1, principal=archive.who("canbo"), at=NOW)
    assert journal.timeline(file.province_id, "record", file.pk)[-1].verb == "viewed"
    with pytest.raises(NotFound):
        services.view_item(uid=file.uid, ordinal=2, principal=archive.who("canbo"), at=NOW)  # paper only
    with pytest.raises(NotFound):
        services.view_item(uid=file.uid, ordinal=1, principal=archive.who("thachkhe"), at=NOW)


def test_who_checks_a_hand_in_opens_its_documents_before_they_are_accepted(archive):
    file = archive.hand_in().lines.get().file
    assert services.view_item(uid=file.uid, ordinal=1, principal=archive.who("luutru"), at=NOW).ordinal == 1
    with pytest.raises(NotFound):
        services.view_item(uid=file.uid, ordinal=1, principal=archive.who("canbo"), at=NOW)
