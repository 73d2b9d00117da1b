"""Hình chữ ký của một yêu cầu: whose look it has follows from what is signed, its place from who asked."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from thongsuot.org.selectors import unit_info
from thongsuot.signatures.models import Certificate, SigningRequest
from thongsuot.signatures.signing import Mark

PLACES = ("page", "x", "y", "width", "height")
KINDS = {"person": "person", "seal": "seal", "copy": "line", "record": "line"}


def mark_of(request: SigningRequest, certificate: Certificate, at: datetime) -> Mark | None:
    """The mark; None when the request names no place."""
    place: dict[str, Any] = {key: request.mark[key] for key in PLACES if key in request.mark}
    if not place:
        return None
    unit = unit_info(request.unit_id, timezone.localdate(at)).full_name
    organisation = certificate.organisation or unit
    name = certificate.subject if certificate.kind == Certificate.Kind.PERSON else ""
    if form := request.mark.get("copy"):  # the form of the copy stands in the name's place
        return Mark("copy", name=form, organisation=organisation, **place)
    return Mark(KINDS[request.purpose], name=name, organisation=organisation, **place)  # type: ignore[arg-type]
