"""Nộp lưu: a unit hands closed work in; the archive gets a list, two copies of the minutes, and a task to check them.

Nghị định 30/2020/NĐ-CP Điều 30, Phụ lục V.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Invalid, MoveNotAllowed
from thongsuot.common.models import StoredFile
from thongsuot.common.numbering import next_number
from thongsuot.common.text import clean_line, clean_text
from thongsuot.records import journalling, retention
from thongsuot.records.models import (
    AccessLevel,
    Fonds,
    HandIn,
    HandInLine,
    RecordFile,
    RecordItem,
    RecordPerson,
    RecordState,
    Trust,
)
from thongsuot.records.services import owing, telling
from thongsuot.records.services.fonds import fonds_of
from thongsuot.records.specs import FileHandedIn, HandInPackage, ItemHandedIn

MOST_FILES, MOST_ITEMS = 2_000, 5_000


@transaction.atomic
def hand_in(package: HandInPackage, *, principal: Principal | None, at: datetime) -> HandIn:
    """Lập đợt nộp lưu: records are written as offered, a task asks the archivist to check them.

    Idempotent by (province, key). Raises Invalid for an empty package, an unknown retention rule or a file that is not
    there; MoveNotAllowed `already_kept` when the archive has one of them, `already_offered` when one waits to be checked.
    """
    before = HandIn.objects.filter(province_id=package.province_id, key=package.key).first()
    if before is not None:
        return before
    _refuse_empty(package)
    by_id = principal.user_id if principal else None
    fonds = fonds_of(package.unit_id, at, by_id=by_id)
    Fonds.objects.select_for_update().get(pk=fonds.pk)  # two hand-ins of one fonds wait for each other
    year = timezone.localdate(at).year
    hand = HandIn.objects.create(
        province_id=package.province_id,
        key=clean_line(package.key, limit=80),
        unit_id=package.unit_id,
        organ_id=package.organ_id,
        fonds=fonds,
        number=next_number(f"handin:{package.unit_id}", str(year), at),
        year=year,
        title=clean_line(package.title, field="title", limit=300),
        note=clean_text(package.note, field="note", limit=5_000),
        offered_at=at,
        offered_by_id=by_id,
    )
    files = [offer(fonds, one, at=at) for one in package.files]
    _write_lines(hand, files)
    journalling.write(
        hand, "handed_in", by_id=by_id, at=at, unit_id=package.unit_id, number=str(hand), files=len(files)
    )
    owing.handed_in(
        package.province_id, [(one.source_kind, one.source_id) for one in package.files], by_id=by_id, at=at
    )
    telling.ask_to_check(hand, len(files), at=at)
    return hand


def _refuse_empty(package: HandInPackage) -> None:
    if not package.files:
        raise Invalid(_("Đợt nộp chưa có hồ sơ nào."), code="hand_in_empty")
    if len(package.files) > MOST_FILES:
        raise Invalid(_("Mỗi đợt nộp tối đa %(count)d hồ sơ.") % {"count": MOST_FILES}, code="hand_in_too_large")
    sources = {(one.source_kind, one.source_id) for one in package.files}
    if len(sources) < len(package.files):
        raise Invalid(_("Có hồ sơ xuất hiện hai lần trong đợt nộp."), code="hand_in_twice")


def _write_lines(hand: HandIn, files: Sequence[RecordFile]) -> None:
    lines = [
        HandInLine(province_id=hand.province_id, hand_in=hand, file=file, ordinal=n) for n, file in enumerate(files, 1)
    ]
    try:
        with transaction.atomic():
            HandInLine.objects.bulk_create(lines)
    except IntegrityError as clash:
        raise MoveNotAllowed(_("Có hồ sơ đang chờ lưu trữ kiểm ở đợt nộp khác."), code="already_offered") from clash


def offer(fonds: Fonds, given: FileHandedIn, *, at: datetime) -> RecordFile:
    """Ghi một hồ sơ là đang nộp, with its documents; after a return the new facts take the place of the old ones.

    In the caller's transaction. Also the door of scanned batches, which are accepted at once.
    """
    rule = retention.rule_on(given.rule or retention.UNSORTED, timezone.localdate(at))
    _refuse_wrong(given, at)
    file = (
        RecordFile.objects.select_for_update(of=("self",))
        .filter(province_id=fonds.province_id, source_kind=given.source_kind, source_id=given.source_id)
        .first()
    )
    if file is not None and file.state in (RecordState.KEPT, RecordState.DISPOSED):
        raise MoveNotAllowed(
            _("Hồ sơ “%(title)s” đã có trong lưu trữ.") % {"title": file.title[:80]}, code="already_kept"
        )
    if file is not None and file.state == RecordState.RETURNED:
        telling.mended(file, by_id=None, at=at)
    file = file or RecordFile(
        province_id=fonds.province_id, source_kind=given.source_kind, source_id=given.source_id, code=""
    )
    file.fonds, file.state, file.offered_at = fonds, RecordState.OFFERED, at
    file.rule_code, file.years = rule.code, rule.years
    file.expires_on = retention.expires_on(given.ended_on, rule.years)
    _describe(file, given)
    file.save()
    _write_items(file, given.items)
    _write_people(file, given.people)
    return file


def _describe(file: RecordFile, given: FileHandedIn) -> None:
    file.title = clean_line(given.title, field="title", limit=1_000)
    file.source_code = given.source_code[:60]
    file.notation = clean_line(given.notation, field="notation", limit=60)
    file.code = file.code or file.notation or file.source_code
    file.class_code = clean_line(given.class_code, limit=40)
    file.access, file.trust, file.language = given.access, given.trust, clean_line(given.language, limit=60)
    file.began_on, file.ended_on = given.began_on, given.ended_on
    file.keywords = [clean_line(word, limit=60) for word in given.keywords][:30]
    file.documents, file.sheets = len(given.items), max(given.sheets, 0)
    file.pages = sum(max(item.pages, 0) for item in given.items)
    file.physical_state = clean_line(given.physical_state, limit=120)
    file.symbol = clean_line(given.symbol, limit=60)
    file.paper_code = clean_line(given.paper_code, limit=100)
    file.place = clean_line(given.place, limit=200)
    file.note = clean_text(given.note, limit=5_000)


def _refuse_wrong(given: FileHandedIn, at: datetime) -> None:
    wrong = [
        ("title", not given.title.strip(), _("Hồ sơ cần có tiêu đề.")),
        ("ended_on", given.ended_on > timezone.localdate(at), _("Ngày kết thúc không thể ở tương lai.")),
        (
            "began_on",
            bool(given.began_on and given.began_on > given.ended_on),
            _("Ngày bắt đầu phải trước ngày kết thúc."),
        ),
        ("access", given.access not in AccessLevel.values, _("Chế độ sử dụng không đúng.")),
        ("trust", given.trust not in Trust.values, _("Mức độ tin cậy không đúng.")),
        ("items", len(given.items) > MOST_ITEMS, _("Một hồ sơ có quá nhiều tài liệu.")),
        ("summary", any(not item.summary.strip() for item in given.items), _("Tài liệu cần có trích yếu.")),
    ]
    errors = [{"field": field, "message": message} for field, is_wrong, message in wrong if is_wrong]
    if errors:
        raise Invalid(errors=errors)


def _write_items(file: RecordFile, items: Sequence[ItemHandedIn]) -> None:
    RecordItem.objects.filter(province_id=file.province_id, file=file).delete()
    uids = {item.file_uid for item in items if item.file_uid is not None}
    hashes = dict(StoredFile.objects.filter(uid__in=uids).values_list("uid", "sha256"))
    if set(hashes) != uids:
        raise Invalid(_("Có tệp của tài liệu không còn trong kho."), code="file_not_found")
    RecordItem.objects.bulk_create(_item(file, n, item, hashes) for n, item in enumerate(items, 1))


def _item(file: RecordFile, ordinal: int, given: ItemHandedIn, hashes: dict) -> RecordItem:
    return RecordItem(
        province_id=file.province_id,
        file=file,
        ordinal=ordinal,
        type_name=clean_line(given.type_name, limit=100),
        number=clean_line(given.number, limit=40),
        notation=clean_line(given.notation, limit=60),
        issued_on=given.issued_on,
        issuer=clean_line(given.issuer, limit=250),
        summary=clean_line(given.summary, field="summary", limit=1_000),
        language=clean_line(given.language, limit=60),
        first_sheet=clean_line(given.first_sheet, limit=20),
        pages=max(given.pages, 0),
        mode=clean_line(given.mode, limit=60),
        trust=given.trust,
        autograph=clean_line(given.autograph, limit=300),
        symbol=clean_line(given.symbol, limit=60),
        keywords=[clean_line(word, limit=60) for word in given.keywords][:30],
        note=clean_line(given.note, limit=500),
        text=clean_text(given.text, limit=2_000_000),
        stored_id=given.file_uid,
        sha256=hashes[given.file_uid] if given.file_uid else "",
        source_kind=given.source_kind,
        source_id=given.source_id,
    )


def _write_people(file: RecordFile, people: Sequence[bytes]) -> None:
    RecordPerson.objects.filter(province_id=file.province_id, file=file).delete()
    rows = [RecordPerson(province_id=file.province_id, file=file, id_number_hash=one) for one in sorted(set(people))]
    RecordPerson.objects.bulk_create(rows)
