"""Bảng nhỏ viết thành dòng: results, fees and papers as an official types them, parts between bars.

`KQ.G15.000031 | Giấy khai sinh` · `Trực tiếp | lệ phí | 8000 | miễn cho hộ nghèo` · `nộp | Tờ khai | 1 | 0 | bắt buộc`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from thongsuot.common.errors import Invalid
from thongsuot.common.text import bare, clean_text
from thongsuot.procedures.models import Certainty, FeeRule

EVERY = "mọi cách"
CHANNELS = {EVERY: "", "trực tiếp": "DIRECT", "trực tuyến": "ONLINE", "bưu chính": "POSTAL", "ki-ốt": "KIOSK"}
KINDS = {"lệ phí": FeeRule.FeeKind.FEE, "phí": FeeRule.FeeKind.SERVICE_FEE, "giá": FeeRule.FeeKind.PRICE_LEVEL}
GROUPS = {"nộp": "submit", "xuất trình": "present", "lưu ý": "note"}
OPTIONAL, REQUIRED = "không bắt buộc", "bắt buộc"
MOST_LINES, DEAREST = 200, 10**12


def results(text: str) -> list[dict[str, Any]]:
    """Kết quả: code and name; the code may be left out."""
    found = []
    for parts in _lines(text, "results"):
        code, name = (parts[0], parts[1]) if len(parts) > 1 else ("", parts[0])
        if len(code) > 40 or not name:
            raise _wrong("results", parts)
        found.append({"code": code, "name": name, "template": ""})
    return found


def fees(text: str) -> list[dict[str, Any]]:
    """Phí, lệ phí: channel, kind, amount (empty = set elsewhere), note."""
    found = []
    for parts in _lines(text, "fees"):
        channel, kind, written, note = (*parts, "", "", "", "")[:4]
        digits = written.replace(".", "").replace("đ", "").strip()
        known = _key(CHANNELS, channel), _key(KINDS, kind)
        if None in known or (digits and not (digits.isascii() and digits.isdigit() and int(digits) <= DEAREST)):
            raise _wrong("fees", parts)
        amount = int(digits) if digits else None
        found.append({"channel": known[0], "kind": known[1], "amount": amount, "note": note})
    return found


def components(text: str, code: str) -> list[dict[str, Any]]:
    """Thành phần hồ sơ: group, name, originals, copies, required; a note needs only its text."""
    found: list[dict[str, Any]] = []
    for number, parts in enumerate(_lines(text, "components"), 1):
        group, name, originals, copies, needed = (*parts, "", "", "", "", "")[:5]
        kind = _key(GROUPS, group)
        counts = [written or default for written, default in ((originals, "1"), (copies, "0"))]
        if kind is None or not name or not all(c.isascii() and c.isdigit() and len(c) < 4 for c in counts):
            raise _wrong("components", parts)
        paper = {"code": f"{code}-{number:02}", "group": kind, "name": name, "certainty": Certainty.PUBLISHED}
        if kind == "note":
            found.append({**paper, "originals": 0, "copies": 0, "required": False})
            continue
        required = bare(needed) != bare(OPTIONAL)
        policy = "presented_only" if kind == "present" else "required"
        numbers = {"originals": int(counts[0]), "copies": int(counts[1])}
        found.append({**paper, **numbers, "required": required, "scan_policy": policy})
    return found


def results_text(rows: Iterable[Mapping[str, Any]]) -> str:
    """Kết quả thành dòng."""
    return "\n".join(f"{row['code']} | {row['name']}" for row in rows)


def fees_text(rows: Iterable[Mapping[str, Any]]) -> str:
    """Phí, lệ phí thành dòng."""
    channels, kinds = _turned(CHANNELS), _turned(KINDS)
    return "\n".join(
        " | ".join(
            [
                channels[row["channel"]],
                kinds[row["kind"]],
                "" if row["amount"] is None else str(row["amount"]),
                row["note"],
            ]
        ).rstrip(" |")
        for row in rows
    )


def components_text(rows: Iterable[Mapping[str, Any]]) -> str:
    """Thành phần thành dòng."""
    groups = _turned(GROUPS)
    return "\n".join(
        f"{groups[row['group']]} | {row['name']} | {row['originals']} | {row['copies']} | "
        f"{REQUIRED if row['required'] else OPTIONAL}"
        for row in rows
    )


def _lines(text: str, field: str) -> list[list[str]]:
    lines = [line for line in clean_text(text, field=field, limit=60_000).split("\n") if line.strip(" |")]
    if len(lines) > MOST_LINES:
        message = _("Nhiều nhất %(count)d dòng.") % {"count": MOST_LINES}
        raise Invalid(message, errors=[{"field": field, "message": message}])
    return [[part.strip() for part in line.split("|")] for line in lines]


def _key(words: Mapping[str, Any], written: str) -> Any:
    return next((value for word, value in words.items() if bare(word) == bare(written)), None)


def _turned(words: Mapping[str, Any]) -> dict[Any, str]:
    return {value: word for word, value in words.items()}


def _wrong(field: str, parts: Sequence[str]) -> Invalid:
    message = _("Không đọc được dòng “%(line)s”. Hãy viết theo mẫu ở gợi ý.") % {"line": " | ".join(parts)[:120]}
    return Invalid(message, errors=[{"field": field, "message": message}])
