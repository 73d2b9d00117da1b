"""Kế thừa: every column that points to a unit has been decided in a `succession.py`, and in words."""

from thongsuot.org import registry


def test_every_key_to_a_unit_is_decided():
    assert registry.undecided() == [], "thêm dòng follows(…) hoặc stays(…) vào succession.py của phòng"


def test_open_work_follows_and_what_was_issued_stays():
    decided = {
        (decision.model.__name__, decision.field.removesuffix("_id")): decision for decision in registry.decisions()
    }
    assert decided["OpenWork", "unit"].follows
    assert not decided["JournalEntry", "unit"].follows
