"""Ai thấy gì trong lưu trữ: one query layer for every page, operation and job.

A fonds is seen by those who work in the unit that keeps it now (so a successor reads what its predecessors made).
Public and internal records: everybody of that unit; restricted ones: its archivists and leaders. Auditors of the province:
what a record is, never its contents. Citizens: records about themselves, contents after a request was granted.
Anybody else: nothing (404).
"""

from django.db.models import Q, QuerySet

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Forbidden, NotFound
from thongsuot.records.models import AccessLevel, Disposal, Fonds, HandIn, RecordFile, RecordState

# A unit without an archivist is kept by its leaders.
KEEPERS = (Role.ARCHIVIST, Role.UNIT_LEADER)
DECIDERS = (Role.CHAIR, Role.UNIT_LEADER)
READERS = (*KEEPERS, Role.DOCUMENT_CLERK, Role.CHAIR, Role.SPECIALIST, Role.COUNTER_CLERK)
TRUSTED = (*KEEPERS, Role.CHAIR)
DOORS = (*READERS, Role.AUDITOR)


def visible_fonds(principal: Principal) -> QuerySet[Fonds]:
    """Phông mà người này thấy: those kept by the units he works in; all of the province for its auditors."""
    inside = Q(keeper_id__in=principal.units_with(*READERS))
    audited = principal.provinces_seen(Role.AUDITOR) if principal.has(Role.AUDITOR) else frozenset()
    return Fonds.objects.filter(inside | Q(province_id__in=audited)) if audited else Fonds.objects.filter(inside)


def visible_files(principal: Principal) -> QuerySet[RecordFile]:
    """Hồ sơ mà người này thấy là có; what he may open of them says `may_open`."""
    trusted = Q(fonds__keeper_id__in=principal.units_with(*TRUSTED))
    usual = Q(fonds__keeper_id__in=principal.units_with(*READERS)) & ~Q(access=AccessLevel.RESTRICTED)
    audited = principal.provinces_seen(Role.AUDITOR) if principal.has(Role.AUDITOR) else frozenset()
    seen = trusted | usual | Q(province_id__in=audited) if audited else trusted | usual
    return RecordFile.objects.filter(seen)


def own_files(principal: Principal) -> QuerySet[RecordFile]:
    """Hồ sơ về chính công dân này, by the identity number that was proved when he signed in."""
    if not principal.is_citizen or principal.id_number_hash is None:
        return RecordFile.objects.none()
    kept = RecordFile.objects.filter(state=RecordState.KEPT)
    return kept.filter(people__id_number_hash=principal.id_number_hash)


def visible_hand_ins(principal: Principal) -> QuerySet[HandIn]:
    """Đợt nộp lưu: those of the units he works in, and those into fonds that they keep."""
    units = principal.units_with(*READERS)
    return HandIn.objects.filter(Q(unit_id__in=units) | Q(fonds__keeper_id__in=units))


def visible_disposals(principal: Principal) -> QuerySet[Disposal]:
    """Đợt huỷ của các phông mà người này giữ hoặc quyết."""
    return Disposal.objects.filter(fonds__keeper_id__in=principal.units_with(*TRUSTED))


def may_open(principal: Principal, file: RecordFile) -> bool:
    """Whether this person may open the documents of a file that he sees; what is only offered: those who check it."""
    roles = principal.roles_in(file.fonds.keeper_id)
    if file.state == RecordState.OFFERED:
        return bool(roles & set(KEEPERS))
    allowed = TRUSTED if file.access == AccessLevel.RESTRICTED else READERS
    return file.state == RecordState.KEPT and bool(roles & set(allowed))


def keeps(principal: Principal, unit_id: int) -> bool:
    """Whether this person does the archivist's work in the unit."""
    return bool(principal.roles_in(unit_id) & set(KEEPERS))


def need_keeper(principal: Principal, unit_id: int) -> None:
    """NotFound outside one's units; Forbidden for those who only read there."""
    _need(principal, unit_id, KEEPERS)


def need_decider(principal: Principal, unit_id: int) -> None:
    """The same for who approves a disposal (chủ tịch, lãnh đạo)."""
    _need(principal, unit_id, DECIDERS)


def _need(principal: Principal, unit_id: int, roles: tuple[str, ...]) -> None:
    held = principal.roles_in(unit_id)
    if not held & set(READERS):
        raise NotFound()
    if not held & set(roles):
        raise Forbidden()
