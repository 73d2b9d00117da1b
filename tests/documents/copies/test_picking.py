"""Which pages an excerpt takes: all that were typed or none, never some of them."""

import pytest

from thongsuot.common.errors import Invalid
from thongsuot.documents import copy_rules
from thongsuot.documents.models import DocumentCopy


def test_pages_that_the_copy_has_no_room_to_name_are_refused_and_none_is_left_out():
    typed = ",".join(str(page) for page in range(1, 200, 2))
    with pytest.raises(Invalid) as refused:
        copy_rules.pages_of(typed, 300)
    assert (refused.value.code, refused.value.errors[0]["field"]) == ("pages_too_many", "picked")


def test_what_is_taken_has_room_in_its_column():
    column = DocumentCopy._meta.get_field("picked").max_length
    assert column == copy_rules.LONGEST_PICK
    assert copy_rules.pages_of("1-300", 300) == tuple(range(1, 301))


@pytest.mark.django_db
def test_a_long_list_of_pages_stays_on_the_page_with_its_reason(office):
    from tests.documents.copies.test_pages import COPIES, client, typed

    source = office.issued("QD")
    pages = ",".join(["1"] * 150)  # one page said often is one page
    answer = client(office.clerk).post(f"{COPIES}{source.uid}/", typed(office, kind="TRS", picked=pages + ",99"))
    assert answer.status_code == 422
    assert "“99” không phải trang nào" in answer.content.decode()
