"""Số tiền bằng chữ, as a receipt writes it: "Tám nghìn đồng". Integer đồng, up to under one million tỷ."""

from thongsuot.dossiers.papers.wording import in_words

BILLION = 10**9
LIMIT = 10**15
_ONE_BILLION = "một tỷ"


def spoken(amount: int) -> str:
    """Đọc một số tiền: tens as mươi, mốt, lăm; an empty hundred inside as "không trăm linh …"."""
    if not 0 <= amount < LIMIT:
        raise ValueError(f"không đọc được số tiền {amount}")
    billions, rest = divmod(amount, BILLION)
    if billions < 1000:
        return in_words(amount)
    # What follows the tỷ is read as after any other tỷ, with its empty hundred.
    return f"{in_words(billions)} tỷ{in_words(BILLION + rest).removeprefix(_ONE_BILLION)}"


def amount_in_words(amount: int) -> str:
    """Số tiền viết bằng chữ, beginning with a capital: "Một trăm linh năm nghìn đồng"."""
    words = f"{spoken(amount)} đồng"
    return words[:1].upper() + words[1:]
