"""A provider of identities as small as can be: it says whatever a test wants said, right or wrong, over HTTP."""

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client

from thongsuot.accounts.identity import wellknown

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
AN = {"citizen_id": "042193004127", "name": "Trần Thị An", "birthdate": "1993-04-12", "assurance": "muc2"}


@dataclass
class SmallProvider:
    """`claims` are said by userinfo and ID token; `changes` (None removes) only by the ID token."""

    claims: dict[str, Any] = field(default_factory=lambda: {"sub": "s-1", **AN})
    changes: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)
    key: Any = KEY
    algorithm: str = "RS256"
    delay: float = 0.0
    asked: list[dict[str, str]] = field(default_factory=list)
    issuer: str = ""
    nonce: str = ""

    def id_token(self) -> str:
        """Signed as the test wants it."""
        moment = int(time.time())
        told = {"iss": self.issuer, "aud": "thongsuot", "iat": moment, "exp": moment + 600, "nonce": self.nonce}
        told = {name: value for name, value in {**told, **self.claims, **self.changes}.items() if value is not None}
        key = "" if self.algorithm == "none" else self.key
        return jwt.encode(told, key, algorithm=self.algorithm, headers={"kid": "k1"})

    def answer(self, path: str, body: dict[str, str]) -> tuple[int, dict[str, Any]]:
        """What it says at an address."""
        if path.endswith("openid-configuration"):
            return 200, {"issuer": self.issuer, **self._places()}
        if path == "/jwks":
            return 200, {"keys": [json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key())) | {"kid": "k1"}]}
        if path == "/token":
            self.asked.append(body)
            if body.get("code") != "good":
                return 400, {"error": "invalid_grant"}
            return 200, {"access_token": "a", "token_type": "Bearer", "id_token": self.id_token()}
        return 200, {**self.claims, **self.userinfo}

    def _places(self) -> dict[str, str]:
        names = {"authorization": "auth", "token": "token", "userinfo": "me", "end_session": "end"}
        places = {f"{name}_endpoint": f"{self.issuer}/{path}" for name, path in names.items()}
        return {**places, "jwks_uri": f"{self.issuer}/jwks"}

    def setting(self, **more: Any) -> dict[str, Any]:
        """As in THONGSUOT_IDENTITY_PROVIDERS."""
        told = {"id": "thu", "name": "định danh thử", "issuer": self.issuer}
        return {**told, "client_id": "thongsuot", "client_secret": "bi-mat", **more}


def serve(provider: SmallProvider) -> ThreadingHTTPServer:
    """Run it on a free port of localhost."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._reply({})

        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._reply({name: values[0] for name, values in parse_qs(text).items()})

        def _reply(self, body: dict[str, str]) -> None:
            time.sleep(provider.delay)
            status, told = provider.answer(urlsplit(self.path).path, body)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(told).encode())

        def log_message(self, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider.issuer = f"http://localhost:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def go(client: Client, provider: SmallProvider, kind: str = "cong-dan", **more: str) -> dict[str, str]:
    """Press the button; returns what the browser carries to the provider."""
    response = client.post("/dang-nhap/dinh-danh/thu/", {"tu-cach": kind, **more})
    assert response.status_code == 302, response.content.decode()[:400]
    asked = {name: values[0] for name, values in parse_qs(urlsplit(response["Location"]).query).items()}
    provider.nonce = asked["nonce"]
    return asked


def come_back(client: Client, state: str, code: str = "good") -> Any:
    """The browser returns."""
    return client.get("/dang-nhap/dinh-danh/thu/ve/", {"state": state, "code": code})


def sign_in_by(client: Client, provider: SmallProvider, kind: str = "cong-dan", **more: str) -> Any:
    """There and back."""
    return come_back(client, go(client, provider, kind, **more)["state"])


def text(response: Any) -> str:
    """The page as text."""
    return response.content.decode()


@pytest.fixture
def provider(settings: Any) -> Iterator[SmallProvider]:
    """The small provider, as the only one the platform knows."""
    small = SmallProvider()
    server = serve(small)
    settings.IDENTITY_PROVIDERS = [small.setting(assurance=["muc2"])]
    wellknown.forget()
    yield small
    server.shutdown()
    server.server_close()
    wellknown.forget()
