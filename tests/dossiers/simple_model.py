"""A dossier as the contract's table tells it, a page long: states, who may, counts, and what the clock says."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from tests.dossiers.acts_of_life import ASKABLE
from thongsuot.common import clock
from thongsuot.dossiers.models import Dossier, Status
from thongsuot.dossiers.timing import calendar_of, duration_of

S = Status
CLERK, SPECIALIST, LEADER, CHAIR, ASKED, OWNER = "clerk", "specialist", "leader", "chair", "asked", "owner"
RECEIVING, COMPETENT, EITHER = "receiving", "competent", "either"
HERE, THERE, CITY = "mai_phu", "thach_khe", "department"
PEOPLE = {
    "motcua1": (CLERK, HERE),
    "hotich": (SPECIALIST, HERE),
    "kinhte": (SPECIALIST, HERE),
    "vanphong": (LEADER, HERE),
    "chutich": (CHAIR, HERE),
    "tk_motcua1": (CLERK, THERE),
    "tk_hotich": (SPECIALIST, THERE),
    "tk_chutich": (CHAIR, THERE),
    "hatinh_so": (ASKED, CITY),
    "lan": (OWNER, ""),
    "binh": ("citizen", ""),
}
# verb: from, to ("" = back or as it was), roles, at which unit
TABLE: dict[str, tuple[set[str], str, set[str], str]] = {
    "receive": ({S.SUBMITTED}, S.RECEIVED, {CLERK}, RECEIVING),
    "refuse": ({S.SUBMITTED}, S.REFUSED, {CLERK}, RECEIVING),
    "request-supplement": ({S.SUBMITTED, S.PROCESSING}, S.AWAITING_SUPPLEMENT, {CLERK, SPECIALIST}, EITHER),
    "supplement": ({S.AWAITING_SUPPLEMENT}, "", {CLERK, OWNER}, RECEIVING),
    "request-payment": (
        {S.SUBMITTED, S.RECEIVED, S.PROCESSING},
        S.AWAITING_PAYMENT,
        {CLERK, SPECIALIST},
        EITHER,
    ),
    "record-payment": ({S.AWAITING_PAYMENT}, "", {CLERK, SPECIALIST}, EITHER),
    "assign": ({S.RECEIVED, S.PROCESSING}, S.PROCESSING, {LEADER}, COMPETENT),
    "complete-step": ({S.PROCESSING}, S.PROCESSING, {CLERK, SPECIALIST, LEADER, CHAIR}, EITHER),
    "consult": ({S.PROCESSING}, S.PROCESSING, {SPECIALIST}, COMPETENT),
    "answer-consultation": ({S.PROCESSING}, S.PROCESSING, {ASKED}, ASKED),
    "withdraw-consultation": ({S.PROCESSING}, S.PROCESSING, {SPECIALIST, LEADER, CHAIR}, COMPETENT),
    "stop": ({S.RECEIVED, S.PROCESSING}, S.STOPPED, {LEADER, CHAIR}, COMPETENT),
    "resume": ({S.STOPPED}, S.PROCESSING, {LEADER, CHAIR}, COMPETENT),
    "extend": ({S.PROCESSING}, S.PROCESSING, {LEADER, CHAIR}, COMPETENT),
    "finish": ({S.PROCESSING}, S.FINISHED, {SPECIALIST, LEADER, CHAIR}, COMPETENT),
    "return-result": ({S.FINISHED}, S.RETURNED, {CLERK}, RECEIVING),
    "correct-result": ({S.FINISHED, S.RETURNED}, S.PROCESSING, {CHAIR}, COMPETENT),
    "withdraw": (
        {S.SUBMITTED, S.RECEIVED, S.PROCESSING, S.AWAITING_SUPPLEMENT, S.AWAITING_PAYMENT, S.STOPPED},
        S.WITHDRAWN,
        {CLERK, OWNER},
        RECEIVING,
    ),
}
# Where more than state, role and count decides (who holds the step, four eyes, results), a refusal may have other reasons.
FINER = {"assign", "complete-step", "finish"}
PAUSES = {S.AWAITING_SUPPLEMENT: "RESTART", S.AWAITING_PAYMENT: "RESUME", S.STOPPED: "RESUME"}


@dataclass
class Model:
    """What the simple model remembers; `asked` holds the codes of those who owe an answer, oldest first."""

    state: str
    due: datetime | None
    receiving: str = HERE
    came_from: str = ""
    stopped_at: datetime | None = None
    supplements: int = 0
    extensions: int = 0
    corrected: bool = False
    taken_over: bool = False
    asked: list[str] = field(default_factory=list)

    def may(self, verb: str, name: str) -> bool:
        """Whether state, role, unit and counts allow it."""
        starts, _to, roles, where = TABLE[verb]
        if self.state not in starts or not self._has_hand(roles, where, name):
            return False
        return {
            "request-supplement": self.supplements == 0,
            "extend": self.extensions == 0 and self.due is not None,
            "withdraw": not self.corrected,
            "withdraw-consultation": bool(self.asked),
            "consult": len(self.asked) < len(ASKABLE),
            "finish": not self.asked,
        }.get(verb, True)

    def _has_hand(self, roles: set[str], where: str, name: str) -> bool:
        role, unit = PEOPLE[name]
        if where == ASKED:
            return any(ASKABLE[code] == name for code in self.asked)
        if role == OWNER:
            return OWNER in roles
        places = {RECEIVING: {self.receiving}, COMPETENT: {HERE}, EITHER: {self.receiving, HERE}}[where]
        return role in roles and unit in places

    def done(self, verb: str, dossier: Dossier, at: datetime, *, taken: bool, new_due: datetime | None) -> None:
        """The verb happened at this moment: what the model expects now. `taken`: somebody held an open step."""
        _starts, to, _roles, _where = TABLE[verb]
        before, target = self.state, to
        if to in PAUSES:
            self.came_from, self.stopped_at = before, at
        elif before in PAUSES and verb != "withdraw":
            begins = self.came_from == S.RECEIVED and (to == S.PROCESSING or taken)
            target = to or (S.PROCESSING if begins else self.came_from)
            self._time_given_back(dossier, PAUSES[before], at)
            before = self.came_from
        self.state = str(target)
        if before == S.RECEIVED and target == S.PROCESSING:
            self._second_clock(dossier, at)
        self.supplements += verb == "request-supplement"
        self.corrected = self.corrected or verb == "correct-result"
        if verb == "receive":
            self.due = dossier.due_at  # the promise itself is the business of other tests
        if verb == "extend":
            self.extensions, self.due = 1, new_due
        if verb in ("withdraw", "refuse"):
            self.asked = []

    def _time_given_back(self, dossier: Dossier, policy: str, at: datetime) -> None:
        limit = duration_of(dossier)
        assert self.stopped_at is not None
        if self.due is not None:
            calendar = calendar_of(dossier.province_id, at)
            how = clock.PausePolicy(policy)
            self.due = clock.pause_end(calendar, self.due, self.stopped_at, at, how, limit).due_at

    def _second_clock(self, dossier: Dossier, at: datetime) -> None:
        """Received elsewhere: counted anew from the moment at which the competent commune takes over."""
        limit = duration_of(dossier)
        if self.receiving != HERE and not self.taken_over and limit is not None:
            self.due = clock.due(calendar_of(dossier.province_id, at), at, limit).due_at
        self.taken_over = True

    def agrees_with(self, dossier: Dossier) -> None:
        """State, counts and due moment are those of the dossier."""
        told: dict[str, Any] = {
            "status": dossier.status,
            "supplements": dossier.supplement_count,
            "extensions": dossier.extension_count,
            "due": dossier.due_at,
        }
        assert told == {
            "status": self.state,
            "supplements": self.supplements,
            "extensions": self.extensions,
            "due": self.due,
        }
