"""Hồ sơ nhìn từ ngoài: the same facts for API and pages, cut to what the asker may see."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import quote

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _n

from thongsuot.accounts.id_numbers import mask_id
from thongsuot.accounts.principal import Principal
from thongsuot.common.crypto import decrypt
from thongsuot.common.journal import Recorded
from thongsuot.dossiers import helpers, payments, present_verbs
from thongsuot.dossiers.form_secrets import masked
from thongsuot.dossiers.models import NATIONAL_STATUS, Channel, Dossier, Status
from thongsuot.dossiers.moments import moment, text_moment
from thongsuot.dossiers.permissions import Sight, possible
from thongsuot.dossiers.selectors.lists import Line
from thongsuot.dossiers.selectors.one import Loaded, StepRow
from thongsuot.org.selectors import unit_info

LABELS = {
    "submitted": _n("Đã nộp hồ sơ"),
    "received": _n("Đã tiếp nhận"),
    "refused": _n("Từ chối tiếp nhận"),
    "supplement_requested": _n("Yêu cầu bổ sung"),
    "supplemented": _n("Đã bổ sung giấy tờ"),
    "assigned": _n("Phân công xử lý"),
    "processing_started": _n("Bắt đầu xử lý"),
    "task_claimed": _n("Nhận việc"),
    "task_given": _n("Giao lại việc"),
    "task_handed_back": _n("Trả việc về danh sách chung"),
    "step_completed": _n("Hoàn thành bước"),
    "step_returned": _n("Trả lại bước trước"),
    "form_corrected": _n("Sửa tờ khai"),
    "copies_compared": _n("Đối chiếu bản chụp với bản chính để làm bản sao chứng thực"),
    "payment_requested": _n("Yêu cầu nộp tiền"),
    "payment_recorded": _n("Đã nộp tiền"),
    "payment_cancelled": _n("Không phải nộp tiền nữa"),
    "consulted": _n("Xin ý kiến"),
    "consultation_answered": _n("Đã trả lời ý kiến"),
    "consultation_withdrawn": _n("Rút câu hỏi ý kiến"),
    "stopped": _n("Cơ quan tạm dừng giải quyết"),
    "resumed": _n("Tiếp tục giải quyết"),
    "extended": _n("Xin lỗi và hẹn lại"),
    "result_corrected": _n("Sửa kết quả do lỗi của cơ quan"),
    "finished": _n("Đã có kết quả"),
    "result_made_page": _n("Làm trang PDF từ kết quả đã tải lên để ký số"),
    "presented_for_signature": _n("Trình ký số giấy tờ đã bị chặn"),
    "archived": _n("Nộp lưu trữ"),
    "result_returned": _n("Đã trả kết quả"),
    "withdrawn": _n("Đã rút hồ sơ"),
    "id_number_revealed": _n("Xem số định danh đầy đủ"),
    "contents_read": _n("Thanh tra xem nội dung hồ sơ"),
    "identity_seen": _n("Xem giấy tờ tuỳ thân tại quầy"),
    "identity_confirmed": _n("Định danh điện tử khớp giấy tờ đã xem"),
    "identity_conflict": _n("Định danh điện tử khác giấy tờ đã xem"),
    "identity_settled": _n("Đã xử lý khác biệt về giấy tờ"),
    "transferred": _n("Chuyển đơn vị do sắp xếp"),
    "content_replaced": _n("Lấy nội dung của nơi gửi gói"),
    "told_otherwise": _n("Đã báo cho người dân bằng cách khác"),
    "contact_corrected": _n("Sửa địa chỉ báo tin"),
    "helper_objected": _n("Chủ hồ sơ cho biết không nhờ người nộp thay"),
    "helper_objection_settled": _n("Trả lời ý kiến về người nộp thay"),
    "received_in_turn": _n("Nhận trong lượt đã lấy số ở sảnh"),
    "alias_given": _n("Gắn số tạm nhận khi mất mạng"),
    "filed_together": _n("Ghi chung giấy tiếp nhận với hồ sơ khác của cùng lần nộp"),
    "sync_solved_outside": _n("Ghi là đã báo cho hệ thống khác ở bên ngoài"),
}
# What happened inside the office in detail is not shown to the citizen; that it goes on, is.
INTERNAL = {
    "identity_conflict",
    "identity_settled",
    "form_corrected",
    "task_claimed",
    "task_given",
    "task_handed_back",
    "step_returned",
    "consulted",
    "consultation_answered",
    "consultation_withdrawn",
    "presented_for_signature",
    "result_made_page",
    "copies_compared",
    "archived",
    "sync_solved_outside",
}

# What somebody outside the office does with a dossier.
BY_CITIZENS = {"submitted", "supplemented", "withdrawn"}


def name_entries(labels: Mapping[str, str], *, internal: Collection[str] = ()) -> None:
    """Tên của những việc mà phòng trên ghi vào diễn biến hồ sơ; `internal` ones are not shown to the citizen."""
    LABELS.update(labels)
    INTERNAL.update(internal)


# Why somebody read what is masked: the journal of looking, which an auditor is there to read.
LOOKS = {"id_number_revealed", "contents_read"}


def unit_out(unit_id: int, on: date) -> dict[str, str]:
    """Code and full name of a unit as on a day."""
    unit = unit_info(unit_id, on)
    return {"code": unit.code, "full_name": unit.full_name}


def masked_number(dossier: Dossier) -> str | None:
    """Số định danh đã che."""
    if dossier.applicant_cipher is None:
        return None
    return mask_id(decrypt(bytes(dossier.applicant_cipher), dossier.uid.bytes))


def receipt_url(dossier: Dossier) -> str | None:
    """Where the receipt (form 01, or the proof of what arrived) is fetched."""
    return f"/api/v1/dossiers/{quote(dossier.code)}/receipt"


def dossier_out(loaded: Loaded, principal: Principal) -> dict[str, Any]:
    """The dossier as `DossierOut`."""
    dossier, version = loaded.dossier, loaded.version
    on = timezone.localtime(dossier.submitted_at).date()
    whole = loaded.sight in (Sight.OFFICIAL, Sight.CITIZEN)
    return {
        "id": str(dossier.uid),
        "code": dossier.code,
        "status": str(dossier.status),
        "national_status": NATIONAL_STATUS[Status(dossier.status)],
        "procedure": {"code": version.code, "name": version.name},
        "case_code": dossier.case_code,
        "channel": str(dossier.channel),
        "receiving_unit": unit_out(dossier.receiving_unit_id, on),
        "competent_unit": unit_out(dossier.competent_unit_id, on),
        "applicant": _applicant(dossier) if whole else None,
        "submitted_at": moment(dossier.submitted_at),
        "received_at": moment(dossier.received_at),
        "due_at": moment(dossier.due_at),
        "original_due_at": moment(dossier.original_due_at),
        "extension": extension_of(dossier) if whole else None,
        "payment_asked": payment_asked(loaded) if whole else None,
        "stop": dossier.clock.get("stop") if whole else None,
        "handover_due_at": moment(dossier.handover_due_at),
        "finished_at": moment(dossier.finished_at),
        "returned_at": moment(dossier.returned_at),
        "outcome": dossier.outcome or None,
        "receipt_url": receipt_url(dossier) if whole else None,
        "components": [_component(c) for c in loaded.components] if whole else [],
        "results": [_result(f) for f in loaded.files if f["purpose"] == "result"] if whole else [],
        "steps": [_step(s, loaded) for s in loaded.steps] if loaded.sight is Sight.OFFICIAL else None,
        "form": masked(version, dossier.form, dossier.uid) if whole else None,
        "possible_verbs": possible(principal, dossier, loaded.holders),
    }


def payment_asked(loaded: Loaded) -> dict[str, Any] | None:
    """What waits to be paid; read only while the dossier awaits payment."""
    dossier = loaded.dossier
    if dossier.status != Status.AWAITING_PAYMENT:
        return None
    asked = loaded.payment or payments.open_one(dossier)
    return present_verbs.payment_out(dossier, 0, asked) if asked else None


def extension_of(dossier: Dossier) -> dict[str, Any] | None:
    """Lần hẹn lại; None when there was none."""
    told = dossier.clock.get("extension")
    if told is None:
        return None
    return {"reason": told["reason"], **{key: text_moment(told[key]) for key in ("at", "due_before", "due_after")}}


def _applicant(dossier: Dossier) -> dict[str, Any]:
    return {
        "type": dossier.applicant_type,
        "name": dossier.applicant_name,
        "id_number": masked_number(dossier),
        **dossier.applicant,
    }


def _component(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": row["code"],
        "name": row["name"],
        "source": row["source"],
        "originals": row["originals"],
        "copies": row["copies"],
        "files": [{"id": f["uid"], "name": f["name"], "sha256": f["sha256"], "size": f["size"]} for f in row["files"]],
        "origin": row.get("origin"),
    }


def _result(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["uid"],
        "title": row["title"],
        "number": row["number"],
        "code": row["code"],
        "sha256": row["sha256"],
        "size": row["size"],
        "signed": row["signed"],
        "replaced_at": text_moment(row["replaced_at"]),
    }


def _step(row: StepRow, loaded: Loaded) -> dict[str, Any]:
    rule = loaded.version.process.by_key.get(row.key)
    return {
        "step": row.key,
        "name": _step_name(row.key, loaded),
        "state": row.state,
        "role": row.role or (rule.role if rule else ""),
        "assignee": row.assignee_name,
        "due_at": text_moment(row.due_at),
        "ended_at": text_moment(row.ended_at),
    }


def line_out(line: Line, *, names: bool = True) -> dict[str, Any]:
    """One line of a list as `DossierLineOut`."""
    version_code, version_name = line.procedure_code, line.procedure
    return {
        "id": str(line.uid),
        "code": line.code,
        "status": line.status,
        "national_status": NATIONAL_STATUS[Status(line.status)],
        "procedure": {"code": version_code, "name": version_name},
        "applicant_name": line.applicant_name if names else None,
        "submitted_at": moment(line.submitted_at),
        "received_at": moment(line.received_at),
        "due_at": moment(line.due_at),
    }


def _actor(entry: Recorded, people: dict[int, str]) -> str | None:
    """Who did it; a delegate with the name of the holder for whom he acted, and the paper that lets him."""
    name, behalf = people.get(entry.actor_id or 0), entry.data.get("on_behalf")
    if not name or not behalf:
        return name
    words = _("%(name)s (thay %(holder)s, theo ủy quyền số %(number)s)")
    return words % {"name": name, "holder": behalf["for"], "number": behalf["number"]}


def entry_out(entry: Recorded, loaded: Loaded, people: dict[int, str]) -> dict[str, Any]:
    """One entry of the timeline; the citizen sees names of offices, not of colleagues' internal notes.

    An auditor sees what happened, when, where and which due moments moved; what somebody wrote is contents, except why
    somebody looked.
    """
    official = loaded.sight is Sight.OFFICIAL
    on = timezone.localtime(entry.at).date()
    told = _metadata(entry) if loaded.sight is Sight.METADATA else _told(entry, loaded, official=official)
    return {
        "at": moment(entry.at),
        "verb": entry.verb,
        "label": str(_(LABELS.get(entry.verb, entry.verb))),
        "actor": _actor(entry, people) or _helper_who_did(entry, loaded),
        "unit": unit_info(entry.unit_id, on).full_name if entry.unit_id else None,
        "status": entry.data.get("status"),
        "note": ". ".join(told) or None,
    }


def _told(entry: Recorded, loaded: Loaded, *, official: bool) -> list[str]:
    note = entry.data.get("note") or entry.data.get("reason") or _helper_note(entry)
    if not official and entry.verb in ("assigned", "step_completed"):
        note = None
    details = present_verbs.detail_of(entry, official=official)
    if skipped := [_step_name(key, loaded) for key in entry.data.get("skipped_steps", ()) if official]:
        details.append(_("Bỏ qua bước chưa xong: %(steps)s") % {"steps": ", ".join(skipped)})
    if late := entry.data.get("backdated"):
        details.append(_late_words(late, official=official))
    return [*details, *([note] if note else [])]


def _metadata(entry: Recorded) -> list[str]:
    told = [present_verbs.due_words(entry.data)]
    if late := entry.data.get("backdated"):
        told.append(_("nhập bù lúc %(at)s") % {"at": _entered(late)})
    if entry.verb in LOOKS:
        told.append(entry.data.get("reason") or "")
    return [words for words in told if words]


def _step_name(key: str, loaded: Loaded) -> str:
    rule = loaded.version.process.by_key.get(key)
    return rule.name if rule else key


def _entered(late: dict[str, Any]) -> str:
    return f"{timezone.localtime(datetime.fromisoformat(late['entered_at'])):%H:%M %d/%m/%Y}"


def _late_words(late: dict[str, Any], *, official: bool) -> str:
    """Nhập bù: when it was entered, why so late and (for officials) by whom."""
    said = {
        "at": _entered(late),
        "name": late.get("entered_by_name", ""),
        "reason": late.get("reason", ""),
    }
    words = _("nhập bù lúc %(at)s, %(name)s: %(reason)s") if official else _("nhập bù lúc %(at)s: %(reason)s")
    return words % said


def _helper_who_did(entry: Recorded, loaded: Loaded) -> str | None:
    """What a helper did himself is shown to the applicant with his name and kind; other people stay an office."""
    dossier = loaded.dossier
    if loaded.sight is not Sight.CITIZEN or not dossier.submitter or entry.verb not in BY_CITIZENS:
        return None
    if entry.actor_id is None or entry.actor_id != dossier.submitted_by_id or dossier.channel == Channel.DIRECT:
        return None
    return _("Người nộp thay: %(who)s") % {"who": helpers.words({**dossier.submitter, "consent": ""})}


def _helper_note(entry: Recorded) -> str | None:
    """Ai nộp thay, as the applicant reads it in the timeline."""
    if not entry.data.get("helper"):
        return None
    return _("Người nộp thay: %(who)s") % {"who": helpers.words(entry.data)}
