"""Trang chia việc: what the clerk of the old commune, its leader and the province's administrator see and do."""

import io
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from tests.factories.accounts import sign_in
from tests.factories.cutover_split import BEFORE_DAY, SplitWorld, open_dossier
from tests.page_client import PageClient
from thongsuot.common.now import frozen
from thongsuot.cutover.models import SplitAct, SplitCase, SplitRule
from thongsuot.cutover.services.split_gather import gather

pytestmark = pytest.mark.django_db
BASE = "/can-bo/chuyen-doi/ha-tinh-thu/chia/"
UNIT, RULES = f"{BASE}18796/", f"{BASE}18796/quy-tac/"
SONG_TRI, HOANH_SON = "18754", "18832"


@pytest.fixture(autouse=True)
def before_the_day():
    with frozen(BEFORE_DAY):
        yield


@pytest.fixture
def cases(ky_loi: SplitWorld) -> list[SplitCase]:
    unit = ky_loi.world.ky_loi
    open_dossier(ky_loi.world, unit, "Hộ tịch", address="Thôn 1, xã Kỳ Lợi")
    open_dossier(ky_loi.world, unit, "Đất đai", plot={"number": "3", "sheet": "2", "address": "Xã Kỳ Lợi"})
    gather(ky_loi.plan, ky_loi.old, BEFORE_DAY)
    return list(SplitCase.objects.filter(kind="dossier").order_by("pk"))


def client(ky_loi: SplitWorld, name: str) -> Any:
    return sign_in(PageClient(), ky_loi.users[name])


def test_the_worklist_shows_evidence_and_decides_what_was_ticked(ky_loi, cases):
    clerk = client(ky_loi, "kyloi.hotich")
    page = clerk.get(UNIT)
    assert "Thôn 1" in page.content.decode()
    assert "thửa 3, tờ 2" in page.content.decode()
    given = {
        "case": [cases[0].pk],
        "goes_to": ky_loi.new[SONG_TRI].pk,
        "reason": "thôn 1 về Sông Trí",
        "loc": "xem=open",
    }
    answer = clerk.post(f"{UNIT}quyet/", given, follow=True)
    assert "Đã quyết nơi đến của 1 việc" in answer.content.decode()
    assert SplitCase.objects.get(pk=cases[0].pk).goes_to == ky_loi.new[SONG_TRI]
    act = SplitAct.objects.get()
    clerk.post(f"{UNIT}hoan-tac/{act.pk}/", follow=True)
    assert SplitCase.objects.get(pk=cases[0].pk).goes_to is None


def test_what_is_missing_is_said_and_what_was_ticked_stays(ky_loi, cases):
    answer = client(ky_loi, "kyloi.hotich").post(f"{UNIT}quyet/", {"case": [cases[0].pk], "reason": "lý do"})
    assert answer.status_code == 422
    assert "Hãy chọn một nơi đến" in answer.content.decode()
    assert f'value="{cases[0].pk}" aria-label="Chọn {cases[0].code}" checked' in answer.content.decode()


def test_case_by_case_leads_from_one_to_the_next(ky_loi, cases):
    clerk = client(ky_loi, "kyloi.hotich")
    page = clerk.get(f"{UNIT}tung-viec/").content.decode()
    assert cases[0].code in page
    assert 'data-key="1"' in page
    given = {"case": cases[0].pk, "goes_to": ky_loi.new[SONG_TRI].pk, "reason": "thôn 1"}
    following = clerk.post(f"{UNIT}tung-viec/", given, follow=True).content.decode()
    assert cases[1].code in following
    assert 'value="thôn 1"' in following, "the reason is offered again"
    refused = clerk.post(f"{UNIT}tung-viec/", {"case": cases[1].pk, "goes_to": ky_loi.new[SONG_TRI].pk})
    assert refused.status_code == 422
    assert cases[1].code in refused.content.decode()


def test_filters_find_by_field_village_and_code(ky_loi, cases):
    clerk = client(ky_loi, "kyloi.hotich")
    for query, shown, hidden in (
        ("linh-vuc=Hộ tịch", cases[0], cases[1]),
        ("thon=Thôn 1", cases[0], cases[1]),
        (f"ma={cases[1].code}", cases[1], cases[0]),
    ):
        page = clerk.get(f"{UNIT}?{query}").content.decode()
        assert f'value="{shown.pk}"' in page, query
        assert f'class="form-check-input" type="checkbox" name="case" value="{hidden.pk}"' not in page, query
    assert clerk.get(f"{UNIT}?xem=tất&den=x&sau=hỏng").status_code == 200


def test_a_long_list_costs_no_more_statements(ky_loi, cases, django_assert_max_num_queries):
    for _number in range(60):
        open_dossier(ky_loi.world, ky_loi.world.ky_loi, "Hộ tịch", address="Thôn 2")
    gather(ky_loi.plan, ky_loi.old, BEFORE_DAY)
    clerk = client(ky_loi, "kyloi.hotich")
    with django_assert_max_num_queries(14):
        page = clerk.get(UNIT)
    assert "Trang sau" in page.content.decode()


def test_the_province_sees_figures_and_no_dossier(ky_loi, cases):
    admin = client(ky_loi, "hatinh.quantri")
    page = admin.get(BASE).content.decode()
    assert "Xã Kỳ Lợi" in page
    assert cases[0].code not in page
    assert admin.get(UNIT).status_code == 403
    assert cases[0].code not in admin.get(RULES).content.decode()


def test_a_rule_is_tried_added_raised_and_removed_on_its_page(ky_loi, cases):
    admin = client(ky_loi, "hatinh.quantri")
    given = {"by": "village", "values": "Thôn 1\nThôn 2", "goes_to": ky_loi.new[SONG_TRI].pk}
    tried = admin.post(f"{RULES}them/", given | {"thu": "1"}).content.decode()
    assert "Quy tắc này quyết 1 trong 2 việc" in tried
    assert not SplitRule.objects.exists()
    admin.post(f"{RULES}them/", given, follow=True)
    admin.post(f"{RULES}de-xuat/land/", follow=True)
    first, second = SplitRule.objects.order_by("position")
    assert second.goes_to.code == "18823"
    assert "1 trong 2 việc" in admin.get(RULES).content.decode()
    admin.post(f"{RULES}{second.pk}/len/", follow=True)
    assert list(SplitRule.objects.order_by("position")) == [second, first]
    admin.post(f"{RULES}{first.pk}/bo/", follow=True)
    assert SplitRule.objects.get() == second
    wrong = admin.post(f"{RULES}them/", given | {"values": "12"})
    assert wrong.status_code == 422
    assert "Thôn 3" in wrong.content.decode()


def workbook(*lines: tuple[Any, ...]) -> io.BytesIO:
    book = Workbook()
    sheet = book.active
    for line in (("Mã đơn vị mới", "Đơn vị mới", "Thôn, tổ dân phố"), *lines):
        sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    out.name = "thon.xlsx"
    return out


def test_villages_go_out_to_excel_and_come_back(ky_loi, cases):
    admin = client(ky_loi, "hatinh.quantri")
    file = workbook((18754, "", "Thôn 1"), ("18754", "", "Thôn 2"), ("18832", "", "Thôn 12"), (None, None, None))
    admin.post(f"{RULES}nap/", {"file": file}, follow=True)
    assert SplitCase.objects.get(pk=cases[0].pk).goes_to.code == SONG_TRI
    out = load_workbook(io.BytesIO(admin.get(f"{RULES}thon.xlsx").content), read_only=True)
    rows = list(out.worksheets[0].iter_rows(min_row=2, values_only=True))
    assert [(row[0], row[2]) for row in rows] == [("18754", "Thôn 1"), ("18754", "Thôn 2"), ("18832", "Thôn 12")]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([("18754", "", "3")], "Dòng 2"),
        ([("", "", "Thôn 1")], "Dòng 2: thiếu mã"),
        ([("18754", "", "Thôn 1"), ("18832", "", "thôn 1")], "Dòng 3"),
        ([("18583", "", "Thôn 1")], "không đi sang 18583"),
        ([], "chưa có thôn nào"),
    ],
)
def test_a_list_that_cannot_be_used_is_refused_by_line(ky_loi, lines, said):
    answer = client(ky_loi, "hatinh.quantri").post(f"{RULES}nap/", {"file": workbook(*lines)})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not SplitRule.objects.exists()


def test_a_file_that_is_no_workbook_is_refused(ky_loi):
    junk = io.BytesIO(b"PK\x03\x04 not a workbook")
    junk.name = "thon.xlsx"
    admin = client(ky_loi, "hatinh.quantri")
    assert admin.post(f"{RULES}nap/", {"file": junk}).status_code == 422
    assert admin.post(f"{RULES}nap/", {}).status_code == 422
