"""What a new user finds in the rooms of documents: something in every list, made once, by the verbs of the rooms."""

from datetime import datetime
from typing import Any

import pytest

from tests.factories.dossiers import moment
from tests.factories.units import World
from thongsuot.accounts.demo import ensure_demo_accounts
from thongsuot.accounts.models import User
from thongsuot.accounts.principal import principal_of
from thongsuot.common.errors import Forbidden
from thongsuot.common.journal_verify import verify
from thongsuot.common.now import frozen
from thongsuot.documents.demo import ensure_demo_documents
from thongsuot.documents.models import Direction, Document, DocumentFile, DraftComment, FileList, WorkFile
from thongsuot.records.models import HandIn, HandInDue
from thongsuot.records.retention import load as load_retention
from thongsuot.signatures.permissions import to_sign
from thongsuot.tasks.selectors import TaskFilter, open_work

pytestmark = pytest.mark.django_db
FRIDAY = moment(18, 10, month=7)


@pytest.fixture
def ready(world: World, tmp_path: Any) -> None:
    ensure_demo_accounts(tmp_path)
    load_retention()


@pytest.fixture
def at(ready: None) -> datetime:
    assert ensure_demo_documents(at=FRIDAY)
    return FRIDAY


def who(username: str) -> Any:
    return principal_of(User.objects.get(username=username).pk, FRIDAY)


def states(direction: str, unit: Any) -> set[str]:
    return set(Document.objects.filter(direction=direction, unit_id=unit.id).values_list("state", flat=True))


def test_outgoing_documents_of_the_commune_stand_at_every_step(at, world):
    assert states(Direction.OUTGOING, world.mai_phu) == {"drafting", "content_check", "form_check", "to_sign"}
    assert states(Direction.OUTGOING, world.thach_khe) == {"content_check", "to_sign"}
    assert states(Direction.OUTGOING, world.province) == {"form_check", "to_sign"}


def test_the_draft_has_two_versions_and_a_comment(at):
    [draft] = Document.objects.filter(state="drafting")
    assert (draft.revision, draft.versions.count()) == (2, 2)
    assert DraftComment.objects.filter(document=draft).count() == 1


def test_incoming_documents_of_the_commune_stand_at_every_step(at, world):
    assert states(Direction.INCOMING, world.mai_phu) == {
        "arrived", "registered", "presented", "in_hand", "done", "sent_back"
    }  # fmt: skip


def test_one_letter_is_urgent_one_due_today_one_overdue_one_came_by_mail(at, world):
    came = Document.objects.filter(direction=Direction.INCOMING, unit_id=world.mai_phu.id)
    assert came.filter(urgency__gt=0).exists()
    assert came.filter(state="in_hand", due_at__gt=at, due_at__date=at.date()).exists()
    assert came.filter(state="in_hand", due_at__lt=at).exists()
    assert came.get(state="arrived").way == "mail"
    assert DocumentFile.objects.filter(purpose=DocumentFile.Purpose.SCAN).exists()


def test_every_desk_of_the_roster_has_documents_to_work_on(at):
    names = [
        "maiphu.vanthu", "maiphu.vanphong", "maiphu.chutich", "maiphu.kinhte", "maiphu.hotich", "thachkhe.vanthu",
        "thachkhe.chutich", "thachkhe.hotich", "hatinh.vanthu", "hatinh.chutich", "maiphu.luutru",
    ]  # fmt: skip
    assert [name for name in names if not list(open_work(who(name), TaskFilter()))] == []


def test_each_chair_has_something_to_sign(at):
    for name in ("maiphu.chutich", "thachkhe.chutich", "hatinh.chutich"):
        assert to_sign(who(name)).exists(), name


def test_files_are_open_closed_and_handed_in_after_the_list_of_the_year(at, world):
    lists = {one.unit_id: one for one in FileList.objects.all()}
    assert lists[world.mai_phu.id].approved_at
    assert lists[world.thach_khe.id].approved_at is None
    own = WorkFile.objects.filter(unit_id=world.mai_phu.id)
    assert set(own.values_list("state", flat=True)) == {"open", "closed", "handed"}
    assert not [one.code for one in own if not one.items.exists() or not one.rule]
    assert HandIn.objects.filter(unit_id=world.mai_phu.id, state="open").count() == 1
    assert HandInDue.objects.filter(source_code="03/VP").exists()


def test_the_background_is_told_what_to_sign_and_send_on(ready):
    told = ensure_demo_documents(at=FRIDAY)
    assert {one.until for one in told} == {"seal", "issued", "recalled"}
    documents = Document.objects.filter(uid__in=[one.uid for one in told])
    assert set(documents.values_list("state", flat=True)) == {"to_sign"}
    assert documents.count() == len(told)


def test_a_second_start_makes_nothing_more(at):
    before = Document.objects.count()
    assert ensure_demo_documents(at=at) == []
    assert Document.objects.count() == before


def test_the_journal_holds_and_nothing_lies_in_the_future(at):
    assert not list(verify().faults)
    assert not Document.objects.filter(created_at__gt=at).exists()


@pytest.mark.parametrize(
    "start", [moment(20, 3, 17), moment(18, 12, 30, month=2, year=2026), moment(31, 23, 59, month=12, year=2026)]
)
def test_they_are_made_whenever_the_first_start_is(ready, start):
    with frozen(start):
        assert ensure_demo_documents(at=start)
    assert not Document.objects.filter(created_at__gt=start).exists()


def test_nothing_is_made_in_a_year_without_a_calendar_or_before_the_communes_began(ready):
    assert ensure_demo_documents(at=moment(7, 9, year=2199)) == []
    assert ensure_demo_documents(at=moment(2, 9, month=7, year=2025)) == []


def test_never_in_real_operation(ready, settings):
    settings.DEMO = False
    with pytest.raises(Forbidden):
        ensure_demo_documents(at=FRIDAY)
