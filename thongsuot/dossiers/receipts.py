"""Từ hồ sơ ra giấy: maps a loaded dossier to forms 01 to 05 and to the proof of submission."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _n

from thongsuot.accounts.models import Role, User
from thongsuot.common import files
from thongsuot.common.errors import Forbidden, MoveNotAllowed, NotFound
from thongsuot.common.journal import Recorded
from thongsuot.common.journal import timeline as entries_of
from thongsuot.common.language import in_vietnamese
from thongsuot.common.models import StoredFile
from thongsuot.common.now import now
from thongsuot.dossiers import papers
from thongsuot.dossiers.act_tokens import Act, rating_address
from thongsuot.dossiers.elsewhere import two_clocks
from thongsuot.dossiers.models import Dossier, DossierFile, Status, SupplementRequest
from thongsuot.dossiers.permissions import Sight
from thongsuot.dossiers.present import masked_number
from thongsuot.dossiers.selectors.one import Loaded
from thongsuot.org.nowadays import nowadays
from thongsuot.org.selectors import UnitInfo, unit_info
from thongsuot.procedures.fees import amount_due
from thongsuot.procedures.models import DurationUnit
from thongsuot.ui.formats import vi_money

UNIT_WORDS = {
    DurationUnit.HOUR: _n("%(n)s giờ làm việc"),
    DurationUnit.SAME_DAY: _n("trong ngày làm việc"),
    DurationUnit.WORKING_DAY: _n("%(n)s ngày làm việc"),
    DurationUnit.DAY: _n("%(n)s ngày"),
    DurationUnit.MONTH: _n("%(n)s tháng"),
}


def duration_text(dossier: Dossier) -> str:
    """Thời hạn áp dụng bằng lời; empty when none is published."""
    if "unit" not in dossier.clock:
        return ""
    number = (
        dossier.clock["quantity"].rstrip("0").rstrip(".")
        if "." in dossier.clock["quantity"]
        else dossier.clock["quantity"]
    )
    return _(UNIT_WORDS[DurationUnit(dossier.clock["unit"])]) % {"n": number.replace(".", ",")}


def unit_then(unit_id: int, at: datetime) -> UnitInfo:
    """The unit as it was called at that moment: what a unit issued keeps that unit for ever."""
    return unit_info(unit_id, timezone.localtime(at).date())


def unit_now(unit_id: int, at: datetime) -> str:
    """Đơn vị trên giấy nay là gì, for a paper printed again after a reorganisation; empty while it is called the same."""
    found = nowadays(unit_id, timezone.localdate(at), timezone.localdate(now()))
    return found.words if found else ""


def matter_of(loaded: Loaded, *, at: datetime) -> papers.Matter:
    """Head, code, applicant and procedure, common to all papers of a dossier."""
    dossier, version = loaded.dossier, loaded.version
    unit = unit_then(dossier.receiving_unit_id, dossier.submitted_at)
    case = version.case(dossier.case_code) if dossier.case_code else None
    helper = dossier.submitter or {}
    born = dossier.applicant.get("birth_date")
    return papers.Matter(
        agency=papers.Agency.centre(unit.full_name, unit.name),
        code=dossier.code,
        made_at=at,
        procedure=papers.ProcedureName(version.code, version.name, case.name if case else ""),
        applicant=papers.Person(
            name=dossier.applicant_name,
            id_number=masked_number(dossier) or "",
            birth_date=date.fromisoformat(born) if born else None,
            phone=dossier.applicant.get("phone", ""),
            email=dossier.applicant.get("email", ""),
            address=dossier.applicant.get("address", ""),
        ),
        known_as=dossier.clock.get("offline", {}).get("provisional", ""),
        unit_now=unit_now(dossier.receiving_unit_id, dossier.submitted_at),
        submitter=papers.Person(name=helper["name"], phone=helper.get("phone", ""), relation=helper.get("relation", ""))
        if helper
        else None,
    )


def paper_components(rows: list[dict[str, Any]]) -> tuple[papers.PaperComponent, ...]:
    """What arrived, with the hashes that prove it."""
    return tuple(
        papers.PaperComponent(
            name=row["name"],
            source=row["source"],
            originals=row["originals"],
            copies=row["copies"],
            files=tuple(papers.ArrivedFile(f["name"], f["size"], f["sha256"]) for f in row["files"]),
        )
        for row in rows
    )


def fee_text(loaded: Loaded) -> str:
    """Phí, lệ phí in one line; what is set elsewhere is said, never guessed."""
    lines = amount_due(loaded.version, loaded.dossier.case_code, str(loaded.dossier.channel), loaded.dossier.form)
    parts = [f"{line.text}: {vi_money(line.amount) if line.amount is not None else line.note}" for line in lines]
    return "; ".join(parts)


def officer_name(user_id: int | None) -> str:
    """Họ tên cán bộ ký trên giấy; empty for nobody, and for a citizen who did it himself."""
    if user_id is None:
        return ""
    officials = User.objects.filter(pk=user_id).exclude(kind=User.Kind.CITIZEN)
    return officials.values_list("full_name", flat=True).first() or ""


@in_vietnamese()
def receipt_pdf(loaded: Loaded) -> bytes:
    """Mẫu 01 once received; before that the proof of what arrived. Same dossier, same paper at every printing."""
    dossier = loaded.dossier
    unit = unit_then(dossier.receiving_unit_id, dossier.submitted_at)
    if dossier.received_at is None:
        return papers.submission_receipt(
            papers.SubmissionData(
                matter=matter_of(loaded, at=dossier.submitted_at),
                receiving_unit=unit.full_name,
                submitted_at=dossier.submitted_at,
                components=paper_components(loaded.components),
            )
        )
    return papers.form_01(
        papers.ReceiptData(
            matter=matter_of(loaded, at=dossier.received_at),
            components=paper_components(loaded.components),
            duration=duration_text(dossier),
            received_at=dossier.received_at,
            due_at=dossier.original_due_at,
            return_place=_("Trung tâm Phục vụ hành chính công %(unit)s") % {"unit": unit.full_name},
            officer=officer_name(dossier.received_by_id),
            channel=str(dossier.get_channel_display()),
            fee=fee_text(loaded),
            rating=rating_address(dossier.uid, Act.RECEPTION),
            **_two_units(loaded),
        )
    )


def _two_units(loaded: Loaded) -> dict[str, Any]:
    """Hai đơn vị, hai đồng hồ: nothing for a dossier that is resolved where it was received."""
    two = two_clocks(loaded, loaded.dossier.submitted_at)
    if two is None:
        return {}
    handing_over = papers.Stage(two.receiving.full_name, _("chuyển hồ sơ"), two.handover_due_at)
    within = _("%(duration)s kể từ khi nhận hồ sơ chuyển đến") % {"duration": duration_text(loaded.dossier)}
    resolving = papers.Stage(two.competent.full_name, within.strip())
    reason = _("được tính lại từ khi %(unit)s nhận hồ sơ chuyển đến") % {"unit": two.competent.full_name}
    return {"stages": (handing_over, resolving), "due_reason": reason if loaded.dossier.due_at else ""}


@in_vietnamese()
def supplement_pdf(loaded: Loaded) -> bytes:
    """Mẫu 02 of the one request for supplement; MoveNotAllowed when none was made."""
    dossier = loaded.dossier
    request = SupplementRequest.objects.filter(province_id=dossier.province_id, dossier_id=dossier.pk).first()
    if request is None:
        raise MoveNotAllowed(_("Hồ sơ này chưa có yêu cầu bổ sung."), reason="no_supplement")
    unit = unit_then(dossier.receiving_unit_id, dossier.submitted_at)
    policy = loaded.version.pause_policies.get("supplement", "RESTART")
    return papers.form_02(
        papers.SupplementData(
            matter=matter_of(loaded, at=request.requested_at),
            items=tuple(papers.SupplementItem(item) for item in request.items),
            reason=request.reason,
            contact_place=_("Trung tâm Phục vụ hành chính công %(unit)s") % {"unit": unit.full_name},
            contact_officer=request.contact,
            contact_phone="",
            officer=officer_name(request.requested_by_id),
            clock_note={
                "RESTART": _("khi bổ sung đủ, thời hạn giải quyết được tính lại từ đầu"),
                "RESUME": _("thời gian chờ bổ sung được cộng thêm vào ngày hẹn"),
                "NO_STOP": _("ngày hẹn không thay đổi trong khi chờ bổ sung"),
            }[policy],
        )
    )


@in_vietnamese()
def refusal_pdf(loaded: Loaded) -> bytes:
    """Mẫu 03 at the counter, from the journal's entry of the refusal; MoveNotAllowed when nobody refused."""
    dossier = loaded.dossier
    entry = next((e for e in entries_of(dossier.province_id, "dossier", dossier.pk) if e.verb == "refused"), None)
    if entry is None:
        raise MoveNotAllowed(_("Hồ sơ này không bị từ chối tiếp nhận."), reason="no_refusal")
    return papers.form_03(
        papers.RefusalData(
            matter=matter_of(loaded, at=entry.at),
            reason=entry.data["reason"],
            legal_basis=entry.data["legal_basis"],
            remedy=entry.data["remedy"],
            officer=officer_name(entry.actor_id),
        )
    )


def _entry_of(loaded: Loaded, verb: str) -> Recorded | None:
    dossier = loaded.dossier
    return next((e for e in entries_of(dossier.province_id, "dossier", dossier.pk) if e.verb == verb), None)


def apology_pdf(loaded: Loaded) -> bytes:
    """Mẫu 04: the signed letter once there is one, else drawn; MoveNotAllowed when there was no extension."""
    signed = [
        f for f in loaded.files if f["purpose"] == DossierFile.Purpose.PAPER and f["code"] == "04" and f["signed"]
    ]
    if signed:
        return files.read_bytes(StoredFile.objects.get(pk=signed[-1]["uid"]))
    return apology_drawn(loaded)


@in_vietnamese()
def apology_drawn(
    loaded: Loaded,
    *,
    signer: papers.Signer | None = None,
    at: datetime | None = None,
    number: str = "",
    signed: bool = False,
) -> bytes:
    """Mẫu 04 from the journal's entry of the extension, in the name of who extended unless another one signs."""
    dossier, entry = loaded.dossier, _entry_of(loaded, "extended")
    if entry is None:
        raise MoveNotAllowed(_("Hồ sơ này chưa được hẹn lại."), reason="no_extension")
    unit = unit_then(entry.unit_id or loaded.competent_id, entry.at)
    matter = matter_of(loaded, at=at or entry.at)
    above = unit_then(dossier.province_id, entry.at)
    agency = papers.Agency.committee(above.full_name, unit.full_name, unit.name)
    return papers.form_04(
        papers.ApologyData(
            matter=replace(matter, agency=agency),
            received_at=dossier.received_at,
            due_before=datetime.fromisoformat(entry.data["due_before"]),
            due_after=datetime.fromisoformat(entry.data["due_at"]),
            reason=entry.data["reason"],
            centre=_("Trung tâm Phục vụ hành chính công %(unit)s")
            % {"unit": unit_then(dossier.receiving_unit_id, entry.at).full_name},
            signer=signer or _apologises(entry),
            number=number,
            signed=signed,
        )
    )


def _apologises(entry: Recorded) -> papers.Signer:
    name, post = officer_name(entry.actor_id), entry.data.get("signed_as", {})
    if post.get("role") == Role.CHAIR:
        return papers.Signer(_("CHỦ TỊCH"), name, _("TM. ỦY BAN NHÂN DÂN"))
    return papers.Signer(post.get("title", "").upper() or _("NGƯỜI KÝ"), name)


@in_vietnamese()
def stopping_pdf(loaded: Loaded) -> bytes:
    """Mẫu 05 from the journal's entry of the withdrawal; MoveNotAllowed when nobody withdrew."""
    dossier, entry = loaded.dossier, _entry_of(loaded, "withdrawn")
    if entry is None:
        raise MoveNotAllowed(_("Hồ sơ này không dừng theo yêu cầu của người nộp."), reason="not_withdrawn")
    return papers.form_05(
        papers.StoppingData(
            matter=matter_of(loaded, at=entry.at),
            received_at=dossier.received_at,
            submitted_at=dossier.submitted_at,
            asked_at=entry.at,
            reason=entry.data.get("reason", ""),
            officer=officer_name(entry.actor_id),
        )
    )


def file_of(loaded: Loaded, uid: str) -> StoredFile:
    """A file that belongs to this dossier; NotFound for any other, and for opinions where a citizen asks."""
    if not any(f["uid"] == uid and _is_for(loaded, f["purpose"]) for f in loaded.files):
        raise NotFound()
    return StoredFile.objects.get(pk=uid)


def _is_for(loaded: Loaded, purpose: str) -> bool:
    return loaded.sight is Sight.OFFICIAL or purpose != DossierFile.Purpose.OPINION


def has_form_02(loaded: Loaded) -> bool:
    """Whether form 02 can be printed."""
    return loaded.dossier.supplement_count > 0


def has_form_03(loaded: Loaded) -> bool:
    """Whether form 03 can be printed."""
    return loaded.dossier.status == Status.REFUSED


def has_form_04(loaded: Loaded) -> bool:
    """Whether form 04 can be printed."""
    return loaded.dossier.extension_count > 0


def has_form_05(loaded: Loaded) -> bool:
    """Whether form 05 can be printed."""
    return loaded.dossier.status == Status.WITHDRAWN


def refuse_metadata_only(loaded: Loaded) -> None:
    """Papers hold contents: whoever may see only metadata gets none."""
    if loaded.sight not in (Sight.OFFICIAL, Sight.CITIZEN):
        raise Forbidden(_("Vai trò của anh/chị chỉ xem được thông tin chung của hồ sơ, không xem giấy tờ."))


def pdf_response(pdf: bytes, name: str) -> HttpResponse:
    """A PDF to open in the browser under its own name."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, name)
    response["Cache-Control"] = "private, no-store"
    return response
