"""Đo bên trong một tiến trình: statements of the hot paths, the legal clock, papers. Prints JSON; run by the bench.

python -m config.bench.inside ROUNDS
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from unittest import mock

import django

django.setup()

import typst  # noqa: E402  (Django must be ready first)
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from config.bench.visitors import THREE_STATES  # noqa: E402
from thongsuot.accounts.models import User  # noqa: E402
from thongsuot.accounts.principal import principal_of  # noqa: E402
from thongsuot.common import clock, letters, stamps  # noqa: E402
from thongsuot.common.now import now  # noqa: E402
from thongsuot.dossiers import receipts, services  # noqa: E402
from thongsuot.dossiers.models import Dossier  # noqa: E402
from thongsuot.dossiers.selectors.one import Loaded, dossier_for  # noqa: E402
from thongsuot.org.calendars import calendar_for  # noqa: E402

NOT_COUNTED = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT")
DUE_TIMES = 2_000


def main(rounds: int, body: bytes, token: str, step_token: str, cookie: str) -> dict[str, Any]:
    """Everything that is measured here."""
    settings.ALLOWED_HOSTS = ["testserver"]
    found = _statements(body, token, step_token, cookie)
    return {"statements": found, "due": _due(rounds), "receipt": _receipt(rounds)}


def _statements(body: bytes, token: str, step_token: str, cookie: str) -> dict[str, int]:
    """Requests through the whole stack, with everything warm: token or session checked, no password hashed."""
    client = Client(headers={"Authorization": f"Bearer {token}"})
    specialist = Client(headers={"Authorization": f"Bearer {step_token}"})
    browser = Client(headers={"Cookie": cookie})
    codes = []
    for n in range(2):
        with CaptureQueriesContext(connection) as submitting:
            answer = _post(client, "/api/v1/dossiers", body, f"inside-{n}-{time.time_ns()}", 201)
        codes.append(answer["code"])
        services.assign(code=answer["code"], principal=_leader(), at=now(), to="maiphu.hotich")
        step = json.dumps({"step": "verify", "decision": "pass"}).encode()
        with CaptureQueriesContext(connection) as stepping:
            _post(specialist, f"/api/v1/dossiers/{codes[-1]}/complete-step", step, f"step-{n}-{time.time_ns()}", 200)
        with CaptureQueriesContext(connection) as listing:
            page = browser.get(THREE_STATES)
    assert page.status_code == 200, page.content.decode()
    assert b"data-item" in page.content, "the list has rows"
    counted = {"submit": submitting, "step": stepping, "list": listing}
    return {name: _count(queries) for name, queries in counted.items()}


def _post(client: Client, path: str, body: bytes, key: str, status: int) -> dict[str, Any]:
    answer = client.post(path, body, content_type="application/json", headers={"Idempotency-Key": key})
    assert answer.status_code == status, answer.content.decode()
    return dict(answer.json())


def _count(queries: CaptureQueriesContext) -> int:
    return sum(not q["sql"].lstrip().upper().startswith(NOT_COUNTED) for q in queries.captured_queries)


def _leader() -> Any:
    return principal_of(User.objects.get(username="maiphu.vanphong").pk, now())


def _due(rounds: int) -> float:
    """Microseconds of one due moment, over days and durations as they come."""
    calendar = calendar_for(None, clock.local(now()).date())
    start = datetime(2025, 7, 7, 9, tzinfo=clock.TIMEZONE)
    moments = [start + timedelta(hours=7 * n) for n in range(DUE_TIMES // 10)]
    durations = [clock.Duration(Decimal(q), clock.DurationUnit.WORKING_DAY) for q in ("1", "3", "10", "30")]

    def count_all() -> None:
        for n in range(DUE_TIMES):
            clock.due(calendar, moments[n % len(moments)], durations[n % len(durations)])

    return statistics.median(_seconds(count_all) for _ in range(rounds)) / DUE_TIMES * 1e6


def _receipt(rounds: int) -> list[float]:
    """Milliseconds of our receipt and of Typst alone, in turns.

    Every paper is another dossier's: Typst remembers what it has set once, and no office prints one receipt all day.
    """
    papers, ours, alone = _received(rounds * 10), [], []
    receipts.receipt_pdf(papers[0])
    with stamps.of_one_request():  # as over HTTP, where the session brings them
        for mine, bare in zip(papers[1::2], papers[2::2], strict=False):
            ours.append(_seconds(lambda mine=mine: receipts.receipt_pdf(mine)))
            words, more = _given_to_typst(bare)
            alone.append(_seconds(lambda words=words, more=more: typst.compile(*words, **more)))
    return [statistics.median(ours) * 1e3, statistics.median(alone) * 1e3]


def _received(wanted: int) -> list[Loaded]:
    clerk = _clerk()
    mine = Dossier.objects.filter(receiving_unit_id__in=clerk.units_with(), received_at__isnull=False).order_by("-id")
    return [dossier_for(clerk, code) for code in mine.values_list("code", flat=True)[:wanted]]


def _given_to_typst(loaded: Loaded) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """What our receipt hands over to Typst, without having it set."""
    seen: list[tuple[tuple[Any, ...], dict[str, Any]]] = []
    alone = {"root": letters.ROOT, "font_paths": letters._fonts(), "ignore_system_fonts": True}

    def engine(template: Any, _thread: int) -> Any:
        return mock.Mock(compile=lambda **more: seen.append(((template,), alone | more)) or b"")

    with mock.patch.object(letters, "_engine", engine):
        receipts.receipt_pdf(loaded)
    return seen[0]


def _clerk() -> Any:
    return principal_of(User.objects.get(username="maiphu.motcua1").pk, now())


def _seconds(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


if __name__ == "__main__":
    told = json.load(sys.stdin)
    print(json.dumps(main(told["rounds"], told["body"].encode(), told["token"], told["step_token"], told["cookie"])))
