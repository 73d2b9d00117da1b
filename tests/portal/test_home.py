"""Trang chủ và hướng dẫn."""

import pytest

pytestmark = pytest.mark.django_db


def test_home_offers_search_look_up_and_the_usual_procedures(visitor):
    page = visitor.get("/").content.decode()
    assert 'action="/thu-tuc/"' in page
    for address in ("/tra-cuu/", "/cong-dan/ho-so/", "/xa-cu/", "/huong-dan/", "/thu-tuc/1.001193/"):
        assert f'href="{address}"' in page


def test_every_door_of_the_home_page_opens(visitor):
    for address in ("/tra-cuu/", "/xa-cu/", "/huong-dan/", "/thu-tuc/1.001193/", "/nop-ho-so/1.001193/"):
        assert visitor.get(address).status_code == 200


def test_the_national_portal_is_named_where_it_takes_filings(visitor, settings):
    assert "dichvucong.gov.vn" not in visitor.get("/").content.decode()
    settings.ONLINE_INTAKE = ["national", "own"]
    assert "dichvucong.gov.vn" in visitor.get("/").content.decode()
