"""Số liệu tới đâu: the board of a plan, what one unit has to fill in, versions and what changed between them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from thongsuot.accounts.id_numbers import mask_id
from thongsuot.accounts.principal import Principal
from thongsuot.common import crypto
from thongsuot.cutover.collect_rights import answered_by
from thongsuot.cutover.collecting import shapes
from thongsuot.cutover.collecting.checking import Known, label_of
from thongsuot.cutover.collecting.rows import Row, unseal
from thongsuot.cutover.collecting.shapes import SHAPES, Shape
from thongsuot.cutover.models import DataKind, DataRequest, DataState, DataVersion, Going, PersonClaim, Plan, PlanUnit


@dataclass(frozen=True, slots=True)
class Cell:
    """Một ô của bảng tiến độ: one kind of one unit."""

    id: int
    unit_id: int
    unit: str
    kind: str
    state: str
    due_at: datetime
    rows: int
    wrong: int
    late: bool
    reminders: int

    @property
    def done(self) -> bool:
        """Đã nộp."""
        return self.state == DataState.HANDED_IN

    @property
    def kind_words(self) -> str:
        """Loại số liệu."""
        return str(DataKind(self.kind).label)

    @property
    def state_words(self) -> str:
        """Tình trạng."""
        return str(DataState(self.state).label)

    @property
    def tone(self) -> str:
        """Colour family."""
        if self.done:
            return "success"
        return "danger" if self.late else "progress" if self.rows else "neutral"


@dataclass(frozen=True, slots=True)
class Progress:
    """Tiến độ của một loại: 12/69."""

    kind: str
    label: str
    done: int
    total: int
    late: int


@dataclass(frozen=True, slots=True)
class UnitLine:
    """Một xã trên bảng tiến độ."""

    id: int
    name: str
    cells: Mapping[str, Cell]

    @property
    def late(self) -> int:
        """Bao nhiêu loại đã quá hạn."""
        return sum(cell.late for cell in self.cells.values())

    @property
    def open(self) -> int:
        """Bao nhiêu loại chưa nộp."""
        return sum(not cell.done for cell in self.cells.values())


@dataclass(frozen=True, slots=True)
class Board:
    """Bảng tiến độ: how many of each kind, and every unit, late ones first."""

    kinds: Sequence[Progress]
    units: Sequence[UnitLine]
    complete: int = 0


def board(plan: Plan, at: datetime) -> Board:
    """Tiến độ thu thập của kế hoạch; one statement whatever its size."""
    cells = _cells(DataRequest.objects.filter(plan=plan), at)
    by_unit: dict[int, dict[str, Cell]] = {}
    for cell in cells:
        by_unit.setdefault(cell.unit_id, {})[cell.kind] = cell
    lines = [UnitLine(unit, next(iter(own.values())).unit, own) for unit, own in by_unit.items()]
    lines.sort(key=lambda line: (-line.late, -line.open, line.name))
    return Board(_progress(cells), lines, sum(not line.open for line in lines))


def _progress(cells: Sequence[Cell]) -> list[Progress]:
    found = []
    for kind in DataKind:
        own = [cell for cell in cells if cell.kind == kind]
        if own:
            done = sum(cell.done for cell in own)
            found.append(Progress(str(kind), str(kind.label), done, len(own), sum(cell.late for cell in own)))
    return found


def own_requests(principal: Principal, at: datetime) -> list[Cell]:
    """Việc điền số liệu của đơn vị mình, open ones first, by due moment."""
    cells = _cells(answered_by(principal), at)
    return sorted(cells, key=lambda cell: (cell.done, cell.due_at, cell.unit))


def _cells(requests, at: datetime) -> list[Cell]:
    latest = DataVersion.objects.filter(request=OuterRef("pk"), number=OuterRef("latest"))
    rows = requests.annotate(
        unit_name=F("unit__full_name"),
        row_count=Subquery(latest.values("row_count")),
        wrong=Subquery(latest.values("wrong_count")),
    ).order_by("unit__full_name", "id")
    return [
        Cell(
            row.pk,
            row.unit_id,
            row.unit_name,
            row.kind,
            row.state,
            row.due_at,
            row.row_count or 0,
            row.wrong or 0,
            row.state != DataState.HANDED_IN and row.due_at < at,
            row.reminders,
        )
        for row in rows
    ]


def missing(plan: Plan) -> list[tuple[str, str]]:
    """Đơn vị nào chưa nộp loại nào: (unit, kind) in words, for the plan's own check."""
    rows = DataRequest.objects.filter(plan=plan).exclude(state=DataState.HANDED_IN).order_by("unit__full_name", "id")
    return [(name, str(DataKind(kind).label)) for name, kind in rows.values_list("unit__full_name", "kind")]


# --- one request ---------------------------------------------------------------------------------------------------------
def shape_of(request: DataRequest) -> Shape:
    """The table of this kind."""
    return SHAPES[request.kind]


def rows_of(request: DataRequest, number: int | None = None) -> list[Row]:
    """Rows of a version (the latest by default); empty when nothing was written yet."""
    wanted = request.latest if number is None else number
    found = DataVersion.objects.filter(request=request, number=wanted).first()
    return unseal(found.sealed, request.pk, found.number) if found else []


def known_for(request: DataRequest, at: datetime) -> Known:
    """What checking this request needs to know: its old units, and who was claimed by another unit."""
    sources = Going.objects.filter(new=request.unit).values_list("old_id", "old__full_name").order_by("old__full_name")
    olds = list(sources) or [(request.unit_id, request.unit.full_name)]
    targets = Going.objects.filter(old=request.unit).values_list("new_id", "new__full_name").order_by("new__full_name")
    news = list(targets) or [(request.unit_id, request.unit.full_name)]
    return Known(
        today=timezone.localdate(at),
        choices={
            shapes.OLD_UNITS: tuple((str(pk), name) for pk, name in olds),
            shapes.NEW_UNITS: tuple((str(pk), name) for pk, name in news),
        },
        claimed_by=lambda ids: _claimed_elsewhere(request, ids),
    )


def _claimed_elsewhere(request: DataRequest, ids: Sequence[str]) -> dict[str, str]:
    hashes = {crypto.lookup_hash(digits): digits for digits in ids}
    targets = {request.unit_id, *Going.objects.filter(old=request.unit).values_list("new_id", flat=True)}
    rows = (
        PersonClaim.objects.filter(plan=request.plan, id_hash__in=list(hashes))
        .exclude(unit_id__in=targets)
        .exclude(choice=PersonClaim.Choice.DROPPED)
    )
    return {hashes[bytes(found)]: name for found, name in rows.values_list("id_hash", "unit__full_name")}


@dataclass(frozen=True, slots=True)
class Change:
    """Khác bản trước: a row that came, went, or changed; `cells` (column, before, after)."""

    how: str
    name: str
    cells: Sequence[tuple[str, str, str]] = field(default=())


def shown(shape: Shape, row: Row, known: Known) -> dict[str, str]:
    """Cells as people read them; identity numbers masked."""
    found = {}
    for column in shape.columns:
        value = label_of(column, row.cells.get(column.key, ""), known)
        found[column.key] = mask_id(value) if column.kind == shapes.ID and value else value
    return found


def diff(shape: Shape, before: Sequence[Row], after: Sequence[Row], known: Known) -> list[Change]:
    """Bản này khác bản trước ở đâu; rows are matched by what identifies them."""
    old, new = _by_name(shape, before), _by_name(shape, after)
    changes = []
    for name in [*new, *(gone for gone in old if gone not in new)]:
        if name not in old:
            changes.append(Change("added", _title(shape, new[name], known)))
        elif name not in new:
            changes.append(Change("removed", _title(shape, old[name], known)))
        elif cells := _changed(shape, old[name], new[name], known):
            changes.append(Change("changed", _title(shape, new[name], known), cells))
    return changes


def _by_name(shape: Shape, rows: Sequence[Row]) -> dict[tuple[str, ...], Row]:
    found: dict[tuple[str, ...], Row] = {}
    for row in rows:
        name = _identity(shape, row)
        while name in found:
            name = (*name, "+")
        found[name] = row
    return found


def _identity(shape: Shape, row: Row) -> tuple[str, ...]:
    if shape.is_people and row.cells.get("id_number"):
        return ("id", row.cells["id_number"])
    return tuple(row.cells.get(key, "") for key in shape.identity if key != "id_number")


def _title(shape: Shape, row: Row, known: Known) -> str:
    cells = shown(shape, row, known)
    return " · ".join(cells[key] for key in shape.identity if cells[key] and key != "id_number") or f"#{row.number}"


def _changed(shape: Shape, old: Row, new: Row, known: Known) -> list[tuple[str, str, str]]:
    before, after = shown(shape, old, known), shown(shape, new, known)
    return [
        (str(column.title), before[column.key], after[column.key])
        for column in shape.columns
        if old.cells.get(column.key, "") != new.cells.get(column.key, "")
    ]


# --- who answers --------------------------------------------------------------------------------------------------------
def answering_units(plan: Plan, units: Sequence[PlanUnit]) -> dict[int, int]:
    """Đơn vị đang làm việc nào điền cho từng đơn vị của kế hoạch; without those of which nobody can tell.

    An old unit answers for itself. A new one: the old unit of its main seat, else its only predecessor, else itself
    when it is in force already.
    """
    new = [unit.pk for unit in units if unit.side == "new"]
    mains = dict(
        plan.seats.filter(new_id__in=new, is_main=True, old__isnull=False).values_list("new_id", "old__unit_id")
    )
    sources: dict[int, list[int]] = {}
    for target, old in Going.objects.filter(new_id__in=new).values_list("new_id", "old__unit_id"):
        sources.setdefault(target, []).append(old)
    found: dict[int, int] = {}
    for unit in units:
        own = sources.get(unit.pk, [])
        answer = unit.unit_id if unit.side == "old" else mains.get(unit.pk) or (own[0] if len(own) == 1 else None)
        if answer is not None:
            found[unit.pk] = answer
    return found
