"""Đời của một hồ sơ giả: what state it has reached, what was written into the journal on the way, whose turn it is."""

from bisect import bisect
from dataclasses import dataclass, field
from itertools import accumulate
from random import Random
from typing import NamedTuple

from config.synthetic.chains import jsonb
from config.synthetic.moments import Calendar, Moment
from config.synthetic.world import Cell, Office, Placed, Procedure, Stage, Step, World

# Out of a hundred dossiers, as provinces report them: most are returned in time.
CLOSED_SHARES = (("RETURNED", 93), ("REFUSED", 4), ("WITHDRAWN", 3))
OPEN_SHARES = (
    ("PROCESSING", 43),
    ("RECEIVED", 23),
    ("FINISHED", 15),
    ("SUBMITTED", 11),
    ("AWAITING_SUPPLEMENT", 5),
    ("AWAITING_PAYMENT", 2),
    ("STOPPED", 1),
)
FEE = 50_000  # đồng, typed with a reason: the demo's councils have set none
# State, entry of the journal and the texts in it.
PAUSES: dict[str, tuple[str, dict[str, str]]] = {
    "AWAITING_SUPPLEMENT": ("supplement_requested", {"reason": "supplement_reason", "contact": "counter"}),
    "AWAITING_PAYMENT": ("payment_requested", {"reason": "payment_reason"}),
    "STOPPED": ("stopped", {"reason": "stop_reason", "basis": "stop_basis", "policy": "stop_policy"}),
}
LATE, TAKEN, ONLINE = 0.06, 0.7, 0.6
LATE_OPEN = 0.06  # weight of a procedure whose time limit is over: few dossiers stay open that long
NEW, IN_PROGRESS, WAITING, DONE = 1, 2, 3, 8


class Fact(NamedTuple):
    """Một bút toán sắp viết."""

    verb: str
    at: Moment
    actor: int | None
    data: str


@dataclass(slots=True)
class Life:
    """How far a dossier has come, and when."""

    status: str
    submitted: Moment
    received: bool = False
    stage: int = 0
    stopped: Moment | None = None
    finished: Moment | None = None
    closed: Moment | None = None
    facts: list[Fact] = field(default_factory=list)
    holders: dict[int, int] = field(default_factory=dict)  # step position → who has it
    turns: dict[int, Moment] = field(default_factory=dict)  # step position → when it was done

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something."""
        return self.closed is None


class Work(NamedTuple):
    """Một việc trong danh sách, or one that has been done."""

    kind: str
    what: str
    result: str
    place: Placed
    assignee: int | None
    state: int
    opened: Moment
    due: Moment | None
    ended: Moment | None
    step: str


class Lives:
    """Draws lives; all chances come from the chunk's own source."""

    def __init__(self, world: World, calendar: Calendar, chance: Random) -> None:
        self.world, self.calendar, self.of = world, calendar, chance.random
        self._closed, self._open = _draws(CLOSED_SHARES), _draws(OPEN_SHARES)
        weights = [procedure.weight for procedure in world.procedures]
        self._any = list(accumulate(weights))
        self._by_age: dict[int, list[float]] = {}
        self._said: dict[tuple, str] = {}
        self._refusal, self._withdrawal = self._texts("refuse"), self._texts("withdraw")

    def draw(self, cell: Cell, second: int, *, is_open: bool) -> tuple[int, str, Life]:
        """Procedure, channel and life of one dossier handed in at this second."""
        sums = self._for_age(self.world.today - cell.day) if is_open else self._any
        procedure = bisect(sums, self.of() * sums[-1])
        rule, office = self.world.procedures[procedure], self.world.offices[cell.office]
        online = "ONLINE" in rule.channels and self.of() < ONLINE
        life = Life("", self.calendar.at(cell.day, second))
        life.facts.append(Fact("submitted", life.submitted, office.clerk, ""))
        if is_open:
            self._grow(life, _pick(self._open, self.of()), rule, office, office.steps[procedure], online=online)
        else:
            day = self.world.days[cell.day]
            promise = day.promises[procedure][second > day.cutoff]
            self._end(life, _pick(self._closed, self.of()), office, office.steps[procedure], promise.due_index)
        return procedure, "ONLINE" if online else "DIRECT", life

    def _for_age(self, age: int) -> list[float]:
        """Shares of the procedures among dossiers that are open after so many working days."""
        if age not in self._by_age:
            weights = [p.weight * (1.0 if age <= p.days else LATE_OPEN) for p in self.world.procedures]
            self._by_age[age] = list(accumulate(weights))
        return self._by_age[age]

    def _end(self, life: Life, status: str, office: Office, places: tuple, due: int) -> None:
        """A closed dossier: refused, withdrawn, or returned after its result was there."""
        life.status = status
        if status == "REFUSED":
            life.closed = self.calendar.after(life.submitted)
            self._tell(life, "refused", life.closed, office.clerk, status=status, **self._refusal)
            return
        self._receive(life, office)
        start = life.submitted.day
        if status == "WITHDRAWN":
            life.closed = self.calendar.after(life.submitted, int(self.of() * 2))
            self._tell(life, "withdrawn", life.closed, office.clerk, status=status, **self._withdrawal)
            return
        late = self.of() < LATE
        days = due - start + 1 + int(self.of() * 4) if late else int(self.of() * (due - start + 1))
        life.finished = self.calendar.after(life.submitted, days)
        signer = self._somebody(places[-1] if places else None) or office.clerk
        self._tell(life, "finished", life.finished, signer, status="FINISHED", outcome="granted")
        life.closed = self.calendar.after(life.finished, int(self.of() * 1.6))
        self._tell(life, "result_returned", life.closed, office.clerk, status=status, method="COUNTER")

    def _grow(self, life: Life, status: str, rule: Procedure, office: Office, places: tuple, *, online: bool) -> None:
        """An open dossier, somewhere on its way."""
        life.status = status
        if status == "SUBMITTED" and online:
            return
        self._receive(life, office)
        if status in ("SUBMITTED", "RECEIVED"):
            life.status = "RECEIVED"
            return
        last = len(rule.stages)
        life.stage = last if status == "FINISHED" else 0 if status != "PROCESSING" else int(self.of() * last)
        self._walk(life, rule, office, places)
        if status in PAUSES and life.holders:
            self._pause(life, office, status)
        elif status == "FINISHED":
            life.finished = max(life.turns.values(), key=lambda at: at.micro)
            self._tell(life, "finished", life.finished, self._last(life, office), status=status, outcome="granted")

    def _receive(self, life: Life, office: Office) -> None:
        life.received, life.status = True, life.status or "RECEIVED"
        life.facts.append(Fact("received", life.submitted, office.clerk, ""))

    def _walk(self, life: Life, rule: Procedure, office: Office, places: tuple) -> None:
        """Steps one after the other up to the stage; who took the first begins the processing."""
        at = self.calendar.after(life.submitted)
        done, waiting = self._reached(life, rule)
        for position in (*done, *waiting):
            somebody = self._somebody(places[position])
            if somebody and (position in done or self.of() < TAKEN):
                life.holders[position] = somebody
        if not life.holders and not done:
            life.status = "RECEIVED"
            return
        self._tell(life, "processing_started", at, next(iter(life.holders.values()), office.clerk), status="PROCESSING")
        for position in done:
            at = self.calendar.after(at, int(self.of() * 1.5))
            life.turns[position] = at
            actor, step = life.holders.get(position, office.clerk), rule.steps[position]
            if life.stage < len(rule.stages) or position not in rule.stages[-1].open:
                self._tell(life, "step_completed", at, actor, status="PROCESSING", step=step.key, step_name=step.name)

    def _pause(self, life: Life, office: Office, status: str) -> None:
        """Waiting for papers (the one request of a dossier's life) or money, or stopped by the office itself."""
        life.status = status
        life.stopped = self.calendar.after(life.facts[-1].at)
        verb, words = PAUSES[status]
        data: dict[str, object] = {key: self.world.texts[text] for key, text in words.items()}
        if status == "AWAITING_SUPPLEMENT":
            data["items"] = [self.world.texts["supplement_item"]]
        if status == "AWAITING_PAYMENT":
            data |= {"amount": FEE, "items": [self.fee_item()]}
        actor = self._last(life, office) if status == "AWAITING_PAYMENT" else office.clerk
        self._tell(life, verb, life.stopped, actor, status=status, **data)

    def fee_item(self) -> dict[str, object]:
        """The one item of a request for payment."""
        return {"kind": "FEE", "text": self.world.texts["payment_item"], "amount": FEE}

    def _reached(self, life: Life, rule: Procedure) -> tuple[tuple[int, ...], tuple[int, ...]]:
        if life.stage >= len(rule.stages):
            last = rule.stages[-1]
            return (*last.done, *last.open), ()
        stage: Stage = rule.stages[life.stage]
        return stage.done, stage.open

    def _last(self, life: Life, office: Office) -> int:
        return next(reversed(life.holders.values()), office.clerk)

    def _somebody(self, place: Placed | None) -> int | None:
        if place is None or not place.people:
            return None
        return place.people[int(self.of() * len(place.people))]

    def _texts(self, verb: str) -> dict[str, str]:
        return {k.removeprefix(f"{verb}_"): v for k, v in self.world.texts.items() if k.startswith(f"{verb}_")}

    def _tell(self, life: Life, verb: str, at: Moment, actor: int, **data: object) -> None:
        key = (verb, data["status"], data.get("step_name"))  # nothing else of an entry differs from dossier to dossier
        if key not in self._said:
            self._said[key] = jsonb(data)
        life.facts.append(Fact(verb, at, actor, self._said[key]))

    def work(self, life: Life, rule: Procedure, office: Office, places: tuple[Placed, ...]) -> list[Work]:
        """Tasks of an open dossier: steps done and open, or the counter's own."""
        texts = self.world.texts
        if not life.received:
            due = self.calendar.forward(life.submitted, 480)
            return [self._counter("receive", texts, office, life.submitted, due)]
        done, waiting = self._reached(life, rule)
        opened = life.submitted
        found = []
        for position in (*done, *waiting):
            step, ended = rule.steps[position], life.turns.get(position)
            found.append(self._step(step, places[position], life, position, opened, ended))
            opened = ended or opened
        if life.status == "AWAITING_PAYMENT":
            assert life.stopped is not None
            found.append(self._counter("payment", texts, office, life.stopped)._replace(state=WAITING))
        if life.status == "FINISHED":
            assert life.finished is not None
            found.append(self._counter("return", texts | {"return_result": rule.result_name}, office, life.finished))
        return found

    def _counter(
        self, verb: str, texts: dict[str, str], office: Office, opened: Moment, due: Moment | None = None
    ) -> Work:
        kind, what, result = texts[f"{verb}_kind"], texts[f"{verb}_what"], texts[f"{verb}_result"]
        return Work(kind, what, result, office.counter, None, NEW, opened, due, None, "")

    def _step(self, step: Step, place: Placed, life: Life, position: int, opened: Moment, ended: Moment | None) -> Work:
        holder = life.holders.get(position)
        state = DONE if ended else WAITING if life.stopped else IN_PROGRESS if holder else NEW
        due = self.calendar.forward(opened, step.minutes) if step.minutes else None
        return Work(
            self.world.texts["step_kind"], step.name, step.product, place, holder, state, opened, due, ended, step.key
        )


def _draws(shares: tuple[tuple[str, int], ...]) -> tuple[list[float], list[str]]:
    total = sum(share for _name, share in shares)
    return [part / total for part in accumulate(share for _name, share in shares)], [name for name, _share in shares]


def _pick(draws: tuple[list[float], list[str]], chance: float) -> str:
    return draws[1][min(bisect(draws[0], chance), len(draws[1]) - 1)]
