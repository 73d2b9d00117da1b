"""Văn bản đến để nhìn: lists of what is open (from the narrow table), what closed lately, one document with all of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from thongsuot.accounts.models import Held
from thongsuot.accounts.principal import Principal
from thongsuot.common import journal
from thongsuot.documents import journalling, permissions
from thongsuot.documents.models import Document, DocumentFile, DocumentLink, IncomingOrigin, Instruction, Part, State
from thongsuot.documents.timing import local_day
from thongsuot.org.selectors import children

ON_A_PAGE = 50
GROUPS: dict[str, tuple[str, ...]] = {
    "vao-so": (State.ARRIVED,),
    "trinh": (State.REGISTERED,),
    "chi-dao": (State.PRESENTED,),
    "dang-lam": (State.IN_HAND,),
}
DONE, LATE = "da-xong", "tre"

_COUNTS = """
SELECT h.state, count(*), count(*) FILTER (WHERE h.due_at < %(at)s) FROM documents_documentholding h
 WHERE h.unit_id = ANY(%(units)s) AND h.direction = 'in' GROUP BY h.state
"""
_OPEN = """
SELECT d.uid, d.arrival, d.arrived_at, d.number, d.notation, d.issuer_name, d.summary, d.urgency, h.state,
  nullif(h.due_at, '9999-01-01Z'::timestamptz), u.full_name, d.way, d.issued_on, NULL::timestamptz
  FROM documents_documentholding h JOIN documents_document d ON d.province_id = h.province_id AND d.id = h.document_id
  LEFT JOIN accounts_user u ON u.id = d.lead_id
 WHERE h.unit_id = ANY(%(units)s) AND h.direction = 'in' AND h.state = ANY(%(states)s) AND (NOT %(late)s OR h.due_at < %(at)s)
 ORDER BY h.urgency DESC, h.due_at, h.document_id LIMIT %(limit)s OFFSET %(skip)s
"""
_CLOSED = """
SELECT d.uid, d.arrival, d.arrived_at, d.number, d.notation, d.issuer_name, d.summary, d.urgency, d.state,
  d.due_at, u.full_name, d.way, d.issued_on, d.closed_at
  FROM documents_document d LEFT JOIN accounts_user u ON u.id = d.lead_id
 WHERE d.unit_id = ANY(%(units)s) AND d.direction = 'in' AND d.closed_at IS NOT NULL
 ORDER BY d.id DESC LIMIT %(limit)s OFFSET %(skip)s
"""


@dataclass(frozen=True, slots=True)
class Line:
    """Một dòng của danh sách văn bản đến."""

    uid: Any
    arrival: int | None
    arrived_at: datetime
    number: str
    notation: str
    issuer: str
    summary: str
    urgency: int
    state: str
    due_at: datetime | None
    lead: str | None
    way: str
    issued_on: Any
    closed_at: datetime | None

    @property
    def sign(self) -> str:
        """Số và ký hiệu."""
        return f"{self.number}/{self.notation}" if self.number and self.notation else self.number or self.notation


def counts(unit_ids: Collection[int], at: datetime) -> dict[str, int]:
    """Bao nhiêu văn bản ở mỗi nhóm, and how many are late; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"units": sorted(unit_ids), "at": at})
        rows = cursor.fetchall()
    by_state = {state: count for state, count, _late in rows}
    found = {group: sum(by_state.get(state, 0) for state in states) for group, states in GROUPS.items()}
    return found | {LATE: sum(late for _state, _count, late in rows)}


def lines(unit_ids: Collection[int], group: str, at: datetime, *, skip: int = 0) -> list[Line]:
    """Một trang của một nhóm (one more than a page, when there are more): urgent first, then by due moment."""
    states = GROUPS.get(group, tuple(state for states in GROUPS.values() for state in states))
    given = {
        "units": sorted(unit_ids),
        "states": [str(state) for state in states],
        "late": group == LATE,
        "at": at,
        "limit": ON_A_PAGE + 1,
        "skip": skip,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CLOSED if group == DONE else _OPEN, given)
        return [Line(*row) for row in cursor.fetchall()]


@dataclass(frozen=True, slots=True)
class Whole:
    """Một văn bản đến with everything its page shows."""

    document: Document
    unit_id: int
    files: list[DocumentFile]
    origin: IncomingOrigin | None
    instructions: list[Instruction]
    parts: list[Part]
    links: list[tuple[DocumentLink, Document | None]]
    entries: list[journal.Recorded]


def whole(document: Document, unit_id: int) -> Whole:
    """Everything of one document in seven statements."""
    own = {"province_id": document.province_id, "document_id": document.pk}
    files = DocumentFile.objects.filter(**own, replaced_at=None).select_related("file").order_by("position", "id")
    return Whole(
        document,
        unit_id,
        list(files),
        IncomingOrigin.objects.filter(**own).first(),
        list(Instruction.objects.filter(**own).order_by("id")),
        list(Part.objects.filter(**own).order_by("id")),
        _links(document),
        journal.timeline(document.province_id, journalling.SUBJECT, document.pk),
    )


def _links(document: Document) -> list[tuple[DocumentLink, Document | None]]:
    """Links to and from it, with the other document where it is here."""
    own = DocumentLink.objects.filter(province_id=document.province_id)
    rows = list(own.filter(document_id=document.pk) | own.filter(other_id=document.pk))
    ids = {row.other_id if row.document_id == document.pk else row.document_id for row in rows}
    others = {one.pk: one for one in Document.objects.filter(province_id=document.province_id, pk__in=ids - {None})}
    return [(row, others.get(row.other_id if row.document_id == document.pk else row.document_id)) for row in rows]


def leaders(unit_id: int, at: datetime) -> list[tuple[int, str]]:
    """Lãnh đạo để trình, chairs first."""
    return _people(unit_id, permissions.LEADERS, at)


def hands(unit_id: int, at: datetime) -> list[tuple[str, str]]:
    """Ai có thể được giao: people of the unit and its organs, as the form names them (`p12`, `o5`)."""
    people = [(f"p{user_id}", name) for user_id, name in _people(unit_id, permissions.WORKERS, at)]
    organs = [(f"o{organ.id}", organ.full_name) for organ in children(unit_id, local_day(at))]
    return people + organs


def _people(unit_id: int, roles: Collection[str], at: datetime) -> list[tuple[int, str]]:
    held = Held.objects.filter(unit_id=unit_id, role__in=roles, user__is_active=True, valid__contains=at)
    rows = held.order_by("role", "user__full_name").values_list("user_id", "user__full_name", "title")
    found: dict[int, str] = {}
    for user_id, name, title in rows:
        found.setdefault(user_id, f"{name} ({title})" if title else name)
    return list(found.items())


def my_units(principal: Principal) -> list[int]:
    """Đơn vị làm việc với văn bản."""
    return sorted(permissions.units_worked_in(principal))
