"""Tìm hồ sơ lưu trữ: by words with or without marks, in titles and in what the documents say, filtered, newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL

from thongsuot.accounts.principal import Principal
from thongsuot.common.text import bare
from thongsuot.records.models import AccessLevel, Fonds, HandInDue, Loan, RecordFile, RecordState
from thongsuot.records.permissions import READERS, visible_files, visible_fonds

PAGE = 30
_FILE_WORDS = """
to_tsvector('simple'::regconfig, 'f' || fonds_id::text || ' ' || f_bare(title || ' ' || code || ' ' || source_code || ' ' || notation))
"""
# Titles in the fonds one sees, and documents that say all the words; both by their own index.
_MATCHING = f"""
SELECT id FROM records_recordfile WHERE {_FILE_WORDS} @@ (to_tsquery('simple', %s) && to_tsquery('simple', %s))
UNION
SELECT i.file_id FROM records_recorditem i WHERE to_tsvector('simple'::regconfig,
  f_bare(i.summary || ' ' || i.number || ' ' || i.notation || ' ' || i.issuer || ' ' || left(i.text, 200000)))
  @@ to_tsquery('simple', %s)
"""  # noqa: S608  (constants of ours)
STATES = (RecordState.KEPT, RecordState.DISPOSED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Điều người tìm muốn."""

    text: str = ""
    fonds: str = ""
    access: str = ""
    show: str = ""  # "" kept, "het-han" expired, "muon" lent, "da-huy" disposed
    before: int | None = None

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> "Wanted":
        """From the address; what is not understood is no filter."""
        before = asked.get("truoc", "")
        return cls(
            asked.get("q", "").strip()[:200],
            asked.get("phong", "")[:40],
            asked.get("che-do", "") if asked.get("che-do", "") in AccessLevel.values else "",
            asked.get("xem", "") if asked.get("xem", "") in ("het-han", "muon", "da-huy") else "",
            int(before) if before.isascii() and before.isdigit() and len(before) < 18 else None,
        )


def search(principal: Principal, wanted: Wanted, today: date) -> QuerySet[RecordFile]:
    """Hồ sơ khớp, newest first; never those of units one does not work in."""
    rows = visible_files(principal).select_related("fonds")
    rows = rows.filter(state=RecordState.DISPOSED if wanted.show == "da-huy" else RecordState.KEPT)
    if wanted.show == "het-han":
        rows = rows.filter(expires_on__lt=today)
    if wanted.show == "muon":
        rows = rows.filter(pk__in=Loan.objects.filter(returned_at=None).values("file_id"))
    if wanted.fonds:
        rows = rows.filter(fonds__code=wanted.fonds)
    if wanted.access:
        rows = rows.filter(access=wanted.access)
    if words := _query(wanted.text):
        fonds = " | ".join(f"f{pk}" for pk in visible_fonds(principal).values_list("pk", flat=True)) or "f0"
        rows = rows.filter(pk__in=RawSQL(_MATCHING, [words, fonds, words]))  # noqa: S611  (a constant with parameters)
    if wanted.before is not None:
        rows = rows.filter(pk__lt=wanted.before)
    return rows.order_by("-pk")


def _query(text: str) -> str:
    """Every word, each also as a beginning: "sua duong" finds "sửa đường"."""
    words = [
        "".join(char for char in word if char.isalnum())
        for word in bare(text).replace("-", " ").replace("/", " ").split()
    ]
    return " & ".join(f"{word}:*" for word in words[:8] if word)


def page_of_files(principal: Principal, wanted: Wanted, today: date) -> tuple[list[RecordFile], int | None]:
    """Một trang, and where the next one begins."""
    rows = list(search(principal, wanted, today)[: PAGE + 1])
    return rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else None


def fonds_seen(principal: Principal) -> list[Fonds]:
    """Các phông người này thấy, by name."""
    return list(visible_fonds(principal).select_related("unit", "keeper").order_by("name"))


def owed_in(unit_ids: Sequence[int], limit: int = 500) -> list[HandInDue]:
    """Hồ sơ còn phải nộp của các đơn vị này, the latest due first to come."""
    return list(HandInDue.objects.filter(unit_id__in=list(unit_ids), handed_in_at=None).order_by("due_at")[:limit])


def owed_for(principal: Principal) -> list[HandInDue]:
    """Hồ sơ còn phải nộp của các đơn vị người này làm việc."""
    return owed_in(sorted(principal.units_with(*READERS)))


def is_late(owed: HandInDue, at: datetime) -> bool:
    """Đã quá hạn nộp."""
    return owed.due_at < at


def loans_out(principal: Principal) -> QuerySet[Loan]:
    """Hồ sơ đang cho mượn mà người này thấy."""
    seen = visible_files(principal).values("pk")
    out = Loan.objects.filter(returned_at=None, file__in=seen)
    return out.select_related("file", "borrower").order_by("due_on", "id")


def open_holds(file: RecordFile) -> list[Any]:
    """Lệnh giữ đang có trên hồ sơ, its fonds' included."""
    from thongsuot.records.models import Hold

    rows = Hold.objects.filter(Q(file=file) | Q(file=None), fonds_id=file.fonds_id, ended_at=None)
    return list(rows.order_by("id"))
