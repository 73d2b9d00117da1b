"""The sign-in page: who comes in, where one lands, what a wrong try is told."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.test import Client
from django.utils import timezone

from tests.factories.accounts import make_citizen, make_official, with_password
from thongsuot.accounts import second_factor, services
from thongsuot.accounts.models import Role, Session, User
from thongsuot.common import journal
from thongsuot.common.now import frozen

PASSWORD = "k7wm-3xqd-hp2r-tz8n"
WRONG = "không đúng"

pytestmark = pytest.mark.django_db


@pytest.fixture
def chair(world):
    return with_password(make_official(world, "maiphu.chutich", Role.CHAIR, world.mai_phu), PASSWORD)


def enter(client, username, password=PASSWORD, **more):
    return client.post("/dang-nhap/", {"username": username, "password": password, **more})


def test_an_official_lands_on_his_tasks(chair, client):
    response = enter(client, "maiphu.chutich")
    assert (response.status_code, response["Location"]) == (302, "/can-bo/viec/")
    session = Session.objects.get()
    assert session.user == chair
    assert [e.verb for e in journal.timeline(chair_province(chair), "account", chair.pk)] == ["signed_in"]


def chair_province(user):
    from tests.factories.accounts import principal_for

    return principal_for(user).posts[0].province_id


def test_names_are_not_case_sensitive(chair, client):
    assert enter(client, "  MaiPhu.ChuTich ").status_code == 302


def test_a_citizen_lands_on_his_dossiers(db, client):
    with_password(make_citizen("congdan.an"), PASSWORD)
    assert enter(client, "congdan.an")["Location"] == "/cong-dan/ho-so/"


def test_an_administrator_lands_on_administration(world, client):
    with_password(make_official(world, "hatinh.quantri", Role.PROVINCE_ADMIN, world.province), PASSWORD)
    assert enter(client, "hatinh.quantri")["Location"] == "/quan-tri/"


def test_goes_back_to_the_page_that_was_asked_for(chair, client):
    first = client.get("/tai-khoan/bao-mat/?x=1")
    assert first["Location"] == "/dang-nhap/?next=%2Ftai-khoan%2Fbao-mat%2F%3Fx%3D1"
    page = client.get(first["Location"])
    assert 'value="/tai-khoan/bao-mat/?x=1"' in page.content.decode()
    assert enter(client, "maiphu.chutich", next="/tai-khoan/bao-mat/?x=1")["Location"] == "/tai-khoan/bao-mat/?x=1"


@pytest.mark.parametrize(
    "address", ["https://ke-xau.example/", "//ke-xau.example", "/\\ke-xau.example", "javascript:alert(1)", "\\\\x"]
)
def test_never_leads_to_another_host(chair, client, address):
    assert enter(client, "maiphu.chutich", next=address)["Location"] == "/can-bo/viec/"


def test_wrong_name_and_wrong_password_are_told_the_same(chair, client):
    wrong_password = enter(client, "maiphu.chutich", WRONG)
    wrong_name = enter(Client(), "khong.co.ai", WRONG)
    assert wrong_password.status_code == wrong_name.status_code == 422
    words = "Tên đăng nhập hoặc mật khẩu không đúng"
    assert words in wrong_password.content.decode()
    assert words in wrong_name.content.decode()


def test_an_unknown_name_costs_one_hashing_too(chair, client):
    with patch.object(User, "set_password", autospec=True) as hashed:
        enter(client, "khong.co.ai", WRONG)
    hashed.assert_called_once()


def test_a_closed_account_is_told_the_same_as_a_wrong_password(world, chair, client):
    User.objects.filter(pk=chair.pk).update(is_active=False)
    response = enter(client, "maiphu.chutich")
    assert "_auth_user_id" not in client.session
    assert response.status_code == 422


def test_a_system_account_has_no_door_here(world, client):
    user = with_password(make_official(world, "lienthong", Role.INTEGRATION, world.province), PASSWORD)
    User.objects.filter(pk=user.pk).update(kind=User.Kind.SYSTEM)
    assert enter(client, "lienthong").status_code == 422


def test_empty_and_odd_input_is_refused_in_words(chair, client):
    assert enter(client, "").status_code == 422
    assert enter(client, "x" * 500).status_code == 422
    assert enter(client, "maiphu.chutich", "").status_code == 422


def test_who_is_signed_in_is_sent_on(chair, client):
    enter(client, "maiphu.chutich")
    assert client.get("/dang-nhap/")["Location"] == "/can-bo/viec/"


def test_the_session_key_changes_at_sign_in(chair, client):
    client.cookies["sessionid"] = "mot-khoa-do-ke-xau-dat-san"
    enter(client, "maiphu.chutich")
    assert client.cookies["sessionid"].value != "mot-khoa-do-ke-xau-dat-san"


def test_says_how_long_to_wait_and_keeps_the_promise(chair, client):
    at = timezone.now()
    with frozen(at):
        for _ in range(5):
            assert enter(client, "maiphu.chutich", WRONG).status_code == 422
        refused = enter(client, "maiphu.chutich")
    assert refused.status_code == 429
    assert refused["Retry-After"] == "5"
    assert "Hãy đợi 5 giây rồi thử lại" in refused.content.decode()
    with frozen(at + timedelta(seconds=5)):
        assert enter(client, "maiphu.chutich").status_code == 302


def test_fifty_wrong_tries_by_a_stranger_stop_neither_the_known_device_nor_a_new_one_after_the_wait(chair):
    office, stranger, phone = Client(), Client(REMOTE_ADDR="203.0.113.9"), Client(REMOTE_ADDR="192.0.2.77")
    enter(office, "maiphu.chutich")
    office.post("/dang-xuat/")
    at = timezone.now() + timedelta(minutes=1)
    for n in range(50):
        with frozen(at + timedelta(minutes=5 * n)):  # patient enough to be let through every time
            assert enter(stranger, "maiphu.chutich", WRONG).status_code == 422
    end = at + timedelta(minutes=250)
    with frozen(end):
        assert enter(office, "maiphu.chutich").status_code == 302
        told = enter(phone, "maiphu.chutich")
        assert told.status_code == 429
    with frozen(end + timedelta(seconds=int(told["Retry-After"]))):
        assert enter(phone, "maiphu.chutich").status_code == 302


def test_a_device_cookie_of_another_account_or_a_forged_one_gives_nothing(chair, world):
    other = with_password(make_citizen("congdan.an"), PASSWORD)
    browser = Client()
    enter(browser, other.username)
    browser.post("/dang-xuat/")
    at = timezone.now()
    with frozen(at):
        for _ in range(5):
            enter(browser, "maiphu.chutich", WRONG)
        assert enter(browser, "maiphu.chutich").status_code == 429
        browser.cookies["thietbi"] = "gia.mao"
        assert enter(browser, "maiphu.chutich").status_code == 429


def test_several_clerks_keep_their_marks_on_one_counter_pc(chair, world):
    names = [with_password(make_citizen(f"nguoi{n}"), PASSWORD).username for n in range(3)]
    browser = Client()
    for name in names:
        enter(browser, name)
        browser.post("/dang-xuat/")
    at = timezone.now()
    with frozen(at):
        for _ in range(5):
            enter(Client(), names[0], WRONG)
        assert enter(Client(), names[0]).status_code == 429
        assert enter(browser, names[0]).status_code == 302


def test_no_password_stands_in_pages_or_sessions(chair, client):
    page = enter(client, "maiphu.chutich", "một mật khẩu sai").content.decode()
    assert "một mật khẩu sai" not in page
    enter(client, "maiphu.chutich")
    assert PASSWORD not in str(dict(client.session))


def test_the_form_needs_its_csrf_token(chair):
    assert enter(Client(enforce_csrf_checks=True), "maiphu.chutich").status_code == 403


def test_signing_in_with_a_temporary_password_leads_to_changing_it(world, client):
    admin = make_official(world, "hatinh.quantri", Role.PROVINCE_ADMIN, world.province)
    user = make_official(world, "maiphu.moi", Role.SPECIALIST, world.mai_phu)
    from tests.factories.accounts import principal_for

    password = services.reset_password(by=principal_for(admin), user=user, at=timezone.now())
    assert enter(client, "maiphu.moi", password)["Location"] == "/tai-khoan/mat-khau/"
    assert client.get("/tai-khoan/bao-mat/")["Location"] == "/tai-khoan/mat-khau/"
    new = "ruộng lúa chín vàng"
    changed = client.post("/tai-khoan/mat-khau/", {"password": password, "new_password": new, "again": new})
    assert changed["Location"] == "/can-bo/viec/"
    assert client.get("/tai-khoan/bao-mat/").status_code == 200


class TestSecondStep:
    @pytest.fixture
    def secret(self, chair):
        secret = second_factor.new_secret()
        at = timezone.now() - timedelta(minutes=10)
        second_factor.switch_on(user=chair, secret=secret, code=code_at(secret, at), at=at)
        return secret

    def test_the_password_alone_signs_nobody_in(self, chair, secret, client):
        response = enter(client, "maiphu.chutich")
        assert response["Location"] == "/dang-nhap/buoc-hai/"
        assert client.get("/tai-khoan/bao-mat/").status_code == 302
        assert not Session.objects.filter(user=chair).exists()

    def test_the_code_finishes_and_goes_where_one_wanted(self, chair, secret, client):
        enter(client, "maiphu.chutich", next="/tai-khoan/bao-mat/")
        assert client.get("/dang-nhap/buoc-hai/").status_code == 200
        done = client.post("/dang-nhap/buoc-hai/", {"code": code_at(secret, timezone.now())})
        assert done["Location"] == "/tai-khoan/bao-mat/"
        assert client.get("/tai-khoan/bao-mat/").status_code == 200

    def test_a_code_works_once(self, chair, secret, client):
        code = code_at(secret, timezone.now())
        enter(client, "maiphu.chutich")
        client.post("/dang-nhap/buoc-hai/", {"code": code})
        second = Client()
        enter(second, "maiphu.chutich")
        assert second.post("/dang-nhap/buoc-hai/", {"code": code}).status_code == 422

    def test_wrong_codes_slow_down(self, chair, secret, client):
        at = timezone.now()
        with frozen(at):
            enter(client, "maiphu.chutich")
            for _ in range(5):
                assert client.post("/dang-nhap/buoc-hai/", {"code": "000000"}).status_code == 422
            refused = client.post("/dang-nhap/buoc-hai/", {"code": code_at(secret, at)})
        assert refused.status_code == 429
        assert refused["Retry-After"] == "10"

    def test_without_a_password_there_is_no_second_step(self, secret, client):
        assert client.get("/dang-nhap/buoc-hai/")["Location"] == "/dang-nhap/"

    def test_one_may_give_up(self, chair, secret, client):
        enter(client, "maiphu.chutich")
        client.post("/dang-nhap/bo-do/")
        assert client.get("/dang-nhap/buoc-hai/")["Location"] == "/dang-nhap/"


def code_at(secret, at):
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    return format_hotp_value(hotp_value(secret, int(at.timestamp()) // 30))
