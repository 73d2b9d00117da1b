"""Two who press at once: one rating, one refusal; and one hand with many browsers is still one hand."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from tests.factories.dossiers import submit
from tests.factories.ratings import AFTERNOON, rate, token
from thongsuot.common.journal import timeline
from thongsuot.ratings import acts, services
from thongsuot.ratings.models import SUBJECT, Rating
from thongsuot.ratings.traces import MOST_OF_NETWORK, Trace

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts_to_do):
    """Do all at the same moment; what each raised."""
    start, raised = Barrier(len(acts_to_do)), []

    def do(act):
        try:
            start.wait()
            act()
        except Exception as refused:
            raised.append(type(refused))
        finally:
            connection.close()

    threads = [Thread(target=do, args=(act,)) for act in acts_to_do]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_two_at_once_make_one_rating_and_one_entry(office):
    code = submit(office).dossier.code
    raised = at_once(lambda: rate(code, 3, device=1), lambda: rate(code, 1, device=2))
    assert raised == [acts.AlreadyRated]
    rating = Rating.objects.get()
    assert [entry.verb for entry in timeline(rating.province_id, SUBJECT, rating.pk)] == ["rated"]


def test_many_browsers_of_one_hand_are_counted_up_to_the_limit_even_at_once(office):
    codes = [submit(office).dossier.code for _time in range(MOST_OF_NETWORK + 4)]

    def give(number, code):
        hand = Trace(number.to_bytes(16, "big"), b"n" * 16)
        opinion = services.Opinion({"overall": 3})
        return lambda: services.give(token=token(code), opinion=opinion, trace=hand, at=AFTERNOON)

    for first in range(0, len(codes), 4):
        assert at_once(*(give(first + n, code) for n, code in enumerate(codes[first : first + 4]))) == []
    assert Rating.objects.filter(counted=True).count() == MOST_OF_NETWORK
    assert Rating.objects.filter(doubt="same_network").count() == 4
