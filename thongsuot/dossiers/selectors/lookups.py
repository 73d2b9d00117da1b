"""Lượt tra còn giá trị: what a claim "từ cơ sở dữ liệu" may rest on."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from thongsuot.dossiers.databases import Outcome
from thongsuot.dossiers.models import Lookup

GOOD_FOR = timedelta(hours=24)


def matches(uids: Collection[UUID], *, owner_hash: bytes | None, at: datetime) -> dict[UUID, Lookup]:
    """Lượt tra của chính người này, khớp, chưa quá một ngày; one statement, none when nothing is asked."""
    if not uids or owner_hash is None:
        return {}
    rows = Lookup.objects.filter(
        uid__in=list(uids),
        owner_hash=owner_hash,
        kind=Lookup.Kind.DATABASE,
        outcome=Outcome.MATCH.value,
        asked_at__gt=at - GOOD_FOR,
    )
    return {row.uid: row for row in rows}
