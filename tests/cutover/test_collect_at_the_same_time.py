"""Two at once: two workers on one run, two people on one table, two hand-ins of one person."""

import threading
from uuid import uuid4

import pytest
from django.db import connection

from tests.cutover.test_accounts_in_bulk import planned
from tests.cutover.test_collecting import asked, request_of, staff, written
from tests.factories.reorganisations import BEFORE, make_plan
from thongsuot.accounts.models import Post, User
from thongsuot.common.errors import MoveNotAllowed
from thongsuot.cutover.collecting.checking import check
from thongsuot.cutover.models import AccountRow, DataKind, DataVersion, PlanPost
from thongsuot.cutover.selectors import collect as selectors
from thongsuot.cutover.services import accounts, collect

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 90


def at_once(*acts):
    """Run these at the same time; what each returned or raised."""
    gate, found = threading.Barrier(len(acts)), [None] * len(acts)

    def act(place, what):
        try:
            gate.wait(PATIENCE)
            found[place] = what()
        except Exception as problem:
            found[place] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
        assert not thread.is_alive()
    return found


def test_two_workers_on_one_run_make_every_account_once(world):
    made = make_plan(world, decided=True)
    for letter in "ABCDEF":
        planned(made, world.mai_phu, full_name=f"Bùi Thị {letter}")
    run, _new = accounts.ask(by=made.who("hatinh.quantri"), plan=made.plan, uid=uuid4(), verb="apply", at=BEFORE)
    found = at_once(*[lambda: accounts.carry_out(run.pk, clock=lambda: BEFORE)] * 2)
    assert found == [None, None]
    assert run.rows.filter(state=AccountRow.State.DONE).count() == 6
    users = User.objects.filter(username__startswith="maiphu.")
    assert users.count() == 6
    assert Post.objects.filter(user__in=users).count() == 6


def test_of_two_who_write_one_table_the_second_is_told(world):
    made = make_plan(world)
    asked(made, DataKind.STAFF)
    request = request_of(made, world.mai_phu)
    rows = check(selectors.shape_of(request), [(2, staff())], selectors.known_for(request, BEFORE))

    def by(name):
        return lambda: (
            collect.keep(by=made.who(name), request_id=request.pk, rows=rows, seen=0, source="page", at=BEFORE).number
        )

    found = at_once(by("thachchau.chutich"), by("thachchau.quantri"))
    assert sorted(map(str, found))[0] == "1"
    assert [type(one) for one in found if one != 1] == [MoveNotAllowed]
    assert DataVersion.objects.count() == 1


def test_two_hand_ins_of_one_commune_meet_in_one_post(world):
    made = make_plan(world)
    asked(made, DataKind.STAFF, DataKind.ACCOUNTS)
    person = {"full_name": "Trần Thị An", "birth_date": "05/07/1990", "id_number": "042190001234", "mailbox": "có"}
    requests = [request_of(made, world.mai_phu, kind) for kind in (DataKind.STAFF, DataKind.ACCOUNTS)]
    for request, row in zip(requests, (staff(), person), strict=True):
        written(made, request, row)

    def hand(request):
        return lambda: collect.hand_in(by=made.who("thachchau.chutich"), request_id=request.pk, seen=1, at=BEFORE)

    found = at_once(*[hand(request) for request in requests])
    assert not [one for one in found if isinstance(one, Exception)], found
    post = PlanPost.objects.get()
    assert (post.role, post.wants_mailbox) == ("specialist", True)
