"""Những người hỏi: signed-in officials and their requests, as browsers and programs would send them."""

import http.cookiejar
import json
import re
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import count, cycle
from uuid import uuid4

from config.bench.client import Request, fetch, request
from config.bench.ground import Ground

UNIT = "18583"
CLERK, SPECIALIST = "maiphu.motcua1", "maiphu.hotich"
SPECIALIST_OF = "bench.chuyenmon.{}"
OTHER_UNIT, OTHER_SPECIALIST = "18604", "thachkhe.hotich"
LIST = "/can-bo/viec/"
THREE_STATES = f"{LIST}?tt=1&tt=2&tt=4"
BIRTH = "1.001193"
CSRF = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
NEXT = re.compile(r'href="(\?[^"]*sau=[^"]*)"')
PAGES = 50
COMMUNES = 32  # counters that take dossiers in at the same time
RUN = uuid4().hex[:8]  # a kept installation knows the keys of earlier runs
_number = count(1)


@dataclass(frozen=True)
class Visitor:
    """Somebody who is signed in at one server: ready-made headers."""

    port: int
    headers: dict[str, str]

    def get(self, path: str) -> bytes:
        """A request for a page."""
        return request("GET", path, self.headers)

    def post(self, path: str, body: bytes) -> bytes:
        """A request that creates something: every one with a key of its own."""
        key = {"Idempotency-Key": f"bench-{RUN}-{next(_number)}", "Content-Type": "application/json"}
        return request("POST", path, self.headers | key, body)


def sign_in(ground: Ground, side: str, username: str) -> Visitor:
    """Go through the page of signing in; the session's cookie stays with the visitor."""
    port = ground.servers[side].port
    accounts = json.loads(ground.command(side, "config.cli", "demo", "accounts", "--json"))
    password = next(account["password"] for account in accounts if account["username"] == username)
    jar = http.cookiejar.CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    address = f"http://127.0.0.1:{port}/dang-nhap/"
    token = CSRF.search(browser.open(address).read().decode())
    assert token, "the sign-in page has a form"
    fields = {"username": username, "login": username, "password": password, "csrfmiddlewaretoken": token[1]}
    browser.open(address, urllib.parse.urlencode(fields).encode()).read()
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)
    return Visitor(port, {"Cookie": cookies, "User-Agent": "bench"})


def with_token(ground: Ground, side: str, username: str) -> Visitor:
    """A program with an access token."""
    token = ground.command(side, "config.cli", "token", "create", "--username", username).strip()
    return Visitor(ground.servers[side].port, _bearer(token))


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def people(ground: Ground, side: str, communes: int = COMMUNES) -> tuple[dict[str, Visitor], Visitor]:
    """Clerks of so many communes of the province by the commune's code, and a leader who sees all of it."""
    found = json.loads(ground.command(side, "config.bench.people", str(communes)))
    port = ground.servers[side].port
    clerks = {code: Visitor(port, _bearer(token)) for code, token in found["clerks"].items()}
    return clerks, Visitor(port, _bearer(found["leader"]))


def specialists(ground: Ground, side: str) -> list[tuple[str, str, Visitor]]:
    """Code of each of these communes, with the name of its specialist and the specialist's token."""
    found = json.loads(ground.command(side, "config.bench.people", str(COMMUNES)))
    port = ground.servers[side].port
    tokens = found["specialists"].items()
    return [(code, SPECIALIST_OF.format(code), Visitor(port, _bearer(token))) for code, token in tokens]


def submissions(ground: Ground, side: str) -> Request:
    """Birth registrations at the counters of many communes in turn, as a province has them: each counts for itself."""
    clerks, _leader = people(ground, side)
    bodies = [(clerk, birth(clerk, code)) for code, clerk in clerks.items()]
    turn = cycle(bodies)

    def make() -> bytes:
        clerk, body = next(turn)
        return clerk.post("/api/v1/dossiers", body)

    return make


def birth(visitor: Visitor, unit: str = UNIT) -> bytes:
    """Body of a usual birth registration at the counter: what must be brought, one paper of each choice."""
    found = json.loads(fetch(visitor.port, visitor.get(f"/api/v1/procedures/{BIRTH}")))
    listed = [c for c in found["components"] if c["group"] != "note"]
    chosen = {c["one_of"]: c["code"] for c in reversed(listed) if c["one_of"]}
    always = {c["code"] for c in listed if c["required"] and not c["condition"]}
    papers = [c["code"] for c in listed if c["code"] in always | set(chosen.values())]
    place = "Thôn Liên Tiến, xã Mai Phụ, tỉnh Hà Tĩnh"
    form = {
        "requester": {"relation": "mother", "name": "Nguyễn Thị Lan", "address": place},
        "child": {
            "name": "Trần Minh Khôi",
            "sex": "male",
            "birth_date": "2025-07-01",
            "birth_place": "Bệnh viện Đa khoa tỉnh Hà Tĩnh",
            "hometown": "Xã Mai Phụ, tỉnh Hà Tĩnh",
            "ethnicity": "Kinh",
            "nationality": "Việt Nam",
        },
        "mother": {"name": "Nguyễn Thị Lan", "birth_year": 1996},
        "father": {"name": "Trần Văn Hoà", "birth_year": 1994},
        "pledge": {"truthful": True},
    }
    body = {
        "procedure_code": BIRTH,
        "receiving_unit": unit,
        "channel": "DIRECT",
        "applicant": {"name": "Nguyễn Thị Lan", "id_number": "042190001234", "phone": "0912345678", "address": place},
        "form": form,
        "components": [{"code": code, "source": "FILED", "originals": 1} for code in papers],
        "receive": True,
    }
    return json.dumps(body).encode()


def pages_of(visitor: Visitor, path: str, number: int, *, at_most: bool = False) -> list[str]:
    """Addresses of the first pages of a list, by following the link to the next page; fewer only if `at_most`."""
    paths = [path]
    while len(paths) < number:
        links = NEXT.findall(fetch(visitor.port, visitor.get(paths[-1])))
        if not links and at_most:
            break
        if not links:
            raise ValueError(f"danh sách chỉ có {len(paths)} trang")
        paths.append(LIST + unescape(links[-1]))
    return paths


def some_codes(ground: Ground, side: str, wanted: int = 200) -> list[str]:
    """Codes of dossiers of the measured unit, open and closed, spread over its time."""
    with ground.database(side) as connection:
        rows = connection.execute(
            "WITH mine AS (SELECT d.code, row_number() OVER (ORDER BY d.id) AS n, count(*) OVER () AS many"
            " FROM dossiers_dossier d JOIN org_unitversion v ON v.unit_id = d.competent_unit_id"
            " AND v.code = %s AND v.valid @> current_date)"
            " SELECT code FROM mine WHERE n %% greatest(many / %s, 1) = 0",
            [UNIT, wanted],
        ).fetchall()
    return [code for (code,) in rows]


def addresses() -> Iterator[str]:
    """Addresses of so many different citizens that no rate limit is met."""
    for n in count(1):
        yield f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}"
