"""Chuyển mục đích sử dụng đất: the commune appraises while the department answers; the chair decides on both."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.factories.accounts import make_official
from tests.factories.dossiers import MONDAY_9, Office, moment
from tests.factories.procedures import SINCE, file_code, form_samples
from thongsuot.accounts.models import Role
from thongsuot.common.errors import NotFound
from thongsuot.dossiers import services
from thongsuot.dossiers.intake_data import Applicant, FiledComponent, Submission
from thongsuot.dossiers.selectors.one import Loaded, dossier_for
from thongsuot.org.selectors import organ_id_of
from thongsuot.procedures.load import load_catalogue, reference_files
from thongsuot.procedures.selectors import components_for, version_in_force
from thongsuot.procedures.services import assign
from thongsuot.tasks.services import claim

LAND_CHANGE = "1.013949"
pytestmark = pytest.mark.django_db


@pytest.fixture
def land(office: Office) -> Office:
    """Mai Phụ offers land change; the department of agriculture has an official."""
    load_catalogue([path for path in reference_files() if file_code(path) == LAND_CHANGE])
    assign([office.world.mai_phu.id], since=SINCE, codes=[LAND_CHANGE])
    department = organ_id_of(office.world.province.id, "agriculture", MONDAY_9.date())
    office.users["sonnmt"] = make_official(office.world, "hatinh.sonnmt", Role.DEPARTMENT_OFFICIAL, department)
    return office


def filed(office: Office, *, land_now: str) -> Loaded:
    """A citizen's declaration typed at the counter."""
    form: dict[str, Any] = form_samples()[LAND_CHANGE]["form"]
    form["change"]["from"] = land_now
    version = version_in_force(LAND_CHANGE, MONDAY_9.date())
    assert version is not None
    return services.submit(
        submission=Submission(
            procedure_code=LAND_CHANGE,
            receiving_unit=office.world.mai_phu.code,
            channel="DIRECT",
            applicant=Applicant(name="Võ Thị Mận"),
            form=form,
            components=tuple(FiledComponent(c.code, "FILED", originals=1) for c in components_for(version, "", form)),
        ),
        principal=office.who("motcua1"),
        at=MONDAY_9,
    )


def done(office: Office, code: str, name: str, key: str, at: datetime) -> Loaded:
    """This person takes and passes the step."""
    who = office.who(name, at)
    step = next(s for s in dossier_for(who, code).open_steps() if s.key == key)
    claim(task_id=step.task_id, principal=who, at=at)
    return services.complete_step(code=code, principal=who, at=at + timedelta(minutes=5), step=key, decision="pass")


def open_keys(loaded: Loaded) -> list[str]:
    return [step.key for step in loaded.open_steps()]


def test_rice_land_waits_for_the_department_and_the_commune_side_by_side(land: Office) -> None:
    loaded = filed(land, land_now="rice")
    code = loaded.dossier.code
    assert open_keys(loaded) == ["appraise", "consult"]
    assert open_keys(done(land, code, "kinhte", "appraise", moment(8, 9))) == ["consult"]
    assert open_keys(done(land, code, "sonnmt", "consult", moment(9, 9))) == ["decide"]
    assert open_keys(done(land, code, "chutich", "decide", moment(10, 9))) == ["slip"]


def test_the_commune_does_not_answer_for_the_department(land: Office) -> None:
    loaded = filed(land, land_now="forest")
    consult = next(step for step in loaded.open_steps() if step.key == "consult")
    with pytest.raises(NotFound):
        claim(task_id=consult.task_id, principal=land.who("kinhte"), at=moment(8, 9))


def test_garden_land_needs_no_answer_of_the_department(land: Office) -> None:
    loaded = filed(land, land_now="perennial")
    assert open_keys(loaded) == ["appraise"]
    assert open_keys(done(land, loaded.dossier.code, "kinhte", "appraise", moment(8, 9))) == ["decide"]
