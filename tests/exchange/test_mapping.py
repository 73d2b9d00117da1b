"""Ánh xạ trường: what we write can be read back as the same facts; the file agrees with the rest of the house."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.national_portal import dossiers as portal_books
from thongsuot.dossiers.models import NATIONAL_STATUS, Channel, Status
from thongsuot.dossiers.present import LABELS
from thongsuot.exchange.mapping import VIET_NAM, CannotMap, Field, all_mappings, mapping_on
from thongsuot.exchange.showing import SAMPLE_DOSSIER, SAMPLE_PROGRESS

MAPPING = mapping_on(date(2026, 11, 26))
texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)).map(lambda m: m.replace(microsecond=0, tzinfo=UTC))


def value_of(field: Field) -> st.SearchStrategy:
    """Any value that a fact of this kind may have."""
    if field.kind == "code":
        back = {theirs: ours for ours, theirs in reversed(MAPPING.codes[field.codes].items())}
        return st.sampled_from(sorted(back.values()))
    if field.kind in ("group", "list"):
        inner = facts_of(field.fields).filter(bool)
        return inner if field.kind == "group" else st.lists(inner, min_size=1, max_size=3)
    return {
        "text": texts,
        "moment": moments,
        "flag": st.booleans(),
        "amount": st.integers(0, 10**12),
        "texts": st.lists(texts, min_size=1, max_size=3),
    }[field.kind]


def facts_of(fields) -> st.SearchStrategy:
    """Facts with everything that is required, and any of the rest."""
    required = {f.ours: value_of(f) for f in fields if f.required}
    return st.fixed_dictionaries(required, optional={f.ours: value_of(f) for f in fields if not f.required})


@given(facts_of(MAPPING.dossier))
def test_a_dossier_written_for_the_portal_is_read_back_the_same(facts):
    assert MAPPING.to_ours("dossier", MAPPING.to_theirs("dossier", facts)) == facts


@given(facts_of(MAPPING.progress))
def test_progress_is_read_back_the_same(facts):
    assert MAPPING.to_ours("progress", MAPPING.to_theirs("progress", facts)) == facts


def test_two_of_our_codes_that_are_one_of_theirs_are_read_as_the_first():
    sent = MAPPING.to_theirs("dossier", SAMPLE_DOSSIER | {"channel": Channel.KIOSK})
    assert sent["KenhThucHien"] == "1"
    assert MAPPING.to_ours("dossier", sent)["channel"] == Channel.DIRECT


def test_moments_leave_in_the_time_of_viet_nam():
    at = datetime(2026, 11, 26, 18, 30, 5, tzinfo=UTC)
    sent = MAPPING.to_theirs("dossier", SAMPLE_DOSSIER | {"submitted_at": at})
    assert sent["NgayNopHoSo"] == "20261127013005"


@pytest.mark.parametrize("name", [f.theirs for f in MAPPING.dossier if f.required])
def test_what_is_required_and_missing_is_named(name):
    ours = next(f.ours for f in MAPPING.dossier if f.theirs == name)
    with pytest.raises(CannotMap) as refused:
        MAPPING.to_theirs("dossier", {**SAMPLE_DOSSIER, ours: None})
    assert refused.value.field == name


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TrangThaiHoSo", "11"), ("NgayTiepNhan", "hôm qua"), ("HoSoCoThanhPhanSoHoa", "có"), ("TaiLieuNop", {"a": 1}),
        ("DinhDanhCHS", "012"), ("DSKetNoiCSDL", ["dan-cu"]), ("DanhSachLePhi", [{"Gia": "tám nghìn"}]),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_and_named(name, value):
    with pytest.raises(CannotMap) as refused:
        MAPPING.to_ours("dossier", {name: value})
    assert refused.value.field in (name, "Gia")


def test_fields_nobody_knows_are_left_out():
    assert MAPPING.to_ours("dossier", {"TruongMoi": "x", "MaHoSo": "H27.1-261126-0001"}) == {
        "code": "H27.1-261126-0001"
    }


def test_the_file_agrees_with_the_states_and_channels_of_the_house():
    for one in all_mappings():
        assert one.codes["status"] == {str(s): str(number) for s, number in NATIONAL_STATUS.items()}
        assert set(one.codes["channel"]) == set(Channel.values)
        assert set(one.progress_of) <= set(LABELS), "việc không có trong nhật ký hồ sơ"
        assert one.certainty in ("published", "proposed", "unverified")


def test_the_examples_of_the_page_are_complete_messages():
    sent = MAPPING.to_theirs("dossier", SAMPLE_DOSSIER)
    assert portal_books._wrong(sent) == []
    assert MAPPING.to_ours("progress", MAPPING.to_theirs("progress", SAMPLE_PROGRESS))["content"]


def test_a_version_holds_from_its_day():
    first = all_mappings()[-1]
    assert mapping_on(first.valid_from - timedelta(days=400)) is first
    assert mapping_on(first.valid_from) in all_mappings()
    assert SAMPLE_DOSSIER["submitted_at"].tzinfo is VIET_NAM
    assert Status(SAMPLE_DOSSIER["status"]) is Status.RETURNED
