"""Việc định kỳ của nền chung: they are registered, run in a worker, and do what they say."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from thongsuot.common import checkpoint_files, files, jobs
from thongsuot.common.journal import Entry, append
from thongsuot.common.models import JournalCheckpoint, RateHit
from thongsuot.common.now import frozen, now
from thongsuot.common.ratelimit import hit

AT = datetime(2025, 7, 7, 7, 30, tzinfo=UTC)
NAMES = {
    "common.journal_checkpoint",
    "common.forget_idempotency_keys",
    "common.collect_loose_files",
    "common.forget_rate_hits",
}


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path):
    settings.CHECKPOINT_ROOT = tmp_path / "checkpoints"
    settings.KEYS_ROOT = tmp_path / "keys"
    settings.FILES_ROOT = tmp_path / "files"


def test_every_job_is_periodic():
    periodic = {task.task.name for task in app.periodic_registry.periodic_tasks.values()}
    assert periodic >= NAMES
    assert set(app.tasks) >= NAMES


@pytest.mark.django_db
def test_the_journal_gets_its_checkpoint():
    append([Entry(42, "dossier", 1, "received", AT)])
    jobs.journal_checkpoint.func(int(AT.timestamp()))
    [header] = checkpoint_files.headers()
    assert (header.heads, header.made_at) == (1, "2025-07-07T07:30:00.000000+00:00")
    assert JournalCheckpoint.objects.get().upto_id == header.upto_id


@pytest.mark.django_db
def test_loose_files_and_old_counters_go():
    files.store(b"x", "a.txt", None)
    hit("x", "k", limit=5, seconds=60, at=AT)
    with frozen(now() + timedelta(days=3)):
        jobs.collect_loose_files.func(0)
        assert jobs.forget_rate_hits.func(0) == 1
    assert not RateHit.objects.exists()
    assert not [path for path in files.path_of("0" * 64).parents[2].rglob("*") if path.is_file()]


@pytest.mark.django_db(transaction=True)
def test_a_worker_runs_them():
    append([Entry(42, "dossier", 1, "received", AT)])
    jobs.journal_checkpoint.defer(timestamp=int(AT.timestamp()))
    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    assert AT in [datetime.fromisoformat(header.made_at) for header in checkpoint_files.headers()]


@pytest.mark.django_db(transaction=True)
def test_a_dead_job_whose_successor_waits_goes_and_its_lock_with_it():
    """Retried as well, the two would break the rule of one in the queue, and nobody would ever be retried again."""
    named = jobs.forget_rate_hits.configure(lock="lane", queueing_lock="lane")
    dead, other = named.defer(timestamp=1), jobs.forget_rate_hits.configure(queueing_lock="other").defer(timestamp=2)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id"
        )
        [worker_id] = cursor.fetchone()
        for job_id in (dead, other):
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [worker_id, job_id]
            )
    successor = named.defer(timestamp=3)
    jobs.retry_stalled_jobs.configure(queueing_lock=None).defer(timestamp=4)
    with app.replace_connector(app.connector.get_worker_connector()) as worker:
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, status::text FROM procrastinate_jobs")
        found = dict(cursor.fetchall())
    assert (found[successor], found[other]) == ("succeeded", "succeeded")
    assert dead not in found
