"""Ai đã được báo về một lần sắp xếp."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.cutover.models.plan import Plan


class ToldPerson(models.Model):
    """Một người đã được báo, once a plan however many dossiers he has; only a fingerprint says who."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    person = models.BinaryField(max_length=32)
    corrected_at = models.DateTimeField(null=True, help_text=_("lúc đính chính sau khi quay lại"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "person"], name="cutover_toldperson_once")]
