"""Giao thủ tục cho đơn vị: who receives what since when, and the acts that changed it for many units at once."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.org.models import Unit
from thongsuot.procedures.models.versions import Procedure


class AssignmentBatch(models.Model):
    """Lần giao hàng loạt: kept so that the whole act can be undone."""

    class Act(models.TextChoices):
        GIVE = "give", _("giao")
        END = "end", _("thôi giao")

    province = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    act = models.CharField(max_length=4, choices=Act.choices)
    since = models.DateField()
    codes = models.JSONField(default=list)
    unit_ids = models.JSONField(default=list)
    changed = models.IntegerField(default=0, help_text=_("số lượt giao hoặc thôi giao"))
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    undone_at = models.DateTimeField(null=True)

    def __str__(self):
        return f"{self.act} {self.since}"


class UnitProcedure(models.Model):
    """Thủ tục được giao cho đơn vị trong một khoảng thời gian; only assigned procedures are received there."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="assigned")
    valid = DateRangeField()
    given_in = models.ForeignKey(AssignmentBatch, models.SET_NULL, null=True, related_name="given")
    ended_in = models.ForeignKey(AssignmentBatch, models.SET_NULL, null=True, related_name="ended")

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="procedures_unit_once_at_a_time",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    ("procedure", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self):
        return f"{self.procedure_id} ở đơn vị {self.unit_id}"
