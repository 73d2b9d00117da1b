"""Việc nền của hộp thư: one job a mailbox, so that a slow server holds up its own letters only."""

import contextlib

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from thongsuot.common.now import now
from thongsuot.documents.services import fetching_mail


@app.periodic(cron="* * * * *", periodic_id="look_into_mailboxes")
@app.task(name="documents.look_into_mailboxes", queueing_lock="documents.look_into_mailboxes")
def look_into_mailboxes(timestamp: int) -> int:
    """Xếp việc đọc những hộp thư đến lượt."""
    waiting = fetching_mail.due(now())
    for mailbox_id in waiting:
        with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
            fetch_mail.configure(queueing_lock=f"documents.mailbox.{mailbox_id}").defer(mailbox_id=mailbox_id)
    return len(waiting)


@app.task(name="documents.fetch_mail")
def fetch_mail(mailbox_id: int) -> int:
    """Đọc một hộp thư của đơn vị."""
    return fetching_mail.fetch(mailbox_id, now)
