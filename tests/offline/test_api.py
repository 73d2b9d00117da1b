"""The doors of a counter PC: load it, reserve, merge a batch; bad input is told, never a 500, never a silent drop."""

import json
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories.accounts import bearer
from tests.factories.dossiers import MONDAY_9
from tests.offline.conftest import BACK_AT, KEY, LAST_CONTACT, written
from thongsuot.common.now import frozen
from thongsuot.dossiers.models import Dossier
from thongsuot.offline.models import Arrival, Device

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 16  # of one item: those of a submit, and the counter's own (claim, look, number, alike, alias, done)


@pytest.fixture
def clerk(counter):
    return bearer(counter.office.users["motcua1"])


def post(headers, path, body, **more):
    """Ask as the PC does."""
    with frozen(BACK_AT):
        return Client().post(
            f"/api/v1/offline/{path}",
            json.dumps(body),
            content_type="application/json",
            headers={**headers, "Idempotency-Key": uuid.uuid4().hex, **more},
        )


def item(counter, **changes):
    """The next item as JSON."""
    sent = counter.sent()
    return {
        "uid": str(sent.uid),
        "number": sent.number,
        "provisional": sent.provisional,
        "taken_at": MONDAY_9.isoformat(),
        "offset_ms": 0,
        "synced_at": LAST_CONTACT.isoformat(),
        "printed_due_at": None,
        "dossier": written(),
        **changes,
    }


def batch(counter, *items, now=BACK_AT):
    return {"device": str(counter.device.uid), "device_now": now.isoformat(), "waiting": 0, "items": list(items)}


def test_a_batch_is_answered_item_by_item(counter, clerk):
    other = item(counter, dossier=written(applicant={"name": "Trần Văn Hai"}))
    bad = item(counter, dossier={"mau_la": 1})
    void = item(counter, dossier={}, void_reason="in hỏng")
    told = post(clerk, "dossiers", batch(counter, item(counter), other, bad, void)).json()["items"]
    assert [one["state"] for one in told] == ["merged", "merged", "waiting", "void"]
    assert told[0]["received_at"] == "2025-07-07T09:00:00+07:00"
    assert told[2]["problem"] == "unreadable_item"
    assert Dossier.objects.count() == 2


def test_sent_again_the_batch_answers_the_same(counter, clerk):
    body = batch(counter, item(counter))
    first, second = post(clerk, "dossiers", body), post(clerk, "dossiers", body)
    assert first.json() == second.json()
    assert Dossier.objects.count() == 1


def test_the_counter_learns_how_wrong_its_clock_is(counter, clerk):
    late = MONDAY_9 - timedelta(hours=2)
    one = item(counter, taken_at=late.isoformat(), offset_ms=2 * 3_600_000)
    told = post(clerk, "dossiers", batch(counter, one, now=BACK_AT - timedelta(hours=2))).json()["items"][0]
    assert (told["state"], told["received_at"]) == ("merged", "2025-07-07T09:00:00+07:00")


def test_an_item_costs_a_submit_and_little_more(counter, clerk):
    post(clerk, "dossiers", batch(counter, item(counter)))
    body = batch(counter, item(counter, dossier=written(applicant={"name": "Trần Văn Hai"})))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert post(clerk, "dossiers", body).json()["items"][0]["state"] == "merged"
    work = [q["sql"] for q in asked if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]
    assert len(work) <= MOST_STATEMENTS + 4, "\n".join(f"{n} {sql[:110]}" for n, sql in enumerate(work, 1))


@pytest.mark.parametrize(
    "changes",
    [{"uid": "x"}, {"number": 0}, {"number": 10**12}, {"taken_at": "hôm qua"}, {"offset_ms": 10**15}, {"dossier": []}],
)
def test_a_bad_envelope_is_named(counter, clerk, changes):
    answer = post(clerk, "dossiers", batch(counter, item(counter, **changes)))
    assert answer.status_code == 422
    assert answer["Content-Type"].startswith("application/problem+json")
    assert next(iter(changes)) in str(answer.json()["errors"])
    assert not Arrival.objects.exists()


def test_more_than_fifty_at_once_are_refused(counter, clerk):
    assert post(clerk, "dossiers", batch(counter, *[item(counter)] * 51)).status_code == 422


def test_a_stranger_to_the_machine_hands_nothing_in(counter):
    foreign = bearer(counter.office.users["tk_motcua1"])
    assert post(foreign, "dossiers", batch(counter, item(counter))).status_code == 404
    assert not Arrival.objects.exists()


def test_the_pack_tells_time_and_person(counter, clerk):
    with frozen(BACK_AT):
        told = Client().get(f"/api/v1/offline/pack?device={counter.device.uid}", headers=clerk).json()
    assert told["now"] == "2025-07-07T10:00:00+07:00"
    assert told["user"] == "maiphu.motcua1"
    assert told["revoked"] is False
    assert Device.objects.get().seen_at == BACK_AT


def test_a_block_asked_for_again_with_the_same_key_is_the_same_block(counter, clerk):
    body, key = {"device": str(counter.device.uid)}, {"Idempotency-Key": "mot-lan"}
    first, second = post(clerk, "blocks", body, **key).json(), post(clerk, "blocks", body, **key).json()
    assert first["first"] == second["first"] == 51
    assert len(first["numbers"]) == 50


def test_a_vault_answers_whether_the_key_is_the_one_that_is_kept(counter, clerk):
    body = {"device": str(counter.device.uid), "key": KEY}
    assert post(clerk, "vaults", body).json() == {"kept": True, "ours": True}
    assert post(clerk, "vaults/open", {"device": str(counter.device.uid)}).json() == {"key": KEY}


def test_aliases_are_looked_up_wherever_a_code_is(counter, clerk):
    told = post(clerk, "dossiers", batch(counter, item(counter))).json()["items"][0]
    alias, code = told["provisional"], told["code"]
    with frozen(BACK_AT):
        client = Client()
        assert client.get(f"/api/v1/dossiers/{alias}", headers=clerk).json()["code"] == code
        assert client.get(f"/api/v1/dossiers/{alias}/timeline", headers=clerk).status_code == 200
        assert client.get(f"/api/v1/dossiers/{alias}/receipt", headers=clerk).content.startswith(b"%PDF")
        assert client.get(f"/api/v1/public/dossiers/{alias}").json()["code"] == code
        found = client.get("/api/v1/dossiers", {"q": alias}, headers=clerk).json()["items"]
        assert [one["code"] for one in found] == [code]
        assert client.get(f"/tra-cuu/{alias}/").headers["Location"] == f"/tra-cuu/{code}/"
        assert client.get("/api/v1/public/dossiers/H27.18583-T9-0001").status_code == 404


def test_a_number_that_has_not_arrived_yet_is_told_as_such(counter):
    page = Client().get(f"/tra-cuu/{counter.sent().provisional}/")
    assert page.status_code == 404
    assert "Số tạm này chưa có trên hệ thống" in page.content.decode()
