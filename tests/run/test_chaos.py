"""Giết giữa chừng: nothing accepted is lost, nothing is done twice, and the service comes back by itself."""

import os
import signal
import uuid

import psycopg
import pytest

from config.run.waiting import PATIENCE, wait_for
from simulators.national_portal.server import Server
from tests.run.installation import Installation, children_of
from tests.run.storm import birth, submit_all

pytestmark = pytest.mark.chaos
CLIENTS = 500


@pytest.fixture(scope="module")
def portal():
    """A national portal that the installation is connected to."""
    server = Server("127.0.0.1", 0)
    server.in_thread()
    yield server
    server.shutdown()
    server.server_close()
    server.storage.close()


@pytest.fixture(scope="module")
def installation(portal):
    """One running system for all tests of this file, in their order."""
    made = Installation()
    made.environment["THONGSUOT_NATIONAL_PORTAL"] = portal.address
    try:
        made.start()
        yield made
    finally:
        made.remove()


@pytest.fixture(scope="module")
def token(installation):
    """A clerk of Mai Phụ."""
    done = installation.command("token", "create", "--username", "maiphu.motcua1")
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture(scope="module")
def sender_killed(installation, token, portal):
    """The worker dies while it sends. What it had taken is free again after a minute and a half: time for the storms."""
    portal.faults.put({"mode": "slow", "seconds": 0.05})
    before = arrived(portal)
    keys = [f"portal-{uuid.uuid4()}" for _ in range(40)]
    submit_all(installation.url, token, birth(installation.url, token), keys, lambda: None, after=40)
    assert wait_for(lambda: arrived(portal) > before + 10)
    os.kill(installation.jobs(), signal.SIGKILL)
    portal.faults.clear()


def kill_one_web_worker(installation):
    """What the kernel does when memory runs out."""
    os.kill(installation.web_workers()[0], signal.SIGKILL)


def kill_all_web_processes(installation):
    """Parent first, so that it cannot tidy up."""
    parent = installation.web_parent()
    for pid in (parent, *children_of(parent)):
        os.kill(pid, signal.SIGKILL)


def kill_postgres(installation):
    """The postmaster; its children notice and leave."""
    os.kill(installation.postgres(), signal.SIGKILL)


def stored(installation):
    """Codes of all dossiers, how many entries each has of its creation, and how many keys are kept."""
    with psycopg.connect(installation.addresses()) as database:
        codes = [row[0] for row in database.execute("SELECT code FROM dossiers_dossier ORDER BY id")]
        doubled = database.execute(
            "SELECT count(*) FROM (SELECT subject_id FROM common_journalentry WHERE subject_kind = 'dossier'"
            " AND seq = 1 GROUP BY subject_id HAVING count(*) <> 1) d"
        ).fetchone()[0]
        keys = database.execute(
            "SELECT count(*) FROM common_idempotencykey WHERE operation = 'dossier.create'"
        ).fetchone()[0]
    return codes, doubled, keys


@pytest.mark.parametrize("hurt", [kill_one_web_worker, kill_all_web_processes, kill_postgres], ids=lambda f: f.__name__)
def test_five_hundred_submissions_survive(installation, token, sender_killed, hurt):
    before, _, keys_before = stored(installation)
    body = birth(installation.url, token)
    keys = [f"chaos-{uuid.uuid4()}" for _ in range(CLIENTS)]

    storm = submit_all(installation.url, token, body, keys, lambda: hurt(installation), after=CLIENTS // 4)

    assert not storm.refused, storm.refused[:3]
    assert storm.repeats > 0, "không yêu cầu nào bị ngắt: cú giết đến quá muộn nên bài thử không chứng minh điều gì"
    assert len(set(storm.codes.values())) == CLIENTS
    after, doubled, keys_after = stored(installation)
    assert sorted(set(after) - set(before)) == sorted(storm.codes.values()), "mất hoặc thừa hồ sơ"
    assert doubled == 0
    assert keys_after - keys_before == CLIENTS
    assert_numbers_have_no_gap(after)
    assert wait_for(installation.ready), "dịch vụ không tự trở lại"
    assert_the_answer_to_a_repeated_key_is_the_same(installation, token, body, storm, keys[:5])
    verified = installation.command("journal", "verify")
    assert verified.returncode == 0, verified.stdout


def assert_numbers_have_no_gap(codes):
    """Per unit and day the numbers are 1, 2, 3 …"""
    numbers = {}
    for code in codes:
        series, _, number = code.rpartition("-")
        numbers.setdefault(series, []).append(int(number))
    for series, found in numbers.items():
        assert sorted(found) == list(range(1, len(found) + 1)), f"dãy số {series} bị hở"


def assert_the_answer_to_a_repeated_key_is_the_same(installation, token, body, storm, keys):
    """Long after the storm the same key still gets the same dossier."""
    again = submit_all(installation.url, token, body, keys, lambda: None, after=0)
    assert again.codes == {key: storm.codes[key] for key in keys}


def test_the_web_role_works_but_may_not_touch_the_journal(installation):
    address = (installation.var / "web_database_url").read_text()
    with psycopg.connect(address) as database, pytest.raises(psycopg.errors.InsufficientPrivilege):
        database.execute("UPDATE common_journalentry SET verb = 'x'")


def test_a_second_start_in_the_same_folder_is_refused_in_words(installation):
    again = installation.command("run", "--port", str(installation.port + 10))
    assert again.returncode == 2
    assert "đang chạy rồi" in again.stderr


def test_both_books_are_equal_after_the_worker_was_killed_while_sending(installation, sender_killed, portal):
    """All the storms' dossiers too: web, worker and database have been killed by now, the portal alone was never asked twice."""
    # Asking the database is cheap; a command each time would take the sender's core for most of the wait.
    assert wait_for(lambda: queued(installation)[1] == 0, 300), queued(installation)
    assert wait_for(lambda: installation.command("exchange", "compare").returncode == 0, 300), compared(installation)
    # the sender gives way to everybody on this machine, so the last messages may take their time
    assert wait_for(lambda: queued(installation)[1] == 0, 300), queued(installation)
    told, _none = queued(installation)
    assert told == arrived(portal), "có tin được tính hai lần hoặc bị mất"


def arrived(portal):
    """Messages that the portal took."""
    return portal.storage.row("SELECT count(*) AS n FROM arrivals")["n"]


def queued(installation):
    """Messages that were confirmed, and those that wait."""
    with psycopg.connect(installation.addresses()) as database:
        return database.execute(
            "SELECT (SELECT sum(messages) FROM exchange_sentdossier), (SELECT count(*) FROM exchange_outmessage)"
        ).fetchone()


def compared(installation):
    """What the command says."""
    done = installation.command("exchange", "compare")
    return done.stdout[-2000:] + done.stderr[-500:]


def test_ctrl_c_stops_all_of_it_and_frees_the_ports(installation):
    assert installation.stop() == 0
    assert wait_for(lambda: not installation.living()), installation.living()
    assert not installation.holds_port()


def test_killing_the_supervisor_leaves_no_orphan(installation):
    installation.start()
    installation.process.kill()
    installation.process.wait()
    assert wait_for(lambda: not installation.living()), installation.living()
    assert not installation.holds_port()


def test_a_part_that_ends_in_order_ends_the_house(installation):
    installation.start()
    os.kill(installation.web_parent(), signal.SIGTERM)
    assert installation.process.wait(timeout=PATIENCE) == 1
    assert "dừng toàn bộ" in installation.output.read_text()
    assert wait_for(lambda: not installation.living()), installation.living()
    assert not installation.holds_port()
