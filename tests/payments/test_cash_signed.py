"""The book of a cash session is signed digitally by who is in charge once he can; until then it says that it is not."""

import pytest

from tests.factories.accounts import make_official, principal_for, sign_in
from tests.page_client import PageClient
from tests.signatures.conftest import centre, desk, letter, shared_centre, trusted  # noqa: F401
from tests.signatures.judged import signed_by
from thongsuot.accounts.models import Role
from thongsuot.common.errors import Forbidden, MoveNotAllowed
from thongsuot.common.journal import timeline
from thongsuot.common.now import now
from thongsuot.payments.models import CashSession
from thongsuot.payments.services import cash, signing_cash
from thongsuot.signatures import services
from thongsuot.signatures.models import Certificate, SigningRequest
from thongsuot.signatures.selectors.papers import paper_of
from thongsuot.signatures.services import late_asking

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(world, desk):  # noqa: F811
    """A session that the counter has counted and closed."""
    user = make_official(world, "maiphu.thuquy", Role.COUNTER_CLERK, world.mai_phu, full_name="Ngô Thị Thu")
    desk.people["counter"] = user
    who = principal_for(user, now())
    session = cash.open_session(unit_id=world.mai_phu.id, principal=who, at=now())
    cash.move_cash(session_id=session.pk, cause="float", amount=50_000, note="Kế toán", principal=who, at=now())
    return cash.close_session(session_id=session.pk, count=cash.Count({50_000: 1}), principal=who, at=now())


def waiting(session):
    rows = SigningRequest.objects.filter(subject_kind="cash_session", subject_id=session.pk, state="waiting")
    return list(rows.order_by("order"))


def sign_on_page(desk, session):  # noqa: F811
    page = sign_in(PageClient(), desk.people["chair"])
    assert page.post(f"/can-bo/quy/{session.pk}/lam/ky/", {}).status_code == 302
    return page


def test_it_is_called_in_vietnamese_in_whatever_language_it_is_asked_for(closed, desk, settings):  # noqa: F811
    page = sign_in(PageClient(), desk.people["chair"])
    page.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    assert page.post(f"/can-bo/quy/{closed.pk}/lam/ky/", {}).status_code == 302
    title = f"Sổ quỹ {closed.book.name}, ngày {closed.day:%d/%m/%Y}, ca {closed.number}"
    assert {one.subject_title for one in waiting(closed)} == {title}


def test_who_is_in_charge_and_the_seal_sign_the_printed_book(closed, desk, tmp_path):  # noqa: F811
    page = sign_on_page(desk, closed)
    person, seal = waiting(closed)
    assert (person.wanted_user_id, seal.purpose) == (desk.people["chair"].pk, "seal")
    with pytest.raises(MoveNotAllowed):
        signing_cash.ask(closed.pk, desk.principal(), now())
    assert desk.sign(person).rows.get().state == "signed"
    assert desk.sign(seal, by="clerk").rows.get().state == "signed"
    paper = paper_of(closed.province_id, signing_cash.SUBJECT, closed.pk)
    assert signed_by(paper.file, tmp_path) == ["Trần Văn Ký", "UBND xã Mai Phụ"]
    assert page.get(f"/can-bo/quy/{closed.pk}/").content.decode().count("đã ký số") == 2
    pdf = b"".join(page.get(f"/can-bo/quy/{closed.pk}/so-quy.pdf").streaming_content)
    assert b"/ETSI.CAdES.detached" in pdf
    verbs = [entry.verb for entry in timeline(closed.province_id, "cash_session", closed.pk)]
    assert verbs[-4:] == ["cash_signed", "cash_sent_to_sign", "cash_signed_digitally", "cash_signed_digitally"]


def test_who_closed_it_signs_first_when_he_can(closed, desk, tmp_path):  # noqa: F811
    desk.certify("Ngô Thị Thu", "thu-quy", user=desk.people["counter"])
    sign_on_page(desk, closed)
    first, second, _seal = waiting(closed)
    assert first.wanted_user_id == desk.people["counter"].pk
    assert desk.sign(first, by="counter").rows.get().state == "signed"
    assert desk.sign(second).rows.get().state == "signed"


def test_without_a_certificate_the_book_says_so_and_is_signed_later(closed, desk):  # noqa: F811
    Certificate.objects.update(revoked_at=now(), revoked_why="thử")
    page = sign_on_page(desk, closed)
    assert "in sổ ra ký tay" in page.get(f"/can-bo/quy/{closed.pk}/").content.decode()
    unit_id = closed.book.unit_id
    assert (waiting(closed), signing_cash.listed(unit_id, now(), 5)) == ([], [])
    Certificate.objects.update(revoked_at=None, revoked_why="")
    assert "Trình ký sổ quỹ" in page.get(f"/can-bo/quy/{closed.pk}/").content.decode()
    [offered] = signing_cash.listed(unit_id, now(), 5)
    run = late_asking.begin(
        unit_id=unit_id, chosen=[("cash_session", offered.key)], principal=desk.principal(), at=now()
    )
    assert late_asking.carry_out(run.pk, clock=now) == 1
    services.refuse(waiting(closed)[0], "Sai ngày", principal=desk.principal(), at=now())
    assert len(signing_cash.listed(unit_id, now(), 5)) == 1
    assert CashSession.objects.get(pk=closed.pk).signed_at is not None


def test_only_who_leads_sends_it_and_only_what_was_signed_for(closed, desk):  # noqa: F811
    with pytest.raises(MoveNotAllowed):
        signing_cash.ask(closed.pk, desk.principal(), now())
    sign_on_page(desk, closed)
    with pytest.raises(Forbidden):
        signing_cash.ask(closed.pk, desk.principal("counter"), now())
