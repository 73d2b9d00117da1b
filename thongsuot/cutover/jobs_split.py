"""Việc nền của việc chia: what was received since the last time joins the worklists, every hour until the day."""

from procrastinate.contrib.django import app

from thongsuot.common.now import now
from thongsuot.cutover.models import Plan
from thongsuot.cutover.services.split_gather import gather_all
from thongsuot.cutover.split_permissions import BEFORE


@app.periodic(cron="17 * * * *", periodic_id="gather_splits")
@app.task(name="cutover.gather_splits", queueing_lock="cutover.gather_splits")
def gather_splits(timestamp: int) -> int:
    """Gom việc của mọi đơn vị bị chia, plan by plan; returns how many cases are new."""
    plans = Plan.objects.filter(state__in=BEFORE).order_by("pk")
    return sum(found.new for plan in plans for found in gather_all(plan, now()).values())
