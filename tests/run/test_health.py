"""/healthz, /readyz, /metrics and the counting of requests."""

from contextlib import contextmanager

import pytest
from django.db import OperationalError, connection

from config import health


@pytest.fixture
def broken_database(monkeypatch):
    """Every question to the database fails."""

    @contextmanager
    def broken():
        raise OperationalError("server closed the connection")
        yield

    monkeypatch.setattr(connection, "cursor", broken)


def test_healthz_asks_no_database(client):
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok"}


@pytest.mark.django_db
def test_readyz_tells_about_database_and_queue(client, monkeypatch):
    monkeypatch.setattr(health, "watch", health.Watch())
    assert client.get("/readyz").json() == {
        "status": "ready", "database": "ok", "jobs": "no worker", "workers": 0, "waiting": 0,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour')")
    assert client.get("/readyz").json()["workers"] == 1


@pytest.fixture
def long_alone(monkeypatch):
    """No worker has been seen for longer than one that is being replaced is away."""
    monkeypatch.setattr(health, "watch", health.Watch())
    health.watch.seen -= health.PATIENCE + 1


@pytest.mark.django_db
def test_readyz_says_503_when_workers_stay_away(client, long_alone):
    answer = client.get("/readyz")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert answer.json() == {
        "status": "unavailable", "database": "ok", "jobs": "no worker", "workers": 0, "waiting": 0,
    }  # fmt: skip


@pytest.mark.django_db
def test_readyz_is_ready_again_with_the_first_worker(client, long_alone):
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers DEFAULT VALUES")
    assert client.get("/readyz").status_code == 200
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
    assert client.get("/readyz").status_code == 200, "vừa thấy: đang được thay"


@pytest.mark.django_db
def test_readyz_does_not_miss_workers_that_were_never_wanted(client, long_alone, monkeypatch):
    monkeypatch.setenv("THONGSUOT_WITHOUT_JOBS", "1")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["jobs"]) == (200, "off")


def test_readyz_says_503_without_a_database(client, broken_database):
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "5"
    assert answer.json()["database"] == "unavailable"


@pytest.mark.django_db
def test_metrics_count_requests_by_route(client, monkeypatch):
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR", raising=False)
    client.get("/healthz")
    text = client.get("/metrics").content.decode()
    assert 'thongsuot_requests_total{method="GET",route="healthz",status="200"}' in text
    assert "thongsuot_database_up 1.0" in text
    assert "thongsuot_journal_newest_id" in text


def test_metrics_say_that_the_database_is_away(client, broken_database, monkeypatch):
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR", raising=False)
    text = client.get("/metrics").content.decode()
    assert "thongsuot_database_up 0.0" in text
    assert "thongsuot_job_workers" not in text


@pytest.mark.django_db
def test_an_unknown_address_has_no_route_of_its_own(client, monkeypatch):
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR", raising=False)
    client.get("/khong/co/H42-1234")
    from prometheus_client import generate_latest

    assert "H42-1234" not in generate_latest().decode(), "mã hồ sơ không được nằm trong số liệu"
