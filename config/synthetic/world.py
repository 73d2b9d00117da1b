"""Thế giới của hồ sơ giả: units, procedures and days as plain values, so that other processes can write rows from them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Placed:
    """Ai làm một bước ở một đơn vị: the role that is held there, its organ, the people who may have taken it."""

    role: str
    organ_id: int | None
    people: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Office:
    """Một đơn vị tiếp nhận và giải quyết; `weight` is its share of all dossiers of its time."""

    unit_id: int
    identifier: str
    full_name: str
    clerk: int
    weight: float
    steps: tuple[tuple[Placed, ...], ...]  # by procedure, then by step
    counter: Placed


@dataclass(frozen=True, slots=True)
class Step:
    """Bước của quy trình nội bộ."""

    key: str
    name: str
    product: str
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Stage:
    """Một lúc trong quy trình: steps that are done and steps that are open, by their position."""

    done: tuple[int, ...]
    open: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Procedure:
    """Thủ tục; `form` is a JSON text with {0} for the applicant, {1} for another person, {2} for the place."""

    version_id: int
    code: str
    short_name: str
    result_name: str
    weight: float
    days: int  # about how many working days it takes
    channels: tuple[str, ...]
    form: str
    components: tuple[tuple[str, str], ...]
    steps: tuple[Step, ...]
    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """Lời hẹn cho hồ sơ nhận trong một ngày: due moment, hand-over moment and the texts that stand in the row."""

    due_index: int
    due_second: int
    due_at: str
    handover_at: str
    quantity: str
    unit: str
    counting_from: str  # empty: from the moment of reception itself
    entry: str  # data of the journal entry that tells it


@dataclass(frozen=True, slots=True)
class Day:
    """Ngày làm việc; `promises` by procedure: for what comes on time and for what comes after the cut-off."""

    text: str
    code: str
    midnight: int
    sessions: tuple[tuple[int, int], ...]
    cutoff: int
    promises: tuple[tuple[Promise, Promise], ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """Hồ sơ nộp ở một đơn vị trong một ngày: how many closed and open ones, their first code number and ids."""

    day: int
    office: int
    closed: int
    open: int
    first_number: int
    first_id: int


@dataclass(frozen=True, slots=True)
class Chunk:
    """Một đợt ghi: some cells; `first_task` is the first number of their tasks."""

    number: int
    cells: tuple[Cell, ...]
    first_task: int

    @property
    def dossiers(self) -> int:
        """How many dossiers it brings."""
        return sum(cell.closed + cell.open for cell in self.cells)


@dataclass(frozen=True, slots=True)
class World:
    """Everything that rows are made of; `today` is the index of the last day on which something happened."""

    seed: int
    province_id: int
    offices: tuple[Office, ...]
    procedures: tuple[Procedure, ...]
    days: tuple[Day, ...]
    today: int
    page: tuple[str, str]  # address of a dossier's page, before and after the code
    no_due: str
    texts: dict[str, str]
