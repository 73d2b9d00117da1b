"""Khoá truy cập without a browser: crooked answers, other people's keys, and what a reset of the password takes away."""

import json

import pytest
from allauth.mfa.models import Authenticator

from tests.factories.accounts import make_citizen, make_official, principal_for, sign_in, with_password
from thongsuot.accounts import second_factor, services
from thongsuot.accounts.models import Role
from thongsuot.common.errors import Forbidden
from thongsuot.common.now import now

pytestmark = pytest.mark.django_db

PASSWORD = "k7wm-3xqd-hp2r-tz8n"
CROOKED = ["", "{", "[]", "1", '"x"', "null", "{}", '{"response": 1}', '{"response": {"userHandle": "MQ"}}']


def keep_key(user, name="Máy ở quầy"):
    return Authenticator.objects.create(user=user, type="webauthn", data={"name": name, "credential": {}})


@pytest.mark.parametrize(
    "answer", [*CROOKED, json.dumps({"id": "a", "rawId": "a", "type": "public-key", "response": {}})]
)
def test_a_crooked_answer_lets_nobody_in(client, answer):
    make_citizen("congdan.an")
    assert "publicKey" in client.post("/dang-nhap/khoa/cau-do/").json()
    response = client.post("/dang-nhap/khoa/", {"credential": answer})
    assert response["Location"] == "/dang-nhap/"
    assert "không mở được tài khoản nào" in client.get("/dang-nhap/").content.decode()


@pytest.mark.parametrize("answer", CROOKED)
def test_a_crooked_key_is_not_kept(client, answer):
    sign_in(client, with_password(make_citizen("congdan.an"), PASSWORD))
    client.get("/tai-khoan/khoa-truy-cap/moi/")
    told = {"name": "x", "password": PASSWORD, "credential": answer}
    response = client.post("/tai-khoan/khoa-truy-cap/moi/", told)
    assert response.status_code == 422
    assert not Authenticator.objects.exists()


def test_a_wrong_password_adds_and_removes_nothing(client):
    user = with_password(make_citizen("congdan.an"), PASSWORD)
    key = keep_key(user)
    sign_in(client, user)
    response = client.post(f"/tai-khoan/khoa-truy-cap/{key.pk}/bo/", {"password": "sai"})
    assert response.status_code == 422
    assert "Mật khẩu hiện tại không đúng" in response.content.decode()
    assert Authenticator.objects.exists()


def test_who_has_no_password_must_have_come_in_just_now(client):
    user = make_citizen("congdan.an")
    key = keep_key(user)
    sign_in(client, user)
    response = client.post(f"/tai-khoan/khoa-truy-cap/{key.pk}/bo/")
    assert response.status_code == 422
    assert "đăng nhập lại" in response.content.decode()


def test_keys_of_others_are_not_there(client):
    key = keep_key(make_citizen("congdan.an"))
    sign_in(client, make_citizen("congdan.binh"))
    for page in ("", "bo/"):
        assert client.get(f"/tai-khoan/khoa-truy-cap/{key.pk}/{page}").status_code == 404
        assert client.post(f"/tai-khoan/khoa-truy-cap/{key.pk}/{page}", {"name": "của tôi"}).status_code == 404


def test_a_key_asks_no_second_step_of_a_password_and_outlives_the_app(client):
    user = with_password(make_citizen("congdan.an"), PASSWORD)
    keep_key(user)
    response = client.post("/dang-nhap/", {"username": "congdan.an", "password": PASSWORD})
    assert response["Location"] == "/cong-dan/ho-so/"
    second_factor.switch_off(user=user, at=now())
    assert Authenticator.objects.filter(user=user).count() == 1


def test_an_administrators_reset_takes_the_keys_away_and_only_who_administers_every_post_resets(world):
    official = make_official(world, "kiemnhiem", Role.SPECIALIST, world.mai_phu, "office")
    keep_key(official)
    admin = make_official(world, "maiphu.quantri", Role.UNIT_ADMIN, world.mai_phu)
    stranger = make_official(world, "thachkhe.quantri", Role.UNIT_ADMIN, world.thach_khe)
    with pytest.raises(Forbidden):
        services.reset_password(by=principal_for(stranger), user=official, at=now())
    assert Authenticator.objects.exists()
    services.reset_password(by=principal_for(admin), user=official, at=now())
    assert not Authenticator.objects.exists()
