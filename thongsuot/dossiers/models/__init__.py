"""The dossier and what belongs to it. Big tables are partitioned by province; open work stands in narrow `Holding` rows."""

from thongsuot.dossiers.models.aliases import CodeAlias
from thongsuot.dossiers.models.archiving import ArchivedDossier, ArchiveRun
from thongsuot.dossiers.models.certified_copies import CertifiedCopy
from thongsuot.dossiers.models.consultations import Consultation
from thongsuot.dossiers.models.contents import DossierComponent, DossierFile, DossierStep, SupplementRequest
from thongsuot.dossiers.models.dossier import Dossier, Holding
from thongsuot.dossiers.models.drafts import Draft
from thongsuot.dossiers.models.evidence import IdentityEvidence
from thongsuot.dossiers.models.helping import ConsentCode, HelperFiling, HelperKind, RegisteredHelper
from thongsuot.dossiers.models.lookups import Lookup
from thongsuot.dossiers.models.payments import Payment
from thongsuot.dossiers.models.runs import BulkRow, BulkRun, Export
from thongsuot.dossiers.models.signing import PaperSigning
from thongsuot.dossiers.models.states import CLOSED, NATIONAL_STATUS, Channel, Status
from thongsuot.dossiers.models.tickets import TicketDossier
from thongsuot.dossiers.models.visits import Visit, VisitDossier

__all__ = [
    "CLOSED",
    "NATIONAL_STATUS",
    "ArchiveRun",
    "ArchivedDossier",
    "BulkRow",
    "BulkRun",
    "CertifiedCopy",
    "Channel",
    "CodeAlias",
    "ConsentCode",
    "Consultation",
    "Dossier",
    "DossierComponent",
    "DossierFile",
    "DossierStep",
    "Draft",
    "Export",
    "HelperFiling",
    "HelperKind",
    "Holding",
    "IdentityEvidence",
    "Lookup",
    "PaperSigning",
    "Payment",
    "RegisteredHelper",
    "Status",
    "SupplementRequest",
    "TicketDossier",
    "Visit",
    "VisitDossier",
]
