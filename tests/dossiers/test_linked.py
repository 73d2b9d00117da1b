"""Liên thông khác cấp: a department of the province does its step of the same dossier, with its own task and its own people."""

from datetime import datetime

import pytest

from tests.factories.accounts import make_official
from tests.factories.dossiers import moment, submit
from thongsuot.accounts.models import Role
from thongsuot.common import files, journal
from thongsuot.common.errors import Forbidden, NotFound
from thongsuot.dossiers import services
from thongsuot.dossiers.intake_data import FiledComponent
from thongsuot.dossiers.models import Holding, Status
from thongsuot.dossiers.permissions import possible
from thongsuot.dossiers.selectors.lists import Wanted, dossiers_of_units
from thongsuot.dossiers.selectors.one import dossier_for
from thongsuot.dossiers.services.closing import GivenResult
from thongsuot.org.selectors import organ_id_of, unit_info
from thongsuot.procedures.load import load_catalogue, reference_files
from thongsuot.procedures.process import Process, Step, parts
from thongsuot.procedures.selectors import components_for, version_in_force
from thongsuot.procedures.services import assign
from thongsuot.tasks.models import OpenWork

pytestmark = pytest.mark.django_db
ADMISSION = "2.000286"  # commune → department of health → care facility
CHAIN = ("assign", "appraise", "check", "propose")


@pytest.fixture
def health(office):
    """The procedure at Mai Phụ, an official of the department of health, and one of another department."""
    load_catalogue([path for path in reference_files() if path.name.startswith(ADMISSION)])
    assign([office.world.mai_phu.id], since=moment(1, 0).date(), codes=[ADMISSION])
    department = organ_id_of(office.world.province.id, "health", moment(7, 9).date())
    office.users["soyte"] = make_official(office.world, "hatinh.soyte", Role.DEPARTMENT_OFFICIAL, department)
    office.users["sotuphap"] = make_official(
        office.world, "hatinh.stp", Role.DEPARTMENT_OFFICIAL, office.world.department
    )
    office.users["vhxh"] = make_official(
        office.world, "maiphu.vhxh", Role.SPECIALIST, office.world.mai_phu, "culture_social"
    )
    office.users["tpvhxh"] = make_official(
        office.world, "maiphu.tpvhxh", Role.UNIT_LEADER, office.world.mai_phu, "culture_social"
    )
    return department


def at_the_department(office, *, before=lambda code: None):
    """A dossier whose commune part is done; `before` the last of its steps something else may happen."""
    version = version_in_force(ADMISSION, moment(7, 9).date())
    papers = tuple(FiledComponent(c.code, "FILED", originals=1) for c in components_for(version))
    code = submit(office, procedure_code=ADMISSION, form={}, components=papers).dossier.code
    hands = {"assign": "tpvhxh", "appraise": "vhxh", "check": "tpvhxh", "propose": "chutich"}
    services.assign(code=code, principal=office.who("tpvhxh"), at=moment(7, 10), to="maiphu.vhxh")
    for hour, key in enumerate(CHAIN[1:], start=1):
        if key == CHAIN[-1]:
            before(code)
        services.complete_step(
            code=code, principal=office.who(hands[key]), at=moment(8, 7 + hour), step=key, decision="pass"
        )
    return code


def test_the_step_of_the_department_waits_there_and_nowhere_else(office, health):
    code = at_the_department(office)
    [work] = OpenWork.objects.all()
    assert (work.unit_id, work.role, work.organ_id) == (health, Role.DEPARTMENT_OFFICIAL, None)
    assert (health, "linked") in set(Holding.objects.values_list("unit_id", "involvement"))
    assert dossier_for(office.who("soyte"), code).dossier.code == code
    assert [line.code for line in dossiers_of_units(office.who("soyte"), Wanted()).rows] == [code]
    assert not dossiers_of_units(office.who("sotuphap"), Wanted()).rows
    with pytest.raises(NotFound):
        dossier_for(office.who("sotuphap"), code)


def test_before_its_turn_the_department_sees_nothing(office, health):
    version = version_in_force(ADMISSION, moment(7, 9).date())
    papers = tuple(FiledComponent(c.code, "FILED", originals=1) for c in components_for(version))
    code = submit(office, procedure_code=ADMISSION, form={}, components=papers).dossier.code
    with pytest.raises(NotFound):
        dossier_for(office.who("soyte"), code)


def test_only_the_department_does_its_step_and_the_commune_goes_on(office, health):
    code = at_the_department(office)
    with pytest.raises(Forbidden):
        services.complete_step(
            code=code, principal=office.who("vhxh"), at=moment(9, 8), step="department", decision="pass"
        )
    done = services.complete_step(
        code=code, principal=office.who("soyte"), at=moment(9, 9), step="department", decision="pass"
    )
    last = journal.timeline(done.dossier.province_id, "dossier", done.dossier.pk)[-1]
    assert (last.verb, last.unit_id) == ("step_completed", health)
    assert OpenWork.objects.get().unit_id == office.world.mai_phu.id


def test_a_department_asked_for_its_opinion_still_does_its_step_and_answers(office, health):
    def ask(code):
        given = {"to": unit_info(health, moment(8, 9).date()).code, "question": "Có hồ sơ cũ không?"}
        services.consult(code=code, principal=office.who("vhxh"), at=moment(8, 9, 30), due_at=moment(10, 9), **given)

    code = at_the_department(office, before=ask)
    assert list(Holding.objects.filter(unit_id=health).values_list("involvement", flat=True)) == ["linked"]
    soyte = office.who("soyte")
    seen = dossier_for(soyte, code)
    assert {"answer-consultation", "complete-step"} <= set(possible(soyte, seen.dossier, seen.holders))
    services.answer_consultation(code=code, principal=soyte, at=moment(9, 8), answer="Không có.")
    assert "asked" not in dossier_for(soyte, code).dossier.clock
    services.complete_step(code=code, principal=soyte, at=moment(9, 9), step="department", decision="pass")
    assert OpenWork.objects.get().unit_id == office.world.mai_phu.id


def test_it_ends_in_the_commune_and_the_department_goes_on_reading(office, health):
    code = at_the_department(office)
    services.complete_step(
        code=code, principal=office.who("soyte"), at=moment(9, 9), step="department", decision="pass"
    )
    who = office.who("tpvhxh", moment(10, 9))
    pdf = files.store(b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF", "qd.pdf", owner_id=who.user_id)
    services.finish(
        code=code,
        principal=who,
        at=moment(10, 9),
        outcome="granted",
        given=[GivenResult(file_id=str(pdf.pk), title="Quyết định", number="12/QĐ-SYT")],
    )
    services.return_result(
        code=code, principal=office.who("motcua1"), at=moment(10, 10), method="COUNTER", taken_by="Lan"
    )
    seen = dossier_for(office.who("soyte"), code).dossier
    assert seen.status == Status.RETURNED
    assert not Holding.objects.exists()


def test_the_receipt_promises_each_part_by_its_own_time(office, health):
    code = at_the_department(office)
    told = dossier_for(office.who("motcua1"), code).dossier.clock["parts"]
    assert [part["agency"] for part in told] == ["", "Sở Y tế", "Cơ sở trợ giúp xã hội"]
    dues = [datetime.fromisoformat(part["due_at"]) for part in told]
    assert dues == sorted(dues)
    assert dues[-1] == dossier_for(office.who("motcua1"), code).dossier.due_at


def test_where_the_province_has_no_such_department_the_commune_follows_it_up(office, health, monkeypatch):
    from thongsuot.dossiers import work

    monkeypatch.setattr(
        work, "organ_id_of", lambda unit, kind, day: None if kind == "health" else organ_id_of(unit, kind, day)
    )
    at_the_department(office)
    assert OpenWork.objects.get().unit_id == office.world.mai_phu.id


def test_parts_are_steps_in_a_row_at_one_agency():
    def step(key, minutes, *after, agency=""):
        return Step(key, key, "specialist", "x", agency=agency, minutes=minutes, after=after)

    process = Process(
        (
            step("a", 60),
            step("b", 30, "a"),
            step("c", 100, "a"),
            step("d", 480, "b", "c", agency="Sở"),
            step("e", 10, "d"),
        )
    )
    assert [(part.agency, part.minutes) for part in parts(process)] == [("", 160), ("Sở", 480), ("", 10)]
    assert len(parts(Process((step("a", 1),)))) == 1
