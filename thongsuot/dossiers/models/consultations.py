"""Xin ý kiến."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.dossiers.models.dossier import Dossier
from thongsuot.org.models import Unit


class Consultation(models.Model):
    """Xin ý kiến: a question of the unit that resolves to another unit or organ, with its own due moment.

    One open question per unit and organ at a time. Who may answer now stands in its task (it follows a merger);
    `unit` stays what was asked. Late is what was answered after `due_at`.
    """

    province_id = models.BigIntegerField()
    dossier = models.ForeignKey(Dossier, models.PROTECT, db_constraint=False, related_name="consultations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    organ = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    step = models.CharField(max_length=30, blank=True, help_text=_("bước cần ý kiến"))
    task_id = models.BigIntegerField()
    question = models.TextField()
    due_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    answer = models.TextField(blank=True)
    files = models.JSONField(default=list, help_text=_("[{uid, name, sha256, size}]"))
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    closed_at = models.DateTimeField(null=True, help_text=_("rút câu hỏi, hoặc hồ sơ đã rút"))
    closed_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["province_id", "dossier", "unit", "organ"],
                name="dossiers_consultation_one_open",
                condition=models.Q(answered_at=None, closed_at=None),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at=None) | models.Q(closed_at=None), name="dossiers_consultation_one_end"
            ),
        ]
        indexes = [
            models.Index(fields=["dossier", "id"], name="dossiers_consultation_dossier"),
            models.Index(fields=["unit", "-dossier"], name="dossiers_consultation_unit"),
        ]
