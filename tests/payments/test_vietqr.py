"""VietQR: the published check value, codes others made, every field read back, and the picture read by another library."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from thongsuot.common import qr
from thongsuot.payments import vietqr

# The vector of the project's own notes (account invented), and two examples of public documentation, for the checksum.
OURS = (
    "00020101021238540010A00000072701240006970436011012345678900208QRIBFTTA5303704540480005802VN6221"
    "0817H270502261122000163045A3E"
)
OTHERS = [
    "00020101021138510010A00000072701210006970407010797968680208QRIBFTTA53037045802VN62240820gen by sunary/vietqr6304BE74",
    "00020101021238570010A000000727012700069704220113VQRQACLNP26800208QRIBFTTA530370454061000005802VN62270823Thanh toan don hang ABC6304CE4C",
]
ascii_text = st.text(st.characters(max_codepoint=127, exclude_categories=["Cc"]), max_size=40)
bins = st.from_regex(r"[0-9]{6}", fullmatch=True)
accounts = st.from_regex(r"[0-9A-Za-z]{1,19}", fullmatch=True)


def fields(text: str) -> dict[str, str]:
    """The fields of one level; a second reader, written apart from the writer."""
    found, place = {}, 0
    while place < len(text):
        name, length = text[place : place + 2], int(text[place + 2 : place + 4])
        assert name not in found
        found[name] = text[place + 4 : place + 4 + length]
        assert len(found[name]) == length
        place += 4 + length
    return found


def test_the_checksum_has_the_published_check_value() -> None:
    assert vietqr.checksum("123456789") == 0x29B1


@pytest.mark.parametrize("text", [OURS, *OTHERS])
def test_checksums_of_codes_made_by_others_come_out(text: str) -> None:
    assert f"{vietqr.checksum(text[:-4]):04X}" == text[-4:]


def test_the_vector_of_the_notes_is_written_character_by_character() -> None:
    assert vietqr.payload("970436", "1234567890", amount=8_000, purpose="H2705022611220001") == OURS


@given(bins, accounts, st.none() | st.integers(1, vietqr.MOST_AMOUNT), st.text(max_size=60), st.text(max_size=60))
def test_every_field_reads_back(bank: str, account: str, amount: int | None, purpose: str, bill: str) -> None:
    text = vietqr.payload(bank, account, amount=amount, purpose=purpose, bill=bill)
    assert text.isascii()
    top = fields(text)
    assert list(top) == sorted(top)
    assert int(top["63"], 16) == vietqr.checksum(text[:-4])
    assert top["63"] == top["63"].upper()
    merchant = fields(top["38"])
    assert (merchant["00"], merchant["02"], top["53"], top["58"]) == ("A000000727", "QRIBFTTA", "704", "VN")
    assert fields(merchant["01"]) == {"00": bank, "01": account}
    assert top.get("54") == (None if amount is None else str(amount))
    assert top["01"] == ("11" if amount is None else "12")
    about = fields(top.get("62", ""))
    assert about.get("08", "") == vietqr.plain(purpose, 25)
    assert all(len(value) <= 25 for value in about.values())


@given(st.text(max_size=80))
def test_a_purpose_is_what_any_bank_can_read(text: str) -> None:
    plain = vietqr.plain(text, 25)
    assert plain == vietqr.plain(plain, 25)
    assert plain.strip() == plain
    assert all(c.isdigit() or "A" <= c <= "Z" or c == " " for c in plain)


def test_vietnamese_loses_only_its_marks() -> None:
    assert vietqr.plain("Nộp lệ phí đăng ký: Đặng Thị Ửng!", 60) == "NOP LE PHI DANG KY DANG THI UNG"


@pytest.mark.parametrize(
    ("bank", "account", "amount"),
    [
        ("97043", "1", 1),
        ("97043a", "1", 1),
        ("９７０４３６", "1", 1),
        ("970436", "", 1),
        ("970436", "1" * 20, 1),
        ("970436", "1-2", 1),
        ("970436", "1", 0),
        ("970436", "1", -5),
        ("970436", "1", 10**13),
    ],
)
def test_what_no_bank_could_pay_is_refused(bank: str, account: str, amount: int) -> None:
    with pytest.raises(ValueError, match=r"mã ngân hàng|số tài khoản|số tiền"):
        vietqr.payload(bank, account, amount=amount)


@pytest.mark.parametrize("amount", [None, 1_000, 8_000, 123_456_789])
def test_another_library_reads_the_picture(amount: int | None) -> None:
    import zxingcpp

    text = vietqr.payload("970405", "6868686868686868686", amount=amount, purpose="H2705022611220001L12")
    picture = Image.open(io.BytesIO(qr.png(text))).convert("L")
    (read,) = zxingcpp.read_barcodes(picture)
    assert read.text == text


@pytest.mark.parametrize("damage", range(0, len(OURS) - 4, 7))
def test_a_changed_character_is_noticed(damage: int) -> None:
    changed = OURS[:damage] + ("0" if OURS[damage] != "0" else "1") + OURS[damage + 1 :]
    assert f"{vietqr.checksum(changed[:-4]):04X}" != changed[-4:]
