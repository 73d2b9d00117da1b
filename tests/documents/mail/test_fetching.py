"""Đọc hộp thư trên máy chủ thật: once, in order, marked only when kept; whatever breaks, nothing is lost or taken twice."""

import contextlib
from datetime import date, timedelta

import pytest
from django.db import DataError, transaction

from tests.documents.mail.letters import a_bounce, a_letter, an_auto_reply, signed_wrapper, with_files
from thongsuot.common import files, journal
from thongsuot.common.models import Notice, StoredFile
from thongsuot.documents import imap
from thongsuot.documents.jobs_mail import fetch_mail, look_into_mailboxes
from thongsuot.documents.models import Document, DocumentFile, MailArrival, Mailbox
from thongsuot.documents.services import fetching_mail, mail_taking, mailboxes

pytestmark = pytest.mark.django_db


def test_new_letters_become_documents_once_and_are_marked(post):
    post.put(with_files(20, 1), a_letter(2), signed_wrapper(with_files(1, 3), 3))
    assert post.fetch() == 3
    assert sorted(Document.objects.values_list("way", "number")) == [("mail", "1"), ("mail", "2"), ("mail", "3")]
    first = Document.objects.get(number="1")
    assert DocumentFile.objects.filter(document=first).exclude(purpose="envelope").count() == 20
    assert all(b"\\Seen" in flags and b"ThongSuot" in flags for flags in post.flags())
    assert post.fetch() == 0
    post.put(a_letter(4))
    assert post.fetch() == 1
    assert (Document.objects.count(), post.box.problem, post.box.next_uid) == (4, "", 5)


def test_the_same_letter_twice_is_one_document(post):
    post.put(a_letter(1), a_letter(1))
    assert post.fetch() == 1
    assert post.results() == [("taken", ""), ("known", "")]
    assert Document.objects.count() == 1


def test_letters_from_before_the_first_day_stay_unread(post):
    post.connect(since=post.at.date())
    with post.line() as line:
        line.append("INBOX", "", '"01-Feb-2026 08:00:00 +0700"', a_letter(1).as_bytes())
    post.put(a_letter(2))
    assert post.fetch() == 1
    assert [b"\\Seen" in flags for flags in post.flags()] == [False, True]


def test_an_earlier_first_day_brings_the_older_letters_too_and_none_twice(post):
    post.connect(since=post.at.date())
    with post.line() as line:
        line.append("INBOX", "", '"01-Feb-2026 08:00:00 +0700"', a_letter(1).as_bytes())
    post.put(a_letter(2))
    assert (post.fetch(), post.box.next_uid) == (1, 3)
    post.connect(since=date(2026, 1, 1), password="")
    assert post.fetch() == 1
    assert post.results() == [("taken", ""), ("taken", "")]
    assert (post.fetch(), Document.objects.count(), post.box.next_uid) == (0, 2, 3)


def test_what_cannot_be_a_document_is_laid_aside_with_its_reason(post):
    broken = b"Subject: =?utf-8?q?Kh=C3=B4ng_ng=C6=B0=E1=BB=9Di_g=E1=BB=ADi?=\r\n\r\nx"
    post.put(broken, an_auto_reply(), a_letter(3))
    assert post.fetch() == 1
    assert post.results() == [("aside", "mail_unreadable"), ("aside", "mail_automatic"), ("taken", "")]
    row = MailArrival.objects.get(reason="mail_unreadable")
    assert (row.subject, files.read_bytes(row.file)) == ("Không người gửi", broken)
    told = [e.verb for e in journal.timeline(post.box.province_id, "mailbox", post.box.pk)]
    assert told == ["connected", "letter_aside", "letter_aside"]
    assert not Notice.objects.exists()


def test_a_secret_letter_is_not_stored_and_its_sender_is_told_why(post):
    post.put(a_letter(1, Subject="MẬT: phương án diễn tập"))
    assert post.fetch() == 0
    row = MailArrival.objects.get()
    assert (row.reason, row.subject, row.file) == ("secret_document", "", None)
    assert not StoredFile.objects.exists()
    notice = Notice.objects.get()
    assert (notice.address, notice.params["answers"]) == ("snv@hatinh.example", "<1@snv.example>")
    assert "phương án" not in notice.body + notice.subject
    assert "Luật Bảo vệ bí mật nhà nước" in notice.body


def test_a_secret_letter_of_a_program_is_refused_without_a_word(post):
    post.put(a_letter(1, Subject="TỐI MẬT", **{"Auto-Submitted": "auto-generated"}))
    post.fetch()
    assert post.results() == [("aside", "secret_document")]
    assert not Notice.objects.exists()


def test_a_huge_letter_stays_on_the_server_and_is_named(post, settings):
    settings.MAIL_LIMIT_BYTES = 3_000
    post.put(with_files(30, 1), a_letter(2))
    assert post.fetch() == 1
    row = MailArrival.objects.get(result="aside")
    assert (row.reason, row.sender, row.file) == ("mail_too_large", "snv@hatinh.example", None)
    assert row.size > 3_000
    assert "Công văn 1/SNV-CCHC" in row.subject


def test_nothing_of_a_secret_letter_is_kept_however_it_cannot_be_read(post, settings):
    settings.MAIL_LIMIT_BYTES = 3_000
    large = with_files(30, 1).replace(b"Subject: ", b"Subject: =?utf-8?b?TeG6rFQ=?= : ", 1)
    broken = b"From: snv@hatinh.example\r\nSubject: =?utf-8?b?VOG7kEkgTeG6rFQ6?= x\r\nContent-Type: application/pkcs7-mime\r\n\r\nx"
    post.put(large, broken)
    assert post.fetch() == 0
    assert post.results() == [("aside", "secret_document")] * 2
    assert set(MailArrival.objects.values_list("subject", "file")) == {("", None)}
    assert not StoredFile.objects.exists()


def test_a_server_that_goes_away_in_the_middle_loses_and_doubles_nothing(post, bad_line):
    post.put(*(with_files(4, number) for number in range(1, 7)))
    address = f"imaps://localhost:{bad_line.port}"
    post.settings.MAIL_SERVERS = [address]
    post.connect(server=address)
    cuts = 0
    for cut_after in (4_000, 9_000, 13_000, 17_000):
        bad_line.cut_after = cut_after
        post.fetch(minutes=120)
        cuts += post.box.problem == "away"
    assert cuts >= 2
    assert post.box.failures or Document.objects.count() == 6
    bad_line.cut_after = None
    post.fetch(minutes=120)
    assert sorted(Document.objects.values_list("number", flat=True)) == list("123456")
    assert [result for result, _reason in post.results()] == ["taken"] * 6
    assert all(b"ThongSuot" in flags for flags in post.flags())
    assert (post.box.problem, post.box.failures) == ("", 0)


def test_a_worker_that_dies_before_the_mark_marks_next_time(post, monkeypatch):
    post.put(a_letter(1), a_letter(2))

    def dies(*_words):
        raise SystemExit

    with monkeypatch.context() as patched, contextlib.suppress(SystemExit):
        patched.setattr("thongsuot.documents.imap.Inbox.mark", dies)
        post.fetch()
    assert post.results() == [("taken", "")]
    assert post.fetch() == 0  # its lease still holds
    assert post.fetch(minutes=11) == 1
    assert post.results() == [("taken", ""), ("taken", "")]
    assert all(b"ThongSuot" in flags for flags in post.flags())
    assert not MailArrival.objects.filter(marked_at=None).exists()


def test_nothing_is_marked_when_it_could_not_be_kept(post, monkeypatch):
    post.put(a_letter(1))
    with monkeypatch.context() as patched:
        patched.setattr(mail_taking, "keep", _full_disk)
        with pytest.raises(OSError, match="đầy"):
            post.fetch()
    assert not MailArrival.objects.exists()
    assert not Document.objects.exists()
    assert [b"\\Seen" in flags for flags in post.flags()] == [False]
    assert post.fetch(minutes=11) == 1


def test_a_letter_the_database_does_not_take_waits_aside_and_holds_up_no_other(post, monkeypatch):
    post.put(a_letter(1), a_letter(2))
    take = mail_taking.take_letter

    def refusing(letter, *given, **more):
        if letter.facts.number == "1":
            raise DataError("giá trị quá dài")
        return take(letter, *given, **more)

    monkeypatch.setattr(mail_taking, "take_letter", refusing)
    assert post.fetch() == 1
    assert post.results() == [("aside", "mail_fault"), ("taken", "")]


def test_a_slow_mailbox_keeps_its_lease_and_a_disconnected_one_is_left_at_once(post, monkeypatch):
    post.put(*(a_letter(number) for number in range(1, 5)))
    held, mark = [], imap.Inbox.mark

    def slowly(inbox, uid):
        post.at += timedelta(minutes=6)
        held.append(Mailbox.objects.get().next_look_at > post.at)
        if uid == 3:
            mailboxes.disconnect(uid=post.box.uid, principal=post.office.clerk, at=post.at)
        return mark(inbox, uid)

    monkeypatch.setattr(imap.Inbox, "mark", slowly)
    assert post.fetch() == 3
    assert held == [True] * 3


def _full_disk(*_words):
    raise OSError("ổ đĩa đầy")


def test_a_refused_password_waits_long_and_says_so(post):
    post.put(a_letter(1))
    post.server.let_in(post.name, "đã đổi")
    assert post.fetch() == 0
    assert (post.box.problem, post.box.failures) == ("refused", 1)
    assert (post.box.next_look_at - post.at).seconds == 15 * 60
    post.connect(password="đã đổi")
    assert post.fetch() == 1
    assert (post.box.problem, Mailbox.objects.count()) == ("", 1)


def test_a_server_nobody_vouches_for_or_that_is_not_allowed_gets_no_password(post):
    post.settings.MAIL_ROOTS = ""
    post.fetch()
    assert (post.box.problem, "CERTIFICATE" in post.box.problem_words) == ("away", True)
    post.settings.MAIL_SERVERS = ["imaps://thu-khac.example"]
    post.fetch(minutes=10)
    assert post.box.problem == "forbidden"


def test_starttls_is_as_good(post):
    address = f"imap+starttls://localhost:{post.server.plain_port}"
    post.settings.MAIL_SERVERS = [address]
    post.put(a_letter(1))
    post.connect(server=address)
    assert post.fetch() == 1


def test_a_mailbox_that_is_numbered_anew_brings_nothing_twice(post):
    post.put(a_letter(1), an_auto_reply())
    post.fetch()
    Mailbox.objects.update(validity=1)  # as if the server had been built anew
    MailArrival.objects.update(validity=1)
    assert post.fetch() == 0
    assert post.results() == [("taken", ""), ("aside", "mail_automatic"), ("known", ""), ("known", "mail_automatic")]
    assert (Document.objects.count(), post.fetch()) == (1, 0)


def test_a_letter_that_did_not_arrive_is_noted_on_its_notice(post):
    notice = Notice.objects.create(
        province_id=post.box.province_id, subject_kind="document", subject_id=1, key="document-1-registered",
        event="document_received", channel="mail", address="snv@hatinh.example", subject="x", body="x", state="sent",
        attempts=1, made_at=post.at, sent_at=post.at, next_try_at=post.at,
    )  # fmt: skip
    post.put(a_bounce(f"<thong-bao-{post.box.province_id}-document-1-registered-mail@localhost>"))
    post.fetch()
    notice.refresh_from_db()
    assert (notice.state, notice.cause, notice.needs_person) == ("undeliverable", "address", True)


def test_more_than_a_handful_comes_in_several_looks(post, monkeypatch):
    monkeypatch.setattr(fetching_mail, "AT_ONCE", 2)
    post.put(*(a_letter(number) for number in range(1, 6)))
    assert [post.fetch(minutes=0 if n else 1) for n in range(4)] == [2, 2, 1, 0]


def test_the_job_lines_up_one_job_a_mailbox(post):
    from thongsuot.common.now import now

    Mailbox.objects.update(next_look_at=now())
    with transaction.atomic():
        assert look_into_mailboxes(0) == 1
        assert look_into_mailboxes(0) == 1  # the job waits already
    post.put(a_letter(1))
    assert fetch_mail(post.box.pk) == 1
