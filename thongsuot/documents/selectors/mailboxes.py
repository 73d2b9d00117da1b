"""Hộp thư để nhìn: how each is read, and the letters that wait for a person."""

from collections.abc import Collection

from django.db import connection

from thongsuot.documents.models import MailArrival, Mailbox

ON_A_PAGE = 50
ASIDE = MailArrival.Result.ASIDE
_TROUBLES = """
SELECT (SELECT count(*) FROM documents_mailbox WHERE unit_id = ANY(%(units)s) AND active AND problem <> ''),
       (SELECT count(*) FROM documents_mailarrival WHERE unit_id = ANY(%(units)s) AND result = 'aside')
"""


def boxes(unit_ids: Collection[int]) -> list[Mailbox]:
    """Hộp thư đang đọc của các đơn vị này."""
    return list(Mailbox.objects.filter(unit_id__in=unit_ids, active=True).order_by("unit_id", "pk"))


def aside(unit_ids: Collection[int], *, skip: int = 0) -> list[MailArrival]:
    """Thư để riêng chờ người xem, newest first; one more than a page when there are more."""
    rows = MailArrival.objects.filter(unit_id__in=unit_ids, result=ASIDE).select_related("file")
    return list(rows.order_by("-id")[skip : skip + ON_A_PAGE + 1])


def troubles(unit_ids: Collection[int]) -> tuple[int, int]:
    """(hộp thư không đọc được, thư để riêng): what the list of incoming documents says about mail; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_TROUBLES, {"units": sorted(unit_ids)})
        stopped, waiting = cursor.fetchone()
    return stopped, waiting
