"""Một sổ, mười sáu người cùng lúc: real threads, each with its own connection; no number is missing, none is given twice."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction

from config.run.waiting import PATIENCE
from tests.factories.units import make_world
from thongsuot.common import stamps
from thongsuot.documents.models import Book, Direction, Document, RegisterEntry, State
from thongsuot.documents.selectors import books
from thongsuot.documents.services import registering

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
CLERKS, EACH = 16, 6
WHY = "Thôi không ban hành, người ký {clerk} lượt {turn}"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def mai_phu(django_db_serialized_rollback: Any) -> Iterator[Any]:
    with stamps.of_one_request():
        yield make_world().mai_phu


class Clerk:
    """Một người cấp số: by turns a number is given, kept through a failed signature, rolled back, or given up."""

    def __init__(self, clerk: int, unit: Any) -> None:
        self.clerk, self.unit, self.given, self.void = clerk, unit, list[int](), dict[int, str]()

    def work(self, gate: Barrier) -> "Clerk":
        try:
            gate.wait(PATIENCE)
            for turn in range(EACH):
                self._turn(turn)
        finally:
            connection.close()
        return self

    def _turn(self, turn: int) -> None:
        document = Document.objects.create(
            province_id=self.unit.province_id,
            unit_id=self.unit.id,
            direction=Direction.OUTGOING,
            type="CV",
            state=State.TO_SIGN,
            summary=f"Công văn {self.clerk}.{turn}",
            created_at=AT,
        )
        if turn % 3 == 2:  # the place broke down after its number was taken: it goes to whoever comes next
            with pytest.raises(ZeroDivisionError):
                self._break_down(document)
        entry = self._reserve(document)
        again = self._reserve(document)  # the signature failed; the next try
        assert again.number == entry.number
        with transaction.atomic():
            if turn % 3 == 1:
                self.void[entry.number] = WHY.format(clerk=self.clerk, turn=turn)
                registering.void(entry, reason=self.void[entry.number])
            else:
                registering.give(entry, at=AT)
                self.given.append(entry.number)

    @transaction.atomic
    def _break_down(self, document: Document) -> None:
        self._reserve(document)
        raise ZeroDivisionError

    def _reserve(self, document: Document) -> RegisterEntry:
        return registering.reserve(document, Book.OUT, unit_id=self.unit.id, principal=None, at=AT)


def test_sixteen_clerks_leave_no_gap_and_give_no_number_twice_and_what_was_given_up_says_why(mai_phu: Any) -> None:
    gate, crowd = Barrier(CLERKS), [Clerk(n, mai_phu) for n in range(CLERKS)]
    with ThreadPoolExecutor(CLERKS) as pool:
        clerks = list(pool.map(lambda clerk: clerk.work(gate), crowd))
    counted = Counter(number for clerk in clerks for number in (*clerk.given, *clerk.void))
    assert counted == Counter(range(1, CLERKS * EACH + 1))
    lines = books.lines(mai_phu.id, Book.OUT, 2026)
    assert [line.number for line in lines] == list(range(1, CLERKS * EACH + 1))
    shown = {line.number: line.note for line in lines if line.state == RegisterEntry.State.VOID}
    assert shown == {number: why for clerk in clerks for number, why in clerk.void.items()}
    assert len(shown) == CLERKS * EACH // 3
