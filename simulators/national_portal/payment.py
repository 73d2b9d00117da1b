"""Thanh toán qua cổng: INIT, CONFIRM, GET_BILL (message version 1.0.6), a page where the demo citizen "pays", and callbacks.

Partners are told by the environment (SIMULATED_PARTNER) or PUT /dieu-khien/doi-tac. How it misbehaves beyond the faults of
calls is told by PUT /dieu-khien/thanh-toan: `callbacks` (0, 1, 2: how often a result is told; 2 at the same moment),
`before_answer` (paid and told before INIT is answered), `final` (false: for ever "waiting"), `off` (so many đồng more or
less than was asked arrive). How MaXacThuc is computed is this simulator's choice; the real rule is not known.
"""

import hmac
import html
import json
import os
import threading
import urllib.request
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

from simulators.national_portal.routes import CONTROL, Call, Html, Refused, Route, ok
from simulators.national_portal.storage import Storage, packed

GROUP, PAGE = "payment", "payment_page"
SCHEMA = """
CREATE TABLE IF NOT EXISTS orders (
  reference TEXT PRIMARY KEY, partner TEXT NOT NULL, amount INTEGER NOT NULL, state TEXT NOT NULL DEFAULT '01',
  paid INTEGER NOT NULL DEFAULT 0, number TEXT NOT NULL DEFAULT '', paid_at TEXT NOT NULL DEFAULT '', data TEXT NOT NULL,
  inits INTEGER NOT NULL DEFAULT 1, asked INTEGER NOT NULL DEFAULT 0, told INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS partners (code TEXT PRIMARY KEY, secret TEXT NOT NULL, site TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS payment_manners (one INTEGER PRIMARY KEY CHECK (one = 1), data TEXT NOT NULL);
"""
VIET_NAM = timezone(timedelta(hours=7))
WAITING, PAID, CANCELLED = "01", "00", "03"
MANNERS: dict[str, Any] = {"callbacks": 1, "before_answer": False, "final": True, "off": 0}
SIGNED = (
    "PhienBan", "LoaiBanTin", "MaDoiTac", "MaThamChieu", "SoTien", "LoaiHinhThanhToan", "MaKenhThanhToan", "MaTienTe",
    "ThongTinGiaoDich", "ThoiGianGD", "Ip", "TrangThai", "MaGiaoDich", "ThoiGianThanhToan",
)  # fmt: skip
NEEDED = ("PhienBan", "MaThamChieu", "LoaiHinhThanhToan", "MaTienTe", "ThoiGianGD", "ThongTinBienLai")
NEEDED_OF_RECEIPT = (
    "MaTTHC",
    "TenTTHC",
    "MaDonVi",
    "TenDonVi",
    "MaHoSo",
    "TKThuHuong",
    "MaNHThuHuong",
    "PhiLePhi",
    "DSKhoanNop",
)


def init(call: Call) -> Mapping[str, Any]:
    """INIT: the same reference with the same amount is the same order, sent again."""
    partner, body = _partner(call), call.body
    amount, receipt = body.get("SoTien"), body.get("ThongTinBienLai")
    missing = [name for name in NEEDED if not body.get(name)]
    missing += [name for name in NEEDED_OF_RECEIPT if name not in (receipt or {})]
    if missing or not isinstance(amount, int) or amount <= 0:
        return _said("01", f"thiếu hoặc sai: {', '.join(missing) or 'SoTien'}")
    with call.storage.change() as base:
        base.execute(
            "INSERT INTO orders (reference, partner, amount, data) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (reference) DO UPDATE SET inits = inits + 1",
            (body["MaThamChieu"], partner["code"], amount, packed(body)),
        )
        order = dict(base.execute("SELECT * FROM orders WHERE reference = ?", (body["MaThamChieu"],)).fetchone())
    if order["amount"] != amount:
        return _said("03", "mã tham chiếu đã dùng cho số tiền khác")
    if _manners(call.storage)["before_answer"]:
        _settle(call.storage, order["reference"], PAID)
        _tell(call.storage, order["reference"])
    here = f"http://{call.headers.get('Host', '127.0.0.1')}"
    return _said(
        "00",
        "Thành công",
        UrlThanhToan=f"{here}/thanh-toan/trang/{order['reference']}",
        MaGiaoDichCong=order["reference"],
    )


def confirm(call: Call) -> Mapping[str, Any]:
    """CONFIRM: what became of a reference; signed."""
    partner, order = _partner(call), _order(call, str(call.body.get("MaThamChieu")))
    if order is None:
        return _said("05", "không có mã tham chiếu này")
    with call.storage.change() as base:
        base.execute("UPDATE orders SET asked = asked + 1 WHERE reference = ?", (order["reference"],))
    return {**_said("00", "Thành công"), **_signed(_result(call.storage, order), partner["secret"])}


def get_bill(call: Call) -> Mapping[str, Any]:
    """GET_BILL: where the receipt is shown."""
    _partner(call)
    order = _order(call, str(call.body.get("MaThamChieu")))
    if order is None or order["state"] != PAID:
        return _said("05", "chưa có biên lai")
    here = f"http://{call.headers.get('Host', '127.0.0.1')}"
    return _said("00", "Thành công", UrlBienLai=f"{here}/thanh-toan/bien-lai/{order['reference']}")


def page(call: Call) -> Html:
    """Trang thanh toán: where a citizen would log in to his bank."""
    order = _order(call, call.path["reference"])
    if order is None:
        raise Refused(404, "05", "không có giao dịch này")
    data = json.loads(order["data"])
    where = f"/thanh-toan/trang/{order['reference']}"
    if order["state"] == WAITING:
        acts = f'<p><a class="main" href="{where}/tra">Trả {_money(order["amount"])}</a></p><p><a href="{where}/huy">Thôi, không trả</a></p>'
    else:
        acts = f"<p><strong>{'Đã trả' if order['state'] == PAID else 'Đã huỷ'}</strong></p>"
    about = data["ThongTinBienLai"]
    facts = "".join(
        f"<li>{html.escape(str(fee.get('TenPhiLePhi')))}: {_money(int(fee.get('SoTien', 0)))}</li>"
        for fee in about["PhiLePhi"]
    )
    return _page(
        "Cổng thanh toán (mô phỏng)",
        f"<p>Hồ sơ {html.escape(str(about['MaHoSo']))}, thu cho {html.escape(str(about['TenDonVi']))}, tài khoản "
        f"{html.escape(str(about['TKThuHuong']) or 'chưa có')}.</p><ul>{facts}</ul>{acts}{_back(call, order)}",
    )


def pay(call: Call) -> Html:
    """Người dân trả tiền."""
    return _ended(call, PAID, "Đã trả tiền")


def cancel(call: Call) -> Html:
    """Người dân thôi không trả."""
    return _ended(call, CANCELLED, "Đã huỷ, không có tiền nào bị trừ")


def bill(call: Call) -> Html:
    """Biên lai của cổng."""
    order = _order(call, call.path["reference"])
    if order is None or order["state"] != PAID:
        raise Refused(404, "05", "chưa có biên lai")
    return _page(
        "Biên lai (mô phỏng)", f"<p>{_money(order['paid'])}, giao dịch {order['number']}, {order['paid_at']}.</p>"
    )


def register(call: Call) -> Mapping[str, Any]:
    """Đăng ký đối tác: {"MaDoiTac", "secret", "site"}."""
    _register(call.storage, call.body)
    return ok()


def set_manners(call: Call) -> Mapping[str, Any]:
    """Cách cư xử; what is not named is as usual."""
    chosen = MANNERS | {key: call.body[key] for key in MANNERS if key in call.body}
    with call.storage.change() as base:
        base.execute("INSERT OR REPLACE INTO payment_manners VALUES (1, ?)", (packed(chosen),))
    return ok(**chosen)


def listed(call: Call) -> Mapping[str, Any]:
    """Sổ của cổng: every order and what became of it."""
    columns = "reference, amount, state, paid, number, paid_at, inits, asked, told"
    return ok(items=call.storage.rows(f"SELECT {columns} FROM orders ORDER BY rowid"))  # noqa: S608


def pay_now(call: Call) -> Mapping[str, Any]:
    """Như người dân vừa trả (or cancelled), for tests; answers when it has been told."""
    state = CANCELLED if call.body.get("cancel") else PAID
    _settle(call.storage, call.path["reference"], state)
    _tell(call.storage, call.path["reference"])
    return ok()


def _ended(call: Call, state: str, words: str) -> Html:
    order = _settle(call.storage, call.path["reference"], state)
    threading.Thread(target=_tell, args=(call.storage, order["reference"]), daemon=True).start()
    return _page(words, _back(call, order))


def _settle(storage: Storage, reference: str, state: str) -> dict[str, Any]:
    """Decide an order once; what is decided stays."""
    manners = _manners(storage)
    with storage.change() as base:
        found = base.execute("SELECT rowid AS n, * FROM orders WHERE reference = ?", (reference,)).fetchone()
        if found is None:
            raise Refused(404, "05", "không có giao dịch này")
        if found["state"] == WAITING:
            paid = found["amount"] + int(manners["off"]) if state == PAID else 0
            at = datetime.now(VIET_NAM).strftime("%Y%m%d%H%M%S")
            number = f"GD{at}{found['n']:06d}" if state == PAID else ""
            base.execute(
                "UPDATE orders SET state = ?, paid = ?, number = ?, paid_at = ? WHERE reference = ?",
                (state, paid, number, at, reference),
            )
        return dict(base.execute("SELECT * FROM orders WHERE reference = ?", (reference,)).fetchone())


def _result(storage: Storage, order: Mapping[str, Any]) -> dict[str, Any]:
    state = order["state"] if _manners(storage)["final"] else WAITING
    receipt = json.loads(order["data"])["ThongTinBienLai"]
    return {
        "PhienBan": "1.0.6", "LoaiBanTin": "RESULT", "MaDoiTac": order["partner"], "MaThamChieu": order["reference"],
        "TrangThai": state, "SoTien": order["paid"] if state == PAID else 0, "MaGiaoDich": order["number"] if state == PAID else "",
        "ThoiGianThanhToan": order["paid_at"] if state == PAID else "",
        "ThoiGianGD": datetime.now(VIET_NAM).strftime("%Y%m%d%H%M%S"), "HoTenNguoiNop": receipt.get("HoTenNguoiNop", ""),
    }  # fmt: skip


def _tell(storage: Storage, reference: str) -> None:
    """The callback, as often as the manners say; the second one at the same moment as the first."""
    manners = _manners(storage)
    order = storage.row(
        "SELECT o.*, p.secret, p.site FROM orders o JOIN partners p ON p.code = o.partner WHERE reference = ?",
        (reference,),
    )
    if order is None or not manners["final"]:
        return
    body = packed(_signed(_result(storage, order), order["secret"])).encode()
    address, count = f"{order['site']}/thanh-toan/ket-qua/", int(manners["callbacks"])
    threads = [threading.Thread(target=_post, args=(address, body)) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=15)
    with storage.change() as base:
        base.execute("UPDATE orders SET told = told + ? WHERE reference = ?", (count, reference))


def _post(address: str, body: bytes) -> None:
    request = urllib.request.Request(address, body, {"Content-Type": "application/json"}, method="POST")  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            answer.read()
    except OSError:
        return  # whoever was not told asks


def _partner(call: Call) -> dict[str, Any]:
    partner = call.storage.row("SELECT * FROM partners WHERE code = ?", (str(call.body.get("MaDoiTac")),))
    given = call.body.get("MaXacThuc")
    if (
        partner is None
        or not isinstance(given, str)
        or not hmac.compare_digest(given, _signature(call.body, partner["secret"]))
    ):
        raise Refused(401, "07", "sai MaXacThuc")
    return partner


def _order(call: Call, reference: str) -> dict[str, Any] | None:
    return call.storage.row("SELECT * FROM orders WHERE reference = ?", (reference,))


def _signed(body: Mapping[str, Any], secret: str) -> dict[str, Any]:
    return {**body, "MaXacThuc": _signature(body, secret)}


def _signature(body: Mapping[str, Any], secret: str) -> str:
    text = "|".join(str(body.get(name, "")) for name in SIGNED)
    return hmac.new(secret.encode(), text.encode(), sha256).hexdigest()


def _said(code: str, words: str, **more: Any) -> dict[str, Any]:
    return {"MaLoi": code, "MoTaLoi": words, **more}


def _manners(storage: Storage) -> dict[str, Any]:
    found = storage.row("SELECT data FROM payment_manners WHERE one = 1")
    return MANNERS | (json.loads(found["data"]) if found else {})


def _register(storage: Storage, said: Mapping[str, Any]) -> None:
    with storage.change() as base:
        base.execute(
            "INSERT OR REPLACE INTO partners VALUES (?, ?, ?)",
            (str(said["MaDoiTac"]), str(said["secret"]), str(said["site"]).rstrip("/")),
        )


def begin(storage: Storage) -> None:
    """The partner that the environment names."""
    given = os.environ.get("SIMULATED_PARTNER")
    if given:
        _register(storage, json.loads(given))


def _back(call: Call, order: Mapping[str, Any]) -> str:
    partner = call.storage.row("SELECT site FROM partners WHERE code = ?", (order["partner"],))
    code = json.loads(order["data"])["ThongTinBienLai"]["MaHoSo"]
    site = partner["site"] if partner else ""
    return f'<p><a href="{html.escape(site)}/cong-dan/ho-so/{html.escape(str(code))}/nop-tien/">Quay về nơi nộp hồ sơ</a></p>'


def _money(amount: int) -> str:
    return f"{amount:,} đ".replace(",", ".")


def _page(title: str, body: str) -> Html:
    style = "body{font:20px/1.5 sans-serif;max-width:32em;margin:2em auto;padding:0 1em}a.main{background:#1d4ed8;color:#fff;padding:.6em 1.2em;border-radius:.4em;text-decoration:none}"
    return Html(
        f'<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{title}</title><style>{style}</style><h1>{title}</h1>{body}"
        "<p>Chương trình mô phỏng để dùng thử, không phải cổng thật; không có tiền thật.</p></html>"
    )


ROUTES = [
    Route("POST", "/thanh-toan/init", GROUP, init),
    Route("POST", "/thanh-toan/confirm", GROUP, confirm),
    Route("POST", "/thanh-toan/get-bill", GROUP, get_bill),
    Route("GET", "/thanh-toan/trang/{reference}", PAGE, page),
    Route("GET", "/thanh-toan/trang/{reference}/tra", PAGE, pay),
    Route("GET", "/thanh-toan/trang/{reference}/huy", PAGE, cancel),
    Route("GET", "/thanh-toan/bien-lai/{reference}", PAGE, bill),
    Route("PUT", "/dieu-khien/doi-tac", CONTROL, register),
    Route("PUT", "/dieu-khien/thanh-toan", CONTROL, set_manners),
    Route("GET", "/dieu-khien/thanh-toan", CONTROL, listed),
    Route("POST", "/dieu-khien/thanh-toan/{reference}/tra", CONTROL, pay_now),
]
