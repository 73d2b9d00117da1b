"""Digitised documents are signed with the agency's certificate after the check and before they are stored."""

import pytest
from django.db.models import F

from tests.factories.accounts import sign_in
from tests.page_client import PageClient
from tests.records.digitising import signed
from tests.records.digitising.paper import bundle, letter, picture, separator
from tests.signatures.conftest import centre, shared_centre, trusted  # noqa: F401
from tests.signatures.desk import make_desk
from tests.signatures.judged import signed_by
from thongsuot.common.errors import MoveNotAllowed
from thongsuot.common.journal import timeline
from thongsuot.common.now import now
from thongsuot.records import jobs_digitising, retention
from thongsuot.records.digitising import ocr
from thongsuot.records.digitising.marks import Kind, Mark
from thongsuot.records.digitising.services import arranging, keeping, presenting, signing
from thongsuot.records.models import RecordFile, RecordItem, ScannedDocument
from thongsuot.signatures import services
from thongsuot.signatures.models import Certificate

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(desk, monkeypatch):
    """A batch of two documents of one file; reading is not what is tried here."""
    texts = iter(["Số: 15/QĐ-UBND trang một", "Trang khác hẳn"])
    monkeypatch.setattr(
        ocr, "read", lambda source, count, folder: [ocr.Read(source.read_bytes(), next(texts)) for _n in range(count)]
    )
    sheet = picture(letter(("Một dòng.",)))
    desk.open(sample_percent=0)
    desk.take(("a.pdf", bundle(sheet)), ("b.pdf", bundle(separator(Mark(Kind.DOCUMENT)))), ("c.pdf", bundle(sheet.rotate(90, expand=True))))  # fmt: skip
    desk.read_all()
    desk.arrange()
    retention.load()
    return desk


@pytest.fixture
def sealed(read, world, centre, trusted):  # noqa: F811
    """The same, described, in a unit whose seal is there."""
    make_desk(world, centre, b"")
    signed.describe(read)
    return read


def test_the_seal_of_the_unit_stands_on_every_stored_document(sealed, tmp_path):
    assert signed.ask(sealed) == signing.Asked(2, 0)
    with pytest.raises(MoveNotAllowed) as early:
        signed.keep(sealed)
    assert early.value.code == "not_signed"
    assert signed.sign(sealed, *signed.waiting()).state == "done"
    assert signed.keep(sealed) == 1
    for item in RecordItem.objects.all():
        assert (signed_by(item.stored, tmp_path), item.trust) == (["UBND xã Mai Phụ"], "certified")
    assert RecordFile.objects.get().trust == "certified"
    verbs = [entry.verb for entry in timeline(sealed.batch.province_id, "scan_batch", sealed.batch.pk)]
    assert verbs[-5:] == ["document_signed", "document_signed", "keeping_asked", "file_kept", "batch_done"]


def test_what_broke_in_the_middle_goes_on_where_it_stopped(sealed, centre):  # noqa: F811
    signed.ask(sealed)
    first, second = signed.waiting()
    signed.sign(sealed, first)
    centre.server.failing = {"tsa"}
    assert signed.sign(sealed, second).state == "paused"
    with pytest.raises(MoveNotAllowed, match="ký số xong"):
        signed.keep(sealed)
    centre.server.failing = set()
    run = services.resume(_run(second).uid, principal=sealed.who("luutru", now()), pin=signed.PIN, at=now())
    services.carry_out(run.pk)
    assert [bool(one.signed_at) for one in signed.documents(sealed)] == [True, True]
    assert signed.keep(sealed) == 1


def _run(request):
    from thongsuot.signatures.models import SigningRow

    return SigningRow.objects.get(request_id=request.pk).run


def test_a_document_that_waits_is_not_arranged_until_it_is_withdrawn(sealed):
    signed.ask(sealed)
    signed.sign(sealed, signed.waiting()[0])
    first, second = signed.documents(sealed)
    with pytest.raises(MoveNotAllowed) as refused:
        arranging.merge(document_id=second.pk, **signed.about(sealed))
    assert refused.value.code == "sent_to_sign"
    assert signing.withdraw(file_id=first.file_id, **signed.about(sealed)) == 2
    assert signed.waiting() == []
    assert [one.stored_id for one in signed.documents(sealed)] == [None, None]
    arranging.merge(document_id=second.pk, **signed.about(sealed))
    with pytest.raises(MoveNotAllowed):
        signing.withdraw(file_id=first.file_id, **signed.about(sealed))


def test_who_refuses_says_why_and_the_document_can_be_sent_again(sealed):
    signed.ask(sealed)
    services.refuse(signed.waiting()[0], "Trang mờ", principal=sealed.who("luutru", now()), at=now())
    first, second = signed.documents(sealed)
    assert (first.refusal, first.asked_at, second.asked_at is None) == ("Trang mờ", None, False)
    assert signed.ask(sealed).asked == 1
    assert signed.documents(sealed)[0].refusal == ""


def test_a_unit_without_certificate_stores_unsigned_copies(read):
    signed.describe(read)
    with pytest.raises(MoveNotAllowed) as refused:
        signing.ask(**signed.about(read))
    assert refused.value.code == "no_certificate"
    assert signed.keep(read) == 1
    assert set(RecordItem.objects.values_list("trust", flat=True)) == {"copy"}


def test_what_was_sent_waits_even_when_the_certificate_is_gone(sealed):
    signed.ask(sealed)
    Certificate.objects.update(revoked_at=now(), revoked_why="mất thiết bị")
    with pytest.raises(MoveNotAllowed) as refused:
        signed.keep(sealed)
    assert refused.value.code == "not_signed"
    signing.withdraw(file_id=signed.documents(sealed)[0].file_id, **signed.about(sealed))
    assert signed.keep(sealed) == 1


def test_what_is_withdrawn_while_it_is_being_stored_is_not_stored(sealed, monkeypatch):
    from thongsuot.records.digitising.services import storing

    signed.ask(sealed)
    signed.sign(sealed, *signed.waiting())
    store = storing._store

    def late(*given):
        signing.withdraw(file_id=signed.documents(sealed)[0].file_id, **signed.about(sealed))
        store(*given)

    monkeypatch.setattr(storing, "_store", late)
    signed.keep(sealed)
    assert not RecordFile.objects.exists()
    assert {one.state for one in signed.documents(sealed)} == {"described"}
    assert sealed.batch.files.get().asked_at is None


def test_asking_only_asks_and_the_job_joins_and_presents(sealed):
    assert signing.ask(**signed.about(sealed)) == signing.Asked(2, 0)
    assert signed.waiting() == []
    page = sign_in(PageClient(), sealed.users["luutru"]).get(f"/can-bo/luu-tru/so-hoa/{sealed.batch.uid}/")
    assert "Đã ghép và trình ký 0/2 tài liệu" in page.content.decode()
    assert signing.ask(**signed.about(sealed)) == signing.Asked(0, 0)  # pressed twice
    assert jobs_digitising.present_scans() == 1
    assert len(signed.waiting()) == 2
    assert jobs_digitising.present_scans() == 0


def test_what_is_being_stored_already_is_not_presented(sealed):
    Certificate.objects.update(revoked_at=now(), revoked_why="chưa cấp")
    keeping.ask_to_keep(**signed.about(sealed))
    Certificate.objects.update(revoked_at=None, revoked_why="")
    with pytest.raises(MoveNotAllowed) as refused:
        signing.ask(**signed.about(sealed))
    assert refused.value.code == "nothing_ready"


def test_a_worker_that_dies_in_the_middle_leaves_the_file_to_the_next(sealed, monkeypatch):
    signing.ask(**signed.about(sealed))
    with monkeypatch.context() as broken:
        broken.setattr(presenting, "_present", lambda *given: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            presenting.present_next(clock=now)
    assert not presenting.present_next(clock=now)  # claimed by the dead one
    assert presenting.QUEUE.take_up() == 1
    assert presenting.present_next(clock=now)
    assert len(signed.waiting()) == 2


def test_what_changes_while_it_is_joined_is_joined_again(sealed, monkeypatch):
    signing.ask(**signed.about(sealed))
    real = presenting.join

    def changing(document, by_id):
        made = real(document, by_id)
        ScannedDocument.objects.filter(pk=document.pk).update(revision=F("revision") + 1)
        return made

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(presenting, "join", changing)
        assert presenting.present_next(clock=now)
    assert signed.waiting() == []
    assert presenting.present_next(clock=now)
    assert len(signed.waiting()) == 2


def test_what_cannot_be_presented_says_why_and_is_asked_again(sealed):
    signing.ask(**signed.about(sealed))
    Certificate.objects.update(revoked_at=now(), revoked_why="mất thiết bị")
    assert presenting.present_next(clock=now)
    file = sealed.batch.files.get()
    assert (file.to_sign_at, "chứng thư" in file.to_sign_problem) == (None, True)
    Certificate.objects.update(revoked_at=None, revoked_why="")
    assert signed.ask(sealed).asked == 2
    assert sealed.batch.files.get().to_sign_problem == ""


def test_a_file_that_is_withdrawn_before_the_job_comes_is_not_presented(sealed):
    signed.ask(sealed)
    services.refuse(signed.waiting()[0], "Trang mờ", principal=sealed.who("luutru", now()), at=now())
    assert signing.ask(**signed.about(sealed)).asked == 1
    assert signing.withdraw(file_id=signed.documents(sealed)[0].file_id, **signed.about(sealed)) == 1
    assert not presenting.present_next(clock=now)
    assert signed.waiting() == []
