"""API của đơn vị (contracts: `GET /units`, `/units/{id}`, `/successors`, `/predecessors`, `/units/resolve`).

Public: the law wants it published. The rule of the door is put on in `config.api`, because accounts lies above this room.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, TypeAlias

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, Path, Query, Router, Schema

from thongsuot.common import stamps
from thongsuot.common.api import Day, Id, Line, Page, PageParams, decode_cursor, line, page_of
from thongsuot.common.clock import TIMEZONE
from thongsuot.common.errors import NotFound
from thongsuot.common.idempotent import to_json
from thongsuot.common.now import now
from thongsuot.common.ratelimit import Here, client_address
from thongsuot.org import selectors
from thongsuot.org.models import Kind
from thongsuot.org.search import LONGEST_QUERY, find
from thongsuot.org.selectors import UnitInfo

Door = Callable[[Callable[..., Any]], Callable[..., Any]]
SCOPE = "units"
CACHED_SECONDS = 60
PACE = Here(
    limit=600, seconds=60
)  # of one address, in each process: ten a second, enough to convert a list of addresses
Name: TypeAlias = line(LONGEST_QUERY)  # type: ignore[valid-type]


class UnitFilters(PageParams):
    """Lọc đơn vị."""

    code: Line = Field("", description="Mã đơn vị; chỉ có nghĩa cùng với ngày `on`")
    on: Day | None = Field(None, description="Ngày cần xem, mặc định hôm nay")
    q: Name = Field("", description="Tên cần tìm, có dấu hay không dấu")
    province: Line = Field("", description="Mã tỉnh")
    kind: Kind | None = Field(None, description="Loại đơn vị")


class OnDay(Schema):
    """Ngày cần xem."""

    on: Day | None = Field(None, description="Ngày cần xem, mặc định hôm nay")


class Address(Schema):
    """Địa chỉ cũ."""

    name: line(LONGEST_QUERY, least=1) = Field(description="Tên xã, phường, thị trấn")  # type: ignore[valid-type]
    district: Name = Field("", description="Tên huyện, quận cũ")
    province: Name = Field("", description="Tên tỉnh, cũ hoặc mới")
    on: Day | None = Field(None, description="Ngày cần biết đơn vị hiện hành, mặc định hôm nay")


class UnitOut(Schema):
    """Một đơn vị như trong một khoảng thời gian; `valid_from` null = không rõ, `valid_to` là ngày đầu tiên hết hiệu lực."""

    id: int
    code: str | None
    name: str
    full_name: str
    kind: Kind
    organ_kind: str | None = Field(description="Việc của cơ quan (office, economy, culture_social…)")
    parent: int | None
    province_code: str | None
    identifier: str | None
    identifier_is_demo: bool = Field(description="Mã định danh chỉ để minh hoạ")
    valid_from: date | None
    valid_to: date | None


class UnitRecord(UnitOut):
    """Một đơn vị với mọi thuộc tính theo thời gian."""

    in_force: bool
    versions: list[UnitOut]


class HeirOut(Schema):
    """Một đơn vị ở đầu kia của quan hệ kế thừa."""

    unit: int
    code: str | None
    name: str
    full_name: str
    relation: str
    effective_on: date
    legal_basis: str


class HeirList(Schema):
    """Danh sách đơn vị kế thừa hoặc đơn vị trước."""

    items: list[HeirOut]
    next: str | None = None


class ResolvedOut(HeirOut):
    """Đơn vị hiện hành của một địa chỉ cũ."""

    came_from: UnitOut


class Resolution(Schema):
    """Kết quả; `decided` chỉ đúng khi có đúng một đơn vị."""

    items: list[ResolvedOut]
    decided: bool


def router(door: Door) -> Router:
    """The operations of units behind the given door."""
    units = Router(tags=["Đơn vị"])
    units.get("", response=Page[UnitOut], summary="Tìm đơn vị")(door(list_units))
    units.get("/resolve", response=Resolution, summary="Địa chỉ cũ nay thuộc đơn vị nào")(door(resolve))
    units.get("/{unit_id}", response=UnitRecord, summary="Một đơn vị")(door(get_unit))
    units.get("/{unit_id}/successors", response=HeirList, summary="Đơn vị kế thừa")(door(get_successors))
    units.get("/{unit_id}/predecessors", response=HeirList, summary="Đơn vị trước sắp xếp")(door(get_predecessors))
    return units


def list_units(request: HttpRequest, filters: Query[UnitFilters]) -> Any:
    """Units in force that day: by code, or by how well the name fits when one is asked for.

    A code that units had or will have, but none has that day, is refused with those that took over.
    """
    day = _day(filters.on)
    if filters.code and selectors.units_of_code(filters.code):
        selectors.require_in_force(filters.code, day, field="code")
    rows = _by_name(filters, day) if filters.q else _by_code(filters, day)
    shown, following = page_of(rows, filters.limit, SCOPE, lambda row: row[0])
    return {"items": [unit_out(info) for _key, info in shown], "next": following}


def get_unit(request: HttpRequest, unit_id: Path[Id], params: Query[OnDay]) -> Any:
    """The unit that day (an ended one with its last attributes), and all its attributes over time."""
    day = _day(params.on)
    return unit_out(selectors.unit_info(unit_id, day)) | {
        "in_force": selectors.in_force(unit_id, day),
        "versions": [unit_out(info) for info in selectors.versions_of(unit_id)],
    }


def get_successors(request: HttpRequest, unit_id: Path[Id], params: Query[OnDay]) -> Any:
    """Direct successors up to that day."""
    _known(unit_id)
    return {"items": [selectors.as_item(heir) for heir in selectors.successors(unit_id, _day(params.on))]}


def get_predecessors(request: HttpRequest, unit_id: Path[Id], params: Query[OnDay]) -> Any:
    """Direct predecessors up to that day."""
    _known(unit_id)
    return {"items": [selectors.as_item(heir) for heir in selectors.predecessors(unit_id, _day(params.on))]}


def resolve(request: HttpRequest, address: Query[Address]) -> Any:
    """All units an old address may belong to now; whoever gets several has to ask a person.

    Answered from memory: a warm process spends no statement. The answer holds until the units change, which its ETag
    says, and at most until the day of the asking ends.
    """
    at = now()
    PACE.hit(client_address(request), at)
    stamps.accept_recent(settings.REFERENCE_MAY_LAG)
    day = _day(address.on)
    headers = _freshness(day, at)
    if "ETag" in headers and headers["ETag"] in request.headers.get("If-None-Match", ""):
        return HttpResponse(status=304, headers=headers)
    body = _resolution(address.name, address.district, address.province, day)
    return HttpResponse(body, content_type="application/json; charset=utf-8", headers=headers)


@stamps.cached("org")
def _resolution(name: str, district: str, province: str, day: date) -> bytes:
    """The answer as it goes over the line."""
    found = selectors.resolve(name, day, district=district, province=province)
    items = [selectors.as_item(row.heir) | {"came_from": unit_out(row.came_from)} for row in found]
    return to_json({"items": items, "decided": len(items) == 1})


def _freshness(day: date, at: datetime) -> dict[str, str]:
    """What caches may do with an answer about units: the stamp of the units is its version."""
    local = timezone.localtime(at)
    midnight = timezone.make_aware(datetime.combine(local.date() + timedelta(days=1), time()), TIMEZONE)
    age = min(CACHED_SECONDS, int((midnight - local).total_seconds()))
    stamp = stamps.current().get(stamps.ORG)
    tag = {"ETag": f'W/"{stamp}-{day:%Y%m%d}"'} if stamp is not None else {}
    return {"Cache-Control": f"public, max-age={age}", **tag}


def unit_out(info: UnitInfo) -> dict[str, Any]:
    """Một đơn vị theo hình dạng của API."""
    plain = ("id", "name", "full_name", "kind", "identifier_is_demo", "valid_from", "valid_to")
    may_be_empty = ("code", "organ_kind", "province_code", "identifier")
    return {
        **{name: getattr(info, name) for name in plain},
        **{name: getattr(info, name) or None for name in may_be_empty},
        "parent": info.parent_id,
    }


Row = tuple[tuple[Any, ...], UnitInfo]


def _by_code(filters: UnitFilters, day: date) -> list[Row]:
    after = decode_cursor(SCOPE, filters.cursor, str, int)
    keyed: Iterator[Row] = (((info.code, info.id), info) for info in selectors.units_in_force(day))
    return _first(keyed, filters, after)


def _by_name(filters: UnitFilters, day: date) -> list[Row]:
    after = decode_cursor(SCOPE, filters.cursor, int, str, int)
    hits = find(filters.q, lambda info: info.in_force(day))
    return _first(((hit.order[:3], hit.info) for hit in hits), filters, after)


def _first(rows: Iterator[Row], filters: UnitFilters, after: tuple[Any, ...] | None) -> list[Row]:
    """One more row than asked for, of those that fit the filters and come after the cursor."""
    found: list[Row] = []
    for key, info in rows:
        if (after is None or key > after) and _fits(info, filters):
            found.append((key, info))
            if len(found) > filters.limit:
                break
    return found


def _fits(info: UnitInfo, filters: UnitFilters) -> bool:
    return (
        (not filters.code or info.code == filters.code)
        and (not filters.province or info.province_code == filters.province)
        and (filters.kind is None or info.kind == filters.kind)
    )


def _known(unit_id: int) -> None:
    if not selectors.versions_of(unit_id):
        raise NotFound(_("Không có đơn vị này."))


def _day(on: date | None) -> date:
    return on or timezone.localdate(now())
