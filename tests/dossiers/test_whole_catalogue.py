"""Every procedure that ships can be gone through at Mai Phụ, from the counter to the result in the citizen's hand."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.common import files_samples as sample
from tests.dossiers.test_six_procedures import hand_for
from tests.factories.accounts import make_official, sign_in
from tests.factories.dossiers import MONDAY_9, Office, moment
from tests.factories.procedures import FULL_FORMS, form_samples, load_all
from tests.page_client import PageClient
from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common import files
from thongsuot.common.now import frozen
from thongsuot.dossiers import services
from thongsuot.dossiers.intake_data import Applicant, FiledComponent, Submission
from thongsuot.dossiers.models import Status
from thongsuot.dossiers.selectors.one import Loaded, dossier_for
from thongsuot.dossiers.services.closing import GivenResult
from thongsuot.org.selectors import organ_id_of
from thongsuot.procedures.eform import fields
from thongsuot.procedures.selectors import Version, all_in_force, components_for
from thongsuot.tasks.services import claim

pytestmark = pytest.mark.django_db
PEOPLE = ["hotich", "kinhte", "vanphong", "chutich", "health", "agriculture"]
FORMS: dict[str, Any] = FULL_FORMS | {code: one["form"] for code, one in form_samples().items()}
SHORT = {"request": {"content": "Xin giải quyết theo giấy tờ kèm theo."}, "pledge": {"truthful": True}}
MOST_STEPS = 12


def uploaded(office: Office, name: str) -> str:
    """A file of this person, by its id."""
    return str(files.store(SimpleUploadedFile("giay.pdf", sample.PDF), "giay.pdf", office.users[name].pk).uid)


def declaration(version: Version) -> dict[str, Any]:
    """What one fills in for this procedure; nothing where it is on paper only."""
    return FORMS.get(version.code) or (SHORT if any(fields(version)) else {})


def submission(office: Office, version: Version, channel: str, by: str) -> Submission:
    """Filed with every paper; online each as a file of its own."""
    form = declaration(version)
    papers = tuple(
        FiledComponent(
            c.code,
            "FILED",
            originals=1,
            file_ids=(uploaded(office, by),) if channel == "ONLINE" and not c.is_form else (),
        )
        for c in components_for(version, "", form)
    )
    return Submission(
        procedure_code=version.code,
        receiving_unit=office.world.mai_phu.code,
        channel=channel,
        applicant=Applicant(name="Nguyễn Thị Lan", phone="0912345678"),
        form=form,
        components=papers,
    )


def submit(office: Office, version: Version, at: datetime) -> Loaded:
    """By its first channel, received in the same act."""
    filed = replace(submission(office, version, version.channels[0].channel, "motcua1"), receive=True)
    return services.submit(submission=filed, principal=office.who("motcua1", at), at=at)


def gone_through(office: Office, version: Version, at: datetime) -> Loaded:
    """Submitted, worked step by step, signed with an uploaded result, handed out."""
    clerk = office.who("motcua1", at)
    code = submit(office, version, at).dossier.code
    now = dossier_for(clerk, code)
    for turn in range(MOST_STEPS):
        at += timedelta(minutes=5)
        step = now.open_steps()[0]
        name = hand_for(office, step, at, PEOPLE)
        who = office.who(name, at)
        if turn == 0:  # work begins with a claim
            claim(task_id=step.task_id, principal=who, at=at)
        if now.version.process.step(step.key).signs:
            result = GivenResult(file_id=uploaded(office, name), number="01/2025")
            services.finish(code=code, principal=who, at=at, outcome="granted", given=[result])
            break
        now = services.complete_step(code=code, principal=who, at=at, step=step.key, decision="pass", result={})
    else:
        raise AssertionError(f"{version.code}: sau {MOST_STEPS} bước vẫn chưa tới bước ký")
    at += timedelta(minutes=5)
    return services.return_result(code=code, principal=clerk, at=at, method="COUNTER", taken_by="Nguyễn Thị Lan")


class SteadyOffice(Office):
    """People whose rights are read once: nothing about them changes that morning, and the walk is long."""

    def who(self, name: str, at: datetime = MONDAY_9) -> Principal:
        known: dict[str, Principal] = self.__dict__.setdefault("known", {})
        if name not in known:
            known[name] = super().who(name, MONDAY_9)
        return known[name]


def test_every_procedure_leads_from_the_counter_to_the_result(office: Office) -> None:
    office = SteadyOffice(office.world, office.users)
    for department in ("health", "agriculture"):  # where steps across levels lie
        organ = organ_id_of(office.world.province.id, department, moment(7, 9).date())
        office.users[department] = make_official(office.world, department, Role.DEPARTMENT_OFFICIAL, organ)
    load_all(office.world)
    at = moment(7, 9)
    versions = all_in_force(at.date())
    assert len(versions) >= 100
    for version in versions:
        done = gone_through(office, version, at)
        assert done.dossier.status == Status.RETURNED, version.code
        assert [f["title"] for f in done.files if f["purpose"] == "result"] == [version.result_name], version.code
        assert (done.dossier.due_at is None) == (version.channels[0].quantity is None), version.code


def test_a_citizen_files_online_whatever_may_be_filed_online(office: Office) -> None:
    load_all(office.world)
    at = moment(7, 9)
    lan = office.who("lan", at)
    online = [version for version in all_in_force(at.date()) if version.channel("ONLINE")]
    assert len(online) >= 60
    for version in online:
        filed = services.submit(submission=submission(office, version, "ONLINE", "lan"), principal=lan, at=at)
        assert filed.dossier.status == Status.SUBMITTED, version.code


def test_every_procedure_opens_at_the_counter_and_online_and_the_desk_offers_the_usual(
    office: Office, settings: Any
) -> None:
    settings.ONLINE_INTAKE = ["own"]
    load_all(office.world)
    clerk, citizen = PageClient(), PageClient()
    sign_in(clerk, office.users["motcua1"])
    sign_in(citizen, office.users["lan"])
    with frozen(moment(7, 9)):
        for version in all_in_force(moment(7, 9).date()):
            assert clerk.get(f"/can-bo/quay/moi/{version.code}/").status_code == 200, version.code
            if version.channel("ONLINE"):
                assert citizen.get(f"/nop-ho-so/{version.code}/").status_code == 200, version.code
        desk = clerk.get("/can-bo/quay/").content.decode()
        found = clerk.get("/can-bo/quay/", {"q": "tạm trú phòng trọ"}).content.decode()
    assert desk.count("data-item") == 12
    assert desk.index("1.001193") < desk.index("1.000894")
    assert "Hãy gõ thêm từ" in desk
    assert "Hãy gõ thêm từ" not in found
