"""API phiên bản 1: every operation of every room, under /api/v1/."""

from ninja import Router

from thongsuot.accounts.guards import operation, public, signed_in
from thongsuot.common.api import Api
from thongsuot.common.api_files import UploadedFile, upload
from thongsuot.documents.api import router as documents
from thongsuot.dossiers.api import public_router as public_dossiers
from thongsuot.dossiers.api import router as dossiers
from thongsuot.dossiers.api_sources import router as dossier_sources
from thongsuot.dossiers.api_verbs import router as more_verbs
from thongsuot.exchange.api import router as exchange_router
from thongsuot.offline.api import router as offline
from thongsuot.org.api import router as units_router
from thongsuot.org.api_clock import router as clock_router
from thongsuot.payments.api import router as payments
from thongsuot.procedures.api import router as procedures_router
from thongsuot.records.api import router as records
from thongsuot.records.api_scans import router as scans
from thongsuot.signatures.api import public_router as public_signatures
from thongsuot.signatures.api import router as signatures

api = Api(
    title="Thông Suốt",
    version="1",
    description=(
        "Nền tảng cho chính quyền địa phương hai cấp. Thời điểm theo RFC 3339 có múi giờ; danh sách trả"
        " {items, next}; lỗi theo RFC 9457 (application/problem+json) với mã ổn định ở `code`;"
        " mọi POST nhận Idempotency-Key."
    ),
)

# The room of files lies below accounts and knows no rules; its door is put on here.
files = Router(tags=["Tệp"])
files.post("/files", response={201: UploadedFile}, summary="Tải tệp lên kho tạm")(operation(signed_in)(upload))
api.add_router("", files)
api.add_router("/units", units_router(operation(public)))
api.add_router("/clock", clock_router(operation(public)))
api.add_router("/dossiers", dossier_sources)  # before the codes: "sources" is none
api.add_router("/dossiers", dossiers)
api.add_router("/dossiers", more_verbs)
api.add_router("/payments", payments)
api.add_router("/public/dossiers", public_dossiers)
api.add_router("/offline", offline)
api.add_router("/procedures", procedures_router)
api.add_router("/exchange", exchange_router)
api.add_router("/documents", documents)
api.add_router("/signatures", signatures)
api.add_router("/public/signatures", public_signatures)
api.add_router("/records", records)
api.add_router("/records", scans)
