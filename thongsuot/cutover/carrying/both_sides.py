"""Hai bên cùng sửa: a row that was worked on here and that the sender changed as well; a person says whose content stays.

Asked before anything is written. The word holds for what he saw: when ours changes between his word and the import, it is
asked again. Rows of one dossier are decided together, so that no dossier is half ours and half theirs.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from thongsuot.common import journal
from thongsuot.common.errors import Invalid, MoveNotAllowed, NotFound
from thongsuot.cutover.carrying import rows, staging
from thongsuot.cutover.models import Difference, Package
from thongsuot.dossiers.models import Dossier

DOSSIER = "dossiers.dossier"
CHOICES = (Difference.Decision.OURS, Difference.Decision.THEIRS)
BEGUN = (Package.State.IMPORTED, Package.State.MISMATCH)


def find(package: Package) -> None:
    """Hỏi về mọi dòng hai bên cùng sửa; nothing to ask when this is the first package of its sender."""
    if not Package.objects.filter(source=package.source_id, state__in=BEGUN).exclude(pk=package.pk).exists():
        return
    with transaction.atomic():
        for one in staging.staged(package):
            rows.ask(package, one)


def asked(package: Package) -> QuerySet[Difference]:
    """Những dòng một người phải chọn."""
    kinds = (Difference.Kind.BOTH_CHANGED, Difference.Kind.NOT_HERE)
    return package.differences.filter(kind__in=kinds, needs_person=True)


@transaction.atomic
def decide(*, package_id: int, difference_id: int | None, decision: str, by_id: int, at: datetime) -> int:
    """Giữ ở đây hay lấy của nơi gửi: for one row with all of its dossier, or (None) for all that nobody has decided.

    Returns how many rows this changed; said twice it changes nothing. Refuses after the import with MoveNotAllowed.
    """
    package = Package.objects.select_for_update().get(pk=package_id)
    if decision not in CHOICES:
        raise Invalid(_("Hãy chọn: giữ nội dung ở đây, hay lấy nội dung mới tới."), code="decision_unknown")
    if package.state not in (Package.State.CHECKED, Package.State.STAGED):
        raise MoveNotAllowed(_("Gói này đã nạp, không quyết lại được nữa."), code="package_imported")
    meant = asked(package).filter(decision="") if difference_id is None else _with_its_dossier(package, difference_id)
    changed = meant.exclude(decision=decision).update(decision=decision, decided_by_id=by_id, decided_at=at)
    if changed:
        facts = {"package": str(package.uid), "decision": str(decision), "rows": changed, "difference": difference_id}
        _say(package.source.province_id, "package_rows_decided", facts, by_id, at)
    return changed


def _with_its_dossier(package: Package, difference_id: int) -> QuerySet[Difference]:
    one = asked(package).filter(pk=difference_id).first()
    if one is None:
        raise NotFound()
    dossier = one.facts.get("dossier")
    return asked(package).filter(Q(pk=one.pk) | Q(facts__dossier=dossier) if dossier else Q(pk=one.pk))


def tell_dossiers(package: Package, *, at: datetime) -> dict[str, int]:
    """Bút toán của mỗi hồ sơ vừa lấy nội dung nơi gửi, in its own chain: who decided so, and that it came by the package."""
    taken = asked(package).filter(model=DOSSIER, kind=Difference.Kind.BOTH_CHANGED, decision=Difference.Decision.THEIRS)
    words = {one.new: one for one in taken}
    found = Dossier.objects.filter(pk__in=words).order_by("pk").values_list("province_id", "pk", "competent_unit_id")
    entries = [
        journal.Entry(
            province, "dossier", pk, "content_replaced", at, words[pk].decided_by_id, unit,
            {"package": str(package.uid), "from": package.source.name},
        )
        for province, pk, unit in found
    ]  # fmt: skip
    journal.append(entries)
    return {"dossiers": len(entries)}


def _say(province: int, verb: str, facts: dict[str, object], by_id: int | None, at: datetime) -> None:
    journal.append([journal.Entry(province, "unit", province, verb, at, by_id, province, facts)])
