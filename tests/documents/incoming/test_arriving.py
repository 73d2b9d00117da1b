"""Văn bản đến comes in once, whoever brings it how often, and never when it is secret."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction

from tests.factories.documents import AT, Office, a_file, a_letter, a_pdf, arrived
from thongsuot.common import journal
from thongsuot.common.errors import Forbidden, Invalid, NotFound
from thongsuot.documents.models import Document, DocumentFile, DocumentHolding, DocumentLink, IncomingKey, State
from thongsuot.documents.services import arriving
from thongsuot.tasks.models import OpenWork, Task

pytestmark = pytest.mark.django_db


def arrive(world, *, files=(), principal=None, way="axis", at=AT, unit=None, **changes):
    unit = unit or world.mai_phu
    return arriving.arrive_once(
        unit_id=unit.id, way=way, facts=a_letter(**changes), files=files, at=at, principal=principal
    )


def test_a_letter_waits_for_the_clerk_with_a_task_due_the_same_day(world):
    document = arrive(world).document
    assert (document.state, document.unit_id, document.sign) == (State.ARRIVED, world.mai_phu.id, "120/UBND-NC")
    assert DocumentHolding.objects.get(document_id=document.pk).state == State.ARRIVED
    task = Task.objects.get(subject_kind="document", subject_id=document.pk)
    assert (task.kind, task.due_at) == ("document.register", datetime(2026, 3, 2, 10, 0, tzinfo=UTC))
    [entry] = journal.timeline(document.province_id, "document", document.pk)
    assert (entry.verb, entry.data["state"], entry.data["way"]) == ("arrived", "arrived", "axis")


def test_an_urgent_letter_is_due_at_once(world):
    document = arrive(world, urgency=3).document
    assert Task.objects.get(subject_id=document.pk).due_at == datetime(2026, 3, 2, 2, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "again",
    [
        {},
        {"number": "0120"},
        {"notation": "ubnd-nc"},
        {"summary": "Về việc rà soát hộ nghèo, hộ cận nghèo"},
    ],
)
def test_the_same_letter_is_one_document(world, again):
    first = arrive(world)
    second = arrive(world, way="mail", **again)
    assert (first.new, second.new, second.document.pk) == (True, False, first.document.pk)
    assert Document.objects.count() == 1
    assert [one.verb for one in journal.timeline(world.province.id, "document", first.document.pk)] == [
        "arrived",
        "arrived_again",
    ]


@pytest.mark.parametrize("other", [{"number": "121"}, {"notation": "UBND-KT"}, {"issuer_name": "Sở Nội vụ"}])
def test_another_letter_is_another_document(world, other):
    arrive(world)
    assert arrive(world, **other).new


def test_the_same_file_under_a_mistyped_number_is_found_again(world):
    first = arrive(world, files=[a_file(a_pdf())])
    assert arrive(world, number="210", files=[a_file(a_pdf())]).document.pk == first.document.pk
    assert arrive(world, number="210", files=[a_file(a_pdf("khác"))]).new


def test_a_letter_without_number_is_known_by_its_file_only(world):
    facts = {"number": "", "notation": "", "summary": "Thư cảm ơn"}
    assert arrive(world, **facts, files=[a_file(a_pdf("a"))]).new
    assert arrive(world, **facts, files=[a_file(a_pdf("b"))]).new
    assert not arrive(world, **facts, files=[a_file(a_pdf("a"))]).new


def test_two_units_each_have_their_own(world):
    assert arrive(world).new
    assert arrive(world, unit=world.thach_khe).new


@pytest.mark.parametrize("mark", ["Mật", "TỐI MẬT", "tuyệt mật", "MAT", "toi mat", "Độ mật: Mật"])
def test_secret_documents_are_refused_and_nothing_of_them_stays(world, mark):
    with pytest.raises(Invalid, match="bí mật nhà nước") as refused:
        arrive(world, secrecy=mark)
    assert refused.value.code == "secret_document"
    assert not Document.objects.exists()


@pytest.mark.parametrize("mark", ["", "Không mật", "Thường", "Mặt trận Tổ quốc và đoàn thể", "Nội bộ"])
def test_words_that_are_no_mark_are_no_secret(world, mark):
    assert arrive(world, secrecy=mark).new


def test_what_is_missing_is_named(world):
    with pytest.raises(Invalid) as refused:
        arrive(world, summary=" ", issuer_name="", type="XX", urgency=9)
    assert [error["field"] for error in refused.value.errors] == ["summary", "issuer_name", "type", "urgency"]


def test_files_become_part_of_the_document_and_each_stands_once(world):
    same = a_file(a_pdf())
    document = arrive(world, files=[same, a_file(b"phu luc", purpose="appendix", name="phu luc.txt"), same]).document
    kept = DocumentFile.objects.filter(document=document).order_by("position")
    assert [(one.purpose, one.file.attached_at) for one in kept] == [("main", AT), ("appendix", AT)]


def test_a_person_must_be_the_clerk_of_the_unit(world):
    office, other = Office(world, world.mai_phu), Office(world, world.thach_khe, "tk")
    assert arrive(world, principal=office.clerk).new
    with pytest.raises(Forbidden):
        arrive(world, number="2", principal=office.specialist)
    with pytest.raises(NotFound):
        arrive(world, number="2", principal=other.clerk)


def test_a_letter_to_a_merged_commune_comes_to_the_new_one(world):
    assert arrive(world, unit=world.phu_luu).document.unit_id == world.mai_phu.id
    with pytest.raises(Invalid) as refused:
        arrive(world, number="7", unit=world.dai_nai)
    assert refused.value.code == "unit_not_in_force"
    assert len(refused.value.extra["successors"]) == 2


def test_a_letter_the_old_commune_had_is_known_to_the_new_one(world):
    before = datetime(2025, 6, 20, 2, 0, tzinfo=UTC)
    old = arrive(world, unit=world.phu_luu, at=before).document
    assert old.unit_id == world.phu_luu.id
    assert arrive(world).document.pk == old.pk


def test_what_it_answers_is_linked_where_the_words_fit_one_document(world):
    ours = Document.objects.create(
        province_id=world.province.id,
        unit_id=world.mai_phu.id,
        direction="out",
        type="CV",
        state="issued",
        number="15",
        notation="UBND-VP",
        summary="Báo cáo",
        issued_on=AT.date(),
        signed_at=AT,
        created_at=AT,
        closed_at=AT,
    )
    document = arrive(world, answers=("15/UBND-VP", "99/UBND-VP")).document
    links = DocumentLink.objects.filter(document=document).order_by("pk")
    assert [(one.kind, one.other_id, one.other_text) for one in links] == [
        ("answers", ours.pk, "15/UBND-VP"),
        ("answers", None, "99/UBND-VP"),
    ]


def test_the_database_refuses_the_same_letter_twice_in_a_unit(world):
    document = arrived(world)
    key = IncomingKey.objects.get(document_id=document.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        IncomingKey.objects.create(
            province_id=key.province_id,
            unit_id=key.unit_id,
            document_id=key.document_id,
            kind=key.kind,
            digest=key.digest,
        )


@pytest.mark.django_db(transaction=True)
def test_four_ways_at_once_bring_one_document(world):
    found, start = [], threading.Barrier(4)

    def come(way):
        start.wait(30)
        try:
            found.append(arrive(world, way=way).document.pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=come, args=(way,)) for way in ("paper", "mail", "axis", "inside")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(90)
    assert len(found) == 4
    assert len(set(found)) == 1
    assert OpenWork.objects.count() == 1
