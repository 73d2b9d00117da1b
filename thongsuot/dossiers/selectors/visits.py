"""Các lần đến quầy: who may open one, what stands in it."""

from datetime import date
from uuid import UUID

from thongsuot.accounts.principal import Principal
from thongsuot.common.crypto import decrypt
from thongsuot.common.errors import NotFound
from thongsuot.common.text import fold_marks
from thongsuot.dossiers.models import Visit, VisitDossier
from thongsuot.dossiers.permissions import WORKING_ROLES
from thongsuot.dossiers.selectors.one import Loaded, PublicProgress, dossier_for, progress_of


def visit_for(principal: Principal, uid: UUID) -> Visit:
    """A visit at a counter of one's own units; NotFound for any other."""
    visit = Visit.objects.filter(uid=uid, unit_id__in=principal.units_with(*WORKING_ROLES)).first()
    if visit is None:
        raise NotFound()
    return visit


def codes_in(visit: Visit) -> list[str]:
    """Codes of its dossiers, as they were filed."""
    return list(VisitDossier.objects.filter(visit=visit).order_by("pk").values_list("code", flat=True))


def visit_of(code: str) -> Visit | None:
    """The visit in which a dossier was filed, if it was filed together with others."""
    link = VisitDossier.objects.select_related("visit").filter(code=code).first()
    return link.visit if link else None


def dossiers_in(visit: Visit, principal: Principal) -> list[Loaded]:
    """Its dossiers as far as this person may see them."""
    found = []
    for code in codes_in(visit):
        try:
            found.append(dossier_for(principal, code))
        except NotFound:
            continue
    return found


def id_number_of(first: Loaded, name: str, born: date | None) -> str:
    """Số định danh of the first person of a visit, for another dossier of the same one; nobody types it twice, nobody
    reads it here. Empty for another name (Ân is not An) or another birth date."""
    dossier = first.dossier
    same_name = _plain(name) == _plain(dossier.applicant_name)
    known = dossier.applicant.get("birth_date")
    same_birth = not (born and known) or born == date.fromisoformat(known)
    if not (same_name and same_birth and dossier.applicant_cipher):
        return ""
    return decrypt(bytes(dossier.applicant_cipher), dossier.uid.bytes)


def _plain(name: str) -> str:
    return " ".join(fold_marks(name).split())


def public_visit(uid: UUID) -> list[PublicProgress]:
    """Degree of completion of each dossier of a visit, for whoever holds its receipt; NotFound when there is none."""
    visit = Visit.objects.filter(uid=uid).first()
    if visit is None:
        raise NotFound()
    return progress_of(codes_in(visit))
