"""Phông: opened with its first hand-in, described by the archivist, closed when its unit has ended."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Invalid, MoveNotAllowed, NotFound
from thongsuot.common.language import in_vietnamese
from thongsuot.common.text import clean_line, clean_text
from thongsuot.org.selectors import UnitInfo, unit_info, versions_of
from thongsuot.records import journalling
from thongsuot.records.models import Fonds
from thongsuot.records.permissions import need_keeper, visible_fonds


def fonds_of(unit_id: int, at: datetime, *, keeper_id: int | None = None, by_id: int | None = None) -> Fonds:
    """Phông của đơn vị, opened now if it has none; in the caller's transaction.

    `keeper_id` is who keeps the fonds of a unit that is no more (its successor); the unit itself without it.
    """
    found = Fonds.objects.filter(unit_id=unit_id).first()
    if found is not None:
        return found
    info = unit_info(unit_id, timezone.localdate(at))
    began = versions_of(unit_id)[0].valid_from
    with transaction.atomic():
        fonds, new = Fonds.objects.get_or_create(
            unit_id=unit_id,
            defaults={
                "province_id": info.province_id or info.id,
                "keeper_id": keeper_id or unit_id,
                "code": _code(info, began),
                "name": _name(info),
                "began_on": began,
                "opened_at": at,
            },
        )
        if new:
            journalling.write(fonds, "fonds_opened", by_id=by_id, at=at, unit_id=unit_id, code=fonds.code)
    return fonds


@in_vietnamese()
def _name(info: UnitInfo) -> str:
    return _("Phông %(unit)s") % {"unit": info.full_name[:1].lower() + info.full_name[1:]}


def _code(info: UnitInfo, began: date | None) -> str:
    """Codes of units were given again in 2025: the day on which this one began tells them apart."""
    return f"{info.identifier or info.code}.{began:%Y%m%d}" if began else (info.identifier or info.code)


@transaction.atomic
def describe_fonds(*, uid: str, given: dict[str, Any], principal: Principal, at: datetime) -> Fonds:
    """Mô tả phông: history of the unit, classification, dates, backup, note."""
    fonds = _lock(uid, principal)
    fonds.name = clean_line(given.get("name", fonds.name), field="name", limit=250)
    if not fonds.name:
        raise Invalid(errors=[{"field": "name", "message": _("Cần ghi tên phông.")}])
    fonds.history = clean_text(given.get("history", ""), field="history")
    fonds.language = clean_line(given.get("language", fonds.language), field="language", limit=60)
    fonds.backup = clean_line(given.get("backup", ""), field="backup", limit=200)
    fonds.note = clean_text(given.get("note", ""), field="note", limit=5_000)
    fonds.classification = _classes(given.get("classification", ""))
    fonds.save(update_fields=["name", "history", "language", "backup", "note", "classification"])
    journalling.write(
        fonds,
        "fonds_described",
        by_id=principal.user_id,
        at=at,
        unit_id=fonds.keeper_id,
        classes=len(fonds.classification),
    )
    return fonds


@transaction.atomic
def close_fonds(*, uid: str, ended_on: date, principal: Principal, at: datetime) -> Fonds:
    """Đóng phông của đơn vị đã thôi hoạt động; records it left may still be added to it."""
    fonds = _lock(uid, principal)
    if fonds.state == Fonds.State.CLOSED:
        raise MoveNotAllowed(_("Phông này đã đóng."))
    if ended_on > timezone.localdate(at):
        raise Invalid(errors=[{"field": "ended_on", "message": _("Ngày kết thúc không thể ở tương lai.")}])
    fonds.state, fonds.ended_on, fonds.closed_at = Fonds.State.CLOSED, ended_on, at
    fonds.save(update_fields=["state", "ended_on", "closed_at"])
    journalling.write(fonds, "fonds_closed", by_id=principal.user_id, at=at, unit_id=fonds.keeper_id, ended_on=ended_on)
    return fonds


def _lock(uid: str, principal: Principal) -> Fonds:
    fonds = visible_fonds(principal).select_for_update(of=("self",)).filter(uid=uid).first()
    if fonds is None:
        raise NotFound()
    need_keeper(principal, fonds.keeper_id)
    return fonds


def _classes(text: str) -> list[dict[str, str]]:
    """Phương án phân loại, one class a line: "mã | tên"; a code "01.02" lies under "01"."""
    found: list[dict[str, str]] = []
    for line in clean_text(text, field="classification").splitlines():
        code, _sep, title = line.partition("|")
        code, title = clean_line(code, limit=40), clean_line(title, limit=250)
        if not code and not title:
            continue
        if not code or not title or code in {one["code"] for one in found}:
            message = _("Mỗi dòng ghi “mã | tên”, mã không lặp lại. Dòng chưa đúng: %(line)s") % {"line": line[:80]}
            raise Invalid(errors=[{"field": "classification", "message": message}])
        found.append({"code": code, "title": title, "parent": code.rpartition(".")[0]})
    return found
