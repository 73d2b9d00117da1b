"""Bút toán của hồ sơ: the one shape of journal entry that dossiers write."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from thongsuot.accounts.principal import Principal
from thongsuot.common import journal
from thongsuot.dossiers.models import Dossier

SUBJECT = "dossier"


def entry(
    dossier: Dossier, verb: str, *, principal: Principal | None, at: datetime, unit_id: int | None = None, **data: Any
) -> journal.Entry:
    """One fact about this dossier; the state it leads to always stands in it."""
    return journal.Entry(
        province_id=dossier.province_id,
        subject_kind=SUBJECT,
        subject_id=dossier.pk,
        verb=verb,
        at=at,
        actor_id=principal.user_id if principal else None,
        unit_id=unit_id or dossier.competent_unit_id,
        data={"status": str(dossier.status), **{k: v for k, v in data.items() if v not in (None, "", [], {})}},
    )


def write(dossier: Dossier, verb: str, *, principal: Principal | None, at: datetime, **data: Any) -> None:
    """Write one entry; when it cannot be written the whole verb is undone with it."""
    journal.append([entry(dossier, verb, principal=principal, at=at, **data)])


def append_as(fact: journal.Entry, actor_id: int) -> None:
    """Write an entry of the platform's own doing that a person set off."""
    journal.append([replace(fact, actor_id=actor_id)])
