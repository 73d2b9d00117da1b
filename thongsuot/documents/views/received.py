"""Trang của nơi nhận qua thư: read the signed document and confirm that it came. The address is the key."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from thongsuot.accounts.guards import public
from thongsuot.common import files
from thongsuot.common.errors import NotFound
from thongsuot.common.now import now
from thongsuot.documents.models import DocumentFile, Recipient, State
from thongsuot.documents.services import delivering, issuing
from thongsuot.documents.types import type_of

OUT = (State.ISSUED, State.RECALLED, State.REPLACED)


def _of(token: str) -> Recipient:
    row = delivering.of_token(token)
    if row is None or row.document.state not in OUT or row.sent_at is None:
        raise NotFound()
    return row


@public
@require_http_methods(["GET", "POST"])
def document(request: HttpRequest, token: str) -> HttpResponse:
    """Văn bản gửi tới một nơi nhận; POST confirms reception (status 03)."""
    row = _of(token)
    if request.method == "POST":
        if row.status in ("", "01"):
            issuing.report(province_id=row.province_id, recipient_id=row.pk, status="03", at=now())
        return HttpResponseRedirect(reverse("documents:received", args=[token]))
    context = {"row": row, "document": row.document, "type": type_of(row.document.type), "token": token}
    response = render(request, "documents/out/received.html", context)
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


@public
@require_GET
def file(request: HttpRequest, token: str) -> HttpResponse:
    """Tệp có chữ ký số; not of a document that was recalled."""
    row = _of(token)
    if row.document.state == State.RECALLED:
        raise NotFound()
    main = DocumentFile.objects.filter(
        province_id=row.province_id, document_id=row.document_id, purpose=DocumentFile.Purpose.MAIN, replaced_at=None
    ).select_related("file")
    found = main.first()
    if found is None:
        raise NotFound()
    return files.download(found.file)
