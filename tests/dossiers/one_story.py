"""One dossier as all its tables tell it, and what must always hold between them; for the state machine."""

from dataclasses import dataclass
from typing import Any

from django.db import connection

from thongsuot.common.journal import timeline
from thongsuot.dossiers.models import (
    CLOSED,
    Consultation,
    Dossier,
    DossierFile,
    DossierStep,
    Holding,
    Payment,
    Status,
    SupplementRequest,
)
from thongsuot.tasks.models import OPEN_STATES, OpenWork, Task, TaskState
from thongsuot.tasks.specs import NO_DUE

AWAITING = (Status.AWAITING_SUPPLEMENT, Status.AWAITING_PAYMENT, Status.STOPPED)
BEING_WORKED_ON = (Status.RECEIVED, Status.PROCESSING)
TABLES = (
    ("dossiers_dossier", "id"),
    ("dossiers_holding", "dossier_id"),
    ("dossiers_dossierstep", "dossier_id"),
    ("dossiers_dossiercomponent", "dossier_id"),
    ("dossiers_dossierfile", "dossier_id"),
    ("dossiers_supplementrequest", "dossier_id"),
    ("dossiers_payment", "dossier_id"),
    ("dossiers_consultation", "dossier_id"),
    ("tasks_task", "subject_id"),
    ("tasks_openwork", "subject_id"),
    ("common_journalentry", "subject_id"),
)


@dataclass
class Picture:
    """All rows of one dossier."""

    dossier: Dossier
    holdings: list[Holding]
    steps: list[DossierStep]
    tasks: dict[int, Task]
    work: dict[int, OpenWork]
    verbs: list[str]
    last_status: str
    payments: list[Payment]
    questions: list[Consultation]

    @property
    def open_steps(self) -> list[DossierStep]:
        return [step for step in self.steps if step.state == "open"]

    @property
    def open_questions(self) -> list[Consultation]:
        return [q for q in self.questions if q.answered_at is None and q.closed_at is None]

    @property
    def open_payments(self) -> list[Payment]:
        return [p for p in self.payments if p.recorded_at is None and p.cancelled_at is None]

    def tasks_of(self, kind: str) -> list[Task]:
        return [task for task in self.tasks.values() if task.kind == kind and task.id in self.work]


def picture_of(dossier_id: int) -> Picture:
    dossier = Dossier.objects.get(pk=dossier_id)
    entries = timeline(dossier.province_id, "dossier", dossier_id)
    return Picture(
        dossier,
        list(Holding.objects.filter(dossier_id=dossier_id)),
        list(DossierStep.objects.filter(dossier_id=dossier_id).order_by("id")),
        {task.id: task for task in Task.objects.filter(subject_kind="dossier", subject_id=dossier_id)},
        {row.task_id: row for row in OpenWork.objects.filter(kind__startswith="dossier.", subject_id=dossier_id)},
        [entry.verb for entry in entries],
        next(e.data["status"] for e in reversed(entries) if "status" in e.data),
        list(Payment.objects.filter(dossier_id=dossier_id).order_by("id")),
        list(Consultation.objects.filter(dossier_id=dossier_id).order_by("id")),
    )


def traces(dossier_id: int) -> Any:
    """Everything that a refused act must leave as it was, in one statement."""
    parts = " UNION ALL ".join(
        f"SELECT '{table}', t::text FROM {table} t WHERE {column} = %(id)s" for table, column in TABLES
    )
    with connection.cursor() as cursor:
        cursor.execute(f"{parts} ORDER BY 1, 2", {"id": dossier_id})
        return cursor.fetchall()


def check_holdings(seen: Picture) -> None:
    dossier = seen.dossier
    if dossier.status in CLOSED:
        assert not seen.holdings
        return
    expected = {(dossier.competent_unit_id, "competent")}
    if dossier.receiving_unit_id != dossier.competent_unit_id:
        expected.add((dossier.receiving_unit_id, "receiving"))
    holding = {unit for unit, _involvement in expected}
    expected |= {(q.unit_id, "consulted") for q in seen.open_questions if q.unit_id not in holding}
    assert {(h.unit_id, h.involvement) for h in seen.holdings} == expected
    assert {h.status for h in seen.holdings} == {dossier.status}
    own = {h.due_at for h in seen.holdings if h.involvement != "consulted"}
    assert own == {dossier.due_at or NO_DUE}
    for held in seen.holdings:
        if held.involvement == "consulted":
            assert held.due_at in {q.due_at for q in seen.open_questions if q.unit_id == held.unit_id}


def check_closing(seen: Picture) -> None:
    closed = seen.dossier.status in CLOSED
    assert closed == (seen.dossier.closed_at is not None)
    if closed:
        assert not seen.work
        assert not seen.open_steps


def check_open_work_is_the_open_tasks(seen: Picture) -> None:
    assert set(seen.work) == {task.id for task in seen.tasks.values() if task.state in OPEN_STATES}
    for task_id, row in seen.work.items():
        task = seen.tasks[task_id]
        assert (row.unit_id, row.organ_id, row.role) == (task.unit_id, task.organ_id, task.role)
        assert (row.assignee_id, row.state, row.due_at) == (task.assignee_id, task.state, task.due_at or NO_DUE)
        assert row.state != TaskState.IN_PROGRESS or row.assignee_id is not None


def check_steps_and_tasks(seen: Picture) -> None:
    """Open steps and open tasks of steps one to one, due at the same moment, never later than the dossier."""
    assert sorted(s.task_id for s in seen.open_steps) == sorted(t.id for t in seen.tasks_of("dossier.step"))
    for step in seen.open_steps:
        assert step.due_at == seen.tasks[step.task_id].due_at
        if seen.dossier.due_at and seen.dossier.status not in AWAITING:
            assert step.due_at is not None
            assert step.due_at <= seen.dossier.due_at
    keys = [step.key for step in seen.open_steps]
    assert len(keys) == len(set(keys))
    newest = {step.key: step for step in seen.steps}
    assert all(step.ended_at is not None for step in seen.steps if step.state != "open")
    assert all(newest[step.key].id == step.id for step in seen.open_steps)


def check_who_has_to_act(seen: Picture) -> None:
    """Each open state has its tasks: receive, steps, or hand out; while the citizen has to answer they all wait."""
    dossier = seen.dossier
    state = dossier.paused_from if dossier.status in AWAITING else dossier.status
    assert len(seen.tasks_of("dossier.receive")) == (state == Status.SUBMITTED)
    assert len(seen.tasks_of("dossier.return")) == (state == Status.FINISHED)
    assert bool(seen.open_steps) == (state in BEING_WORKED_ON)
    assert len(seen.tasks_of("dossier.payment")) == (dossier.status == Status.AWAITING_PAYMENT)
    assert len(seen.open_payments) == (dossier.status == Status.AWAITING_PAYMENT)
    asked = {(q.task_id, q.due_at) for q in seen.open_questions}
    assert {(t.id, t.due_at) for t in seen.tasks_of("dossier.consult")} == asked
    assert len(dossier.clock.get("asked", ())) == len(asked)
    assert not asked or state == Status.PROCESSING
    waiting = {row.state == TaskState.WAITING for row in seen.work.values()}
    assert waiting <= {dossier.status in AWAITING}


def check_moments(seen: Picture) -> None:
    dossier = seen.dossier
    assert (dossier.stopped_at is not None) == (dossier.status in AWAITING)
    assert bool(dossier.paused_from) == (dossier.status in AWAITING)
    assert (dossier.received_at is None) == (dossier.original_due_at is None and not dossier.clock)
    assert (dossier.outcome != "") == (dossier.finished_at is not None)
    assert (dossier.finished_at is not None) == (dossier.status in (Status.FINISHED, Status.RETURNED))
    assert (dossier.returned_at is not None) == (dossier.status == Status.RETURNED)


def check_journal(seen: Picture) -> None:
    assert seen.last_status == seen.dossier.status
    assert seen.dossier.supplement_count == seen.verbs.count("supplement_requested") <= 1
    assert SupplementRequest.objects.filter(dossier_id=seen.dossier.pk).count() == seen.dossier.supplement_count
    assert seen.verbs.count("submitted") == 1
    assert seen.verbs.count("received") == (seen.dossier.received_at is not None)
    corrected = seen.verbs.count("result_corrected")
    assert seen.verbs.count("finished") == corrected + (seen.dossier.finished_at is not None)
    assert seen.dossier.extension_count == seen.verbs.count("extended") <= 1
    assert len(seen.payments) == seen.verbs.count("payment_requested")
    assert sum(p.recorded_at is not None for p in seen.payments) == seen.verbs.count("payment_recorded")
    assert len(seen.questions) == seen.verbs.count("consulted")
    assert sum(q.answered_at is not None for q in seen.questions) == seen.verbs.count("consultation_answered")
    done = sum(step.state in ("done", "sent_back") for step in seen.steps)
    assert seen.verbs.count("step_completed") + seen.verbs.count("step_returned") <= done


def check_clock(seen: Picture) -> None:
    """The reason of a stop stands there while it stops; the extension as often as it was made."""
    clock = seen.dossier.clock
    assert ("stop" in clock) == (seen.dossier.status == Status.STOPPED)
    assert ("corrected_at" in clock) == ("result_corrected" in seen.verbs)
    if seen.dossier.extension_count and "taken_over_at" not in clock:
        assert clock["extension"]["due_after"] > clock["extension"]["due_before"]


def check_results(seen: Picture) -> None:
    valid = DossierFile.objects.filter(dossier_id=seen.dossier.pk, purpose="result", replaced_at=None)
    assert valid.exists() == (seen.dossier.finished_at is not None)


CHECKS = (
    check_holdings,
    check_closing,
    check_open_work_is_the_open_tasks,
    check_steps_and_tasks,
    check_who_has_to_act,
    check_moments,
    check_journal,
    check_clock,
    check_results,
)
