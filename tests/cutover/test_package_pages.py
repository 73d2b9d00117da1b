"""Trang gói: the administrator of the province sees what came, decides who is one person, and gives names."""

from typing import Any

import pytest
from django.urls import reverse

from tests.factories.accounts import make_official, sign_in
from tests.page_client import PageClient
from tests.walks.samples.cutover_packages import both_changed, name, package_of, person
from thongsuot.accounts.models import Role, User
from thongsuot.common.models import JournalEntry
from thongsuot.cutover.models import Difference, Package

pytestmark = pytest.mark.django_db


class _Stage:
    def __init__(self, world: Any) -> None:
        self.world = world


@pytest.fixture
def stage(world) -> _Stage:
    return _Stage(world)


@pytest.fixture
def admin(world) -> PageClient:
    user = make_official(world, "hatinh.quantri", Role.PROVINCE_ADMIN, world.province)
    client = PageClient()
    sign_in(client, user)
    return client


def test_an_empty_list_says_how_a_package_comes_and_shows_our_keys(admin: PageClient) -> None:
    page = admin.get(reverse("cutover:packages")).content.decode()
    assert "Chưa nhận gói nào" in page
    assert "Khoá nhận gói" in page


def test_the_list_shows_how_many_decisions_wait(admin: PageClient, stage, django_assert_max_num_queries) -> None:
    person(stage)
    with django_assert_max_num_queries(8):
        page = admin.get(reverse("cutover:packages")).content.decode()
    assert "Tỉnh đi thử" in page
    assert "chờ quyết chỗ khác nhau" in page


def test_two_people_are_shown_side_by_side_and_decided(admin: PageClient, stage) -> None:
    where = person(stage)
    page = admin.get(reverse("cutover:package", args=[where["uid"]])).content.decode()
    assert "05/02/1998" in page
    assert "03/02/1998" in page
    assert 'aria-label="Là một người: ' in page  # of many buttons with the same words each says whom it means
    back = admin.post(reverse("cutover:package_decide", kwargs=where), {"la": "separate"})
    assert back["Location"].endswith(f"#cho-{where['pk']}")
    assert f'id="cho-{where["pk"]}"' in page
    decided = Difference.objects.get(pk=where["pk"])
    assert (decided.decision, decided.decided_by_id) == ("separate", User.objects.get(username="hatinh.quantri").pk)
    assert "Đã quyết xong" in admin.get(reverse("cutover:package", args=[where["uid"]])).content.decode()


def test_a_nonsense_decision_is_refused_in_words(admin: PageClient, stage) -> None:
    where = person(stage)
    answer = admin.post(reverse("cutover:package_decide", kwargs=where), {"la": "maybe"})
    assert answer.status_code == 422
    assert "một người, hay hai người khác nhau" in answer.content.decode()


def test_a_name_may_be_changed_to_a_free_one_only(admin: PageClient, stage) -> None:
    where = name(stage)
    address = reverse("cutover:package_rename", kwargs=where)
    for wrong in ("hatinh.quantri", "có dấu", "", "x"):
        assert admin.post(address, {"ten": wrong}).status_code == 422
    admin.post(address, {"ten": "  An.Hau-Giang "})
    assert Difference.objects.get(pk=where["pk"]).proposal == "an.hau-giang"
    letter = admin.get(reverse("cutover:package_letters", args=[where["uid"]])).content.decode()
    assert "an.hau-giang" in letter


def test_what_both_sides_changed_is_compared_and_chosen_once(admin: PageClient, stage) -> None:
    where = both_changed(stage)
    page = admin.get(address := reverse("cutover:package", args=[where["uid"]])).content.decode()
    assert "Đang xử lý" in page
    assert "Đã xử lý xong" in page
    assert "extension_count" not in page  # the same on both sides
    for _turn in range(2):
        assert admin.post(reverse("cutover:package_choose", kwargs=where), {"lay": "theirs"}).status_code == 302
    decided = Difference.objects.get(pk=where["pk"])
    assert (decided.decision, decided.decided_by_id) == ("theirs", User.objects.get(username="hatinh.quantri").pk)
    [entry] = JournalEntry.objects.filter(verb="package_rows_decided")
    assert (entry.data["decision"], entry.data["rows"]) == ("theirs", 1)
    assert "lấy nội dung mới tới" in admin.get(address).content.decode()


def test_all_that_wait_are_chosen_at_once_and_nonsense_is_refused(admin: PageClient, stage) -> None:
    where = both_changed(stage)
    address = reverse("cutover:package_choose_all", args=[where["uid"]])
    assert admin.post(address, {"lay": "mine"}).status_code == 422
    assert admin.post(address, {"lay": "ours"}).status_code == 302
    assert Difference.objects.get(pk=where["pk"]).decision == "ours"
    Package.objects.update(state=Package.State.IMPORTED)
    assert admin.post(address, {"lay": "theirs"}).status_code == 409
    assert "Giữ như ở đây" not in admin.get(reverse("cutover:package", args=[where["uid"]])).content.decode()


def test_nothing_is_decided_after_the_import(admin: PageClient, stage) -> None:
    where = person(stage)
    Package.objects.update(state=Package.State.IMPORTED)
    assert admin.post(reverse("cutover:package_decide", kwargs=where), {"la": "same"}).status_code == 409
    assert "Là một người" not in admin.get(reverse("cutover:package", args=[where["uid"]])).content.decode()


def test_what_does_not_agree_is_said_in_red(admin: PageClient, stage) -> None:
    package = package_of(stage)
    Package.objects.update(state=Package.State.MISMATCH)
    package.parts.create(step="check", name="all", counts={"problems": ["nhật ký: thiếu"]}, done_at=package.made_at)
    page = admin.get(reverse("cutover:package", args=[package.uid])).content.decode()
    assert "không khớp" in page
    assert "nhật ký: thiếu" in page


def test_a_sister_province_sees_it_and_a_stranger_does_not(world, stage) -> None:
    package = package_of(stage)
    client = PageClient()
    sign_in(client, make_official(world, "thanhhoa.quantri", Role.PROVINCE_ADMIN, world.other_province))
    address = reverse("cutover:package", args=[package.uid])
    assert client.get(address).status_code == 404
    from thongsuot.common import stamps
    from thongsuot.org.models import Succession

    Succession.objects.create(
        predecessor_id=world.other_province.id, successor_id=world.province.id, relation="whole",
        effective_on="2025-07-01",
    )  # fmt: skip
    stamps.bump(stamps.ORG)
    assert client.get(address).status_code == 200
