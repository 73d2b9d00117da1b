"""Hướng dẫn từng thủ tục: every published procedure has one, and it says what the catalogue in force says."""

import html
import json
import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.page_client import PageClient
from tests.procedures.conftest import _whole_catalogue, whole  # noqa: F401
from tests.procedures.test_form_samples import own_form
from thongsuot.common.now import frozen
from thongsuot.portal import guides
from thongsuot.portal.guides import FOLDER, ONLINE, album, guide_of
from thongsuot.procedures.selectors import all_in_force
from thongsuot.procedures.words import fee_line_words, fee_words, limit_words, shortest_time

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("whole")]
ON = datetime(2026, 11, 24, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
MOST = 1024 * 1024  # fifty small pictures


def text_of(answer):
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def plain(words):
    return " ".join(str(words).split())


def test_every_published_procedure_has_a_guide_with_the_papers_fee_and_time_in_force():
    client, versions = PageClient(), all_in_force(ON.date())
    assert len(versions) > 100
    wrong = []
    for version in versions:
        with frozen(ON):
            shown = text_of(client.get(f"/huong-dan/{version.code}/"))
        said = [shortest_time(version)[0], fee_words(version)[0], version.code]
        said += [limit_words(way) for way in version.channels]
        said += [fee_line_words(fee) for fee in version.fees if version.channel(fee.channel) or not fee.channel]
        said += [component.name for component in version.components]
        wrong += [f"{version.code}: thiếu “{plain(one)[:60]}”" for one in said if plain(one) not in shown]
    assert not wrong, wrong[:20]


def test_a_guide_costs_no_statement_of_its_own(django_assert_max_num_queries):
    version = all_in_force(ON.date())[0]
    with django_assert_max_num_queries(0):
        assert guide_of(version)["papers"] is not None


def test_pictures_are_there_small_and_dated_and_each_page_of_filing_has_one():
    told = json.loads((FOLDER / "pictures.json").read_text())
    files = {path.name for path in FOLDER.glob("*.webp")}
    albums = [told["pictures"], *told["own"].values()]
    assert sorted(one["file"] for album in albums for one in album.values()) == sorted(files)
    assert set(told["pictures"]) | set(told["own"]["1.001193"]) == {key for key, _title, _text in ONLINE}
    assert sum((FOLDER / name).stat().st_size for name in files) < MOST
    assert date.fromisoformat(told["taken_on"]) >= date(2026, 1, 1)
    assert re.fullmatch(r"\d+\.\d+.*", told["version"])


def test_the_page_says_of_which_day_and_version_its_pictures_are():
    with frozen(ON):
        shown = text_of(PageClient().get("/huong-dan/1.001193/"))
    assert f"phiên bản {album()['version']}" in shown
    assert "Tờ này in ngày 24/11/2026" in shown
    assert "Bạn sẽ được hỏi về" in shown


def test_every_procedure_that_is_filed_online_by_a_form_shows_its_own_form():
    """And none shows another's: a picture is shared by all, or named by its procedure."""
    own = album()["own"]
    for version in all_in_force(ON.date()):
        guide = guide_of(version)
        shown = {page["key"]: page["picture"].file for page in guide["pages"] if page["picture"]}
        depends = {key: file for key, file in shown.items() if key not in album()["pictures"]}
        assert all(f"/{version.code}-" in file for file in depends.values()), version.code
        if guide["online"] and own_form(version):
            assert {"bat-dau", "khai"} <= set(depends), f"{version.code}: chạy scripts/guide_pictures.py"
        else:
            assert version.code not in own


def test_who_shares_the_common_form_or_has_no_online_way_reads_why_there_is_no_picture():
    versions = all_in_force(ON.date())
    common = next(v for v in versions if guide_of(v)["online"] and not own_form(v))
    offline = next(v for v in versions if not guide_of(v)["online"])
    with frozen(ON):
        assert "để không ai nhầm tờ khai" in text_of(PageClient().get(f"/huong-dan/{common.code}/"))
        page = PageClient().get(f"/huong-dan/{offline.code}/")
    assert "không nộp trên mạng nên không có trang nào để chụp" in text_of(page)
    assert b"<img" not in page.content


def test_without_pictures_the_guide_still_says_everything(monkeypatch, tmp_path):
    monkeypatch.setattr(guides, "FOLDER", tmp_path)
    album.cache_clear()
    try:
        with frozen(ON):
            page = PageClient().get("/huong-dan/1.001193/").content.decode()
        assert "<img" not in page
        assert "Chụp giấy tờ" in page
    finally:
        album.cache_clear()


@pytest.mark.parametrize("path", ["/nop-ho-so/1.001193/", "/thu-tuc/1.001193/"])
def test_pages_of_a_procedure_lead_to_its_guide(path):
    with frozen(ON):
        assert 'href="/huong-dan/1.001193/"' in PageClient().get(path).content.decode()


def test_a_procedure_that_is_not_in_force_has_no_guide():
    with frozen(ON):
        assert PageClient().get("/huong-dan/9.999999/").status_code == 404
