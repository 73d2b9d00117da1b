"""A result of a unit that was split is corrected by who was chosen for the dossier, or by the caretaker; by nobody else."""

from datetime import timedelta

import pytest

from tests.factories.accounts import give_post, make_official
from tests.factories.cutover import Change, merge, midnight
from tests.factories.dossiers import Office, finished, moment
from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal, principal_of
from thongsuot.common.errors import Forbidden
from thongsuot.common.now import frozen
from thongsuot.cutover.models import SplitCase
from thongsuot.cutover.services.executing import execute
from thongsuot.dossiers import services
from thongsuot.dossiers.models import Holding, PaperSigning
from thongsuot.dossiers.permissions import possible
from thongsuot.dossiers.selectors.one import dossier_for

pytestmark = pytest.mark.django_db
AFTER = midnight() + timedelta(hours=9)


def split(office: Office, *, caretaker: str | None) -> tuple[Change, str]:
    """Mai Phụ becomes two communes after a result of its was handed out; each has a chair."""
    code = finished(office, at=moment(7, 9))
    services.return_result(
        code=code, principal=office.who("motcua1"), at=moment(8, 10), method="COUNTER", taken_by="Nguyễn Thị Lan"
    )
    old = office.world.mai_phu.id
    caretakers = {old: caretaker} if caretaker else None
    made = merge(office.world.province, [(old, "Mai Khê"), (old, "Phù Thạch")], caretakers=caretakers)
    for unit in made.new:
        chair = make_official(office.world, f"chu.tich.{unit.id}", Role.CHAIR, unit, since=midnight())
        give_post(office.world, chair, Role.SPECIALIST, unit.id, since=midnight())
        office.users[str(unit.id)] = chair
    return made, code


def chair(office: Office, unit_id: int) -> Principal:
    found = principal_of(office.users[str(unit_id)].pk, AFTER)
    assert found is not None
    return found


def correct(code: str, by: Principal) -> None:
    services.correct_result(code=code, principal=by, at=AFTER, reason="Ghi sai ngày sinh")


def may(code: str, by: Principal) -> bool:
    loaded = dossier_for(by, code)
    return "correct-result" in possible(by, loaded.dossier, loaded.holders)


def test_the_caretaker_of_the_plan_corrects_it_and_the_other_may_not(office: Office) -> None:
    change, code = split(office, caretaker="Mai Khê")
    mai_khe, phu_thach = (unit.id for unit in change.new)
    with frozen(AFTER):
        execute(change.plan)
        assert (may(code, chair(office, mai_khe)), may(code, chair(office, phu_thach))) == (True, False)
        with pytest.raises(Forbidden):
            correct(code, chair(office, phu_thach))
        correct(code, chair(office, mai_khe))
    assert set(Holding.objects.values_list("unit_id", flat=True)) == {mai_khe}


def test_the_unit_chosen_for_this_very_dossier_goes_before_the_caretaker(office: Office) -> None:
    change, code = split(office, caretaker="Mai Khê")
    mai_khe, phu_thach = (unit.id for unit in change.new)
    with frozen(AFTER):
        execute(change.plan)
        dossier = dossier_for(chair(office, phu_thach), code).dossier
        SplitCase.objects.create(
            plan=change.plan, old=change.plan.units.get(unit_id=office.world.mai_phu.id), kind="dossier",
            subject_id=dossier.pk, code=code, goes_to=change.plan.units.get(unit_id=phu_thach), decided_at=midnight(),
        )  # fmt: skip
        with pytest.raises(Forbidden):
            correct(code, chair(office, mai_khe))
        correct(code, chair(office, phu_thach))
    assert set(Holding.objects.values_list("unit_id", flat=True)) == {phu_thach}


def test_nobody_is_guessed_where_nobody_was_chosen(office: Office) -> None:
    change, code = split(office, caretaker=None)
    PaperSigning.objects.update(
        settled_at=AFTER
    )  # the result was signed: nothing waits that somebody would decide about
    with frozen(AFTER):
        execute(change.plan)
        for unit in change.new:
            with pytest.raises(Forbidden):
                correct(code, chair(office, unit.id))
