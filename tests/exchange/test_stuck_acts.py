"""Gỡ việc kẹt: tried again, whole ranges, solved outside; alarms that begin, stay and end."""

import uuid
from datetime import timedelta
from typing import Any

import pytest

from tests.exchange.inbound_samples import AT, SYSTEM
from tests.exchange.test_stuck_list import LIST, page_of, provincial, stuck_in, stuck_out
from tests.factories.dossiers import Office, moment
from thongsuot.accounts.models import Role
from thongsuot.common import journal
from thongsuot.common.journal_verify import verify
from thongsuot.dossiers.models import Dossier
from thongsuot.exchange.models import Alarm, InMessage, OutMessage, ReplayRun
from thongsuot.exchange.stuck import alarms, replay, rows
from thongsuot.tasks.models import OpenWork, Task

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(monkeypatch: Any) -> Any:
    """The catalogue learns the procedure that the messages name."""

    def publish() -> None:
        from tests.factories.procedures import BIRTH
        from thongsuot.exchange.inbound import reading

        real = reading._at
        monkeypatch.setattr(reading, "_at", lambda content, path: BIRTH if path == "MaTTHC" else real(content, path))

    return publish


def test_tried_again_after_the_cause_is_cured_it_goes_into_a_dossier(
    linked: Office,
    later: Any,
    published: Any,
) -> None:
    message = stuck_in(1)
    client = page_of(linked, "motcua1")
    assert client.post(f"{LIST}lam-lai/", {"viec": f"in:{message.pk}"}).status_code == 302
    message.refresh_from_db()
    assert (message.state, message.cause) == ("stuck", "procedure_unknown")  # still so, and said
    published()
    client.post(f"{LIST}lam-lai/", {"viec": f"in:{message.pk}"})
    message.refresh_from_db()
    assert message.state == "done"
    assert Dossier.objects.get().code == message.their_code
    verbs = [e.verb for e in journal.timeline(message.province_id, "in_message", message.pk)]
    assert verbs == ["read_again", "read_again"]
    assert client.post(f"{LIST}lam-lai/", {"viec": f"in:{message.pk}"}).status_code == 404  # no longer stuck


def test_an_outgoing_one_is_due_at_once(linked: Office, later: Any) -> None:
    message = stuck_out(linked)
    assert page_of(linked, "motcua1").post(f"{LIST}lam-lai/", {"viec": f"out:{message.pk}"}).status_code == 302
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("waiting", 0)
    assert message.next_try_at is not None


@pytest.mark.parametrize("kind", ["in", "out"])
def test_solved_outside_needs_a_note_and_stands_in_the_journal(
    linked: Office,
    later: Any,
    kind: str,
) -> None:
    message: Any = stuck_in(1) if kind == "in" else stuck_out(linked)
    client = page_of(linked, "motcua1")
    refused = client.post(f"{LIST}ben-ngoai/", {"viec": f"{kind}:{message.pk}", "note": " "})
    assert refused.status_code == 422
    assert "Cần ghi đã xử lý thế nào" in refused.content.decode()
    done = client.post(f"{LIST}ben-ngoai/", {"viec": f"{kind}:{message.pk}", "note": "Đã nhận giấy ở quầy số 2"})
    assert done.status_code == 302
    subject = ("in_message", message.pk) if kind == "in" else ("dossier", message.dossier_id)
    entry = journal.timeline(linked.world.province.id, *subject)[-1]
    assert entry.data["note"] == "Đã nhận giấy ở quầy số 2"
    assert not (InMessage if kind == "in" else OutMessage).objects.filter(state="stuck").exists()
    assert verify().ok


def test_a_range_by_cause_is_tried_again_once_and_says_how_far_it_is(
    linked: Office,
    later: Any,
    published: Any,
) -> None:
    for number in range(7):
        stuck_in(number)
    other = stuck_in(99, DinhDanhCHS={"SoDinhDanh": "1"})
    published()
    uid = uuid.uuid4()
    client = page_of(linked, "motcua1")
    body = {"lan": str(uid), "loc": "vi-sao=procedure_unknown"}
    first, again = client.post(f"{LIST}ca-loat/", body), client.post(f"{LIST}ca-loat/", body)
    assert first["Location"] == again["Location"]
    run = ReplayRun.objects.get()
    assert run.total == 7 + (other.cause == "procedure_unknown")
    assert replay.carry_out(run.pk, clock=lambda: moment(7, 12)) == 7
    run.refresh_from_db()
    assert (run.state, run.solved) == ("done", 7)
    assert Dossier.objects.count() == 7
    assert replay.carry_out(run.pk, clock=lambda: moment(7, 13)) == 7  # done again: nothing more
    assert Dossier.objects.count() == 7
    assert "Đã xong" in client.get(first["Location"]).content.decode()
    assert page_of(linked, "hotich").get(first["Location"]).status_code == 404


def test_a_run_whose_worker_was_killed_goes_on_where_it_stopped(
    linked: Office,
    later: Any,
    monkeypatch: Any,
    published: Any,
) -> None:
    for number in range(6):
        stuck_in(number)
    published()
    monkeypatch.setattr(replay, "BATCH", 2)
    run, _fresh = replay.ask(
        uid=uuid.uuid4(), wanted=rows.Wanted(), whole_province=False, principal=linked.who("motcua1"), at=moment(7, 12)
    )
    real, calls = replay._again, []

    def dies(row: Any, by: Any, at: Any) -> bool:
        calls.append(row.id)
        if len(calls) == 4:
            raise SystemExit("kill -9")
        return real(row, by, at)

    monkeypatch.setattr(replay, "_again", dies)
    with pytest.raises(SystemExit):
        replay.carry_out(run.pk, clock=lambda: moment(7, 12))
    run.refresh_from_db()
    assert (run.state, run.tried) == ("running", 2)
    replay.carry_out(run.pk, clock=lambda: moment(7, 12))
    run.refresh_from_db()
    assert (run.state, Dossier.objects.count()) == ("done", 6)


def test_the_province_tries_a_cause_again_for_all_units(linked: Office, later: Any, published: Any) -> None:
    stuck_in(1)
    stuck_in(2, unit="18604")
    published()
    client = provincial(linked, "tinh.kiemsoat", Role.PROCEDURE_CONTROLLER)
    body = {"lan": str(uuid.uuid4()), "pham-vi": "tinh", "loc": "loai=in&vi-sao=procedure_unknown"}
    assert client.post(f"{LIST}ca-loat/", body).status_code == 302
    assert replay.carry_out(ReplayRun.objects.get().pk, clock=lambda: moment(7, 12)) == 2
    clerk = page_of(linked, "motcua1")
    clerk.post(f"{LIST}ca-loat/", {**body, "lan": str(uuid.uuid4())})
    assert ReplayRun.objects.order_by("-pk")[0].wanted["whole_province"] is False  # a clerk has no province


@pytest.mark.parametrize("given", ["in:abc", "in", "khac:1", "in:99999999999999999999", ""])
def test_garbage_in_an_act_is_not_found(linked: Office, later: Any, given: str) -> None:
    client = page_of(linked, "motcua1")
    for door in ("lam-lai/", "ben-ngoai/", "chi-dinh/"):
        assert client.post(f"{LIST}{door}", {"viec": given, "note": "ghi chú dài"}).status_code == 404
    assert client.post(f"{LIST}ca-loat/", {"lan": "x"}).status_code == 404


def test_too_many_or_too_old_raises_an_alarm_with_a_task_that_ends_by_itself(linked: Office, later: Any) -> None:
    messages = [stuck_in(number) for number in range(11)]
    assert alarms.watch(moment(7, 12)) == 1
    assert alarms.watch(moment(7, 12, 5)) == 1
    alarm = Alarm.objects.get()
    task = Task.objects.get(pk=alarm.task_id)
    assert (alarm.stuck, task.role, task.unit_id) == (11, "counter_clerk", linked.world.mai_phu.id)
    assert "11 việc kẹt" in task.what
    assert "việc kẹt với Cổng Dịch vụ công" in page_of(linked, "motcua1").get(LIST).content.decode()
    InMessage.objects.filter(pk__in=[m.pk for m in messages[:5]]).update(
        state="solved", settled_at=AT, note="xong ở quầy", next_try_at=None
    )
    assert alarms.watch(moment(7, 12, 10)) == 0
    alarm.refresh_from_db()
    assert alarm.ended_at == moment(7, 12, 10)
    assert not OpenWork.objects.filter(task_id=alarm.task_id).exists()


def test_one_old_thing_is_enough_and_what_has_no_unit_is_the_provinces(linked: Office, later: Any) -> None:
    stuck_in(1, unit="18796", NgayNopHoSo="20250620093000")
    InMessage.objects.update(province_id=linked.world.province.id)
    limit = alarms.threshold(SYSTEM, AT.date())
    assert alarms.watch(AT + limit.age) == 0
    assert alarms.watch(AT + limit.age + timedelta(minutes=1)) == 1
    task = Task.objects.get(pk=Alarm.objects.get().task_id)
    assert (task.role, task.unit_id) == ("province_admin", linked.world.province.id)


def test_what_is_stuck_and_the_alarms_stand_in_the_metrics(linked: Office, later: Any) -> None:
    from django.test import Client

    for number in range(11):
        stuck_in(number)
    alarms.watch(moment(7, 12))
    text = Client().get("/metrics").content.decode()
    assert 'thongsuot_stuck{cause="procedure_unknown",kind="in",system="national-portal"} 11.0' in text
    assert "thongsuot_stuck_alarms 1.0" in text
