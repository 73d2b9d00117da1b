"""All six procedures in a real browser, from the counter to the result in the citizen's hand, by keyboard alone."""

import time
from typing import Any

import pytest

from tests.factories.procedures import ALLOWANCE, BIRTH, BUSINESS, COPY, MARRIAGE_STATUS, RESIDENCE
from tests.walks.house import House, received_at_the_counter, returned_at_the_counter, works_on_step
from tests.walks.keyboard import Hands
from thongsuot.dossiers.models import Dossier, Status

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def looked_up_by_anybody(house: House, browser: Any, code: str, look: bool) -> None:
    """Somebody with the code, not signed in, on a phone."""
    context = browser.new_context(locale="vi-VN", viewport={"width": 360, "height": 740}, is_mobile=True)
    hands = Hands(context.new_page(), house.address).open("/tra-cuu/")
    hands.tab_to("ma").type(code.lower()).arrive(f"**{code}**", "Enter").sees("Đã trả kết quả")
    if look:
        hands.looked_at("tra-cuu-xong")
    context.close()


@pytest.mark.parametrize("procedure", [BIRTH, MARRIAGE_STATUS, COPY, BUSINESS, ALLOWANCE, RESIDENCE])
def test_from_the_counter_to_the_result_by_keyboard_alone(house: House, chromium: Any, procedure: str) -> None:
    look = procedure == BIRTH
    started = time.monotonic()
    code = received_at_the_counter(house, procedure, look)
    at_the_counter = time.monotonic() - started
    for _turn in range(12):
        steps = house.dossier(code).open_steps()
        if not steps:
            break
        works_on_step(house, code, steps[0], look)
    assert Dossier.objects.get(code=code).status == Status.FINISHED
    returned_at_the_counter(house, code, look)
    looked_up_by_anybody(house, chromium, code, look)
    done = house.dossier(code)
    assert done.dossier.status == Status.RETURNED
    assert [f["purpose"] for f in done.files] == ["result"]
    assert look or at_the_counter < 60, f"nhận một hồ sơ mất {at_the_counter:.0f} giây"
