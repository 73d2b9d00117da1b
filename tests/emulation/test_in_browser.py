"""Trang chỉ số on a screen and on a phone: WCAG 2.2 AA, nothing sideways, pictures kept."""

import pytest

from tests.browser import assert_accessible, let_in, shot
from tests.emulation.story import tell
from tests.factories.accounts import make_official
from tests.factories.dossiers import Office
from thongsuot.accounts.models import Role

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
JULY = "thang=2025-07"


def test_the_figures_of_a_unit_and_of_a_province(page, phone, live_server, office: Office) -> None:
    tell(office)
    unit = office.world.mai_phu.id
    province = make_official(office.world, "hatinh.kiemsoat", Role.PROCEDURE_CONTROLLER, office.world.province)
    for window in (page, phone):
        let_in(window, live_server.url, office.users["vanphong"])
        for name, address in (
            ("chi-so-phieu", f"don-vi/{unit}/?{JULY}"),
            ("chi-so-ho-so", f"ho-so/?so=done&don-vi={unit}&{JULY}"),
            ("chi-so-thu-tuc", f"thu-tuc/?so=procedures_done&don-vi={unit}&{JULY}"),
            ("chi-so-du-bo-phan", f"thu-tuc/?so=services&don-vi={unit}&{JULY}"),
            ("chi-so-so-lieu", f"so-lieu/?{JULY}"),
            ("chi-so-chin", f"danh-gia/?ky=quy&{JULY}"),
            ("chi-so-can-bo", f"danh-gia/{unit}/{office.users['hotich'].pk}/?ky=quy&{JULY}"),
        ):
            window.goto(f"{live_server.url}/can-bo/chi-so/{address}")
            assert_accessible(window)
            shot(window, name)
        let_in(window, live_server.url, province)
        for name, address in (
            ("chi-so-xep-hang", f"?{JULY}&ky=nam&truoc=1"),
            ("chi-so-phieu-uoc-tinh", f"don-vi/{office.world.thanh_sen.id}/?{JULY}&ky=nam&truoc=1"),
            ("chi-so-so-lieu-tinh", f"so-lieu/?{JULY}"),
            ("chi-so-khong-mo", f"ho-so/?so=done&don-vi={unit}&{JULY}"),
        ):
            window.goto(f"{live_server.url}/can-bo/chi-so/{address}")
            assert_accessible(window)
            shot(window, name)
