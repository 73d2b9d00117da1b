"""Bút toán của lưu trữ: chains of files, hand-ins, disposals, fonds, packages and objects of the store."""

from datetime import datetime
from typing import Any

from thongsuot.common import journal
from thongsuot.records.models import Disposal, Fonds, HandIn, Package, RecordFile, StoreObject

FILE, HAND_IN, DISPOSAL, FONDS = "record", "hand_in", "disposal", "fonds"
PACKAGE, OBJECT = "record_package", "store_object"


def entry(
    subject: RecordFile | HandIn | Disposal | Fonds | Package | StoreObject,
    verb: str,
    *,
    by_id: int | None,
    at: datetime,
    unit_id: int | None = None,
    **data: Any,
) -> journal.Entry:
    """One fact, to be written with others of the same act."""
    said = {key: value for key, value in data.items() if value not in (None, "", [], {})}
    return journal.Entry(subject.province_id, _KINDS[type(subject)], subject.pk, verb, at, by_id, unit_id, said)


def write(
    subject: RecordFile | HandIn | Disposal | Fonds | Package | StoreObject,
    verb: str,
    *,
    by_id: int | None,
    at: datetime,
    unit_id: int | None = None,
    **data: Any,
) -> None:
    """Ghi một việc."""
    journal.note([entry(subject, verb, by_id=by_id, at=at, unit_id=unit_id, **data)])


_KINDS: dict[type, str] = {
    RecordFile: FILE,
    HandIn: HAND_IN,
    Disposal: DISPOSAL,
    Fonds: FONDS,
    Package: PACKAGE,
    StoreObject: OBJECT,
}
