"""Two answers to one page: what is taken from the other window stays of its kind."""

import pytest

from thongsuot.portal.filing import Filing
from thongsuot.portal.versions import take


@pytest.mark.parametrize(
    ("key", "empty"), [("case_code", ""), ("relation", ""), ("consent", ""), ("receiving_unit", ""), ("wish", {})]
)
def test_nothing_taken_from_elsewhere_is_nothing_of_the_same_kind(key, empty):
    here = Filing(case_code="1.001193.01", relation="mẹ", consent="x", receiving_unit="18583", wish={"method": "HOME"})
    take(here, Filing(), key)
    assert getattr(here, key) == empty


def test_an_answer_taken_from_elsewhere_replaces_the_one_typed_here():
    here, elsewhere = Filing(form={"child": {"name": "An"}}), Filing(form={"child": {"name": "Bình"}})
    take(here, elsewhere, "form.child.name")
    assert here.form == {"child": {"name": "Bình"}}
    take(here, Filing(), "form.child.name")
    assert not here.form.get("child", {}).get("name")
