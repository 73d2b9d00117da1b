"""Bốn mắt at the counter: where the process says so, whoever received a dossier does not work on it or sign it (C5)."""

import pytest

from tests.factories.accounts import give_post
from tests.factories.dossiers import Office, moment, submit
from thongsuot.accounts.models import Role
from thongsuot.common import stamps
from thongsuot.common.errors import Forbidden
from thongsuot.dossiers import services
from thongsuot.procedures.models import StepRule
from thongsuot.procedures.process import Process, Step, problems

pytestmark = pytest.mark.django_db


def received_by_somebody_who_also_works(office: Office, *, role: str = Role.SPECIALIST, organ: str = "office") -> str:
    give_post(office.world, office.users["motcua1"], role, office.world.mai_phu, organ)
    return submit(office).dossier.code


def set_rule(key: str) -> None:
    StepRule.objects.filter(version__procedure__code="1.001193", key=key).update(four_eyes_with="receive")
    stamps.bump(stamps.CATALOGUE)


def verify(office: Office, code: str, by: str) -> None:
    services.complete_step(code=code, principal=office.who(by), at=moment(7, 10), step="verify", decision="pass")


def test_without_the_rule_the_receiver_may_process(office: Office) -> None:
    code = received_by_somebody_who_also_works(office)
    services.assign(code=code, principal=office.who("vanphong"), at=moment(7, 9, 5), to="maiphu.motcua1")
    verify(office, code, "motcua1")


def test_with_the_rule_the_receiver_may_not_process_but_a_colleague_may(office: Office) -> None:
    set_rule("verify")
    code = received_by_somebody_who_also_works(office)
    services.assign(code=code, principal=office.who("vanphong"), at=moment(7, 9, 5), to="maiphu.motcua1")
    with pytest.raises(Forbidden, match="Người tiếp nhận hồ sơ không được tự giải quyết"):
        verify(office, code, "motcua1")
    services.assign(code=code, principal=office.who("vanphong"), at=moment(7, 9, 30), to="maiphu.hotich")
    verify(office, code, "hotich")


def test_with_the_rule_at_the_signing_step_the_receiver_does_not_sign(office: Office) -> None:
    set_rule("sign")
    code = received_by_somebody_who_also_works(office, role=Role.CHAIR)
    services.assign(code=code, principal=office.who("vanphong"), at=moment(7, 9, 5), to="maiphu.hotich")
    verify(office, code, "hotich")
    with pytest.raises(Forbidden, match="không được tự ký"):
        services.finish(code=code, principal=office.who("motcua1"), at=moment(7, 11), outcome="granted")
    services.finish(code=code, principal=office.who("chutich"), at=moment(7, 11), outcome="granted")


def test_the_counter_is_no_step_that_is_missing_and_no_step_may_take_its_name() -> None:
    sound = Step("sign", "Ký", Role.CHAIR, "giấy", signs=True, four_eyes_with="receive")
    assert problems(Process((sound,))) == []
    assert problems(Process((Step("receive", "Ký", Role.CHAIR, "giấy", signs=True),)))
