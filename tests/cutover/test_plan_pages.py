"""Pages of a plan: units edited and undone, people, the check that leads to the place, the decision by a second person."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cutover.plans import known_plan
from tests.cutover.test_deciding import merging
from tests.factories.accounts import make_official, principal_for, sign_in
from tests.page_client import PageClient
from tests.walks.stage import NOW
from thongsuot.accounts.models import Role
from thongsuot.common.now import frozen
from thongsuot.cutover.models import PlanOrgan, PlanPost, PlanState

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_monday():
    with frozen(NOW):
        yield


@pytest.fixture
def client(world):
    """A planner of Hà Tĩnh."""
    return sign_in(PageClient(), make_official(world, "hatinh.quantri", Role.PROVINCE_ADMIN, world.province))


@pytest.fixture
def plan(world):
    return known_plan(world)


def here(plan, rest=""):
    return f"/quan-tri/chuyen-doi/{plan.code}/{rest}"


def text(client, address, status=200):
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()


def test_lists_show_each_side_and_the_split(client, plan):
    new = text(client, here(plan, "don-vi/"))
    assert "Xã Mai Phụ" in new
    assert "Xã Thạch Châu" in new
    split = text(client, here(plan, "don-vi/?xem=chia"))
    assert "Xã Kỳ Lợi" in split
    assert "toàn bộ diện tích" in split
    assert "Xã Phù Lưu" not in split
    found = text(client, here(plan, "don-vi/?xem=cu&q=thach%20chau"))
    assert "Xã Thạch Châu" in found
    assert "Xã Thạch Mỹ" not in found
    assert "huyện bị bỏ" in text(client, here(plan, "don-vi/?xem=cu&q=thach%20ha"))


def test_a_list_costs_the_same_however_many_units(client, plan):
    text(client, here(plan, "don-vi/"))
    with CaptureQueriesContext(connection) as asked:
        text(client, here(plan, "don-vi/"))
    assert len(asked) <= 12, "danh sách đơn vị hỏi nhiều câu hơn: đọc các quan hệ một lần bằng prefetch"


def test_a_unit_is_edited_and_the_edit_undone(client, plan):
    ky_loi = plan.units.get(side="old", code="18796")
    vung_ang = plan.units.get(side="new", code="18823")
    thach_khe = plan.units.get(side="new", code="18604")
    at = here(plan, f"don-vi/{ky_loi.pk}/lam/")
    assert client.post(f"{at}tam-nhan/", {"caretaker": thach_khe.pk}).status_code == 422
    assert client.post(f"{at}tam-nhan/", {"caretaker": vung_ang.pk}).status_code == 302
    ky_loi.refresh_from_db()
    assert ky_loi.caretaker_id == vung_ang.pk
    going = ky_loi.goes_to.get(new=vung_ang)
    assert client.post(f"{at}bo-di/", {"going": going.pk}).status_code == 302
    client.post(here(plan, "lich-su/hoan-tac/"))
    assert ky_loi.goes_to.filter(new=vung_ang, relation="whole_area").exists()
    history = text(client, here(plan, "lich-su/"))
    assert "Bỏ Xã Kỳ Lợi → Phường Vũng Áng" in history
    assert "đã hoàn tác" in history


def test_a_new_unit_gets_seat_organs_and_another_name(client, plan):
    mai_phu = plan.units.get(side="new", code="18583")
    old = plan.units.get(side="old", code="18577")
    at = here(plan, f"don-vi/{mai_phu.pk}/lam/")
    for organs, is_main in (("Đảng ủy, HĐND, UBND", "1"), ("Mặt trận Tổ quốc", "")):
        client.post(f"{at}tru-so/", {"organs": organs, "old": old.pk, "is_main": is_main})
    assert mai_phu.seats.filter(is_main=True).count() == 1
    client.post(f"{at}co-quan/", {"organ_kinds": ["office", "service_centre"]})
    assert set(PlanOrgan.objects.filter(new=mai_phu).values_list("organ_kind", flat=True)) == {
        "office",
        "service_centre",
    }
    assert client.post(f"{at}sua/", {"code": "1858", "kind": "ward", "name": "Mai Phụ"}).status_code == 422
    assert client.post(f"{at}sua/", {"code": "18583", "kind": "ward", "name": "Mai Phụ"}).status_code == 302
    page = text(client, here(plan, f"don-vi/{mai_phu.pk}/"))
    assert "Phường Mai Phụ" in page
    assert "Mặt trận Tổ quốc" in page


def test_units_are_added_by_code_and_by_name(client, plan):
    wrong = client.post(here(plan, "don-vi/them/"), {"side": "old", "unit_code": "00000"})
    assert wrong.status_code == 422
    twice = client.post(here(plan, "don-vi/them/"), {"side": "old", "unit_code": "18583"})
    assert "đã có trong kế hoạch" in twice.content.decode()
    made = client.post(here(plan, "don-vi/them/"), {"side": "new", "kind": "commune", "name": "Mới", "code": "18999"})
    assert made.status_code == 302
    assert "Xã Mới" in text(client, made["Location"])
    assert "Đơn vị mới không có đơn vị trước" in text(client, here(plan, "kiem-tra/"))


def test_people_of_an_old_unit_are_shown_until_the_plan_speaks_of_them(world, client, plan):
    make_official(
        world, "thachchau.an", Role.CHAIR, world.thach_chau, full_name="Trần Văn An", since=NOW.replace(year=2024)
    )
    old = plan.units.get(side="old", code="18583")
    new = plan.units.get(side="new", code="18583")
    check = text(client, here(plan, "kiem-tra/"))
    assert "Người của đơn vị cũ chưa có chức vụ mới" in check
    assert f"nhan-su/?cu={old.pk}" in check
    assert "Trần Văn An" in text(client, here(plan, f"nhan-su/?cu={old.pk}"))
    for sent in ({"new": new.pk}, {"role": "chair"}):
        assert client.post(here(plan, "nhan-su/ghi/"), sent | {"username": "thachchau.an"}).status_code == 422
    sent = {
        "new": new.pk,
        "role": "chair",
        "username": "thachchau.an",
        "title": "Chủ tịch UBND xã",
        "old": old.pk,
        "signs": "1",
    }
    assert client.post(here(plan, "nhan-su/ghi/"), sent).status_code == 302
    post = PlanPost.objects.get(plan=plan)
    assert (post.full_name, post.user.username, post.signs) == ("Trần Văn An", "thachchau.an", True)
    changed = client.post(here(plan, "nhan-su/ghi/"), sent | {"pk": post.pk, "title": "Chủ tịch"})
    assert changed.status_code == 302
    assert "Chủ tịch" in text(client, here(plan, f"nhan-su/?sua={post.pk}"))
    assert "chưa có chức vụ mới" not in text(client, here(plan, "kiem-tra/"))
    assert client.post(here(plan, f"nhan-su/{post.pk}/bo/")).status_code == 302
    assert client.post(here(plan, "nhan-su/ghi/"), {"new": "thoi", "full_name": "Phan Nghỉ"}).status_code == 302
    assert "Phan Nghỉ" in text(client, here(plan, "nhan-su/?xem=thoi"))
    PlanPost.objects.filter(new=None).delete()
    assert not PlanPost.objects.exists()


def test_the_second_person_decides_after_reading(world, client):
    plan = merging(world)
    plan.created_by = make_official(world, "hatinh.mot", Role.PROVINCE_ADMIN, world.province)
    plan.save()
    drawer = sign_in(PageClient(), plan.created_by)
    assert "Cần người thứ hai" in text(drawer, here(plan, "quyet/"))
    assert drawer.post(here(plan, "quyet/"), {"confirmed": "1", "version": plan.version}).status_code == 403
    unread = client.post(here(plan, "quyet/"), {"version": plan.version})
    assert unread.status_code == 422
    stale = client.post(here(plan, "quyet/"), {"confirmed": "1", "version": plan.version - 1})
    assert "vừa có người sửa" in stale.content.decode()
    assert client.post(here(plan, "quyet/"), {"confirmed": "1", "version": plan.version}).status_code == 302
    plan.refresh_from_db()
    assert plan.state == PlanState.DECIDED
    assert "Huỷ quyết định" in text(client, here(plan, "quyet/"))
    assert client.post(here(plan, "don-vi/them/"), {"side": "old", "unit_code": "18073"}).status_code == 409
    assert client.post(here(plan, "quyet/huy/"), {"reason": "Hoãn"}).status_code == 302
    plan.refresh_from_db()
    assert plan.state == PlanState.DRAFT


def test_red_lines_keep_the_button_away(client, plan):
    plan.goings.filter(old__code="18493").delete()
    page = text(client, here(plan, "quyet/"))
    assert "Chưa quyết được" in page
    assert 'name="confirmed"' not in page


def test_an_official_of_a_unit_reads_and_changes_nothing(world, plan):
    chair = make_official(world, "maiphu.chutich", Role.CHAIR, world.mai_phu)
    assert principal_for(chair, NOW).units_with()
    reader = sign_in(PageClient(), chair)
    assert "Xã Thạch Châu" in text(reader, here(plan, "don-vi/"))
    mai_phu = plan.units.get(side="new", code="18583")
    assert "Bỏ Xã Mai Phụ khỏi kế hoạch" not in text(reader, here(plan, f"don-vi/{mai_phu.pk}/"))
    text(reader, here(plan, "nhan-su/"), 403)
    text(reader, here(plan, "quyet/"), 403)


def test_the_home_page_leads_to_every_step(client, plan):
    page = text(client, here(plan))
    for part in ("don-vi/", "nhan-su/", "kiem-tra/", "quyet/"):
        assert f'href="{here(plan, part)}"' in page
