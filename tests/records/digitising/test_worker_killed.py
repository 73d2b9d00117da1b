"""Tiến trình việc nền bị giết thật (SIGKILL) in the middle of a batch: another goes on where it stopped, no page lost or doubled."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection
from PIL import Image

from config.run.waiting import put_down, wait_for, wait_for_process
from tests.records.digitising.keyed import key_everything
from tests.records.digitising.paper import as_bytes, letter, needs_reader, picture
from tests.run.installation import children_of, command_of
from thongsuot.common import jobs as common_jobs
from thongsuot.common.now import now
from thongsuot.records import jobs_digitising, retention
from thongsuot.records.digitising.services import keeping
from thongsuot.records.models import Batch, ObjectCopy, Page, RecordFile, RecordItem

pytestmark = [pytest.mark.chaos, pytest.mark.django_db(transaction=True), needs_reader]
ROOT = Path(__file__).resolve().parents[3]
PAGES = 4
WORKER = """
import sys
import django
from django.conf import settings
django.setup()
settings.OCR_WORKERS = 1
settings.RECORD_STORES = sys.argv[1]
if sys.argv[2]:  # it stops where the file is stored, before the transaction is over, until it is killed
    from pathlib import Path
    from time import sleep
    from thongsuot.records.digitising.services import storing
    def stop(*given):
        Path(sys.argv[2]).touch()
        sleep(600)
    storing._close_if_done = stop
from procrastinate.contrib.django import app
with app.replace_connector(app.connector.get_worker_connector()) as worker:
    worker.run_worker(install_signal_handlers=False, concurrency=2, update_heartbeat_interval=1)
"""


@pytest.fixture
def worker(settings, tmp_path):
    """Starts processes that do the background work on this test's database and files, as an installation's does."""
    started = []
    settings.RECORD_STORES = ",".join(f"{name}=folder:{tmp_path / name}" for name in ("kho-1", "kho-2"))

    def start(stop_at=""):
        database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
        told = {
            "DATABASE_URL": database,
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "THONGSUOT_TEST_VAR": str(settings.VAR),
            "PYTHONPATH": str(ROOT),
        }
        line = [sys.executable, "-c", WORKER, settings.RECORD_STORES, str(stop_at)]
        with (tmp_path / "output").open("ab") as output:
            process = subprocess.Popen(line, env=os.environ | told, cwd=ROOT, stdout=output, stderr=output)
        started.append(process)
        return process, tmp_path / "output"

    yield start
    for process in started:
        put_down(process)


@pytest.fixture
def scanned(desk):
    """Small letters, a scan each, so that every page is a group of its own."""
    desk.open(sample_percent=100)
    sheet = picture(letter(("Thửa đất của ông Nguyễn Văn Bính",)), dpi=75)
    given = []
    for n in range(PAGES):
        page = sheet.copy()
        page.paste(Image.new("L", (4 + n, 4), 0), (300, 300))
        given.append((f"trang-{n}.png", as_bytes(page)))
    desk.take(*given)
    return desk


def read(desk):
    return Page.objects.filter(batch=desk.batch, state=Page.State.READ)


def its_time_is_over():
    """The dead worker's heart has not beaten for long, and the job that looks for such is due."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 hour'")
    common_jobs.retry_stalled_jobs.configure(queueing_lock=None).defer(timestamp=int(now().timestamp()))


def test_another_worker_reads_on_where_the_dead_one_stopped(scanned, worker):
    jobs_digitising.open_lanes()
    first, output = worker()
    reading = Page.objects.filter(batch=scanned.batch, state=Page.State.READING)
    wait_for_process(first, lambda: read(scanned).count() >= 1 and reading.exists(), output=output)
    readers = [pid for pid in children_of(first.pid) if "ocrmypdf" in command_of(pid)]
    put_down(first)  # SIGKILL
    done = dict(read(scanned).values_list("pk", "read_at"))
    assert 1 <= len(done) < PAGES, "killed too late to prove anything"
    assert wait_for(lambda: not any(command_of(pid) for pid in readers)), "its reader outlived it"
    second, output = worker()
    its_time_is_over()
    wait_for_process(second, lambda: read(scanned).count() == PAGES, output=output)
    put_down(second)
    pages = scanned.pages()
    assert [page.number for page in pages] == [1] * PAGES
    assert {page.pk: page.read_at for page in pages if page.pk in done} == done, "read once, never again"
    assert sum(page.tries for page in pages) <= PAGES + 2
    assert all("Bính" in page.text for page in pages)


def test_another_worker_keeps_on_where_the_dead_one_stopped(split, worker, tmp_path):
    key_everything(split)
    retention.load()
    keeping.ask_to_keep(uid=split.batch.uid, by=split.who("luutru"), at=now())
    jobs_digitising.open_keeping()
    first, output = worker(stop_at=tmp_path / "here")
    wait_for_process(first, (tmp_path / "here").exists, output=output)
    put_down(first)  # SIGKILL, with the record written and not committed
    assert not RecordFile.objects.exists()
    second, output = worker()
    its_time_is_over()
    wait_for_process(second, lambda: Batch.objects.get().state == Batch.State.DONE, output=output)
    record = RecordFile.objects.get()
    assert (record.number, record.documents) == (1, 2)
    hashes = {item.sha256 for item in RecordItem.objects.all()}
    good = ObjectCopy.objects.filter(object__sha256__in=hashes, state="good")
    wait_for_process(second, lambda: good.count() == 2 * len(hashes), output=output)
