"""Finding a procedure in people's words."""

import time
from datetime import date

import pytest

from tests.factories.procedures import ALLOWANCE, BIRTH, BUSINESS, COPY, MARRIAGE_STATUS, RESIDENCE
from thongsuot.common.errors import Invalid
from thongsuot.procedures.search import fields_in_force, search

ON = date(2026, 11, 24)


def codes(q, **options):
    return [version.code for _score, version in search(q, on=ON, **options)]


@pytest.mark.parametrize(
    ("q", "first"),
    [
        ("khai sinh", BIRTH),
        ("lam giay khai sinh", BIRTH),
        ("Làm giấy khai sinh cho con", BIRTH),
        ("sinh con", BIRTH),
        ("KHAI SINH", BIRTH),
        ("1.001193", BIRTH),
        ("xác nhận độc thân để lấy vợ", MARRIAGE_STATUS),
        ("giay doc than", MARRIAGE_STATUS),
        ("sao y bằng cấp", COPY),
        ("mở quán phở", BUSINESS),
        ("ho kinh doanh", BUSINESS),
        ("trợ cấp người khuyết tật", ALLOWANCE),
        ("nhập hộ khẩu", RESIDENCE),
        ("đăng ký thường trú", RESIDENCE),
        ("thuong tr", RESIDENCE),
    ],
)
def test_finds_what_is_meant(six, q, first):
    assert codes(q)[0] == first


def test_decomposed_letters_find_the_same(six):
    assert codes("ho\u0323\u0302 ti\u0323ch khai sinh") == codes("hộ tịch khai sinh")


def test_nothing_similar_finds_nothing(six):
    assert codes("xyzzy") == []
    assert codes("giấy phép lái tàu vũ trụ") == []


def test_without_words_all_by_code(six):
    assert codes("") == sorted(codes(""))
    assert len(codes("")) == 6


def test_field_narrows(six):
    assert codes("", field="Hộ tịch") == [BIRTH, MARRIAGE_STATUS]
    assert codes("", field="ho tich") == [BIRTH, MARRIAGE_STATUS]
    assert "Hộ tịch" in fields_in_force(ON)


def test_unit_narrows_to_what_is_assigned(six):
    assert len(codes("", unit_id=six.mai_phu.id)) == 6
    assert codes("", unit_id=six.ham_rong.id) == []


def test_level_narrows(six):
    assert codes("", level="province") == []


def test_before_validity_nothing_is_found(six):
    assert search("khai sinh", on=date(2025, 6, 30)) == []


def test_endless_query_is_refused(six):
    with pytest.raises(Invalid):
        codes("a" * 10_000)


def test_is_fast_with_a_real_catalogue(six):
    versions = [version for _score, version in search("", on=ON)] * 70  # 420 procedures
    search("khai sinh", on=ON, versions=versions)
    started = time.process_time()
    search("làm giấy khai sinh cho con", on=ON, versions=versions)
    assert time.process_time() - started < 0.5
