"""Nhập gói SIP: verified as a whole, then offered to the archive like every other hand-in; nothing half-done."""

import hashlib
from datetime import date, datetime
from pathlib import Path
from typing import Any

import orjson
from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common import files
from thongsuot.common.errors import Invalid
from thongsuot.records.models import AccessLevel, HandIn, RetentionRule, Trust
from thongsuot.records.packages import bagit
from thongsuot.records.permissions import need_keeper
from thongsuot.records.services.intake import hand_in
from thongsuot.records.specs import FileHandedIn, HandInPackage, ItemHandedIn

MOST_BYTES = 20 * 1024**3


def bring_in(path: Path, *, province_id: int, unit_id: int, principal: Principal, at: datetime) -> HandIn:
    """Nhập một gói vào phông của đơn vị; the same package again gives the same hand-in. Raises Invalid `package_damaged`."""
    need_keeper(principal, unit_id)
    bag = bagit.Reader(path, most_bytes=MOST_BYTES)
    bag.verify()
    described = _json(bag, "metadata/goi.json")
    seal = hashlib.sha256(bag.read("tagmanifest-sha256.txt")).hexdigest()
    try:
        given = [
            _file(bag, one["folder"].removeprefix("data/"), seal, number)
            for number, one in enumerate(described["files"], 1)
        ]
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise Invalid(_("Gói thiếu mô tả hồ sơ hoặc mô tả sai."), code="package_unclear") from fault
    with transaction.atomic():
        try:
            ready = [_stored(bag, one, principal, at) for one in given]
        except (KeyError, TypeError, ValueError, AttributeError) as fault:  # a day that is none, a list that is a word
            raise Invalid(_("Gói thiếu mô tả hồ sơ hoặc mô tả sai."), code="package_unclear") from fault
        package = HandInPackage(province_id, unit_id, f"sip:{seal[:60]}", _("Gói %(name)s") % {"name": bag.root}, ready)
        return hand_in(package, principal=principal, at=at)


def _json(bag: bagit.Reader, path: str) -> dict[str, Any]:
    try:
        found = orjson.loads(bag.read(path))
    except orjson.JSONDecodeError as fault:
        raise Invalid(_("Không đọc được %(path)s trong gói.") % {"path": path}, code="package_unclear") from fault
    if not isinstance(found, dict):
        raise Invalid(_("Gói thiếu mô tả hồ sơ hoặc mô tả sai."), code="package_unclear")
    return found


def _file(bag: bagit.Reader, folder: str, seal: str, number: int) -> tuple[dict[str, Any], str, int]:
    """Facts of one file, its folder, and a number of its own: the same package is the same source."""
    facts = _json(bag, f"data/{folder}/ho-so.json")
    if not facts.get("Title") or not facts.get("EndDate") or not isinstance(facts.get("documents", []), list):
        raise ValueError(folder)
    source = int.from_bytes(hashlib.sha256(f"{seal}{number}".encode()).digest()[:7])
    return facts, folder, source


def _stored(
    bag: bagit.Reader, one: tuple[dict[str, Any], str, int], principal: Principal, at: datetime
) -> FileHandedIn:
    facts, _folder, source = one
    years = _years(str(facts.get("Maintenance", "")))
    rule = str(facts.get("RetentionRule", ""))
    known = RetentionRule.objects.filter(code=rule, years=years).exists() if rule else False
    return FileHandedIn(
        source_kind="package",
        source_id=source,
        source_code=str(facts.get("FileCode", ""))[:60],
        title=str(facts["Title"]),
        notation=str(facts.get("FileNotation", ""))[:60],
        ended_on=date.fromisoformat(str(facts["EndDate"])),
        began_on=date.fromisoformat(facts["StartDate"]) if facts.get("StartDate") else None,
        rule=rule if known else "",
        access=_one_of(facts.get("Rights"), AccessLevel.values, AccessLevel.INTERNAL),
        trust=_one_of(facts.get("ConfidenceLevel"), Trust.values, Trust.COPY),
        keywords=[str(word)[:60] for word in facts.get("Keyword", [])],
        sheets=int(facts.get("NumberOfPaper", 0)),
        physical_state=str(facts.get("Format", ""))[:120],
        paper_code=str(facts.get("PaperFileCode", ""))[:100],
        note=str(facts.get("Description", "")),
        items=[_item(bag, document, principal, at) for document in facts.get("documents", [])],
    )


def _item(bag: bagit.Reader, facts: dict[str, Any], principal: Principal, at: datetime) -> ItemHandedIn:
    uid = None
    if path := str(facts.get("File", "")):
        uid = files.store(bag.read(path, limit=50 * 1024**2), path.rpartition("/")[2], principal.user_id, at=at).uid
    return ItemHandedIn(
        summary=str(facts.get("Subject", ""))[:1_000] or _("(không có trích yếu)"),
        type_name=str(facts.get("TypeName", ""))[:100],
        number=str(facts.get("CodeNumber", ""))[:40],
        notation=str(facts.get("CodeNotation", ""))[:60],
        issued_on=date.fromisoformat(facts["IssuedDate"]) if facts.get("IssuedDate") else None,
        issuer=str(facts.get("OrganName", ""))[:250],
        pages=int(facts.get("PageAmount", 0)),
        mode=str(facts.get("Mode", ""))[:60],
        trust=_one_of(facts.get("ConfidenceLevel"), Trust.values, Trust.COPY),
        autograph=str(facts.get("Autograph", ""))[:300],
        note=str(facts.get("Description", ""))[:500],
        file_uid=uid,
    )


def _years(text: str) -> int | None:
    number = text.split(" ")[0]
    return int(number) if number.isdecimal() else None


def _one_of(value: Any, known: list[str], otherwise: str) -> str:
    return value if value in known else otherwise
