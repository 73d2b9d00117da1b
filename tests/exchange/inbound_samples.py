"""What the portal would send, and the portal that sends it, for the tests of the inbound side."""

import base64
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from config.run.waiting import PATIENCE
from simulators.national_portal.server import Server
from tests.factories.accounts import bearer, make_official
from tests.factories.dossiers import LAN_ID, Office, make_office, moment
from tests.factories.procedures import BIRTH, FULL_FORMS
from tests.factories.units import World
from thongsuot.accounts.models import Role
from thongsuot.common.now import frozen
from thongsuot.exchange import systems
from thongsuot.exchange.inbound import storing
from thongsuot.exchange.models import InMessage

SYSTEM = systems.NATIONAL_PORTAL
CODE = "H27.18583-250707-0112345678"  # as a central system gives it
AT = moment(7, 10)
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def filed(code: str = CODE, message_id: str = "NP-1", **changes: Any) -> dict[str, Any]:
    """A birth registration filed on the portal for Mai Phụ, without files."""
    content: dict[str, Any] = {
        "MaHoSo": code,
        "MaTTHC": BIRTH,
        "KenhThucHien": "2",
        "ChuHoSo": "Nguyễn Thị Lan",
        "LoaiDoiTuong": "1",
        "DinhDanhCHS": {"LoaiDinhDanh": "1", "SoDinhDanh": LAN_ID},
        "SoDienThoai": "0912345678",
        "NgayNopHoSo": "20250707093000",
        "DonViXuLy": "18583",
        "NoiNopHoSo": "18583",
        "DuLieuToKhai": FULL_FORMS[BIRTH],
        **changes,
    }
    return enveloped("HO_SO_MOI", code, message_id, {k: v for k, v in content.items() if v is not None})


def enveloped(kind: str, code: str, message_id: str, content: dict[str, Any]) -> dict[str, Any]:
    """A message of the portal."""
    return {"MaTin": message_id, "Loai": kind, "MaHoSo": code, "ThoiDiem": "20250707093100", "NoiDung": content}


def paper(path: str, component: str = f"{BIRTH}-CS", name: str = "giay-chung-sinh.pdf") -> dict[str, Any]:
    """A paper of a message."""
    return {"TepDinhKemId": "1", "TenTepDinhKem": name, "MaThanhPhanHoSo": component, "DuongDan": path}


def kept(message: dict[str, Any], at: Any = AT) -> InMessage:
    """Stored, not read."""
    return storing.keep(system=SYSTEM, raw=json.dumps(message).encode(), at=at)[0]


def connected(world: World, office: Office) -> Office:
    """The account of the connected system."""
    systems.write_described()
    office.users["lienthong"] = make_official(world, "lienthong", Role.INTEGRATION, world.province)
    return office


@pytest.fixture
def linked(world: World) -> Office:
    """Mai Phụ, its people, and the account of the connected system."""
    return connected(world, make_office(world))


@pytest.fixture
def later() -> Iterator[datetime]:
    """Noon of that Monday, two hours after the messages came."""
    with frozen(moment(7, 12)) as at:
        yield at


def tell(server: Server, method: str, path: str, body: Any = None) -> Any:
    """Speak to the simulator's control doors."""
    import urllib.request

    data = json.dumps(body or {}).encode()
    request = urllib.request.Request(server.address + path, data, {"Content-Type": "application/json"}, method=method)
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return json.loads(answer.read())


def lay(server: Server, name: str, content: bytes = PDF) -> str:
    """A file on the portal; its path."""
    body = {"Ten": name, "NoiDung": base64.b64encode(content).decode()}
    path: str = tell(server, "PUT", "/dieu-khien/tep", body)["DuongDan"]
    return path


def offer(server: Server, message: dict[str, Any]) -> None:
    """The portal has this to tell."""
    tell(server, "POST", "/dieu-khien/tin", message)


class Pusher:
    """The other system, pushing with its token."""

    def __init__(self, office: Office) -> None:
        self.headers, self.client = bearer(office.users["lienthong"]), Client(raise_request_exception=False)

    def push(self, message: dict[str, Any], key: str | None = None) -> Any:
        """One push."""
        headers = {**self.headers, "Idempotency-Key": key or str(message["MaTin"])}
        return self.client.post(
            "/api/v1/exchange/messages", json.dumps(message), content_type="application/json", headers=headers
        )
