"""Received at one commune, resolved by another (phi địa giới): two units hold it, the second clock starts later."""

import pytest

from tests.factories.dossiers import Office, moment, submit
from thongsuot.common.errors import Forbidden, Invalid, NotFound
from thongsuot.dossiers import services
from thongsuot.dossiers.models import Holding, Status
from thongsuot.dossiers.selectors.lists import Wanted, dossiers_of_units
from thongsuot.dossiers.selectors.one import dossier_for
from thongsuot.tasks.models import OpenWork

pytestmark = pytest.mark.django_db


def received_elsewhere(office: Office) -> str:
    """Filed at Thạch Khê, to be resolved by Mai Phụ."""
    loaded = submit(
        office,
        by="tk_motcua1",
        at=moment(7, 9),
        receiving_unit=office.world.thach_khe.code,
        competent_unit=office.world.mai_phu.code,
    )
    return loaded.dossier.code


def test_the_receiver_gives_the_code_and_both_see_it(office: Office) -> None:
    code = received_elsewhere(office)
    assert code.startswith(office.world.thach_khe.identifier)
    assert set(Holding.objects.values_list("unit_id", "involvement")) == {
        (office.world.mai_phu.id, "competent"),
        (office.world.thach_khe.id, "receiving"),
    }
    for name in ("tk_motcua1", "hotich"):
        assert dossier_for(office.who(name), code).dossier.code == code
        assert [line.code for line in dossiers_of_units(office.who(name), Wanted()).rows] == [code]
        open_ones = dossiers_of_units(office.who(name), Wanted(statuses=(Status.RECEIVED,)))
        assert [line.code for line in open_ones.rows] == [code]


def test_the_steps_lie_with_the_competent_unit_and_its_clock_starts_when_it_takes_over(office: Office) -> None:
    code = received_elsewhere(office)
    waiting = OpenWork.objects.get()
    assert (waiting.unit_id, waiting.due_at) == (office.world.mai_phu.id, moment(7, 17))  # the hand-over, no step yet
    with pytest.raises(Forbidden):
        services.assign(code=code, principal=office.who("tk_chutich"), at=moment(7, 16), to="tk.hotich")
    taken = services.assign(code=code, principal=office.who("vanphong"), at=moment(8, 16), to="maiphu.hotich")
    assert taken.dossier.due_at == moment(9, 17)  # same day, taken over after 15:00
    assert taken.dossier.original_due_at == moment(7, 17)
    assert taken.dossier.clock["taken_over_at"]


def test_the_result_is_handed_out_where_the_dossier_was_filed(office: Office) -> None:
    code = received_elsewhere(office)
    services.assign(code=code, principal=office.who("vanphong"), at=moment(7, 10), to="maiphu.hotich")
    services.complete_step(code=code, principal=office.who("hotich"), at=moment(7, 11), step="verify", decision="pass")
    services.finish(code=code, principal=office.who("chutich"), at=moment(7, 12), outcome="granted")
    assert OpenWork.objects.get().unit_id == office.world.thach_khe.id
    with pytest.raises(Forbidden):
        services.return_result(
            code=code, principal=office.who("motcua1"), at=moment(7, 14), method="COUNTER", taken_by="Lan"
        )
    done = services.return_result(
        code=code, principal=office.who("tk_motcua1"), at=moment(7, 14), method="COUNTER", taken_by="Lan"
    )
    assert done.dossier.status == Status.RETURNED


def test_another_province_and_a_territorial_procedure_are_refused(office: Office) -> None:
    with pytest.raises(Invalid) as refused:
        submit(office, competent_unit=office.world.ham_rong.code)
    assert refused.value.code == "other_province"
    with pytest.raises(NotFound):
        dossier_for(office.who("tk_hotich"), submit(office).dossier.code)


def test_a_citizen_files_online_straight_where_it_is_resolved(office: Office) -> None:
    with pytest.raises(Invalid) as refused:
        submit(
            office,
            by="lan",
            channel="ONLINE",
            receiving_unit=office.world.thach_khe.code,
            competent_unit=office.world.mai_phu.code,
        )
    assert (refused.value.code, refused.value.errors[0]["field"]) == ("receiving_elsewhere", "competent_unit")
