"""Chia hồ sơ ra ngày và đơn vị: how many come in where and when, with the ids and code numbers they get."""

from collections.abc import Iterator, Mapping, Sequence
from random import Random

from config.synthetic.planning import TWO_TIERS_SINCE, Layout
from config.synthetic.world import Cell, Chunk

OPEN_DAYS, OPEN_FADE = 25, 0.82  # open dossiers are young: each working day before holds 82 % of the next one
CHUNK = 4_000
Shares = list[tuple[int, int, float]]  # day, office, weight


def counts(plan: Layout, dossiers: int, open_share: float) -> dict[tuple[int, int], tuple[int, int]]:
    """(day, office) → (closed, open) in the order of time; adds up to exactly `dossiers`."""
    still_open = round(dossiers * open_share)
    chance = Random(plan.world.seed)  # noqa: S311  (the same rows again, nothing secret)
    today = plan.world.today
    busy = [0.7 + 0.6 * chance.random() for _ in range(today + 1)]
    fade = [OPEN_FADE**age if (age := today - day) < OPEN_DAYS else 0.0 for day in range(today + 1)]
    closed = _spread(_shares(plan, busy), dossiers - still_open)
    opened = _spread(_shares(plan, fade), still_open)
    keys = sorted(closed.keys() | opened.keys())
    return {key: (closed.get(key, 0), opened.get(key, 0)) for key in keys}


def _shares(plan: Layout, days: Sequence[float]) -> Shares:
    turn = TWO_TIERS_SINCE.isoformat()
    found = []
    for day, share in enumerate(days):
        here = plan.before if plan.world.days[day].text < turn else plan.since
        weights = [(office, plan.world.offices[office].weight) for office in here]
        total = sum(weight for _office, weight in weights)
        found += [(day, office, share * weight / total) for office, weight in weights if share and weight]
    return found


def _spread(shares: Shares, count: int) -> dict[tuple[int, int], int]:
    """Whole numbers in proportion: what rounding leaves over goes to the next cell."""
    total, sum_of, given = sum(weight for *_key, weight in shares), 0.0, 0
    found = {}
    for day, office, weight in shares:
        sum_of += weight
        upto = round(count * sum_of / total)
        if upto > given:
            found[day, office] = upto - given
            given = upto
    return found


def chunks(
    plan: Layout,
    wanted: Mapping[tuple[int, int], tuple[int, int]],
    used: Mapping[tuple[str, str], int],
    first_id: int,
    first_task: int,
) -> Iterator[Chunk]:
    """Cells in order, cut into batches; `used` says up to which number a unit's codes of a day are taken."""
    most = most_tasks(plan)
    cells: list[Cell] = []
    held, number = 0, 0
    for (day, office), (closed, still_open) in wanted.items():
        before = used.get(series_of(plan, day, office), 0)
        cells.append(Cell(day, office, closed, still_open, before + 1, first_id))
        first_id += closed + still_open
        held += closed + still_open
        if held >= CHUNK:
            yield (chunk := Chunk(number, tuple(cells), first_task))
            first_task += most * sum(cell.open for cell in chunk.cells)
            cells, held, number = [], 0, number + 1
    if cells:
        yield Chunk(number, tuple(cells), first_task)


def most_tasks(plan: Layout) -> int:
    """Task numbers kept free for each open dossier: all steps and the counter's own."""
    return max(len(procedure.steps) for procedure in plan.world.procedures) + 1


def series_of(plan: Layout, day: int, office: int) -> tuple[str, str]:
    """Counter (series, period) from which the codes of a unit and day come."""
    return f"dossier:{plan.world.offices[office].identifier}", plan.world.days[day].code
