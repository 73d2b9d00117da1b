"""Kho kết quả của một người: results issued to them by any unit, found by ID hash (or account) and result code.

One statement, bounded at both ends: the newest finished dossiers of the person, then their results. Results that were
replaced stay and say so; who issued one is read from the journal, so a merged unit keeps what it issued.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from thongsuot.dossiers.validity import last_day
from thongsuot.org.selectors import unit_info

MOST_DOSSIERS, MOST_RESULTS = 300, 100
REJECTED = "rejected"

PERSON = """(SELECT id, province_id, code, version_id, competent_unit_id, outcome FROM dossiers_dossier
  WHERE {whose} AND finished_at IS NOT NULL ORDER BY id DESC LIMIT %(dossiers)s)"""
BY_HASH, BY_ACCOUNT = "applicant_hash = %(hash)s", "applicant_user_id = %(user)s"
RESULTS = """
SELECT f.file_id, f.code, f.title, f.number, f.signed, f.replaced_at, f.added_at, b.name, b.size, b.sha256, b.media_type,
  d.code, d.version_id, d.outcome, coalesce((
    SELECT j.unit_id FROM common_journalentry j WHERE j.province_id = d.province_id AND j.subject_kind = 'dossier'
      AND j.subject_id = d.id AND j.verb = 'finished' AND j.at <= f.added_at ORDER BY j.seq DESC LIMIT 1), d.competent_unit_id)
FROM ({person}) d
JOIN dossiers_dossierfile f ON f.province_id = d.province_id AND f.dossier_id = d.id AND f.purpose = 'result'
JOIN common_storedfile b ON b.uid = f.file_id
WHERE %(any_code)s OR f.code = ANY(%(codes)s)
ORDER BY f.added_at DESC, f.id DESC LIMIT %(results)s
"""


@dataclass(frozen=True, slots=True)
class StoredResult:
    """Một kết quả trong kho."""

    file: UUID
    code: str
    title: str
    number: str
    signed: bool
    replaced_at: datetime | None
    issued_at: datetime
    file_name: str
    size: int
    sha256: str
    media_type: str
    dossier_code: str
    version_id: int
    outcome: str
    issuer_id: int

    @property
    def issued_on(self) -> date:
        """Ngày cấp, by the calendar of Viet Nam."""
        return timezone.localtime(self.issued_at).date()

    @property
    def issuer(self) -> str:
        """Cơ quan cấp, as it was called on that day."""
        return unit_info(self.issuer_id, self.issued_on).full_name

    @property
    def rejected(self) -> bool:
        """Whether it says no (mẫu 03): nothing to use again."""
        return self.outcome == REJECTED or self.code == "03"

    @property
    def reusable(self) -> bool:
        """Whether it is of a kind that may stand for a component and was not replaced; see `holds` for how long."""
        return bool(self.code) and not self.replaced_at and not self.rejected

    def holds(self, on: date, component: str = "") -> bool:
        """Whether it may stand for a component (for this one) on a day."""
        last = last_day(self.code, self.issued_on, component=component)
        return self.reusable and (last is None or on <= last)

    def origin(self) -> dict[str, Any]:
        """What a component keeps of it."""
        return {
            "file": str(self.file),
            "dossier": self.dossier_code,
            "code": self.code,
            "title": self.title,
            "number": self.number,
            "issued_on": self.issued_on.isoformat(),
            "issuer": self.issuer,
        }


def results_of_person(
    *, id_hash: bytes | None, user_id: int | None = None, codes: Collection[str] | None = None
) -> list[StoredResult]:
    """Kết quả đã cấp cho người này, newest first; only those of the given result codes when codes are named.

    `user_id` finds what belongs to the account when its dossier carried no number. At most a hundred.
    """
    branches = [PERSON.format(whose=BY_HASH)] if id_hash is not None else []
    branches += [PERSON.format(whose=BY_ACCOUNT)] if user_id is not None else []
    if not branches or (codes is not None and not codes):
        return []
    params = {
        "hash": id_hash,
        "user": user_id,
        "dossiers": MOST_DOSSIERS,
        "results": MOST_RESULTS,
        "any_code": codes is None,
        "codes": sorted(codes or ()),
    }
    with connection.cursor() as cursor:
        cursor.execute(RESULTS.format(person=" UNION ".join(branches)), params)
        return [StoredResult(*row) for row in cursor.fetchall()]


def newest_reusable(
    results: Collection[StoredResult], code: str, *, on: date, component: str = ""
) -> StoredResult | None:
    """Kết quả mới nhất của mã kết quả này dùng lại được trong ngày (cho thành phần này)."""
    return next((one for one in results if one.code == code and one.holds(on, component)), None)
