"""Đủ điều kiện chuyển: red lines, waivers, the signature of a second person, the word, pausing, the way back."""

import os
from datetime import timedelta

import pytest
from django.conf import settings

from tests.factories.accounts import make_official, principal_for, sign_in
from tests.factories.cutover import Change, merge_two, midnight
from tests.factories.dossiers import Office, in_processing, moment
from tests.page_client import PageClient
from thongsuot.accounts.models import Role
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed
from thongsuot.common.models import JournalEntry
from thongsuot.common.now import frozen
from thongsuot.cutover import go_lines, jobs_run
from thongsuot.cutover.models import Plan, PlanState, Rehearsal, Run, Waiver
from thongsuot.cutover.services import going, pausing, rehearsals
from thongsuot.cutover.services.executing import execute

pytestmark = pytest.mark.django_db
NIGHT = midnight() + timedelta(minutes=5)
REPORT = {"seconds": {"all": 3.0}, "kinds": {"dossier": 1}, "books": {"before": {}, "after": {}, "differ": []}}


@pytest.fixture(autouse=True)
def at_night():
    with frozen(NIGHT):
        yield


@pytest.fixture
def change(office: Office) -> Change:
    for name in ("hatinh.quantri", "hatinh.quantri2"):
        office.users[name] = make_official(office.world, name, Role.PROVINCE_ADMIN, office.world.province)
    in_processing(office, at=moment(30, 9))
    return merge_two(office)


def who(office: Office, name: str = "hatinh.quantri"):
    return principal_for(office.users[name], NIGHT)


def rehearsed(office: Office, plan: Plan, *, signed: bool = True) -> Rehearsal:
    made = rehearsals.finish(rehearsals.begin(plan, by=who(office), at=NIGHT), REPORT, at=NIGHT)
    if signed:
        rehearsals.sign_off(plan=plan, rehearsal_id=made.pk, by=who(office, "hatinh.quantri2"), at=NIGHT)
    return made


def red(plan: Plan) -> set[str]:
    return {one.line.key for one in go_lines.standing(Plan.objects.get(pk=plan.pk), NIGHT) if not one.clear}


def waive_the_rest(office: Office, plan: Plan, *but: str) -> None:
    for line in red(plan) - set(but):
        rehearsals.waive(plan=plan, line=line, reason="diễn tập, không cần", by=who(office), at=NIGHT)


def test_lines_are_red_until_they_are_true(office, change, tmp_path, monkeypatch):
    assert {"rehearsal", "data", "accounts", "backup"} <= red(change.plan)
    assert not {"decided", "undecided", "registers"} & red(change.plan)
    marker = tmp_path / "backup"
    marker.touch()
    os.utime(marker, (NIGHT.timestamp() - 3600,) * 2)
    monkeypatch.setattr(settings, "BACKUP_MARKER", str(marker))
    assert "backup" not in red(change.plan)
    os.utime(marker, (NIGHT.timestamp() - 7 * 3600,) * 2)
    assert "backup" in red(change.plan)
    rehearsed(office, change.plan, signed=False)
    assert "rehearsal" in red(change.plan)
    rehearsed(office, change.plan)
    assert "rehearsal" not in red(change.plan)


def test_a_change_of_the_plan_makes_sign_off_and_waivers_stale(office, change):
    rehearsed(office, change.plan)
    waive_the_rest(office, change.plan)
    assert red(change.plan) == set()
    Plan.objects.filter(pk=change.plan.pk).update(version=change.plan.version + 1)
    assert {"rehearsal", "data", "accounts", "backup"} <= red(change.plan)


def test_who_started_a_rehearsal_does_not_sign_it(office, change):
    made = rehearsed(office, change.plan, signed=False)
    with pytest.raises(MoveNotAllowed) as refused:
        rehearsals.sign_off(plan=change.plan, rehearsal_id=made.pk, by=who(office), at=NIGHT)
    assert refused.value.extra["reason"] == "same_person"
    with pytest.raises(Forbidden):
        rehearsals.sign_off(
            plan=change.plan, rehearsal_id=made.pk, by=office.who("tk_chutich", moment(30, 9)), at=NIGHT
        )
    made.refresh_from_db()
    assert made.signed_by is None


def test_a_waiver_needs_a_reason_and_a_line_that_may_be_waived(office, change):
    with pytest.raises(Invalid):
        rehearsals.waive(plan=change.plan, line="backup", reason="vội", by=who(office), at=NIGHT)
    assert not go_lines.may_be_waived("undecided")
    admin = sign_in(PageClient(), office.users["hatinh.quantri"])
    page = f"/quan-tri/chuyen-doi/{change.plan.code}/san-sang/"
    assert admin.post(f"{page}mien/undecided/", {"reason": "không sao cả đâu"}).status_code == 404
    assert admin.post(f"{page}mien/backup/", {"reason": "vội"}).status_code == 422
    admin.post(f"{page}mien/backup/", {"reason": "đã có bản sao ở Sở"}, follow=True)
    assert Waiver.objects.get().by == office.users["hatinh.quantri"]
    assert "đã có bản sao ở Sở" in admin.get(page).content.decode()
    admin.post(f"{page}mien/backup/", {"bo": "1"}, follow=True)
    assert not Waiver.objects.exists()


def test_the_word_is_given_only_when_every_line_is_clear_and_the_hour_has_come(office, change):
    with pytest.raises(MoveNotAllowed) as refused:
        going.give_the_word(change.plan, by=who(office), at=NIGHT)
    assert "vạch đỏ" in str(refused.value.detail)
    rehearsed(office, change.plan)
    waive_the_rest(office, change.plan)
    with pytest.raises(MoveNotAllowed):
        going.give_the_word(change.plan, by=who(office), at=midnight() - timedelta(minutes=1))
    going.give_the_word(change.plan, by=who(office), at=NIGHT)
    assert JournalEntry.objects.filter(verb="go_given").get().actor_id == office.users["hatinh.quantri"].pk


def test_at_the_machine_the_red_lines_hold_too_unless_the_operator_says_why(office, change):
    with pytest.raises(MoveNotAllowed) as refused:
        going.give_the_word_at_the_machine(change.plan, despite=" ", at=NIGHT)
    assert "vạch đỏ" in str(refused.value.detail)
    assert not JournalEntry.objects.filter(verb="go_given").exists()
    going.give_the_word_at_the_machine(change.plan, despite="bản sao lưu ở Sở", at=NIGHT)
    said = JournalEntry.objects.get(verb="go_given")
    assert (said.actor_id, said.data["despite"]) == (None, "bản sao lưu ở Sở")
    assert said.data["red_lines"]


def test_the_button_carries_out_and_the_page_shows_it(office, change, monkeypatch):
    started = []
    monkeypatch.setattr(jobs_run.run_execution, "defer", lambda **said: started.append(said))
    admin = sign_in(PageClient(), office.users["hatinh.quantri"])
    page = f"/quan-tri/chuyen-doi/{change.plan.code}/"
    assert "Chuyển tất cả" not in admin.get(f"{page}san-sang/").content.decode()
    rehearsed(office, change.plan)
    waive_the_rest(office, change.plan)
    assert "Chuyển tất cả" in admin.get(f"{page}san-sang/").content.decode()
    answer = admin.post(f"{page}san-sang/chuyen/", follow=True)
    assert "Đã cho chuyển" in answer.content.decode()
    assert started == [{"plan_id": change.plan.pk, "user_id": office.users["hatinh.quantri"].pk}]
    assert jobs_run.run_execution(**started[0]) == "done"
    shown = admin.get(f"{page}chuyen/").content.decode()
    assert "Đã chuyển xong" in shown
    assert "Xã Mai Phụ" in shown
    assert Plan.objects.get(pk=change.plan.pk).state == PlanState.VERIFIED
    assert "mỗi hồ sơ đang mở có đúng một nơi giải quyết" in admin.get(f"{page}kiem-tra-lai/").content.decode()


def test_a_run_pauses_behind_a_batch_and_goes_on_where_it_stopped(office, change, monkeypatch):
    heed = pausing.heed

    def paused_at_once(run):
        pausing.pause(change.plan, by=who(office), at=NIGHT)
        heed(run)

    with monkeypatch.context() as patch:
        patch.setattr("thongsuot.cutover.services.executing.pausing.heed", paused_at_once)
        assert jobs_run.run_execution(plan_id=change.plan.pk, user_id=office.users["hatinh.quantri"].pk) == "paused"
    run = Run.objects.get(kind="execute")
    assert run.state == Run.State.RUNNING
    admin = sign_in(PageClient(), office.users["hatinh.quantri"])
    page = f"/quan-tri/chuyen-doi/{change.plan.code}/chuyen/"
    assert "Đang tạm dừng" in admin.get(page).content.decode()
    deferred = []
    monkeypatch.setattr(jobs_run.run_execution, "defer", lambda **said: deferred.append(said))
    admin.post(f"{page}chuyen-tiep/", follow=True)
    assert jobs_run.run_execution(**deferred[0]) == "done"
    run.refresh_from_db()
    assert (run.state, run.starts) == (Run.State.DONE, 2)
    assert "paused" not in run.report


def test_what_the_execution_refuses_is_shown_to_people(office, change):
    Plan.objects.filter(pk=change.plan.pk).update(state=PlanState.DRAFT)
    assert (
        jobs_run.run_execution(plan_id=change.plan.pk, user_id=office.users["hatinh.quantri"].pk) == "plan_not_decided"
    )
    admin = sign_in(PageClient(), office.users["hatinh.quantri"])
    assert (
        "chỉ chuyển kế hoạch đã quyết" in admin.get(f"/quan-tri/chuyen-doi/{change.plan.code}/chuyen/").content.decode()
    )


def test_going_back_asks_for_the_code_of_the_plan_and_a_reason(office, change, monkeypatch):
    execute(change.plan)
    started = []
    monkeypatch.setattr(jobs_run.run_rollback, "defer", lambda **said: started.append(said))
    admin = sign_in(PageClient(), office.users["hatinh.quantri"])
    page = f"/quan-tri/chuyen-doi/{change.plan.code}/quay-lai/"
    assert "Còn được quay lại đến 00:00 04/08/2025" in admin.get(page).content.decode()
    wrong = admin.post(f"{page}chay/", {"confirmation": "sap", "reason": "sai"})
    assert wrong.status_code == 422
    admin.post(f"{page}chay/", {"confirmation": change.plan.code, "reason": "nghị quyết bị hoãn"}, follow=True)
    assert jobs_run.run_rollback(**started[0]) == "done"
    assert "Đã quay lại" in admin.get(page).content.decode()
    assert Plan.objects.get(pk=change.plan.pk).state == PlanState.ROLLED_BACK


def test_the_report_of_a_rehearsal_is_read_and_signed_on_its_page(office, change):
    made = rehearsed(office, change.plan, signed=False)
    second = sign_in(PageClient(), office.users["hatinh.quantri2"])
    page = f"/quan-tri/chuyen-doi/{change.plan.code}/dien-tap/"
    assert f"{page}{made.pk}/" in second.get(page).content.decode()
    shown = second.get(f"{page}{made.pk}/").content.decode()
    assert "Tôi đã xem và ký báo cáo" in shown
    second.post(f"{page}{made.pk}/ky/", {"note": "khớp"}, follow=True)
    made.refresh_from_db()
    assert made.signed_by == office.users["hatinh.quantri2"]
    first = sign_in(PageClient(), office.users["hatinh.quantri"])
    assert "Tôi đã xem và ký" not in first.get(f"{page}{made.pk}/").content.decode()
    assert first.get(f"{page}999999/").status_code == 404
