"""Two at once: on one step, on one counter, on one key. Real threads on the real database."""

import json
import threading
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from config.run.waiting import PATIENCE
from tests.dossiers.test_statements import birth_body
from tests.factories.accounts import bearer
from tests.factories.dossiers import Office, make_office, moment, submit
from tests.factories.units import make_world
from thongsuot.common import stamps
from thongsuot.common.journal_verify import verify
from thongsuot.dossiers import services
from thongsuot.dossiers.models import BulkRow, Dossier
from thongsuot.dossiers.services import bulk
from thongsuot.tasks.models import OpenWork

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shop(django_db_serialized_rollback: Any) -> Iterator[Office]:
    with stamps.of_one_request():
        yield make_office(make_world())


def together(count: int, act: Callable[[int], Any]) -> list[Any]:
    """Run the act in so many threads that start at the same moment; returns what each got, errors too."""
    gate, results = threading.Barrier(count), [None] * count

    def run(index: int) -> None:
        try:
            gate.wait()
            results[index] = act(index)
        except Exception as exc:
            results[index] = exc
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(i,)) for i in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=PATIENCE)
    return results


def post(headers: dict[str, str], path: str, body: Any, key: str) -> Any:
    return Client().post(
        f"/api/v1/dossiers{path}",
        json.dumps(body),
        content_type="application/json",
        headers={**headers, "Idempotency-Key": key},
    )


def test_a_key_sent_six_times_at_once_makes_one_dossier(shop: Office) -> None:
    headers, body = bearer(shop.users["motcua1"]), birth_body(shop)
    answers = together(6, lambda _i: post(headers, "", body, "one-key"))
    assert {a.status_code for a in answers} == {201}
    assert len({a.content for a in answers}) == 1
    assert Dossier.objects.count() == 1


def test_codes_of_a_crowded_counter_are_gap_free(shop: Office) -> None:
    headers, body = bearer(shop.users["motcua1"]), birth_body(shop)
    answers = together(8, lambda i: [post(headers, "", body, uuid.uuid4().hex) for _ in range(3)])
    codes = [a.json()["code"] for group in answers for a in group]
    assert sorted(int(code.rsplit("-", 1)[1]) for code in codes) == list(range(1, 25))
    assert verify().ok


def test_two_on_one_step_one_is_told(shop: Office) -> None:
    code = submit(shop, at=moment(7, 9)).dossier.code
    headers = [bearer(shop.users["hotich"]), bearer(shop.users["hotich"])]
    services.assign(code=code, principal=shop.who("vanphong"), at=moment(7, 9, 5), to="maiphu.hotich")
    body = {"step": "verify", "decision": "pass"}
    answers = together(2, lambda i: post(headers[i], f"/{code}/complete-step", body, uuid.uuid4().hex))
    assert sorted(a.status_code for a in answers) == [200, 422]
    refused = next(a for a in answers if a.status_code == 422).json()
    assert refused["code"] == "step_not_open"
    assert OpenWork.objects.count() == 1


def test_a_claim_and_a_verb_never_wait_in_a_circle(shop: Office) -> None:
    from thongsuot.tasks.services import claim

    for _turn in range(4):
        code = submit(shop, at=moment(7, 9)).dossier.code
        task_id = OpenWork.objects.get(subject_id=Dossier.objects.get(code=code).pk).task_id
        hotich, clerk = shop.who("hotich"), shop.who("motcua1")

        def act(index: int, code: str = code, task_id: int = task_id, who: Any = (hotich, clerk)) -> Any:
            if index:
                return claim(task_id=task_id, principal=who[0], at=moment(7, 9, 10))
            return services.withdraw(code=code, principal=who[1], at=moment(7, 9, 10))

        results = together(2, act)
        assert not any(type(r).__name__ == "OperationalError" for r in results), results
        assert Dossier.objects.get(code=code).status == "WITHDRAWN"
    assert not OpenWork.objects.exists()


def test_a_bulk_act_pressed_four_times_at_once_is_one_run(shop: Office) -> None:
    code, clerk, uid = submit(shop).dossier.code, shop.who("motcua1"), uuid.uuid4()
    given = {"uid": uid, "verb": "return-result", "codes": [code], "given": {}, "principal": clerk}
    runs = together(4, lambda _i: bulk.ask(**given, at=moment(7, 10)))
    assert sorted(new for _run, new in runs) == [False, False, False, True]
    assert BulkRow.objects.count() == 1
