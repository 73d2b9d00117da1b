"""Cách chuyển: every column that follows a unit has one, and every series of numbers is known to end with its unit."""

import re
from pathlib import Path

from thongsuot.org import moving, registry

ROOMS = Path(moving.__file__).parents[1]
SERIES = re.compile(r'f"([a-z-]+):\{')


def test_every_column_that_follows_has_a_way_to_move():
    wanted = {decision.key for decision in registry.decisions() if decision.follows}
    moved = {(model._meta.label_lower, model._meta.get_field(field).attname) for model, field in moving.moved_columns()}
    assert wanted - moved == set(), "đăng ký moves(…) hoặc goes_by_itself(…) trong succession.py của phòng"


def test_nothing_moves_that_was_said_to_stay():
    stays = {decision.key for decision in registry.decisions() if not decision.follows}
    moved = {(model._meta.label_lower, model._meta.get_field(field).attname) for model, field in moving.moved_columns()}
    assert moved & stays == set()


def test_every_series_of_numbers_is_known_to_end_with_its_unit():
    named = set()
    for path in ROOMS.rglob("*.py"):
        text = path.read_text()
        if "next_number(" in text or "series=" in text or "series = " in text:
            named |= set(SERIES.findall(text))
    assert named, "tìm không thấy sổ số nào: cách viết tên sổ đã đổi"
    assert named - moving.register_kinds() == set(), "đăng ký numbers(…) trong succession.py của phòng"


def test_kinds_are_told_apart_and_say_what_they_are():
    kinds = [mover.kind for mover in moving.movers()]
    assert len(kinds) == len(set(kinds))
    assert all(str(mover.label) for mover in moving.movers())
