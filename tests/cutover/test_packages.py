"""Three provinces come together: packages of three installations are taken in by a fourth, and nothing is lost."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.cutover.provinces import work
from tests.factories.dossiers import moment
from tests.factories.installations import installations, make_office, make_units
from thongsuot.common.journal_verify import verify
from thongsuot.common.now import frozen
from thongsuot.cutover.carrying import arriving, packing
from thongsuot.dossiers.models import Dossier

LATER = moment(20, 8)
PASSPHRASE = "đi bằng đường khác với tệp"
SOURCES = {"92": "cantho", "93": "haugiang", "94": "soctrang"}


@pytest.fixture(scope="module")
def house(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Any]]:
    """Three sources at work, their packages, and an empty home."""
    folder = tmp_path_factory.mktemp("house")
    with django_db_blocker.unblock(), installations([*SOURCES.values(), "home"], folder) as made, frozen(LATER):
        codes, packages = {}, {}
        for number, (code, name) in enumerate(SOURCES.items()):
            with made[name].at_work():
                make_units(made[name], 1_000_000 * (number + 1))
                codes[code] = work(make_office(made[name], code), binh_born=date(1998, 2, 3 + (code == "94")))
                packages[code] = packing.export(
                    province=code, to=folder / f"{name}.goi", at=LATER, passphrase=PASSPHRASE
                )
        with made["home"].at_work():
            make_units(made["home"], 7_000_000)
        yield {"made": made, "codes": codes, "packages": packages, "folder": folder}


def test_a_package_is_taken_in(house: dict[str, Any]) -> None:
    with house["made"]["home"].at_work():
        for code in SOURCES:
            one = house["packages"][code]
            done = arriving.receive(
                Path(one.path), at=LATER, passphrase=PASSPHRASE, trust=one.key_fingerprint, say=print
            )
            print(done)
        print(Dossier.objects.count(), verify())
