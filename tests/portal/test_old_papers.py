"""Papers of units that are no more: filed in June 2025, merged twice, looked up and printed years after."""

import io
from datetime import UTC, date, datetime

import pypdf
import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from tests.factories.accounts import make_official, principal_for
from tests.factories.dossiers import birth_submission
from tests.factories.procedures import BIRTH, FULL_FORMS, load_six
from tests.factories.units import BASIS, BEFORE
from tests.page_client import PageClient
from thongsuot.accounts.models import Role
from thongsuot.common import stamps
from thongsuot.common.now import frozen
from thongsuot.dossiers import receipts, services
from thongsuot.dossiers.selectors.one import dossier_for
from thongsuot.org.models import Relation, UnitVersion
from thongsuot.org.nowadays import nowadays
from thongsuot.org.store import NewLink, add_links
from thongsuot.procedures.models import ProcedureVersion
from thongsuot.procedures.services import assign

JUNE = datetime(2025, 6, 25, 2, tzinfo=UTC)  # a Wednesday, 9:00 in Hà Tĩnh
JULY = datetime(2025, 7, 7, 2, tzinfo=UTC)
SECOND = date(2026, 9, 1)
LATER = datetime(2026, 11, 24, 2, tzinfo=UTC)


@pytest.fixture
def clerk(world):
    load_six()
    ProcedureVersion.objects.filter(procedure__code=BIRTH).update(valid=DateRange(date(2025, 1, 1), None))
    assign([world.thach_chau.id], since=date(2025, 1, 1), codes=[BIRTH])
    stamps.bump(stamps.CATALOGUE)
    return make_official(
        world, "thachchau.motcua", Role.COUNTER_CLERK, world.thach_chau, since=datetime(2025, 1, 1, tzinfo=UTC)
    )


@pytest.fixture
def code(world, clerk):
    """A birth registration received at Thạch Châu five days before it became a part of Mai Phụ."""
    with frozen(JUNE):
        form = FULL_FORMS[BIRTH] | {"child": FULL_FORMS[BIRTH]["child"] | {"birth_date": "2025-06-20"}}
        submission = birth_submission(world, receiving_unit=world.thach_chau.code, form=form)
        return services.submit(submission=submission, principal=principal_for(clerk, JUNE), at=JUNE).dossier.code


@pytest.fixture
def merged_again(world):
    """On 1/9/2026 Mai Phụ goes into Thạch Khê."""
    UnitVersion.objects.filter(unit_id=world.mai_phu.id).update(valid=DateRange(world.mai_phu.valid_from, SECOND))
    add_links([NewLink(world.mai_phu.id, world.thach_khe.id, Relation.WHOLE, SECOND, BASIS)])
    stamps.bump(stamps.ORG)


def page(code, at):
    with frozen(at):
        answer = PageClient().get(f"/tra-cuu/{code}/")
    assert answer.status_code == 200
    return answer.content.decode()


def printed(clerk, code, at):
    with frozen(at):
        loaded = dossier_for(principal_for(clerk, JUNE), code)
        pdf = receipts.receipt_pdf(loaded)
    return " ".join(" ".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def test_the_look_up_says_what_the_unit_is_now(world, code):
    assert code.startswith("H27.445.18583-250625-")
    assert "nay là" not in page(code, JUNE)
    after = page(code, JULY)
    assert "Xã Thạch Châu" in after
    assert "Xã Thạch Châu nay là Xã Mai Phụ (từ ngày 01/07/2025)." in after
    assert "bạn không phải nộp lại" in after
    assert f"/don-vi/{world.mai_phu.id}/" in after


def test_after_two_generations_it_is_the_unit_of_today(world, code, merged_again):
    assert "Xã Thạch Châu nay là Xã Mai Phụ" in page(code, JULY)
    assert "Xã Thạch Châu nay là Xã Thạch Khê (từ ngày 01/09/2026)." in page(code, LATER)


def test_a_receipt_printed_again_keeps_the_old_name_and_says_the_new_one(clerk, code, merged_again):
    first, again, last = (printed(clerk, code, at) for at in (JUNE, JULY, LATER))
    assert "nay là" not in first
    assert "XÃ THẠCH CHÂU" in first.upper()
    assert "Xã Thạch Châu nay là Xã Mai Phụ" in again
    assert "Xã Thạch Châu nay là Xã Thạch Khê" in last
    assert code in last
    assert "MAI PHỤ" not in last.upper().replace("XÃ MAI PHỤ, TỈNH", "")


def test_a_split_unit_names_all_its_heirs(world):
    words = nowadays(world.ky_loi.id, BEFORE, LATER.date()).words
    assert words.startswith("Xã Kỳ Lợi được chia cho ")
    for name in ("Phường Vũng Áng", "Phường Sông Trí", "Phường Hoành Sơn"):
        assert name in words
    assert nowadays(world.mai_phu.id, LATER.date(), LATER.date()) is None


def test_the_page_of_the_old_unit_leads_on(world, merged_again):
    with frozen(LATER):
        old = PageClient().get(f"/don-vi/{world.thach_chau.id}/").content.decode()
        found = PageClient().get("/xa-cu/?q=Thạch Châu").content.decode()
    assert "Đơn vị này đã kết thúc hoạt động" in old
    assert "Xã Mai Phụ" in old
    assert "Xã Thạch Khê" in found


@pytest.mark.parametrize("address", ["/hang-cho/18670/", "/kiosk/18670/", "/bang/18670/"])
def test_a_poster_of_an_old_unit_leads_to_what_it_is_now(world, address):
    with frozen(LATER):
        answer = PageClient().get(address)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "đã hết hiệu lực từ ngày 01/07/2025" in page
    assert f"/don-vi/{world.mai_phu.id}/" in page


def test_the_poster_of_a_split_unit_names_all(world):
    with frozen(LATER):
        page = PageClient().get("/hang-cho/18796/").content.decode()
    for heir in (world.vung_ang, world.song_tri, world.hoanh_son):
        assert f"/don-vi/{heir.id}/" in page
