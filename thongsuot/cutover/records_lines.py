"""Phần tài liệu của sổ bàn giao: lines come from the hand-overs of the archive, a line each, put again whenever one changes.

A book that somebody has signed already is left as it was signed; the archive's own minutes say what came later.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from thongsuot.common.language import in_vietnamese
from thongsuot.cutover.models import HandoverBook, HandoverLine
from thongsuot.cutover.services.handover import Given, put_lines
from thongsuot.records.handing_over import events
from thongsuot.records.handing_over.selectors.handovers import lines_of
from thongsuot.records.models import Handover

SOURCE = "records"
_TOLD = (Handover.State.CHECKED, Handover.State.HANDED, Handover.State.ACCEPTED)


def register() -> None:
    """Nghe tin của lưu trữ."""
    events.on_changed("cutover", put)


@in_vietnamese()
def put(handover: Handover, *, at: datetime) -> None:
    """Ghi các đợt đã kiểm giữa hai đơn vị này vào mỗi sổ chưa ai ký; in the transaction of the act."""
    books = HandoverBook.objects.filter(
        old__unit_id=handover.old_id, new__unit_id=handover.new_id, old_signed_at=None, new_signed_at=None
    ).select_related("plan")
    if not books:
        return
    rows = Handover.objects.filter(old_id=handover.old_id, new_id=handover.new_id, state__in=_TOLD)
    given = [
        Given(
            reference=f"handover:{line.handover.pk}",
            what=HandoverLine.What.RECORDS,
            name=line.handover.title,
            unit_of_count=_("hộp"),
            handed=line.totals.boxes,
            note=_("%(files)d hồ sơ, %(documents)d tài liệu, số hoá %(share)d%%, %(exceptions)d chỗ thiếu hỏng")
            % {
                "files": line.totals.files,
                "documents": line.totals.documents,
                "share": line.totals.share,
                "exceptions": line.totals.exceptions,
            }
            + (_("; biên bản: %(way)s") % {"way": line.handover.get_way_display()} if line.handover.way else ""),
        )
        for line in lines_of(rows)
    ]
    for book in books:
        put_lines(plan=book.plan, old_unit=handover.old_id, new_unit=handover.new_id, source=SOURCE, lines=given, at=at)
