"""Mẫu 01, 02, 03 và biên nhận nộp trực tuyến: from data to PDF."""

from pathlib import Path
from typing import Any

from django.conf import settings

from thongsuot.common import qr
from thongsuot.common.letters import render
from thongsuot.dossiers.papers import wording
from thongsuot.dossiers.papers.data import (
    COPY_FOR_CITIZEN,
    COPY_FOR_FILE,
    Agency,
    Matter,
    PaperComponent,
    Person,
    ReceiptData,
    RefusalData,
    SubmissionData,
    SupplementData,
)

TEMPLATES = Path(__file__).resolve().parent / "typst"
SOURCES = {
    "FILED": "nộp",
    "SHOWN": "xuất trình",
    "REUSED": "dùng lại",
    "FROM_DATABASE": "lấy từ cơ sở dữ liệu",
}
SHORT_HASH = 16
BOTH_COPIES = (COPY_FOR_CITIZEN, COPY_FOR_FILE)


def tracking_address(code: str) -> str:
    """Địa chỉ tra cứu công khai: what the QR of every paper of this dossier leads to."""
    return f"{settings.PUBLIC_URL}/tra-cuu/{code}/"


def form_01(data: ReceiptData, *, copies: tuple[str, ...] = BOTH_COPIES, size: str = "a4") -> bytes:
    """Giấy tiếp nhận hồ sơ và hẹn trả kết quả. `size` a4: both copies side by side when they fit; a5: one page each."""
    shown = {
        "size": size,
        "copies": copies,
        "number": data.number,
        "channel": data.channel,
        "components": _components(data.components),
        "files": _files(data.components, SHORT_HASH),
        "sets": data.sets,
        "duration": data.duration,
        "received_at": wording.moment(data.received_at),
        "due_at": wording.moment(data.due_at),
        "due_reason": data.due_reason,
        "return_place": data.return_place,
        "fee": data.fee,
        "book": data.book,
        "serial": data.serial,
        "stages": [[s.agency, s.duration, wording.moment(s.due_at)] for s in data.stages],
        "officer": data.officer,
        "rating_qr": qr.svg(data.rating, quiet=0) if data.rating else "",
        "rated_on": COPY_FOR_CITIZEN,
    }
    return paper("form-01", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", data.matter, data.form_set_version, shown)


def form_02(data: SupplementData) -> bytes:
    """Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ: all that is missing in one list, because it may be asked once only."""
    shown = {
        "number": data.number,
        "items": [[item.name, item.note] for item in data.items],
        "reason": data.reason,
        "clock_note": data.clock_note,
        "contact_place": data.contact_place,
        "contact_officer": data.contact_officer,
        "contact_phone": data.contact_phone,
        "officer": data.officer,
    }
    return paper("form-02", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", data.matter, data.form_set_version, shown)


def form_03(data: RefusalData) -> bytes:
    """Phiếu từ chối tiếp nhận giải quyết hồ sơ; with a signer it is the negative result and waits for its signature."""
    shown = {
        "number": data.number,
        "reason": data.reason,
        "legal_basis": data.legal_basis,
        "remedy": data.remedy,
        "contact": data.contact,
        "received_at": wording.moment(data.received_at),
        "officer": data.officer,
        "signer": [part for part in (data.signer.authority, data.signer.title) if part] if data.signer else None,
        "signed": data.signed,
        "signer_name": data.signer.name if data.signer else "",
    }
    return paper("form-03", "Phiếu từ chối tiếp nhận giải quyết hồ sơ", data.matter, data.form_set_version, shown)


def submission_receipt(data: SubmissionData) -> bytes:
    """Biên nhận nộp trực tuyến: what arrived, with count and full hashes; not yet the receipt of form 01."""
    files = [file for component in data.components for file in component.files]
    shown = {
        "receiving_unit": data.receiving_unit,
        "submitted_at": wording.moment(data.submitted_at),
        "answer_by": wording.moment(data.answer_by),
        "components": _components(data.components),
        "files": _files(data.components, None),
        "file_count": len(files),
        "file_total": wording.size(sum(file.size for file in files)),
    }
    return paper("submission-receipt", "Biên nhận nộp hồ sơ trực tuyến", data.matter, data.form_set_version, shown)


def paper(template: str, title: str, matter: Matter, form_set: str, shown: dict[str, Any]) -> bytes:
    """Common part of every paper about a dossier, then the template."""
    address = tracking_address(matter.code)
    common = {
        "title": title,
        "keywords": [matter.code, form_set],
        "form_set": form_set,
        "agency": agency(matter.agency),
        "place_date": wording.place_and_day(matter.agency.place, wording.local_day(matter.made_at)),
        "code": matter.code,
        "known_as": matter.known_as,
        "unit_now": matter.unit_now,
        "qr": qr.svg(address, quiet=0),
        "address": address,
        "procedure": {
            "code": matter.procedure.code,
            "name": matter.procedure.name,
            "case": matter.procedure.case,
        },
        "applicant": person(matter.applicant),
        "submitter": person(matter.submitter) if matter.submitter else None,
    }
    return render(TEMPLATES / f"{template}.typ", common | shown, made_at=matter.made_at)


def agency(agency: Agency) -> dict[str, Any]:
    """As `office.typ` reads it."""
    return {"lines": agency.lines, "place": agency.place, "address": agency.address, "phone": agency.phone}


def person(person: Person) -> dict[str, str]:
    """As the templates read it."""
    return {
        "name": person.name,
        "id_number": person.id_number,
        "birth_date": wording.day(person.birth_date),
        "phone": person.phone,
        "email": person.email,
        "address": person.address,
        "relation": person.relation,
    }


def _components(components: tuple[PaperComponent, ...]) -> list[dict[str, Any]]:
    return [
        {
            "name": component.name,
            "source": SOURCES[component.source],
            "originals": str(component.originals or "–"),
            "copies": str(component.copies or "–"),
            "files": len(component.files),
        }
        for component in components
    ]


def _files(components: tuple[PaperComponent, ...], digits: int | None) -> list[list[str]]:
    return [
        [str(row), file.name, wording.size(file.size), file.sha256[:digits]]
        for row, component in enumerate(components, 1)
        for file in component.files
    ]
