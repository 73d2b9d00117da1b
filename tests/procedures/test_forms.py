"""Checking e-forms: every fault at its field in Vietnamese, nothing lost, nothing let through."""

import copy
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.procedures import ALLOWANCE, BIRTH, BUSINESS, COPY, FULL_FORMS, MARRIAGE_STATUS
from thongsuot.common.errors import Invalid
from thongsuot.procedures.forms import form_from_post, validate
from thongsuot.procedures.selectors import version_in_force

ON = date(2026, 11, 24)


@pytest.fixture
def forms(six):
    return {code: copy.deepcopy(form) for code, form in FULL_FORMS.items()}


def check(code, form, **options):
    return validate(version_in_force(code, ON), "", form, "ONLINE", **{"today": ON, **options})


def faults(code, form, **options) -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        check(code, form, **options)
    assert refused.value.code == "form_invalid"
    assert refused.value.status == 422
    return {error["field"]: error["message"] for error in refused.value.errors}


def test_names_every_missing_answer_by_its_label(forms):
    found = faults(BIRTH, {})
    assert found["form.child.name"] == "Hãy điền: họ, chữ đệm và tên của trẻ."
    assert found["form.child.sex"] == "Hãy chọn: giới tính."
    assert found["form.pledge.truthful"] == "Cần đánh dấu đồng ý để gửi được."
    assert "form.child" not in found


def test_faults_stand_in_the_order_of_the_form(forms):
    names = list(faults(BIRTH, {}))
    assert names.index("form.requester.relation") < names.index("form.child.name") < names.index("form.pledge.truthful")


def test_partial_form_asks_for_nothing(six):
    assert check(BIRTH, {}, partial=True) == {}
    assert check(BIRTH, {"child": {"name": "Trần An"}}, partial=True) == {"child": {"name": "Trần An"}}
    assert check(COPY, {"documents": [{"name": "Bằng"}]}, partial=True) == {"documents": [{"name": "Bằng"}]}


def test_partial_form_still_refuses_what_is_wrong(six):
    assert "form.child.birth_date" in faults(BIRTH, {"child": {"birth_date": "2025-02-30"}}, partial=True)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("child.birth_date", "2025-02-30", "Ngày không có thật"),
        ("child.birth_date", "01/07/2025", "Ngày không có thật"),
        ("child.birth_date", "2099-01-01", "chưa đến"),
        ("child.birth_date", "1700-01-01", "Năm không hợp lý"),
        ("child.birth_time", "25:00", "14:30"),
        ("child.name", "Trần 2 Khôi", "chữ số"),
        ("child.name", "A", "ít nhất 2"),
        ("child.name", "A" * 101, "tối đa 100"),
        ("child.name", "A" * 10_000, "tối đa 2000"),
        ("child.name", 12, "sai kiểu"),
        ("child.name", ["Trần Khôi"], "sai kiểu"),
        ("child.sex", "cả hai", "một trong các mục"),
        ("requester.id_number", "12345", "12 chữ số"),
        ("requester.phone", "12", "Số điện thoại"),
        ("mother.birth_year", 1800, "Phải từ 1900"),
        ("mother.birth_year", "năm ngoái", "chữ số"),
        ("copies.quantity", 51, "Không được quá 50"),
        ("copies.quantity", -1, "Phải từ 0"),
        ("parents.married", "có lẽ", "có hoặc không"),
        ("pledge.truthful", False, "đồng ý"),
        ("child.name", "Kh\x00ôi", "ký tự hỏng"),
        ("child.name", "\ud800 Khôi", "ký tự hỏng"),
    ],
)
def test_wrong_answers_are_named_at_their_field(forms, path, value, said):
    form = forms[BIRTH]
    group, name = path.split(".")
    form.setdefault(group, {})[name] = value
    found = faults(BIRTH, form)
    assert list(found) == [f"form.{path}"]
    assert said in found[f"form.{path}"]


def test_unknown_fields_are_refused_by_name(forms):
    forms[BIRTH]["child"]["nickname"] = "Cún"
    forms[BIRTH]["extra"] = 1
    found = faults(BIRTH, forms[BIRTH])
    assert found == {
        "form.child.nickname": "Biểu mẫu này không có mục “nickname”. Hãy bỏ mục đó.",
        "form.extra": "Biểu mẫu này không có mục “extra”. Hãy bỏ mục đó.",
    }


@pytest.mark.parametrize("form", [None, [], "x", 5])
def test_form_that_is_no_object_is_refused(six, form):
    assert "form" in faults(BIRTH, form)


def test_form_nested_too_deep_is_refused(six):
    deep: dict = {}
    for _level in range(50):
        deep = {"a": deep}
    assert "lồng quá sâu" in faults(BIRTH, {"a": deep, "b": 1})["form"]


def test_form_with_too_many_parts_is_refused(six):
    assert "quá lớn" in faults(COPY, {"documents": [{"name": "x"}] * 3000})["form"]


def test_names_that_cannot_be_read_are_refused(six):
    assert "tên mục" in faults(BIRTH, {"\ud800": 1})["form"]
    assert "tên mục" in faults(BIRTH, {"k" * 100: 1})["form"]


def test_texts_come_out_clean_and_composed(forms):
    forms[BIRTH]["child"]["name"] = "  Tra\u0302\u0300n \t Khôi\u200b "
    assert check(BIRTH, forms[BIRTH])["child"]["name"] == "Trần Khôi"


def test_line_breaks_stay_in_long_texts_only(forms):
    form = forms[ALLOWANCE]
    form["person"]["story"] = "Sống một mình.\r\nCon ở xa."
    form["person"]["address"] = "Xóm 1\nxã Mai Phụ"
    cleaned = check(ALLOWANCE, form)
    assert cleaned["person"]["story"] == "Sống một mình.\nCon ở xa."
    assert cleaned["person"]["address"] == "Xóm 1 xã Mai Phụ"


def test_empty_answers_count_as_not_given(forms):
    forms[BIRTH]["mother"] = {"name": "", "birth_year": None}
    assert "mother" not in check(BIRTH, forms[BIRTH])


def test_answers_that_do_not_apply_are_dropped(forms):
    form = forms[MARRIAGE_STATUS]
    form["status"]["spouse"] = "Nguyễn Thị Hoa"
    assert check(MARRIAGE_STATUS, form)["status"] == {"kind": "never"}


def test_conditional_answer_is_required_when_it_applies(forms):
    form = forms[MARRIAGE_STATUS]
    form["status"]["kind"] = "divorced"
    assert faults(MARRIAGE_STATUS, form) == {"form.status.spouse": "Hãy điền: họ và tên vợ hoặc chồng."}


def test_conditional_section_is_required_when_it_applies(forms):
    form = forms[BUSINESS]
    form["founder"]["kind"] = "family"
    assert faults(BUSINESS, form) == {"form.members": "Hãy điền: thành viên."}


def test_day_before_its_beginning_is_refused(forms):
    forms[MARRIAGE_STATUS]["stay"] |= {"since": "2020-05-01", "until": "2020-04-30"}
    assert faults(MARRIAGE_STATUS, forms[MARRIAGE_STATUS]) == {"form.stay.until": "Phải từ ngày 01/05/2020 trở đi."}


def test_rows_name_their_number(forms):
    forms[COPY]["documents"].append({"name": "Căn cước", "pages": 0, "copies": 1})
    assert faults(COPY, forms[COPY]) == {"form.documents.1.pages": "Phải từ 1 trở lên."}
    forms[COPY]["documents"][1] = {"name": "Căn cước", "pages": 1}
    assert faults(COPY, forms[COPY]) == {"form.documents.1.copies": "Hãy điền: số bản sao."}


def test_too_many_rows_are_refused(forms):
    forms[COPY]["documents"] *= 21
    assert faults(COPY, forms[COPY]) == {"form.documents": "Không được quá 20 dòng."}


def test_input_is_not_changed(forms):
    before = copy.deepcopy(forms[MARRIAGE_STATUS])
    check(MARRIAGE_STATUS, forms[MARRIAGE_STATUS])
    assert forms[MARRIAGE_STATUS] == before


def test_page_answers_become_typed_values(six):
    version = version_in_force(BIRTH, ON)
    post = {
        "form.child.name": " Trần Khôi ",
        "form.child.birth_date": "5/11/2025",
        "form.mother.birth_year": "1996",
        "form.parents.married": "true",
        "form.parents.marriage_date_day": "2",
        "form.parents.marriage_date_month": "3",
        "form.parents.marriage_date_year": "2020",
        "form.requester.id_number": "042 096 001234",
        "form.pledge.truthful": "on",
        "csrfmiddlewaretoken": "x",
        "form.unknown": "x",
    }
    assert form_from_post(version, post) == {
        "child": {"name": "Trần Khôi", "birth_date": "2025-11-05"},
        "mother": {"birth_year": 1996},
        "parents": {"married": True, "marriage_date": "2020-03-02"},
        "requester": {"id_number": "042096001234"},
        "pledge": {"truthful": True},
    }


def test_page_answers_that_cannot_be_read_stay_as_typed(six):
    version = version_in_force(BIRTH, ON)
    form = form_from_post(version, {"form.child.birth_date": "31/2/2025", "form.mother.birth_year": "chín sáu"})
    assert form == {"child": {"birth_date": "31/2/2025"}, "mother": {"birth_year": "chín sáu"}}
    found = faults(BIRTH, form, partial=True)
    assert set(found) == {"form.child.birth_date", "form.mother.birth_year"}


def test_page_rows_become_lists_without_empty_lines(six):
    post = {
        "form.documents.0.name": "Bằng đại học",
        "form.documents.0.pages": "2",
        "form.documents.1.name": "",
        "form.documents.2.name": "Căn cước",
        "form.documents.2.copies": "1",
    }
    assert form_from_post(version_in_force(COPY, ON), post)["documents"] == [
        {"name": "Bằng đại học", "pages": 2},
        {"name": "Căn cước", "copies": 1},
    ]


def test_money_may_be_written_with_dots(six):
    version = version_in_force(BUSINESS, ON)
    assert form_from_post(version, {"form.business.capital": "50.000.000 đ"})["business"]["capital"] == 50_000_000
    assert form_from_post(version, {"form.business.capital": "9" * 30})["business"]["capital"] == "9" * 30


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=12,
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(form=JSON, at=st.sampled_from(["child", "documents", "requester", "status", "members", "x"]))
def test_whatever_comes_in_is_accepted_or_named_never_a_crash(six, form, at):
    for code in (BIRTH, COPY, BUSINESS):
        for partial in (True, False):
            cleaned, said = outcome(code, {at: form}, partial)
            assert cleaned is not None or said
            assert all(error["field"].startswith("form") and error["message"] for error in said)
            if cleaned is not None:
                assert outcome(code, cleaned, partial) == (cleaned, [])


def outcome(code, form, partial):
    """The clean form, or what was said against it."""
    try:
        return check(code, form, partial=partial), []
    except Invalid as refused:
        return None, refused.errors
