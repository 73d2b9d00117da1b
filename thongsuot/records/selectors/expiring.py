"""Hồ sơ hết thời hạn bảo quản, and what holds it back."""

from collections.abc import Sequence
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from thongsuot.records.models import Disposal, DisposalLine, Fonds, Hold, RecordFile, RecordState


def expired_files(fonds: Fonds, today: date) -> QuerySet[RecordFile]:
    """Hồ sơ của phông đã hết hạn, without a hold and not on an open list; never permanent ones."""
    listed = DisposalLine.objects.filter(
        file=OuterRef("pk"),
        keep=False,
        disposal__state__in=[Disposal.State.DRAFT, Disposal.State.PROPOSED, Disposal.State.APPROVED],
    )
    held = Hold.objects.filter(ended_at=None).filter(Q(file=OuterRef("pk")) | Q(file=None), fonds=OuterRef("fonds"))
    kept = RecordFile.objects.filter(province_id=fonds.province_id, fonds=fonds, state=RecordState.KEPT)
    return kept.filter(expires_on__lt=today, years__isnull=False).exclude(Exists(listed)).exclude(Exists(held))


def held_ids(fonds: Fonds, file_ids: Sequence[int]) -> set[int]:
    """Which of these files a hold keeps; all of them when the fonds itself is held."""
    holds = Hold.objects.filter(fonds=fonds, ended_at=None)
    found = set(holds.values_list("file_id", flat=True))
    return set(file_ids) if None in found else found & set(file_ids)
