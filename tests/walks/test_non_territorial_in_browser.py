"""Phi địa giới in a real browser: Thạch Khê receives a birth registration for Mai Phụ, and hands the result out."""

from contextvars import ContextVar
from typing import Any

import pytest

from tests.factories.accounts import give_post
from tests.factories.dossiers import moment
from tests.factories.procedures import BIRTH, COPY
from tests.walks.house import House, answers_of, works_on_step
from thongsuot.accounts.models import Role
from thongsuot.dossiers.models import Dossier, Status

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def it_is(at: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the house moves on."""
    monkeypatch.setattr("thongsuot.common.now._frozen", ContextVar("frozen", default=lambda: at))


def on_a_phone(hands: Any, name: str) -> None:
    """The same page at the width of a telephone."""
    hands.window.set_viewport_size({"width": 360, "height": 740})
    hands.looked_at(name)
    hands.window.set_viewport_size({"width": 1366, "height": 768})


def ticked(clerk: Any, paper: str) -> None:
    """Walk down to a paper's box and mark it."""
    clerk.press("Tab")
    while clerk.window.evaluate("document.activeElement.value") != paper:
        clerk.press("Tab").tab_to("component")
    clerk.press("Space")


def test_thach_khe_receives_mai_phu_resolves_thach_khe_hands_out(
    house: House,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clerk = house.hands_of("tk_motcua1").open(f"/can-bo/quay/moi/{BIRTH}/")
    clerk.type("Nguyễn Thị Lan").choose("competent_unit", "Xã Mai Phụ (18583)").press("Escape")
    ticked(clerk, "1.001193-CS")
    clerk.looked_at("phi-dia-gioi-nhan")
    clerk.arrive("**/xong/**", "Control+Enter").sees("Xã Thạch Khê nhận hộ, chờ Xã Mai Phụ nhận")
    clerk.looked_at("phi-dia-gioi-giay-hen")
    code = clerk.window.url.rstrip("/").rsplit("/", 1)[1]
    clerk.open("/can-bo/quay/").sees("Đã nhận hộ nơi khác").looked_at("phi-dia-gioi-quay-nhan")
    on_a_phone(clerk, "phi-dia-gioi-quay-nhan")

    it_is(moment(7, 15, 30), monkeypatch)  # after 15:00 the day no longer counts
    house.hands_of("vanphong").open("/can-bo/don-vi/").sees("Hồ sơ nhận hộ đang chờ chuyển đến").looked_at(
        "don-vi-nhan-ho"
    )
    specialist = house.hands_of("hotich").open(f"/can-bo/ho-so/{code}/").sees("Nhận hồ sơ chuyển đến")
    specialist.looked_at("phi-dia-gioi-nhan-ho-so")
    specialist.arrive(f"**/ho-so/{code}/", "Control+Enter").sees("Xã Thạch Khê nhận hộ, Xã Mai Phụ giải quyết")
    taken = Dossier.objects.get(code=code)
    assert (taken.original_due_at, taken.due_at) == (moment(7, 17), moment(8, 17))
    specialist.open(f"/can-bo/ho-so/{code}/vi-sao/").sees("Nơi giải quyết nhận lúc").looked_at("phi-dia-gioi-vi-sao")
    for _turn in range(2):  # verified by the specialist, signed by the chair
        works_on_step(house, code, house.dossier(code).open_steps()[0], look=False)
    assert Dossier.objects.get(code=code).status == Status.FINISHED

    house.windows.pop("tk_motcua1").window.context.close()
    clerk = house.hands_of("tk_motcua1").open("/can-bo/quay/").sees("Chờ ở quầy")
    clerk.tab_to_words("Trả kết quả").arrive(f"**/ho-so/{code}/", "Enter")
    clerk.arrive(f"**/ho-so/{code}/", "Control+Enter").sees("Đã trả kết quả")
    assert Dossier.objects.get(code=code).status == Status.RETURNED


def test_a_certified_copy_is_received_signed_and_handed_out_in_one_sitting(house: House) -> None:
    office = house.office
    for role, organ in ((Role.SPECIALIST, "office"), (Role.CHAIR, None)):
        give_post(office.world, office.users["motcua2"], role, office.world.mai_phu, organ)
    clerk = house.hands_of("motcua1").open(f"/can-bo/quay/moi/{COPY}/").type("Trần Thị An")
    clerk.arrive("**/xong/**", "Control+Enter").sees("Không in giấy hẹn trừ khi người dân yêu cầu")
    clerk.looked_at("lam-ngay-goi-nguoi-ky")

    both = house.hands_of("motcua2").open(f"/can-bo/quay/moi/{COPY}/").type("Lê Văn Bình")
    both.tab_to_words("Tờ khai điện tử").press("Enter").fill(answers_of(COPY))
    both.tab_to_words("Nhập bù hồ sơ").press("Enter").looked_at("nhap-bu-o-quay")
    on_a_phone(both, "nhap-bu-o-quay")
    both.arrive("**/xong/**", "Control+Enter").sees("làm ngay, người dân đang chờ").looked_at("lam-ngay-tra-ngay")
    on_a_phone(both, "lam-ngay-tra-ngay")
    both.arrive("**/ho-so/**", "Control+Enter").sees("Đã ký và trả kết quả ngay")
    assert set(Dossier.objects.values_list("status", flat=True)) == {Status.RECEIVED, Status.RETURNED}
