"""Two at once: blocks that never overlap, an item sent from two tabs, two items with one number. Real threads."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from tests.dossiers.test_concurrency import together
from tests.factories.dossiers import make_office
from tests.factories.units import make_world
from tests.offline.conftest import BACK_AT, Counter, make_counter, written
from thongsuot.common import stamps
from thongsuot.common.journal_verify import verify
from thongsuot.dossiers.models import CodeAlias, Dossier
from thongsuot.offline import services
from thongsuot.offline.models import Arrival, Block

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def counters(django_db_serialized_rollback: Any) -> Iterator[list[Counter]]:
    with stamps.of_one_request():
        office = make_office(make_world())
        yield [make_counter(office, f"motcua{n}", f"Máy {n}") for n in (1, 2)]


def test_blocks_reserved_at_the_same_time_never_overlap(counters):
    def reserve(n):
        counter = counters[n % 2]
        who = counter.office.who(counter.clerk)
        return services.reserve_block(device_uid=counter.device.uid, principal=who, at=BACK_AT)

    results = together(4, reserve)
    assert all(isinstance(one, Block) for one in results), results
    taken = [n for block in Block.objects.all() for n in range(block.numbers.lower, block.numbers.upper)]
    assert len(taken) == len(set(taken)) == 6 * 50
    assert sorted(taken) == list(range(1, 301))  # none was lost between them


def test_an_item_sent_from_two_tabs_at_once_is_one_dossier(counters):
    counter = counters[0]
    sent = counter.sent()
    results = together(4, lambda _n: counter_merge(counter, sent))
    assert {type(one) for one in results} == {Arrival}, results
    assert len({one.dossier_code for one in results}) == 1
    assert Dossier.objects.count() == Arrival.objects.count() == CodeAlias.objects.count() == 1
    assert not list(verify().faults)


def test_two_items_with_one_number_at_once_are_one_dossier_and_one_question(counters):
    counter = counters[0]
    first = counter.sent()
    second = replace(counter.sent(), number=first.number, provisional=first.provisional)
    second = replace(second, dossier=written(applicant={"name": "Trần Văn Hai"}))
    results = together(2, lambda n: counter_merge(counter, (first, second)[n]))
    assert {type(one) for one in results} == {Arrival}, results
    assert sorted(Arrival.objects.values_list("state", "problem")) == [("merged", ""), ("waiting", "number_taken")]
    assert Dossier.objects.count() == CodeAlias.objects.count() == 1


def counter_merge(counter, sent):
    """Send from a thread of its own."""
    return services.merge(sent, counter.hand())
