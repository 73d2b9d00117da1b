"""Ô của mẫu Word mà hệ thống tự điền; what else a template names is left as dots for whoever writes."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from thongsuot.documents.models import Document
from thongsuot.documents.types import type_of

# Number and day are no blanks: they are given only when it is signed.
FILLED: dict[str, Promise | str] = {
    "trich_yeu": _("trích yếu"),
    "loai": _("tên loại văn bản"),
    "co_quan": _("cơ quan ban hành"),
    "nguoi_ky": _("người ký"),
}


def values(*, summary: str, type_key: str, issuer: str, signer: str = "") -> dict[str, str]:
    """Điều đã biết để điền; what is not known yet is left out, so that it stays dots."""
    known = {"trich_yeu": summary, "loai": type_of(type_key).name, "co_quan": issuer, "nguoi_ky": signer}
    return {name: value for name, value in known.items() if value}


def of_document(document: Document) -> dict[str, str]:
    """Điều đã biết của một bản thảo."""
    return values(
        summary=document.summary,
        type_key=document.type,
        issuer=document.issuer_name,
        signer=document.signer_name,
    )
