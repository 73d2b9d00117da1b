"""Việc kẹt: who sees what, oldest first, by key, with a fixed number of statements."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.exchange.inbound_samples import AT, filed, kept
from tests.factories.accounts import make_official, sign_in
from tests.factories.dossiers import LAN_ID, Office, submit
from tests.page_client import PageClient
from thongsuot.accounts.models import Role
from thongsuot.exchange.inbound import understanding
from thongsuot.exchange.models import InMessage, OutMessage
from thongsuot.exchange.permissions import scope_of
from thongsuot.exchange.stuck import rows
from thongsuot.exchange.stuck_kinds import COLUMNS, kinds

pytestmark = pytest.mark.django_db
LIST = "/can-bo/ket/"
MOST_STATEMENTS = 8  # session and rights, rows, counts, counts of the province, alarms


def stuck_in(number: int, *, unit: str = "18583", minutes: int = 0, **changes: Any) -> InMessage:
    """A message that waits for a person: its procedure is not in the catalogue."""
    body = filed(f"H27.18583-250707-01{number:08d}", f"NP-{number}", DonViXuLy=unit, MaTTHC="9.999999", **changes)
    message = kept(body, AT + timedelta(minutes=minutes))
    understanding.understand(message.pk, at=AT + timedelta(minutes=minutes))
    message.refresh_from_db()
    return message


def stuck_out(office: Office, **values: Any) -> OutMessage:
    """A message that the portal refused."""
    dossier = submit(office).dossier
    given = {"state": "stuck", "cause": "refused", "last_answer": "Thiếu TenTTHC", "next_try_at": None, **values}
    return OutMessage.objects.create(
        province_id=dossier.province_id,
        system_id="national-portal",
        dossier_id=dossier.pk,
        dossier_code=dossier.code,
        kind="dossier",
        seq=OutMessage.objects.count() + 1,
        entry_id=OutMessage.objects.count() + 1,
        unit_id=dossier.competent_unit_id,
        made_at=AT,
        **given,
    )


def page_of(office: Office, name: str) -> Any:
    return sign_in(PageClient(), office.users[name])


def provincial(office: Office, name: str, role: str) -> Any:
    office.users[name] = make_official(office.world, name, role, office.world.province)
    return page_of(office, name)


def test_every_kind_gives_the_same_columns() -> None:
    with connection.cursor() as cursor:
        for one in kinds():
            cursor.execute(f"SELECT * FROM ({one.source}) s LIMIT 0")
            assert tuple(column.name for column in cursor.description) == COLUMNS, one.key


def test_people_of_the_unit_see_both_ways_oldest_first_with_what_to_do(linked: Office, later: Any) -> None:
    stuck_in(1, minutes=30)
    stuck_out(linked)
    page = page_of(linked, "motcua1").get(LIST)
    text = page.content.decode()
    assert "Thủ tục không có trong danh mục" in text
    assert "Hệ thống nhận từ chối nội dung" in text
    assert "người kiểm soát thủ tục" in text.lower()
    assert text.index("Tin đi") < text.rindex("Tin đến")  # the older one stands first
    assert "Nguyễn Thị Lan" not in text


@pytest.mark.parametrize("name", ["tk_motcua1", "tk_chutich"])
def test_another_unit_sees_nothing(linked: Office, later: Any, name: str) -> None:
    message = stuck_in(1)
    client = page_of(linked, name)
    assert "Không có việc nào kẹt" in client.get(LIST).content.decode()
    assert client.get(f"{LIST}in/{message.pk}/").status_code == 404
    for door in ("lam-lai/", "ben-ngoai/"):
        assert client.post(f"{LIST}{door}", {"viec": f"in:{message.pk}", "note": "đã nhận ở quầy"}).status_code == 404


@pytest.mark.parametrize("role", [Role.PROVINCE_ADMIN, Role.PROCEDURE_CONTROLLER])
def test_the_province_sees_counts_and_what_has_no_unit_but_no_contents(
    linked: Office,
    later: Any,
    role: str,
) -> None:
    of_unit, homeless = stuck_in(1), stuck_in(2, unit="18796", NgayNopHoSo="20250620093000")
    client = provincial(linked, "tinh.xem", role)
    text = client.get(LIST).content.decode()
    assert "Xã Mai Phụ" in text
    assert "chưa rõ đơn vị" in text
    assert of_unit.their_code not in text
    assert homeless.their_code in text
    one = client.get(f"{LIST}in/{homeless.pk}/").content.decode()
    assert "Chỉ định đơn vị nhận" in one
    assert "Nguyễn Thị Lan" not in one
    assert LAN_ID not in one
    assert client.get(f"{LIST}in/{of_unit.pk}/").status_code == 404
    chosen = client.post(f"{LIST}chi-dinh/", {"viec": f"in:{homeless.pk}", "unit": "99999"})
    assert chosen.status_code == 422
    assert (
        client.post(f"{LIST}chi-dinh/", {"viec": f"in:{homeless.pk}", "unit": "14758"}).status_code == 422
    )  # Thanh Hoá
    assert client.post(f"{LIST}chi-dinh/", {"viec": f"in:{homeless.pk}", "unit": "18754"}).status_code == 302
    homeless.refresh_from_db()
    assert homeless.unit_id == linked.world.song_tri.id
    assert homeless.cause == "procedure_unknown"


def test_contents_are_for_people_of_the_unit_with_numbers_masked(linked: Office, later: Any) -> None:
    message = stuck_in(1)
    text = page_of(linked, "hotich").get(f"{LIST}in/{message.pk}/").content.decode()
    assert "Nguyễn Thị Lan" in text
    assert LAN_ID not in text
    assert LAN_ID[-3:] in text


def test_auditors_citizens_and_connected_systems_do_not_come_in(linked: Office, later: Any) -> None:
    for name in ("thanhtra", "lan", "lienthong", "quantri", "hatinh_so"):
        assert page_of(linked, name).get(LIST).status_code == 403, name


def test_pages_go_on_by_key_and_cost_a_fixed_number_of_statements(linked: Office, later: Any) -> None:
    for number in range(120):
        stuck_in(number, minutes=number // 3)
    stuck_out(linked)
    client, seen, address = page_of(linked, "motcua1"), [], LIST
    counts = set()
    while address:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page = client.get(address)
        counts.add(len(queries))
        text = page.content.decode()
        seen += [part.split('"')[0] for part in text.split('name="viec" value="')[1:]]
        address = text.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0] if 'rel="next"' in text else ""
        address = address and LIST + address.replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 121
    assert max(counts) <= MOST_STATEMENTS, f"trang việc kẹt dùng {counts} câu lệnh: đừng hỏi thêm cho từng dòng"


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("?vi-sao=procedure_unknown", 2),
        ("?vi-sao=khong-co", 0),
        ("?loai=out", 1),
        ("?he-thong=khac", 0),
        ("?ma=H27.18583-250707-0100000001", 1),
        ("?tu=8/7/2025", 0),
        ("?den=7/7/2025", 3),
        ("?tu=rác&den=32.13.x&don-vi=abc&sau=xyz", 3),
        ("?don-vi=1000301", 3),
        ("?don-vi=1000302", 0),
    ],
)
def test_filters_narrow_and_garbage_narrows_nothing(linked: Office, later: Any, query: str, number: int) -> None:
    stuck_in(1)
    stuck_in(2)
    stuck_out(linked)
    text = page_of(linked, "motcua1").get(LIST + query).content.decode()
    assert text.count('name="viec" value="') == number


def test_the_list_as_a_spreadsheet(linked: Office, later: Any) -> None:
    import io

    from openpyxl import load_workbook

    stuck_in(1)
    answer = page_of(linked, "motcua1").get(f"{LIST}xuat.xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    found = list(sheet.iter_rows(values_only=True))
    assert any("procedure_unknown" in row for row in found)


def test_rows_are_read_through_the_index_of_the_unit(linked: Office, later: Any) -> None:
    stuck_in(1)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        sql, params = rows._sources(scope_of(linked.who("motcua1")), rows.Wanted(), None, whole_province=False)
        cursor.execute(f"EXPLAIN {sql} ORDER BY since, kind, id LIMIT 50", params | {"limit": 51})
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "exchange_in_open" in plan
    assert "exchange_out_unit" in plan
