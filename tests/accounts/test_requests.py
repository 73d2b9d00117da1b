"""What identifying costs and does in a request: nothing for strangers, one statement for people, ended at once."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories.accounts import make_citizen, make_official, principal_for, sign_in
from thongsuot.accounts import services
from thongsuot.accounts.models import Post, Role, Session

pytestmark = pytest.mark.django_db


def statements(queries):
    return [q["sql"] for q in queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE", "ROLLBACK"))]


def test_a_stranger_costs_no_statement(client):
    client.get("/dang-nhap/")  # a process asks for planned downtimes every half a minute
    with CaptureQueriesContext(connection) as queries:
        response = client.get("/dang-nhap/")
    assert response.status_code == 200
    assert statements(queries) == []


def test_a_signed_in_person_costs_one_statement(world, client):
    user = make_official(world, "maiphu.quantri", Role.UNIT_ADMIN, world.mai_phu)
    sign_in(client, user)
    with CaptureQueriesContext(connection) as queries:
        response = client.get("/quan-tri/")
    assert response.status_code == 200
    assert len(statements(queries)) == 1, statements(queries)


def test_probes_never_look_at_the_cookie(world, client):
    sign_in(client, make_citizen())
    with CaptureQueriesContext(connection) as queries:
        client.get("/healthz")
    assert statements(queries) == []


def test_an_open_browser_loses_the_right_the_minute_the_post_ends(world, client):
    admin = make_official(world, "hatinh.quantri", Role.PROVINCE_ADMIN, world.province)
    user = make_official(world, "maiphu.quantri", Role.UNIT_ADMIN, world.mai_phu)
    sign_in(client, user)
    assert client.get("/quan-tri/tai-khoan/").status_code == 200
    at = timezone.now()
    services.end_post(by=principal_for(admin), post_id=user.posts.get().pk, ends_at=at, decision="QĐ 12", at=at)
    assert client.get("/quan-tri/tai-khoan/").status_code == 403
    assert client.get("/tai-khoan/bao-mat/").status_code == 200


def test_a_future_end_takes_effect_by_itself(world, client):
    user = make_official(
        world, "maiphu.quantri", Role.UNIT_ADMIN, world.mai_phu, until=timezone.now() + timedelta(hours=1)
    )
    sign_in(client, user)
    assert client.get("/quan-tri/").status_code == 200
    Post.objects.filter(user=user).update(valid=(user.posts.get().valid.lower, timezone.now()))
    assert client.get("/quan-tri/").status_code == 403


def test_a_revoked_session_is_over_at_once(world, client):
    user = make_citizen()
    sign_in(client, user)
    services.end_all(user=user, at=timezone.now())
    response = client.get("/tai-khoan/bao-mat/")
    assert response.status_code == 302
    assert response["Location"].startswith("/dang-nhap/?next=")
    assert client.cookies["sessionid"].value == ""


def test_a_changed_password_ends_other_sessions(world, client):
    user = make_citizen()
    sign_in(client, user)
    user.set_password("một mật khẩu khác hẳn")
    user.save()
    assert client.get("/tai-khoan/bao-mat/").status_code == 302


def test_an_unchanged_session_is_not_written_again(world, client):
    sign_in(client, make_citizen())
    with CaptureQueriesContext(connection) as queries:
        client.get("/tai-khoan/mat-khau/")
    assert not [sql for sql in statements(queries) if sql.startswith(("UPDATE", "INSERT"))]


def test_personal_pages_stay_out_of_caches(world, client):
    sign_in(client, make_citizen())
    response = client.get("/tai-khoan/bao-mat/")
    assert "no-store" in response["Cache-Control"]
    assert "Cookie" in response["Vary"]


def test_htmx_parts_move_the_whole_page_to_sign_in(client):
    response = client.get("/quan-tri/tai-khoan/", headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Redirect"]) == (401, "/dang-nhap/")


def test_expired_sessions_are_removed(world):
    sign_in(Client(), make_citizen())
    at = timezone.now() + timedelta(days=2)
    assert services.forget_ended(at) >= 1
    assert not Session.objects.exists()


def test_signing_out_ends_the_session_on_the_server(world, client):
    sign_in(client, make_citizen())
    response = client.post(reverse("account_logout"))
    assert response.status_code == 302
    assert not Session.objects.exists()
