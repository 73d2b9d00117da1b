"""Việc tạm nhận: what nobody decided goes to the caretaker, is decided there, and moves on by the same machinery."""

from datetime import timedelta

import pytest

from tests.factories.accounts import give_post, sign_in
from tests.factories.cutover import Change, merge, midnight
from tests.factories.dossiers import Office, in_processing, moment
from tests.page_client import PageClient
from thongsuot.accounts.models import Role
from thongsuot.common.now import frozen
from thongsuot.cutover import jobs_run
from thongsuot.cutover.models import SplitCase
from thongsuot.cutover.services.executing import execute
from thongsuot.cutover.services.split_gather import gather_all
from thongsuot.dossiers.models import Holding

pytestmark = pytest.mark.django_db
NIGHT = midnight() + timedelta(minutes=5)


@pytest.fixture
def change(office: Office) -> Change:
    in_processing(office, at=moment(30, 9))
    mai_phu = office.world.mai_phu.id
    made = merge(office.world.province, [(mai_phu, "Mai Khê"), (mai_phu, "Phù Thạch")], caretakers={mai_phu: "Mai Khê"})
    give_post(office.world, office.users["hotich"], Role.SPECIALIST, made.new[0].id, since=midnight())
    gather_all(made.plan, moment(31, 9))
    return made


def test_what_the_caretaker_received_is_decided_there_and_moves_on(office, change, monkeypatch):
    mai_khe, phu_thach = change.new
    asked = []
    monkeypatch.setattr(
        jobs_run, "move_on", lambda plan, user_id: asked.append({"plan_id": plan.pk, "user_id": user_id})
    )
    with frozen(NIGHT):
        execute(change.plan)
        assert Holding.objects.get().unit_id == mai_khe.id
        clerk = sign_in(PageClient(), office.users["hotich"])
        page = f"/can-bo/chuyen-doi/{change.plan.code}/chia/18583/"
        assert "tạm nhận" in clerk.get(page).content.decode()
        case = SplitCase.objects.get(kind="dossier")
        target = change.plan.units.get(unit_id=phu_thach.id)
        given = {"case": [case.pk], "goes_to": target.pk, "reason": "thôn thuộc Phù Thạch", "loc": ""}
        answer = clerk.post(f"{page}quyet/", given, follow=True)
        assert "Đã quyết nơi đến của 1 việc" in answer.content.decode()
    with frozen(NIGHT + timedelta(minutes=5)):
        assert jobs_run.run_execution(**asked[0]) == "done"
    assert Holding.objects.get().unit_id == phu_thach.id
