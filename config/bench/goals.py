"""Năm mục tiêu: each function measures one and gives its lines (issue, "Speed")."""

import json
from itertools import cycle
from statistics import median

from config.bench import raw
from config.bench.client import Request, in_turns, request
from config.bench.ground import Ground
from config.bench.results import Line
from config.bench.rounds import Side, interleaved
from config.bench.visitors import (
    CLERK,
    LIST,
    PAGES,
    SPECIALIST,
    THREE_STATES,
    Visitor,
    addresses,
    birth,
    pages_of,
    sign_in,
    some_codes,
    submissions,
    with_token,
)
from config.run.problem import CannotRun

EXPORTED = 100_000
BROWSER = {"Cookie": f"csrftoken={'b' * 32}"}


def submit(ground: Ground, rounds: int, seconds: float) -> list[Line]:
    """1 · Nộp hồ sơ: rate beside raw transactions, CPU beside a bare ORM create of as many rows."""
    ours = Side("big", submissions(ground, "big"), 201)
    bare = Side("bare", _bare_create(), 201)
    program = raw.pgbench(ground)
    rates: list[float] = []

    def transactions() -> None:
        if program:
            rates.append(raw.transactions(ground, program, raw.SUBMIT, seconds))

    interleaved(ground, [ours, bare], rounds=rounds, seconds=seconds, connections=raw.CLIENTS, beside=transactions)
    lines = [cpu("1", "Nộp hồ sơ: CPU so với ORM trần", ours, bare, 3.0)]
    if rates:
        name, other = "Nộp hồ sơ: tốc độ so với giao dịch thô", f"{median(rates):.0f}/s"
        share = ours.rate / median(rates)
        lines.insert(0, Line("1", name, f"{ours.rate:.0f}/s", other, share, 0.08, at_least=True, unit="%"))
    return lines


def _bare_create() -> Request:
    form = {"dia_chi": "Thôn 4, xã Mai Phụ", "ban_sao": 2, "ly_do": "Cấp bản sao trích lục", "nop": "truc_tuyen"}
    body = json.dumps({"procedure": 7, "unit": 5, "name": "Nguyễn Thị Hồng Nhung", "document": "", "form": form})
    sent = request("POST", "/create", {"Content-Type": "application/json"}, body.encode())
    return lambda: sent


def task_list(ground: Ground, rounds: int, seconds: float) -> list[Line]:
    """3 · Trang danh sách việc: CPU beside a bare list of twenty rows; fifty different pages in turn on both sides."""
    specialist = sign_in(ground, "big", SPECIALIST)
    ours = Side("big", _each([specialist.get(path) for path in pages_of(specialist, LIST, PAGES)]))
    bare = Side("bare", _each([request("GET", f"/list?unit={unit}", BROWSER) for unit in range(1, PAGES + 1)]))
    interleaved(ground, [ours, bare], rounds=rounds, seconds=seconds, connections=4)
    return [cpu("3", "Trang 20 việc: CPU so với danh sách trần", ours, bare, 1.8)]


def flat(ground: Ground, times: int, rows: str) -> list[Line]:
    """4 · Phẳng theo cỡ: medians at full size beside ten thousand, one request at a time in turns."""
    pairs: list[tuple[str, list[Request]]] = [("Danh sách việc", []), ("… ba trạng thái", [])]
    pairs += [(f"… trang {PAGES}", []), ("Tra cứu theo mã (cán bộ)", []), ("Tra cứu theo mã (công khai)", [])]
    sides = ("big", "small")
    for side in sides:
        for (_name, makers), make in zip(pairs, _questions(ground, side), strict=True):
            makers.append(make)
    ports = [ground.servers[side].port for side in sides]
    lines = []
    for name, makers in pairs:
        asked = list(zip(ports, makers, strict=True))
        in_turns(asked, status=200, times=max(10, times // 10))
        big, small = (median(taken) * 1e3 for taken in in_turns(asked, status=200, times=times))
        title = f"{name}: p50 ở {rows} so với 10 nghìn hồ sơ"
        lines.append(Line("4", title, f"{big:.2f} ms", f"{small:.2f} ms", big / small, 1.3))
    return lines


def _questions(ground: Ground, side: str) -> list[Request]:
    specialist, clerk = sign_in(ground, side, SPECIALIST), with_token(ground, side, CLERK)
    deep = pages_of(specialist, THREE_STATES, PAGES)[-1]
    codes = some_codes(ground, side)
    return [
        *(_always(specialist.get(path)) for path in (LIST, THREE_STATES, deep)),
        _each([clerk.get(f"/api/v1/dossiers/{code}") for code in codes]),
        _public(ground.servers[side].port, codes),
    ]


def _always(sent: bytes) -> Request:
    return lambda: sent


def _each(requests: list[bytes]) -> Request:
    turn = cycle(requests)
    return lambda: next(turn)


def _public(port: int, codes: list[str]) -> Request:
    """Citizens who know a code: each from an address of its own."""
    turn, address = cycle(codes), addresses()
    return lambda: Visitor(port, {"X-Forwarded-For": next(address)}).get(f"/api/v1/public/dossiers/{next(turn)}")


def inside(ground: Ground, rounds: int) -> list[Line]:
    """2 and 5 · Câu lệnh SQL; hạn trả; giấy tiếp nhận: measured within a process of the platform."""
    clerk = with_token(ground, "big", CLERK)
    told = {
        "rounds": rounds,
        "body": birth(clerk).decode(),
        "token": _token(clerk),
        "step_token": _token(with_token(ground, "big", SPECIALIST)),
        "cookie": sign_in(ground, "big", SPECIALIST).headers["Cookie"],
    }
    found = json.loads(ground.command("big", "config.bench.inside", told=json.dumps(told)))
    counted = found["statements"]
    lines = [
        Line("2", f"{name}: số câu lệnh SQL", str(counted[key]), "", counted[key], limit, unit="câu")
        for key, name, limit in (("submit", "Nộp hồ sơ", 8), ("step", "Một bước", 10), ("list", "Trang danh sách", 5))
    ]
    lines.append(Line("5", "Tính một hạn trả", f"{found['due']:.1f} µs", "", round(found["due"], 1), 50, unit="µs"))
    ours, alone = found["receipt"]
    name = "Giấy tiếp nhận (PDF): CPU so với Typst trần"
    lines.append(Line("5", name, f"{ours:.1f} ms", f"{alone:.1f} ms", ours / alone, 1.3))
    return lines


def _token(visitor: Visitor) -> str:
    return visitor.headers["Authorization"].removeprefix("Bearer ")


def loading(ground: Ground, dossiers: int, rounds: int) -> list[Line]:
    """5 · Nạp hồ sơ giả: dossiers a second beside COPY of the same dossier rows with the same indexes."""
    ours, bare = (median(rates) for rates in raw.copies(ground, dossiers, rounds))
    name = "Nạp hồ sơ giả so với COPY thô"
    return [Line("5", name, f"{ours:.0f}/s", f"{bare:.0f}/s", ours / bare, 1 / 3, at_least=True, unit="%")]


def export(ground: Ground, rounds: int) -> list[Line]:
    """9 · Xuất Excel 100.000 dòng: rows a second beside COPY of the same rows and columns, each written to a file."""
    found = json.loads(ground.command("big", "config.bench.exported", str(rounds), str(EXPORTED)))
    ours, raw, rows = median(found["ours"]), median(found["raw"]), f"{found['rows']:,}".replace(",", ".")
    name = f"Xuất Excel {rows} dòng so với COPY thô"
    return [Line("9", name, f"{ours:.0f}/s", f"{raw:.0f}/s", ours / raw, 0.3, at_least=True)]


def index(ground: Ground, rounds: int) -> list[Line]:
    """10 · Chỉ số 766 của mọi đơn vị: read beside the plain aggregate over the same dossiers, and equal to it."""
    found = json.loads(ground.command("wide", "config.bench.figures", str(rounds)))
    plain, units = f"{found['plain']:.0f} ms", found["units"]
    if not found["equal"]:
        raise CannotRun("Chỉ số đọc từ kho khác với đếm thẳng từ hồ sơ.")
    name = f"Số của chỉ số 766 cho {units} đơn vị so với đếm thẳng (bằng nhau)"
    scored = f"… cả chấm điểm và xếp hạng {units} đơn vị"
    speed, (least, least_scored) = found["facts_per_second"], found["least"]
    return [
        Line(
            "10",
            name,
            f"{found['ours']:.2f} ms (ít nhất {least:.2f})",
            plain,
            found["ours"] / found["plain"],
            1 / 500,
            unit="%",
        ),
        Line(
            "10",
            scored,
            f"{found['whole']:.2f} ms (ít nhất {least_scored:.2f})",
            plain,
            found["whole"] / found["plain"],
            1 / 100,
            unit="%",
        ),
        Line("10", "Dựng lại kho", f"{found['facts']} hồ sơ", "", speed, 1_000, at_least=True, unit="hồ sơ/s"),
    ]


def cpu(goal: str, name: str, ours: Side, bare: Side, limit: float) -> Line:
    """CPU of one request of ours beside one of the bare side."""
    return Line(goal, name, ours.said(), bare.said(), ours.cpu / bare.cpu, limit)
