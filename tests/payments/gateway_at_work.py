"""The gateway's simulator beside a running site: what the tests of online payment stand on."""

import json
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from config.run.waiting import PATIENCE
from simulators.national_portal.server import Server
from tests.factories.dossiers import Office, in_processing, make_office, moment
from tests.factories.units import make_world
from thongsuot.common import stamps
from thongsuot.dossiers import services as dossiers
from thongsuot.dossiers.models import Dossier
from thongsuot.dossiers.payments import Item
from thongsuot.payments.models import Arrival, Intent
from thongsuot.payments.selectors.asking import to_ask
from thongsuot.payments.services import online

SECRET, PARTNER = "bi-mat-thu", "HA-TINH"
ASKED, PAYS = moment(7, 10), moment(7, 10, 5)
FEE = [Item("FEE", "Lệ phí đăng ký", 8_000)]


@dataclass
class Till:
    """A site with citizen Lan's dossier, and the gateway."""

    office: Office
    server: Server
    code: str
    site: str

    def start(self, at: datetime = PAYS) -> Intent:
        """Lan presses "Nộp trực tuyến"."""
        return online.pay_online(code=self.code, principal=self.office.who("lan"), at=at)

    def asks(self, at: datetime) -> None:
        """What the background job does when it is due."""
        for intent in to_ask(at):
            online.ask(intent, at=at)

    def told(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Tell the simulator how to behave, over its own API."""
        address, content = f"{self.server.address}{path}", json.dumps(body or {}).encode()
        request = urllib.request.Request(address, content if method != "GET" else None, method=method)
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.load(answer)

    def manners(self, **chosen: Any) -> None:
        self.told("PUT", "/dieu-khien/thanh-toan", chosen)

    def fault(self, mode: str, **more: Any) -> None:
        self.told("PUT", "/dieu-khien/loi", {"mode": mode, "groups": ["payment"], **more})

    def citizen_pays(self, intent: Intent, **more: Any) -> None:
        """Lan pays on the gateway's page; its callbacks have been sent when this returns."""
        self.told("POST", f"/dieu-khien/thanh-toan/{intent.reference}/tra", more)

    def orders(self) -> list[dict[str, Any]]:
        return self.told("GET", "/dieu-khien/thanh-toan")["items"]

    def status(self) -> str:
        return str(Dossier.objects.get(code=self.code).status)

    def books_are_equal(self) -> None:
        """Every đồng the gateway took stands in our books once, and nothing else does."""
        theirs = {(o["number"], o["paid"]) for o in self.orders() if o["state"] == "00"}
        ours = set(Arrival.objects.filter(source="gateway").values_list("external_id", "amount"))
        assert theirs == ours


def ask_for_money(office: Office, code: str, at: datetime = ASKED) -> None:
    dossiers.request_payment(code=code, principal=office.who("hotich", at), at=at, items=FEE, reason="Nghị quyết")


@pytest.fixture
def till(live_server: Any, settings: Any, monkeypatch: Any, django_db_serialized_rollback: Any) -> Iterator[Till]:
    server = Server("127.0.0.1", 0)
    server.in_thread()
    settings.PAYMENT_GATEWAY = {"address": f"{server.address}/thanh-toan", "partner": PARTNER, "secret": SECRET}
    monkeypatch.setattr("thongsuot.payments.views.callback.now", lambda: PAYS + timedelta(minutes=5))
    with stamps.of_one_request():
        office = make_office(make_world())
        code = in_processing(office)
        ask_for_money(office, code)
        till = Till(office, server, code, live_server.url)
        till.told("PUT", "/dieu-khien/doi-tac", {"MaDoiTac": PARTNER, "secret": SECRET, "site": live_server.url})
        yield till
    server.shutdown()
    server.server_close()
    server.storage.close()
