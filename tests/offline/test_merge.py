"""What a counter took while the line was down becomes dossiers with the true times, once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.factories.dossiers import MONDAY_9, moment
from tests.offline.conftest import BACK_AT
from thongsuot.common import journal
from thongsuot.dossiers import aliases, receipts
from thongsuot.dossiers.models import CodeAlias, Dossier
from thongsuot.dossiers.selectors.one import dossier_for, public_progress
from thongsuot.offline.models import Arrival

pytestmark = pytest.mark.django_db


def test_becomes_a_dossier_received_at_the_true_time_with_the_code_of_that_day(counter):
    done = counter.merge(counter.sent(at=MONDAY_9))
    dossier = Dossier.objects.get(code=done.dossier_code)
    assert done.state == Arrival.State.MERGED
    assert dossier.received_at == dossier.submitted_at == MONDAY_9
    assert "-250707-" in dossier.code
    assert dossier.due_at == moment(8, 17) or dossier.due_at == moment(7, 17)
    assert dossier.received_by_id == counter.office.users["motcua1"].pk


def test_the_code_is_of_the_day_of_reception_also_when_the_line_comes_back_the_day_after(counter):
    done = counter.merge(counter.sent(at=MONDAY_9), at=moment(8, 8))
    assert "-250707-0001" in done.dossier_code


def test_the_journal_says_who_sent_it_when_from_where_and_under_which_number(counter):
    done = counter.merge(counter.sent())
    dossier = Dossier.objects.get(code=done.dossier_code)
    entries = journal.timeline(dossier.province_id, "dossier", dossier.pk)
    assert [e.verb for e in entries] == ["submitted", "received"]
    for entry in entries:
        late = entry.data["backdated"]
        assert entry.at == MONDAY_9
        assert late["entered_at"] == BACK_AT.isoformat()
        assert "nhận khi mất mạng" in late["reason"]
        assert late["offline"]["provisional"] == done.provisional
        assert late["offline"]["device"] == str(counter.device.uid)


def test_sent_again_it_is_the_same_dossier(counter):
    sent = counter.sent()
    first, second = counter.merge(sent), counter.merge(sent, at=BACK_AT + timedelta(minutes=5))
    assert first.pk == second.pk
    assert first.dossier_code == second.dossier_code
    assert Dossier.objects.count() == Arrival.objects.count() == CodeAlias.objects.count() == 1


def test_a_clock_that_is_wrong_by_a_known_time_is_put_right(counter):
    wrong = timedelta(hours=3)
    sent = counter.sent(at=MONDAY_9 - wrong, offset=wrong)
    done = counter.merge(sent, offset=wrong + timedelta(seconds=20))
    assert done.received_at == MONDAY_9
    assert done.skew_seconds == 3 * 3600


def test_the_provisional_number_finds_the_dossier_for_ever(counter):
    done = counter.merge(counter.sent())
    who = counter.office.who("motcua1")
    assert dossier_for(who, done.provisional).dossier.code == done.dossier_code
    assert dossier_for(who, done.provisional.lower()).dossier.code == done.dossier_code
    assert public_progress(done.provisional).code == done.dossier_code
    assert aliases.code_of(done.dossier_code) is None


def test_contents_leave_the_waiting_table_once_the_dossier_has_them(counter):
    done = counter.merge(counter.sent())
    done.refresh_from_db()
    assert bytes(done.content) == b""


def test_the_final_receipt_carries_the_provisional_number_too(counter):
    done = counter.merge(counter.sent())
    loaded = dossier_for(counter.office.who("motcua1"), done.dossier_code)
    assert receipts.matter_of(loaded, at=MONDAY_9).known_as == done.provisional
    assert receipts.receipt_pdf(loaded).startswith(b"%PDF")


def test_the_due_moment_that_was_printed_is_kept_or_the_difference_waits_to_be_told(counter):
    first = counter.merge(counter.sent())
    again = replace(counter.sent(), printed_due_at=first.due_at, dossier=_other_person(counter))
    same = counter.merge(again)
    assert not same.due_differs
    assert same.told_difference is None
    other = counter.merge(
        replace(counter.sent(), printed_due_at=moment(9, 17), dossier=_other_person(counter, "Hồ Thị Ba"))
    )
    assert other.due_differs
    assert other.told_difference is False


def test_a_spoilt_number_is_accounted_for(counter):
    done = counter.merge(counter.sent(void_reason="In hỏng giấy"))
    assert done.state == Arrival.State.VOID
    assert Dossier.objects.count() == 0


def _other_person(counter, name="Trần Văn Hai"):
    from tests.offline.conftest import written

    return written(applicant={"name": name})
