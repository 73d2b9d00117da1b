"""A package comes in twice, a later one comes behind it, an import is killed, another is taken back."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from tests.cutover.three_provinces import LATER, PASSPHRASE, House
from tests.factories.dossiers import Office
from tests.factories.installations import Installation
from thongsuot.accounts.models import User
from thongsuot.accounts.principal import principal_of
from thongsuot.common import journal
from thongsuot.common.errors import MoveNotAllowed
from thongsuot.common.journal_verify import verify
from thongsuot.common.models import JournalEntry
from thongsuot.cutover.carrying import arriving, packing, rows, undoing
from thongsuot.cutover.models import CarriedEntry, Identity, Package, PackagePart
from thongsuot.dossiers import services
from thongsuot.dossiers.models import Dossier, Holding
from thongsuot.payments.models import Receipt
from thongsuot.tasks.models import OpenWork, Task

DAY_LATER = LATER + timedelta(days=1)
TABLES = (Dossier, Holding, Task, OpenWork, Receipt, User, JournalEntry, CarriedEntry, Identity)


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in TABLES}


def later_package(house: House, source: Installation, to: Path) -> Path:
    """One more day of work in Hậu Giang: the open dossier is finished, another comes in; and its package."""
    assert source.office is not None
    office: Office = source.office
    code = house.codes["93"]["open"]
    with source.at_work():
        at = LATER + timedelta(hours=1)
        services.complete_step(code=code, principal=office.who("hotich", at), at=at, step="verify", decision="pass")
        services.finish(code=code, principal=office.who("chutich", at), at=at, outcome="granted")
        packing.export(province="93", to=to, at=DAY_LATER, passphrase=PASSPHRASE)
    return to


def test_the_same_package_again_changes_nothing(house: House, home: Installation) -> None:
    house.take_in("93")
    before = counts()
    again = house.take_in("93")
    assert (again.state, counts()) == (Package.State.IMPORTED, before)
    assert Package.objects.count() == 1


def test_a_later_package_brings_what_changed_and_takes_away_what_is_done(
    house: House, home: Installation, copy_of: Callable[[str], Installation], tmp_path: Path
) -> None:
    house.take_in("93")
    code = house.codes["93"]["open"]
    assert OpenWork.objects.filter(subject_id=Dossier.objects.get(code=code).pk).exists()
    path = later_package(house, copy_of("haugiang"), tmp_path / "later.goi")
    done = house.take_in("93", path)
    assert (done.state, done.problems) == (Package.State.IMPORTED, [])
    dossier = Dossier.objects.get(code=code)
    assert dossier.status == "FINISHED"
    assert OpenWork.objects.filter(subject_id=dossier.pk).values_list("role", flat=True).get() == "counter_clerk"
    verbs = [entry.verb for entry in journal.timeline(dossier.province_id, "dossier", dossier.pk)]
    assert verbs[-1] == "finished"
    assert Dossier.objects.count() == 5
    assert verify().faults == []


def test_a_dry_run_writes_nothing_and_says_how_many_nobody_has_decided(house: House, home: Installation) -> None:
    house.take_in("93")
    before = counts()
    done = house.take_in("94", dry_run=True)
    assert (done.waiting, done.problems, counts()) == (1, [], before)
    assert done.counts["dossiers.dossier"]["new"] == 5
    assert Package.objects.count() == 1


def test_an_older_package_after_a_newer_one_is_refused(
    house: House, home: Installation, copy_of: Callable[[str], Installation], tmp_path: Path
) -> None:
    house.take_in("93", later_package(house, copy_of("haugiang"), tmp_path / "later.goi"))
    with pytest.raises(MoveNotAllowed) as refused:
        house.take_in("93")
    assert refused.value.code == "package_older"


@pytest.mark.parametrize("killed_at", [40, 90, 120])
def test_an_import_that_was_killed_goes_on_where_it_stopped(
    house: House, home: Installation, monkeypatch: pytest.MonkeyPatch, killed_at: int
) -> None:
    real, done = arriving._Import.part, []

    def part(self, step, name, do):
        done.append((step, name))
        if len(done) == killed_at:

            def half() -> dict:
                do()
                raise KeyboardInterrupt

            return real(self, step, name, half)
        return real(self, step, name, do)

    with monkeypatch.context() as patch:
        patch.setattr(arriving._Import, "part", part)
        with pytest.raises(KeyboardInterrupt):
            house.take_in("93")
    before = PackagePart.objects.count()
    assert before == killed_at - 1
    finished = house.take_in("93")
    assert (finished.state, finished.problems, Dossier.objects.count()) == (Package.State.IMPORTED, [], 5)
    assert verify().faults == []


def test_a_crash_that_emptied_the_staging_tables_reads_the_package_again(
    house: House, home: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(rows, "write", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            house.take_in("93")
    package = Package.objects.get()
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE stage_{package.pk}_dossiers_dossier")
        cursor.execute(f"DROP TABLE stage_{package.pk}_tasks_task")
    assert house.take_in("93").problems == []
    assert (Dossier.objects.count(), Task.objects.count() > 0) == (5, True)


def test_an_import_is_taken_back_whole_and_may_come_again(house: House, home: Installation) -> None:
    empty = counts()
    house.take_in("93")
    full = counts()
    undoing.take_back(Package.objects.get(), by_id=None, at=LATER)
    after = counts()
    assert {name for name in after if after[name] != empty[name]} == {"JournalEntry", "Identity"}
    assert verify().faults == []
    assert house.take_in("93").problems == []
    again = counts()
    assert {name: again[name] for name in again if name != "JournalEntry"} == {
        name: full[name] for name in full if name != "JournalEntry"
    }
    assert verify().faults == []


def test_an_import_on_which_something_builds_is_not_taken_back(house: House, home: Installation) -> None:
    house.take_in("93")
    user = User.objects.get(username="maiphu.hotich")
    principal = principal_of(user.pk, LATER)
    assert principal is not None
    services.complete_step(
        code=house.codes["93"]["open"], principal=principal, at=LATER, step="verify", decision="pass"
    )
    before = counts()
    with pytest.raises(MoveNotAllowed) as refused:
        undoing.take_back(Package.objects.get(), by_id=None, at=LATER)
    assert refused.value.code == "package_built_on"
    assert counts() == before
