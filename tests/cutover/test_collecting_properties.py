"""Whatever stands in a sheet: no row is lost, nothing raises, and what comes back from Excel is what went out."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from thongsuot.common.crypto import CannotDecryptError
from thongsuot.cutover.collecting import checking, reading, shapes, workbook
from thongsuot.cutover.collecting.checking import Known, Odd
from thongsuot.cutover.collecting.rows import Row, seal, unseal
from thongsuot.cutover.collecting.shapes import SHAPES
from thongsuot.cutover.selectors.accounts import username_for

KNOWN = Known(
    today=datetime.date(2025, 6, 16),
    choices={shapes.OLD_UNITS: (("7", "Xã Thạch Châu"),), shapes.NEW_UNITS: (("9", "Xã Mai Phụ"),)},
)
CELLS = st.one_of(
    st.none(),
    st.text(max_size=40),
    st.integers(-(10**15), 10**15),
    st.floats(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.builds(Odd, st.text(max_size=20), st.booleans()),
    st.sampled_from(["042190001234", "05/07/1990", "0912345678", "có", "văn phòng", "=1+1", "+84912345678"]),
)
EVERY = [*SHAPES.values(), shapes.HANDOVER]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(EVERY), st.data())
def test_any_cells_become_rows_and_none_is_lost(shape, data):
    row = st.fixed_dictionaries({column.key: CELLS for column in shape.columns})
    raw = [(number, cells) for number, cells in enumerate(data.draw(st.lists(row, max_size=4)), 2)]
    found = checking.check(shape, raw, KNOWN)
    assert [r.number for r in found] == [number for number, _cells in raw]
    for one in found:
        assert set(one.cells) == {column.key for column in shape.columns}
        assert all(p.column in shape.by_key and p.wrong for p in one.problems)
    again = checking.check(shape, [(r.number, r.cells) for r in found], KNOWN)
    right = [one for one in found if not one.is_wrong]
    same = {one.number: dict(one.cells) for one in again}
    assert all(same[one.number] == dict(one.cells) for one in right)  # what is clean stays as it is


LINE = st.text(st.characters(blacklist_categories=("Cc", "Cs", "Co", "Cn", "Cf", "Zl", "Zp")), min_size=1, max_size=30)


@settings(max_examples=15, deadline=None)
@given(st.lists(LINE.filter(lambda text: text.strip()), min_size=1, max_size=5))
def test_texts_come_back_from_excel_as_they_went_out(texts):
    shape = shapes.HANDOVER
    rows = [
        Row(
            n,
            {
                "what": "records",
                "name": text,
                "unit_of_count": "hộp",
                "handed": "1",
                "received": "1",
                "damaged": "",
                "note": "",
            },
        )
        for n, text in enumerate(texts, 2)
    ]
    content = workbook.write(shape, rows, KNOWN, title="=2+3", due="")
    back = checking.check(shape, reading.read(content, "x.xlsx", shape), KNOWN)
    clean = [checking.check(shape, [(r.number, r.cells)], KNOWN)[0].cells["name"] for r in rows]
    assert [row.cells["name"] for row in back] == clean
    assert not any(isinstance(cell, Odd) for _n, raw in reading.read(content, "x", shape) for cell in raw.values())


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60), st.text(max_size=40))
def test_a_proposed_user_name_is_always_one_that_can_be_typed(person, unit):
    name = username_for(person, unit)
    assert checking._USERNAME.fullmatch(name)
    assert 3 <= len(name) <= 80


def test_a_seal_opens_only_where_it_belongs():
    rows = [Row(2, {"full_name": "Trần Thị An"})]
    sealed = seal(rows, 1, 1)
    assert unseal(sealed, 1, 1) == rows
    with pytest.raises(CannotDecryptError):
        unseal(sealed, 1, 2)
