"""Một API nhỏ để thử nền API: its own operations, behind the real middleware."""

from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace

from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.urls import path
from ninja import File, Query, Schema
from ninja.errors import HttpError
from ninja.files import UploadedFile

from thongsuot.common.api import (
    Api,
    Day,
    Id,
    Moment,
    Page,
    PageParams,
    decode_cursor,
    idempotency_required,
    idempotent,
    json_answer,
    line,
    page_of,
)
from thongsuot.common.errors import MoveNotAllowed, NotFound, TooMany
from thongsuot.common.numbering import next_number
from thongsuot.common.views import unknown_api_path

api = Api(title="Thử", version="test", urls_namespace="sample")


def by_header(request: HttpRequest) -> SimpleNamespace | None:
    """Sign in by a header."""
    user = request.headers.get("X-User")
    request.principal = SimpleNamespace(user_id=int(user)) if user else None
    return request.principal


class Person(Schema):
    name: line(200, least=1)
    birth_date: Day | None = None
    unit: Id = 1


class Filing(Schema):
    received_at: Moment
    amount: int
    applicant: Person
    tags: list[str] = []


class Row(Schema):
    id: int
    name: str
    at: Moment


@api.post("/filings", auth=by_header, response={201: dict})
@idempotency_required
def file_it(request: HttpRequest, data: Filing) -> HttpResponse:
    """Creates something."""

    def work():
        number = next_number("filing", "x")
        if data.amount < 0:
            raise MoveNotAllowed(status_now="FINISHED")
        return json_answer({"n": number, "name": data.applicant.name, "at": data.received_at}, 201, subject_id=number)

    return idempotent(request, "filing.create", True, work)


@api.post("/uploads", auth=by_header)
def upload(request: HttpRequest, file: File[UploadedFile]) -> HttpResponse:
    return idempotent(request, "upload", False, lambda: json_answer({"n": next_number("upload", "x")}))


@api.post("/open")
def anonymous(request: HttpRequest, data: Person) -> HttpResponse:
    return idempotent(request, "open", False, lambda: json_answer({"n": next_number("open", "x")}))


@api.get("/rows", response=Page[Row])
def rows(request: HttpRequest, page: Query[PageParams], on: Day | None = None, unit: Id | None = None):
    after = decode_cursor("rows", page.cursor, int)
    start = after[0] if after else 0
    found = [
        Row(id=n, name=f"Dòng {n}", at=datetime(2025, 7, 7, 7, tzinfo=__import__("datetime").UTC))
        for n in range(start + 1, 51)
    ]
    items, following = page_of(found[: page.limit + 1], page.limit, "rows", lambda row: [row.id])
    return {"items": items, "next": following}


@api.get("/rows/{row_id}")
def one(request: HttpRequest, row_id: Id):
    if row_id > 50:
        raise NotFound
    return {"id": row_id, "fee": Decimal("8000"), "name": "Nguyễn Thị Hường"}


@api.get("/broken/{how}")
def broken(request: HttpRequest, how: str):
    if how == "fault":
        raise ZeroDivisionError
    if how == "lost":
        raise OperationalError("server closed the connection")
    if how == "teapot":
        raise HttpError(418, "no")
    if how == "busy":
        raise TooMany(retry_after=17)
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::bigint", [how])


def form(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"xin chào {request.POST.get('name', '')}")


form.csrf_exempt = True
urlpatterns = [
    path("api/v1/", api.urls),
    path("api/<path:rest>", unknown_api_path),
    path("bieu-mau/", form),
]
handler400 = "thongsuot.ui.errors.bad_request"
handler404 = "thongsuot.ui.errors.page_not_found"
handler500 = "thongsuot.ui.errors.server_error"
