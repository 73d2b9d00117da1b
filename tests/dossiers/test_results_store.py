"""The store of results: what was issued to a person by any unit, found by number and result code."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.dossiers import LAN_ID, Office, moment
from tests.factories.results import MARRIAGE, MARRIAGE_STATUS_PAPER, issued
from thongsuot.common.crypto import lookup_hash
from thongsuot.dossiers import services
from thongsuot.dossiers.intake_data import Applicant
from thongsuot.dossiers.models import DossierFile
from thongsuot.dossiers.selectors.results_store import newest_reusable, results_of_person

pytestmark = pytest.mark.django_db
TODAY = date(2025, 7, 7)


def of_lan(**more):
    return results_of_person(id_hash=lookup_hash(LAN_ID), **more)


def test_holds_what_was_issued_with_number_day_and_issuer(office: Office) -> None:
    issued(office)
    (one,) = of_lan()
    assert (one.code, one.number, one.issuer) == (MARRIAGE, "12/2025", "Xã Mai Phụ")
    assert one.issued_on == moment(3, 9).date()
    assert one.reusable


def test_holds_nothing_of_anybody_else(office: Office) -> None:
    issued(office, applicant=Applicant(name="Lê Văn Bình", id_number="042098004321"))
    assert of_lan() == []


def test_finds_by_account_what_was_filed_without_a_number(office: Office) -> None:
    loaded = issued(office)
    type(loaded.dossier).objects.filter(pk=loaded.dossier.pk).update(
        applicant_hash=None, applicant_user=office.users["lan"]
    )
    assert of_lan() == []
    assert [one.code for one in of_lan(user_id=office.users["lan"].pk)] == [MARRIAGE]


def test_a_replaced_result_stays_and_is_not_used_again(office: Office) -> None:
    issued(office)
    DossierFile.objects.filter(purpose="result").update(replaced_at=moment(4, 9))
    (one,) = of_lan()
    assert one.replaced_at
    assert newest_reusable([one], MARRIAGE, on=TODAY) is None


def test_a_rejection_is_no_result_to_use(office: Office) -> None:
    from tests.factories.dossiers import submit

    code = submit(office, at=moment(3, 9)).dossier.code
    services.assign(code=code, principal=office.who("vanphong"), at=moment(3, 10), to="maiphu.hotich")
    services.finish(
        code=code, principal=office.who("chutich"), at=moment(3, 11), outcome="rejected", note="Không đủ điều kiện"
    )
    (one,) = of_lan()
    assert one.rejected
    assert not one.reusable


def test_the_newest_of_a_kind_is_used(office: Office) -> None:
    issued(office, number="1/2025", at=moment(2, 9))
    issued(office, number="2/2025", at=moment(3, 9))
    found = newest_reusable(of_lan(codes=[MARRIAGE]), MARRIAGE, on=TODAY)
    assert found is not None
    assert found.number == "2/2025"
    assert of_lan(codes=["KQ.G15.000031"]) == []


def test_a_marital_status_paper_holds_six_months_and_may_be_shown_for_a_new_one_afterwards(office: Office) -> None:
    issued(office, MARRIAGE_STATUS_PAPER, title="Giấy xác nhận tình trạng hôn nhân", at=moment(3, 9))
    (one,) = of_lan()
    last, after = date(2026, 1, 3), date(2026, 1, 4)
    assert (one.holds(last), one.holds(after), one.reusable) == (True, False, True)
    assert newest_reusable([one], MARRIAGE_STATUS_PAPER, on=after, component="1.000894-HN") is None
    assert newest_reusable([one], MARRIAGE_STATUS_PAPER, on=after, component="1.004873-CU") is one


def test_a_marriage_certificate_has_no_end(office: Office) -> None:
    issued(office)
    assert of_lan()[0].holds(date(2055, 1, 1))


def test_names_the_issuer_as_it_was_called_on_that_day(office: Office) -> None:
    loaded = issued(office)
    type(loaded.dossier).objects.filter(pk=loaded.dossier.pk).update(competent_unit=office.world.thach_khe.id)
    assert of_lan()[0].issuer == "Xã Mai Phụ"  # from the journal: a later move changes nothing


def test_asks_one_bounded_statement_that_uses_the_index(office: Office) -> None:
    issued(office)
    with CaptureQueriesContext(connection) as captured:
        of_lan(user_id=office.users["lan"].pk, codes=[MARRIAGE])
    assert len(captured) == 1
    sql = captured[0]["sql"]
    assert sql.upper().count("LIMIT 300") == 2
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN " + sql)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "applicant_hash_idx" in plan or "applicant_hash" in plan.split("Index Cond")[1]
    assert "Seq Scan on dossiers_dossier_" not in plan
