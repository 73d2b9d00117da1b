"""Lượt tra ngoài hồ sơ."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User


class Lookup(models.Model):
    """Lượt tra dữ liệu của một người ngoài hồ sơ: in a database or in their store of results.

    Keeps who asked, when, why and the outcome; never what was answered (domain §8). Its journal entry proves it.
    """

    class Kind(models.TextChoices):
        DATABASE = "database", _("tra cơ sở dữ liệu")
        RESULTS = "results", _("xem kho kết quả")

    province_id = models.BigIntegerField()
    uid = models.UUIDField(default=uuid.uuid4)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    owner_hash = models.BinaryField(help_text=_("mã băm số định danh của người được tra"))
    database = models.CharField(max_length=30, blank=True)
    outcome = models.CharField(
        max_length=14, help_text=_("match, no_match, none, insufficient, unavailable; hoặc found")
    )
    procedure_code = models.CharField(max_length=40, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    unit_id = models.BigIntegerField(null=True, help_text=_("quầy của cán bộ tra; trống khi người dân tự tra"))
    role = models.CharField(max_length=24, blank=True)
    reason = models.CharField(max_length=500)

    class Meta:
        indexes = [
            models.Index(fields=["uid"], name="dossiers_lookup_uid"),
            models.Index(fields=["owner_hash", "-asked_at"], name="dossiers_lookup_owner"),
        ]
