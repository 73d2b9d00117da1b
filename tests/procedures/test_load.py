"""Loading the catalogue: again and again, a change before use, a change after use, a version that follows."""

import uuid
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml

from tests.factories.procedures import BIRTH, SIX_UNITS, load_six, six_files
from thongsuot.common.stamps import current
from thongsuot.dossiers.models import Dossier
from thongsuot.procedures.load import CatalogueRefused, load_catalogue, reference_files
from thongsuot.procedures.models import ProcedureVersion, UnitProcedure
from thongsuot.procedures.selectors import assigned, version_by_id, version_in_force
from thongsuot.procedures.services import assign

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 24)


@pytest.fixture
def six(world):
    """A fresh world per test: here the catalogue is changed."""
    load_six(world)
    return world


def written(folder: Path, name: str = f"{BIRTH}.yaml", **changes) -> Path:
    """The birth file with something changed."""
    source = yaml.safe_load(next(p for p in reference_files() if p.name == f"{BIRTH}.yaml").read_text("utf-8"))
    path = folder / name
    path.write_text(yaml.safe_dump(source | changes, allow_unicode=True), "utf-8")
    return path


def test_loads_all_files_once_and_then_nothing(db):
    number = len(reference_files())
    first = load_catalogue()
    stamp = current()["catalogue"]
    second = load_catalogue()
    assert len(first.added) == number
    assert (second.added, second.replaced, len(second.unchanged)) == ([], [], number)
    assert second.codes == sorted(first.added)
    assert not second.changed
    assert current()["catalogue"] == stamp


def test_changed_file_replaces_a_version_that_nobody_uses(db, tmp_path):
    load_catalogue(six_files())
    report = load_catalogue([written(tmp_path, short_name="Khai sinh cho trẻ")])
    assert report.replaced == [BIRTH]
    assert version_in_force(BIRTH, ON).short_name == "Khai sinh cho trẻ"
    assert ProcedureVersion.objects.filter(procedure__code=BIRTH).count() == 1


def test_changed_file_is_refused_when_a_dossier_uses_the_version(six, tmp_path):
    used = version_in_force(BIRTH, ON)
    at = datetime(2025, 7, 7, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
    Dossier.objects.create(
        province_id=six.province.id,
        uid=uuid.uuid4(),
        code="H27.18583-250707-0001",
        version_id=used.id,
        channel="DIRECT",
        status="SUBMITTED",
        receiving_unit_id=six.mai_phu.id,
        competent_unit_id=six.mai_phu.id,
        applicant_name="Nguyễn Thị Lan",
        applicant_bare="nguyen thi lan",
        submitted_at=at,
    )
    with pytest.raises(CatalogueRefused, match="đã có hồ sơ dùng") as refused:
        load_catalogue([written(tmp_path, short_name="Khác")])
    assert refused.value.code == "version_in_use"
    assert version_by_id(used.id).short_name == "Đăng ký khai sinh"


def test_later_version_ends_the_one_before(db, tmp_path):
    load_catalogue(six_files())
    start = date(2027, 3, 1)
    load_catalogue(
        [written(tmp_path, f"{BIRTH}-2027.yaml", valid={"from": start}, short_name="Khai sinh theo luật mới")]
    )
    assert version_in_force(BIRTH, date(2027, 2, 28)).short_name == "Đăng ký khai sinh"
    assert version_in_force(BIRTH, start).short_name == "Khai sinh theo luật mới"


def test_earlier_file_read_later_ends_where_the_next_begins(db, tmp_path):
    later = written(tmp_path, f"{BIRTH}-2027.yaml", valid={"from": date(2027, 3, 1)})
    load_catalogue([later])
    load_catalogue(six_files())
    assert version_in_force(BIRTH, ON).valid_to == date(2027, 3, 1)


def test_process_that_ends_without_a_signature_is_refused_and_nothing_written(db, tmp_path):
    step = {"key": "a", "name": "Xem", "role": "specialist", "product": "x"}
    with pytest.raises(CatalogueRefused, match="không phải bước ký"):
        load_catalogue([written(tmp_path, process={"certainty": "proposed", "steps": [step]})])
    assert not ProcedureVersion.objects.exists()


def test_field_nobody_understands_is_refused(db, tmp_path):
    section = {"key": "a", "title": "A", "fields": [{"path": "x", "label": "X", "kind": "hologram"}]}
    with pytest.raises(ValueError, match="hologram"):
        load_catalogue([written(tmp_path, form={"sections": [section]})])


def test_assigns_a_province_in_one_statement(world, django_assert_num_queries):
    load_catalogue(six_files())
    with django_assert_num_queries(2 + 2):  # assignment and stamp, inside a savepoint
        number = assign([world.mai_phu.id, world.thach_khe.id], since=date(2025, 7, 1))
    assert number == 12
    assert assign([world.mai_phu.id], since=date(2025, 7, 1)) == 0
    assert UnitProcedure.objects.count() == 12


def test_assigned_procedures_are_known_by_unit_and_day(six):
    assert BIRTH in assigned(six.mai_phu.id, date(2025, 7, 1))
    assert len(assigned(six.mai_phu.id, ON)) == 6
    assert assigned(six.mai_phu.id, date(2025, 6, 30)) == frozenset()
    assert assigned(six.ham_rong.id, ON) == frozenset()


def test_factory_gives_them_to_every_commune_of_the_world(world):
    load_six(world)
    assert UnitProcedure.objects.values("unit").distinct().count() == SIX_UNITS
