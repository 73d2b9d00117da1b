"""What follows a unit and what stays: decided in words, once, for every column."""

import pytest
from django.core.exceptions import FieldDoesNotExist

from thongsuot.org import registry
from thongsuot.org.models import UnitVersion, WorkingHours


def test_every_column_of_this_room_and_the_ground_floor_is_decided():
    assert [name for name in registry.undecided() if name.split(".")[0] in ("org", "common")] == []


def test_decisions_are_said_in_words():
    decisions = registry.decisions()
    assert all(len(decision.words) > 10 for decision in decisions)
    assert ("org.unitversion", "parent_id") in {decision.key for decision in decisions}


def test_deciding_otherwise_elsewhere_is_refused():
    registry.load()
    with pytest.raises(ValueError, match="đã quyết khác"):
        registry.follows(WorkingHours, "province", how="đi theo")


def test_a_decision_without_words_or_about_no_column_is_refused():
    with pytest.raises(ValueError, match="bằng lời"):
        registry.stays(UnitVersion, "unit", why=" ")
    with pytest.raises(FieldDoesNotExist):
        registry.stays(UnitVersion, "khong_co", why="không có cột này")
