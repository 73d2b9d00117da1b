"""In whatever order, however often, with whatever answers lost: each item is one dossier or one question, never two.

Hypothesis plays the line: two counters send their items in batches, again and again, from any of two clerks' tabs, while
people settle what waits. What the PCs believe and what the server has must agree at the end.
"""

from collections import Counter as Tally
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.dossiers import MONDAY_9
from tests.offline.conftest import BACK_AT, make_counter, written
from thongsuot.common.errors import Refused
from thongsuot.dossiers.models import CodeAlias, Dossier
from thongsuot.offline import services
from thongsuot.offline.models import Arrival
from thongsuot.offline.services.settling import Decision

pytestmark = pytest.mark.django_db

ITEMS = 6  # per counter
KINDS = ("plain", "plain", "same_person", "no_papers", "void", "wrong_clock")
# (which counter, which of its items) sent, or a waiting one settled so
SENDS = st.tuples(st.just("send"), st.integers(0, 1), st.integers(0, ITEMS - 1))
SETTLES = st.tuples(st.sampled_from(["accept", "void", "join"]), st.integers(0, 30), st.just(0))
ACTS = st.lists(st.one_of(SENDS, SENDS, SETTLES), min_size=5, max_size=40)


def items_of(counter, kinds):
    """Six items of a counter, of these kinds."""
    made = []
    for n, kind in enumerate(kinds):
        sent = counter.sent(at=MONDAY_9 + timedelta(minutes=n))
        person = {"name": f"Người {counter.device.number}.{n}"}
        contents = {
            "plain": written(applicant=person),
            "same_person": written(),
            "no_papers": written(applicant=person, components=[]),
        }.get(kind, written(applicant=person))
        sent = replace(sent, dossier=contents, void_reason="hỏng" if kind == "void" else "")
        made.append(replace(sent, taken_at=sent.taken_at + timedelta(days=1)) if kind == "wrong_clock" else sent)
    return made


def settle(nth, solution, who, at):
    """Settle the nth of those that wait, as far as it can be done."""
    waiting = list(Arrival.objects.filter(state="waiting").order_by("id"))
    if not waiting:
        return
    arrival = waiting[nth % len(waiting)]
    existing = Dossier.objects.order_by("id").values_list("code", flat=True).first() or "khong-co"
    decision = Decision(solution, "xem rồi", code=existing, received_at=MONDAY_9 + timedelta(minutes=30))
    try:
        with transaction.atomic():
            services.settle(uid=arrival.uid, decision=decision, principal=who, at=at)
    except Refused:
        pass


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(kinds=st.lists(st.sampled_from(KINDS), min_size=2 * ITEMS, max_size=2 * ITEMS), acts=ACTS)
def test_each_item_is_one_dossier_or_one_question_never_two(office, kinds, acts):
    with transaction.atomic():
        counters = [make_counter(office), make_counter(office, "motcua2", "Máy quầy số 2")]
        items = [items_of(counter, kinds[n * ITEMS : (n + 1) * ITEMS]) for n, counter in enumerate(counters)]
        at, answers = BACK_AT, {}
        for what, first, second in acts:
            at += timedelta(seconds=30)
            if what == "send":
                done = counters[first].merge(items[first][second], at=at)
                answers.setdefault(done.uid, set()).add(done.dossier_code)
            else:
                settle(first, what, office.who("vanphong", at), at)
        twice = {uid: codes for uid, codes in answers.items() if len(codes - {""}) > 1}
        assert not twice, f"một phiếu thành hai hồ sơ: {twice}"
        agree(answers)
        transaction.set_rollback(True)


def agree(answers):
    """One arrival for each item that was ever sent; one dossier for each merged; one alias for each number that leads somewhere."""
    arrivals = list(Arrival.objects.all())
    assert {one.uid for one in arrivals} == set(answers)
    merged = [one for one in arrivals if one.state == "merged"]
    joined = [one for one in arrivals if one.state == "joined"]
    assert Dossier.objects.count() == len(merged) == len({one.dossier_code for one in merged})
    aliases = Tally(CodeAlias.objects.values_list("alias", flat=True))
    assert set(aliases) == {one.provisional for one in merged + joined}
    assert not aliases or max(aliases.values()) == 1
    for one in arrivals:
        assert bool(one.content) == (one.state == "waiting"), one.state
