"""Sổ quỹ: mở ca, thu, chi, kiểm đếm, bàn giao, ký. One open session a drawer; what is closed is never changed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.models import User
from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import Forbidden, Invalid, MoveNotAllowed
from thongsuot.common.text import clean_line, clean_text
from thongsuot.dossiers import checks
from thongsuot.org.selectors import unit_info
from thongsuot.payments import journalling, store
from thongsuot.payments.models import CashBook, CashEntry, CashSession
from thongsuot.payments.permissions import COLLECTORS, SUPERVISORS, need

NOTES = (500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500)
MOST_NOTES, MOST_MONEY = 100_000, 10**12
Closing = CashSession.Closing
ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtextextended('cash_books:' || %s, 0))"
_MOVE = """
UPDATE payments_cashsession SET taken_in = taken_in + %(into)s, paid_out = paid_out + %(out)s,
  balance = balance + %(into)s - %(out)s, entries_count = entries_count + 1
WHERE id = %(id)s AND closed_at IS NULL RETURNING entries_count, balance
"""


@dataclass(frozen=True, slots=True)
class Move:
    """Một lần tiền mặt vào hay ra; integer đồng."""

    kind: str
    cause: str
    amount: int
    revenue_unit_id: int | None = None
    dossier_code: str = ""
    receipt_id: int | None = None
    refund_id: int | None = None
    note: str = ""


@transaction.atomic
def book_move(*, unit_id: int, move: Move, principal: Principal, at: datetime) -> None:
    """Ghi một lần thu, chi vào ca đang mở của quầy; opens the day's session where none is open.

    Raises MoveNotAllowed `cash_day_closed` after the day's end, `cash_short` when the drawer holds less than is paid out.
    """
    into = move.amount if move.kind == CashEntry.Kind.IN else 0
    row = {**asdict(move), "into": into, "out": move.amount - into, "unit": unit_id, "by": principal.user_id, "at": at}
    if store.book_cash({**row, "today": timezone.localdate(at)}):
        return
    session = session_for(unit_id=unit_id, principal=principal, at=at)
    book_into(session, move, principal=principal, at=at)


def book_into(session: CashSession, move: Move, *, principal: Principal, at: datetime) -> CashEntry:
    """Ghi vào một ca đã khoá dòng."""
    into = move.amount if move.kind == CashEntry.Kind.IN else 0
    out = move.amount - into
    if out > session.balance:
        raise MoveNotAllowed(
            _("Trong két không đủ tiền mặt để chi. Hãy chi bằng chuyển khoản, hoặc nhận thêm tiền vào két."),
            code="cash_short",
        )
    with connection.cursor() as cursor:
        cursor.execute(_MOVE, {"into": into, "out": out, "id": session.pk})
        session.entries_count, session.balance = cursor.fetchone()
    return CashEntry.objects.create(
        province_id=session.province_id,
        session=session,
        number=session.entries_count,
        kind=move.kind,
        cause=move.cause,
        amount=move.amount,
        revenue_unit_id=move.revenue_unit_id,
        dossier_code=move.dossier_code,
        receipt_id=move.receipt_id,
        refund_id=move.refund_id,
        note=move.note,
        at=at,
        by_id=principal.user_id,
    )


def session_for(*, unit_id: int, principal: Principal, at: datetime) -> CashSession:
    """Ca đang mở mà người này thu vào, locked: his own, else the unit's only one, else a new one of today.

    A session left open on an earlier day is closed as not counted, so that no citizen has to wait for a count.
    """
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, [unit_id])
    books = list(CashBook.objects.filter(unit_id=unit_id).order_by("id"))
    if not books:
        books = [CashBook.objects.create(unit_id=unit_id, name=_("Quầy 1"), opened_at=at)]
    opened = list(
        CashSession.objects.select_for_update()
        .filter(book__in=books, closed_at=None)
        .order_by("id")
        .select_related("book")
    )
    mine = [s for s in opened if s.holder_id == principal.user_id]
    chosen = (mine or opened)[:1] if mine or len(opened) == 1 else []
    if not chosen and opened:
        raise MoveNotAllowed(
            _("Đơn vị có nhiều két đang mở. Hãy mở ca của anh/chị ở trang Sổ quỹ rồi thu."), code="cash_book_not_chosen"
        )
    today = timezone.localdate(at)
    if not chosen:
        return _open(_book_for(books, today), principal, at)
    session = chosen[0]
    if session.day >= today:
        return session
    _leave_uncounted(session, at)
    return _open(session.book, principal, at)


def _book_for(books: list[CashBook], today: date) -> CashBook:
    """The first drawer whose day has not ended."""
    ended = set(
        CashSession.objects.filter(book__in=books, closing=Closing.DAY_END, day__gte=today).values_list(
            "book_id", flat=True
        )
    )
    for book in books:
        if book.pk not in ended:
            return book
    raise MoveNotAllowed(
        _("Sổ quỹ hôm nay đã khoá. Hãy thu bằng chuyển khoản, hoặc thu tiền mặt vào ngày làm việc tới."),
        code="cash_day_closed",
    )


def _leave_uncounted(session: CashSession, at: datetime) -> None:
    session.closing, session.closed_at = Closing.NOT_COUNTED, at
    session.save(update_fields=["closing", "closed_at"])
    _note(session, "cash_left_uncounted", None, at, balance=session.balance)


def _open(book: CashBook, principal: Principal, at: datetime, *, opening: int | None = None) -> CashSession:
    last = CashSession.objects.filter(book=book).order_by("-id").first()
    day = timezone.localdate(at)
    if opening is None:
        opening = 0 if last is None else last.balance if last.counted is None else last.counted
    session = CashSession.objects.create(
        province_id=unit_info(book.unit_id, day).province_id or book.unit_id,
        book=book,
        day=day,
        number=1 + CashSession.objects.filter(book=book, day=day).count(),
        holder_id=principal.user_id,
        opened_at=at,
        opening=opening,
        balance=opening,
    )
    _note(session, "cash_opened", principal, at, opening=opening)
    return session


@transaction.atomic
def open_session(*, unit_id: int, principal: Principal, at: datetime, name: str = "") -> CashSession:
    """Mở ca của mình: the drawer of that name (a new one where there is none), with what the last count left in it."""
    need(principal, unit_id, *COLLECTORS)
    with connection.cursor() as cursor:
        cursor.execute(ONE_AT_A_TIME, [unit_id])
    name = clean_line(name, field="name", limit=60) or _("Quầy 1")
    book, _new = CashBook.objects.get_or_create(unit_id=unit_id, name=name, defaults={"opened_at": at})
    running = CashSession.objects.select_for_update().filter(book=book, closed_at=None).first()
    if running is not None and running.day >= timezone.localdate(at):
        raise MoveNotAllowed(_("Két này đang mở. Hãy khoá hoặc bàn giao ca trước."), code="cash_session_open")
    if running is not None:
        _leave_uncounted(running, at)
    _book_for([book], timezone.localdate(at))
    return _open(book, principal, at)


@transaction.atomic
def move_cash(*, session_id: int, cause: str, amount: int, note: str, principal: Principal, at: datetime) -> CashEntry:
    """Nộp tiền mặt vào tài khoản, hoặc nhận tiền lẻ vào két: what is neither fee nor refund."""
    session = _mine(session_id, principal)
    kinds = {CashEntry.Cause.DEPOSIT: CashEntry.Kind.OUT, CashEntry.Cause.FLOAT: CashEntry.Kind.IN}
    if cause not in kinds:
        raise checks.invalid("cause", _("Chọn nộp vào tài khoản hay nhận tiền lẻ."))
    if not 0 < amount <= MOST_MONEY:
        raise checks.invalid("amount", _("Số tiền phải là số nguyên đồng, lớn hơn 0."), "amount_invalid")
    note = clean_line(note, field="note", limit=300)
    if not note:
        raise checks.invalid("note", _("Cần ghi nộp vào đâu, hay nhận từ ai."))
    entry = book_into(
        session, Move(kinds[CashEntry.Cause(cause)], cause, amount, note=note), principal=principal, at=at
    )
    _note(session, "cash_moved", principal, at, way=entry.kind, cause=cause, amount=amount, note=note)
    return entry


@dataclass(frozen=True, slots=True)
class Count:
    """Kiểm đếm: how many notes of each value, and why the sum differs from the book."""

    notes: Mapping[int, int]
    reason: str = ""

    @property
    def total(self) -> int:
        """Tổng tiền đếm được."""
        return sum(value * number for value, number in self.notes.items())


@transaction.atomic
def close_session(*, session_id: int, count: Count, principal: Principal, at: datetime, taker: str = "") -> CashSession:
    """Khoá sổ cuối ngày, hoặc (with a taker) bàn giao ca: what was counted is what the next session begins with."""
    session = _mine(session_id, principal)
    notes = _checked(count)
    difference = count.total - session.balance
    reason = clean_text(count.reason, field="reason", limit=1000)
    if difference and not reason:
        raise checks.invalid(
            "reason",
            _("Đếm được lệch %(difference)s đồng so với sổ. Hãy đếm lại; nếu vẫn lệch, ghi lý do.")
            % {"difference": f"{difference:+,}".replace(",", ".")},
            "cash_differs",
        )
    next_holder = _taker(taker, session, principal) if taker else None
    session.closing = Closing.HAND_OVER if next_holder else Closing.DAY_END
    session.closed_at, session.closed_by_id, session.taker = at, principal.user_id, next_holder
    session.notes_counted = {str(value): number for value, number in notes.items() if number}
    session.counted, session.difference, session.difference_reason = (
        count.total,
        difference,
        reason if difference else "",
    )
    session.save()
    said = {
        "balance": session.balance,
        "counted": count.total,
        "difference": difference,
        "reason": reason,
        "notes": session.notes_counted,
    }
    if next_holder is None:
        _note(session, "cash_closed", principal, at, **said)
        return session
    _note(session, "cash_handed_over", principal, at, taker=next_holder.pk, **said)
    _open_for(session, next_holder, at)
    return session


def _open_for(before: CashSession, holder: User, at: datetime) -> CashSession:
    assert before.counted is not None, "who hands over has counted"
    session = CashSession.objects.create(
        province_id=before.province_id,
        book_id=before.book_id,
        day=before.day,
        number=before.number + 1,
        holder=holder,
        opened_at=at,
        opening=before.counted,
        balance=before.counted,
    )
    journalling.about(
        journalling.SESSION,
        session.pk,
        "cash_opened",
        province_id=session.province_id,
        unit_id=before.book.unit_id,
        by_id=holder.pk,
        at=at,
        opening=session.opening,
    )
    return session


def _taker(username: str, session: CashSession, principal: Principal) -> User:
    found = (
        User.objects.filter(
            username=username, is_active=True, posts__unit_id=session.book.unit_id, posts__role__in=COLLECTORS
        )
        .distinct()
        .first()
    )
    if found is None or found.pk == principal.user_id:
        raise checks.invalid("taker", _("Người nhận ca phải là một cán bộ khác của quầy."))
    return found


def _checked(count: Count) -> dict[int, int]:
    wrong = [v for v, n in count.notes.items() if v not in NOTES or not 0 <= n <= MOST_NOTES]
    if wrong:
        raise Invalid(errors=[{"field": f"n{v}", "message": _("Số tờ phải từ 0 đến 100.000.")} for v in wrong])
    return dict(count.notes)


@transaction.atomic
def sign_session(*, session_id: int, principal: Principal, at: datetime, note: str = "") -> CashSession:
    """Ký sổ quỹ đã khoá: a leader of the unit who did not close it himself; a day left uncounted needs words."""
    session = _locked(session_id, principal)
    need(principal, session.book.unit_id, *SUPERVISORS)
    if session.closed_at is None or session.signed_at is not None:
        raise MoveNotAllowed(_("Chỉ ký ca đã khoá và chưa ký."), code="cash_not_to_sign")
    if session.closed_by_id == principal.user_id:
        raise Forbidden(_("Người khoá sổ không tự ký. Hãy để người khác có thẩm quyền ký."))
    note = clean_line(note, field="note", limit=500)
    if session.closing == Closing.NOT_COUNTED and not note:
        raise checks.invalid("note", _("Ca này chưa kiểm đếm: cần ghi đã xử lý thế nào."))
    session.signed_at, session.signed_by_id, session.sign_note = at, principal.user_id, note
    session.save(update_fields=["signed_at", "signed_by", "sign_note"])
    _note(session, "cash_signed", principal, at, note=note)
    return session


def _mine(session_id: int, principal: Principal) -> CashSession:
    session = _locked(session_id, principal)
    need(principal, session.book.unit_id, *COLLECTORS)
    if session.closed_at is not None:
        raise MoveNotAllowed(
            _("Ca này đã khoá lúc %(at)s; không ghi thêm được.")
            % {"at": f"{timezone.localtime(session.closed_at):%H:%M %d/%m/%Y}"},
            code="cash_session_closed",
        )
    return session


def _locked(session_id: int, principal: Principal) -> CashSession:
    from thongsuot.payments.selectors.cash import session_of

    session_of(session_id, principal)  # NotFound outside one's units
    return CashSession.objects.select_for_update(of=("self",)).select_related("book").get(pk=session_id)


def _note(session: CashSession, verb: str, principal: Principal | None, at: datetime, **data: object) -> None:
    journalling.about(
        journalling.SESSION,
        session.pk,
        verb,
        province_id=session.province_id,
        unit_id=session.book.unit_id,
        by_id=principal.user_id if principal else None,
        at=at,
        **data,
    )
