"""Đề xuất từ chữ đã đọc: number, notation, day, kind, issuer, summary of the first page. Proposals only: a person looks and saves."""

import re
from datetime import date

from thongsuot.common.text import bare, nfc

TYPES = (
    "Nghị quyết",
    "Quyết định",
    "Chỉ thị",
    "Quy chế",
    "Quy định",
    "Thông cáo",
    "Thông báo",
    "Hướng dẫn",
    "Chương trình",
    "Kế hoạch",
    "Phương án",
    "Đề án",
    "Dự án",
    "Báo cáo",
    "Biên bản",
    "Tờ trình",
    "Hợp đồng",
    "Công điện",
    "Bản ghi nhớ",
    "Bản thỏa thuận",
    "Giấy ủy quyền",
    "Giấy mời",
    "Giấy giới thiệu",
    "Giấy nghỉ phép",
    "Phiếu gửi",
    "Phiếu chuyển",
    "Phiếu báo",
    "Thư công",
)  # fmt: skip  (Nghị định 30/2020/NĐ-CP Điều 7; công văn carries no name)
_BY_BARE = {bare(name): name for name in TYPES}
_NUMBER = re.compile(r"\bS[ốôoó]\s*[:.]?\s*(\d{1,6}[a-z]?)\s*[/|]\s*([A-ZĐƯÔÊÂ0-9][\w.\-–/Đđ]{1,40})", re.I)
_DAY = re.compile(r"ng[àa]y\s+(\d{1,2})\s+th[áa]ng\s+(\d{1,2})\s+n[ăa]m\s+(\d{4})", re.I)
_ABOUT = re.compile(r"^\s*(?:V/v|Về việc|Về)\b[:\s]*(.+)", re.I)
_MOTTO = re.compile(r"CỘNG H[ÒO]A? ?X[ÃA] HỘI CHỦ NGHĨA VIỆT NAM|Độc lập\s*[-–—]\s*Tự do\s*[-–—]\s*Hạnh phúc", re.I)
_ENDS = ("can cu", "kinh gui", "dieu 1", "xet ", "thuc hien", "so:")
_LINES_OF_HEAD, _LONGEST = 12, 400


def propose(text: str) -> dict[str, str]:
    """Các ô đoán được của một tài liệu; what cannot be read is left out."""
    lines = [line.strip() for line in nfc(text).splitlines()]
    found: dict[str, str] = {}
    if number := _NUMBER.search(text):
        found["number"], found["notation"] = number[1], number[2].rstrip(".-–/").upper()
    if day := _day(text):
        found["issued_on"] = day.isoformat()
    at = next((n for n, line in enumerate(lines) if bare(line).strip(" .:-") in _BY_BARE), None)
    if at is not None:
        found["type_name"] = _BY_BARE[bare(lines[at]).strip(" .:-")]
    if summary := _summary(lines, at):
        found["summary"] = summary
    if issuer := _issuer(lines):
        found["issuer"] = issuer
    return found


def _day(text: str) -> date | None:
    for day, month, year in _DAY.findall(text):
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None


def _summary(lines: list[str], at: int | None) -> str:
    """What stands below the kind of the document, or behind "V/v" of a letter, up to a blank line or the grounds."""
    if at is None:
        at = next((n - 1 for n, line in enumerate(lines) if _ABOUT.match(line)), None)
        if at is None:
            return ""
    kept: list[str] = []
    for line in lines[at + 1 :]:
        if bare(line).startswith(_ENDS):
            break
        if not line and kept:
            break
        if line:
            kept.append(line)
    joined = " ".join(kept)
    about = re.match(r"V/v[:\s]+(.+)", joined, re.I)
    words = about[1] if about else joined
    return words[:_LONGEST].strip(" .")


def _issuer(lines: list[str]) -> str:
    """Capital lines at the top that are not the motto."""
    head = []
    for line in lines[:_LINES_OF_HEAD]:
        rest = _MOTTO.sub("", line).strip(" -–—_")
        if _NUMBER.search(line) or bare(line).strip(" .:-") in _BY_BARE:
            break
        if rest and rest == rest.upper() and any(char.isalpha() for char in rest):
            head.append(rest)
    return " ".join(head)[:250]
