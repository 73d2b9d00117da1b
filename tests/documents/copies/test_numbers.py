"""Sổ bản sao: whatever is signed, refused or given up, by however many at once, no number is missing or given twice."""

import threading
from itertools import pairwise

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.documents.copies.conftest import Desk, pdf_of
from tests.documents.outgoing_story import AT
from thongsuot.documents.models import Document, RegisterEntry
from thongsuot.documents.services import checking, signing


def entries():
    return list(RegisterEntry.objects.filter(book="copy").order_by("number").values_list("number", "state"))


@pytest.mark.django_db
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ends=st.lists(st.sampled_from(["sign", "refuse", "abandon", "fail"]), min_size=1, max_size=5))
def test_the_book_has_no_gap_whatever_becomes_of_its_copies(office, ends):
    desk = Desk(office)
    before = entries()
    number = str(Document.objects.count())
    source = desk.arrived("axis", pdf=pdf_of(f"văn bản {number}"), number=number)
    for end in ends:
        copy = desk.ask(source)
        wanted = next(one for one in office.gate.waiting if one.subject_id == copy.pk)
        if end != "abandon":
            signing.prepare(wanted)
        if end == "sign":
            office.gate.sign(copy, "person", office.who(office.chair))
        elif end == "refuse":
            office.gate.refuse(copy, "Nhầm", office.who(office.chair))
        else:  # the token was pulled out and the copy is not wanted any more
            checking.abandon(copy.uid, reason="Thôi", principal=desk.clerk, at=AT)
    now_ = entries()
    assert [number for number, _state in now_] == list(range(1, len(now_) + 1))
    assert len(now_) - len(before) == sum(end != "abandon" for end in ends)
    assert sum(state == "given" for _n, state in now_[len(before) :]) == ends.count("sign")


@pytest.mark.django_db(transaction=True)
def test_copies_that_are_numbered_at_once_get_numbers_without_gap(office):
    desk = Desk(office)
    ids = [desk.ask(desk.arrived("axis", pdf=pdf_of(f"văn bản {n}"), number=str(n))).pk for n in range(6)]
    start, numbers, faults = threading.Barrier(6), [], []

    def reserve(pk):
        try:
            start.wait(90)
            numbers.extend(signing.reserve(pk, AT).number for _try in range(2))  # a second try keeps the number
        except Exception as fault:  # told below, not lost in the thread
            faults.append(fault)
        finally:
            connection.close()

    workers = [threading.Thread(target=reserve, args=(pk,)) for pk in ids]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(120)
    assert not faults
    assert sorted(numbers) == sorted([f"{n:02d}" for n in range(1, 7)] * 2)
    assert all(b - a == 1 for a, b in pairwise(number for number, _state in entries()))
