"""JSON records as the national database shows them, and records bent out of shape."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from thongsuot.procedures.national.json_shape import procedure
from thongsuot.procedures.national.reading import read
from thongsuot.procedures.record import completed

BIRTH = {
    "code": " 1.000656",
    "name": "Thủ tục đăng ký khai tử",
    "proposal": {"number": "163/QĐ-BTP", "decisionDate": "2025-01-20"},
    "type": "STANDARD",
    "isWard": True,
    "isProvince": False,
    "isFullProcess": False,
    "isNonTerritorial": True,
    "categories": [{"code": "G15-HT", "name": "Hộ tịch"}],
    "subjectTypes": [{"name": "Công dân Việt Nam"}, {"name": "Công dân Việt Nam"}],
    "executingAgencies": [{"name": ""}, {"name": "Ủy ban nhân dân cấp xã"}],
    "legalBasis": [{"code": "60/2014/QH13", "name": "Luật Hộ tịch"}],
    "results": [{"code": "KQ.G15.000034", "name": "Trích lục khai tử"}],
    "executionMethods": [
        {
            "submissionMethod": "DIRECT",
            "processingTime": 1,
            "processingTimeUnit": "OTHER",
            "fees": [{"type": "FEE", "value": None, "description": "Do Hội đồng nhân dân tỉnh quy định."}],
        }
    ],
    "cases": [{"code": "1.000656.01", "processingDay": 5}],
    "executionCases": [
        {
            "name": "Giấy tờ phải nộp",
            "components": [
                {"code": "000.00.00.G15-KQ1", "name": "Giấy báo tử", "originalQty": 1, "copyQty": 0, "required": True},
                {"code": "000.00.00.G15-KQ2", "name": "Nộp bản chụp có chứng thực", "originalQty": 0, "copyQty": 0},
            ],
        },
        {"name": "Giấy tờ phải xuất trình", "components": [{"name": "Căn cước", "originalQty": 1, "copyQty": 0}]},
    ],
    "returningMethods": [{"submissionMethod": "DIRECT", "methods": ["AT_HOME", "AT_SUBMISSION_PLACE", "BY_DOVE"]}],
}


def read_one():
    (row,) = read("a.json", json.dumps({"items": [BIRTH]}).encode()).rows
    return row


def test_a_record_is_read_with_its_faults_said():
    row = read_one()
    assert (row.code, row.readable) == ("1.000656", True)
    assert {fault["code"] for fault in row.faults} == {
        "code_space",
        "subject_twice",
        "unit_other",
        "fee_blank",
        "note_row",
    }
    assert (row.record["field"], row.record["field_code"], row.record["levels"]) == ("Hộ tịch", "G15-HT", ["commune"])


def test_case_has_its_own_time_beside_the_one_of_the_channel():
    record = read_one().record
    assert record["channels"][0]["raw"] == "1 OTHER"
    assert [(c["code"], c["quantity"], c["duration_unit"]) for c in record["cases"]] == [
        ("1.000656.01", "5", "WORKING_DAY")
    ]


def test_rows_without_originals_and_copies_are_notes_not_papers():
    papers = read_one().record["components"]
    assert [(p["group"], p["name"]) for p in papers] == [
        ("submit", "Giấy báo tử"),
        ("note", "Nộp bản chụp có chứng thực"),
        ("present", "Căn cước"),
    ]
    assert papers[2]["scan_policy"] == "presented_only"


def test_exemptions_are_kept_as_written_and_unknown_ways_of_returning_left_out():
    record = read_one().record
    assert record["fees"][0]["note"] == "Do Hội đồng nhân dân tỉnh quy định."
    assert record["returning"] == [{"submission": "DIRECT", "methods": ["AT_HOME", "AT_SUBMISSION_PLACE"]}]


def test_days_of_the_national_decision_are_kept_as_a_note():
    assert "ký ngày 2025-01-20" in read_one().record["notes"][0]["text"]


def test_what_was_read_can_be_written():
    record = completed(read_one().record | {"code": "1.000656"})
    assert record["process"]["steps"] == []
    assert record["result"]["code"] == "KQ.G15.000034"


PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
OBJECT = st.dictionaries(
    st.sampled_from(["code", "name", "components", "fees", "unit"]), PLAIN | st.lists(PLAIN, max_size=2)
)
JUNK = PLAIN | OBJECT | st.lists(PLAIN | OBJECT | st.lists(PLAIN, max_size=2), max_size=3)


@given(st.sampled_from(sorted(BIRTH)), JUNK)
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_member_of_the_wrong_kind_is_never_a_fault_of_the_programme(member, junk):
    row = procedure(1, BIRTH | {member: junk})
    assert row.line == 1
