"""The page of a hand-over: what is missing or damaged stands on top with its box and file; long lists fold."""

import pytest

from tests.factories.accounts import sign_in
from tests.page_client import PageClient
from tests.records.handing_over.conftest import BOXES, FILES
from thongsuot.records.handing_over.services.listing import BoxRow, FileRow
from thongsuot.records.models import HandoverException

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(ledger):
    client = sign_in(PageClient(), ledger.users["luutru"])
    here = f"/can-bo/luu-tru/ban-giao/{ledger.handover.uid}/"

    def go(**typed):
        if not typed:
            return client.get(here).content.decode()
        box = ledger.handover.boxes.get(number="3").pk
        return client.post(f"{here}lam/thieu/", {"kind": "damaged", "what": "Mối xông", "box": box, **typed})

    return go


def test_what_is_damaged_is_written_with_its_box_and_file_and_counted(ledger, visit):
    ledger.put()
    assert visit(file_number="2").status_code == 302
    found = HandoverException.objects.get()
    assert (found.box.number, found.file.number) == ("3", 2)
    page = visit()
    assert "(hộp 3, hồ sơ số 2)" in page
    assert "1 chỗ thiếu, hỏng" in page
    assert page.index('id="thieu-hong"') < page.index("handover-box")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"file_number": "9"}, "Hộp này không có hồ sơ số 9."),
        ({"file_number": "hai"}, "Hộp này không có hồ sơ số hai."),
        ({"file_number": "2", "box": ""}, "Hãy chọn hộp của hồ sơ số 2."),
    ],
)
def test_a_file_that_is_not_there_is_refused_in_words_and_what_was_typed_stays(ledger, visit, typed, words):
    ledger.put()
    answer = visit(**typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "Mối xông" in page
    assert not HandoverException.objects.exists()


def test_few_boxes_stand_open_and_many_are_folded_with_their_counts(ledger, visit):
    ledger.put()
    assert visit().count('class="handover-box" open') == len(BOXES)
    more = [BoxRow(str(n), "Hộ tịch") for n in range(10, 20)]
    ledger.put(boxes=BOXES + more, files=FILES + [FileRow(box.number, 1, "Sổ khai sinh") for box in more])
    page = visit()
    assert 'class="handover-box" open' not in page
    assert "1 hồ sơ, 0 đã số hoá" in page
