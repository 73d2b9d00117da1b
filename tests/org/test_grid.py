"""Tiles of one size near their places: nobody on another's spot, neighbours apart in colour, the same every time."""

from hypothesis import given, settings
from hypothesis import strategies as st

from thongsuot.org.pictures.grid import arrange

places = st.one_of(st.none(), st.tuples(st.floats(8, 24), st.floats(102, 110)))


@settings(max_examples=80, deadline=None)
@given(st.dictionaries(st.integers(1, 10_000), places, max_size=120))
def test_every_unit_has_a_spot_of_its_own_and_another_colour_than_its_neighbours(points):
    spots, colours = arrange(points, 9)
    assert set(spots) == set(colours) == set(points)
    assert len(set(spots.values())) == len(points)
    assert all(column >= 0 and row >= 0 for column, row in spots.values())
    for one, (x, y) in spots.items():
        near = [key for key, (a, b) in spots.items() if key != one and abs(a - x) <= 1 and abs(b - y) <= 1]
        assert colours[one] not in {colours[key] for key in near}
    assert arrange(points, 9) == (spots, colours)


def test_north_is_above_and_east_is_right():
    spots, _colours = arrange({1: (19.0, 105.0), 2: (18.0, 105.0), 3: (18.0, 106.0), 4: (19.0, 106.0)}, 9)
    assert spots[1][1] < spots[2][1]
    assert spots[2][0] < spots[3][0]
    assert spots[4][0] > spots[1][0]


def test_units_without_a_place_stand_below_the_others():
    spots, _colours = arrange({1: (19.0, 105.0), 2: (18.0, 106.0), 3: None}, 9)
    assert spots[3][1] > max(spots[1][1], spots[2][1])
