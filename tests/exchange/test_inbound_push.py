"""Pushed by the other system: stored first, understood next, told twice is once."""

import json
import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from config.run.waiting import PATIENCE
from tests.exchange.inbound_samples import AT, CODE, Pusher, connected, filed
from tests.factories.accounts import bearer
from tests.factories.dossiers import Office, make_office, moment
from tests.factories.units import make_world
from thongsuot.common import journal, stamps
from thongsuot.common.now import frozen
from thongsuot.dossiers import services
from thongsuot.dossiers.models import Dossier, Status
from thongsuot.exchange.inbound import understanding
from thongsuot.exchange.models import ForeignCode, InMessage
from thongsuot.tasks.models import OpenWork

State = InMessage.State


@pytest.fixture
def ten_oclock():
    with frozen(AT) as at:
        yield at


@pytest.mark.django_db(transaction=True)
class TestTransactions:
    @pytest.fixture
    def shop(self, django_db_serialized_rollback: Any) -> Any:
        with stamps.of_one_request():
            world = make_world()
            yield connected(world, make_office(world))

    def test_a_dossier_filed_there_waits_at_our_counter_under_its_own_code(self, shop: Office, ten_oclock: Any) -> None:
        answer = Pusher(shop).push(filed())
        assert (answer.status_code, answer.json()["state"]) == (201, "done"), answer.content.decode()
        dossier = Dossier.objects.get()
        assert (dossier.code, dossier.status, dossier.channel) == (CODE, Status.SUBMITTED, "ONLINE")
        assert dossier.receiving_unit_id == shop.world.mai_phu.id
        assert OpenWork.objects.get().role == "counter_clerk"
        entry = journal.timeline(dossier.province_id, "dossier", dossier.pk)[0]
        assert (entry.data["system"], entry.data["their_code"]) == ("national-portal", CODE)
        asked = services.request_supplement(
            code=CODE,
            principal=shop.who("motcua1"),
            at=moment(7, 11),
            items=["CS"],
            reason="thiếu",
            contact="0912345678",
        )
        assert asked.dossier.status == Status.AWAITING_SUPPLEMENT

    def test_told_twice_is_done_once(self, shop: Office, ten_oclock: Any) -> None:
        pusher = Pusher(shop)
        first, again = pusher.push(filed()), pusher.push(filed())
        assert first.json() == again.json()
        assert again["Idempotency-Replayed"] == "true"
        assert (InMessage.objects.count(), Dossier.objects.count()) == (1, 1)
        other_id = pusher.push(filed(message_id="NP-2"))
        assert other_id.json()["state"] == "done"
        assert Dossier.objects.count() == 1

    def test_other_contents_under_the_same_id_are_refused_and_later_kept_visibly(
        self, shop: Office, ten_oclock: Any
    ) -> None:
        pusher = Pusher(shop)
        pusher.push(filed())
        other = pusher.push(filed(ChuHoSo="Người Khác"))
        assert (other.status_code, other.json()["code"]) == (409, "key_reused")
        with connection.cursor() as cursor:  # a week later the key is forgotten, the message is not
            cursor.execute("DELETE FROM common_idempotencykey")
        late = pusher.push(filed(ChuHoSo="Người Khác"))
        assert (late.json()["state"], late.json()["cause"]) == ("stuck", "id_reused")
        assert InMessage.objects.count() == 2

    def test_the_same_message_pushed_by_eight_at_once_makes_one_dossier(self, shop: Office) -> None:
        pusher, answers, gate = Pusher(shop), [], threading.Barrier(8)

        def run() -> None:
            gate.wait()
            answers.append(pusher.__class__.push(pusher, filed(NgayNopHoSo=None)))
            connection.close()

        threads = [threading.Thread(target=run) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
        assert {answer.status_code for answer in answers} == {201}, [a.content.decode() for a in answers]
        assert (InMessage.objects.count(), Dossier.objects.count(), ForeignCode.objects.count()) == (1, 1, 1)

    def test_two_workers_on_one_stored_message_file_it_once(self, shop: Office, ten_oclock: Any) -> None:
        message = self._stored(filed())
        states, gate = [], threading.Barrier(2)

        def run() -> None:
            gate.wait()
            states.append(understanding.understand(message, at=AT))
            connection.close()

        threads = [threading.Thread(target=run) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
        assert states == ["done", "done"]
        assert Dossier.objects.count() == 1

    def test_killed_between_storing_and_understanding_the_job_goes_on(
        self, shop: Office, ten_oclock: Any, monkeypatch: Any
    ) -> None:
        def die(*_args: Any, **_more: Any) -> None:
            raise SystemExit("kill -9")

        with monkeypatch.context() as patch:
            patch.setattr("thongsuot.exchange.api.understand", die)
            with pytest.raises(SystemExit):
                Pusher(shop).push(filed())
        assert InMessage.objects.get().state == State.NEW
        assert Dossier.objects.count() == 0
        assert understanding.understand_all(understanding.due(AT), at=AT) == 1
        assert Dossier.objects.get().code == CODE
        assert Pusher(shop).push(filed()).json()["state"] == "done"  # told again: nothing doubled
        assert Dossier.objects.count() == 1

    def test_killed_inside_the_act_nothing_of_it_stays(self, shop: Office, ten_oclock: Any, monkeypatch: Any) -> None:
        message = self._stored(filed())

        def die(*_args: Any, **_more: Any) -> None:
            raise SystemExit("kill -9")

        with monkeypatch.context() as patch:
            patch.setattr("thongsuot.exchange.codes.remember", die)
            with pytest.raises(SystemExit):
                understanding.understand(message, at=AT)
        assert (Dossier.objects.count(), OpenWork.objects.count()) == (0, 0)
        assert understanding.understand(message, at=AT) == State.DONE

    @staticmethod
    def _stored(message: dict[str, Any]) -> int:
        from tests.exchange.inbound_samples import kept

        return kept(message).pk


@pytest.mark.django_db
def test_only_the_role_of_connected_systems_pushes(linked: Office, ten_oclock: Any) -> None:
    for name in ("motcua1", "chutich", "lan"):
        answer = Client().post(
            "/api/v1/exchange/messages",
            json.dumps(filed()),
            content_type="application/json",
            headers={**bearer(linked.users[name]), "Idempotency-Key": "NP-1"},
        )
        assert answer.status_code == 403
    assert InMessage.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("key", "message", "status", "code"),
    [
        ("NP-2", filed(), 422, "message_id_differs"),
        ("có dấu", filed(message_id=""), 400, "idempotency_key_invalid"),
    ],
)
def test_the_key_is_the_id_of_the_message(
    linked: Office,
    ten_oclock: Any,
    key: str,
    message: dict[str, Any],
    status: int,
    code: str,
) -> None:
    answer = Pusher(linked).push(message, key)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.django_db
def test_an_unknown_system_is_named(linked: Office, ten_oclock: Any) -> None:
    pusher = Pusher(linked)
    answer = pusher.client.post(
        "/api/v1/exchange/messages?system=khong-co",
        json.dumps(filed()),
        content_type="application/json",
        headers={**pusher.headers, "Idempotency-Key": "NP-1"},
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "system_unknown")


@pytest.mark.django_db
def test_the_sender_may_ask_what_became_of_it(linked: Office, ten_oclock: Any) -> None:
    pusher = Pusher(linked)
    pusher.push(filed(MaTTHC="9.999999"))
    found = pusher.client.get("/api/v1/exchange/messages/NP-1", headers=pusher.headers).json()
    assert (found["state"], found["cause"]) == ("stuck", "procedure_unknown")
    assert found["what_to_do"]
    assert pusher.client.get("/api/v1/exchange/messages/NP-9", headers=pusher.headers).status_code == 404
