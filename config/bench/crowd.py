"""Đông người cùng lúc: three provinces' surge on one machine, and one commune that asks seven times as much as usual."""

from itertools import cycle
from random import Random
from statistics import median

from config.bench.client import Request, Stream, crowd
from config.bench.ground import Ground, say
from config.bench.machine import load_average
from config.bench.results import Line
from config.bench.visitors import (
    LIST,
    OTHER_SPECIALIST,
    OTHER_UNIT,
    SPECIALIST,
    THREE_STATES,
    UNIT,
    pages_of,
    sign_in,
    some_codes,
    submissions,
)

PAGES_A_SECOND, SUBMITS_A_SECOND = 280.0, 4.0
HALVINGS = 4  # levels tried after the whole: between the highest that held and the lowest that did not
LIMIT = 0.3
CONNECTIONS = 64
OFFICIALS = {
    UNIT: (SPECIALIST, "maiphu.kinhte", "maiphu.motcua1", "maiphu.vanphong", "maiphu.chutich"),
    OTHER_UNIT: (OTHER_SPECIALIST, "thachkhe.motcua1", "thachkhe.chutich"),
}
USUAL, NOISE = 20.0, 7.0  # pages a second of a commune


def surge(ground: Ground, seconds: float) -> list[Line]:
    """7 · 280 trang và 4 hồ sơ mỗi giây: p99 of all answers; where it does not hold, the highest share found that does."""
    pages, submits = officers(ground, *OFFICIALS), submissions(ground, "big")
    held, low, high, share, tried = "không mức nào", 0.0, 1.0, 1.0, []
    for _ in range(HALVINGS + 1):
        streams = [
            Stream("trang", pages, PAGES_A_SECOND * share),
            Stream("nộp", submits, SUBMITS_A_SECOND * share, status=201),
        ]
        worst, cpu = _level(ground, streams, seconds)
        said = f"{PAGES_A_SECOND * share:.0f} trang/s: p99 {worst * 1e3:.0f} ms, {cpu:.1f} ms CPU một câu trả lời"
        tried.append(said)
        say(f"{said} (tải {load_average():.1f})")
        if worst <= LIMIT:
            held, low = said, share
        else:
            high = share
        if low == 1:
            break
        share = (low + high) / 2
    name = f"280 trang/s + 4 hồ sơ/s trong {seconds:.0f} giây: mức giữ được p99 ≤ 300 ms"
    return [Line("7", name, held, tried[0], low, 1.0, at_least=True, unit="%")]


def _level(ground: Ground, streams: list[Stream], seconds: float) -> tuple[float, float]:
    """Seconds at p99 of everything that was answered, and milliseconds of CPU an answer."""
    before = sum(ground.cpu("big"))
    taken = crowd(ground.servers["big"].port, streams, seconds=seconds, connections=CONNECTIONS)
    answers = [time for times in taken.values() for time in times]
    return p99(answers), (sum(ground.cpu("big")) - before) / len(answers) * 1e3


def neighbour(ground: Ground, rounds: int, seconds: float) -> list[Line]:
    """8 · Một xã gửi gấp bảy: p99 of another commune's pages, beside the same with the usual load, in turns."""
    port = ground.servers["big"].port
    others, noisy = officers(ground, OTHER_UNIT), officers(ground, UNIT)
    found: dict[float, list[float]] = {1.0: [], NOISE: []}
    for _ in range(rounds):
        for times, seen in found.items():
            streams = [Stream("others", others, USUAL), Stream("noisy", noisy, USUAL * times)]
            seen.append(p99(crowd(port, streams, seconds=seconds * 3, connections=CONNECTIONS)["others"]))
    usual, loud = (median(found[times]) for times in (1.0, NOISE))
    name = "Xã bên gửi gấp 7: p99 của xã khác so với lúc thường"
    return [Line("8", name, f"{loud * 1e3:.0f} ms", f"{usual * 1e3:.0f} ms", loud / usual, 2.0)]


def officers(ground: Ground, *units: str) -> Request:
    """Pages as officials of these communes open them: mostly their list, its filters and next pages, now and then a dossier."""
    pages: list[bytes] = []
    codes = cycle(some_codes(ground, "big"))
    for unit in units:
        for username in OFFICIALS[unit]:
            visitor = sign_in(ground, "big", username)
            deeper = pages_of(visitor, LIST, 10, at_most=True)
            pages += [visitor.get(path) for path in (*[LIST] * 10, *[THREE_STATES] * 3, *deeper)]
            if unit == UNIT:
                pages += [visitor.get(f"/can-bo/ho-so/{next(codes)}/") for _ in range(3)]
    Random(1).shuffle(pages)  # noqa: S311
    turn = cycle(pages)
    return lambda: next(turn)


def p99(taken: list[float]) -> float:
    """The time within which ninety-nine of a hundred were answered."""
    return sorted(taken)[min(len(taken) - 1, int(len(taken) * 0.99))]
