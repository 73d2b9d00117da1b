"""Hai bản cài đặt thật: two worker processes with databases, keys and files of their own, and the axis a third process.

A new letter with every status, one sent back, a recall, a recall that is refused, a replacement; the axis is killed in
between and comes back. Nothing is lost and nothing comes twice. The real axis was never reached: this is our simulator.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from procrastinate.exceptions import AlreadyEnqueued

from config.run.places import ROOT
from config.run.process import spawn
from config.run.waiting import put_down, wait_for, wait_for_process
from tests.exchange.axis import messages
from tests.exchange.axis.house import House
from tests.factories.documents import Office
from tests.factories.installations import Installation, installations
from tests.factories.units import World, make_world
from tests.run.installation import free_port
from thongsuot.common.models import JournalEntry
from thongsuot.common.now import now
from thongsuot.documents.models import Direction, Document, DocumentLink, IncomingOrigin, Part, Recipient, State
from thongsuot.documents.services import instructing, sending_back, taking_in, working
from thongsuot.documents.services.instructing import Hands
from thongsuot.exchange import jobs_axis
from thongsuot.exchange.models import AxisIn, AxisOut

pytestmark = pytest.mark.chaos
KINDS = {"MAI-PHU": "mai_phu", "HAM-RONG": "ham_rong"}
CODES = {"MAI-PHU": "H27.18583", "HAM-RONG": "H56.14758"}
ALL_NINE = {"01", "02", "03", "04", "05", "06", "13", "15", "16"}


@dataclass
class Axis:
    """Trục mô phỏng, a process that can be killed and started again with what it had."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def address(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self):
        systems = [
            {"id": name, "secret": "bi-mat", "agencies": [{"organ_id": code, "name": name}]}
            for name, code in CODES.items()
        ]
        told = {"SIMULATED_SYSTEMS": json.dumps(systems), "PYTHONPATH": str(ROOT), "PATH": os.environ["PATH"]}
        words = ["-m", "simulators.axis", "--port", str(self.port), "--data", str(self.folder / "axis.sqlite")]
        self.process = _spawned(words, told, self.folder / "axis.log")
        wait_for_process(self.process, self._answers, output=self.folder / "axis.log")

    def _answers(self):
        try:
            return self.asked("tinh-trang") is not None
        except OSError:
            return False

    def asked(self, path, method="GET", body=None):
        """What it says of itself."""
        data = json.dumps(body).encode() if body is not None else None
        request = urllib.request.Request(f"{self.address}/dieu-khien/{path}", data, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def kill(self):
        """SIGKILL, in the middle of whatever it does."""
        put_down(self.process)


@dataclass
class Site(House):
    """Một bản cài đặt: its unit and people here, its worker in another process."""

    name: str
    place: Installation
    world: World
    axis: Axis
    worker: "subprocess.Popen[bytes] | None" = None

    def __post_init__(self):
        self.clock = now
        with self.at_work():
            self.office = Office(self.world, self.unit)

    @property
    def unit(self):
        return getattr(self.world, KINDS[self.name])

    @property
    def other(self):
        """The code of the unit beyond the axis."""
        return next(code for name, code in CODES.items() if name != self.name)

    @contextlib.contextmanager
    def at_work(self):
        with self.place.at_work():
            yield self

    def start(self):
        """The worker of the product, with every job it has."""
        for ours, theirs in (("keys", "keys_root"), ("files", "files_root"), ("checkpoints", "checkpoint_root")):
            (self.place.root / theirs).mkdir(parents=True, exist_ok=True)
            (self.place.root / ours).symlink_to(self.place.root / theirs)
        database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{self.place.name}").geturl()
        told = {
            "DATABASE_URL": database, "THONGSUOT_WEB_DATABASE_URL": database, "THONGSUOT_TEST_VAR": str(self.place.root),
            "DJANGO_SETTINGS_MODULE": "config.settings.test", "PYTHONPATH": str(ROOT), "THONGSUOT_AXIS": self.axis.address,
            "THONGSUOT_AXIS_SYSTEM": self.name, "THONGSUOT_AXIS_SECRET": "bi-mat",
            "THONGSUOT_AXIS_AGENCIES": CODES[self.name],
        }  # fmt: skip
        self.worker = _spawned(["-m", "config.run.worker"], {**os.environ, **told}, self.place.root / "worker.log")

    def hurry(self):
        """The clock of the jobs runs every five to fifteen seconds; here somebody is impatient."""
        for job in (jobs_axis.queue, jobs_axis.send, jobs_axis.fetch):
            with contextlib.suppress(AlreadyEnqueued):
                job.defer(timestamp=0)

    def received(self, number):
        """Văn bản đến mang số này."""
        return Document.objects.filter(direction=Direction.INCOMING, number=number).first()

    def told(self, document):
        """Trạng thái của nơi nhận này đã được báo, in order."""
        entries = JournalEntry.objects.filter(subject_kind="document", subject_id=document.pk, verb="receiver_told")
        return [entry.data["status"] for entry in entries.order_by("seq")]

    def work_through(self, document, *, until=State.DONE):
        """Vào sổ, chỉ đạo, nhận việc, xong: the people of the unit, by the verbs of the product."""
        office, at = self.office, now()
        taking_in.register(uid=document.uid, principal=office.clerk, at=at, present_to=office.chair.user_id)
        instructing.instruct(
            uid=document.uid, lead=Hands(person_id=office.specialist.user_id), helpers=[], text="Làm ngay.",
            due_at=at + timedelta(days=3), principal=office.chair, at=at,
        )  # fmt: skip
        part = Part.objects.get(document=document)
        working.start(uid=document.uid, part_id=part.pk, principal=office.specialist, at=at)
        if until == State.DONE:
            working.finish(uid=document.uid, part_id=part.pk, text="Đã xong.", principal=office.specialist, at=at)


def _spawned(words, told, log):
    with log.open("ab") as output:
        return spawn([sys.executable, *words], environment=told, output=output.fileno(), folder=ROOT)


@pytest.fixture(scope="module")
def two(django_db_setup, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("hai-ban-cai")
    axis = Axis(folder)
    running = []
    with django_db_blocker.unblock(), installations(["real_one", "real_two"], folder) as made:
        try:
            axis.start()
            sites = []
            for name, place in zip(KINDS, made.values(), strict=True):
                with place.at_work():
                    world = make_world()
                sites.append(Site(name, place, world, axis))
                sites[-1].start()
                running.append(sites[-1].worker)
            yield sites
        finally:
            for process in [*running, axis.process]:
                put_down(process)
            shutil.rmtree(folder, ignore_errors=True)


def until(sites, site, condition):
    """Both installations work on until this holds in one of them."""

    def holds():
        time.sleep(0.25)  # whoever asks all the time keeps those who work from it
        for one in sites:
            assert one.worker.poll() is None, (one.place.root / "worker.log").read_text()[-2_000:]
            with one.at_work():
                one.hurry()
        with site.at_work():
            return condition()

    assert wait_for(holds, 120), _why(sites)


def _why(sites):
    said = []
    for one in sites:
        with one.at_work():
            said.append((one.name, list(AxisOut.objects.values_list("kind", "state", "cause", "attempts"))))
            said.append(list(AxisIn.objects.values_list("kind", "state", "cause", "detail")))
    return said


def pdf(number):
    """Bytes of their own: the same file twice would be the same letter."""
    return messages.PDF + b"%% real " + number.encode()


def test_two_installations_and_an_axis_that_dies_exchange_everything_once(two):
    ours, theirs = two
    axis = ours.axis
    with ours.at_work():
        letter = ours.issued(ours.other, number="1", pdf=pdf("1"))
        wrong = ours.issued(ours.other, number="2", pdf=pdf("2"))
        early = ours.issued(ours.other, number="3", pdf=pdf("3"))
        late = ours.issued(ours.other, number="4", pdf=pdf("4"))
        first = ours.issued(ours.other, number="5", pdf=pdf("5"))
    until(two, ours, lambda: Recipient.objects.filter(status="01").count() == 5)

    with theirs.at_work():
        theirs.work_through(theirs.received("1"))
        theirs.work_through(theirs.received("4"), until=State.IN_HAND)
        back = theirs.received("2")
        sending_back.send_back(uid=back.uid, reason="Gửi nhầm nơi", principal=theirs.office.clerk, at=now())
    axis.kill()
    with ours.at_work():
        ours.tell(early, "recalled", reason="Sai số liệu")
        ours.tell(late, "recalled", reason="Ban hành nhầm")
        better = ours.outgoing(ours.other, number="6", pdf=pdf("6"))
        ours.link(better, DocumentLink.Kind.REPLACES, first)
        ours.tell(better, "issued", reason="Thiếu phụ lục")
    until(two, ours, lambda: AxisOut.objects.filter(attempts__gt=0).exclude(state="sent").exists())
    axis.start()
    axis.asked("loi", "PUT", {"mode": "twice", "count": 2})
    axis.asked("loi", "PUT", {"mode": "500_after", "count": 2})
    until(two, theirs, lambda: theirs.received("6") and _asked_back(theirs.received("4")))
    with theirs.at_work():
        sending_back.answer_recall(
            uid=theirs.received("4").uid, agree=False, reason="Đã thi hành", principal=theirs.office.clerk, at=now()
        )
    until(two, ours, lambda: _status(late) == "16" and _status(early) == "13" and _status(better) == "01")
    until(two, ours, lambda: (_status(letter), _status(wrong), _status(first)) == ("06", "02", "15"))

    with ours.at_work():
        assert ours.told(letter) == ["01", "03", "04", "05", "06"]
        everything = [letter, wrong, early, late, first, better]
        assert {status for one in everything for status in ours.told(one)} == ALL_NINE
        assert Recipient.objects.get(document=wrong).status_note == "Gửi nhầm nơi"
    with theirs.at_work():
        states = dict(Document.objects.filter(direction=Direction.INCOMING).values_list("number", "state"))
        assert Document.objects.filter(direction=Direction.INCOMING).count() == 6
    assert states == {
        "1": State.DONE, "2": State.SENT_BACK, "3": State.RECALLED, "4": State.IN_HAND, "5": State.REPLACED, "6": State.ARRIVED,
    }  # fmt: skip
    until(two, ours, lambda: axis.asked("tinh-trang")["waiting"] == 0)
    for site in two:
        with site.at_work():
            assert not AxisOut.objects.exclude(state="sent").exists()
            assert not AxisIn.objects.exclude(state="done").exists()


def _status(document):
    return Recipient.objects.get(document_id=document.pk).status


def _asked_back(document):
    return IncomingOrigin.objects.get(document_id=document.pk).recall_asked_at is not None
