"""A wrong result by the office's fault: the dossier opens again, is signed and handed out once more."""

from typing import Any

import pytest

from tests.factories.dossiers import Office, finished, moment
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed
from thongsuot.common.journal import timeline
from thongsuot.dossiers import services
from thongsuot.dossiers.models import DossierFile, Holding, Status
from thongsuot.dossiers.permissions import possible
from thongsuot.dossiers.selectors.one import Loaded, dossier_for
from thongsuot.tasks.models import OpenWork, Task, TaskState

pytestmark = pytest.mark.django_db


def correct(office: Office, code: str, by: str = "chutich", **more: Any) -> Loaded:
    given = {"at": moment(8, 9), "reason": "Ghi sai ngày sinh", **more}
    return services.correct_result(code=code, principal=office.who(by), **given)


def handed_out(office: Office, code: str, hour: int = 11, day: int = 7) -> None:
    services.return_result(
        code=code,
        principal=office.who("motcua1"),
        at=moment(day, hour),
        method="COUNTER",
        taken_by="Nguyễn Thị Lan",
    )


@pytest.mark.parametrize("returned", [False, True])
def test_it_opens_again_at_the_signing_step(office: Office, returned: bool) -> None:
    code = finished(office)
    if returned:
        handed_out(office, code)
    again = correct(office, code)
    dossier = again.dossier
    assert dossier.status == Status.PROCESSING
    assert (dossier.closed_at, dossier.finished_at, dossier.returned_at, dossier.outcome) == (None, None, None, "")
    assert [(s.key, s.round) for s in again.open_steps()] == [("sign", 2)]
    assert [h.involvement for h in Holding.objects.all()] == ["competent"]
    assert Holding.objects.get().status == Status.PROCESSING
    assert [w.kind for w in OpenWork.objects.all()] == ["dossier.step"]


def test_the_old_result_is_kept_as_replaced_and_a_new_one_follows(office: Office) -> None:
    code = finished(office)
    handed_out(office, code)
    correct(office, code)
    assert DossierFile.objects.get().replaced_at == moment(8, 9)
    services.finish(code=code, principal=office.who("chutich"), at=moment(8, 10), outcome="granted")
    assert DossierFile.objects.filter(replaced_at=None).count() == 1
    handed_out(office, code, day=8)
    done = dossier_for(office.who("lan"), code).dossier
    assert (done.status, done.returned_at, done.closed_at) == (Status.RETURNED, moment(8, 11), moment(8, 11))
    assert not Holding.objects.exists()
    assert not OpenWork.objects.exists()


def test_every_correction_is_signed_in_a_new_round(office: Office) -> None:
    code = finished(office)
    correct(office, code)
    services.finish(code=code, principal=office.who("chutich"), at=moment(8, 10), outcome="granted")
    again = correct(office, code, at=moment(8, 11), reason="Vẫn sai")
    assert [(s.key, s.round, s.state) for s in again.steps if s.key == "sign"][-1] == ("sign", 3, "open")


def test_what_was_finished_and_returned_before_stands_in_the_journal(office: Office) -> None:
    code = finished(office)
    handed_out(office, code)
    dossier = correct(office, code).dossier
    entry = timeline(dossier.province_id, "dossier", dossier.pk)[-1]
    assert entry.verb == "result_corrected"
    assert entry.data["reason"] == "Ghi sai ngày sinh"
    assert entry.data["outcome_before"] == "granted"
    assert entry.data["finished_before"]
    assert entry.data["returned_before"]
    assert len(entry.data["replaced"]) == 1


def test_nobody_hands_out_what_is_being_corrected(office: Office) -> None:
    code = finished(office)
    correct(office, code)
    assert Task.objects.get(kind="dossier.return").state == TaskState.CANCELLED
    with pytest.raises(MoveNotAllowed):
        handed_out(office, code, day=8)


def test_the_citizen_cannot_withdraw_any_more(office: Office) -> None:
    code = finished(office)
    loaded = correct(office, code)
    assert "withdraw" not in possible(office.who("lan"), loaded.dossier, loaded.holders)
    with pytest.raises(MoveNotAllowed) as refused:
        services.withdraw(code=code, principal=office.who("lan"), at=moment(8, 10))
    assert refused.value.extra["reason"] == "result_exists"


def test_only_the_chair_and_only_with_a_reason(office: Office) -> None:
    code = finished(office)
    for name in ("motcua1", "hotich", "vanphong"):
        with pytest.raises(Forbidden):
            correct(office, code, by=name)
    for reason in (" ", "x" * 10_000):
        with pytest.raises(Invalid) as refused:
            correct(office, code, reason=reason)
        assert refused.value.errors[0]["field"] == "reason"
    correct(office, code)
    with pytest.raises(MoveNotAllowed):
        correct(office, code)
