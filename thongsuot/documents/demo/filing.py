"""Danh mục hồ sơ, hồ sơ công việc dùng thử: one list approved, one being written; files open, closed, handed in."""

from datetime import timedelta
from io import BytesIO
from typing import Any

from thongsuot.accounts.demo_cast import Cast
from thongsuot.accounts.principal import Principal
from thongsuot.common import files
from thongsuot.documents.demo.papers import letter_pdf
from thongsuot.documents.models import Document, WorkFileItem
from thongsuot.documents.services import file_lists, work_files
from thongsuot.documents.services.work_files import NewItem
from thongsuot.records.demo.papers import as_scanned

Line = dict[str, Any]


def keep(given: dict[str, list[Line]], came: dict[str, Document], cast: Cast) -> None:
    """Lập danh mục trước, then the files that take their titles from it; `came` are the incoming documents by key."""
    for line in given["lists"]:
        _list(line, cast)
    for line in given["work_files"]:
        _work_file(line, came, cast)


def _list(line: Line, cast: Cast) -> None:
    at = cast.ago(50)
    who = cast.who(line.get("approved_by") or line["written_by"], at)
    unit = cast.unit(line["unit"])
    rows = [file_lists.ListRow(code, cast.dated(title), person, rule) for code, title, person, rule in line["rows"]]
    year = cast.today.year
    file_lists.replace(unit_id=unit.id, year=year, rows=rows, principal=who, at=at)
    if "approved_by" in line:
        file_lists.approve(unit_id=unit.id, year=year, decision=cast.dated(line["decision"]), principal=who, at=at)


def _work_file(line: Line, came: dict[str, Document], cast: Cast) -> None:
    at = cast.ago(line["opened"])
    keeper = cast.who(line["person"], at)
    unit = cast.unit(line["unit"])
    made = work_files.open_file(unit_id=unit.id, code=line["code"], title="", principal=keeper, at=at)
    new = [NewItem.of_document(_now(came[key])) for key in line["items"]]
    if "upload" in line:
        new.append(_upload(line["upload"], keeper, cast))
    work_files.gather(uid=made.uid, items=new, principal=keeper, at=at)
    if "ended" not in line:
        return
    later = cast.ago(2)
    ended_on = min(cast.today - timedelta(days=line["ended"]), later.date())
    work_files.close(uid=made.uid, ended_on=ended_on, principal=keeper, at=later)
    if "hand_in" in line:
        key = f"dung-thu-{made.uid}"
        work_files.hand_in(uids=[made.uid], title=line["hand_in"], key=key, principal=keeper, at=cast.ago(1))


def _now(document: Document) -> Document:
    document.refresh_from_db()
    return document


def _upload(title: str, keeper: Principal, cast: Cast) -> NewItem:
    line = {
        "letter": {
            "type": "BB", "number": "", "notation": "", "agency": ["Ủy ban nhân dân xã Mai Phụ"], "place": "Mai Phụ",
            "to": [], "signer": ["Người lập", keeper.name],
        },
        "summary": title,
        "body": "Hôm nay, đoàn kiểm tra đã làm việc tại thôn. Kết quả: 12/12 hộ chăn nuôi đã phun khử trùng chuồng trại.",
    }  # fmt: skip
    page = as_scanned(letter_pdf(line, cast, cast.ago(12)))
    stored = files.store_made(BytesIO(page), "bien-ban.pdf", keeper.user_id, kind=files.PDF, at=cast.ago(12))
    return NewItem(WorkFileItem.Kind.FILE, title, file=stored, day=cast.ago(12).date())
