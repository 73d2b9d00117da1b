"""Rà soát thủ tục: rounds in which each procedure is kept, cut or amended, with reason and time saved."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.procedures.models.decisions import Decision
from thongsuot.procedures.models.versions import DurationUnit, Procedure


class ReviewRound(models.Model):
    """Đợt rà soát."""

    name = models.CharField(max_length=200)
    due_on = models.DateField(null=True)
    opened_at = models.DateTimeField()
    opened_by_id = models.BigIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)

    def __str__(self):
        return self.name


class ReviewItem(models.Model):
    """Một thủ tục trong đợt: verdict, reason, what it saves."""

    class Verdict(models.TextChoices):
        WAITING = "", _("chưa rà soát")
        KEEP = "keep", _("giữ")
        AMEND = "amend", _("sửa")
        CUT = "cut", _("cắt bỏ")

    round = models.ForeignKey(ReviewRound, models.CASCADE, related_name="items")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="+")
    name = models.TextField()
    field = models.CharField(max_length=120)
    verdict = models.CharField(max_length=5, choices=Verdict.choices, default=Verdict.WAITING, blank=True)
    reason = models.TextField(blank=True)
    days_saved = models.DecimalField(max_digits=6, decimal_places=2, null=True, help_text=_("ngày làm việc mỗi hồ sơ"))
    proposed_quantity = models.DecimalField(max_digits=6, decimal_places=2, null=True)
    proposed_unit = models.CharField(max_length=12, choices=DurationUnit.choices, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.BigIntegerField(null=True)
    decision = models.ForeignKey(Decision, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "procedure"], name="procedures_review_once")]

    def __str__(self):
        return self.name
