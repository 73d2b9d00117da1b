"""A run of signatures: each stored alone, none twice, and what stops goes on where it stopped."""

from uuid import uuid4

import pytest
from django.db import connection

from tests.signatures.centre import PIN
from thongsuot.common import files, journal
from thongsuot.common.errors import Invalid, MoveNotAllowed, NotFound
from thongsuot.common.now import now
from thongsuot.signatures import hooks, services
from thongsuot.signatures.models import SigningRow, SigningRun
from thongsuot.signatures.services import working
from thongsuot.signatures.signing import SigningRefused, State, validate_pdf
from thongsuot.signatures.signing.trust import configured
from thongsuot.tasks.models import OpenWork
from thongsuot.tasks.selectors import TaskFilter, open_work

pytestmark = pytest.mark.django_db


def report_of(request):
    request.refresh_from_db()
    return validate_pdf(files.read_bytes(request.signed_file), at=now(), trust=configured())


def states(run):
    return list(run.rows.order_by("position").values_list("state", flat=True))


def test_many_letters_are_signed_in_one_act(desk):
    letters = [desk.wait() for _n in range(4)]
    assert OpenWork.objects.filter(kind="signature.wanted").count() == 4
    run = desk.sign(*letters)
    assert (run.state, states(run)) == ("done", ["signed"] * 4)
    assert report_of(letters[3]).state == State.VALID
    assert not OpenWork.objects.filter(kind="signature.wanted").exists()
    verbs = [one.verb for one in journal.timeline(letters[0].province_id, "signing_request", letters[0].pk)]
    assert verbs == ["signature_wanted", "signature_made"]


def test_seal_comes_after_the_person_on_the_same_file(desk):
    letter = desk.wait()
    seal = desk.wait_for_seal(letter)
    run = desk.sign(seal, by="clerk")
    assert states(run) == ["failed"]
    assert "chữ ký trước" in run.rows.get().words
    desk.sign(letter)
    assert states(desk.sign(seal, by="clerk")) == ["signed"]
    report = report_of(seal)
    assert [one.name for one in report.signatures] == ["Trần Văn Ký", "UBND xã Mai Phụ"]
    assert report.state == State.VALID


def tasks_of(desk, name):
    page = open_work(desk.principal(name), TaskFilter(kinds=("signature.wanted",)))
    return [row.subject_title for row in page.rows]


def test_the_seal_is_nobodys_task_before_the_person_has_signed(desk):
    letter = desk.wait()
    seal = desk.wait_for_seal(letter)
    assert len(tasks_of(desk, "chair")) == 1
    assert tasks_of(desk, "clerk") == []
    desk.sign(letter)
    assert tasks_of(desk, "clerk") == [seal.subject_title]
    desk.sign(seal, by="clerk")
    assert tasks_of(desk, "clerk") == []


def test_a_refused_letter_leaves_nothing_to_seal_and_asked_again_it_is_a_task_in_its_turn(desk):
    letter = desk.wait()
    desk.wait_for_seal(letter)
    services.refuse(letter, "sai tên", principal=desk.principal(), at=now())
    assert not OpenWork.objects.filter(kind="signature.wanted").exists()
    again = desk.wait(subject_id=letter.subject_id)
    seal = desk.wait_for_seal(again)
    desk.sign(again)
    services.refuse(seal, "mờ dấu", principal=desk.principal("clerk"), at=now())
    assert tasks_of(desk, "clerk") == []
    desk.wait_for_seal(again)
    assert len(tasks_of(desk, "clerk")) == 1


def test_pin_is_never_kept_in_clear_and_goes_with_the_run(desk, caplog):
    run = services.sign([desk.wait().pk], principal=desk.principal(), pin=PIN, at=now())
    run.refresh_from_db()
    assert run.pin_cipher
    assert PIN.encode() not in bytes(run.pin_cipher)
    services.carry_out(run.pk)
    run.refresh_from_db()
    assert (bytes(run.pin_cipher), run.pin_until, run.state) == (b"", None, "done")
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(args::text, '') FROM procrastinate_jobs")
        jobs = cursor.fetchone()[0] or ""
        cursor.execute("SELECT string_agg(data::text, '') FROM common_journalentry")
        assert PIN not in jobs + (cursor.fetchone()[0] or "") + caplog.text


def test_wrong_pin_is_told_at_once_and_nothing_begins(desk):
    with pytest.raises(SigningRefused) as refused:
        services.sign([desk.wait().pk], principal=desk.principal(), pin="999999", at=now())
    assert refused.value.code == "pin_wrong"
    assert not SigningRun.objects.exists()


class Killed(BaseException):
    """As a process that is no more."""


def test_worker_killed_between_signing_and_storing_signs_nothing_twice(desk, monkeypatch):
    letters = [desk.wait() for _n in range(3)]
    run = services.sign([one.pk for one in letters], principal=desk.principal(), pin=PIN, at=now())
    real, calls = working._keep, []

    def killed(*words):
        calls.append(1)
        if len(calls) == 2:
            raise Killed
        return real(*words)

    with monkeypatch.context() as patched:
        patched.setattr(working, "_keep", killed)
        with pytest.raises(Killed):
            services.carry_out(run.pk)
    assert states(run) == ["signed", "signing", "waiting"]
    assert services.carry_out(run.pk) == "", "the lease of the dead one still counts"
    SigningRun.objects.filter(pk=run.pk).update(lease_until=now())
    from thongsuot.signatures.jobs import left_runs

    assert left_runs(0) == 1
    assert states(run) == ["signed"] * 3
    assert [len(report_of(one).signatures) for one in letters] == [1, 1, 1]


def test_worker_that_lost_its_lease_stores_nothing(desk, monkeypatch):
    letter = desk.wait()
    run = services.sign([letter.pk], principal=desk.principal(), pin=PIN, at=now())
    real = working.sign_pdf

    def overtaken(pdf, **more):
        SigningRun.objects.filter(pk=run.pk).update(lease=uuid4())
        return real(pdf, **more)

    with monkeypatch.context() as patched:
        patched.setattr(working, "sign_pdf", overtaken)
        assert services.carry_out(run.pk) == ""
    letter.refresh_from_db()
    assert (letter.state, letter.signed_file) == ("waiting", None)
    SigningRun.objects.filter(pk=run.pk).update(lease_until=now())
    assert services.carry_out(run.pk) == "done"
    assert len(journal.timeline(letter.province_id, "signing_request", letter.pk)) == 2


def test_file_that_cannot_be_signed_holds_up_nobody_else(desk):
    broken = desk.wait(file_uid=None)
    good = desk.wait()
    run = desk.sign(broken, good)
    assert (run.state, sorted(states(run))) == ("done", ["failed", "signed"])
    broken.refresh_from_db()
    assert broken.state == "waiting"


def test_a_letter_stands_in_one_open_run_only(desk):
    letter = desk.wait()
    services.ask_for_approval([letter.pk], principal=desk.principal(), at=now())
    with pytest.raises(MoveNotAllowed):
        services.sign([letter.pk], principal=desk.principal(), pin=PIN, at=now())


def test_approved_on_the_telephone_by_the_same_person_only(desk):
    letter = desk.wait()
    run = services.ask_for_approval([letter.pk], principal=desk.principal(), at=now())
    with pytest.raises(NotFound):
        services.approve(run.uid, principal=desk.principal("other"), pin=PIN, at=now())
    services.approve(run.uid, principal=desk.principal(), pin=PIN, at=now())
    assert services.carry_out(run.pk) == "done"
    with pytest.raises(MoveNotAllowed):
        services.approve(run.uid, principal=desk.principal(), pin=PIN, at=now())


def test_approval_that_came_too_late_signs_nothing(desk):
    run = services.ask_for_approval([desk.wait().pk], principal=desk.principal(), at=now())
    with pytest.raises(MoveNotAllowed):
        services.approve(run.uid, principal=desk.principal(), pin=PIN, at=now() + services.running.ASKED_LIVES * 2)
    run.refresh_from_db()
    assert run.state == "cancelled"


def test_what_was_dropped_waits_in_the_queue_again(desk):
    letter = desk.wait()
    run = services.ask_for_approval([letter.pk], principal=desk.principal(), at=now())
    services.drop(run.uid, principal=desk.principal(), at=now())
    assert states(desk.sign(letter)) == ["signed"]


def test_nobody_signs_for_another(desk):
    letter = desk.wait()
    for name in ("other", "clerk"):
        with pytest.raises(NotFound):
            services.sign([letter.pk], principal=desk.principal(name), pin=PIN, at=now())


def test_person_and_seal_need_two_acts(desk):
    seal = desk.wait_for_seal(desk.wait())
    mine = desk.wait(wanted_user_id=desk.people["clerk"].pk)
    with pytest.raises(Invalid) as refused:
        services.sign([seal.pk, mine.pk], principal=desk.principal("clerk"), pin=PIN, at=now())
    assert refused.value.code == "no_certificate"


def test_refusal_needs_a_reason_and_ends_all_signatures_of_the_letter(desk):
    letter = desk.wait()
    seal = desk.wait_for_seal(letter)
    heard = []
    hooks.register("test_letter", refused=lambda request, reason, principal, at: heard.append(reason))
    try:
        with pytest.raises(Invalid):
            services.refuse(letter, "  ", principal=desk.principal(), at=now())
        with pytest.raises(NotFound):
            services.refuse(letter, "không phải tôi", principal=desk.principal("other"), at=now())
        services.refuse(letter, "Sai căn cứ", principal=desk.principal(), at=now())
    finally:
        hooks.register("test_letter")
    letter.refresh_from_db()
    seal.refresh_from_db()
    assert (letter.state, letter.reason, seal.state, heard) == ("refused", "Sai căn cứ", "cancelled", ["Sai căn cứ"])
    assert not OpenWork.objects.filter(kind="signature.wanted").exists()


def test_asking_room_prepares_and_hears_in_the_same_transaction(desk):
    seen = []
    hooks.register("test_letter", prepare=lambda request: desk.letter, done=lambda *words: seen.append(words[1].sha256))
    try:
        letter = desk.wait(file_uid=None)
        desk.sign(letter)
    finally:
        hooks.register("test_letter")
    letter.refresh_from_db()
    assert seen == [letter.signed_file.sha256]


def test_asking_room_that_refuses_takes_the_signature_back(desk):
    def no(*_words):
        raise MoveNotAllowed("Sổ văn bản đã khoá.")

    hooks.register("test_letter", done=no)
    try:
        letter = desk.wait()
        run = desk.sign(letter)
    finally:
        hooks.register("test_letter")
    letter.refresh_from_db()
    assert (letter.state, letter.signed_file) == ("waiting", None)
    assert run.rows.get().words == "Sổ văn bản đã khoá."
    assert SigningRow.objects.get().state == "failed"


def test_seal_of_a_dissolved_unit_signs_nothing_more(desk, world):
    letter = desk.wait()
    seal = desk.wait_for_seal(letter)
    desk.sign(letter)
    from thongsuot.signatures.permissions import certificates_for

    assert certificates_for(desk.principal("clerk"), seal, now()).exists()
    seal.unit_id = world.phu_luu.id  # dissolved on 1/7/2025
    assert not certificates_for(desk.principal("clerk"), seal, now()).exists()
