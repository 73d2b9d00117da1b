"""All six procedures of different shapes can be completed by the people of Mai Phụ, and by the three of Thạch Khê."""

from datetime import datetime, timedelta

import pytest

from tests.factories.dossiers import Office, moment, papers_for
from tests.factories.procedures import ALLOWANCE, BIRTH, BUSINESS, COPY, FULL_FORMS, MARRIAGE_STATUS, RESIDENCE
from thongsuot.dossiers import services
from thongsuot.dossiers.intake_data import Applicant, Submission
from thongsuot.dossiers.models import Status
from thongsuot.dossiers.selectors.one import Loaded, StepRow, dossier_for
from thongsuot.org.selectors import UnitInfo
from thongsuot.tasks.services import claim

pytestmark = pytest.mark.django_db
SIX = [BIRTH, MARRIAGE_STATUS, COPY, BUSINESS, ALLOWANCE, RESIDENCE]
# What the specialist adds where the declaration cannot know it.
ADDED = {ALLOWANCE: {"amount": 550_000, "id_number": "042040000111"}, COPY: {}, BIRTH: {}}


def hand_for(office: Office, step: StepRow, at: datetime, names: list[str]) -> str:
    """Somebody who may take this step."""
    for name in names:
        if step.may_be_taken_by(office.who(name, at)):
            return name
    raise AssertionError(f"không ai nhận được bước {step.key} ({step.role}, {step.organ_id})")


def run_through(office: Office, code: str, unit: UnitInfo, clerk: str, names: list[str]) -> Loaded:
    at = moment(7, 9)
    form = FULL_FORMS[code]
    loaded = services.submit(
        submission=Submission(
            procedure_code=code,
            receiving_unit=unit.code,
            channel="DIRECT",
            applicant=Applicant(name="Nguyễn Thị Lan", phone="0912345678"),
            form=form,
            components=papers_for(code, form=form),
        ),
        principal=office.who(clerk, at),
        at=at,
    )
    number = loaded.dossier.code

    for _turn in range(12):
        at += timedelta(minutes=5)
        now = dossier_for(office.who(clerk, at), number)
        step = now.open_steps()[0]
        name = hand_for(office, step, at, names)
        claim(task_id=step.task_id, principal=office.who(name, at), at=at)
        if now.version.process.step(step.key).signs:
            services.finish(code=number, principal=office.who(name, at), at=at, outcome="granted")
            break
        services.complete_step(
            code=number,
            principal=office.who(name, at),
            at=at,
            step=step.key,
            decision="pass",
            result={"data": ADDED.get(code, {})},
        )
    else:
        raise AssertionError(f"{code}: sau 12 bước vẫn chưa tới bước ký")
    return services.return_result(
        code=number,
        principal=office.who(clerk, at),
        at=at + timedelta(minutes=5),
        method="COUNTER",
        taken_by="Nguyễn Thị Lan",
    )


@pytest.mark.parametrize("code", SIX)
def test_mai_phu_completes(office: Office, code: str) -> None:
    done = run_through(office, code, office.world.mai_phu, "motcua1", ["hotich", "kinhte", "vanphong", "chutich"])
    assert done.dossier.status == Status.RETURNED
    assert [f["purpose"] for f in done.files] == ["result"]


@pytest.mark.parametrize("code", SIX)
def test_thach_khe_completes_with_stand_ins(office: Office, code: str) -> None:
    done = run_through(office, code, office.world.thach_khe, "tk_motcua1", ["tk_hotich", "tk_chutich"])
    assert done.dossier.status == Status.RETURNED


@pytest.mark.parametrize(
    ("code", "due"),
    [
        (BIRTH, moment(7, 17)),
        (MARRIAGE_STATUS, moment(10, 17)),
        (COPY, moment(7, 17)),
        (BUSINESS, moment(10, 17)),
        (RESIDENCE, moment(16, 17)),
    ],
)
def test_the_appointment_follows_the_published_time_limit(office: Office, code: str, due: datetime) -> None:
    at = moment(7, 9)
    loaded = services.submit(
        submission=Submission(
            procedure_code=code,
            receiving_unit=office.world.mai_phu.code,
            channel="DIRECT",
            applicant=Applicant(name="Nguyễn Thị Lan"),
            form=FULL_FORMS[code],
            components=papers_for(code, form=FULL_FORMS[code]),
        ),
        principal=office.who("motcua1", at),
        at=at,
    )
    assert loaded.dossier.due_at == due
