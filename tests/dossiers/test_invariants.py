"""Whatever people do, in whatever order: dossier, holdings, steps, tasks, dues and journal always tell one story.

Hypothesis plays the office: random verbs by random people at random moments on dossiers of all six procedures, some
received elsewhere. After each act the tables are compared; an act that is refused must leave no trace.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.factories.dossiers import LAN_ID, Office, moment, papers_for
from tests.factories.procedures import ALLOWANCE, BIRTH, BUSINESS, COPY, FULL_FORMS, MARRIAGE_STATUS, RESIDENCE
from thongsuot.common.errors import Invalid, Refused
from thongsuot.common.journal import timeline
from thongsuot.common.journal_verify import verify
from thongsuot.common.now import frozen
from thongsuot.dossiers import services
from thongsuot.dossiers.intake_data import Applicant, FiledComponent, Submission
from thongsuot.dossiers.models import CLOSED, Dossier, DossierFile, DossierStep, Holding, Status, SupplementRequest
from thongsuot.dossiers.permissions import possible
from thongsuot.dossiers.selectors.one import dossier_by_id
from thongsuot.dossiers.states import VERBS
from thongsuot.dossiers.timing import step_due
from thongsuot.procedures.selectors import version_by_id, version_in_force
from thongsuot.tasks import services as tasks
from thongsuot.tasks.models import OPEN_STATES, OpenWork, Task, TaskState
from thongsuot.tasks.specs import NO_DUE

pytestmark = pytest.mark.django_db

PEOPLE = ("motcua1", "hotich", "kinhte", "vanphong", "chutich", "tk_motcua1", "tk_hotich", "tk_chutich", "lan", "binh")
AWAITING = (Status.AWAITING_SUPPLEMENT, Status.AWAITING_PAYMENT, Status.STOPPED)
BEING_WORKED_ON = (Status.RECEIVED, Status.PROCESSING)
SIX = (BIRTH, MARRIAGE_STATUS, COPY, BUSINESS, ALLOWANCE, RESIDENCE)
# What the specialist adds where the declaration cannot know it.
ADDED = {ALLOWANCE: {"amount": 550_000, "id_number": "042040000111"}}
# A soak is `INVARIANT_EXAMPLES=500 make test ARGS=tests/dossiers/test_invariants.py`.
EXAMPLES = int(os.environ.get("INVARIANT_EXAMPLES", "15"))

people = st.sampled_from(PEOPLE)


def passes(life: "Life", name: str, decision: str = "pass") -> None:
    """The oldest open step is done by this person."""
    loaded = dossier_by_id(life.dossier_id)
    open_steps = loaded.open_steps()
    services.complete_step(
        code=life.code,
        principal=life.who(name),
        at=life.at,
        step=open_steps[0].key if open_steps else "verify",
        decision=decision,
        note="Xem lại",
        result={"data": ADDED.get(loaded.version.code, {})},
    )


def returns(life: "Life", name: str) -> None:
    """The oldest open step is sent back by this person."""
    passes(life, name, "return")


def finishes(life: "Life", name: str) -> None:
    """Granted where the declaration is complete, else rejected."""
    act = {"code": life.code, "principal": life.who(name), "at": life.at}
    try:
        services.finish(**act, outcome="granted")
    except Invalid:
        services.finish(**act, outcome="rejected", note="Không đủ điều kiện")


def supplements(life: "Life", name: str) -> None:
    """One more paper is shown."""
    brought = [FiledComponent(dossier_by_id(life.dossier_id).version.components[0].code, "SHOWN", originals=1)]
    services.supplement(code=life.code, principal=life.who(name), at=life.at, components=brought)


def does(service: Callable[..., Any], **texts: Any) -> "Act":
    """A verb with its words."""
    return lambda life, name: service(code=life.code, principal=life.who(name), at=life.at, **texts)


def from_list(service: Callable[..., Any], task_id: int) -> "Act":
    """An act on a row of the task list."""
    return lambda life, name: service(task_id=task_id, principal=life.who(name), at=life.at)


def give_to_hotich(**common: Any) -> None:
    """A task is given to a person of the unit."""
    tasks.give(**common, to="maiphu.hotich")


def hand_back(**common: Any) -> None:
    """A task goes back to the pool."""
    tasks.hand_back(**common, reason="Đi công tác")


Act = Callable[["Life", str], Any]
ACTS: dict[str, Act] = {
    "receive": does(services.receive),
    "refuse": does(services.refuse, reason="Không thuộc thẩm quyền", legal_basis="Điều 4", remedy="Nộp nơi cư trú"),
    "request-supplement": does(services.request_supplement, items=["Giấy chứng sinh"], reason="mờ", contact="Hoa"),
    "supplement": supplements,
    "assign": lambda life, name: services.assign(
        code=life.code, principal=life.who(name), at=life.at, to="tk.hotich" if name[:2] == "tk" else "maiphu.hotich"
    ),
    "complete-step": passes,
    "finish": finishes,
    "return-result": does(services.return_result, method="COUNTER", taken_by="Nguyễn Thị Lan"),
    "withdraw": does(services.withdraw),
}
# Verbs that bring a dossier forward come up often, those that end it early seldom.
FORWARD = ["receive", "assign", "request-supplement", "finish", "return-result"] * 3 + ["withdraw", "refuse"]


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

    @property
    def open_steps(self) -> list[DossierStep]:
        return [step for step in self.steps if step.state == "open"]

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
    )


def traces(dossier_id: int) -> Any:
    """Everything that a refused act must leave as it was."""
    tables = (
        ("dossiers_dossier", "id"),
        ("dossiers_holding", "dossier_id"),
        ("dossiers_dossierstep", "dossier_id"),
        ("dossiers_dossiercomponent", "dossier_id"),
        ("dossiers_dossierfile", "dossier_id"),
        ("dossiers_supplementrequest", "dossier_id"),
        ("tasks_task", "subject_id"),
        ("tasks_openwork", "subject_id"),
        ("common_journalentry", "subject_id"),
    )
    with connection.cursor() as cursor:
        found = []
        for table, column in tables:
            cursor.execute(f"SELECT t::text FROM {table} t WHERE {column} = %s ORDER BY 1", [dossier_id])
            found.append(cursor.fetchall())
    return found


class Life(RuleBasedStateMachine):
    """Một hồ sơ trong tay một văn phòng bất kỳ."""

    office: Office

    def __init__(self) -> None:
        super().__init__()
        self.at = moment(7, 9)
        self.code = ""
        self.dossier_id = 0

    # acts

    @initialize(
        procedure=st.sampled_from(SIX),
        waits=st.booleans(),
        elsewhere=st.booleans(),
        hour=st.sampled_from([7, 9, 12, 15, 16, 22]),
        day=st.integers(1, 13),
    )
    def begin(self, procedure: str, waits: bool, elsewhere: bool, hour: int, day: int) -> None:
        """Filed at a counter and received at once, or waiting for it; a non-territorial procedure also elsewhere."""
        self.at = moment(day, hour)
        world, form = self.office.world, FULL_FORMS[procedure]
        version = version_in_force(procedure, self.at.date())
        elsewhere = elsewhere and version is not None and version.non_territorial
        wanted = Submission(
            procedure_code=procedure,
            receiving_unit=(world.thach_khe if elsewhere else world.mai_phu).code,
            competent_unit=world.mai_phu.code,
            channel="DIRECT",
            applicant=Applicant(name="Nguyễn Thị Lan", id_number=LAN_ID),
            form=form,
            components=papers_for(procedure, form=form),
            receive=not waits,
        )
        clerk = self.who("tk_motcua1" if elsewhere else "motcua1")
        loaded = self.as_of(lambda: services.submit(submission=wanted, principal=clerk, at=self.at))
        self.code, self.dossier_id = loaded.dossier.code, loaded.dossier.pk

    @rule(minutes=st.sampled_from([240, 1_440, 4_320]))
    def time_passes(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)

    @rule(verb=st.sampled_from(FORWARD), choice=st.integers(0, 9))
    def somebody_who_may_does(self, verb: str, choice: int) -> None:
        """The dossier goes its way: one of those to whom the page would offer the verb does it."""
        loaded = dossier_by_id(self.dossier_id)
        able = self.as_of(lambda: [n for n in PEOPLE if verb in possible(self.who(n), loaded.dossier, loaded.holders)])
        if able:
            self.attempt(ACTS[verb], able[choice % len(able)])

    @precondition(lambda self: self.status in AWAITING)
    @rule(choice=st.integers(0, 1))
    def the_citizen_answers(self, choice: int) -> None:
        """What was asked for is brought, to the counter or by the citizen."""
        self.somebody_who_may_does("supplement", choice)

    @precondition(lambda self: self.status == Status.PROCESSING)
    @rule(choice=st.integers(0, 3))
    def more_papers_are_asked_for(self, choice: int) -> None:
        self.somebody_who_may_does("request-supplement", choice)

    @rule(verb=st.sampled_from(sorted(VERBS)), name=people)
    def anybody_tries(self, verb: str, name: str) -> None:
        self.attempt(ACTS[verb], name)

    @rule(decision=st.sampled_from(["pass", "pass", "pass", "return"]))
    def the_next_step_is_done(self, decision: str) -> None:
        """Whoever holds or may take the oldest open step takes it and does it."""
        loaded = dossier_by_id(self.dossier_id)
        for step in loaded.open_steps()[:1]:
            able = [n for n in PEOPLE if step.held_by(self.who(n)) or step.may_be_taken_by(self.who(n))]
            for name in able[:1]:
                self.attempt(from_list(tasks.claim, step.task_id), name)
                signs = loaded.version.process.step(step.key).signs and decision == "pass"
                self.attempt(ACTS["finish"] if signs else returns if decision == "return" else passes, name)

    @rule(name=people, act=st.sampled_from([tasks.claim, give_to_hotich, hand_back]))
    def from_the_task_list(self, name: str, act: Any) -> None:
        """Work changes hands: the holder's own doing, or anybody's try."""
        for row in sorted(picture_of(self.dossier_id).work.values(), key=lambda row: row.task_id)[:1]:
            holder = next((n for n, user in self.office.users.items() if user.pk == row.assignee_id), name)
            self.attempt(from_list(act, row.task_id), name if act is tasks.claim else holder)

    # what acts need

    def who(self, name: str) -> Any:
        return self.office.who(name, self.at)

    @property
    def status(self) -> str:
        return Dossier.objects.get(pk=self.dossier_id).status if self.dossier_id else ""

    def as_of(self, act: Callable[[], Any]) -> Any:
        with frozen(self.at):
            return act()

    def attempt(self, act: Act, name: str) -> None:
        """Do it a little later; a refusal changes nothing at all."""
        self.at += timedelta(minutes=17)
        before = traces(self.dossier_id)
        try:
            self.as_of(lambda: act(self, name))
        except Refused:
            assert traces(self.dossier_id) == before

    # what always holds

    @invariant()
    def one_story(self) -> None:
        if self.dossier_id:
            seen = picture_of(self.dossier_id)
            for check in CHECKS:
                check(seen)

    def teardown(self) -> None:
        if self.dossier_id:
            assert verify().ok, [str(fault) for fault in verify().faults]


def check_holdings(seen: Picture) -> None:
    dossier = seen.dossier
    if dossier.status in CLOSED:
        assert not seen.holdings
        return
    expected = {(dossier.competent_unit_id, "competent")}
    if dossier.receiving_unit_id != dossier.competent_unit_id:
        expected.add((dossier.receiving_unit_id, "receiving"))
    assert {(h.unit_id, h.involvement) for h in seen.holdings} == expected
    assert {(h.status, h.due_at) for h in seen.holdings} == {(dossier.status, dossier.due_at or NO_DUE)}


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


def check_dues_after_a_stop(seen: Picture) -> None:
    """The clock of all six procedures is restarted by a supplement: steps open then have their time again."""
    process = version_by_id(seen.dossier.version_id).process
    for pause in seen.dossier.clock.get("pauses", ())[-1:]:
        resumed_at = datetime.fromisoformat(pause["to"])
        assert pause["policy"] == "RESTART"
        for step in seen.open_steps:
            if step.started_at < resumed_at:
                assert step.due_at == step_due(process.step(step.key), seen.dossier, at=resumed_at)


def check_who_has_to_act(seen: Picture) -> None:
    """Each open state has its tasks: receive, steps, or hand out; while the citizen has to answer they all wait."""
    dossier = seen.dossier
    state = dossier.paused_from if dossier.status in AWAITING else dossier.status
    assert len(seen.tasks_of("dossier.receive")) == (state == Status.SUBMITTED)
    assert len(seen.tasks_of("dossier.return")) == (state == Status.FINISHED)
    assert bool(seen.open_steps) == (state in BEING_WORKED_ON)
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
    assert seen.verbs.count("finished") == (seen.dossier.finished_at is not None)
    done = sum(step.state in ("done", "sent_back") for step in seen.steps)
    assert seen.verbs.count("step_completed") + seen.verbs.count("step_returned") <= done


def check_results(seen: Picture) -> None:
    valid = DossierFile.objects.filter(dossier_id=seen.dossier.pk, purpose="result", replaced_at=None)
    assert valid.exists() == (seen.dossier.finished_at is not None)


CHECKS = (
    check_holdings,
    check_closing,
    check_open_work_is_the_open_tasks,
    check_steps_and_tasks,
    check_dues_after_a_stop,
    check_who_has_to_act,
    check_moments,
    check_journal,
    check_results,
)


def test_the_tables_always_tell_one_story(office: Office) -> None:
    class LifeHere(Life):
        pass

    LifeHere.office = office
    run_state_machine_as_test(
        LifeHere,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            phases=(Phase.generate,),
            print_blob=False,
        ),
    )
