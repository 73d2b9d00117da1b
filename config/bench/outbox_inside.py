"""Gửi tin, trong một tiến trình của nền tảng: queues messages of real dossiers and sends them. Prints JSON; run by the bench.

python -m config.bench.outbox_inside < {"do": "drain" | "send", "address", "messages", "rounds"?, "steps_back"?}
"""

import json
import sys
import time
import urllib.request
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402  (Django must be ready first)
from django.db import connection  # noqa: E402

from config.bench.client import burst, request  # noqa: E402
from config.run.process import step_back  # noqa: E402
from thongsuot.common.now import now  # noqa: E402
from thongsuot.exchange import sending  # noqa: E402
from thongsuot.exchange.carrying import KEY_FIELD, PATHS, Parcel  # noqa: E402
from thongsuot.exchange.line import KEY  # noqa: E402
from thongsuot.exchange.models import OutMessage, SentDossier, System  # noqa: E402
from thongsuot.exchange.services import by_hand  # noqa: E402
from thongsuot.exchange.services.leasing import Leased  # noqa: E402
from thongsuot.exchange.systems import NATIONAL_PORTAL  # noqa: E402

STEP = 500  # dossiers queued at a time
_SOME = "SELECT province_id, id FROM dossiers_dossier ORDER BY id DESC OFFSET %s LIMIT %s"


def main(told: dict[str, Any]) -> dict[str, Any]:
    """What was asked for."""
    settings.OUTSIDE_SYSTEMS = {NATIONAL_PORTAL: told["address"]}
    if told["do"] == "drain":
        return _drain(told["address"], told["messages"], told["rounds"])
    step_back(told["steps_back"])
    _queue(told["address"], told["messages"])
    print("bắt đầu", flush=True)
    while True:  # until it is killed; told again, the portal knows the keys and answers all the same
        sending.send(NATIONAL_PORTAL, clock=now)
        _add(told["messages"])


def _drain(address: str, messages: int, rounds: int) -> dict[str, list[float]]:
    ours: list[float] = []
    bare: list[float] = []
    for _ in range(rounds):
        count = _queue(address, messages)
        bodies = _bodies()
        began = time.perf_counter()
        outcome = sending.send(NATIONAL_PORTAL, clock=now, seconds=600)
        ours.append(outcome.confirmed / (time.perf_counter() - began))
        _must_be(outcome.confirmed, count)
        _must_be(_counted(address)["arrivals"], count)
        _empty(address)
        bare.append(_bare(address, bodies))
    return {"ours": ours, "bare": bare}


def _bare(address: str, bodies: list[bytes]) -> float:
    """The same messages from as many connections, made beforehand."""
    turn = iter(bodies)
    port = int(address.rpartition(":")[2])
    sent = burst(port, lambda: next(turn, b""), status=200, connections=sending.LINES, seconds=600)
    _must_be(sent.count, len(bodies))
    return sent.rate


def _queue(address: str, messages: int) -> int:
    """Queue at least so many messages of the newest dossiers, with empty books on both sides; how many."""
    _empty(address)
    OutMessage.objects.all().delete()
    SentDossier.objects.all().delete()
    System.objects.update(failures=0, rest_until=None)
    return _add(messages)


def _add(messages: int) -> int:
    begin = 0
    while OutMessage.objects.count() < messages:
        with connection.cursor() as cursor:
            cursor.execute(_SOME, [begin, STEP])
            dossiers = cursor.fetchall()
        by_hand.replay(NATIONAL_PORTAL, dossiers, at=now())
        begin += STEP
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE exchange_outmessage, exchange_sentdossier")
    return OutMessage.objects.count()


def _bodies() -> list[bytes]:
    """The same messages as whole requests, in the order of their dossiers."""
    rows = OutMessage.objects.order_by("dossier_id", "seq", "kind")
    names = ("id", "province_id", "dossier_id", "dossier_code", "kind", "seq", "entry_id", "attempts")
    leased = [Leased(*row) for row in rows.values_list(*names)]
    parcels: list[Parcel] = []
    for begin in range(0, len(leased), STEP):
        runs = [[one] for one in leased[begin : begin + STEP]]
        made, failed = sending.made_up(NATIONAL_PORTAL, runs, now(), 0.0)
        _must_be(len(failed), 0)
        parcels += [one for run in made for one in run]
    known: set[int] = set()
    return [_body(parcel, known) for parcel in parcels]


def _body(parcel: Parcel, known: set[int]) -> bytes:
    leased = parcel.leased
    said: dict[str, Any] = {KEY_FIELD: leased.key, "data": parcel.data}
    if leased.kind == "dossier":
        said["isUpdating"] = leased.dossier_id in known
        known.add(leased.dossier_id)
    headers = {"Content-Type": "application/json", KEY: leased.key}
    return request("POST", PATHS[leased.kind], headers, json.dumps(said, ensure_ascii=False).encode())


def _counted(address: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{address}/dieu-khien/dem", timeout=60) as answer:  # noqa: S310
        return dict(json.load(answer))


def _empty(address: str) -> None:
    emptied = urllib.request.Request(f"{address}/dieu-khien/ho-so", method="DELETE")  # noqa: S310  (our own address)
    urllib.request.urlopen(emptied, timeout=60).close()  # noqa: S310


def _must_be(found: int, wanted: int) -> None:
    if found != wanted:
        raise SystemExit(f"phép đo sai: {found} thay vì {wanted}")


if __name__ == "__main__":
    print(json.dumps(main(json.loads(sys.stdin.read()))))
