"""Whatever people do, in whatever order: dossier, holdings, steps, tasks, dues and journal always tell one story.

Hypothesis plays the office: random verbs by random people at random moments on dossiers of all six procedures, some
received elsewhere. After each act the tables are compared (`one_story`), and state, counts, due moment and rights with
a model a page long (`simple_model`); an act that is refused must leave no trace, one that is done one entry.
"""

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.dossiers import acts_of_life
from tests.dossiers.acts_of_life import ACTS, Act, from_list, give_to_hotich, hand_back, passes, returns
from tests.dossiers.one_story import CHECKS, picture_of, traces
from tests.dossiers.simple_model import FINER, HERE, PEOPLE, TABLE, THERE, Model
from tests.factories.dossiers import LAN_ID, Office, moment, papers_for
from tests.factories.procedures import ALLOWANCE, BIRTH, BUSINESS, COPY, FULL_FORMS, MARRIAGE_STATUS, RESIDENCE
from thongsuot.common.errors import Refused
from thongsuot.common.journal_verify import verify
from thongsuot.common.now import frozen
from thongsuot.dossiers import services
from thongsuot.dossiers.intake_data import Applicant, Submission
from thongsuot.dossiers.models import Dossier
from thongsuot.dossiers.permissions import possible
from thongsuot.dossiers.selectors.one import dossier_by_id
from thongsuot.dossiers.states import VERBS
from thongsuot.procedures.selectors import version_in_force
from thongsuot.tasks import services as tasks

pytestmark = pytest.mark.django_db

SIX = (BIRTH, MARRIAGE_STATUS, COPY, BUSINESS, ALLOWANCE, RESIDENCE)
# A soak is `INVARIANT_EXAMPLES=500 make test ARGS=tests/dossiers/test_invariants.py`.
EXAMPLES = int(os.environ.get("INVARIANT_EXAMPLES", "15"))
# What ends a dossier early comes up seldom; the rest as the model allows it.
ENDS_EARLY = {"refuse", "withdraw"}
BRINGS_ON = {"receive", "finish", "return-result", "correct-result"}
people = st.sampled_from(sorted(PEOPLE))


class Life(RuleBasedStateMachine):
    """Một hồ sơ trong tay một văn phòng bất kỳ."""

    office: Office
    model: Model

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
        dossier = self.as_of(lambda: services.submit(submission=wanted, principal=clerk, at=self.at)).dossier
        self.code, self.dossier_id = dossier.code, dossier.pk
        self.model = Model(str(dossier.status), dossier.due_at, THERE if elsewhere else HERE)

    @rule(minutes=st.sampled_from([1, 30, 240, 1_440, 4_320]))
    def time_passes(self, minutes: int) -> None:
        self.at += timedelta(minutes=minutes)

    @rule(pick=st.integers(0, 10_000), ends=st.integers(0, 9))
    def somebody_who_may_does(self, pick: int, ends: int) -> None:
        """The dossier goes its way: one of those whom the model lets does something; the page offers it to him too."""
        verbs = [v for v in TABLE if v not in ENDS_EARLY or not ends]
        able = {v: names for v in verbs if (names := [n for n in PEOPLE if self.model.may(v, n)])}
        if able:
            likely = [v for v in sorted(able) for _time in range(3 if v in BRINGS_ON else 1)]
            verb = likely[pick % len(likely)]
            name = able[verb][pick % len(able[verb])]
            loaded = dossier_by_id(self.dossier_id)
            assert verb in self.as_of(lambda: possible(self.who(name), loaded.dossier, loaded.holders))
            self.attempt(verb, name)

    @rule(verb=st.sampled_from(sorted(VERBS)), name=people)
    def anybody_tries(self, verb: str, name: str) -> None:
        self.attempt(verb, name)

    @rule(decision=st.sampled_from(["pass", "pass", "pass", "return"]))
    def the_next_step_is_done(self, decision: str) -> None:
        """Whoever holds or may take the oldest open step takes it and does it."""
        loaded = dossier_by_id(self.dossier_id)
        for step in loaded.open_steps()[:1]:
            able = [n for n in PEOPLE if step.held_by(self.who(n)) or step.may_be_taken_by(self.who(n))]
            for name in able[:1]:
                self.from_the_list(from_list(tasks.claim, step.task_id), name)
                signs = loaded.version.process.step(step.key).signs and decision == "pass"
                if signs:
                    self.attempt("finish", name)
                else:
                    self.attempt("complete-step", name, returns if decision == "return" else passes)

    @rule(name=people, act=st.sampled_from([tasks.claim, give_to_hotich, hand_back]))
    def from_the_task_list(self, name: str, act: Any) -> None:
        for task_id in sorted(picture_of(self.dossier_id).work)[:1]:
            self.from_the_list(from_list(act, task_id), name)

    # what acts need

    def who(self, name: str) -> Any:
        return self.office.who(name, self.at)

    def as_of(self, act: Callable[[], Any]) -> Any:
        with frozen(self.at):
            return act()

    def tried(self, act: Act, name: str) -> bool:
        """Do it; a refusal changes nothing at all."""
        before = traces(self.dossier_id)
        try:
            self.as_of(lambda: act(self, name))
        except Refused:
            assert traces(self.dossier_id) == before
            return False
        return True

    def attempt(self, verb: str, name: str, act: Act | None = None) -> None:
        """A verb: done only where the model allows it, done where nothing finer stands in its way, one entry each."""
        before = picture_of(self.dossier_id)
        allowed = self.model.may(verb, name)
        new_due = acts_of_life.new_due(self) if verb == "extend" else None
        done = self.tried(act or ACTS[verb], name)
        assert done <= allowed, f"{name} đã làm được {verb} dù mô hình không cho"
        assert done or not allowed or verb in FINER, f"{name} không làm được {verb} dù mô hình cho"
        if done:
            after = picture_of(self.dossier_id)
            assert len(after.verbs) == len(before.verbs) + 1
            taken = any(before.work[s.task_id].assignee_id is not None for s in before.open_steps)
            self.model.done(verb, after.dossier, self.at, taken=taken, new_due=new_due)

    def from_the_list(self, act: Act, name: str) -> None:
        """Taking the first step from the list starts the processing."""
        if self.tried(act, name):
            dossier = Dossier.objects.get(pk=self.dossier_id)
            if self.model.state != dossier.status:
                assert (self.model.state, dossier.status) == ("RECEIVED", "PROCESSING")
                self.model.done("assign", dossier, self.at, taken=True, new_due=None)

    # what always holds

    @invariant()
    def one_story(self) -> None:
        if self.dossier_id:
            seen = picture_of(self.dossier_id)
            for check in CHECKS:
                check(seen)
            self.model.agrees_with(seen.dossier)

    def teardown(self) -> None:
        if self.dossier_id:
            assert verify().ok, [str(fault) for fault in verify().faults]


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
    assert verify().ok, "what the last life left behind"
