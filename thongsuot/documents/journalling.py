"""Bút toán của văn bản: the one shape of journal entry that documents write."""

from datetime import datetime
from typing import Any

from thongsuot.accounts.principal import Principal
from thongsuot.common import journal
from thongsuot.documents.models import Document

SUBJECT = "document"


def write(
    document: Document,
    verb: str,
    *,
    principal: Principal | None,
    at: datetime,
    unit_id: int | None = None,
    **data: Any,
) -> None:
    """Write one fact about this document, with the state it leads to; when it cannot be written the act is undone."""
    facts = {key: value for key, value in data.items() if value not in (None, "", [], {})}
    entry = journal.Entry(
        province_id=document.province_id,
        subject_kind=SUBJECT,
        subject_id=document.pk,
        verb=verb,
        at=at,
        actor_id=principal.user_id if principal else None,
        unit_id=unit_id or document.unit_id,
        data={"state": str(document.state), **facts},
    )
    journal.note([entry])
