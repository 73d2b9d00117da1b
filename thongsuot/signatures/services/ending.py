"""Chữ ký đang chờ mà không còn ai ký: ended with a word, so that nothing waits for a person who is gone.

A reorganisation moves what waits to the successor (`succession`). Who was named and has no post there cannot sign it any
more, nor can who has left his post without a delegate; the asking room hears why, as when somebody refuses.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Held
from thongsuot.common.errors import Refused
from thongsuot.common.language import in_vietnamese
from thongsuot.org.selectors import in_force
from thongsuot.signatures import hooks
from thongsuot.signatures.journalling import about
from thongsuot.signatures.models import SigningRequest, SigningRow
from thongsuot.signatures.services.asking import cancel_subject, close, lock_subject

GRACE = timedelta(days=1)  # proposed: a post that is given again the same day has not ended
MOST = 200
LOGGER = logging.getLogger(__name__)


def without_signer(at: datetime) -> QuerySet[SigningRequest]:
    """Chữ ký chờ một người mà trong một ngày qua không giữ chức vụ nào ở đơn vị ấy; those in an act of signing are left."""
    held = Held.objects.filter(
        user_id=OuterRef("wanted_user_id"), unit_id=OuterRef("unit_id"), valid__overlap=_last_day(at)
    )
    running = SigningRow.objects.filter(request_id=OuterRef("pk"), state__in=["waiting", "signing"])
    waiting = SigningRequest.objects.filter(state=SigningRequest.State.WAITING, wanted_user__isnull=False)
    return waiting.filter(~Exists(held), ~Exists(running)).order_by("pk")


def _last_day(at: datetime) -> tuple[datetime, datetime]:
    return at - GRACE, at


def end_some(at: datetime) -> int:
    """Thôi những chữ ký không còn người ký, a short transaction each; those of a unit that has ended wait to be moved."""
    day, ended = timezone.localdate(at), 0
    for request in without_signer(at)[:MOST]:
        if not in_force(request.unit_id, day):
            continue
        try:
            ended += _end(request, at)
        except Refused:  # the asking room is past that step; the others are not to wait for it
            LOGGER.exception("Không thôi được chữ ký đang chờ %s", request.pk)
    return ended


@in_vietnamese()
@transaction.atomic
def _end(request: SigningRequest, at: datetime) -> bool:
    locked = lock_subject(request.province_id, request.subject_kind, request.subject_id)
    found = next(one for one in locked if one.pk == request.pk)
    if not without_signer(at).filter(pk=found.pk, province_id=found.province_id).exists():
        return False
    reason = _("%(name)s không còn giữ chức vụ ở đơn vị nên không ký được; hãy trình người khác ký.") % {
        "name": found.wanted_user
    }
    close(found, SigningRequest.State.REFUSED, by_id=None, at=at, reason=reason)
    about(found, "signature_ended", by_id=None, at=at, reason=reason)
    cancel_subject(
        province_id=found.province_id, subject_kind=found.subject_kind, subject_id=found.subject_id, principal=None,
        at=at, reason=reason,
    )  # fmt: skip
    if told := hooks.of(found.subject_kind).refused:
        told(found, reason, None, at)
    return True
