"""Giấy tiếp nhận chung của một lần đến quầy: one form 01 for all dossiers of the visit.

The citizen's own copy carries one rating code for each reception: one token per act, used once, as on a receipt of its own.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from thongsuot.common import qr
from thongsuot.common.errors import MoveNotAllowed
from thongsuot.common.language import in_vietnamese
from thongsuot.common.letters import render
from thongsuot.dossiers import papers
from thongsuot.dossiers.act_tokens import Act, rating_address
from thongsuot.dossiers.models import Visit
from thongsuot.dossiers.papers import forms, wording
from thongsuot.dossiers.receipts import duration_text, fee_text, matter_of, officer_name, unit_then
from thongsuot.dossiers.selectors.one import Loaded

TEMPLATE = Path(__file__).resolve().parent / "papers" / "typst" / "form-01-visit.typ"


def visit_address(visit: Visit) -> str:
    """Địa chỉ tra cứu chung: what the one QR leads to."""
    return f"{settings.PUBLIC_URL}/tra-cuu/dot/{visit.uid}/"


@in_vietnamese()
def visit_receipt_pdf(visit: Visit, dossiers: Sequence[Loaded]) -> bytes:
    """Mẫu 01 chung; MoveNotAllowed while none of its dossiers is received."""
    received = [loaded for loaded in dossiers if loaded.dossier.received_at]
    if not received:
        raise MoveNotAllowed(_("Chưa hồ sơ nào của lần này được tiếp nhận."), reason="none_received")
    first = received[0]
    assert first.dossier.received_at is not None, "only received ones are kept"
    matter = matter_of(first, at=first.dossier.received_at)
    unit = unit_then(visit.unit_id, visit.opened_at)
    names = list(dict.fromkeys(loaded.dossier.applicant_name for loaded in received))
    helper = matter.submitter.name if matter.submitter else ""
    data: dict[str, Any] = {
        "title": _("Giấy tiếp nhận hồ sơ và hẹn trả kết quả"),
        "keywords": [loaded.dossier.code for loaded in received],
        "form_set": papers.FORM_SET_VERSION,
        "agency": forms.agency(matter.agency),
        "place_date": wording.place_and_day(matter.agency.place, wording.local_day(matter.made_at)),
        "qr": qr.svg(visit_address(visit), quiet=0),
        "address": visit_address(visit),
        "unit_now": matter.unit_now,
        "copies": forms.BOTH_COPIES,
        "rated_on": forms.COPY_FOR_CITIZEN,
        "applicants": ", ".join(names),
        "address_line": matter.applicant.address,
        "phone": matter.applicant.phone,
        "submitter": helper,
        "signer": helper or names[0],
        "officer": officer_name(first.dossier.received_by_id),
        "return_place": _("Trung tâm Phục vụ hành chính công %(unit)s") % {"unit": unit.full_name},
        "rows": [_row(loaded) for loaded in received],
    }
    return render(TEMPLATE, data, made_at=matter.made_at)


def _row(loaded: Loaded) -> dict[str, Any]:
    dossier = loaded.dossier
    return {
        "code": dossier.code,
        "procedure": loaded.version.name,
        "components": [_component(row) for row in loaded.components],
        "duration": duration_text(dossier),
        "fee": fee_text(loaded),
        "received_at": wording.moment(dossier.received_at),
        "due_at": wording.moment(dossier.original_due_at) or _("chưa có thời hạn công bố"),
        "rating_qr": qr.svg(rating_address(dossier.uid, Act.RECEPTION), quiet=0),
    }


def _component(row: dict[str, Any]) -> str:
    counts = [
        words % {"n": row[key]}
        for key, words in (("originals", _("%(n)d bản chính")), ("copies", _("%(n)d bản sao")))
        if row[key]
    ]
    return f"{row['name']} ({', '.join(counts)})" if counts else row["name"]
