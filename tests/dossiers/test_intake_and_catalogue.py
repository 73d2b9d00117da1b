"""What the catalogue says decides what comes in: no process no reception, abolition stops intake and not open dossiers."""

from datetime import date

import pytest

from tests.factories.accounts import sign_in
from tests.factories.catalogue import decide, make_controller
from tests.factories.dossiers import MONDAY_9, Office, moment, submit
from tests.factories.procedures import BIRTH
from tests.page_client import PageClient
from thongsuot.common import stamps
from thongsuot.common.errors import Invalid
from thongsuot.common.now import frozen
from thongsuot.dossiers import services
from thongsuot.dossiers.models import Dossier
from thongsuot.procedures.decisions import Line
from thongsuot.procedures.models import StepRule
from thongsuot.procedures.selectors import version_in_force

pytestmark = pytest.mark.django_db


def test_a_procedure_without_internal_process_is_not_received(office: Office) -> None:
    StepRule.objects.filter(version__procedure__code=BIRTH).delete()
    stamps.bump(stamps.CATALOGUE)
    with pytest.raises(Invalid, match="chưa có quy trình nội bộ") as refused:
        submit(office)
    assert refused.value.code == "procedure_without_process"
    assert not Dossier.objects.exists()


def abolish_births(office: Office, on: date) -> None:
    decide(make_controller(office.world), Line(BIRTH, "abolish", replaced_by=["1.000689"]), on=on, at=MONDAY_9)


def test_abolition_stops_intake_that_day_and_names_decision_and_replacement(office: Office) -> None:
    abolish_births(office, date(2025, 7, 8))
    assert submit(office).dossier.status == "RECEIVED"
    with pytest.raises(Invalid, match="2873/QĐ-UBND") as refused:
        submit(office, at=moment(8, 9))
    assert refused.value.code == "procedure_abolished"
    assert refused.value.extra["replaced_by"] == ["1.000689"]


def test_open_dossiers_go_on_to_their_result_after_the_abolition(office: Office) -> None:
    code = submit(office).dossier.code
    abolish_births(office, date(2025, 7, 8))
    later = moment(8, 10)
    services.assign(code=code, principal=office.who("vanphong", later), at=later, to="maiphu.hotich")
    services.complete_step(
        code=code, principal=office.who("hotich", later), at=later, step="verify", decision="pass", note="đủ"
    )
    services.finish(code=code, principal=office.who("chutich", later), at=later, outcome="granted")
    given = services.return_result(
        code=code, principal=office.who("motcua1", later), at=later, method="COUNTER", taken_by="Nguyễn Thị Lan"
    )
    assert given.dossier.status == "RETURNED"


def test_a_dossier_filed_before_is_received_under_the_version_of_the_day_of_reception(office: Office) -> None:
    loaded = submit(office, receive=False)
    slower = [{"channel": "DIRECT", "quantity": 3, "duration_unit": "WORKING_DAY"}]
    line = Line(BIRTH, "amend", {"channels": slower, "cases": []})
    decide(make_controller(office.world), line, on=date(2025, 7, 8), at=MONDAY_9)
    at = moment(8, 9)
    received = services.receive(code=loaded.dossier.code, principal=office.who("motcua1", at), at=at)
    assert received.version is version_in_force(BIRTH, at.date())
    assert received.version.id != loaded.version.id
    assert received.dossier.due_at == moment(11, 17)


def test_a_dossier_received_before_keeps_its_version_and_its_due_moment(office: Office) -> None:
    loaded = submit(office)
    due = loaded.dossier.due_at
    slower = [{"channel": "DIRECT", "quantity": 3, "duration_unit": "WORKING_DAY"}]
    decide(make_controller(office.world), Line(BIRTH, "amend", {"channels": slower}), on=date(2025, 7, 8), at=MONDAY_9)
    kept = Dossier.objects.get(code=loaded.dossier.code)
    assert (kept.version_id, kept.due_at) == (loaded.version.id, due)


def test_what_was_filed_before_the_abolition_is_not_received_after_it(office: Office) -> None:
    code = submit(office, receive=False).dossier.code
    abolish_births(office, date(2025, 7, 8))
    with pytest.raises(Invalid) as refused:
        services.receive(code=code, principal=office.who("motcua1", moment(8, 9)), at=moment(8, 9))
    assert refused.value.code == "procedure_abolished"
    assert Dossier.objects.get(code=code).status == "SUBMITTED"


def test_the_counter_says_why_it_cannot_begin(office: Office) -> None:
    abolish_births(office, date(2025, 7, 8))
    client = sign_in(PageClient(), office.users["motcua1"])
    with frozen(moment(8, 9)):
        answer = client.get(f"/can-bo/quay/moi/{BIRTH}/", follow=True)
    assert answer.redirect_chain == [("/can-bo/quay/", 302)]
    assert "2873/QĐ-UBND" in answer.content.decode()
