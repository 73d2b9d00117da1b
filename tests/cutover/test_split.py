"""Đơn vị bị chia: what was decided goes where it was decided, the rest to the caretaker or nothing moves at all."""

from collections.abc import Callable

import pytest

from tests.factories.cutover import Change, merge
from tests.factories.dossiers import Office, moment, submit
from thongsuot.common.now import frozen
from thongsuot.cutover.models import Batch, PlanUnit, SplitCase
from thongsuot.cutover.services.executing import execute
from thongsuot.cutover.services.undecided import Undecided
from thongsuot.dossiers.models import Dossier, Holding
from thongsuot.tasks.models import OpenWork, Task

FRIDAY_8 = moment(1, 8, month=8)
NORTH, SOUTH = "Mai Bắc", "Mai Nam"


@pytest.fixture
def cut(office: Office) -> Callable[..., Change]:
    """Mai Phụ is split in two."""
    mai_phu = office.world.mai_phu.id

    def make(caretaker: str = "") -> Change:
        chosen = {mai_phu: caretaker} if caretaker else {}
        return merge(office.world.province, [(mai_phu, NORTH), (mai_phu, SOUTH)], caretakers=chosen)

    return make


def decide(change: Change, kind: str, subject: int, to: int) -> None:
    old = PlanUnit.objects.get(plan=change.plan, side="old")
    SplitCase.objects.create(
        plan=change.plan, old=old, kind=kind, subject_id=subject, decided_at=FRIDAY_8,
        goes_to=PlanUnit.objects.get(plan=change.plan, side="new", unit_id=change.new[to].id),
    )  # fmt: skip


def where(dossier: Dossier) -> tuple[int, int]:
    """Units of the dossier and of its task."""
    return (
        Holding.objects.get(dossier_id=dossier.pk).unit_id,
        OpenWork.objects.get(subject_id=dossier.pk, kind__startswith="dossier.").unit_id,
    )


def test_each_dossier_goes_with_its_tasks_where_it_was_decided(office: Office, cut: Callable[..., Change]) -> None:
    one, two = submit(office, at=moment(30, 9)).dossier, submit(office, at=moment(30, 10)).dossier
    change = cut()
    decide(change, "dossier", one.pk, 0)
    decide(change, "dossier", two.pk, 1)
    with frozen(FRIDAY_8):
        execute(change.plan)
    assert where(one) == (change.new[0].id, change.new[0].id)
    assert where(two) == (change.new[1].id, change.new[1].id)


def test_nothing_moves_while_something_is_undecided(office: Office, cut: Callable[..., Change]) -> None:
    one, two = submit(office, at=moment(30, 9)).dossier, submit(office, at=moment(30, 10)).dossier
    change = cut()
    decide(change, "dossier", one.pk, 0)
    with frozen(FRIDAY_8), pytest.raises(Undecided) as refused:
        execute(change.plan)
    assert refused.value.extra["units"] == {"Xã Mai Phụ": 1}
    assert where(one) == where(two) == (office.world.mai_phu.id, office.world.mai_phu.id)
    assert not Batch.objects.exists()


def test_a_caretaker_takes_what_nobody_decided(office: Office, cut: Callable[..., Change]) -> None:
    one, two = submit(office, at=moment(30, 9)).dossier, submit(office, at=moment(30, 10)).dossier
    change = cut(caretaker=SOUTH)
    decide(change, "dossier", one.pk, 0)
    with frozen(FRIDAY_8):
        execute(change.plan)
    assert where(one)[0] == change.new[0].id
    assert where(two)[0] == change.new[1].id
    assert Batch.objects.filter(caretaking=True).count() == 1


def test_what_is_decided_later_moves_on_from_the_caretaker(office: Office, cut: Callable[..., Change]) -> None:
    dossier = submit(office, at=moment(30, 9)).dossier
    change = cut(caretaker=SOUTH)
    with frozen(FRIDAY_8):
        execute(change.plan)
        decide(change, "dossier", dossier.pk, 0)
        run = execute(change.plan)
        assert where(dossier) == (change.new[0].id, change.new[0].id)
        assert execute(change.plan).pk == run.pk


def test_work_about_no_dossier_is_decided_by_itself(office: Office, cut: Callable[..., Change]) -> None:
    place = {"province_id": office.world.province.id, "unit_id": office.world.mai_phu.id, "role": "unit_leader"}
    task = Task.objects.create(
        **place, kind="rating.answer", what="Trả lời ý kiến", result="Câu trả lời", accountable="Lãnh đạo",
        subject_kind="rating", subject_id=5, subject_code="ĐG-5", subject_title="", page="/", opened_at=moment(30, 9),
    )  # fmt: skip
    OpenWork.objects.create(
        **place, task_id=task.pk, state=1, due_at=moment(30, 17), kind="rating.answer", subject_id=5
    )
    change = cut()
    with frozen(FRIDAY_8), pytest.raises(Undecided):
        execute(change.plan)
    decide(change, "task", task.pk, 1)
    with frozen(FRIDAY_8):
        execute(change.plan)
    assert OpenWork.objects.get(task_id=task.pk).unit_id == change.new[1].id
