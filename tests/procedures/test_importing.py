"""An import waits for approval; what is approved becomes new versions by one decision, or nothing does."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from tests.factories.accounts import make_official, principal_for
from tests.factories.catalogue import AT, decide, make_controller
from tests.factories.procedures import BIRTH, COPY, MARRIAGE_STATUS, RESIDENCE
from tests.procedures.national.test_csv import PLAIN, file_of, shared
from thongsuot.accounts.models import Role
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed
from thongsuot.common.sheets import write_tables
from thongsuot.procedures import import_report, importing
from thongsuot.procedures.decisions import Act, Line
from thongsuot.procedures.models import ImportRow, ImportRun
from thongsuot.procedures.selectors import all_in_force, version_in_force, versions_of

pytestmark = pytest.mark.django_db
DAY = date(2026, 12, 1)
ACT = Act(number="2900/QĐ-UBND", issuer="Chủ tịch UBND tỉnh Hà Tĩnh", effective_on=DAY)
STATUS_ROW = PLAIN | {
    "code": MARRIAGE_STATUS,
    "name": "Thủ tục cấp Giấy xác nhận tình trạng hôn nhân",
    "time_by_channel": "DIRECT:2 WORKING_DAY|ONLINE:2 WORKING_DAY|POSTAL:2 WORKING_DAY",
    "result": "Giấy xác nhận tình trạng hôn nhân [KQ.G15.000038]",
}


@pytest.fixture
def controller(six):
    return make_controller(six)


def begun(by, *rows, whole=False) -> ImportRun:
    comparison = importing.compared("danh-muc.csv", file_of(*rows), whole=whole, at=AT)
    return importing.start(comparison=comparison, by=by, at=AT)


def approved(run, by, *, everything=True, act=ACT):
    return importing.approve(run_id=run.pk, everything=everything, act=act, by=by, at=AT)


def test_reading_changes_nothing_in_the_catalogue(controller):
    before = {v.id for v in all_in_force(DAY)}
    run = begun(controller, PLAIN, STATUS_ROW)
    assert {v.id for v in all_in_force(DAY)} == before
    assert (run.state, run.counts["new"], run.counts["changed"]) == ("waiting", 1, 1)


def test_approval_of_all_brings_new_and_changed_in_by_one_decision(controller):
    run = begun(controller, PLAIN, STATUS_ROW)
    decision = approved(run, controller)
    new, changed = version_in_force("1.004837", DAY), version_in_force(MARRIAGE_STATUS, DAY)
    assert {new.started_by.id, changed.started_by.id} == {decision.pk}
    assert changed.channel("DIRECT").quantity == Decimal(2)
    assert changed.process.steps == versions_of(MARRIAGE_STATUS)[0].process.steps
    assert version_in_force(MARRIAGE_STATUS, date(2026, 11, 30)).channel("DIRECT").quantity == Decimal(3)
    run.refresh_from_db()
    assert (run.state, run.decision_id) == ("applied", decision.pk)


def test_an_imported_procedure_is_shown_only_until_it_has_a_process(controller):
    approved(begun(controller, PLAIN), controller)
    version = version_in_force("1.004837", DAY)
    assert not version.receivable
    assert version.components_certainty == "unverified"
    assert version.decision == "163/QĐ-BTP"


def test_only_chosen_rows_are_taken_when_not_everything_is(controller):
    run = begun(controller, PLAIN, STATUS_ROW)
    row = run.rows.get(code="1.004837")
    assert importing.choose(run_id=run.pk, row_ids=[row.pk], choice="take", by=controller) == 1
    approved(run, controller, everything=False)
    assert version_in_force("1.004837", DAY) is not None
    assert len(versions_of(MARRIAGE_STATUS)) == 1


def test_a_row_left_out_stays_out_of_everything(controller):
    run = begun(controller, PLAIN, STATUS_ROW)
    importing.choose(run_id=run.pk, row_ids=[run.rows.get(code=MARRIAGE_STATUS).pk], choice="leave", by=controller)
    approved(run, controller)
    assert len(versions_of(MARRIAGE_STATUS)) == 1


def test_doubtful_rows_and_gone_procedures_are_taken_only_by_name(controller):
    run = begun(controller, PLAIN, PLAIN | {"code": "2.001428"}, STATUS_ROW, whole=True)
    assert run.counts["gone"] == 5
    copy = run.rows.get(code=COPY)
    importing.choose(run_id=run.pk, row_ids=[copy.pk], choice="take", by=controller)
    approved(run, controller)
    assert version_in_force("2.001428", DAY) is None
    assert version_in_force(COPY, DAY) is None
    assert version_in_force(BIRTH, DAY) is not None


def test_nothing_gone_is_guessed_from_a_part_of_the_catalogue(controller):
    assert begun(controller, PLAIN).counts["gone"] == 0


def test_blank_and_uncountable_values_never_replace_what_we_know(controller):
    birth = version_in_force(BIRTH, AT.date())
    row = PLAIN | {
        "code": BIRTH,
        "name": "Thủ tục đăng ký khai sinh",
        "executing": "",
        "targets": "",
        "decision": "",
        "result": "Giấy khai sinh [KQ.G15.000031]",
        "time_by_channel": "DIRECT:1 OTHER|ONLINE:1 OTHER|POSTAL:1 OTHER",
        "fees_by_channel": "DIRECT:FEE=0|ONLINE:FEE=None",
        "non_territorial": "1",
        "full_process": "1" if birth.full_process else "0",
    }
    run = begun(controller, row)
    assert run.rows.get().outcome == "same", run.rows.get().changes


@pytest.mark.parametrize(
    ("executing", "differs"),
    [
        ("Chủ tịch UBND cấp xã; Sở Tư pháp", False),
        ("Uỷ ban nhân dân cấp xã", False),
        ("Sở Tư pháp", True),
        ("; ", False),
    ],
)
def test_agencies_differ_only_when_they_share_none(controller, executing, differs):
    changes = begun(controller, STATUS_ROW | {"executing": executing}).rows.get().changes
    assert ("executing_agency" in {change["field"] for change in changes}) == differs


def test_fees_with_a_tariff_of_their_own_are_shown_and_stay(controller):
    row = STATUS_ROW | {"code": COPY, "fees_by_channel": "DIRECT:SERVICE_FEE=5000", "time_by_channel": ""}
    changed = begun(controller, row).rows.get()
    assert [c["kept"] for c in changed.changes if c["field"] == "fees"] == [True]
    assert "fees" not in changed.record


def test_phi_and_le_phi_of_the_same_amount_are_no_difference(controller):
    row = STATUS_ROW | {"code": RESIDENCE, "fees_by_channel": "ONLINE:SERVICE_FEE=10000|DIRECT:FEE=20000"}
    assert "fees" not in {c["field"] for c in begun(controller, row).rows.get().changes}


def test_papers_that_belong_to_a_form_are_shown_and_stay(controller):
    source = {
        "code": RESIDENCE,
        "name": version_in_force(RESIDENCE, DAY).name,
        "categories": [{"name": version_in_force(RESIDENCE, DAY).field}],
        "executionCases": [{"name": "nộp", "components": [{"name": "Tờ khai CT01", "originalQty": 1, "copyQty": 0}]}],
    }
    import json

    comparison = importing.compared("a.json", json.dumps(source).encode(), whole=False, at=AT)
    (row,) = comparison.rows
    assert [(c["field"], c["kept"]) for c in row.changes if c["field"] == "components"] == [("components", True)]
    assert "components" not in row.record


def test_catalogue_that_moved_on_meanwhile_stops_the_approval(controller):
    run = begun(controller, STATUS_ROW)
    decide(controller, Line(MARRIAGE_STATUS, "amend", {"conditions": "Mới"}), on=AT.date())
    with pytest.raises(Invalid) as refused:
        approved(run, controller)
    assert refused.value.code == "import_stale"


def test_a_run_is_settled_once(controller):
    run = begun(controller, PLAIN)
    importing.discard(run_id=run.pk, by=controller, at=AT)
    with pytest.raises(MoveNotAllowed):
        approved(run, controller)
    assert version_in_force("1.004837", DAY) is None


def test_nothing_to_take_is_said(controller):
    with pytest.raises(Invalid) as refused:
        approved(begun(controller, PLAIN), controller, everything=False)
    assert refused.value.code == "nothing_chosen"


def test_only_the_procedure_controller_starts_and_approves(six, controller):
    chair = principal_for(make_official(six, "maiphu.chutich", Role.CHAIR, six.mai_phu), AT)
    with pytest.raises(Forbidden):
        begun(chair, PLAIN)
    with pytest.raises(Forbidden):
        approved(begun(controller, PLAIN), chair)


def test_excel_report_holds_every_difference_and_no_formula(controller):
    run = begun(controller, PLAIN | {"name": "=1+1"}, STATUS_ROW)
    book = openpyxl.load_workbook(io.BytesIO(write_tables(import_report.tables(list(run.rows.order_by("line"))))))
    rows, changes, _faults = book.worksheets
    assert rows["C2"].value == "=1+1"
    assert rows["C2"].data_type == "s"
    assert {row[4].value for row in changes.iter_rows(min_row=2)} >= {"Cách nộp và thời hạn"}


def test_the_national_catalogue_goes_in_with_few_statements(controller, django_assert_max_num_queries):
    content = shared("commune_catalog_2026-07.csv").read_bytes()
    comparison = importing.compared("catalogue.csv", content, whole=True, at=AT)
    counts = comparison.counts
    assert (counts["rows"], counts["unreadable"]) == (710, 0)
    assert counts["new"] + counts["changed"] + counts["same"] == 710
    with django_assert_max_num_queries(12):
        run = importing.start(comparison=comparison, by=controller, at=AT)
    approved(run, controller)
    taken = ImportRow.objects.filter(run=run, applied=True).count()
    assert (
        len(
            [
                v
                for v in all_in_force(DAY)
                if v.started_by and v.started_by.id == run.__class__.objects.get(pk=run.pk).decision_id
            ]
        )
        == taken
    )
