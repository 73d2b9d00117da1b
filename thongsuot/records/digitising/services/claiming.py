"""Hàng chờ của việc nền trên hồ sơ số hoá: one file at a time, claimed for a while, given up with its reason after three tries.

Two jobs work so, each on a moment of its own of the file (asked for, by whom, why not): storing and presenting for
signature. The database lets a file wait in one of them only, so they share the claim and the count of tries.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from thongsuot.records.digitising import journalling
from thongsuot.records.models import ScannedFile

LEASE = timedelta(minutes=30)
LATER = timedelta(minutes=5)  # when the file store could not be written: full, or away
MOST_TRIES = 3


@dataclass(frozen=True, slots=True)
class Queue:
    """Một hàng chờ: columns that say since when and why not, the one who asked, and the verb when it is given up."""

    since: str
    by: str
    problem: str
    given_up: str

    @property
    def standing(self) -> QuerySet[ScannedFile]:
        """Mọi hồ sơ trong hàng, those that are being worked on too."""
        return ScannedFile.objects.filter(**{f"{self.since}__isnull": False}, record_file_id=None)

    def waiting(self, at: datetime) -> QuerySet[ScannedFile]:
        """Hồ sơ chưa ai làm, or whose worker has gone."""
        return self.standing.filter(Q(claimed_until=None) | Q(claimed_until__lt=at))

    def take_up(self) -> int:
        """Nhận lại những hồ sơ việc trước bỏ dở: the job runs one at a time, so whoever had them is gone.

        Those that wait for the file store (they have a problem) are left. Returns how many.
        """
        return self.standing.filter(**{self.problem: ""}, claimed_until__isnull=False).update(claimed_until=None)

    @transaction.atomic
    def claim(self, at: datetime) -> ScannedFile | None:
        """Nhận hồ sơ kế tiếp; what stopped its worker too often is given up on the way. None when none waits."""
        while file := self._next(at):
            if file.tries < MOST_TRIES:
                file.claimed_until, file.tries = at + LEASE, file.tries + 1
                setattr(file, self.problem, "")
                file.save(update_fields=["claimed_until", "tries", self.problem])
                return file
            why = _("Đã thử %(tries)d lần, lần nào cũng dừng giữa chừng.") % {"tries": MOST_TRIES}
            self.give_up(file.pk, why, at)
        return None

    def _next(self, at: datetime) -> ScannedFile | None:
        free = self.waiting(at).select_for_update(of=("self",), skip_locked=True)
        return free.order_by(self.since, "pk").first()

    @transaction.atomic
    def give_up(self, file_id: int, why: str, at: datetime) -> None:
        """Thôi, đợi người xem: with the reason; the others go on."""
        file = self.standing.select_for_update(of=("self",)).select_related("batch").filter(pk=file_id).first()
        if file is None:
            return
        why = why[:300]
        ScannedFile.objects.filter(pk=file.pk).update(**{self.since: None, self.problem: why}, claimed_until=None)
        by_id = getattr(file, self.by)
        journalling.write(file.batch, self.given_up, by_id=by_id, at=at, file=str(file), why=why)

    def postpone(self, file_id: int, fault: OSError, at: datetime) -> None:
        """Để lát nữa: the store will be there again, nobody needs to ask, and no try is counted."""
        said = (fault.strerror or str(fault))[:120]
        why = _("Kho tệp chưa ghi được (%(fault)s); hệ thống tự thử lại.") % {"fault": said}
        self.standing.filter(pk=file_id).update(**{self.problem: why}, claimed_until=at + LATER, tries=F("tries") - 1)


def once_more(file_id: int) -> None:
    """Làm lại từ đầu: its papers were changed while they were being joined; that is no failed try."""
    ScannedFile.objects.filter(pk=file_id).update(claimed_until=None, tries=0)
