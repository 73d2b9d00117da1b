"""Báo sau khi chuyển: a person hears of it once, other systems of each dossier; nobody of what went back at once."""

import pytest

from tests.factories.cutover import Change, copies, merge_two
from tests.factories.dossiers import Office, in_processing, moment, submit
from thongsuot.common import feeds
from thongsuot.common.models import FeedNote, JournalEntry, Notice
from thongsuot.common.now import frozen
from thongsuot.cutover.models import Batch
from thongsuot.cutover.services.executing import Pace, execute
from thongsuot.cutover.services.telling import tell
from thongsuot.cutover.services.undoing import roll_back
from thongsuot.dossiers import notices
from thongsuot.dossiers.intake_data import Applicant
from thongsuot.dossiers.models import Dossier

pytestmark = pytest.mark.usefixtures("eve")

FRIDAY_8, FRIDAY_9, FRIDAY_15 = (moment(1, hour, month=8) for hour in (8, 9, 15))


@pytest.fixture
def change(office: Office) -> Change:
    return merge_two(office)


def read() -> dict[str, list[str]]:
    """Verbs that wait in each feed."""
    found: dict[str, list[str]] = {}
    verbs = dict(JournalEntry.objects.values_list("pk", "verb"))
    for feed, entry in FeedNote.objects.order_by("pk").values_list("feed", "entry_id"):
        found.setdefault(feed, []).append(verbs[entry])
    return found


def carried(office: Office, change: Change, *, chunk: int = 2) -> None:
    first = in_processing(office, at=moment(30, 9))
    copies(first, 4)
    other = Applicant(name="Lê Văn Bình", id_number="042098004321", phone="0987654321")
    submit(office, at=moment(30, 10), applicant=other)
    FeedNote.objects.all().delete()
    with frozen(FRIDAY_8):
        execute(change.plan, pace=Pace(chunk=chunk, rest=0))


def test_moving_itself_tells_nobody(office: Office, change: Change) -> None:
    carried(office, change)
    assert read() == {}


def test_each_person_once_and_each_dossier_once(office: Office, change: Change) -> None:
    carried(office, change)
    assert Batch.objects.count() == 3
    with frozen(FRIDAY_9):
        assert tell(FRIDAY_9) == 3
        assert tell(FRIDAY_9) == 0
    noted = read()
    assert noted[notices.FEED] == ["transferred"] * 2
    assert noted["exchange_out"] == ["transferred"] * 6


def test_the_person_reads_where_his_dossiers_are_now(office: Office, change: Change) -> None:
    office.users["lan"].email = "lan@example.vn"
    office.users["lan"].save()
    carried(office, change)
    with frozen(FRIDAY_9):
        tell(FRIDAY_9)
        notices.tell_citizens(FRIDAY_9)
    mail = Notice.objects.get(channel="mail")
    assert "Xã Mai Khê" in mail.subject
    assert "giữ nguyên" in mail.body
    codes = set(Dossier.objects.exclude(applicant_name="Lê Văn Bình").values_list("code", flat=True))
    assert all(code in mail.subject + mail.body for code in codes)


def test_nothing_new_while_what_was_noted_is_unread(
    office: Office, change: Change, monkeypatch: pytest.MonkeyPatch
) -> None:
    carried(office, change)
    monkeypatch.setattr("thongsuot.cutover.services.telling.FULL", 1)
    with frozen(FRIDAY_9):
        assert tell(FRIDAY_9) == 1
        assert tell(FRIDAY_9) == 0
        with feeds.take(notices.FEED), feeds.take("exchange_out"):
            pass
        assert tell(FRIDAY_9) == 1


def test_what_went_back_before_anybody_was_told_is_not_told(office: Office, change: Change) -> None:
    carried(office, change)
    with frozen(FRIDAY_9):
        roll_back(change.plan)
        tell(FRIDAY_9)
    assert read() == {}


def test_who_was_told_is_told_once_more_when_it_is_rolled_back(office: Office, change: Change) -> None:
    office.users["lan"].email = "lan@example.vn"
    office.users["lan"].save()
    carried(office, change)
    with frozen(FRIDAY_9):
        tell(FRIDAY_9)
        notices.tell_citizens(FRIDAY_9)
        with feeds.take("exchange_out"):
            pass
    with frozen(FRIDAY_15):
        roll_back(change.plan)
        assert tell(FRIDAY_15) == 3
        assert tell(FRIDAY_15) == 0
        noted = read()
        assert (len(noted[notices.FEED]), len(noted["exchange_out"])) == (2, 6)
        notices.tell_citizens(FRIDAY_15)
    first, second = Notice.objects.filter(channel="mail").order_by("pk")
    assert "chuyển sang Xã Mai Khê" in first.subject
    assert "trở lại Xã Mai Phụ" in second.subject
    assert "đính chính" in second.body
