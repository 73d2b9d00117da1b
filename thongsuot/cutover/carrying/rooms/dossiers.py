"""Một cửa: every dossier with all that belongs to it."""

from uuid import UUID

from thongsuot.cutover.carrying.decisions import Seal, carried, left
from thongsuot.dossiers.models import (
    ArchivedDossier,
    ArchiveRun,
    BulkRow,
    BulkRun,
    CertifiedCopy,
    CodeAlias,
    ConsentCode,
    Consultation,
    Dossier,
    DossierComponent,
    DossierFile,
    DossierStep,
    Draft,
    Export,
    HelperFiling,
    Holding,
    IdentityEvidence,
    Lookup,
    PaperSigning,
    Payment,
    RegisteredHelper,
    SupplementRequest,
    TicketDossier,
    Visit,
    VisitDossier,
)


def _uid(uid: str) -> bytes:
    return UUID(uid).bytes


carried(
    Dossier,
    "province",
    seals=(Seal("applicant_cipher", "bytes", _uid, ("uid",)), Seal("form", "marked", _uid, ("uid",))),
    hashes=("applicant_hash",),
)
carried(
    DossierStep,
    "province",
    extras={
        "_uid": (
            "(SELECT d.uid FROM dossiers_dossier d WHERE d.province_id = t.province_id AND d.id = t.dossier_id)",
            "uuid",
        )
    },
    seals=(Seal("product", "marked", _uid, ("_uid",)),),
)
carried(Holding, "province", vanishes=True)
for _model in (
    CertifiedCopy,
    Consultation,
    DossierComponent,
    DossierFile,
    Payment,
    RegisteredHelper,
    SupplementRequest,
    TicketDossier,
    VisitDossier,
    CodeAlias,
):
    carried(_model, "province")
carried(IdentityEvidence, "province", hashes=("number_hash",))
carried(HelperFiling, "province", refs={"helper_user_id": "accounts.user"}, hashes=("helper_key", "applicant_key"))
carried(Lookup, "province", hashes=("owner_hash",))
carried(ArchiveRun, "province")
carried(ArchivedDossier, "province", refs={"run_id": "dossiers.archiverun"})
carried(PaperSigning, "province", refs={"file_id": "dossiers.dossierfile", "document_id": "documents.document"})
carried(Visit, "unit")
carried(Draft, "user", seals=(Seal("data", "named", _uid, ("uid",), ("sealed",)),))
left(ConsentCode, why="mã đồng ý dùng một lần, hết hạn trong vài phút")
left(Export, BulkRun, BulkRow, why="bản xuất và việc hàng loạt đã xong; nhật ký của từng hồ sơ kể lại chúng")
