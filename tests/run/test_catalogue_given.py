"""What first start loads: the catalogue, and to whom it is given."""

from datetime import date

import pytest

from config.run import loaders
from tests.factories.procedures import file_code
from tests.factories.units import World
from thongsuot.procedures.load import reference_files
from thongsuot.procedures.selectors import assigned
from thongsuot.procedures.services import SIX

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 24)


def test_the_demo_province_offers_the_whole_catalogue_and_others_the_first_six(world: World) -> None:
    steps: list[tuple[int, int]] = []
    loaders.procedures(lambda done, total, *_label: steps.append((done, total)))
    assert assigned(world.mai_phu.id, ON) == {file_code(path) for path in reference_files()}
    assert assigned(world.ham_rong.id, ON) == set(SIX)
    assert steps == [(1, 3), (2, 3)]
    loaders.procedures(lambda *_anything: None)
    assert assigned(world.ham_rong.id, ON) == set(SIX)
