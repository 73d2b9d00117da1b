"""Mẫu 04 (xin lỗi, hẹn lại) và mẫu 05 (dừng giải quyết theo yêu cầu): from data to PDF."""

from thongsuot.dossiers.papers import wording
from thongsuot.dossiers.papers.data import ApologyData, StoppingData
from thongsuot.dossiers.papers.forms import paper


def form_04(data: ApologyData) -> bytes:
    """Văn bản xin lỗi và hẹn lại ngày trả kết quả: why it is late, and the one new appointment."""
    shown = {
        "number": data.number,
        "received_at": wording.moment(data.received_at),
        "due_before": wording.moment(data.due_before),
        "due_after": wording.moment(data.due_after),
        "reason": data.reason,
        "centre": data.centre,
        "contact": data.contact,
        "signer": [part for part in (data.signer.authority, data.signer.title) if part],
        "signed": data.signed,
        "signer_name": data.signer.name,
    }
    return paper("form-04", "Văn bản xin lỗi và hẹn lại ngày trả kết quả", data.matter, data.form_set_version, shown)


def form_05(data: StoppingData) -> bytes:
    """Thông báo dừng giải quyết hồ sơ theo yêu cầu của người nộp."""
    shown = {
        "number": data.number,
        "submitted_at": wording.moment(data.submitted_at),
        "received_at": wording.moment(data.received_at),
        "asked_at": wording.moment(data.asked_at),
        "reason": data.reason,
        "officer": data.officer,
    }
    return paper("form-05", "Thông báo dừng giải quyết hồ sơ", data.matter, data.form_set_version, shown)
