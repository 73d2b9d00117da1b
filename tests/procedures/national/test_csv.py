"""The CSV shapes with the faults that real files have."""

import csv
import io
from pathlib import Path

import pytest

from tests.house.rooms import ROOT
from thongsuot.common.errors import Invalid
from thongsuot.procedures.national.reading import read

SHARED = ROOT.parent / "shared/data/tthc"
CATALOGUE = [
    "code",
    "name",
    "field",
    "executing",
    "targets",
    "promulgated_by",
    "state",
    "type",
    "time_by_channel",
    "fees_by_channel",
    "decision",
    "result",
    "ncomp",
    "full_process",
    "non_territorial",
]
PLAIN = {
    "code": "1.004837",
    "name": "Thủ tục đăng ký giám hộ",
    "field": "Hộ tịch",
    "executing": "Ủy ban nhân dân cấp xã",
    "targets": "Công dân Việt Nam",
    "type": "STANDARD",
    "time_by_channel": "DIRECT:3 WORKING_DAY|ONLINE:1.5 DAY",
    "fees_by_channel": "DIRECT:FEE=0",
    "decision": "163/QĐ-BTP",
    "result": "Trích lục đăng ký giám hộ [KQ.G15.000035]",
    "ncomp": "12",
    "full_process": "0",
    "non_territorial": "1",
}


def file_of(*rows, columns=CATALOGUE) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def one(**changes):
    (row,) = read("a.csv", file_of(PLAIN | changes)).rows
    return row


def faults(row):
    return [fault["code"] for fault in row.faults]


def shared(name: str) -> Path:
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"không có ../shared/data/tthc/{name} để đọc")
    return path


def test_a_plain_row_is_read_whole():
    row = one()
    assert (row.code, row.readable, row.doubtful) == ("1.004837", True, False)
    assert [(c["channel"], c["quantity"], c["duration_unit"]) for c in row.record["channels"]] == [
        ("DIRECT", "3", "WORKING_DAY"),
        ("ONLINE", "1.5", "DAY"),
    ]
    assert row.record["results"] == [{"code": "KQ.G15.000035", "name": "Trích lục đăng ký giám hộ"}]
    assert (row.record["full_process"], row.record["non_territorial"]) == (False, True)


def test_the_number_of_components_never_passes_for_their_list():
    row = one()
    assert "components" not in row.record
    assert row.record["components_certainty"] == "unverified"
    assert "12 dòng" in row.record["components_note"]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"code": " 1.004837"}, "code_space"),
        ({"code": "1.004.837"}, "code_repaired"),
        ({"executing": "; ;"}, "agency_blank"),
        ({"executing": "Sở Tư pháp - tỉnh Gia Lai; Sở Tư pháp"}, "agency_of_one_province"),
        ({"targets": "Công dân Việt Nam; Công dân Việt Nam"}, "subject_twice"),
        ({"decision": "0001-BTP"}, "decision_without_qd"),
        ({"time_by_channel": "DIRECT:1 OTHER"}, "unit_other"),
        ({"time_by_channel": "DIRECT:Không quá 05 ngày|chậm nhất 07 ngày"}, "time_text"),
        ({"time_by_channel": "DIRECT:5 DAY|DIRECT:9 DAY"}, "channel_twice"),
        ({"fees_by_channel": "DIRECT:FEE=None"}, "fee_blank"),
        ({"fees_by_channel": "DIRECT:FEE=theo bảng"}, "fee_text"),
        ({"fees_by_channel": "DIRECT:FEE=10000|DIRECT:FEE=15000"}, "fee_several"),
        ({"code": "2.001428"}, "content_doubtful"),
        ({"result": "Giấy khai sinh [KQ.G15.000031T]; rích lục [KQ.G15.000033]"}, "result_repaired"),
    ],
)
def test_a_known_fault_is_survived_and_said(changes, fault):
    row = one(**changes)
    assert fault in faults(row)
    assert row.readable


def test_alternative_amounts_are_never_added_up():
    (fee,) = one(fees_by_channel="DIRECT:FEE=10000|DIRECT:FEE=15000|DIRECT:FEE=10000").record["fees"]
    assert (fee["amount"], fee["certainty"]) == (None, "unverified")
    assert "10.000 đ, 15.000 đ" in fee["note"]


def test_code_behind_a_name_is_taken_off():
    assert one(name="Tham vấn (1.010736)").record["name"] == "Tham vấn"


def test_time_that_cannot_be_counted_is_kept_as_written_and_unverified():
    time = one(time_by_channel="DIRECT:1 OTHER").record["channels"][0]
    assert (time["quantity"], time["raw"], time["certainty"]) == (None, "1 OTHER", "unverified")


def test_prose_with_a_bar_of_its_own_stays_together():
    time = one(time_by_channel="DIRECT:Không quá 05 ngày|chậm nhất 07 ngày|ONLINE:3 DAY").record["channels"]
    assert [(t["channel"], t["raw"], t["quantity"]) for t in time] == [
        ("DIRECT", "Không quá 05 ngày|chậm nhất 07 ngày", None),
        ("ONLINE", "", "3"),
    ]


def test_letter_that_stuck_to_the_code_before_it_goes_back_to_its_word():
    row = one(result="Giấy khai sinh [KQ.G15.000031T]; rích lục [KQ.G15.000033]")
    assert [(r["code"], r["name"]) for r in row.record["results"]] == [
        ("KQ.G15.000031", "Giấy khai sinh"),
        ("KQ.G15.000033", "Trích lục"),
    ]


@pytest.mark.parametrize("changes", [{"code": "x"}, {"name": ""}, {"field": " "}])
def test_a_row_that_cannot_be_used_is_unreadable_and_does_not_stop_the_rest(changes):
    first, second = read("a.csv", file_of(PLAIN | changes, PLAIN | {"code": "1.004845"})).rows
    assert not first.readable
    assert second.readable


def test_second_row_of_a_code_is_not_guessed_about():
    first, second = read("a.csv", file_of(PLAIN, PLAIN | {"name": "Khác"})).rows
    assert first.readable
    assert not second.readable
    assert faults(second)[-1] == "code_twice"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "columns_missing"),
        ("mã,tên\n".encode(), "columns_missing"),
        ("code,name\n".encode("utf-16"), "not_utf8"),
        (file_of(), "file_empty"),
        (b'{"code": ', "json_broken"),
        (b"[]", "file_empty"),
    ],
)
def test_a_file_that_cannot_be_used_at_all_is_refused(content, code):
    with pytest.raises(Invalid) as refused:
        read("a", content)
    assert refused.value.code == code


def test_the_national_catalogue_of_710_rows_is_read_without_loss():
    source = read("catalogue.csv", shared("commune_catalog_2026-07.csv").read_bytes())
    assert (source.shape, len(source.rows)) == ("catalogue_csv", 710)
    assert all(row.readable for row in source.rows)
    timed = [c for row in source.rows for c in row.record.get("channels", ())]
    assert sum(c["quantity"] is None for c in timed) < len(timed) / 4
    assert {c["duration_unit"] for c in timed} == {"", "WORKING_DAY", "DAY", "HOUR"}
    assert {fault for row in source.rows for fault in faults(row)} >= {"unit_other", "time_text", "agency_blank"}


def test_the_list_of_commune_procedures_is_read_with_its_stuck_letters_mended():
    source = read("commune.csv", shared("commune_procedures.csv").read_bytes())
    assert (source.shape, len(source.rows)) == ("commune_csv", 103)
    by_code = {row.code: row for row in source.rows}
    assert [r["name"] for r in by_code["1.000689"].record["results"]][1].startswith("Trích lục đăng ký nhận")
    assert by_code["1.001193"].record["levels"] == ["commune"]


def test_text_that_no_database_holds_is_cleaned_and_does_not_stop_the_rest():
    row = one(name="Đăng ký\0 giám\u200b hộ" + " x" * 50_000)
    assert row.record["name"].startswith("Đăng ký giám hộ")
    assert len(row.record["name"]) <= 2000


def test_a_cell_longer_than_any_reader_takes_costs_its_row_and_no_other():
    first, second = read("a.csv", file_of(PLAIN | {"name": "x" * 200_000}, PLAIN)).rows
    assert faults(first) == ["row_shape"]
    assert second.readable
