"""Ai đã được báo về một lần sắp xếp."""

from django.db import models

from thongsuot.cutover.models.plan import Plan


class ToldPerson(models.Model):
    """Một người đã được báo, once a plan however many dossiers he has; only a fingerprint says who."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    person = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "person"], name="cutover_toldperson_once")]
