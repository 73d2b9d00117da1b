"""Sổ đã khoá mà chưa ký số: offered once who keeps registers can sign; also those of a predecessor that has ended."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from thongsuot.accounts.principal import Principal
from thongsuot.common.errors import MoveNotAllowed, NotFound
from thongsuot.documents.models import Book, BookYear
from thongsuot.documents.permissions import CLERKS, ended_on, keeping_unit
from thongsuot.documents.services import signing_books
from thongsuot.documents.services.closing_books import SUBJECT
from thongsuot.documents.timing import local_day
from thongsuot.org.selectors import predecessor_ids
from thongsuot.records.late_papers import never_asked
from thongsuot.signatures import late
from thongsuot.signatures.late import Thing
from thongsuot.signatures.selectors.able import able_people


def register() -> None:
    """Said once, when the platform starts."""
    late.register(late.Source(SUBJECT, gettext_lazy("sổ đăng ký văn bản đã khoá"), CLERKS, listed, ask))


def listed(unit_id: int, at: datetime, limit: int) -> list[Thing]:
    """Sổ đã khoá chưa ký, the oldest first; none while nobody there can sign."""
    if not able_people(unit_id, signing_books.SIGNERS, at):
        return []
    day = local_day(at)
    units = [unit_id, *(one for one in predecessor_ids(unit_id) if ended_on(one, day))]
    shut = BookYear.objects.filter(unit_id__in=units, file__isnull=False)
    return [
        Thing(
            one.pk,
            str(one.year),
            _("Sổ đăng ký %(book)s năm %(year)d") % {"book": str(Book(one.book).label), "year": one.year},
            one.closed_at,
            f"{reverse('documents:book')}?don-vi={one.unit_id}&so={one.book}&nam={one.year}",
        )
        for one in never_asked(shut, SUBJECT).order_by("closed_at")[:limit]
    ]


def ask(key: int, principal: Principal, at: datetime) -> None:
    """Trình ký một sổ: by who asks when he can, else by the first who can."""
    shut = BookYear.objects.filter(pk=key).first()
    if shut is None:
        raise NotFound()
    keeper = keeping_unit(principal, shut.unit_id, at)
    able = [one.user_id for one in able_people(keeper, signing_books.SIGNERS, at)]
    if not able:
        raise MoveNotAllowed(_("Chưa ai giữ sổ có chứng thư số còn hiệu lực."), code="no_certificate")
    signer = principal.user_id if principal.user_id in able else able[0]
    signing_books.ask(shut=shut, signer_id=signer, principal=principal, at=at)
