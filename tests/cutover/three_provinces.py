"""Three provinces in three installations with their packages, made once a run; tests take copies and spoil them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.cutover.provinces import work
from tests.factories.dossiers import moment
from tests.factories.installations import Installation, copied, dropped, installations, make_office, make_units
from thongsuot.common.now import frozen
from thongsuot.cutover.carrying import arriving, packing
from thongsuot.cutover.carrying.arriving import Arrived
from thongsuot.cutover.carrying.packing import Exported

LATER = moment(21, 8)
PASSPHRASE = "đi bằng đường khác với tệp"
SOURCES = {"92": "cantho", "93": "haugiang", "94": "soctrang"}


@dataclass
class House:
    """The installations by name, the codes of dossiers by province, the packages by province."""

    made: dict[str, Installation]
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    packages: dict[str, Exported] = field(default_factory=dict)

    def take_in(self, province: str, path: Path | None = None, **more: Any) -> Arrived:
        """The package of a province comes in, wherever we are."""
        package = self.packages[province]
        given = {"at": LATER, "passphrase": PASSPHRASE, "trust": package.key_fingerprint, **more}
        return arriving.receive(path or Path(package.path), **given)


@pytest.fixture(scope="session")
def house(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Three sources that have worked, their packages, and a fourth installation with nothing but the units."""
    folder = tmp_path_factory.mktemp("house")
    with django_db_blocker.unblock(), installations([*SOURCES.values(), "empty"], folder) as made:
        found = House(made)
        for number, (code, name) in enumerate(SOURCES.items()):
            with made[name].at_work(), frozen(LATER):
                make_units(made[name], 1_000_000 * (number + 1))
                # Bình gave another birth date in Sóc Trăng: nobody but a person says whether it is the same man.
                born = date(1998, 2, 5 if code == "94" else 3)
                found.codes[code] = work(make_office(made[name], code), binh_born=born)
                to = folder / f"{name}.goi"
                found.packages[code] = packing.export(province=code, to=to, at=LATER, passphrase=PASSPHRASE)
        with made["empty"].at_work():
            make_units(made["empty"], 7_000_000)
        yield found


@pytest.fixture
def copy_of(house: House, django_db_blocker: Any, tmp_path: Path) -> Iterator[Callable[..., Installation]]:
    """`copy_of("empty")`: a copy of an installation, gone after the test. The empty one gets keys and files of its own."""
    made: list[Installation] = []

    def copy(name: str) -> Installation:
        folder = tmp_path / name if name == "empty" else None
        made.append(copied(house.made[name], f"copy_{len(made)}", folder=folder))
        return made[-1]

    with django_db_blocker.unblock(), frozen(LATER):
        yield copy
        for one in made:
            dropped(one)


@pytest.fixture
def home(copy_of: Callable[..., Installation]) -> Iterator[Installation]:
    """The fourth installation; the test is in it."""
    with copy_of("empty").at_work() as one:
        yield one
