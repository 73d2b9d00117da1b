"""Who may sign: four eyes, posts that ended, and the commune that holds the dossier today."""

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from tests.factories.dossiers import Office, moment, submit
from thongsuot.accounts.models import Post, Role
from thongsuot.common.errors import Forbidden, NotFound
from thongsuot.common.journal import timeline
from thongsuot.common.models import Counter
from thongsuot.dossiers import services
from thongsuot.dossiers.models import Dossier
from thongsuot.dossiers.permissions import Sight
from thongsuot.dossiers.selectors.lists import Wanted, dossiers_of_units
from thongsuot.dossiers.selectors.one import dossier_for
from thongsuot.tasks.models import OpenWork, TaskState

pytestmark = pytest.mark.django_db


def end_posts(office: Office, name: str, *, at: object, role: str | None = None) -> None:
    for post in Post.objects.filter(user=office.users[name]):
        if role is None or post.role == role:
            Post.objects.filter(pk=post.pk).update(valid=DateTimeTZRange(post.valid.lower, at))


def verified_by(office: Office, name: str) -> str:
    code = submit(office).dossier.code
    services.assign(code=code, principal=office.who("vanphong"), at=moment(7, 9, 5), to=f"maiphu.{name}")
    services.complete_step(code=code, principal=office.who(name), at=moment(7, 10), step="verify", decision="pass")
    return code


def test_whoever_verified_does_not_sign_though_he_became_chair(office: Office) -> None:
    code = verified_by(office, "hotich")
    Post.objects.filter(user=office.users["hotich"]).update(role=Role.CHAIR)
    with pytest.raises(Forbidden, match="không được tự ký"):
        services.finish(code=code, principal=office.who("hotich"), at=moment(7, 11), outcome="granted")
    as_chair = office.who("hotich")
    assert not dossier_for(as_chair, code).may_be_signed_by(as_chair)
    services.finish(code=code, principal=office.who("chutich"), at=moment(7, 11), outcome="granted")


def test_a_step_in_the_hands_of_somebody_whose_post_ended_is_not_his_any_more(office: Office) -> None:
    code = submit(office).dossier.code
    services.assign(code=code, principal=office.who("vanphong"), at=moment(7, 9, 5), to="maiphu.hotich")
    Post.objects.filter(user=office.users["hotich"]).update(role=Role.COUNTER_CLERK)
    with pytest.raises(Forbidden):
        services.complete_step(
            code=code, principal=office.who("hotich"), at=moment(7, 10), step="verify", decision="pass"
        )


def test_work_sent_back_to_somebody_who_has_left_waits_for_his_colleagues(office: Office) -> None:
    code = verified_by(office, "hotich")
    end_posts(office, "hotich", at=moment(7, 10, 30))
    services.complete_step(
        code=code,
        principal=office.who("chutich", moment(7, 11)),
        at=moment(7, 11),
        step="sign",
        decision="return",
        note="Sai tên mẹ",
    )
    row = OpenWork.objects.get()
    assert (row.assignee_id, row.state, row.role) == (None, TaskState.NEW, Role.SPECIALIST)


def test_the_unit_that_holds_the_dossier_now_signs_numbers_and_hands_out(office: Office) -> None:
    """A reorganisation moved holding and open work; the dossier's own rows stay with the commune of that time."""
    loaded = submit(office)
    code, former = loaded.dossier.code, office.world.thach_chau.id
    Dossier.objects.update(receiving_unit_id=former, competent_unit_id=former)
    services.assign(code=code, principal=office.who("vanphong"), at=moment(8, 9), to="maiphu.hotich")
    services.complete_step(code=code, principal=office.who("hotich"), at=moment(8, 10), step="verify", decision="pass")
    services.finish(code=code, principal=office.who("chutich"), at=moment(8, 11), outcome="granted")
    assert OpenWork.objects.get().unit_id == office.world.mai_phu.id
    assert Counter.objects.filter(series=f"result:{office.world.mai_phu.id}:birth_certificate").exists()
    services.return_result(
        code=code, principal=office.who("motcua1"), at=moment(8, 14), method="COUNTER", taken_by="Nguyễn Thị Lan"
    )
    entries = timeline(loaded.dossier.province_id, "dossier", loaded.dossier.pk)
    assert {e.unit_id for e in entries} == {office.world.mai_phu.id}
    with pytest.raises(NotFound):
        dossier_for(office.who("tk_hotich"), code)
    read = dossier_for(office.who("kinhte"), code)
    assert (read.sight, read.dossier.receiving_unit_id) == (Sight.OFFICIAL, former)
    assert [line.code for line in dossiers_of_units(office.who("kinhte"), Wanted()).rows] == [code]
