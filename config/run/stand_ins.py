"""Hệ thống mô phỏng chạy kèm bản dùng thử: separate programs for systems nobody outside can reach.

The platform only learns addresses; it does not know what answers there. Nothing is started when an address was given,
nor outside the demo settings, nor where the port is taken: then the papers are asked for, and messages wait.
"""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from config.run import token
from config.run.places import ROOT, Places
from config.run.process import spawn
from config.run.supervisor import Part

POPULATION_PORT = 21  # beyond THONGSUOT_PORT_BASE
ADDRESSES = "THONGSUOT_DATABASES"
NATIONAL_PORTAL_PORT = 22
NATIONAL_PORTAL = "THONGSUOT_NATIONAL_PORTAL"
READER_PORT = 23
AXIS_PORT = 24
TRUST_PORT = 25
ROOTS, TSA = "THONGSUOT_TRUST_ROOTS", "THONGSUOT_TSA"
AXIS = "THONGSUOT_AXIS"
READER, ANCHORS = "THONGSUOT_CARD_READER", "THONGSUOT_CARD_ANCHORS"
GATEWAY, PARTNER, SECRET = (f"THONGSUOT_PAYMENT_{name}" for name in ("GATEWAY", "PARTNER", "SECRET"))


def wanted(places: Places, web_port: int, say: Callable[[str], None]) -> list[Part]:
    """Mọi hệ thống mô phỏng cần chạy; each puts its addresses into the environment that the other parts are given."""
    parts = [population(places, say), national_portal(places, web_port, say), card_reader(places, web_port, say)]
    parts += [document_axis(places, say), trust_centre(places, say)]
    return [part for part in parts if part]


def trust_addresses(places: Places) -> None:
    """Địa chỉ của trung tâm chứng thực và thiết bị ký dùng thử; told before the data are prepared, which need them."""
    if ROOTS in os.environ or not _demo():
        return
    os.environ[ROOTS] = str(trust_folder(places) / "roots.pem")
    os.environ[TSA] = f"http://127.0.0.1:{places.port_base + TRUST_PORT}/tsa"
    token.tell(places)


def trust_folder(places: Places) -> Path:
    """Where the simulated trust centre keeps its keys."""
    return places.var / "trust-centre"


def trust_centre(places: Places, say: Callable[[str], None]) -> Part | None:
    """Trung tâm chứng thực mô phỏng: time stamps, revocation."""
    port = places.port_base + TRUST_PORT
    if os.environ.get(ROOTS) != str(trust_folder(places) / "roots.pem"):
        return None
    if token.missing():
        say(
            "Không có SoftHSM (gói softhsm2): bản dùng thử ký số bằng khoá trong tệp, bản chạy thật thì không được thế."
        )
    if shutil.which("openssl") is None:
        say("Không có openssl nên không có dấu thời gian; bản dùng thử chưa ký số được.")
        return None
    if not _free(port):
        say(
            f"Cổng {port} đang có chương trình khác dùng nên không chạy trung tâm chứng thực mô phỏng; chưa ký số được."
        )
        return None
    words = ["--data", str(trust_folder(places))]
    return _part("Trung tâm chứng thực mô phỏng", "trust_centre", port, places, words=words)


def population(places: Places, say: Callable[[str], None]) -> Part | None:
    """CSDL dân cư, hộ tịch mô phỏng."""
    if ADDRESSES in os.environ or not _demo():
        return None
    port = places.port_base + POPULATION_PORT
    if not _free(port):
        say(f"Cổng {port} đang có chương trình khác dùng nên không chạy CSDL dân cư mô phỏng; giấy tờ sẽ được hỏi.")
        return None
    os.environ[ADDRESSES] = f"dan-cu=http://127.0.0.1:{port}/dan-cu,ho-tich=http://127.0.0.1:{port}/ho-tich"
    return _part("CSDL dân cư mô phỏng", "population", port, places)


def national_portal(places: Places, web_port: int, say: Callable[[str], None]) -> Part | None:
    """Cổng Dịch vụ công quốc gia mô phỏng."""
    if NATIONAL_PORTAL in os.environ or not _demo():
        return None
    port = places.port_base + NATIONAL_PORTAL_PORT
    if not _free(port):
        say(f"Cổng {port} đang có chương trình khác dùng nên không chạy cổng quốc gia mô phỏng; tin sẽ không được xếp.")
        return None
    os.environ[NATIONAL_PORTAL] = f"http://127.0.0.1:{port}"
    return _part("Cổng quốc gia mô phỏng", "national_portal", port, places, told=_payment(port, web_port))


def _payment(port: int, web_port: int) -> dict[str, str]:
    """Cổng thanh toán mô phỏng, in the same program: what it must know of us, as a partner registered with it."""
    if GATEWAY in os.environ:
        return {}
    os.environ[GATEWAY] = f"http://127.0.0.1:{port}/thanh-toan"
    os.environ[PARTNER], os.environ[SECRET] = "DUNG-THU", secrets.token_hex(16)
    site = os.environ.get("THONGSUOT_PUBLIC_URL") or f"http://localhost:{web_port}"
    partner = {"MaDoiTac": os.environ[PARTNER], "secret": os.environ[SECRET], "site": site}
    return {"SIMULATED_PARTNER": json.dumps(partner)}


def card_reader(places: Places, web_port: int, say: Callable[[str], None]) -> Part | None:
    """Đầu đọc thẻ căn cước mô phỏng: only pages of this installation may ask it; it writes the root of its cards."""
    if READER in os.environ or not _demo():
        return None
    port = places.port_base + READER_PORT
    if not _free(port):
        say(f"Cổng {port} đang có chương trình khác dùng nên không chạy đầu đọc thẻ mô phỏng.")
        return None
    anchor = places.var / "card-anchor.pem"
    os.environ[READER], os.environ[ANCHORS] = f"http://localhost:{port}", str(anchor)
    words = ["--anchor", str(anchor), "--origin", f"http://localhost:{web_port}"]
    return _part("Đầu đọc thẻ mô phỏng", "card_reader", port, places, words=words)


def document_axis(places: Places, say: Callable[[str], None]) -> Part | None:
    """Trục liên thông văn bản mô phỏng: this installation is one system there, a ministry and another province are others."""
    if AXIS in os.environ or not _demo():
        return None
    port = places.port_base + AXIS_PORT
    if not _free(port):
        say(f"Cổng {port} đang có chương trình khác dùng nên không chạy trục văn bản mô phỏng; văn bản sẽ chờ gửi.")
        return None
    secret = secrets.token_hex(16)
    os.environ[AXIS], os.environ[f"{AXIS}_SYSTEM"], os.environ[f"{AXIS}_SECRET"] = (
        f"http://127.0.0.1:{port}",
        "DUNG-THU",
        secret,
    )
    os.environ.setdefault(f"{AXIS}_AGENCIES", "H27,H56")
    others = [
        ("G09", "Bộ Nội vụ"),
        ("G12", "Bộ Tài chính"),
        ("G22", "Văn phòng Chính phủ"),
        ("H42", "Ủy ban nhân dân tỉnh Ninh Bình"),
    ]
    systems = [
        {"id": "DUNG-THU", "secret": secret, "prefixes": ["H27", "H56"]},
        {
            "id": "NOI-KHAC", "secret": secrets.token_hex(16),
            "agencies": [{"organ_id": code, "name": name} for code, name in others],
        },
    ]  # fmt: skip
    offices = {
        "system": "NOI-KHAC",
        "agencies": [{"organ_id": code, "name": name} for code, name in others],
        "to": [{"organ_id": "H27.18583", "name": "Ủy ban nhân dân xã Mai Phụ"}],
    }
    told = {"SIMULATED_SYSTEMS": json.dumps(systems), "SIMULATED_OFFICES": json.dumps(offices)}
    return _part("Trục văn bản mô phỏng", "axis", port, places, told=told)


def _part(
    name: str,
    module: str,
    port: int,
    places: Places,
    *,
    words: Sequence[str] = (),
    told: Mapping[str, str] | None = None,
) -> Part:
    log, data = places.log / f"{module}.log", str(places.var / f"{module}.sqlite")
    command = [sys.executable, "-m", f"simulators.{module}", "--port", str(port), *(words or ("--data", data))]
    return Part(name, lambda: _start(command, log, told or {}), log, signal.SIGTERM, optional=True)


def _start(command: list[str], log: os.PathLike[str], told: Mapping[str, str]) -> subprocess.Popen[bytes]:
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **told}
    with open(log, "ab") as output:
        return spawn(command, environment=environment, output=output.fileno(), folder=ROOT)


def _demo() -> bool:
    return (os.environ.get("DJANGO_SETTINGS_MODULE") or "config.settings.dev") == "config.settings.dev"


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
