"""Số định danh: what its digits say, how it is kept, how it is shown."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.accounts import make_citizen
from thongsuot.accounts import id_numbers
from thongsuot.accounts.id_numbers import IdNumber, mask_id, problem_of_id_number
from thongsuot.accounts.models import User
from thongsuot.common import crypto
from thongsuot.common.errors import Invalid

TODAY = date(2025, 7, 7)
GOOD = "042193004127"


@pytest.mark.parametrize("text", [GOOD, "042 193 004 127", "042.193.004.127", "001099000001", "096201012345"])
def test_plausible_numbers_pass(text):
    assert problem_of_id_number(text, today=TODAY) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "chỉ gồm chữ số"),
        ("04219300412a", "chỉ gồm chữ số"),
        ("٠٤٢١٩٣٠٠٤١٢٧", "chỉ gồm chữ số"),
        ("123456789", "CMND 9 số"),
        ("04219300412", "12 chữ số (bạn đã nhập 11)"),
        ("0421930041270", "12 chữ số"),
        ("099193004127", "không phải mã tỉnh"),
        ("003193004127", "không phải mã tỉnh"),
        ("042399004127", "chưa tới"),
        ("042900000001", "chưa tới"),
    ],
)
def test_wrong_digits_are_told_in_words(text, words):
    assert words in problem_of_id_number(text, today=TODAY)


def test_must_fit_the_birth_date():
    assert problem_of_id_number(GOOD, birth_date=date(1993, 4, 12)) is None
    assert "năm sinh 1993" in problem_of_id_number(GOOD, birth_date=date(1994, 4, 12))


def test_reads_year_and_sex():
    assert (IdNumber(GOOD).birth_year, IdNumber(GOOD).is_female) == (1993, True)
    assert (IdNumber("042207000001").birth_year, IdNumber("042207000001").is_female) == (2007, False)


def test_the_refusal_names_field_and_code():
    with pytest.raises(Invalid) as refused:
        id_numbers.checked("123", today=TODAY, field="applicant.id_number")
    assert refused.value.code == "id_number_invalid"
    assert refused.value.errors[0]["field"] == "applicant.id_number"


def test_masks():
    assert mask_id("042199001234") == "0421••••1234"
    assert mask_id("C1234567") == "••••67"
    assert mask_id("12") == "••••"


@given(st.from_regex(r"[0-9]{12}", fullmatch=True))
def test_a_mask_never_shows_the_serial_digits_before_the_last_four(digits):
    assert digits[4:8] not in mask_id(digits).replace(digits[:4], "").replace(digits[-4:], "")


@given(st.text(max_size=40))
def test_any_text_gets_an_answer(text):
    problem = problem_of_id_number(text, today=TODAY)
    assert problem is None or problem


@pytest.mark.django_db
class TestKeeping:
    def test_is_stored_encrypted_and_found_by_hash(self):
        user = make_citizen(id_number=GOOD)
        stored = User.objects.get(pk=user.pk)
        assert GOOD.encode() not in bytes(stored.id_number_cipher)
        assert id_numbers.reveal(stored) == GOOD
        assert User.objects.get(id_number_hash=crypto.lookup_hash(GOOD)) == user

    def test_a_cipher_moved_to_another_row_does_not_open(self):
        one, other = make_citizen("a", id_number=GOOD), make_citizen("b")
        User.objects.filter(pk=other.pk).update(id_number_cipher=one.id_number_cipher)
        with pytest.raises(crypto.CannotDecryptError):
            id_numbers.reveal(User.objects.get(pk=other.pk))

    def test_rotation_reaches_it(self):
        user = make_citizen(id_number=GOOD)
        old = bytes(User.objects.get(pk=user.pk).id_number_cipher)
        assert crypto.rotate()["accounts_user.id_number_cipher"] == 1
        new = User.objects.get(pk=user.pk)
        assert crypto.version_of(new.id_number_cipher) == crypto.version_of(old) + 1
        assert id_numbers.reveal(new) == GOOD

    def test_an_account_without_a_number_reveals_nothing(self):
        assert id_numbers.reveal(make_citizen()) == ""
