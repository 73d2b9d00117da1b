"""Books that end: the heir closes the open year of a dissolved unit; no letter takes a number from a book that is over."""

from datetime import UTC, datetime

import pytest

from tests.documents.outgoing_story import AT
from tests.factories.accounts import make_official, sign_in
from tests.page_client import PageClient
from thongsuot.accounts.models import Role
from thongsuot.common import files
from thongsuot.documents.models import BookYear, RegisterEntry
from thongsuot.documents.services import registering, signing

pytestmark = pytest.mark.django_db
BOOK = "/can-bo/van-ban/so/"


def entry_of(unit, number=1, state="void", **more):
    return RegisterEntry.objects.create(
        province_id=unit.province_id, unit_id=unit.id, book="out", year=2025, number=number, state=state,
        day="2025-06-20", given_at=AT, void_reason="" if state != "void" else "Thôi không ban hành", **more,
    )  # fmt: skip


def close(user, unit):
    given = {"don-vi": unit.id, "so": "out", "nam": 2025}
    return sign_in(PageClient(), user).post(f"{BOOK}khoa/", given)


def test_the_heirs_clerk_closes_the_open_year_of_a_dissolved_unit_on_its_page(office, world):
    entry_of(world.phu_luu)
    clerk = sign_in(PageClient(), office.clerk)
    page = f"{BOOK}?don-vi={world.phu_luu.id}&so=out&nam=2025"
    seen = clerk.get(page).content.decode()
    assert "sổ chưa khoá" in seen
    assert "Khoá sổ năm 2025" in seen
    assert "Khoá sổ năm 2025" not in sign_in(PageClient(), office.drafter).get(page).content.decode()
    stranger = make_official(world, "thachkhe.vanthu", Role.DOCUMENT_CLERK, world.thach_khe)
    assert close(stranger, world.phu_luu).status_code == 404
    assert close(office.clerk, world.phu_luu).status_code == 302
    shut = BookYear.objects.get()
    assert (shut.unit_id, shut.last, shut.closed_by_id) == (world.phu_luu.id, 1, office.clerk.pk)
    assert files.read_bytes(shut.file).startswith(b"%PDF")
    seen = clerk.get(page).content.decode()
    assert "Chữ ký trên sổ" in seen
    assert "chưa ký số được" in seen  # nobody has a certificate here; with one the heir signs (test_book_signed)


def test_a_number_held_in_the_old_units_book_is_void_and_the_heir_gives_its_own(office, signs, world):
    document = office.to_sign()
    held = entry_of(world.phu_luu, state="reserved", document_id=document.pk)
    signing.prepare(signs.waiting[0])
    held.refresh_from_db()
    document.refresh_from_db()
    assert (held.state, "đơn vị kế thừa" in held.void_reason) == ("void", True)
    mine = RegisterEntry.objects.get(unit_id=office.unit.id, document_id=document.pk)
    assert (mine.number, mine.state, document.number) == (1, "reserved", "01")
    assert close(office.clerk, world.phu_luu).status_code == 302  # nothing stands in its way any more


def test_a_number_held_last_year_is_void_and_this_years_is_taken(office, signs):
    document = office.to_sign()
    december = datetime(2025, 12, 31, 9, tzinfo=UTC)
    who = office.who(office.chair)
    old = registering.reserve(document, "out", unit_id=office.unit.id, principal=who, at=december)
    new = registering.reserve(document, "out", unit_id=office.unit.id, principal=who, at=AT)
    old.refresh_from_db()
    assert (old.year, old.state, new.year, new.number) == (2025, "void", 2026, 1)
    assert registering.reserve(document, "out", unit_id=office.unit.id, principal=who, at=AT) == new


def test_a_number_that_was_given_stays_the_documents(office, signs):
    document = office.signed()
    given = RegisterEntry.objects.get(document_id=document.pk)
    later = datetime(2027, 1, 4, 2, tzinfo=UTC)
    again = registering.reserve(document, "out", unit_id=office.unit.id, principal=None, at=later)
    assert (again, again.state) == (given, "given")
