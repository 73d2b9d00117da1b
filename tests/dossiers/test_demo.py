"""What whoever starts the platform for the first time finds in its lists."""

from datetime import datetime
from typing import Any

import pytest

from tests.factories.dossiers import moment
from tests.factories.procedures import load_six
from tests.factories.units import World
from thongsuot.accounts.demo import ensure_demo_accounts
from thongsuot.accounts.models import User
from thongsuot.accounts.principal import principal_of
from thongsuot.common.errors import Forbidden
from thongsuot.common.journal_verify import verify
from thongsuot.common.now import frozen
from thongsuot.dossiers.demo import ensure_demo_dossiers
from thongsuot.dossiers.models import Dossier, Status
from thongsuot.dossiers.selectors import lists
from thongsuot.tasks.selectors import TaskFilter, open_work

pytestmark = pytest.mark.django_db
FRIDAY = moment(18, 10, month=7)


@pytest.fixture
def at(world: World, tmp_path: Any) -> datetime:
    load_six(world)
    ensure_demo_accounts(tmp_path)
    assert ensure_demo_dossiers(at=FRIDAY) == Dossier.objects.count() > 0
    return FRIDAY


def who(username: str, at: datetime) -> Any:
    return principal_of(User.objects.get(username=username).pk, at)


def work_of(username: str, at: datetime) -> list[str]:
    return [row.kind for row in open_work(who(username, at), TaskFilter())]


def test_every_desk_of_the_roster_has_work(at):
    names = [
        "maiphu.motcua1",
        "maiphu.hotich",
        "maiphu.kinhte",
        "maiphu.chutich",
        "thachkhe.motcua1",
        "thachkhe.hotich",
    ]
    idle = [name for name in names if not work_of(name, at)]
    assert not idle


def test_many_states_are_there(at):
    assert set(Dossier.objects.values_list("status", flat=True)) == {
        Status.SUBMITTED,
        Status.RECEIVED,
        Status.PROCESSING,
        Status.AWAITING_SUPPLEMENT,
        Status.FINISHED,
        Status.RETURNED,
    }
    assert Dossier.objects.filter(due_at__lt=at, finished_at=None).exists(), (
        "một hồ sơ quá hạn, để thấy nó trông ra sao"
    )


def test_the_citizen_has_one_in_progress_and_one_done(at):
    own = lists.visible_dossiers(who("congdan.an", at), lists.Wanted((), (), None, ""), after=None, limit=20)
    assert sorted(row.status for row in own.rows) == [Status.PROCESSING, Status.RETURNED]


def test_one_was_received_next_door(at, world):
    next_door = Dossier.objects.filter(receiving_unit_id=world.thach_khe.id, competent_unit_id=world.mai_phu.id)
    assert next_door.count() == 1


def test_they_say_that_they_are_for_trying_out(at):
    assert all("hồ sơ dùng thử" in address for address in Dossier.objects.values_list("applicant__address", flat=True))


def test_the_journal_holds_for_them(at):
    assert not list(verify().faults)


def test_a_second_start_makes_nothing_more(at):
    before = Dossier.objects.count()
    assert ensure_demo_dossiers(at=at) == 0
    assert Dossier.objects.count() == before


@pytest.mark.parametrize(
    "start",
    [
        moment(20, 3, 17),  # a Sunday night
        moment(1, 0, 0, month=1, year=2026),  # New Year
        moment(18, 12, 30, month=2, year=2026),  # Tết, at noon
        moment(27, 7, 0, month=4, year=2026),  # the first minute of a working day
        moment(31, 23, 59, month=12, year=2026),
    ],
)
def test_they_are_made_whenever_the_first_start_is(world, tmp_path, start):
    load_six(world)
    ensure_demo_accounts(tmp_path)
    with frozen(start):
        assert ensure_demo_dossiers(at=start) == Dossier.objects.count() > 0
    assert not Dossier.objects.filter(submitted_at__gt=start).exists()


def test_nothing_is_made_in_a_year_without_a_calendar(world, tmp_path):
    load_six(world)
    ensure_demo_accounts(tmp_path)
    assert ensure_demo_dossiers(at=moment(7, 9, year=2199)) == 0


def test_never_in_real_operation(at, settings):
    settings.DEMO = False
    with pytest.raises(Forbidden):
        ensure_demo_dossiers(at=at)
