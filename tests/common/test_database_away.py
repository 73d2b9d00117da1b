"""Cơ sở dữ liệu không trả lời: 503 with Retry-After, also before any view was reached."""

import pytest
from django.db import OperationalError
from django.test import Client

from tests.factories.accounts import make_citizen, sign_in
from thongsuot.accounts import sessions

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(monkeypatch):
    """Somebody signed in whose session can no longer be read."""

    def gone(*_args):
        raise OperationalError("connection refused")

    client = sign_in(Client(raise_request_exception=False), make_citizen())
    monkeypatch.setattr(sessions, "find_by_session", gone)
    return client


def test_the_api_says_try_again(client):
    response = client.get("/api/v1/dossiers")
    assert response.status_code == 503
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "unavailable"
    assert int(response["Retry-After"]) >= 1


def test_a_page_says_try_again(client):
    response = client.get("/")
    assert response.status_code == 503
    assert int(response["Retry-After"]) >= 1
    assert "<h1" in response.content.decode()
