"""Giấy tờ của một hồ sơ: forms 01–05 as PDF, the draft of its result, its files."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from thongsuot.accounts.guards import official
from thongsuot.common import files
from thongsuot.common.now import now
from thongsuot.dossiers import receipts, results
from thongsuot.dossiers.selectors.one import Loaded, dossier_for


def _inside(request: HttpRequest, code: str) -> Loaded:
    """The dossier, for who may read its contents."""
    loaded = dossier_for(request.principal, code)
    receipts.refuse_metadata_only(loaded)
    return loaded


def _form(draw: Callable[[Loaded], bytes], number: str) -> Callable[[HttpRequest, str], HttpResponse]:
    @require_GET
    @official
    def show(request: HttpRequest, code: str) -> HttpResponse:
        """One of the forms of the procedure of receiving (domain §1.2)."""
        return receipts.pdf_response(draw(_inside(request, code)), f"{code}-mau-{number}.pdf")

    return show


form_01 = _form(receipts.receipt_pdf, "01")
form_02 = _form(receipts.supplement_pdf, "02")
form_03 = _form(receipts.refusal_pdf, "03")
form_04 = _form(receipts.apology_pdf, "04")
form_05 = _form(receipts.stopping_pdf, "05")


@require_GET
@official
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """Dự thảo kết quả: what the paper will say, read before it is signed."""
    loaded = _inside(request, code)
    return receipts.pdf_response(results.draft_pdf(loaded, request.principal, now()), f"{code}-du-thao.pdf")


@require_GET
@official
def file(request: HttpRequest, code: str, uid: Any) -> HttpResponse:
    """Tệp của hồ sơ."""
    loaded = _inside(request, code)
    return files.download(receipts.file_of(loaded, str(uid)))
