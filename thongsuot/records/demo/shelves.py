"""Kho dùng thử: files of the old commune and of the new one, handed in and kept; lent, held, asked for, proposed for disposal."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

from thongsuot.accounts.demo_cast import Cast
from thongsuot.accounts.demo_roster import MAI_PHU, PROVINCE
from thongsuot.accounts.models import User
from thongsuot.common import files
from thongsuot.org.selectors import UnitInfo, unit_by_code
from thongsuot.records import services
from thongsuot.records.demo.papers import as_scanned, old_paper
from thongsuot.records.models import Fonds, HandIn, RecordFile, Trust
from thongsuot.records.specs import FileHandedIn, HandInPackage, ItemHandedIn

OLD_UNIT, LAST_DAY = "18493", date(2025, 6, 30)  # xã Phù Lưu, and its last day
KEEPER, CLERK = "maiphu.luutru", "maiphu.vanthu"
SOURCE = "demo_file"
Line = dict[str, Any]


def fill(given: dict[str, Any], cast: Cast) -> None:
    """Xếp hồ sơ vào kho, then what people do with them."""
    kept = _old_files(given, cast) | _own_files(given, cast)
    _province(given["province_files"], cast)
    for line in given["loans"]:
        _lend(line, kept, cast)
    _hold(given["hold"], kept, cast)
    _asked(given["reading"], kept, cast)
    _dispose(given["disposal"], kept, cast)


def old_unit(code: str) -> UnitInfo:
    """Đơn vị cũ mang mã này đến hết ngày 30/6/2025."""
    found = unit_by_code(code, LAST_DAY)
    assert found is not None, f"{code} có trong danh mục đơn vị cũ"
    return found


def _old_files(given: dict[str, Any], cast: Cast) -> dict[str, RecordFile]:
    at = cast.ago(75)
    keeper, old = cast.who(KEEPER, at), old_unit(OLD_UNIT)
    fonds = services.fonds_of(old.id, at, keeper_id=cast.unit(MAI_PHU).id, by_id=keeper.user_id)
    about = {key: cast.dated(text) for key, text in given["fonds"].items()}
    services.describe_fonds(uid=str(fonds.uid), given=about, principal=keeper, at=at)
    services.close_fonds(uid=str(fonds.uid), ended_on=LAST_DAY, principal=keeper, at=at)
    page = _page(given["batch"], cast)
    hand = _handed_in(old.id, "Tài liệu của UBND xã Phù Lưu", given["old_files"], cast, 74, CLERK, page)
    return _accepted(hand, given["old_files"], cast, 73)


def _page(batch: Line, cast: Cast) -> bytes:
    paper = batch["papers"]["land"]
    return as_scanned(old_paper(paper, agency=batch["agency"], signer=tuple(batch["signer"]), made_at=cast.ago(75)))


def _own_files(given: dict[str, Any], cast: Cast) -> dict[str, RecordFile]:
    lines = given["own_files"]
    hand = _handed_in(cast.unit(MAI_PHU).id, "Hồ sơ chứng thực, tiếp công dân", lines, cast, 20, "maiphu.hotich")
    return _accepted(hand, lines, cast, 18)


def _province(lines: list[Line], cast: Cast) -> None:
    """Waits to be checked."""
    _handed_in(cast.unit(PROVINCE).id, "Hồ sơ hội nghị", lines, cast, 5, "hatinh.vanthu")


def _handed_in(
    unit_id: int, title: str, lines: list[Line], cast: Cast, hours: float, by: str, page: bytes = b""
) -> HandIn:
    at = cast.ago(hours)
    package = HandInPackage(
        province_id=cast.province_id,
        unit_id=unit_id,
        key=f"dung-thu-{unit_id}",
        title=title,
        files=[_file(unit_id, number, line, cast, page) for number, line in enumerate(lines, 1)],
    )
    return services.hand_in(package, principal=cast.who(by, at), at=at)


def _file(unit_id: int, number: int, line: Line, cast: Cast, page: bytes) -> FileHandedIn:
    first, last = line.get("years", (cast.ago(30).year, 0))
    ended = date(last, 12, 31) if last else cast.ago(30).date()
    people = User.objects.filter(username=line.get("about", "")).exclude(id_number_hash=None)
    return FileHandedIn(
        source_kind=SOURCE,
        source_id=unit_id * 100 + number,
        source_code=f"{number:02}",
        title=line["title"],
        rule=line["rule"],
        class_code=line["class"],
        began_on=date(first, 1, 1),
        ended_on=ended,
        sheets=line["sheets"],
        place=line["place"],
        trust=Trust.COPY if "paper" in line else Trust.ORIGINAL,
        people=[bytes(one) for one in people.values_list("id_number_hash", flat=True) if one],
        items=[_item(line, ended, cast, page if "paper" in line else b"")],
    )


def _item(line: Line, ended: date, cast: Cast, page: bytes) -> ItemHandedIn:
    at = cast.ago(75)
    stored = files.store_made(BytesIO(page), "quyet-dinh.pdf", cast.ids[CLERK], kind=files.PDF, at=at) if page else None
    return ItemHandedIn(
        summary=f"{line['title']} (tập tài liệu)", type_name="Tập tài liệu", issued_on=ended, pages=line["sheets"],
        trust=Trust.COPY if page else Trust.ORIGINAL, file_uid=stored.uid if stored else None,
    )  # fmt: skip


def _accepted(hand: HandIn, lines: list[Line], cast: Cast, hours: float) -> dict[str, RecordFile]:
    """Take what is whole, return the rest with its reason; the files by their keys."""
    at = cast.ago(hours)
    keeper = cast.who(KEEPER, at)
    rows = list(hand.lines.select_related("file").order_by("ordinal"))
    taken = [row.pk for row, line in zip(rows, lines, strict=True) if "returned" not in line]
    services.accept(uid=hand.uid, lines=taken, principal=keeper, at=at)
    for row, line in zip(rows, lines, strict=True):
        if "returned" in line:
            services.return_line(uid=hand.uid, line=row.pk, reason=line["returned"], principal=keeper, at=at)
    return {line["key"]: row.file for row, line in zip(rows, lines, strict=True)}


def _lend(line: Line, kept: dict[str, RecordFile], cast: Cast) -> None:
    at = cast.ago(line["lent"])
    due_on = cast.today + timedelta(days=line["due"])
    services.lend(
        uid=kept[line["file"]].uid, borrower_id=cast.ids[line["borrower"]], purpose=line["purpose"], due_on=due_on,
        principal=cast.who(KEEPER, at), at=at,
    )  # fmt: skip


def _hold(line: Line, kept: dict[str, RecordFile], cast: Cast) -> None:
    at = cast.ago(24)
    services.place_hold(
        reason=line["reason"], basis=cast.dated(line["basis"]), file_uid=kept[line["file"]].uid,
        principal=cast.who(KEEPER, at), at=at,
    )  # fmt: skip


def _asked(line: Line, kept: dict[str, RecordFile], cast: Cast) -> None:
    at = cast.ago(6)
    file, citizen = kept[line["file"]], cast.who(line["citizen"], at)
    services.ask_to_read(uid=file.uid, reason=line["reason"], principal=citizen, at=at)


def _dispose(line: Line, kept: dict[str, RecordFile], cast: Cast) -> None:
    """Waits for the decision of a leader."""
    at, later = cast.ago(16), cast.ago(7)
    fonds = Fonds.objects.get(pk=kept[line["files"][0]].fonds_id)
    chosen = [kept[key].uid for key in line["files"]]
    drafted = services.draft_disposal(
        fonds_uid=fonds.uid, file_uids=chosen, reason=line["reason"], principal=cast.who(KEEPER, at), at=at
    )
    services.propose_disposal(
        uid=drafted.uid, council=line["council"], minutes=line["minutes"], kept=[],
        principal=cast.who(KEEPER, later), at=later,
    )  # fmt: skip
