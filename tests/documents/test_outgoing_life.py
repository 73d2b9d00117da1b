"""The life of an outgoing document: drafted, checked twice, numbered with its signature, sealed, issued."""

import io

import pypdf
import pytest

from tests.documents.outgoing_story import AT
from thongsuot.common import files, journal
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed, NotFound
from thongsuot.documents import events
from thongsuot.documents.models import DocumentFile, DocumentHolding, DraftVersion, RegisterEntry, State
from thongsuot.documents.secrecy import Secret
from thongsuot.documents.services import asking_again, checking, drafting, issuing
from thongsuot.tasks.models import OpenWork, Task

pytestmark = pytest.mark.django_db


def words(document):
    (main,) = DocumentFile.objects.filter(document_id=document.pk, purpose="main", replaced_at=None)
    reader = pypdf.PdfReader(io.BytesIO(files.read_bytes(main.file)))
    return " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


def test_a_letter_goes_its_whole_way_and_carries_number_and_day(office):
    document = office.issued("CV")
    assert (document.state, document.sign) == (State.ISSUED, "01/UBND-KT")
    assert "Số: 01/UBND-KT" in words(document)
    assert "Mai Phụ, ngày 02 tháng 3 năm 2026" in words(document)
    assert "TM. ỦY BAN NHÂN DÂN CHỦ TỊCH Hồ Sỹ Tuấn" in words(document)
    entry = RegisterEntry.objects.get(document_id=document.pk)
    assert (entry.number, entry.state) == (1, "given")
    assert not DocumentHolding.objects.filter(document_id=document.pk).exists()
    assert not OpenWork.objects.filter(subject_id=document.pk, kind__startswith="document.").exists()
    verbs = [entry.verb for entry in journal.timeline(document.province_id, "document", document.pk)]
    assert verbs == [
        "drafted", "addressed", "signer_set", "sent_to_check", "content_passed", "form_passed", "signed", "sealed",
        "issued",
    ]  # fmt: skip


def test_each_stage_is_a_task_of_who_answers_for_it(office):
    document = office.issued("QD", mode="")
    kinds = list(
        Task.objects.filter(subject_id=document.pk, subject_kind="document").order_by("id").values_list("kind", "role")
    )
    assert kinds == [
        ("document.content", "unit_leader"), ("document.form", "document_clerk"), ("document.issue", "document_clerk"),
    ]  # fmt: skip


def test_no_number_is_taken_before_the_signature(office):
    document = office.to_sign()
    assert not RegisterEntry.objects.exists()
    assert document.number == ""


def test_a_signature_that_fails_keeps_its_number_for_the_next_try(office, signs):
    from thongsuot.documents.services import signing

    document = office.to_sign()
    wanted = signs.waiting[0]
    first = signing.prepare(wanted)  # the token is pulled out here
    assert signing.prepare(wanted) == first
    signs.sign(document, "person", office.who(office.chair))
    assert list(RegisterEntry.objects.values_list("number", "state")) == [(1, "given")]


def test_the_seal_comes_only_after_the_person(office, signs):
    document = office.to_sign()
    with pytest.raises(MoveNotAllowed) as refused:
        signs.sign(document, "seal", office.who(office.clerk))
    assert refused.value.code == "not_signed"


def test_nothing_is_issued_without_the_seal(office, signs):
    document = office.to_sign()
    signs.sign(document, "person", office.who(office.chair))
    with pytest.raises(MoveNotAllowed) as refused:
        issuing.issue(document.uid, principal=office.who(office.clerk), at=AT)
    assert refused.value.code == "not_sealed"


def test_whoever_saves_over_a_newer_version_is_told_and_both_versions_stay(office):
    document = office.draft()
    text = drafting.Text("phối hợp rà soát", "Bản của lãnh đạo.")
    drafting.save(document.uid, seen=1, text=text, principal=office.who(office.leader), at=AT)
    with pytest.raises(drafting.DraftChanged) as refused:
        drafting.save(document.uid, seen=1, text=text, principal=office.who(office.drafter), at=AT)
    assert refused.value.extra["revision"] == 2
    assert "vanphong" in str(refused.value.detail)
    assert DraftVersion.objects.filter(document_id=document.pk).count() == 2


def test_a_document_sent_back_says_why_and_waits_for_its_drafter(office):
    document = office.addressed(office.draft())
    checking.send_to_check(document.uid, principal=office.who(office.drafter), at=AT)
    with pytest.raises(Invalid, match="mục được chỉ ra"):
        checking.send_back(document.uid, reason=" ", principal=office.who(office.leader), at=AT)
    checking.send_back(document.uid, reason="Thiếu căn cứ", principal=office.who(office.leader), at=AT)
    document.refresh_from_db()
    assert document.state == State.DRAFTING
    assert OpenWork.objects.get(subject_id=document.pk, kind="document.draft").assignee_id == office.drafter.pk
    assert document.comments.get().text == "Thiếu căn cứ"


def test_a_signer_who_refuses_sends_it_back_and_its_number_is_kept(office, signs):
    from thongsuot.documents.services import signing

    document = office.to_sign()
    signing.prepare(signs.waiting[0])
    signs.refuse(document, "Chưa rõ nơi nhận", office.who(office.chair))
    document.refresh_from_db()
    assert document.state == State.DRAFTING
    assert signs.waiting == []
    checking.send_to_check(document.uid, principal=office.who(office.drafter), at=AT)
    checking.pass_content(document.uid, principal=office.who(office.leader), at=AT)
    checking.pass_form(document.uid, principal=office.who(office.clerk), at=AT)
    signs.sign(document, "person", office.who(office.chair))
    assert RegisterEntry.objects.get().number == 1


def test_a_document_given_up_leaves_its_number_void_with_the_reason(office, signs):
    from thongsuot.documents.services import signing

    document = office.to_sign()
    signing.prepare(signs.waiting[0])
    checking.abandon(document.uid, reason="Việc đã giải quyết xong", principal=office.who(office.drafter), at=AT)
    entry = RegisterEntry.objects.get()
    assert (entry.state, entry.void_reason) == ("void", "Việc đã giải quyết xong")
    assert signs.waiting == []
    assert office.signed().number == "02"


def test_the_form_is_not_passed_while_something_is_missing_and_all_of_it_is_named(office):
    document = office.draft("QD", body="Không có điều nào.")
    checking.send_to_check(document.uid, principal=office.who(office.drafter), at=AT)
    checking.pass_content(document.uid, principal=office.who(office.leader), at=AT)
    with pytest.raises(Invalid) as refused:
        checking.pass_form(document.uid, principal=office.who(office.clerk), at=AT)
    assert {error["field"] for error in refused.value.errors} == {"body", "recipients", "signer"}


def test_checks_belong_to_their_roles_and_the_unit(office, world):
    from tests.factories.accounts import make_official

    document = office.addressed(office.draft())
    checking.send_to_check(document.uid, principal=office.who(office.drafter), at=AT)
    with pytest.raises(Forbidden):
        checking.pass_content(document.uid, principal=office.who(office.drafter), at=AT)
    stranger = make_official(world, "la", "unit_leader", world.thach_khe)
    with pytest.raises(NotFound):
        checking.pass_content(document.uid, principal=office.who(stranger), at=AT)
    checking.pass_content(document.uid, principal=office.who(office.leader), at=AT)
    with pytest.raises(Forbidden):
        checking.pass_form(document.uid, principal=office.who(office.drafter), at=AT)


@pytest.mark.parametrize("mark", ["MẬT", "Tối mật", "TUYỆT MẬT", "Độ mật: Mật"])
def test_a_secret_document_is_refused_and_nothing_of_it_is_kept(office, mark):
    with pytest.raises(Secret) as refused:
        office.draft(body=f"{mark}\nNội dung")
    assert "bí mật nhà nước" in str(refused.value.detail)
    assert not DraftVersion.objects.exists()


def test_ordinary_words_with_the_same_letters_are_no_secret(office):
    assert office.draft(body="Giữ bí mật đời tư của công dân.\nNuôi ong lấy mật.").state == State.DRAFTING


def test_what_a_document_replaces_is_replaced_when_it_is_issued(office, signs, monkeypatch):
    heard = []
    monkeypatch.setattr(events, "_handlers", {events.Issued: [heard.append], events.Replaced: [heard.append]})
    old = office.issued("QD", mode="")
    new = issuing.follow(old.uid, kind="replaces", principal=office.who(office.drafter), at=AT)
    office.addressed(new, mode="")
    checking.send_to_check(new.uid, principal=office.who(office.drafter), at=AT)
    checking.pass_content(new.uid, principal=office.who(office.leader), at=AT)
    checking.pass_form(new.uid, principal=office.who(office.clerk), at=AT)
    old.refresh_from_db()
    assert old.state == State.ISSUED
    signs.sign(new, "person", office.who(office.chair))
    signs.sign(new, "seal", office.who(office.clerk))
    issuing.issue(new.uid, principal=office.who(office.clerk), at=AT)
    old.refresh_from_db()
    assert old.state == State.REPLACED
    assert [type(event).__name__ for event in heard] == ["Issued", "Issued", "Replaced"]


def test_a_recalled_document_asks_its_receivers_to_give_it_back(office):
    document = office.issued()
    with pytest.raises(Forbidden):
        issuing.recall(document.uid, reason="Sai", principal=office.who(office.drafter), at=AT)
    issuing.recall(document.uid, reason="Ban hành nhầm", principal=office.who(office.chair), at=AT)
    document.refresh_from_db()
    assert document.state == State.RECALLED


def test_a_seal_that_was_refused_is_asked_for_again_and_the_letter_goes_on(office, signs):
    document = office.to_sign()
    signs.sign(document, "person", office.who(office.chair))
    signs.refuse(document, "Trang hai in lệch", office.who(office.clerk))
    document.refresh_from_db()
    assert (document.state, document.comments.get().text) == (State.SIGNED, "Trang hai in lệch")
    assert asking_again.lost(document)
    again = {"uid": document.uid, "at": AT}
    with pytest.raises(Forbidden):
        asking_again.ask_again(**again, principal=office.who(office.drafter))
    asking_again.ask_again(**again, principal=office.who(office.clerk))
    assert [one.purpose for one in signs.waiting] == ["seal"]
    with pytest.raises(MoveNotAllowed, match="không xin hai lần"):
        asking_again.ask_again(**again, principal=office.who(office.clerk))
    signs.sign(document, "seal", office.who(office.clerk))
    assert issuing.issue(document.uid, principal=office.who(office.clerk), at=AT).number == "01"


def test_a_signed_letter_is_given_up_by_who_answers_for_it_and_its_number_is_spent(office, signs):
    document = office.to_sign()
    signs.sign(document, "person", office.who(office.chair))
    with pytest.raises(Forbidden):
        checking.abandon(document.uid, reason="Sai tên", principal=office.who(office.drafter), at=AT)
    checking.abandon(document.uid, reason="Sai tên", principal=office.who(office.chair), at=AT)
    document.refresh_from_db()
    assert (document.state, document.number) == (State.ABANDONED, "01")
    assert signs.waiting == []
    assert RegisterEntry.objects.get().state == "given"
    assert not OpenWork.objects.filter(subject_id=document.pk, kind__startswith="document.").exists()
    assert office.signed().number == "02"
