"""Nội dung của một việc kẹt, for the page of one: an incoming message field by field, numbers of people masked."""

from contextlib import suppress
from typing import Any

from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.id_numbers import mask_id
from thongsuot.dossiers.models import Channel, Status
from thongsuot.exchange import codes
from thongsuot.exchange.inbound import storing
from thongsuot.exchange.inbound.mapping import FILE_LISTS, line_of, their_label
from thongsuot.exchange.inbound.problems import NotUnderstood
from thongsuot.exchange.inbound.reading import envelope, moment
from thongsuot.exchange.models import InMessage, OutMessage
from thongsuot.exchange.stuck import rows
from thongsuot.exchange.stuck.own_kinds import IN, OUT
from thongsuot.ui.formats import vi_datetime

TYPES = {
    "citizen": _("công dân"),
    "enterprise": _("doanh nghiệp"),
    "organisation": _("tổ chức"),
    "agency": _("cơ quan nhà nước"),
}
PERSONAL = frozenset({"SoDinhDanh", "SoGiayToChuHoSo"})
LONGEST, MOST = 300, 60
_LABELS = dict([*Channel.choices, *Status.choices, *TYPES.items()])


def of_row(row: rows.Row, *, whole: bool) -> dict[str, Any]:
    """Điều đã biết về việc này: `facts` only for `whole`, those who may see the dossier; `dossier` its code with us."""
    if row.kind == OUT:
        message: Any = OutMessage.objects.filter(pk=row.id).values("dossier_code").first() or {}
        return {"message": None, "dossier": message.get("dossier_code"), "facts": [], "files": [], "procedure": ""}
    if row.kind != IN:
        return {"message": None, "dossier": row.code, "facts": [], "files": [], "procedure": ""}
    found = InMessage.objects.get(pk=row.id)
    known = codes.dossier_of(found.system_id, found.their_code) if found.their_code else None
    said = envelope(storing.raw_of(found)).content if whole else {}
    return {
        "message": found,
        "dossier": known.code if known else None,
        "facts": _facts(said),
        "files": [str(one.get("TenTepDinhKem") or "") for name in FILE_LISTS for one in _rows(said.get(name))],
        "procedure": found.procedure_code,
    }


def has_files(message_id: int) -> bool:
    """Whether reading it means fetching files, which takes time and is the job's."""
    found = InMessage.objects.get(pk=message_id)
    said = envelope(storing.raw_of(found)).content
    return any(said.get(name) for name in FILE_LISTS)


def _facts(said: Any, outer: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in list(said.items())[:MOST]:
        if isinstance(value, dict) and name not in ("DuLieuToKhai",) and not outer:
            found += _facts(value, f"{name}.")
        elif isinstance(value, str | int) and not isinstance(value, bool):
            text = in_words(outer + name, str(value)[:LONGEST])
            found.append((their_label(outer + name), mask_id(text) if name in PERSONAL else text))
    return found


def in_words(theirs: str, text: str) -> str:
    """Giá trị bằng lời: codes and moments as people read them; what is not understood stays as it was sent."""
    line = line_of(theirs)
    if line is None:
        return text
    if line.shape == "code":
        return str(_LABELS.get(line.codes.get(text, ""), text))
    with suppress(NotUnderstood):
        return vi_datetime(moment(text)) if line.shape == "moment" else text
    return text


def _rows(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)][:MOST] if isinstance(value, list) else []
