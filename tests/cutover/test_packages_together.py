"""Three provinces come together: packages of three installations are taken in by a fourth, and work goes on there."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.test import Client

from tests.cutover.provinces import BINH_ID, PASSWORD
from tests.cutover.three_provinces import LATER, SOURCES, House
from tests.factories.accounts import make_official, principal_for
from tests.factories.dossiers import MONDAY_9
from tests.factories.installations import DAY, Installation, copied, dropped
from thongsuot.accounts.id_numbers import reveal
from thongsuot.accounts.models import Held, Role, User
from thongsuot.accounts.principal import principal_of
from thongsuot.common import crypto, journal
from thongsuot.common.journal_verify import verify
from thongsuot.common.now import frozen, now
from thongsuot.cutover.carrying import differences
from thongsuot.cutover.models import CarriedEntry, Difference, Package, Plan, PlanKind, PlanState
from thongsuot.cutover.services.deciding import decide
from thongsuot.cutover.services.executing import execute
from thongsuot.cutover.services.from_org import fill_from_org
from thongsuot.cutover.services.plans import NewPlan, draw_up
from thongsuot.cutover.services.verifying import verify as verify_plan
from thongsuot.documents.models import Document
from thongsuot.documents.selectors import searching
from thongsuot.dossiers import drafts, services
from thongsuot.dossiers.act_tokens import Act, read, token_of
from thongsuot.dossiers.models import Dossier, DossierFile, HelperFiling, Holding
from thongsuot.dossiers.selectors.one import dossier_for
from thongsuot.dossiers.services.helping import helper_key
from thongsuot.org.selectors import unit_info
from thongsuot.payments.models import CashSession, Receipt
from thongsuot.tasks.models import OpenWork
from thongsuot.warehouse.models import DossierFact
from thongsuot.warehouse.services import fill_gaps

LAN_ID = "042190001234"
WARDS = {"92": "31120", "93": "31318", "94": "31498"}


@pytest.fixture(scope="module")
def together(house: House, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The fourth installation with all three provinces in it."""
    folder = tmp_path_factory.mktemp("together")
    with django_db_blocker.unblock(), frozen(LATER):
        one = copied(house.made["empty"], "together", folder=folder)
        with one.at_work():
            for code in SOURCES:
                done = house.take_in(code)
                if done.state == Package.State.STAGED:
                    [same] = Difference.objects.filter(needs_person=True, decision="")
                    differences.decide(difference_id=same.pk, decision="separate", by_id=0, at=LATER)
                    done = house.take_in(code)
                assert (done.state, done.problems) == (Package.State.IMPORTED, [])
            yield one
        dropped(one)


def test_everything_that_was_sent_is_here(together: Installation, house: House) -> None:
    with together.at_work():
        sent = {
            name: sum(house.packages[code].rows[name] for code in SOURCES) for name in ("dossiers.dossier", "journal")
        }
        assert Dossier.objects.count() == sent["dossiers.dossier"] == 15
        assert CarriedEntry.objects.count() == sent["journal"]
        assert {d.province_id for d in Dossier.objects.all()} == {together.unit[code] for code in SOURCES}
        assert DossierFile.objects.count() == sum(house.packages[code].rows["dossiers.dossierfile"] for code in SOURCES)


def test_the_journal_proves_both_what_they_wrote_and_what_stands_here(together: Installation) -> None:
    with together.at_work():
        report = verify()
        assert report.faults == []
        assert CarriedEntry.objects.filter(entry_id=None).exclude(subject_kind="account").count() == 0


def test_an_old_code_leads_to_the_dossier_for_everybody(together: Installation, house: House) -> None:
    with together.at_work():
        for code in SOURCES:
            for name in ("closed", "open", "paid"):
                page = Client().get(f"/tra-cuu/{house.codes[code][name]}/")
                assert page.status_code == 200, (code, name)


def test_a_code_for_rating_printed_before_is_still_good(together: Installation, house: House) -> None:
    with house.made["haugiang"].at_work():
        uid = Dossier.objects.get(code=house.codes["93"]["closed"]).uid
        printed = token_of(uid, Act.HANDOVER)
    with together.at_work():
        assert read(printed) is not None
        assert Client().get(f"/danh-gia/{printed}/").status_code == 200
        assert read(printed[:-2] + "AA") is None


def test_a_receipt_keeps_unit_and_number_and_the_drawer_its_balance(together: Installation, house: House) -> None:
    with together.at_work():
        for code, ward in WARDS.items():
            receipt = Receipt.objects.get(dossier_code=house.codes[code]["paid"])
            assert (receipt.unit_id, str(receipt.number)) == (together.unit[ward], house.codes[code]["receipt"])
            drawer = CashSession.objects.get(book__unit_id=together.unit[ward])
            assert (drawer.taken_in, drawer.balance) == (receipt.total, receipt.total)


def test_an_official_signs_in_with_his_old_password_and_finds_his_work(together: Installation, house: House) -> None:
    with together.at_work():
        renamed = Difference.objects.get(
            kind="username", facts__username="maiphu.hotich", package__source__name="Tỉnh Hậu Giang"
        )
        assert renamed.proposal == "maiphu.hotich.hg"
        for name, code in (("maiphu.hotich", "92"), ("maiphu.hotich.hg", "93"), ("maiphu.hotich.st", "94")):
            user = authenticate(None, username=name, password=PASSWORD)
            assert user is not None, name
            [work] = OpenWork.objects.filter(assignee_id=user.pk)
            dossier = Dossier.objects.get(code=house.codes[code]["open"])
            assert (work.subject_id, work.unit_id) == (dossier.pk, together.unit[WARDS[code]])
            principal = principal_of(user.pk, LATER)
            assert principal is not None
            assert dossier_for(principal, dossier.code).dossier.pk == dossier.pk


def test_work_goes_on_where_it_stood(together: Installation, house: House) -> None:
    with together.at_work():
        user = User.objects.get(username="maiphu.hotich.st")
        principal = principal_of(user.pk, LATER)
        assert principal is not None
        code = house.codes["94"]["open"]
        before = Dossier.objects.get(code=code).due_at
        services.complete_step(code=code, principal=principal, at=LATER, step="verify", decision="pass")
        dossier = Dossier.objects.get(code=code)
        assert dossier.due_at == before
        entries = journal.timeline(dossier.province_id, "dossier", dossier.pk)
        assert [e.seq for e in entries] == list(range(1, len(entries) + 1))
        assert verify().ok


def test_numbers_open_here_and_are_found_by_our_own_hash(together: Installation, house: House) -> None:
    with together.at_work():
        for dossier in Dossier.objects.exclude(applicant_cipher=None):
            assert crypto.decrypt(dossier.applicant_cipher, dossier.uid.bytes) == LAN_ID
            assert bytes(dossier.applicant_hash) == crypto.lookup_hash(LAN_ID)
        lan = User.objects.get(kind="citizen", id_number_hash=crypto.lookup_hash(LAN_ID))
        assert reveal(lan) == LAN_ID
        key = helper_key("Lê Văn Bình", BINH_ID, "0987654321")
        assert HelperFiling.objects.filter(helper_key=key).count() == 3
        assert [d.data for d in drafts.open_drafts(lan.pk)] == [{"child": {"name": "Khôi"}}] * 3


def test_people_are_one_by_strict_rule_or_by_a_persons_word(together: Installation) -> None:
    with together.at_work():
        assert User.objects.filter(full_name="Nguyễn Thị Lan").count() == 1
        assert Dossier.objects.filter(applicant_user__full_name="Nguyễn Thị Lan").count() == 3
        binh = User.objects.filter(full_name="Lê Văn Bình").order_by("birth_date")
        assert [(b.username, b.id_number_hash is None) for b in binh] == [
            ("congdan.binh", False),
            ("congdan.binh.st", True),
        ]


def test_figures_fill_in_by_themselves(together: Installation) -> None:
    with together.at_work():
        assert fill_gaps() == 15
        assert DossierFact.objects.count() == 15


def test_registers_go_on_behind_their_last_number(together: Installation, house: House) -> None:
    from thongsuot.common.numbering import next_number

    with together.at_work():
        last = max(int(code.rpartition("-")[2]) for code in house.codes["93"].values() if "-250707-" in code)
        assert next_number("dossier:H30.31318", "250707", MONDAY_9) == last + 1


def test_a_letter_keeps_its_number_and_is_found_by_its_words_in_its_unit(together: Installation) -> None:
    from thongsuot.common.numbering import next_number

    with together.at_work():
        letters = list(Document.objects.order_by("unit_id"))
        assert [one.arrival for one in letters] == [1, 1, 1]
        clerks = Held.objects.filter(role=Role.UNIT_LEADER, unit_id__in=[one.unit_id for one in letters])
        for letter in letters:
            clerk = principal_of(clerks.filter(unit_id=letter.unit_id)[0].user_id, now())
            assert clerk is not None
            found = searching.search(clerk, searching.Asked("ho ngheo"))
            assert [hit.uid for hit in found.hits] == [letter.uid]
            assert next_number(f"document:{letter.unit_id}:in", "2025", MONDAY_9) == 2


def test_the_plan_of_the_new_province_moves_all_three(together: Installation, house: House) -> None:
    midnight = LATER.replace(month=8, day=1, hour=0)
    with together.at_work(), frozen(LATER):
        plan = _decided(together)
    with together.at_work(), frozen(midnight.replace(hour=8)):
        open_before = Holding.objects.count()
        execute(plan)
        assert Holding.objects.count() == open_before > 0
        assert set(Holding.objects.values_list("unit_id", flat=True)) == {
            together.new[c] for c in ("31120", "31321", "31507")
        }
        assert Client().get(f"/tra-cuu/{house.codes['94']['open']}/").status_code == 200
        assert verify().ok
        assert [c for c in verify_plan(plan, whole_journal=True).report["checks"] if not c["ok"]] == []
        assert Plan.objects.get().state == PlanState.VERIFIED
        _province_roles_see_what_was_seen_before(together, house)


def _decided(together: Installation) -> Plan:
    """Drawn up by one official of the new province's team, decided by another, by the rules of a real plan."""
    above = unit_info(together.unit["92"], LATER.date())
    planner, decider = (
        principal_for(make_official(None, f"cantho.{name}", Role.PROVINCE_ADMIN, above), LATER)
        for name in ("quantri", "quantri2")
    )
    new = NewPlan("Cần Thơ", together.new["92"], DAY, "Nghị quyết diễn tập số 1668", kind=PlanKind.PROVINCE)
    plan = draw_up(new=new, by=planner, at=LATER)
    fill_from_org(plan=plan, by=planner, at=LATER)
    plan.refresh_from_db()
    return decide(code=plan.code, by=decider, at=LATER, seen_version=plan.version)


def _province_roles_see_what_was_seen_before(together: Installation, house: House) -> None:
    """An auditor of the new Cần Thơ reads of all three; before the day his province was not there."""
    new = unit_info(together.new["92"], DAY)
    auditor = make_official(None, "cantho.thanhtra", Role.AUDITOR, new)
    principal = principal_of(auditor.pk, now())
    assert principal is not None
    assert {together.unit[code] for code in SOURCES} <= principal.provinces_seen(Role.AUDITOR)
    for code in SOURCES:
        assert dossier_for(principal, house.codes[code]["closed"]).dossier.code == house.codes[code]["closed"]
    old = principal_of(User.objects.get(username="tinh.thanhtra").pk, now())
    assert old is not None
    assert old.posts == (), "a post in the dissolved province carries no right"
