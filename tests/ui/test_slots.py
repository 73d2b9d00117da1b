"""Chỗ cắm của trang: who fills a place is shown there, who has nothing to say is not."""

import pytest
from django.template import engines
from django.test import RequestFactory
from jinja2 import ChoiceLoader, DictLoader

from thongsuot.ui import slots


@pytest.fixture
def places(monkeypatch):
    monkeypatch.setattr(slots, "_places", {})
    env = engines["jinja2"].env
    own = DictLoader({"ui/test_filling.html": "<p>{{ words }}</p>", "ui/test_silent.html": "never"})
    monkeypatch.setattr(env, "loader", ChoiceLoader([own, env.loader]))


def test_a_filled_place_shows_its_fillings_in_order(places):
    slots.fill("a", "ui/test_silent.html", lambda request, subject: None, order=1)
    slots.fill("a", "ui/test_filling.html", lambda request, subject: {"words": f"<{subject}>"})
    assert str(slots.shown(RequestFactory().get("/"), "a", subject="x")) == "<p>&lt;x&gt;</p>"


def test_filling_a_place_again_replaces(places):
    slots.fill("a", "ui/test_filling.html", lambda request: {"words": "cũ"})
    slots.fill("a", "ui/test_filling.html", lambda request: {"words": "mới"})
    assert str(slots.shown(RequestFactory().get("/"), "a")) == "<p>mới</p>"


def test_an_empty_place_shows_nothing(places):
    assert str(slots.shown(RequestFactory().get("/"), "nowhere")) == ""
