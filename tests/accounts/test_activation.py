"""A link on paper sets the first password: once, for a time, until a newer one; never for an account at work."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.factories.accounts import make_official, principal_for, sign_in, with_password
from tests.page_client import PageClient
from thongsuot.accounts.models import Activation, Role, User
from thongsuot.accounts.services import activation
from thongsuot.common.errors import Forbidden, MoveNotAllowed
from thongsuot.common.now import frozen

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 26, 3, tzinfo=UTC)
GOOD = "bốn từ ghép lại"


@pytest.fixture
def admin(world):
    return principal_for(make_official(world, "maiphu.quantri", Role.UNIT_ADMIN, world.mai_phu, full_name="Lê Hoà"), AT)


@pytest.fixture
def user(world):
    """Without a password yet."""
    made = make_official(world, "maiphu.antt", Role.SPECIALIST, world.mai_phu, full_name="Trần Thị An")
    made.set_unusable_password()
    made.save()
    return made


def page(token, at=AT, **data):
    with frozen(at):
        client = PageClient()
        return client.post(f"/kich-hoat/{token}/", data) if data else client.get(f"/kich-hoat/{token}/")


def test_the_owner_sets_a_password_and_the_link_is_used_up(user, admin):
    token = activation.issue(by=admin, user=user, at=AT)
    shown = page(token)
    assert shown["Referrer-Policy"] == "no-referrer"
    assert "maiphu.antt" in shown.content.decode()
    done = page(token, new_password=GOOD, again=GOOD)
    assert (done.status_code, done["Location"]) == (302, "/dang-nhap/")
    user.refresh_from_db()
    assert user.check_password(GOOD)
    again = page(token, new_password="một mật khẩu khác", again="một mật khẩu khác")
    assert again.status_code == 410
    assert "đã dùng rồi" in again.content.decode()
    user.refresh_from_db()
    assert user.check_password(GOOD)


def test_only_a_hash_of_the_link_is_kept(user, admin):
    token = activation.issue(by=admin, user=user, at=AT)
    kept = Activation.objects.get()
    assert token.encode() not in bytes(kept.token_hash)
    assert len(bytes(kept.token_hash)) == 32


def test_an_ended_link_says_so_and_whom_to_ask(user, admin):
    token = activation.issue(by=admin, user=user, at=AT)
    answer = page(token, AT + timedelta(days=activation.DAYS))
    assert answer.status_code == 410
    text = answer.content.decode()
    assert "đã hết hạn lúc" in text
    assert "Lê Hoà, Xã Mai Phụ" in text


def test_a_newer_letter_ends_the_one_before(user, admin):
    first = activation.issue(by=admin, user=user, at=AT)
    second = activation.issue(by=admin, user=user, at=AT)
    assert "thư mới hơn" in page(first).content.decode()
    assert page(second).status_code == 200
    assert activation.look(first, AT).state == activation.REPLACED


def test_a_weak_or_mistyped_password_is_refused_and_the_link_stays(user, admin):
    token = activation.issue(by=admin, user=user, at=AT)
    assert page(token, new_password="ngắn", again="ngắn").status_code == 422
    assert page(token, new_password=GOOD, again=GOOD + "x").status_code == 422
    assert page(token).status_code == 200


def test_an_unknown_link_tells_nothing(user):
    answer = page("khong-co-that")
    assert answer.status_code == 404
    assert "Trần Thị An" not in answer.content.decode()


def test_guessing_is_slowed_down(user):
    for _ in range(30):
        page("doan-mo")
    answer = page("doan-mo")
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


def test_an_account_at_work_cannot_be_taken_over_by_a_link(user, admin):
    with_password(user, GOOD)
    with pytest.raises(MoveNotAllowed, match="đã có mật khẩu"):
        activation.issue(by=admin, user=user, at=AT)


def test_a_link_given_before_the_password_was_set_otherwise_is_dead(user, admin):
    token = activation.issue(by=admin, user=user, at=AT)
    with_password(user, GOOD)
    assert page(token, new_password="một mật khẩu khác", again="một mật khẩu khác").status_code == 410


def test_the_administrator_of_another_commune_gives_no_link(world, user):
    other = principal_for(make_official(world, "thachkhe.quantri", Role.UNIT_ADMIN, world.thach_khe), AT)
    with pytest.raises(Forbidden):
        activation.issue(by=other, user=user, at=AT)


def test_a_closed_account_is_not_activated(user, admin):
    token = activation.issue(by=admin, user=user, at=AT)
    User.objects.filter(pk=user.pk).update(closes_at=AT)
    assert "đã khoá" in page(token).content.decode()


def test_an_account_past_its_closing_moment_is_nobody_and_cannot_sign_in(world):
    user = with_password(make_official(world, "maiphu.nghi", Role.SPECIALIST, world.mai_phu), GOOD)
    User.objects.filter(pk=user.pk).update(closes_at=AT)
    client = sign_in(PageClient(), user)
    with frozen(AT - timedelta(seconds=1)):
        assert client.get("/can-bo/viec/").status_code == 200
    with frozen(AT):
        assert client.get("/can-bo/viec/").status_code == 302
        tried = PageClient().post("/dang-nhap/", {"username": "maiphu.nghi", "password": GOOD})
        assert tried.status_code == 422
