"""Tài khoản của tôi: password, second step, open browsers."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.utils import timezone

from tests.factories.accounts import make_citizen, sign_in, with_password
from thongsuot.accounts import second_factor
from thongsuot.accounts.models import Session
from thongsuot.common import crypto, journal
from thongsuot.common.errors import Invalid

PASSWORD, NEW = "k7wm-3xqd-hp2r-tz8n", "con đường quê hương"
NOW = datetime(2025, 7, 7, 2, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def code_at(secret, at):
    return format_hotp_value(hotp_value(secret, int(at.timestamp()) // 30))


@pytest.fixture
def person():
    return with_password(make_citizen("congdan.an"), PASSWORD)


@pytest.fixture
def browser(person, client):
    return sign_in(client, person)


def verbs(user):
    return [entry.verb for entry in journal.timeline(0, "account", user.pk)]


class TestPassword:
    def change(self, browser, old=PASSWORD, new=NEW, again=NEW):
        return browser.post("/tai-khoan/mat-khau/", {"password": old, "new_password": new, "again": again})

    def test_changes_and_ends_other_browsers_but_not_this_one(self, person, browser):
        other = sign_in(Client(), person)
        assert self.change(browser).status_code == 302
        person.refresh_from_db()
        assert person.check_password(NEW)
        assert other.get("/tai-khoan/bao-mat/").status_code == 302
        assert browser.get("/tai-khoan/bao-mat/").status_code == 200
        assert "password_changed" in verbs(person)

    @pytest.mark.parametrize(
        ("old", "new", "again", "words"),
        [
            ("sai", NEW, NEW, "Mật khẩu hiện tại không đúng"),
            (PASSWORD, NEW, NEW + "x", "không giống nhau"),
            (PASSWORD, PASSWORD, PASSWORD, "phải khác"),
            (PASSWORD, "ngắn", "ngắn", "ít nhất 10 ký tự"),
            (PASSWORD, "password123", "password123", "phổ biến"),
            (PASSWORD, "congdan.an1", "congdan.an1", "giống"),
        ],
    )
    def test_refuses_at_the_field_in_vietnamese(self, person, browser, old, new, again, words):
        response = self.change(browser, old, new, again)
        assert response.status_code == 422
        assert words in response.content.decode()
        person.refresh_from_db()
        assert person.check_password(PASSWORD)

    def test_guessing_the_present_password_in_an_open_browser_slows_down(self, browser):
        answers = [self.change(browser, f"sai {n}").status_code for n in range(7)]
        assert answers[:5] == [422] * 5
        assert answers[-1] == 429


class TestSecondFactor:
    def switch_on(self, browser, secret=None):
        page = browser.get("/tai-khoan/bao-mat/hai-buoc/bat/").content.decode()
        signed = re.search(r'name="secret" value="([^"]+)"', page).group(1)
        secret = re.search(r'class="secret-key">([^<]+)<', page).group(1).replace(" ", "")
        return secret, browser.post(
            "/tai-khoan/bao-mat/hai-buoc/bat/",
            {"secret": signed, "code": code_at(secret, timezone.now()), "password": PASSWORD},
        )

    def test_is_switched_on_with_a_first_code_and_shows_recovery_codes_once(self, person, browser):
        secret, response = self.switch_on(browser)
        codes = re.findall(r"<code>(\d{4}) (\d{4})</code>", response.content.decode())
        assert len(codes) == 10
        assert second_factor.state_of(person).active
        assert "".join(codes[0]) not in browser.get("/tai-khoan/bao-mat/").content.decode()
        assert "second_factor_on" in verbs(person)
        stored = Authenticator.objects.get(user=person, type="totp")
        assert secret not in str(stored.data)

    def test_nothing_is_stored_before_the_first_right_code(self, person, browser):
        page = browser.get("/tai-khoan/bao-mat/hai-buoc/bat/").content.decode()
        signed = re.search(r'name="secret" value="([^"]+)"', page).group(1)
        response = browser.post(
            "/tai-khoan/bao-mat/hai-buoc/bat/", {"secret": signed, "code": "000000", "password": PASSWORD}
        )
        assert response.status_code == 422
        assert not Authenticator.objects.exists()

    def test_a_secret_signed_for_somebody_else_is_not_taken(self, person, browser):
        from django.core import signing

        secret = second_factor.new_secret()
        signed = signing.dumps([person.pk + 1, secret], salt="accounts.new-second-factor")
        browser.post(
            "/tai-khoan/bao-mat/hai-buoc/bat/",
            {"secret": signed, "code": code_at(secret, timezone.now()), "password": PASSWORD},
        )
        assert not Authenticator.objects.exists()

    def test_switching_off_needs_the_password(self, person, browser):
        self.switch_on(browser)
        assert browser.post("/tai-khoan/bao-mat/hai-buoc/tat/", {"password": "sai"}).status_code == 422
        assert second_factor.state_of(person).active
        assert browser.post("/tai-khoan/bao-mat/hai-buoc/tat/", {"password": PASSWORD}).status_code == 302
        assert not Authenticator.objects.exists()

    def test_new_recovery_codes_replace_the_old(self, person, browser):
        self.switch_on(browser)
        old = second_factor.RecoveryCodes(Authenticator.objects.get(type="recovery_codes")).get_unused_codes()
        response = browser.post("/tai-khoan/bao-mat/hai-buoc/ma-du-phong/", {"password": PASSWORD})
        assert response.status_code == 200
        assert not second_factor.accept(user=person, code=old[0], at=timezone.now())

    def test_a_recovery_code_works_once(self, person):
        secret = second_factor.new_secret()
        codes = second_factor.switch_on(user=person, secret=secret, code=code_at(secret, NOW), at=NOW)
        spaced = f"{codes[0][:4]} {codes[0][4:]}"
        assert second_factor.accept(user=person, code=spaced, at=NOW)
        assert not second_factor.accept(user=person, code=codes[0], at=NOW)
        assert second_factor.state_of(person).codes_left == 9

    def test_phones_may_be_half_a_minute_off(self, person):
        secret = second_factor.new_secret()
        for seconds, right in [(-61, False), (-29, True), (0, True), (29, True), (61, False)]:
            moment = NOW.replace(second=15) + timedelta(seconds=seconds)
            assert (
                second_factor.matching_step(secret, code_at(secret, moment), NOW.replace(second=15)) is not None
            ) is right

    def test_odd_codes_are_refused_without_fault(self, person):
        secret = second_factor.new_secret()
        for code in ("", "abc", "１２３４５６", "٣٤٥٦٧٨", "0" * 20, "-1"):
            with pytest.raises(Invalid):
                second_factor.switch_on(user=person, secret=secret, code=code, at=NOW)

    def test_rotation_reaches_the_secrets(self, person):
        secret = second_factor.new_secret()
        second_factor.switch_on(user=person, secret=secret, code=code_at(secret, NOW), at=NOW)
        counts = crypto.rotate()
        assert counts["mfa_authenticator.data"] == 2
        later = NOW + timedelta(minutes=5)
        assert second_factor.accept(user=person, code=code_at(secret, later), at=later)


class TestBrowsers:
    def test_lists_and_ends_other_browsers(self, person, browser):
        other = Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"})
        sign_in(other, person)
        Session.objects.exclude(device="x").update(device="Mozilla/5.0 (Windows NT 10.0) Gecko Firefox/140.0")
        page = browser.get("/tai-khoan/bao-mat/").content.decode()
        assert "Firefox · Windows" in page
        assert page.count("trình duyệt này") == 1
        key = re.search(r'name="key" value="([0-9a-f]+)"', page).group(1)
        browser.post("/tai-khoan/bao-mat/phien/ket-thuc/", {"key": key})
        assert other.get("/tai-khoan/bao-mat/").status_code == 302
        assert browser.get("/tai-khoan/bao-mat/").status_code == 200

    def test_ends_all_others_at_once(self, person, browser):
        others = [sign_in(Client(), person) for _ in range(3)]
        browser.post("/tai-khoan/bao-mat/phien/ket-thuc/", {"all": "1"})
        assert all(other.get("/tai-khoan/bao-mat/").status_code == 302 for other in others)
        assert Session.objects.count() == 1

    def test_nobody_ends_the_session_of_somebody_else(self, person, browser):
        stranger = sign_in(Client(), make_citizen("congdan.khac"))
        key = bytes(Session.objects.exclude(user=person).get().key_hash).hex()
        browser.post("/tai-khoan/bao-mat/phien/ket-thuc/", {"key": key})
        browser.post("/tai-khoan/bao-mat/phien/ket-thuc/", {"key": "không phải"})
        assert stranger.get("/tai-khoan/bao-mat/").status_code == 200
