"""Lần quyết: what one person decided about many split cases at once, kept so that it can be taken back."""

from django.db import models

from thongsuot.accounts.models import User
from thongsuot.cutover.models.plan import Plan, PlanUnit


class SplitAct(models.Model):
    """Lần quyết của một người; `before` holds [case, goes_to, rule, decided_by, decided_at, reason] as they stood."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    old = models.ForeignKey(PlanUnit, models.CASCADE, related_name="+")
    goes_to = models.ForeignKey(PlanUnit, models.CASCADE, related_name="+")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    before = models.JSONField()
    undone_at = models.DateTimeField(null=True)

    def __str__(self):
        return f"{self.old_id} {self.at}"
