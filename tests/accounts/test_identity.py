"""Đăng nhập bằng định danh điện tử: whose account an identity is, and that what does not fit is told and not merged."""

from base64 import urlsafe_b64encode
from hashlib import sha256

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.utils import timezone

from tests.accounts.small_provider import come_back, go, sign_in_by, text
from tests.factories.accounts import make_citizen, make_official
from thongsuot.accounts import id_numbers, second_factor
from thongsuot.accounts.models import ElectronicIdentity, Post, Role, Session, User
from thongsuot.common import journal

pytestmark = pytest.mark.django_db

AN_NUMBER = "042193004127"


def verbs(user):
    return [entry.verb for entry in journal.timeline(0, "account", user.pk)]


def test_a_citizen_without_account_gets_one_with_his_whole_name(client, provider):
    response = sign_in_by(client, provider)
    assert response.status_code == 302
    assert response["Location"] == "/cong-dan/ho-so/"
    user = User.objects.get()
    assert (user.full_name, user.kind, str(user.birth_date)) == ("Trần Thị An", "citizen", "1993-04-12")
    assert id_numbers.reveal(user) == AN_NUMBER
    assert AN_NUMBER not in user.username
    assert not user.has_usable_password()
    assert user.identities.get().assurance == "muc2"
    assert verbs(user) == ["created", "identity_linked", "signed_in"]
    assert client.get("/tai-khoan/bao-mat/").status_code == 200


def test_the_second_time_it_is_the_same_account_by_issuer_and_subject(client, provider):
    sign_in_by(client, provider)
    client.post("/dang-xuat/")
    provider.claims |= {"name": "Trần Thị An Bình", "assurance": "muc2"}
    sign_in_by(client, provider)
    user = User.objects.get()
    assert user.full_name == "Trần Thị An Bình"
    assert "name_taken_from_identity" in verbs(user)


def test_an_existing_citizen_account_with_that_number_is_linked(client, provider):
    known = make_citizen("congdan.an", full_name="TRẦN THỊ AN", id_number=AN_NUMBER, birth_date=None)
    sign_in_by(client, provider)
    assert User.objects.get().pk == known.pk
    known.refresh_from_db()
    assert str(known.birth_date) == "1993-04-12"


@pytest.mark.parametrize("changes", [{"full_name": "Trần Thị Ân Khác"}, {"birth_date": "1993-04-13"}])
def test_an_account_that_differs_is_not_merged_and_the_person_reads_so(client, provider, changes):
    values = {"full_name": "Trần Thị An", "birth_date": "1993-04-12", **changes}
    known = make_citizen("congdan.an", id_number=AN_NUMBER, **values)
    response = sign_in_by(client, provider)
    assert response.status_code == 403
    assert "khác với tài khoản đang mang số định danh này" in text(response)
    assert not ElectronicIdentity.objects.exists()
    assert verbs(known) == ["identity_refused"]
    assert client.get("/cong-dan/ho-so/").status_code == 302


def test_a_number_that_changed_later_lets_nobody_into_the_old_account(client, provider):
    sign_in_by(client, provider)
    client.post("/dang-xuat/")
    provider.claims |= {"citizen_id": "042195007743"}
    response = sign_in_by(client, provider)
    assert response.status_code == 403
    assert "trước đây mang một số định danh khác" in text(response)
    assert id_numbers.reveal(User.objects.get()) == AN_NUMBER


def test_another_subject_with_the_same_number_is_refused(client, provider):
    sign_in_by(client, provider)
    client.post("/dang-xuat/")
    provider.claims |= {"sub": "s-2"}
    response = sign_in_by(client, provider)
    assert response.status_code == 403
    assert "đã gắn với một danh tính khác" in text(response)


def test_an_official_is_linked_only_where_an_administrator_verified_the_number(client, provider, world):
    official = make_official(world, "maiphu.an", Role.SPECIALIST, world.mai_phu, "office", full_name="Trần Thị An")
    response = sign_in_by(client, provider, "can-bo")
    assert response.status_code == 403
    assert "Chưa có tài khoản cán bộ nào mang số định danh này" in text(response)
    assert User.objects.count() == 1
    id_numbers.keep(official, AN_NUMBER)
    official.save()
    response = sign_in_by(client, provider, "can-bo")
    assert response["Location"] == "/can-bo/viec/"
    assert official.identities.get().kind == "official"


def test_one_person_may_be_citizen_and_official_with_two_accounts(client, provider, world):
    official = make_official(world, "maiphu.an", Role.SPECIALIST, world.mai_phu, "office", full_name="Trần Thị An")
    id_numbers.keep(official, AN_NUMBER)
    official.save()
    sign_in_by(client, provider, "can-bo")
    client.post("/dang-xuat/")
    sign_in_by(client, provider, "cong-dan")
    assert sorted(ElectronicIdentity.objects.values_list("kind", flat=True)) == ["citizen", "official"]


def test_rights_end_with_the_post_in_a_session_that_began_this_way_too(client, provider, world):
    official = make_official(world, "maiphu.an", Role.COUNTER_CLERK, world.mai_phu, full_name="Trần Thị An")
    id_numbers.keep(official, AN_NUMBER)
    official.save()
    sign_in_by(client, provider, "can-bo")
    assert client.get("/can-bo/quay/").status_code == 200
    post = official.posts.get()
    Post.objects.filter(pk=post.pk).update(valid=(post.valid.lower, timezone.now()))
    assert client.get("/can-bo/quay/").status_code == 403


def test_a_closed_account_stays_closed(client, provider):
    sign_in_by(client, provider)
    client.post("/dang-xuat/")
    User.objects.update(is_active=False)
    response = sign_in_by(client, provider)
    assert response.status_code == 403
    assert "đã bị khoá" in text(response)


def test_a_level_below_the_one_asked_for_is_not_enough(client, provider):
    provider.claims |= {"assurance": "muc1"}
    response = sign_in_by(client, provider)
    assert response.status_code == 403
    assert "chưa đủ mức độ xác thực" in text(response)
    assert not User.objects.exists()


@pytest.mark.parametrize("claims", [{"citizen_id": ""}, {"citizen_id": "123"}, {"name": " "}, {"name": "x" * 400}])
def test_claims_that_cannot_be_true_make_no_account(client, provider, claims):
    provider.claims |= claims
    response = sign_in_by(client, provider)
    assert response.status_code == 403
    assert not User.objects.exists()


def test_claims_may_have_other_names(client, provider, settings):
    settings.IDENTITY_PROVIDERS = [provider.setting(claims={"id_number": "soDinhDanh", "name": "hoTen"})]
    provider.claims = {"sub": "s-9", "soDinhDanh": "0421 9300 4127", "hoTen": "Trần  Thị An"}
    sign_in_by(client, provider)
    assert User.objects.get().full_name == "Trần Thị An"


def test_the_code_is_exchanged_with_the_verifier_of_the_challenge(client, provider):
    asked = go(client, provider)
    assert asked["code_challenge_method"] == "S256"
    come_back(client, asked["state"])
    verifier = provider.asked[0]["code_verifier"]
    assert urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=") == asked["code_challenge"]


def test_signing_out_ends_here_and_leads_to_the_provider_and_back(client, provider):
    sign_in_by(client, provider)
    row = Session.objects.get(user__isnull=False)
    assert AN_NUMBER not in row.data
    response = client.post("/dang-xuat/")
    assert response["Location"].startswith(f"{provider.issuer}/end?client_id=thongsuot&id_token_hint=")
    assert "post_logout_redirect_uri=http%3A%2F%2Ftestserver%2Fdang-nhap%2F" in response["Location"]
    assert client.get("/cong-dan/ho-so/").status_code == 302


def test_one_returns_to_the_page_one_came_for_on_this_host_only(client, provider):
    assert sign_in_by(client, provider, next="/tai-khoan/bao-mat/")["Location"] == "/tai-khoan/bao-mat/"
    client.post("/dang-xuat/")
    assert sign_in_by(client, provider, next="https://xau.example/")["Location"] == "/cong-dan/ho-so/"


def test_who_switched_on_the_second_step_is_asked_for_it_this_way_too(client, provider):
    sign_in_by(client, provider)
    client.post("/dang-xuat/")
    user = User.objects.get()
    secret = second_factor.new_secret()
    code = format_hotp_value(hotp_value(secret, int(timezone.now().timestamp()) // second_factor.PERIOD))
    second_factor.switch_on(user=user, secret=secret, code=code, at=timezone.now())
    assert sign_in_by(client, provider)["Location"] == "/dang-nhap/buoc-hai/"
    assert client.get("/cong-dan/ho-so/").status_code == 302


def test_who_has_no_password_is_not_offered_to_change_it(client, provider):
    sign_in_by(client, provider)
    page = text(client.get("/tai-khoan/bao-mat/"))
    assert "Đổi mật khẩu" not in page
    assert "mức muc2" in page
    assert client.get("/tai-khoan/khoa-truy-cap/moi/").status_code == 200
