"""Mã VietQR: the text of an EMVCo merchant-presented QR code for a transfer to an account (domain-2 §8).

Two-digit identifier, two-digit length, value; ASCII only; a checksum over everything that stands before it. With an
amount the code is dynamic, and banking apps lock the amount; the purpose carries the key by which we know the money.
"""

import re

from thongsuot.common.text import bare

GUID = "A000000727"
TO_ACCOUNT, TO_CARD = "QRIBFTTA", "QRIBFTTC"
STATIC, DYNAMIC = "11", "12"
DONG, COUNTRY = "704", "VN"
MOST_PURPOSE, MOST_BILL, MOST_AMOUNT = 25, 25, 10**13 - 1
BIN = re.compile(r"[0-9]{6}", re.ASCII)
ACCOUNT = re.compile(r"[0-9A-Za-z]{1,19}", re.ASCII)
_NOT_PLAIN = re.compile(r"[^0-9A-Za-z ]+", re.ASCII)
_POLYNOMIAL, _START = 0x1021, 0xFFFF


def payload(
    bank_bin: str,
    account: str,
    *,
    amount: int | None = None,
    purpose: str = "",
    bill: str = "",
    service: str = TO_ACCOUNT,
) -> str:
    """Nội dung mã QR. `amount` integer đồng, None leaves it to the payer; raises ValueError for what no bank could read."""
    if not BIN.fullmatch(bank_bin):
        raise ValueError("mã ngân hàng (BIN) gồm sáu chữ số")
    if not ACCOUNT.fullmatch(account):
        raise ValueError("số tài khoản gồm 1–19 chữ số hoặc chữ cái không dấu")
    if amount is not None and not 0 < amount <= MOST_AMOUNT:
        raise ValueError("số tiền phải là số nguyên đồng, lớn hơn 0")
    beneficiary = _field("00", bank_bin) + _field("01", account)
    about = _field("01", plain(bill, MOST_BILL)) + _field("08", plain(purpose, MOST_PURPOSE))
    text = "".join(
        (
            _field("00", "01"),
            _field("01", STATIC if amount is None else DYNAMIC),
            _field("38", _field("00", GUID) + _field("01", beneficiary) + _field("02", service)),
            _field("53", DONG),
            _field("54", "" if amount is None else str(amount)),
            _field("58", COUNTRY),
            _field("62", about),
            "6304",
        )
    )
    return f"{text}{checksum(text):04X}"


def plain(text: str, most: int) -> str:
    """Chữ mà ngân hàng nào cũng đọc được: no diacritics, letters, digits and spaces, upper case, cut to length."""
    return " ".join(_NOT_PLAIN.sub(" ", bare(text)).split()).upper()[:most].strip()


def checksum(text: str) -> int:
    """CRC-16/CCITT-FALSE: polynomial 1021, start FFFF, nothing reflected; 29B1 for "123456789"."""
    crc = _START
    for byte in text.encode("ascii"):
        crc ^= byte << 8
        for _bit in range(8):
            crc = (crc << 1) ^ _POLYNOMIAL if crc & 0x8000 else crc << 1
            crc &= 0xFFFF
    return crc


def _field(identifier: str, value: str) -> str:
    return f"{identifier}{len(value):02}{value}" if value else ""
