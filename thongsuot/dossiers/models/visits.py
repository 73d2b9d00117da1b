"""Nhiều hồ sơ của một lần đến quầy."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.org.models import Unit


class Visit(models.Model):
    """Một lần đến quầy: dossiers that one person filed together, on one receipt."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, help_text=_("mã tra cứu chung, không đoán được"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    opened_at = models.DateTimeField()


class VisitDossier(models.Model):
    """Hồ sơ trong một lần đến quầy."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="links")
    province_id = models.BigIntegerField()
    dossier_id = models.BigIntegerField()
    code = models.CharField(max_length=60, unique=True)
    added_at = models.DateTimeField()
