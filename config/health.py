"""Sức khoẻ của hệ thống: /healthz (this process), /readyz (database and job queue), /metrics (for Prometheus)."""

import os
import time
from collections.abc import Iterator

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from config.metrics import registry
from config.run.places import without_jobs
from thongsuot.accounts.guards import public
from thongsuot.common.now import now
from thongsuot.exchange.selectors.outbox import Figures, figures
from thongsuot.exchange.stuck import figures as stuck_figures

# A worker reports every ten seconds; one that was silent for half a minute is dead or stuck.
QUEUE = """
SELECT (SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '30 seconds'),
       (SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= now()),
       (SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed')
"""
# A worker that is being replaced is gone for some seconds; only a longer gap means that jobs are not done here.
PATIENCE = 30.0  # seconds
JOURNAL = "SELECT coalesce(max(id), 0) FROM common_journalentry"


class Watch:
    """When this process last saw a worker, in seconds of its own clock; its start counts as a sight."""

    def __init__(self) -> None:
        self.seen = time.monotonic()

    def missed(self, workers: int) -> bool:
        """Whether workers have been away for too long."""
        moment = time.monotonic()
        if workers:
            self.seen = moment
        return moment - self.seen > PATIENCE


watch = Watch()


@public
@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Tiến trình còn sống: says nothing about anything else, so a broken database restarts no web process."""
    return JsonResponse({"status": "ok"})


@public
@require_safe
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """Sẵn sàng phục vụ: 200 when the database answers and somebody works on the job queue, else 503.

    Without workers what was accepted is not carried on (notices, checkpoints), so an installation that has seen none
    for a while is not ready, unless it was started that way; then `jobs` says "off".
    """
    try:
        workers, waiting, _ = _ask(QUEUE)
    except DatabaseError:
        return _unready({"database": "unavailable", "jobs": "unknown"})
    facts = {"database": "ok", "jobs": _jobs(workers), "workers": workers, "waiting": waiting}
    if watch.missed(workers) and not without_jobs():
        return _unready(facts)
    return JsonResponse({"status": "ready", **facts})


def _jobs(workers: int) -> str:
    return "ok" if workers else "off" if without_jobs() else "no worker"


def _unready(facts: dict[str, object]) -> HttpResponse:
    return JsonResponse({"status": "unavailable", **facts}, status=503, headers={"Retry-After": "5"})


@public
@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """Số liệu vận hành: requests by route of all web processes, queue, journal."""
    shown = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(shown)
    else:
        shown.register(registry)
    shown.register(DatabaseFigures())
    return HttpResponse(generate_latest(shown), content_type=CONTENT_TYPE_LATEST)


class DatabaseFigures(Collector):
    """Figures that live in the database and are read when somebody asks."""

    def collect(self) -> Iterator[Metric]:
        """Queue and journal; without a database only the fact that there is none."""
        try:
            (workers, waiting, failed), (newest,) = _ask(QUEUE), _ask(JOURNAL)
            exchanged, stuck, alarms = figures(), stuck_figures.figures(), stuck_figures.alarms_holding()
        except DatabaseError:
            yield GaugeMetricFamily("thongsuot_database_up", "Cơ sở dữ liệu trả lời (1) hay không (0)", value=0)
            return
        yield GaugeMetricFamily("thongsuot_database_up", "Cơ sở dữ liệu trả lời (1) hay không (0)", value=1)
        yield GaugeMetricFamily("thongsuot_job_workers", "Tiến trình việc nền còn sống", value=workers)
        yield GaugeMetricFamily("thongsuot_jobs_waiting", "Việc nền đến hạn đang chờ", value=waiting)
        yield GaugeMetricFamily("thongsuot_jobs_failed", "Việc nền hỏng, cần người xem", value=failed)
        yield GaugeMetricFamily("thongsuot_journal_newest_id", "Số của bút toán nhật ký mới nhất", value=newest)
        yield from _of_systems(exchanged)
        yield from _of_stuck(stuck)
        yield GaugeMetricFamily("thongsuot_stuck_alarms", "Báo động việc kẹt đang kéo dài", value=alarms)


def _of_systems(exchanged: list[Figures]) -> Iterator[Metric]:
    """What waits for each system outside, what is stuck, and for how long the oldest has waited."""
    at = now()
    named = (
        ("thongsuot_exchange_waiting", "Tin chờ gửi", lambda one: one.waiting),
        ("thongsuot_exchange_stuck", "Tin kẹt, cần người xem", lambda one: one.stuck),
        (
            "thongsuot_exchange_oldest_seconds",
            "Tuổi của tin chưa xác nhận lâu nhất, giây",
            lambda one: (at - one.oldest_made_at).total_seconds() if one.oldest_made_at else 0,
        ),
        (
            "thongsuot_exchange_resting",
            "Hệ thống đang được nghỉ vì không trả lời (1)",
            lambda one: int(bool(one.rest_until and one.rest_until > at)),
        ),
    )
    for name, words, value in named:
        family = GaugeMetricFamily(name, words, labels=["system"])
        for one in exchanged:
            family.add_metric([one.system], value(one))
        yield family


def _of_stuck(stuck: list[stuck_figures.Figure]) -> Iterator[Metric]:
    """What waits for other systems, both ways and whatever other rooms add, by cause."""
    at = now()
    number = GaugeMetricFamily("thongsuot_stuck", "Việc chờ hệ thống khác", labels=["kind", "system", "cause"])
    oldest = GaugeMetricFamily(
        "thongsuot_stuck_oldest_seconds", "Tuổi của việc chờ lâu nhất, giây", labels=["kind", "system", "cause"]
    )
    for one in stuck:
        number.add_metric([one.kind, one.system, one.cause], one.number)
        oldest.add_metric([one.kind, one.system, one.cause], (at - one.oldest).total_seconds())
    yield from (number, oldest)


def _ask(query: str) -> tuple[int, ...]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()
