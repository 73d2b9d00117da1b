"""Nộp lưu: offered, checked line by line, accepted with numbers or returned with a reason."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.records.archive_world import NOW, a_file
from thongsuot.common import journal
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.records import services
from thongsuot.records.models import Fonds, HandIn, HandInDue, ObjectCopy, RecordFile, RecordState
from thongsuot.records.services import owing
from thongsuot.tasks.models import OpenWork, Task

pytestmark = pytest.mark.django_db


def open_kinds(subject_id):
    return sorted(OpenWork.objects.filter(subject_id=subject_id).values_list("kind", flat=True))


def test_opens_the_fonds_and_asks_the_archivist_to_check(archive):
    hand = archive.hand_in(a_file(1), a_file(2))
    fonds = Fonds.objects.get()
    assert (fonds.unit_id, fonds.keeper_id, fonds.began_on) == (archive.world.mai_phu.id,) * 2 + (date(2025, 7, 1),)
    assert str(hand) == "01/2026"
    task = Task.objects.get(kind="records.check")
    assert (task.role, task.subject_id, task.page) == ("archivist", hand.pk, f"/can-bo/luu-tru/nop/{hand.uid}/")
    file = RecordFile.objects.get(source_id=1)
    assert (file.state, file.number, file.years, file.expires_on) == ("offered", None, 10, date(2035, 12, 31))
    assert (file.documents, file.pages) == (2, 3)


def test_the_same_key_gives_the_same_hand_in(archive):
    first, again = archive.hand_in(a_file(1)), archive.hand_in(a_file(1), a_file(2))
    assert first.pk == again.pk
    assert RecordFile.objects.count() == 1


def test_accepts_line_by_line_with_numbers_of_the_fonds_and_wants_copies(archive):
    first, second = archive.kept(a_file(1), a_file(2))
    assert (first.number, second.number, first.state) == (1, 2, RecordState.KEPT)
    assert first.code.endswith(".000001")
    assert ObjectCopy.objects.filter(state="wanted").count() == 6  # two objects, three stores
    assert HandIn.objects.get().state == HandIn.State.CLOSED
    assert open_kinds(HandIn.objects.get().pk) == []
    assert [e.verb for e in journal.timeline(first.province_id, "record", first.pk)] == ["kept"]


def test_a_file_without_a_rule_is_kept_for_good(archive):
    [file] = archive.kept(a_file(1, rule=""))
    assert (file.rule_code, file.years, file.expires_on, file.is_permanent) == ("VV", None, None, True)


def test_returns_with_a_reason_and_takes_it_again_when_put_right(archive):
    hand = archive.hand_in(a_file(1))
    line = hand.lines.get()
    with pytest.raises(Invalid):
        services.return_line(uid=hand.uid, line=line.pk, reason=" ", principal=archive.who("luutru"), at=NOW)
    services.return_line(uid=hand.uid, line=line.pk, reason="Thiếu mục lục", principal=archive.who("luutru"), at=NOW)
    file = RecordFile.objects.get()
    assert file.state == RecordState.RETURNED
    assert open_kinds(file.pk) == ["records.mend"]
    better = a_file(1, title="Hồ sơ sửa đường, có mục lục")
    [again] = archive.kept(better, key="dot-2", at=NOW + timedelta(days=1))
    assert (again.pk, again.title, again.state) == (file.pk, better.title, RecordState.KEPT)
    assert open_kinds(file.pk) == []


def test_refuses_what_is_kept_already_and_what_waits_elsewhere(archive):
    archive.kept(a_file(1))
    with pytest.raises(MoveNotAllowed) as kept:
        archive.hand_in(a_file(1), key="dot-2")
    assert kept.value.code == "already_kept"
    archive.hand_in(a_file(2), key="dot-3")
    with pytest.raises(MoveNotAllowed) as waiting:
        archive.hand_in(a_file(2), key="dot-4")
    assert waiting.value.code == "already_offered"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title": "  "}, "title"),
        ({"ended_on": date(2027, 1, 1)}, "ended_on"),
        ({"began_on": date(2025, 12, 31)}, "began_on"),
        ({"access": "top"}, "access"),
        ({"rule": "KHONG-CO"}, "rule"),
    ],
)
def test_refuses_wrong_facts_and_writes_nothing(archive, more, field):
    with pytest.raises(Invalid) as refused, transaction.atomic():
        archive.hand_in(a_file(1, **more))
    assert [error["field"] for error in refused.value.errors] == [field]
    assert not HandIn.objects.exists()


def test_an_empty_hand_in_is_refused(archive):
    from thongsuot.records.specs import HandInPackage

    package = HandInPackage(archive.world.province.id, archive.world.mai_phu.id, "k", "t", ())
    with pytest.raises(Invalid) as refused:
        services.hand_in(package, principal=None, at=NOW)
    assert refused.value.code == "hand_in_empty"


def test_only_the_keeper_answers(archive):
    hand = archive.hand_in(a_file(1))
    given = {"uid": hand.uid, "lines": [hand.lines.get().pk], "at": NOW}
    with pytest.raises(Forbidden):
        services.accept(principal=archive.who("canbo"), **given)
    with pytest.raises(NotFound):
        services.accept(principal=archive.who("thachkhe"), **given)


def test_a_line_is_answered_once(archive):
    hand = archive.hand_in(a_file(1), a_file(2))
    line = hand.lines.first()
    services.accept(uid=hand.uid, lines=[line.pk], principal=archive.who("luutru"), at=NOW)
    with pytest.raises(MoveNotAllowed):
        services.return_line(uid=hand.uid, line=line.pk, reason="x", principal=archive.who("luutru"), at=NOW)


def test_what_is_owed_is_due_in_a_year_reminded_and_settled_by_the_hand_in(archive):
    owed = services.expect_hand_in(
        province_id=archive.world.province.id, unit_id=archive.world.mai_phu.id, source_kind="work_file", source_id=1,
        title="Hồ sơ sửa đường", page="/can-bo/viec/", ended_at=NOW - timedelta(days=350),
    )  # fmt: skip
    assert owed.due_at.date() == date(2026, 3, 25)
    assert owing.remind_of_some(NOW) == 1
    assert owing.remind_of_some(NOW) == 0
    assert open_kinds(owed.pk) == ["records.owed"]
    archive.hand_in(a_file(1))
    owed.refresh_from_db()
    assert owed.handed_in_at == NOW
    assert open_kinds(owed.pk) == []


def test_construction_is_owed_in_three_months(archive):
    owed = services.expect_hand_in(
        province_id=archive.world.province.id, unit_id=archive.world.mai_phu.id, source_kind="work_file", source_id=2,
        title="Trường mầm non", page="/", ended_at=NOW, kind="construction",
    )  # fmt: skip
    assert owed.due_at.date() == date(2026, 6, 10)


def test_a_year_without_a_calendar_is_counted_plainly_and_said_so(archive):
    owed = services.expect_hand_in(
        province_id=archive.world.province.id, unit_id=archive.world.mai_phu.id, source_kind="work_file", source_id=3,
        title="T", page="/", ended_at=NOW + timedelta(days=3000),
    )  # fmt: skip
    assert owed.by_calendar is False


def test_keeping_longer_needs_consent_and_ends_after_two_years(archive):
    owed = services.expect_hand_in(
        province_id=archive.world.province.id, unit_id=archive.world.mai_phu.id, source_kind="work_file", source_id=1,
        title="T", page="/", ended_at=NOW,
    )  # fmt: skip
    given = {"owed_id": owed.pk, "principal": archive.who("luutru"), "at": NOW}
    with pytest.raises(Invalid) as bare:
        services.keep_longer(until=date(2028, 3, 1), consent="", **given)
    assert bare.value.errors[0]["field"] == "consent"
    with pytest.raises(Invalid) as late:
        services.keep_longer(until=date(2029, 3, 11), consent="CV 12/UBND", **given)
    assert late.value.errors[0]["field"] == "until"
    assert services.keep_longer(until=date(2028, 3, 10), consent="CV 12/UBND", **given).due_at.year == 2028
    assert HandInDue.objects.get().consent == "CV 12/UBND"


def test_the_database_lets_no_permanent_file_be_disposed_of(archive):
    [file] = archive.kept(a_file(1, rule="VV"))
    with pytest.raises(IntegrityError), transaction.atomic():
        RecordFile.objects.filter(pk=file.pk).update(state="disposed", disposed_at=NOW)
