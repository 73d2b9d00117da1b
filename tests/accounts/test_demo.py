"""The demo roster of the contract: same names everywhere, passwords of each installation's own."""

import json
import stat

import pytest
from django.contrib.auth import authenticate

from tests.factories.accounts import principal_for
from thongsuot.accounts import id_numbers
from thongsuot.accounts.demo import ensure_demo_accounts
from thongsuot.accounts.demo_roster import ROSTER
from thongsuot.accounts.models import Post, User
from thongsuot.common.errors import Forbidden
from thongsuot.org.selectors import unit_by_code

CONTRACT = {
    "maiphu.motcua1": ("counter_clerk", "18583"),
    "maiphu.motcua2": ("counter_clerk", "18583"),
    "maiphu.hotich": ("specialist", "18583"),
    "maiphu.kinhte": ("specialist", "18583"),
    "maiphu.vanphong": ("unit_leader", "18583"),
    "maiphu.chutich": ("chair", "18583"),
    "maiphu.quantri": ("unit_admin", "18583"),
    "thachkhe.motcua1": ("counter_clerk", "18604"),
    "thachkhe.hotich": ("specialist", "18604"),
    "thachkhe.chutich": ("chair", "18604"),
    "kiemnhiem": ("specialist", "18583"),
    "hatinh.so": ("department_official", "42-SNV"),
    "hatinh.kiemsoat": ("procedure_controller", "42"),
    "hatinh.quantri": ("province_admin", "42"),
    "hatinh.thanhtra": ("auditor", "42"),
    "lienthong": ("integration", "42"),
    "congdan.an": ("citizen", None),
    "congdan.binh": ("citizen", None),
}
# Văn thư, lưu trữ and who signs for the province: docs/decisions/document-clerks-and-archivists-are-roles.md
OFFICE = {
    "maiphu.vanthu": ("document_clerk", "18583"),
    "maiphu.luutru": ("archivist", "18583"),
    "thachkhe.vanthu": ("document_clerk", "18604"),
    "hatinh.vanthu": ("document_clerk", "42"),
    "hatinh.luutru": ("archivist", "42"),
    "hatinh.chutich": ("chair", "42"),
}

pytestmark = pytest.mark.django_db


@pytest.fixture
def listed(world, tmp_path):
    return ensure_demo_accounts(tmp_path)


def test_the_roster_is_the_contract_and_the_people_of_the_registry(listed):
    assert {a["username"]: (a["role"], a["unit"]) for a in listed} == CONTRACT | OFFICE


def test_every_account_can_sign_in_with_its_listed_password(listed):
    for account in listed:
        assert authenticate(None, username=account["username"], password=account["password"]), account["username"]


def test_posts_stand_in_the_right_units_and_organs(listed, world):
    office = principal_for(User.objects.get(username="maiphu.hotich"))
    assert office.units_with("specialist") == {world.mai_phu.id}
    assert world.organ(world.mai_phu, "office") in {p.organ_id for p in office.posts}
    both = principal_for(User.objects.get(username="kiemnhiem"))
    assert both.units_with("specialist") == {world.mai_phu.id, world.thach_khe.id}
    department = principal_for(User.objects.get(username="hatinh.so"))
    assert department.provinces_with("department_official") == {world.province.id}


def test_the_roster_alone_can_carry_every_step_of_the_catalogue(listed, world):
    """Each division named by a step of the six procedures has somebody in both communes."""
    needed = {
        ("specialist", "office"),
        ("specialist", "economy"),
        ("specialist", "culture_social"),
        ("specialist", "police"),
        ("unit_leader", "economy"),
        ("unit_leader", "culture_social"),
        ("unit_leader", "police"),
    }
    for unit in (world.mai_phu, world.thach_khe):
        held = Post.objects.filter(unit_id=unit.id).values_list("role", "organ_id")
        assert {(role, world.organ(unit, kind)) for role, kind in needed} <= set(held), unit.full_name
        assert Post.objects.filter(unit_id=unit.id, role="chair").exists()


def test_four_eyes_are_possible_everywhere(listed, world):
    for unit in (world.mai_phu, world.thach_khe):
        works = set(Post.objects.filter(unit_id=unit.id, role="specialist").values_list("user", flat=True))
        signs = set(
            Post.objects.filter(unit_id=unit.id, role__in=["chair", "unit_leader"]).values_list("user", flat=True)
        )
        assert not works & signs


def test_citizens_have_plausible_encrypted_identity_numbers(listed):
    for account in ROSTER:
        if account.id_number:
            user = User.objects.get(username=account.username)
            assert id_numbers.problem_of_id_number(account.id_number, birth_date=account.birth_date) is None
            assert id_numbers.reveal(user) == account.id_number
            assert account.id_number.encode() not in bytes(user.id_number_cipher)


def test_the_file_is_readable_by_its_owner_only(listed, tmp_path):
    file = tmp_path / "demo_accounts.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text()) == listed


def test_a_second_start_changes_nothing(listed, tmp_path):
    before = list(User.objects.order_by("id").values_list("id", "password"))
    assert ensure_demo_accounts(tmp_path) == listed
    assert list(User.objects.order_by("id").values_list("id", "password")) == before
    assert Post.objects.count() == sum(len(a.posts) for a in ROSTER)


def test_two_installations_have_different_passwords(listed, tmp_path):
    other = tmp_path / "other"
    assert {a["password"] for a in ensure_demo_accounts(other)}.isdisjoint(a["password"] for a in listed)


def test_a_lost_file_gets_new_passwords_that_work(listed, tmp_path):
    (tmp_path / "demo_accounts.json").unlink()
    [first, *_] = ensure_demo_accounts(tmp_path)
    assert authenticate(None, username=first["username"], password=first["password"])


def test_a_database_made_anew_takes_the_passwords_of_the_file(listed, tmp_path):
    Post.objects.all().delete()
    User.objects.all().delete()
    assert ensure_demo_accounts(tmp_path) == listed
    assert authenticate(None, username="congdan.an", password=listed[-2]["password"])


def test_a_production_installation_has_none(world, tmp_path, settings):
    settings.DEMO = False
    with pytest.raises(Forbidden):
        ensure_demo_accounts(tmp_path)
    assert not (tmp_path / "demo_accounts.json").exists()


def test_codes_of_units_can_be_looked_up(listed, world):
    for account in listed:
        if account["unit"]:
            assert unit_by_code(account["unit"], world.mai_phu.valid_from)
