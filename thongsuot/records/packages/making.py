"""Làm gói: asked on a page or by command, made in the background with progress; run again it makes the package anew."""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal, principal_of
from thongsuot.common import journal
from thongsuot.common.errors import Invalid, NotFound, Refused
from thongsuot.records import journalling
from thongsuot.records.models import Package, RecordFile, RecordItem, RecordState
from thongsuot.records.packages import bagit
from thongsuot.records.packages.metadata import as_json, as_xml, facts_of
from thongsuot.records.permissions import keeps, may_open, visible_files
from thongsuot.records.storage.reading import open_checked

MOST_FILES = 2_000
Kind = Package.Kind


@transaction.atomic
def ask(*, kind: str, file_uids: Sequence[UUID], principal: Principal, at: datetime) -> Package:
    """Đặt làm một gói; SIP and AIP only by who keeps the files, DIP of what one may open."""
    found = list(visible_files(principal).select_related("fonds").filter(uid__in=list(file_uids)).order_by("id"))
    wanted = set(file_uids)
    if kind not in Kind.values or not 0 < len(wanted) <= MOST_FILES:
        raise Invalid(_("Hãy chọn loại gói và từ 1 đến %(most)d hồ sơ.") % {"most": MOST_FILES}, code="package_empty")
    if len(found) < len(wanted):
        raise NotFound(_("Có hồ sơ không tìm thấy trong những hồ sơ bạn xem được."))
    if len({file.fonds_id for file in found}) > 1:
        raise Invalid(_("Các hồ sơ của một gói phải cùng một phông."), code="package_two_fonds")
    for file in found:
        _require(kind, file, principal)
    first = found[0]
    package = Package.objects.create(
        province_id=first.province_id,
        unit_id=first.fonds.keeper_id,
        kind=kind,
        title=first.title[:300] if len(found) == 1 else _("%(count)d hồ sơ") % {"count": len(found)},
        file_ids=[file.pk for file in found],
        asked_by_id=principal.user_id,
        asked_at=at,
    )
    from thongsuot.records.jobs import make_package  # jobs call this module, so it cannot be imported above

    make_package.defer(package_id=package.pk)
    return package


def _require(kind: str, file: RecordFile, principal: Principal) -> None:
    allowed = may_open(principal, file) if kind == Kind.DISSEMINATION else keeps(principal, file.fonds.keeper_id)
    if not allowed or file.state == RecordState.DISPOSED:
        raise NotFound()


def path_of(package: Package) -> Path:
    """Nơi tệp gói nằm."""
    return Path(settings.RECORD_PACKAGES) / f"{package.uid}.zip"


def make(package_id: int, *, at: datetime) -> None:
    """Làm gói đã đặt; made once, it does nothing. A refusal stands on it in words."""
    package = Package.objects.filter(pk=package_id, state=Package.State.WAITING).first()
    if package is None:
        return
    principal = principal_of(package.asked_by_id, at) if package.asked_by_id else None
    try:
        if principal is None:
            raise NotFound()
        files = list(visible_files(principal).select_related("fonds").filter(pk__in=package.file_ids).order_by("id"))
        if len(files) < len(package.file_ids):
            raise NotFound()
        for file in files:
            _require(package.kind, file, principal)
        digest, size = _write(package, files, at)
    except Refused as refused:
        Package.objects.filter(pk=package.pk).update(state=Package.State.FAILED, fault=str(refused.detail)[:500])
        return
    with transaction.atomic():
        package.state, package.made_at, package.sha256, package.size = Package.State.READY, at, digest, size
        package.save(update_fields=["state", "made_at", "sha256", "size"])
        entries = [
            journalling.entry(
                package, "package_made", by_id=package.asked_by_id, at=at, kind=package.kind, sha256=digest
            )
        ]
        entries += [
            journalling.entry(f, "packaged", by_id=package.asked_by_id, at=at, kind=package.kind) for f in files
        ]
        journal.note(entries)


def _write(package: Package, files: Sequence[RecordFile], at: datetime) -> tuple[str, int]:
    place = path_of(package)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = place.with_suffix(".part")
    with draft.open("wb") as out:
        write_package(out, package.kind, files, name=f"{package.kind}-{package.uid}", at=at, told=_teller(package.pk))
        out.flush()
        os.fsync(out.fileno())
    with draft.open("rb") as made:
        digest = hashlib.file_digest(made, "sha256").hexdigest()
    os.replace(draft, place)
    return digest, place.stat().st_size


def _teller(package_id: int) -> Callable[[int], None]:
    def tell(done: int) -> None:
        Package.objects.filter(pk=package_id).update(done_files=done)

    return tell


def write_package(
    out: Any,
    kind: str,
    files: Sequence[RecordFile],
    *,
    name: str,
    at: datetime,
    told: Callable[[int], None] = lambda done: None,
) -> None:
    """Ghi gói của các hồ sơ cùng một phông, each file in a folder of its own with its facts and its documents."""
    outside = kind == Kind.DISSEMINATION
    with bagit.writing(out, name, at) as bag:
        described = []
        for number, file in enumerate(files, 1):
            described.append(_one_file(bag, f"{number:04}", file, kind=kind, outside=outside))
            told(number)
        fonds = files[0].fonds
        bag.tag(
            "metadata/goi.json",
            as_json(
                {
                    "kind": kind,
                    "made_at": at.isoformat(),
                    "profile": "TT 05/2025/TT-BNV, phần đã biết; xem docs/verify-package.md",
                    "fonds": facts_of("fonds", fonds, outside=outside),
                    "files": described,
                }
            ),
        )
        bag.finish(
            {
                "External-Description": f"{kind.upper()} {fonds.name}",
                "External-Identifier": name,
                "Source-Organization": fonds.name,
                "Bag-Software-Agent": "Thông Suốt",
            }
        )


def _one_file(bag: bagit.Writer, folder: str, file: RecordFile, *, kind: str, outside: bool) -> dict[str, Any]:
    documents = []
    for item in (
        RecordItem.objects.filter(province_id=file.province_id, file=file).select_related("stored").order_by("ordinal")
    ):
        facts = facts_of("item", item, outside=outside)
        facts["DocCode"] = f"{file.code}.{item.ordinal:04}"
        if item.sha256:
            path = f"{folder}/tai-lieu/{item.ordinal:04}-{_shown(item)}"
            with open_checked(item) as body:
                bag.add(path, _chunks(body), expected=item.sha256)
            facts |= {"File": f"data/{path}", "SHA256": item.sha256}
        documents.append(facts)
    facts = facts_of("file", file, outside=outside)
    if not outside:
        facts |= {"Source": f"{file.source_kind}:{file.source_id}", "RetentionRule": file.rule_code}
    if kind == Kind.ARCHIVAL:
        facts["ExpiresOn"] = file.expires_on.isoformat() if file.expires_on else ""
        bag.add(f"{folder}/nhat-ky.json", [as_json(_history(file))])
    bag.add(f"{folder}/ho-so.xml", [as_xml(facts, documents)])
    bag.add(f"{folder}/ho-so.json", [as_json({**facts, "documents": documents})])
    return {"folder": f"data/{folder}", "FileCode": file.code, "documents": len(documents)}


def _chunks(body: IO[bytes]) -> Iterator[bytes]:
    while chunk := body.read(bagit.CHUNK):
        yield chunk


def _shown(item: RecordItem) -> str:
    stem, dot, end = (item.stored.name if item.stored else "tep").rpartition(".")
    return f"{bagit.safe_name(stem or end)}.{bagit.safe_name(end, limit=8)}" if dot else bagit.safe_name(end)


def _history(file: RecordFile) -> list[dict[str, Any]]:
    """What happened to the file since it came: the events an archival package keeps."""
    return [
        {"seq": one.seq, "verb": one.verb, "at": one.at.isoformat(), "data": one.data}
        for one in journal.timeline(file.province_id, journalling.FILE, file.pk)
    ]
