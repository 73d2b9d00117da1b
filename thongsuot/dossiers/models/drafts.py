"""Bản nháp."""

import uuid

from django.db import models

from thongsuot.accounts.models import User


class Draft(models.Model):
    """Bản nháp của người nộp hoặc của quầy: saved at every step, survives a dropped line; becomes a dossier on submit."""

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    procedure_code = models.CharField(max_length=40)
    data = models.JSONField(default=dict)
    revision = models.IntegerField(default=0)
    updated_at = models.DateTimeField()
    submitted_code = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-updated_at"], name="dossiers_draft_user")]
