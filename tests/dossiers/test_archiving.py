"""Closed dossiers of a year go to the archive with result, papers and journal, each once, and are found by their words."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.documents.outgoing_story import signed_by_stand_in
from tests.factories.accounts import make_official, principal_for, sign_in
from tests.factories.dossiers import Office, in_processing, moment
from tests.page_client import PageClient
from thongsuot.accounts.models import Role
from thongsuot.common import files
from thongsuot.common.errors import Forbidden, Invalid
from thongsuot.common.models import JournalEntry
from thongsuot.common.now import frozen
from thongsuot.documents.models import Document
from thongsuot.dossiers import archive_package, services
from thongsuot.dossiers.models import ArchivedDossier, ArchiveRun, DossierFile
from thongsuot.dossiers.selectors import archiving as selectors
from thongsuot.dossiers.services import archiving
from thongsuot.records import retention
from thongsuot.records import services as records
from thongsuot.records.models import HandIn, RecordFile, RecordItem
from thongsuot.records.selectors import searching

pytestmark = pytest.mark.django_db
AT, LATER = moment(7, 14), moment(7, 14) + timedelta(days=200)
PAGE = "/can-bo/ho-so/nop-luu/"


@pytest.fixture
def signs(office: Office, monkeypatch):
    retention.load()
    office.users["luutru"] = make_official(office.world, "maiphu.luutru", Role.ARCHIVIST, office.world.mai_phu)
    with signed_by_stand_in(AT, monkeypatch) as stand_in:
        yield stand_in


def closed(office: Office, signs, *, note="Không đủ căn cứ vì thiếu giấy chứng sinh", sign=True):
    code = in_processing(office)
    done = services.finish(code=code, principal=office.who("chutich"), at=AT, outcome="rejected", note=note).dossier
    for document in Document.objects.filter(subject_id=done.pk, state="to_sign"):
        if sign:
            signs.sign(document, "person", office.who("chutich"), AT)
            signs.sign(document, "seal", office.who("vanphong"), AT)
    how = {"method": "COUNTER", "taken_by": "Nguyễn Thị Lan"}
    return services.return_result(code=code, principal=office.who("motcua1"), at=AT, **how).dossier


def run_of(office: Office, *, with_unsigned=False, at=LATER) -> ArchiveRun:
    how = {"unit_id": office.world.mai_phu.id, "year": AT.year, "with_unsigned": with_unsigned, "at": at}
    run, _new = archiving.ask(**how, principal=principal_for(office.users["luutru"], at))
    return run


def handed_in(office: Office, **how) -> ArchiveRun:
    run = run_of(office, **how)
    archiving.carry_out(run.pk, clock=lambda: how.get("at", LATER))
    run.refresh_from_db()
    return run


def test_a_closed_dossier_is_a_record_with_signed_result_and_journal_by_the_rule_of_its_field(office, signs):
    dossier = closed(office, signs)
    run = handed_in(office)
    file = RecordFile.objects.get(source_kind="dossier", source_id=dossier.pk)
    assert (file.rule_code, file.source_code, str(file.ended_on)) == ("HT-HS", dossier.code, "2025-07-07")
    items = list(RecordItem.objects.filter(file=file).order_by("ordinal"))
    signed = DossierFile.objects.get(dossier_id=dossier.pk, purpose="result", replaced_at=None)
    assert (items[0].stored_id, items[0].trust, items[0].number) == (signed.file_id, "original", "01")
    assert "giấy chứng sinh" in items[0].text
    assert "Đã trả kết quả" in items[-1].text
    assert [bytes(one.id_number_hash) for one in file.people.all()] == [bytes(dossier.applicant_hash)]
    assert (run.total, run.finished_at) == (1, LATER)


def test_digest_and_counts_stand_at_the_dossier_and_in_its_journal(office, signs):
    dossier = closed(office, signs)
    handed_in(office)
    row = ArchivedDossier.objects.get(dossier_id=dossier.pk)
    assert row.problem == ""
    items = RecordItem.objects.filter(file__source_id=dossier.pk, file__source_kind="dossier").order_by("ordinal")
    assert row.digest == archive_package.digest_of([one.sha256 for one in items if one.sha256])
    assert (row.state, row.documents) == ("offered", items.count())
    entry = JournalEntry.objects.get(subject_kind="dossier", subject_id=dossier.pk, verb="archived")
    assert (entry.data["digest"], entry.data["hand_in"]) == (row.digest, row.hand_in)


def test_it_is_found_afterwards_by_a_word_in_the_result(office, signs):
    dossier = closed(office, signs, note="Không trùng khớp sổ bộ thương phế binh")
    handed_in(office)
    hand, archivist = HandIn.objects.get(), principal_for(office.users["luutru"], LATER)
    records.accept(uid=hand.uid, lines=list(hand.lines.values_list("pk", flat=True)), principal=archivist, at=LATER)
    found = searching.search(archivist, searching.Wanted(text="thuong phe binh"), LATER.date())
    assert [one.source_code for one in found] == [dossier.code]


def test_what_waits_for_its_signature_stays_behind_until_it_is_signed(office, signs):
    dossier = closed(office, signs, sign=False)
    with pytest.raises(Invalid) as refused:
        run_of(office, with_unsigned=True)
    assert refused.value.code == "nothing_to_hand_in"
    document = Document.objects.get(subject_id=dossier.pk)
    signs.sign(document, "person", office.who("chutich"), AT)
    signs.sign(document, "seal", office.who("vanphong"), AT)
    assert handed_in(office).total == 1


def test_a_result_on_paper_only_goes_when_the_unit_says_so_and_the_record_says_it(office, signs):
    signs.why_not = "chưa có chứng thư"
    dossier = closed(office, signs)
    with pytest.raises(Invalid):
        run_of(office)
    handed_in(office, with_unsigned=True)
    result = RecordItem.objects.filter(file__source_id=dossier.pk).order_by("ordinal").first()
    assert (result.trust, "bản giấy ký tay" in result.note) == ("copy", True)


def test_nothing_is_handed_in_twice_by_another_run_nor_by_two_workers(office, signs):
    for _n in range(3):
        closed(office, signs)
    run = run_of(office)
    again, new = archiving.ask(
        unit_id=run.unit_id,
        year=run.year,
        with_unsigned=False,
        principal=principal_for(office.users["luutru"], LATER),
        at=LATER,
    )
    assert (again.pk, new) == (run.pk, False)
    archiving.some(run, LATER)
    archiving.carry_out(run.pk, clock=lambda: LATER)
    assert (HandIn.objects.count(), RecordFile.objects.filter(source_kind="dossier").count()) == (1, 3)
    with pytest.raises(Invalid):
        run_of(office)


def test_a_worker_killed_in_the_middle_leaves_no_half_and_the_next_goes_on(office, signs, monkeypatch):
    for _n in range(2):
        closed(office, signs)
    run = run_of(office)
    monkeypatch.setattr(archiving.journal, "note", lambda entries: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        archiving.carry_out(run.pk, clock=lambda: LATER)
    assert not HandIn.objects.exists()
    monkeypatch.undo()
    archiving.carry_out(run.pk, clock=lambda: LATER)
    assert selectors.progress_of(run).offered == 2


def test_one_dossier_whose_file_is_gone_stops_nobody_else_and_joins_the_next_run(office, signs):
    good, bad = closed(office, signs), closed(office, signs, note="Thiếu căn cứ pháp lý")
    row = DossierFile.objects.select_related("file").get(dossier_id=bad.pk, purpose="result", replaced_at=None)
    path, aside = files.path_of(row.file.sha256), files.path_of(row.file.sha256).with_suffix(".xa")
    path.rename(aside)
    run = handed_in(office)
    progress = selectors.progress_of(run)
    assert (progress.offered, progress.refused) == (1, 1)
    [(code, problem)] = progress.problems
    assert (code, "không còn trong kho" in problem) == (bad.code, True)
    aside.rename(path)
    assert selectors.progress_of(handed_in(office)).offered == 1
    assert RecordFile.objects.filter(source_id__in=[good.pk, bad.pk]).count() == 2


def test_what_the_archive_returned_goes_again_with_the_next_run(office, signs):
    dossier = closed(office, signs)
    handed_in(office)
    hand, archivist = HandIn.objects.get(), principal_for(office.users["luutru"], LATER)
    records.return_line(uid=hand.uid, line=hand.lines.get().pk, reason="Thiếu trang", principal=archivist, at=LATER)
    handed_in(office, at=LATER + timedelta(days=1))
    assert HandIn.objects.count() == 2
    assert RecordFile.objects.get(source_id=dossier.pk).state == "offered"


def test_only_clerks_archivists_and_leaders_of_the_unit_hand_in(office, signs):
    closed(office, signs)
    for name in ("hotich", "tk_chutich"):
        with pytest.raises(Forbidden):
            archiving.ask(
                unit_id=office.world.mai_phu.id, year=AT.year, with_unsigned=False, principal=office.who(name), at=LATER
            )


def test_the_page_counts_by_field_hands_in_and_shows_how_far_it_is(office, signs):
    closed(office, signs)
    with frozen(LATER):
        client = sign_in(PageClient(), office.users["luutru"])
        words = client.get(f"{PAGE}?nam=2025").content.decode()
        assert "Nộp lưu 1 hồ sơ" in words
        answer = client.post(PAGE, {"nam": "2025"})
        run = ArchiveRun.objects.get()
        assert answer["Location"] == f"{PAGE}{run.uid}/"
        assert "Đang nộp" in client.get(answer["Location"]).content.decode()
        archiving.carry_out(run.pk, clock=lambda: LATER)
        assert "<strong>1/1</strong>" in client.get(answer["Location"]).content.decode()


def test_the_pages_cost_the_same_for_many(office, signs):
    for _n in range(4):
        closed(office, signs)
    run = handed_in(office)
    with frozen(LATER):
        client = sign_in(PageClient(), office.users["luutru"])
        client.get(PAGE)
        for address, most in ((f"{PAGE}?nam=2025", 6), (f"{PAGE}{run.uid}/", 8)):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            assert len(captured) <= most, [q["sql"][:90] for q in captured]
