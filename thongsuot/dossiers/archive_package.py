"""Hồ sơ một cửa như lưu trữ nhận: result (signed), papers that were filed, opinions, and an extract of form and journal."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml
from django.utils.translation import gettext as _

from thongsuot.common import files, pdf_text
from thongsuot.common.errors import Invalid
from thongsuot.common.language import in_vietnamese
from thongsuot.common.letters import render
from thongsuot.common.models import StoredFile
from thongsuot.dossiers import papers, present
from thongsuot.dossiers.form_secrets import unseal
from thongsuot.dossiers.models import DossierFile
from thongsuot.dossiers.papers import forms, wording
from thongsuot.dossiers.receipts import matter_of, unit_then
from thongsuot.dossiers.selectors.one import Loaded
from thongsuot.dossiers.selectors.timeline import people_of, timeline_of
from thongsuot.dossiers.timing import local_day
from thongsuot.procedures.form_pages import summary
from thongsuot.records.models import Trust
from thongsuot.records.specs import FileHandedIn, ItemHandedIn

SOURCE = "dossier"
TEMPLATE = Path(__file__).resolve().parent / "papers" / "typst" / "archive-extract.typ"
REFERENCE = Path(__file__).resolve().parent / "reference" / "archiving.yaml"
LONGEST_TEXT = 1_000_000
ORDER = ("result", "paper", "opinion", "mandate", "component")
Purpose = DossierFile.Purpose


@cache
def rules() -> dict[str, Any]:
    """Lĩnh vực → mục thời hạn bảo quản (reference/archiving.yaml): `fields`, and `otherwise` for all others."""
    return dict(yaml.safe_load(REFERENCE.read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True)
class Prepared:
    """Một hồ sơ đã đọc xong, outside any transaction: its documents but for the extract, whose bytes are still to be kept."""

    loaded: Loaded
    items: list[ItemHandedIn]
    extract: bytes
    size: int


@in_vietnamese()
def prepared(loaded: Loaded, *, at: datetime) -> Prepared:
    """Đọc chữ các tệp và làm trích nhật ký của một hồ sơ đã khép."""
    valid = [f for f in loaded.files if not f["replaced_at"]]
    valid.sort(key=lambda f: ORDER.index(f["purpose"]) if f["purpose"] in ORDER else len(ORDER))
    items = [_item(loaded, one) for one in valid]
    items += [_paper_only(row) for row in loaded.components if not row["files"]]
    return Prepared(loaded, items, extract_pdf(loaded, at=at), sum(f["size"] for f in valid))


def handed_in(one: Prepared, extract: StoredFile, rule: str) -> FileHandedIn:
    """Hồ sơ lưu trữ của nó: once for ever by its source; who it is about may ask to read it."""
    dossier, version = one.loaded.dossier, one.loaded.version
    assert dossier.closed_at is not None, "only closed dossiers are handed in"
    last = ItemHandedIn(
        _("Trích tờ khai và nhật ký giải quyết hồ sơ %(code)s") % {"code": dossier.code},
        type_name=_("Trích nhật ký"),
        issued_on=local_day(dossier.closed_at),
        pages=pdf_text.pages_of(one.extract) or 0,
        trust=Trust.ORIGINAL,
        text=pdf_text.text_of(files.path_of(extract.sha256))[:LONGEST_TEXT],
        file_uid=extract.uid,
        source_kind=SOURCE,
        source_id=dossier.pk,
    )
    title = _("%(procedure)s: %(name)s") % {"procedure": version.name, "name": dossier.applicant_name}
    return FileHandedIn(
        source_kind=SOURCE,
        source_id=dossier.pk,
        source_code=dossier.code,
        title=title[:1_000],
        began_on=local_day(dossier.submitted_at),
        ended_on=local_day(dossier.closed_at),
        rule=rule,
        class_code=version.field_code[:40],
        keywords=(version.field[:60], version.code),
        people=(bytes(dossier.applicant_hash),) if dossier.applicant_hash else (),
        items=[*one.items, last],
    )


def digest_of(hashes: Sequence[str]) -> str:
    """Mã băm của cả hồ sơ: SHA-256 over the hashes of its documents, one a line, in their order."""
    return hashlib.sha256("\n".join(hashes).encode()).hexdigest()


def hashes_of(one: Prepared, extract: StoredFile) -> list[str]:
    """Mã băm các tệp, in the order of the documents."""
    by_uid = {str(f["uid"]): f["sha256"] for f in one.loaded.files}
    return [by_uid[str(item.file_uid)] for item in one.items if item.file_uid] + [extract.sha256]


def _item(loaded: Loaded, one: dict[str, Any]) -> ItemHandedIn:
    path, is_result = files.path_of(one["sha256"]), one["purpose"] == Purpose.RESULT
    if not path.exists():
        raise Invalid(_("Tệp “%(name)s” không còn trong kho.") % {"name": one["name"]}, code="file_not_found")
    is_pdf = one["media_type"] == files.PDF.media_type
    made_on = local_day(datetime.fromisoformat(one["added_at"]))
    number, _slash, notation = one["number"].partition("/")
    return ItemHandedIn(
        one["title"] or one["name"],
        type_name=str(Purpose(one["purpose"]).label)[:100],
        number=number[:40] if is_result or one["signed"] else "",
        notation=notation[:60] if is_result or one["signed"] else "",
        issued_on=made_on,
        issuer=unit_then(loaded.dossier.competent_unit_id, loaded.dossier.submitted_at).full_name if is_result else "",
        pages=(pdf_text.pages_of(path) or 0) if is_pdf else 1,
        trust=Trust.ORIGINAL if one["signed"] else Trust.COPY,
        note="" if one["signed"] or not is_result else _("Chưa ký số: bản chính là bản giấy ký tay."),
        text=pdf_text.text_of(path)[:LONGEST_TEXT] if is_pdf else "",
        file_uid=UUID(str(one["uid"])),
        source_kind=SOURCE,
        source_id=loaded.dossier.pk,
    )


def _paper_only(row: dict[str, Any]) -> ItemHandedIn:
    count = _("Bản giấy: %(originals)d bản chính, %(copies)d bản sao") % row
    return ItemHandedIn(row["name"][:1_000], type_name=_("Thành phần hồ sơ"), mode=_("bản giấy"), note=count)


@in_vietnamese()
def extract_pdf(loaded: Loaded, *, at: datetime) -> bytes:
    """Trích tờ khai và nhật ký: what was declared, what happened, by whom, in one paper that needs no program to be read."""
    dossier, version = loaded.dossier, loaded.version
    entries = timeline_of(loaded)
    people = people_of(entries, loaded.sight)
    matter = matter_of(loaded, at=at)
    declared = summary(version, unseal(version, dossier.form, dossier.uid))
    told = [present.entry_out(entry, loaded, people) for entry in entries]
    data = {
        "title": _("Trích tờ khai và nhật ký giải quyết hồ sơ"),
        "agency": forms.agency(matter.agency),
        "place_date": wording.place_and_day(matter.agency.place, wording.local_day(at)),
        "code": dossier.code,
        "procedure": f"{version.code} {version.name}",
        "applicant": dossier.applicant_name,
        "address": papers.tracking_address(dossier.code),
        "declared": [
            {"title": str(section.title), "rows": [[str(part) for part in line[:2]] for line in lines]}
            for section, lines in declared
        ],
        "events": [
            [
                wording.moment(entry.at),
                one["label"],
                ", ".join(filter(None, (one["actor"], one["unit"]))),
                one["note"] or "",
            ]
            for entry, one in zip(entries, told, strict=True)
        ],
    }
    return render(TEMPLATE, data, made_at=at)
