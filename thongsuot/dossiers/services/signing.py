"""Trình ký số giấy tờ của hồ sơ: the apology when an appointment moves, and what was blocked once nothing is in the way."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role
from thongsuot.accounts.principal import Principal
from thongsuot.common import files
from thongsuot.common.errors import Forbidden, MoveNotAllowed
from thongsuot.common.language import in_vietnamese
from thongsuot.dossiers import journalling, pages_to_sign, results, signed_results, store
from thongsuot.dossiers.models import DossierFile, PaperSigning
from thongsuot.dossiers.selectors.one import Loaded, dossier_for
from thongsuot.dossiers.signed_results import ToSign

Made = PaperSigning.Made


def apology_blocked(loaded: Loaded, principal: Principal, *, at: datetime) -> list[store.Also]:
    """Vì sao văn bản xin lỗi (mẫu 04) chưa trình ký số được, for the statement that saves; empty when it can be signed."""
    blocked = signed_results.why_not(loaded, principal, at)
    if not blocked:
        return []
    return [signed_results.blocked_with(loaded, _apology(loaded, principal, at, blocked), at=at)]


def present_apology(loaded: Loaded, principal: Principal, *, at: datetime) -> None:
    """Trình ký văn bản xin lỗi (mẫu 04). After the journal's entry that it is drawn from, in the same transaction."""
    signed_results.present(loaded, [_apology(loaded, principal, at, "")], principal, at=at)


@in_vietnamese()
def _apology(loaded: Loaded, principal: Principal, at: datetime, blocked: str) -> ToSign:
    title = _("Văn bản xin lỗi và hẹn lại ngày trả kết quả, hồ sơ %(code)s") % {"code": loaded.dossier.code}
    words, page = {"signer": pages_to_sign.signer_words(results.signer_of(loaded, principal))}, None
    if not blocked:
        pdf = pages_to_sign.apology(loaded, words, at=at, signed=True)
        page = files.store(pdf, f"{loaded.dossier.code}-xin-loi-de-ky.pdf", owner_id=principal.user_id, at=at)
    return ToSign(
        Made.APOLOGY,
        title,
        page=page,
        notation="XL",
        type_key="CV",
        kind=PaperSigning.Kind.APOLOGY,
        blocked_by=blocked,
        words=words,
    )


@transaction.atomic
def present_again(*, code: str, principal: Principal, at: datetime) -> int:
    """Trình ký những giấy tờ đã bị chặn của một hồ sơ, in the name of who asks; says how many go to be signed.

    Raises Forbidden for who may not sign here, MoveNotAllowed `still_blocked` with the reason, `nothing_blocked`.
    """
    loaded = dossier_for(principal, code, lock=True)
    if Role.CHAIR not in principal.roles_in(loaded.competent_id) or loaded.did_what_is_signed(principal):
        raise Forbidden(_("Chỉ chủ tịch, phó chủ tịch hoặc người được giao ký mới trình ký số được giấy tờ này."))
    waiting = PaperSigning.objects.select_for_update().filter(
        province_id=loaded.dossier.province_id, dossier_id=loaded.dossier.pk, document_id=None, settled_at=None
    )
    rows = list(waiting.order_by("pk"))
    if not rows:
        raise MoveNotAllowed(_("Hồ sơ này không còn giấy tờ nào chờ trình ký số."), reason="nothing_blocked")
    if why := signed_results.why_not(loaded, principal, at):
        raise MoveNotAllowed(why, reason="still_blocked")
    asked = [row for row in rows if _ask(loaded, row, principal, at)]
    if not asked:
        raise MoveNotAllowed(rows[0].blocked_by, reason="still_blocked")
    journalling.write(
        loaded,
        "presented_for_signature",
        principal=principal,
        at=at,
        unit_id=loaded.competent_id,
        papers=[str(row.made) for row in asked],
    )
    return len(asked)


def _ask(loaded: Loaded, row: PaperSigning, principal: Principal, at: datetime) -> bool:
    """Whether it goes to be signed now; a file that is replaced meanwhile is not wanted any more."""
    if row.kind == PaperSigning.Kind.APOLOGY:
        one = _apology(loaded, principal, at, "")
    else:
        files_of = DossierFile.objects.filter(province_id=row.province_id, dossier_id=row.dossier_id)
        file = files_of.filter(pk=row.file_id or 0, replaced_at=None).select_related("file").first()
        if file is None:
            row.settled_at = at
            row.save(update_fields=["settled_at"])
            return False
        one = results.to_sign_again(loaded, file, row.made, row.words, principal, at)
    if one.blocked_by:
        row.blocked_by, row.words = one.blocked_by[:300], one.words
        row.save(update_fields=["blocked_by", "words"])
        if signed_results.MAKING in one.words:
            signed_results.make_pages_soon(loaded.dossier)
        return signed_results.MAKING in one.words
    row.document_id = signed_results.asked(loaded, one, principal, at=at).pk
    row.blocked_by, row.words, row.unit_id = "", one.words, loaded.competent_id
    row.save(update_fields=["document_id", "blocked_by", "words", "unit_id"])
    return True
