"""Tin tới bảng: what happens in the hall is told when it is committed, to the boards of this hall alone."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection, transaction

from tests.factories.dossiers import MONDAY_9, make_office
from tests.factories.hall import Centre, make_centre
from tests.factories.units import make_world
from thongsuot.common import stamps
from thongsuot.hall import services
from thongsuot.hall.news import topic_of
from thongsuot.tasks import live
from thongsuot.tasks.tickets import CHANNEL

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def crowd(django_db_serialized_rollback: Any) -> Iterator[Centre]:
    with stamps.of_one_request():
        yield make_centre(make_office(make_world()))


def test_every_change_is_told_at_its_commit_and_not_before(crowd: Centre) -> None:
    params = {
        k: v
        for k, v in connection.get_connection_params().items()
        if k in ("dbname", "user", "password", "host", "port")
    }
    with psycopg.connect(**params, autocommit=True) as listening:
        listening.execute(f"LISTEN {CHANNEL}")

        def heard(wait: float = 0.3) -> list[str]:
            return [notice.payload for notice in listening.notifies(timeout=wait)]

        with transaction.atomic():
            ticket = crowd.take()
            assert heard(0.1) == []
        assert heard() == [topic_of(crowd.unit_id)]
        crowd.sit()
        crowd.call()
        services.no_show(uid=ticket.uid, principal=crowd.who("motcua1"), at=MONDAY_9)
        assert set(heard()) == {topic_of(crowd.unit_id)}


def test_a_board_of_another_hall_is_not_woken() -> None:
    hub = live.Hub()
    here, there = live.Watcher(0, frozenset(), topic_of(1)), live.Watcher(0, frozenset(), topic_of(11))
    hub.watchers |= {here, there}
    hub.tell(topic_of(1))
    assert here.changed.is_set()
    assert not there.changed.is_set()
