"""Gộp hồ sơ nhận khi mất mạng: five hundred from one counter PC, as it sends them, beside five hundred submits online."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from statistics import median
from typing import Any
from uuid import uuid4

from config.bench.client import Request, burst, fetch
from config.bench.ground import Ground
from config.bench.results import Line
from config.bench.visitors import CLERK, UNIT, Visitor, birth, with_token

DOSSIERS, BATCH, AT_ONCE = 500, 10, 200  # what a PC sends in one request, what numbers it may hold
LONG = 600.0
API = "/api/v1/offline/"
NOT_MERGED = """
SELECT count(*) FROM offline_arrival a JOIN offline_device d ON d.id = a.device_id WHERE a.state <> 'merged' AND d.uid = %s
"""
_person = count(uuid4().int % 10**6)  # a kept installation knows the people of earlier runs


def merge(ground: Ground, rounds: int, dossiers: int = DOSSIERS) -> list[Line]:
    """10 · Gộp: dossiers a second, one clerk on one connection on both sides, the same papers, every person another."""
    clerk = with_token(ground, "big", CLERK)
    body = {name: value for name, value in json.loads(birth(clerk)).items() if name != "form"}
    device = _posted(clerk, "devices", {"unit": UNIT, "name": f"Máy đo {uuid4().hex[:6]}"})
    online, merged = [], []
    for _round in range(rounds + 1):
        online.append(_rate(clerk, _submits(clerk, body, dossiers), 201, 1))
        merged.append(_merged(clerk, device["id"], body, dossiers))
    with ground.database() as connection:
        [(left,)] = connection.execute(NOT_MERGED, [device["id"]]).fetchall()
    if left:
        raise SystemExit(f"{left} hồ sơ không tự gộp được; số đo không có nghĩa.")
    ours, other = median(merged[1:]), median(online[1:])  # the first round warms up
    name = f"Gộp {dossiers} hồ sơ nhận khi mất mạng so với nộp trực tuyến"
    return [Line("10", name, f"{ours:.0f}/s", f"{other:.0f}/s", ours / other, 0.7, at_least=True)]


def _someone(body: dict[str, Any]) -> dict[str, Any]:
    """Another person each time: the same one twice would be a question for a person."""
    return {**body["applicant"], "id_number": f"042190{next(_person) % 10**6:06d}"}


def _submits(clerk: Visitor, body: dict[str, Any], dossiers: int) -> list[bytes]:
    return [
        clerk.post("/api/v1/dossiers", json.dumps({**body, "applicant": _someone(body)}).encode())
        for _n in range(dossiers)
    ]


def _rate(clerk: Visitor, requests: list[bytes], status: int, each: int) -> float:
    """Dossiers a second."""
    sent = burst(clerk.port, _one_after_another(requests), status=status, connections=1, seconds=LONG)
    return sent.count * each / sent.seconds


def _one_after_another(requests: list[bytes]) -> Request:
    left: Iterator[bytes] = iter(requests)
    return lambda: next(left, b"")


def _merged(clerk: Visitor, device: str, body: dict[str, Any], dossiers: int) -> float:
    """The numbers are reserved before: at the counter that was done while the line was there."""
    seconds = 0.0
    for start in range(0, dossiers, AT_ONCE):
        wanted = min(AT_ONCE, dossiers - start)
        numbers: list[dict[str, Any]] = []
        while len(numbers) < wanted:
            numbers += _posted(clerk, "blocks", {"device": device})["numbers"]
        requests = _batches(clerk, device, body, numbers[:wanted])
        seconds += wanted / _rate(clerk, requests, 200, BATCH)
    return dossiers / seconds


def _batches(clerk: Visitor, device: str, body: dict[str, Any], numbers: list[dict[str, Any]]) -> list[bytes]:
    now = datetime.now(UTC)
    items = [_item(body, number, now - timedelta(minutes=10)) for number in numbers]
    groups = [items[start : start + BATCH] for start in range(0, len(items), BATCH)]
    return [
        clerk.post(f"{API}dossiers", json.dumps({"device": device, "device_now": _said(now), "items": group}).encode())
        for group in groups
    ]


def _item(body: dict[str, Any], number: dict[str, Any], at: datetime) -> dict[str, Any]:
    return {
        "uid": str(uuid4()),
        "number": number["n"],
        "provisional": number["code"],
        "taken_at": _said(at),
        "offset_ms": 0,
        "synced_at": _said(at - timedelta(minutes=30)),
        "dossier": {
            "procedure_code": body["procedure_code"],
            "applicant": _someone(body),
            "components": body["components"],
        },
    }


def _said(at: datetime) -> str:
    return at.isoformat(timespec="seconds")


def _posted(clerk: Visitor, path: str, body: dict[str, Any]) -> dict[str, Any]:
    return dict(json.loads(fetch(clerk.port, clerk.post(API + path, json.dumps(body).encode()), 201)))
