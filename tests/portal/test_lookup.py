"""Tra cứu công khai: the state of a dossier for whoever knows its code, and nothing about a person."""

import pytest

from tests.factories.dossiers import submit
from thongsuot.portal.progress import milestones
from thongsuot.portal.views import lookup

pytestmark = pytest.mark.django_db


@pytest.fixture
def code(office):
    return submit(office).dossier.code


def test_shows_how_far_it_is_and_no_person(visitor, code):
    page = visitor.get(f"/tra-cuu/{code}/")
    text = page.content.decode()
    assert "Được tiếp nhận" in text
    assert "Đăng ký khai sinh" in text
    assert "Xã Mai Phụ" in text
    assert page["X-Robots-Tag"] == "noindex"
    for private in ("Nguyễn Thị Lan", "0912345678", "042190001234", "Khôi", "Mai Lâm", "motcua1"):
        assert private not in text


def test_a_typed_code_may_be_untidy(visitor, code):
    asked = visitor.get("/tra-cuu/", {"ma": f" {code.lower()} "})
    assert asked["Location"] == f"/tra-cuu/{code}/"
    assert visitor.get(f"/tra-cuu/{code.lower()}/")["Location"] == f"/tra-cuu/{code}/"


@pytest.mark.parametrize("typed", ["H27.18583-250707-9999", "không phải mã", "../../etc", "'; drop table", "x" * 400])
def test_an_unknown_code_is_said_plainly(visitor, code, typed):
    answer = visitor.get("/tra-cuu/", {"ma": typed}, follow=True)
    assert answer.status_code == 404
    assert "Không có hồ sơ nào mang mã này" in answer.content.decode()


def test_whoever_guesses_codes_is_slowed_down(visitor, code, monkeypatch):
    monkeypatch.setattr(lookup, "LOOKUPS_PER_MINUTE", 3)
    answers = [visitor.get(f"/tra-cuu/H27.18583-250707-{n:04}/").status_code for n in range(100, 105)]
    assert answers[:3] == [404, 404, 404]
    assert answers[-1] == 429


def test_the_empty_page_explains_where_the_code_stands(visitor, db):
    assert "In trên giấy hẹn hoặc biên nhận" in visitor.get("/tra-cuu/").content.decode()


@pytest.mark.parametrize(
    ("status", "states"),
    [
        ("SUBMITTED", ["done", "now", "next", "next", "next"]),
        ("RECEIVED", ["done", "done", "now", "next", "next"]),
        ("PROCESSING", ["done", "done", "now", "next", "next"]),
        ("AWAITING_SUPPLEMENT", ["done", "done", "now", "next", "next"]),
        ("FINISHED", ["done", "done", "done", "done", "now"]),
        ("RETURNED", ["done", "done", "done", "done", "done"]),
        ("REFUSED", ["done", "done"]),
        ("WITHDRAWN", ["done", "done"]),
    ],
)
def test_milestones_of_every_state(status, states):
    assert [step.state for step in milestones(status)] == states
