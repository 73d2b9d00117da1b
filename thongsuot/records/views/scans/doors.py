"""Ai vào được trang số hoá, and small things its pages share."""

from django.http import HttpRequest
from django.urls import reverse

from thongsuot.accounts.guards import needs
from thongsuot.records.digitising.permissions import KEYERS, SCANNERS
from thongsuot.records.models import Batch, ScannedDocument

keyers, scanners = needs(*KEYERS), needs(*SCANNERS)
State = ScannedDocument.State


def number(text: str, other: int = 0) -> int:
    """A number a form says, or `other`."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else other


def next_work(request: HttpRequest, found: Batch) -> str:
    """Where the next piece of work of this person lies: returned to him, to be described, to be keyed again."""
    me = request.principal.user_id
    rows = found.documents.order_by("file__box", "file__number", "number")
    for document in (
        rows.filter(state=State.RETURNED, described_by=me).first(),
        rows.filter(state=State.WAITING).first(),
    ):
        if document is not None:
            return reverse("records:scan_document", args=[found.uid, document.pk])
    to_check = rows.filter(state=State.DESCRIBED, sampled=True).exclude(described_by=me).first()
    if to_check is not None:
        return reverse("records:scan_check", args=[found.uid, to_check.pk])
    file = found.files.filter(described_at=None).order_by("box", "number").first()
    return reverse("records:scan_file", args=[found.uid, file.pk]) if file else ""
