"""Hoàn tiền: đề nghị, duyệt bởi người khác, chi, phiếu hoàn. States go forward only; each step one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Forbidden, MoveNotAllowed, NotFound
from thongsuot.common.numbering import next_number
from thongsuot.common.text import clean_line, clean_text
from thongsuot.dossiers import checks
from thongsuot.dossiers.permissions import WORKING_ROLES
from thongsuot.dossiers.selectors.one import Loaded, dossier_by_id, dossier_for
from thongsuot.payments import journalling, vietqr
from thongsuot.payments.models import Arrival, CashEntry, Intent, Receipt, Refund
from thongsuot.payments.permissions import SUPERVISORS, need, see_unit
from thongsuot.payments.services import cash

S = Refund.State


@dataclass(frozen=True, slots=True)
class Wish:
    """Hoàn thế nào: to whom, in cash or to which account, and why."""

    reason: str
    receiver: str
    method: str
    account: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def ask_back(*, code: str, receipt_id: int, amount: int, wish: Wish, principal: Principal, at: datetime) -> Refund:
    """Đề nghị hoàn một khoản đã có biên lai (thu sai, được miễn sau…): at most what the receipt says, less earlier refunds."""
    loaded = dossier_for(principal, code, lock=True)
    place = {"province_id": loaded.dossier.province_id, "dossier_id": loaded.dossier.pk}
    receipt = Receipt.objects.filter(**place, pk=receipt_id).first()
    if receipt is None:
        raise NotFound()
    need(principal, receipt.unit_id, *WORKING_ROLES)
    open_already = Refund.objects.filter(**place, request_id=receipt.request_id, arrival_id=None).exclude(
        state=S.REFUSED
    )
    left = receipt.total - sum(r.amount for r in open_already)
    if not 0 < amount <= left:
        raise checks.invalid(
            "amount",
            _("Chỉ hoàn được từ 1 đến %(left)s đồng của biên lai này.") % {"left": f"{left:,}".replace(",", ".")},
            "amount_invalid",
        )
    intent = Intent.objects.filter(
        province_id=receipt.province_id, request_id=receipt.request_id, state=Intent.State.PAID
    ).first()
    refund = Refund.objects.create(
        **place,
        dossier_code=loaded.dossier.code,
        unit_id=receipt.unit_id,
        request_id=receipt.request_id,
        intent_id=intent.pk if intent else None,
        cause=Refund.Cause.MISTAKE,
        amount=amount,
        receiver=receipt.payer,
        queued_at=at,
    )
    _ask(refund, loaded, wish, principal, at)
    return refund


@transaction.atomic
def request(*, refund_id: int, wish: Wish, principal: Principal, at: datetime) -> Refund:
    """Đề nghị hoàn một khoản trong hàng chờ."""
    refund, loaded = _locked(refund_id, principal, S.QUEUED)
    need(principal, refund.unit_id, *WORKING_ROLES)
    _ask(refund, loaded, wish, principal, at)
    return refund


def _ask(refund: Refund, loaded: Loaded, wish: Wish, principal: Principal, at: datetime) -> None:
    reason = clean_text(wish.reason, field="reason", limit=1000)
    if not reason:
        raise checks.invalid("reason", _("Cần ghi vì sao hoàn."))
    receiver = clean_line(wish.receiver, field="receiver", limit=200)
    if not receiver:
        raise checks.invalid("receiver", _("Cần ghi tên người nhận lại tiền."))
    if wish.method not in Refund.Method.values:
        raise checks.invalid("method", _("Chọn hoàn bằng tiền mặt hay chuyển khoản."))
    refund.account = _account(wish.account) if wish.method == Refund.Method.TRANSFER else {}
    refund.reason, refund.receiver, refund.method = reason, receiver, wish.method
    refund.state, refund.requested_at, refund.requested_by_id = S.REQUESTED, at, principal.user_id
    refund.save()
    _mark_intent(refund, Intent.State.REFUNDING)
    journalling.about_dossier(
        loaded, "refund_requested", principal=principal, at=at, amount=refund.amount, reason=reason, refund_id=refund.pk
    )


def _account(given: Mapping[str, str]) -> dict[str, str]:
    bank_bin = clean_line(given.get("bank_bin", ""), field="bank_bin", limit=6)
    number = clean_line(given.get("number", ""), field="account", limit=30).replace(" ", "")
    holder = clean_line(given.get("holder", ""), field="holder", limit=140)
    if not vietqr.BIN.fullmatch(bank_bin):
        raise checks.invalid("bank_bin", _("Mã ngân hàng (BIN) gồm sáu chữ số."))
    if not vietqr.ACCOUNT.fullmatch(number):
        raise checks.invalid("account", _("Số tài khoản gồm 1–19 chữ số hoặc chữ cái không dấu."))
    if not holder:
        raise checks.invalid("holder", _("Cần ghi tên chủ tài khoản."))
    return {
        "bank_bin": bank_bin,
        "number": number,
        "holder": holder,
        "bank_name": clean_line(given.get("bank_name", ""), limit=120),
    }


@transaction.atomic
def decide(*, refund_id: int, approve: bool, decision: str, principal: Principal, at: datetime) -> Refund:
    """Duyệt hoặc không duyệt: a leader of the unit, never who asked (bốn mắt)."""
    refund, loaded = _locked(refund_id, principal, S.REQUESTED)
    need(principal, refund.unit_id, *SUPERVISORS)
    if refund.requested_by_id == principal.user_id:
        raise Forbidden(_("Người đề nghị không tự duyệt. Hãy để người khác có thẩm quyền duyệt."))
    words = clean_line(decision, field="decision", limit=300)
    if not words:
        raise checks.invalid("decision", _("Cần ghi số quyết định, hoặc vì sao không hoàn."))
    refund.state = S.APPROVED if approve else S.REFUSED
    refund.decided_at, refund.decided_by_id, refund.decision = at, principal.user_id, words
    refund.save()
    if not approve:
        _mark_intent(refund, Intent.State.PAID)
    verb = "refund_approved" if approve else "refund_refused"
    journalling.about_dossier(
        loaded, verb, principal=principal, at=at, amount=refund.amount, note=words, refund_id=refund.pk
    )
    return refund


@transaction.atomic
def pay_out(*, refund_id: int, principal: Principal, at: datetime, reference: str = "") -> Refund:
    """Chi hoàn: cash leaves the drawer of the unit; a transfer names the bank's transaction. Gives the slip its number."""
    refund, loaded = _locked(refund_id, principal, S.APPROVED)
    need(principal, refund.unit_id, *WORKING_ROLES)
    reference = clean_line(reference, field="reference", limit=100)
    if refund.method == Refund.Method.TRANSFER and not reference:
        raise checks.invalid("reference", _("Cần ghi mã giao dịch chuyển khoản đã chi."))
    if refund.method == Refund.Method.CASH:
        move = cash.Move(
            CashEntry.Kind.OUT,
            CashEntry.Cause.REFUND,
            refund.amount,
            revenue_unit_id=refund.unit_id,
            dossier_code=refund.dossier_code,
            refund_id=refund.pk,
        )
        cash.book_move(unit_id=refund.unit_id, move=move, principal=principal, at=at)
    refund.year = timezone.localdate(at).year
    refund.number = next_number(f"refund:{refund.unit_id}", str(refund.year), at)
    refund.state, refund.paid_at, refund.paid_by_id, refund.reference = S.PAID, at, principal.user_id, reference
    refund.save()
    _mark_intent(refund, Intent.State.REFUNDED)
    if refund.arrival_id:
        Arrival.objects.filter(province_id=refund.province_id, pk=refund.arrival_id).update(
            state=Arrival.State.REFUNDED
        )
    journalling.about_dossier(
        loaded,
        "refund_paid",
        principal=principal,
        at=at,
        amount=refund.amount,
        method=refund.method,
        refund_id=refund.pk,
    )
    return refund


def _mark_intent(refund: Refund, state: str) -> None:
    """The try through which the money came follows the refund of all of it; what was overpaid leaves a try paid."""
    if refund.intent_id is None or refund.cause == Refund.Cause.OVERPAID:
        return
    rows = Intent.objects.filter(province_id=refund.province_id, pk=refund.intent_id).exclude(
        state=Intent.State.PENDING
    )
    rows.update(state=state)


def _locked(refund_id: int, principal: Principal, state: str) -> tuple[Refund, Loaded]:
    """The dossier first, then its refund; MoveNotAllowed when it stands elsewhere."""
    found = Refund.objects.filter(pk=refund_id).first()
    if found is None:
        raise NotFound()
    see_unit(principal, found.unit_id)
    loaded = dossier_by_id(found.dossier_id, lock=True)
    refund = Refund.objects.select_for_update().get(pk=refund_id)
    if refund.state != state:
        raise MoveNotAllowed(
            _("Khoản hoàn này đang ở trạng thái “%(now)s”. Hãy tải lại trang.") % {"now": S(refund.state).label},
            code="refund_state",
            status_now=refund.state,
        )
    return refund, loaded
