"""Letters and pages of accounts in bulk: a link for whoever has no password, boards, exports."""

import io
import re
from datetime import timedelta

import openpyxl
import pypdf
import pytest

from tests.cutover.test_accounts_in_bulk import moved, planned, run
from tests.factories.accounts import sign_in, with_password
from tests.factories.reorganisations import BEFORE, make_plan
from tests.page_client import PageClient
from thongsuot.accounts.models import Activation
from thongsuot.common.errors import MoveNotAllowed
from thongsuot.common.journal import timeline
from thongsuot.common.now import frozen
from thongsuot.cutover.models import AccountLetter, AccountRun, AccountWish
from thongsuot.cutover.services import accounts as services
from thongsuot.cutover.services import letters

pytestmark = pytest.mark.django_db
PLACE = "/quan-tri/chuyen-doi/ha-tinh-2025/tai-khoan/"


@pytest.fixture
def made(world):
    return make_plan(world, decided=True)


def team_of(made):
    return sign_in(PageClient(), made.users["hatinh.quantri"])


def pages(pdf):
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def token_on(text):
    return re.search(r"/kich-hoat/([\w-]+)/", text.replace("\n", ""))[1]


def test_a_new_account_gets_a_link_and_one_at_work_gets_none(made, world):
    planned(made, world.mai_phu, full_name="Bùi Văn Mới")
    moved(made, world.mai_phu)
    with_password(made.users["thachchau.tuphap"], "bốn từ ghép lại")
    run(made)
    printed = letters.print_letters(by=made.who("hatinh.quantri"), unit=made.of(world.mai_phu), at=BEFORE)
    assert (printed.count, printed.left) == (2, [])
    first, second = pages(printed.pdf)
    assert "Bùi Văn Mới" in first
    assert "maiphu.moibv" in first
    with frozen(BEFORE):
        assert PageClient().get(f"/kich-hoat/{token_on(first)}/").status_code == 200
    assert "/kich-hoat/" not in second
    assert "giữ nguyên" in second
    assert Activation.objects.count() == 1
    assert timeline(world.province.id, "cutover_plan", made.plan.pk)[-1].verb == "letters_printed"


def test_printing_again_replaces_the_link(made, world):
    post = planned(made, world.mai_phu, full_name="Bùi Văn Mới")
    run(made)
    by, unit = made.who("hatinh.quantri"), made.of(world.mai_phu)
    old = token_on(pages(letters.print_letters(by=by, unit=unit, at=BEFORE).pdf)[0])
    later = BEFORE + timedelta(days=1)
    new = token_on(pages(letters.print_letters(by=by, unit=unit, at=later, only=post.pk).pdf)[0])
    with frozen(later):
        assert PageClient().get(f"/kich-hoat/{old}/").status_code == 410
        assert PageClient().get(f"/kich-hoat/{new}/").status_code == 200
    assert AccountLetter.objects.get().printed == 2


def test_there_is_no_letter_before_there_is_an_account(made, world):
    planned(made, world.mai_phu)
    with pytest.raises(MoveNotAllowed, match="chưa có tài khoản"):
        letters.print_letters(by=made.who("hatinh.quantri"), unit=made.of(world.mai_phu), at=BEFORE)


def test_the_board_leads_from_preview_to_run_to_letters_to_undo(made, world):
    post = planned(made, world.mai_phu, full_name="Bùi Văn Mới", wants_mailbox=True)
    planned(made, world.thach_khe, full_name="Sai Phòng", organ_kind="justice")
    team = team_of(made)
    with frozen(BEFORE):
        page = team.get(PLACE).content.decode()
        assert "Tài khoản các xã mới: 0/2" in re.sub(r"\s+", " ", page)
        assert "Làm cho 1 người" in page
        assert "không có bộ phận" in page
        uid = re.search(r'name="lan" value="([^"]+)"', page)[1]
        answer = team.post(f"{PLACE}lam/", {"lan": uid})
        assert answer["Location"] == f"{PLACE}lan/{uid}/"
        assert "Đang làm" in team.get(answer["Location"]).content.decode()
        services.carry_out(AccountRun.objects.get().pk, clock=lambda: BEFORE)
        assert "Xong 1/1 người" in team.get(answer["Location"]).content.decode()
        assert "1/2" in team.get(PLACE).content.decode()
        unit = f"{PLACE}xa/{made.of(world.mai_phu).pk}/"
        assert "đã tạo mới" in team.get(unit).content.decode()
        pdf = team.post(f"{unit}thu/", {"nguoi": post.pk})
        assert pdf["Content-Type"] == "application/pdf"
        sheet = openpyxl.load_workbook(io.BytesIO(team.post(f"{PLACE}yeu-cau/mailbox/").content)).active
        assert [cell.value for cell in sheet[2]][:2] == ["Xã Mai Phụ", "Bùi Văn Mới"]
        assert AccountWish.objects.get().exported_at == BEFORE
        undo = team.post(f"{PLACE}lam/", {"lan": "00000000-0000-4000-8000-000000000001", "viec": "hoan-tac"})
        assert undo.status_code == 302


def test_an_empty_plan_says_what_would_be_here(made):
    made.plan.units.filter(side="new").delete()
    with frozen(BEFORE):
        assert "Kế hoạch chưa có xã mới" in team_of(made).get(PLACE).content.decode()


def test_only_the_project_team_comes_in(made):
    with frozen(BEFORE):
        for name in ("hatinh.thanhtra", "thachchau.chutich"):
            assert sign_in(PageClient(), made.users[name]).get(PLACE).status_code == 403


def test_the_pages_ask_a_fixed_number_of_statements(made, world, django_assert_max_num_queries):
    for letter in "ABCDEFGH":
        planned(made, world.mai_phu, full_name=f"Bùi Thị {letter}")
    team = team_of(made)
    with frozen(BEFORE), django_assert_max_num_queries(9):
        board = team.get(PLACE)
    with frozen(BEFORE), django_assert_max_num_queries(9):
        unit = team.get(f"{PLACE}xa/{made.of(world.mai_phu).pk}/")
    assert (board.status_code, unit.status_code) == (200, 200)
    assert all(f"Bùi Thị {letter}" in unit.content.decode() for letter in "ABCDEFGH")
