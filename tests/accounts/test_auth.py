"""Signing in to the API: tokens, cookies with CSRF, and what each refusal says."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories.accounts import bearer, make_citizen, make_official, sign_in
from thongsuot.accounts import services
from thongsuot.accounts.models import ApiToken, Role, User
from thongsuot.common import journal
from thongsuot.common.errors import Invalid, NotFound
from thongsuot.common.now import frozen

ADDRESS = "/api/v1/dossiers"

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(world):
    return make_official(world, "maiphu.motcua1", Role.COUNTER_CLERK, world.mai_phu)


def first_statements(client, **how):
    with CaptureQueriesContext(connection) as queries:
        response = client.get("/api/v1/dossiers/khong-co", **how)
    asked = ("accounts_session", "accounts_apitoken", "accounts_post")
    return response, [q["sql"] for q in queries if any(table in q["sql"] for table in asked)]


def test_a_token_costs_one_statement(clerk, client):
    response, about_accounts = first_statements(client, headers=bearer(clerk))
    assert response.status_code == 404
    assert len(about_accounts) == 1


def test_a_cookie_costs_one_statement(clerk, client):
    sign_in(client, clerk)
    response, about_accounts = first_statements(client)
    assert response.status_code == 404
    assert len(about_accounts) == 1


def test_a_cookie_beside_a_token_is_not_even_read(clerk, client):
    sign_in(client, make_citizen())
    _, about_accounts = first_statements(client, headers=bearer(clerk))
    assert len(about_accounts) == 1


@pytest.mark.parametrize(
    "authorization", ["Bearer ", "Bearer ts_sai", "bearer x", "Bearer " + "x" * 5000, "Bearer mã-có-dấu"]
)
def test_a_wrong_token_is_401_even_beside_a_good_cookie(clerk, client, authorization):
    sign_in(client, clerk)
    response = client.get(ADDRESS, headers={"Authorization": authorization.encode().decode("latin-1")})
    assert response.status_code == 401
    assert response.json()["code"] == "not_signed_in"


def test_another_scheme_counts_as_nobody(client):
    assert client.get(ADDRESS, headers={"Authorization": "Basic YTpi"}).status_code == 401


def test_a_token_ends_by_itself(clerk, client):
    headers = bearer(clerk)
    assert client.get(ADDRESS, headers=headers).status_code == 200
    with frozen(timezone.now() + timedelta(days=2)):
        assert client.get(ADDRESS, headers=headers).status_code == 401


def test_a_revoked_token_stops_at_once(clerk, client):
    headers = bearer(clerk)
    services.revoke_tokens(user=clerk, at=timezone.now())
    assert client.get(ADDRESS, headers=headers).status_code == 401


def test_a_cookie_needs_the_csrf_token_for_writing_and_a_token_does_not(clerk):
    browser = sign_in(Client(enforce_csrf_checks=True), clerk)
    refused = browser.post(ADDRESS, {}, content_type="application/json", headers={"Idempotency-Key": "a"})
    assert refused.status_code == 403
    assert refused.json()["code"] == "csrf_failed"
    other = Client(enforce_csrf_checks=True)
    taken = other.post(ADDRESS, {}, content_type="application/json", headers=bearer(clerk) | {"Idempotency-Key": "a"})
    assert taken.status_code == 422


def test_who_must_change_his_password_does_that_first(clerk, client):
    User.objects.filter(pk=clerk.pk).update(must_change_password=True)
    sign_in(client, clerk)
    refused = client.get(ADDRESS)
    assert (refused.status_code, refused.json()["code"]) == (403, "password_change_required")


def test_a_made_token_is_shown_once_and_stored_hashed(clerk, client):
    token = services.create_token("MaiPhu.MotCua1", days=7, name="máy quét", at=timezone.now())
    row = ApiToken.objects.get()
    assert token.encode() not in bytes(row.token_hash)
    assert row.name == "máy quét"
    assert client.get(ADDRESS, headers={"Authorization": f"Bearer {token}"}).status_code == 200
    [entry] = journal.timeline(0, "account", clerk.pk)
    assert entry.verb == "token_created"
    assert token not in str(entry.data)


def test_no_token_for_nobody_or_for_ever(clerk):
    with pytest.raises(NotFound):
        services.create_token("khong.co", at=timezone.now())
    for days in (0, -1, 5000):
        with pytest.raises(Invalid):
            services.create_token("maiphu.motcua1", days=days, at=timezone.now())
