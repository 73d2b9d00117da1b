"""Two controllers at once: the second waits and is told, nothing is written twice."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection

from tests.factories.catalogue import AT, decide, make_controller
from tests.factories.procedures import load_six
from thongsuot.common import stamps
from thongsuot.common.errors import Refused
from thongsuot.procedures import assigning, gaps
from thongsuot.procedures.assigning import Wish
from thongsuot.procedures.decisions import Line
from thongsuot.procedures.models import ProcedureVersion, StepRule, UnitProcedure

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2026, 11, 24)
NEW = {"name": "Đăng ký giám hộ", "field": "Hộ tịch"}


def at_once(*works):
    """Run these at the same time; what each came to."""
    together, found = threading.Barrier(len(works)), [None] * len(works)

    def run(number, work):
        together.wait()
        try:
            found[number] = work()
        except Refused as refused:
            found[number] = refused.code
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number, work)) for number, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def test_two_decisions_publish_one_new_procedure_once(world):
    by = make_controller(world)
    line = Line("1.004837", "publish", NEW)
    found = at_once(*(lambda n=n: decide(by, line, on=DAY, number=f"{n}/QĐ").pk for n in range(2)))
    assert sorted(isinstance(one, int) for one in found) == [False, True]
    assert "decision_does_not_fit" in found
    assert ProcedureVersion.objects.count() == 1


def test_two_amendments_of_one_procedure_follow_each_other(world):
    by = make_controller(world)
    decide(by, Line("1.004837", "publish", NEW), on=DAY)
    days = [DAY + timedelta(days=n + 1) for n in range(2)]
    line = Line("1.004837", "amend", {"conditions": "Mới"})

    def amend(n):
        with stamps.of_one_request():
            stamps.current()
            return decide(by, line, on=days[n], number=f"sửa {n}").pk

    found = at_once(lambda: amend(0), lambda: amend(1))
    assert any(isinstance(one, int) for one in found)
    assert all(isinstance(one, int) or one == "decision_does_not_fit" for one in found)
    assert ProcedureVersion.objects.count() == 1 + sum(isinstance(one, int) for one in found)


def test_two_hands_give_one_procedure_once(world):
    load_six(world)
    by = make_controller(world)
    decide(by, Line("1.004837", "publish", NEW), on=DAY)
    wish = Wish("give", ("1.004837",), (world.mai_phu.id,), DAY)
    work = lambda: assigning.carry_out(wish=wish, province_id=world.province.id, by=by, at=AT).changed  # noqa: E731
    assert sorted(at_once(work, work)) == [0, 1]
    assert UnitProcedure.objects.filter(procedure__code="1.004837").count() == 1


def test_the_general_process_is_given_once(world):
    by = make_controller(world)
    decide(by, Line("1.004837", "publish", NEW), on=DAY)
    work = lambda: gaps.give_standard_process(codes=["1.004837"], on=DAY, by=by, at=AT)  # noqa: E731
    assert sorted(at_once(work, work)) == [0, 1]
    assert StepRule.objects.count() == 2
