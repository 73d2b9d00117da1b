"""What a new user finds in the rooms of documents: something in every list, made once, by the verbs of the rooms.

One seeding serves many questions: it takes seconds.
"""

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


def who(username: str) -> Any:
    return principal_of(User.objects.get(username=username).pk, FRIDAY)


def states(direction: str, unit: Any) -> set[str]:
    return set(Document.objects.filter(direction=direction, unit_id=unit.id).values_list("state", flat=True))


def test_every_list_has_something_to_show_and_a_second_start_adds_nothing(ready, world):
    told = ensure_demo_documents(at=FRIDAY)
    _outgoing_stand_at_every_step(told, world)
    _incoming_stand_at_every_step(FRIDAY, world)
    _every_desk_has_work()
    _files_are_open_closed_and_handed_in(world)
    assert not list(verify().faults)
    assert not Document.objects.filter(created_at__gt=FRIDAY).exists()
    before = Document.objects.count()
    assert ensure_demo_documents(at=FRIDAY) == []
    assert Document.objects.count() == before


def _outgoing_stand_at_every_step(told: Any, world: World) -> None:
    """What goes beyond the signature is left to the background, which is told of it."""
    assert states(Direction.OUTGOING, world.mai_phu) == {"drafting", "content_check", "form_check", "to_sign"}
    assert states(Direction.OUTGOING, world.thach_khe) == {"content_check", "to_sign"}
    assert states(Direction.OUTGOING, world.province) == {"form_check", "to_sign"}
    [draft] = Document.objects.filter(state="drafting")
    assert (draft.revision, draft.versions.count()) == (2, 2)
    assert DraftComment.objects.filter(document=draft).count() == 1
    assert {one.until for one in told} == {"seal", "issued", "recalled"}
    mine = Document.objects.filter(uid__in=[one.uid for one in told], state="to_sign")
    assert mine.count() == len(told)
    assert Document.objects.filter(direction=Direction.OUTGOING, state="to_sign").count() > len(told)


def _incoming_stand_at_every_step(at: datetime, world: World) -> None:
    assert states(Direction.INCOMING, world.mai_phu) == {
        "arrived", "registered", "presented", "in_hand", "done", "sent_back"
    }  # fmt: skip
    came = Document.objects.filter(direction=Direction.INCOMING, unit_id=world.mai_phu.id)
    assert came.filter(urgency__gt=0).exists()
    assert came.filter(state="in_hand", due_at__gt=at, due_at__date=at.date()).exists(), "hạn hôm nay"
    assert came.filter(state="in_hand", due_at__lt=at).exists(), "quá hạn"
    assert came.get(state="arrived").way == "mail"
    assert DocumentFile.objects.filter(purpose=DocumentFile.Purpose.SCAN).exists()


def _every_desk_has_work() -> None:
    names = [
        "maiphu.vanthu", "maiphu.vanphong", "maiphu.chutich", "maiphu.kinhte", "maiphu.hotich", "thachkhe.vanthu",
        "thachkhe.chutich", "thachkhe.hotich", "hatinh.vanthu", "hatinh.chutich", "maiphu.luutru",
    ]  # fmt: skip
    assert [name for name in names if not list(open_work(who(name), TaskFilter()))] == []
    chairs = ("maiphu.chutich", "thachkhe.chutich", "hatinh.chutich")
    assert [name for name in chairs if not to_sign(who(name)).exists()] == []


def _files_are_open_closed_and_handed_in(world: World) -> None:
    lists = {one.unit_id: one for one in FileList.objects.all()}
    assert lists[world.mai_phu.id].approved_at
    assert lists[world.thach_khe.id].approved_at is None
    own = WorkFile.objects.filter(unit_id=world.mai_phu.id)
    assert set(own.values_list("state", flat=True)) == {"open", "closed", "handed"}
    assert not [one.code for one in own if not one.items.exists() or not one.rule]
    assert HandIn.objects.filter(unit_id=world.mai_phu.id, state=HandIn.State.OFFERED).count() == 1
    assert HandInDue.objects.filter(source_code="03/VP").exists()


def test_they_are_made_on_the_last_night_of_the_year_too(ready):
    start = moment(31, 23, 59, month=12, year=2026)
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
