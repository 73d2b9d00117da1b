"""The living page shows every component, to administrators only."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.factories.accounts import make_official, sign_in
from tests.page_client import PageClient
from thongsuot.accounts.models import Role

pytestmark = pytest.mark.django_db
ADDRESS = "/quan-tri/thanh-phan/"
COMPONENTS = Path(settings.BASE_DIR) / "thongsuot/ui/jinja2/ui/components"
SHOWN_ELSEWHERE = {"bound", "look_class", "messages_area"}  # needs a Django form; part of buttons; part of every page


@pytest.fixture
def administrator(world):
    return sign_in(PageClient(), make_official(world, "quantri", Role.UNIT_ADMIN, world.mai_phu))


def test_administrators_see_it(administrator):
    answer = administrator.get(ADDRESS)
    assert answer.status_code == 200
    assert "<h1>Thành phần giao diện</h1>" in answer.text


def test_every_component_is_on_it(administrator):
    pages = Path(settings.BASE_DIR) / "thongsuot/ui/jinja2/ui"
    page = (pages / "living.html").read_text() + (pages / "living_parts.html").read_text()
    macros = {
        name
        for file in COMPONENTS.glob("*.html")
        if file.name != "shell.html"
        for name in re.findall(r"{% macro ([a-z]\w*)\(", file.read_text())
    }
    missing = sorted(name for name in macros - SHOWN_ELSEWHERE if not re.search(rf"\b{name}\(", page))
    assert not missing, f"chưa có trên trang thành phần: {missing}"


def test_others_do_not(world):
    clerk = sign_in(PageClient(), make_official(world, "motcua", Role.COUNTER_CLERK, world.mai_phu))
    assert clerk.get(ADDRESS).status_code == 403
    assert PageClient().get(ADDRESS).status_code == 302


def test_navigation_follows_the_role(world, administrator):
    page = administrator.get(ADDRESS).text
    assert 'href="/quan-tri/" aria-current="page"' in page
    assert "/can-bo/quay/" not in page


def test_the_bar_names_the_person_and_his_unit(administrator):
    page = administrator.get(ADDRESS).text
    assert '<span class="person-unit">Xã Mai Phụ</span>' in page
    assert "quản trị đơn vị" in page
