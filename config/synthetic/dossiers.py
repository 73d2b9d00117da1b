"""Hàng của hồ sơ giả: from cells (unit, day, how many) to COPY lines of every table. Pure: no database, no clock."""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

import orjson

from config.synthetic.chains import Chain
from config.synthetic.lives import FEE, Life, Lives
from config.synthetic.moments import CLOCK, Calendar
from config.synthetic.people import Name, Names
from config.synthetic.tables import TABLES
from config.synthetic.world import Cell, Office, Procedure, Promise, World

NULL = "\\N"
UUID_MASK, UUID_4 = ~(0xF << 76 | 0x3 << 62), 0x4 << 76 | 0x2 << 62  # a random UUID says that it is one
HAMLETS = 12


class Subject(NamedTuple):
    """Một hồ sơ đang được viết: what all of its rows share."""

    id: int
    code: str
    name: Name
    office: Office
    procedure: Procedure
    channel: str
    promise: Promise
    life: Life


class Writer:
    """Viết hàng cho từng đợt; every chunk draws from a chance of its own, so chunks may be written in any order."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.names = Names()

    def write(self, chunk: int, cells: Sequence[Cell], first_task: int) -> dict[str, bytes]:
        """All rows of these cells; tasks are numbered from `first_task` on."""
        chance = Random(f"{self.world.seed}/{chunk}")  # noqa: S311  (the same rows again, nothing secret)
        return _Chunk(self.world, self.names, chance, first_task).write(cells)


class _Chunk:
    def __init__(self, world: World, names: Names, chance: Random, first_task: int) -> None:
        self.world, self.names, self.chance, self.next_task = world, names, chance, first_task
        self.calendar = Calendar(world.days, world.today, chance)
        self.lives = Lives(world, self.calendar, chance)
        self.lines: dict[str, list[str]] = {table: [] for table in TABLES}

    def write(self, cells: Sequence[Cell]) -> dict[str, bytes]:
        for cell in cells:
            self._cell(cell)
        return {table: "".join(lines).encode() for table, lines in self.lines.items() if lines}

    def _cell(self, cell: Cell) -> None:
        """Dossiers of one unit and day, in the order of their arrival."""
        count = cell.closed + cell.open
        seconds = sorted(self.calendar.some_second(cell.day) for _ in range(count))
        still_open = set(self.chance.sample(range(count), cell.open))
        office, day = self.world.offices[cell.office], self.world.days[cell.day]
        prefix = f"{office.identifier}-{day.code}-"
        for n, second in enumerate(seconds):
            procedure, channel, life = self.lives.draw(cell, second, is_open=n in still_open)
            on_time, late = day.promises[procedure]
            self._dossier(
                Subject(
                    id=cell.first_id + n,
                    code=f"{prefix}{cell.first_number + n:04}",
                    name=self.names.draw(self.chance),
                    office=office,
                    procedure=self.world.procedures[procedure],
                    channel=channel,
                    promise=on_time if second <= day.cutoff else late,
                    life=life,
                ),
                office.steps[procedure],
            )

    def _dossier(self, one: Subject, places: tuple) -> None:
        self._row(one)
        self._entries(one)
        if not one.life.is_open:
            return
        self._parts(one)
        self._tasks(one, places)

    def _row(self, one: Subject) -> None:
        """Line of the dossier itself; columns as in `tables.TABLES`."""
        life, procedure, office = one.life, one.procedure, one.office
        unit, clerk, submitted = office.unit_id, office.clerk, life.submitted.text
        uid = f"{self.chance.getrandbits(128) & UUID_MASK | UUID_4:032x}"
        address = f"Thôn {1 + int(self.chance.random() * HAMLETS)}, {office.full_name}"
        form = procedure.form.replace("{0}", one.name.full).replace("{2}", address)
        if "{1}" in form:
            form = form.replace("{1}", self.names.draw(self.chance).full)
        if life.received:
            received = f"{submitted}\t{clerk}\t{one.promise.handover_at}\t{one.promise.due_at}\t{one.promise.due_at}"
            received += f"\t{self._clock(one)}"
        else:
            received = f"{NULL}\t{NULL}\t{NULL}\t{NULL}\t{NULL}\t{{}}"
        supplements = int(life.status == "AWAITING_SUPPLEMENT")
        stopped = f"{life.stopped.text}\tPROCESSING\t{supplements}" if life.stopped else f"{NULL}\t\t0"
        finished = f"{life.finished.text}\tgranted" if life.finished else f"{NULL}\t"
        returned = life.closed.text if life.closed and life.status == "RETURNED" else NULL
        self.lines["dossiers_dossier"].append(
            f"{one.id}\t{self.world.province_id}\t{uid}\t{one.code}\t{procedure.version_id}\t\t{one.channel}"
            f"\t{life.status}\t{unit}\t{unit}\tcitizen\t{one.name.full}\t{one.name.bare}"
            f'\t{{"address": "{address}"}}\t{form}\t{clerk if one.channel == "DIRECT" else NULL}\t{submitted}'
            f"\t{received}\t{stopped}\t0\t{finished}\t{returned}\t{life.closed.text if life.closed else NULL}\n"
        )

    def _clock(self, one: Subject) -> str:
        """What was applied when the dossier was received, so that the why-page can explain it."""
        promise, day = one.promise, self.world.days[one.life.submitted.day]
        since = f"{day.text}T{CLOCK[one.life.submitted.second]}+07:00"
        return (
            f'{{"quantity": "{promise.quantity}", "unit": "{promise.unit}", "from": "{since}", '
            f'"counting_from": "{promise.counting_from or since}", "pauses": []{self._stop_of(one)}}}'
        )

    def _stop_of(self, one: Subject) -> str:
        """The running stop of the office, as the dossier's clock keeps it."""
        if one.life.status != "STOPPED":
            return ""
        words = self.world.texts
        return (
            f', "stop": {{"reason": "{words["stop_reason"]}", "basis": "{words["stop_basis"]}", '
            f'"policy": "{words["stop_policy"]}"}}'
        )

    def _entries(self, one: Subject) -> None:
        chain = Chain(self.world.province_id, one.id, self.lines["common_journalentry"])
        unit = one.office.unit_id
        for fact in one.life.facts:
            actor = fact.actor if fact.verb != "submitted" or one.channel == "DIRECT" else None
            chain.add(fact.verb, fact.at.text, fact.at.micro, actor, unit, self._data(one, fact.verb, fact.data))
        self.lines["common_journalhead"].append(chain.head())

    def _data(self, one: Subject, verb: str, data: str) -> str:
        if verb == "submitted":
            return (
                f'{{"code": "{one.code}", "status": "SUBMITTED", "channel": "{one.channel}", '
                f'"synthetic": true, "components": {len(one.procedure.components)}}}'
            )
        if verb == "received":
            return one.promise.entry
        return data

    def _parts(self, one: Subject) -> None:
        """Components, holding and, while the citizen is asked for more, what was asked."""
        where = f"{self.world.province_id}\t{one.id}"
        self.lines["dossiers_dossiercomponent"] += [
            f"{where}\t{code}\t{name}\tFILED\t1\t0\t[]\tf\n" for code, name in one.procedure.components
        ]
        due = one.promise.due_at if one.life.received else self.world.no_due
        self.lines["dossiers_holding"].append(f"{where}\t{one.office.unit_id}\tcompetent\t{one.life.status}\t{due}\n")
        if one.life.status == "AWAITING_SUPPLEMENT":
            self._supplement(one, where)
        if one.life.status == "AWAITING_PAYMENT":
            self._payment(one, where)

    def _supplement(self, one: Subject, where: str) -> None:
        texts, stopped = self.world.texts, one.life.stopped
        assert stopped is not None
        items = f'["{texts["supplement_item"]}"]'
        self.lines["dossiers_supplementrequest"].append(
            f"{where}\t{items}\t{texts['supplement_reason']}\t{texts['counter']}\t{stopped.text}\t{one.office.clerk}\n"
        )

    def _payment(self, one: Subject, where: str) -> None:
        stopped, asked_by = one.life.stopped, one.life.facts[-1].actor
        assert stopped is not None
        items = orjson.dumps([self.lives.fee_item()]).decode()
        self.lines["dossiers_payment"].append(
            f"{where}\t{items}\t{FEE}\t{self.world.texts['payment_reason']}\t\t{one.office.unit_id}\t{stopped.text}"
            f"\t{asked_by}\t\t\t\n"
        )

    def _tasks(self, one: Subject, places: tuple) -> None:
        due = self.world.days[one.promise.due_index]
        limit = (due.midnight + one.promise.due_second) * 1_000_000
        for work in self.lives.work(one.life, one.procedure, one.office, places):
            at = one.promise.due_at if work.due is None or work.due.micro > limit > 0 else work.due.text
            if not one.life.received and work.due is not None:
                at = work.due.text
            if work.kind == self.world.texts["payment_kind"]:
                at = NULL  # it waits for the citizen
            task_id, self.next_task = self.next_task, self.next_task + 1
            self._task(one, work, task_id, at)

    def _task(self, one: Subject, work, task_id: int, due_at: str) -> None:
        place, province, unit = work.place, self.world.province_id, one.office.unit_id
        organ, assignee = place.organ_id or NULL, work.assignee or NULL
        before, behind = self.world.page
        ended = f"{work.ended.text}\t{work.assignee or one.office.clerk}" if work.ended else f"{NULL}\t{NULL}"
        self.lines["tasks_task"].append(
            f"{task_id}\t{province}\t{unit}\t{organ}\t{place.role}\t{assignee}\t{work.kind}"
            f"\t{work.what}: {one.procedure.short_name}\t{due_at}\t{work.result}"
            f"\t{self.world.texts['leader']} {one.office.full_name}\tdossier\t{one.id}\t{one.code}\t{one.name.full}"
            f"\t{before}{one.code}{behind}\t\t{work.state}\t{work.opened.text}\t{ended}\n"
        )
        if not work.ended:
            self.lines["tasks_openwork"].append(
                f"{province}\t{task_id}\t{unit}\t{organ}\t{place.role}\t{assignee}\t{work.state}"
                f"\t{self.world.no_due if due_at == NULL else due_at}"
                f"\t{work.kind}\t{one.id}\n"
            )
        if work.step:
            state = "done" if work.ended else "open"
            self.lines["dossiers_dossierstep"].append(
                f"{province}\t{one.id}\t{work.step}\t1\t{task_id}\t{state}\t{work.opened.text}\t{due_at}\t{ended}\t\n"
            )
