"""Hồ sơ phản chiếu: dossiers that a central system handles and tells us of (NĐ 224/2026 Art 15.1.h)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from thongsuot.exchange.models.systems import System
from thongsuot.org.models import Unit


class MirrorDossier(models.Model):
    """Một hồ sơ xử lý ở hệ thống của bộ: code, procedure, unit, state and dates; no person, for nobody works on it here.

    Partitioned by province. The newest word of the other system counts, in whatever order its words arrive.
    """

    province_id = models.BigIntegerField()
    system = models.ForeignKey(System, models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=80)
    procedure_code = models.CharField(max_length=40)
    procedure_name = models.TextField(blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    unit_written = models.CharField(max_length=160, blank=True)
    national_status = models.SmallIntegerField()
    filed_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(help_text=_("lúc hệ thống kia đổi trạng thái lần cuối mà ta biết"))
    seen_at = models.DateTimeField(help_text=_("lúc ta nhận tin đó"))
    happened = models.JSONField(null=True, help_text=_("nhập bù: ai ghi, lúc nào, vì sao, bản chụp nào"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province_id", "system", "code"], name="exchange_mirror_once"),
            models.CheckConstraint(condition=Q(national_status__range=(1, 10)), name="exchange_mirror_status"),
        ]
        indexes = [
            models.Index(fields=["unit", "-changed_at", "-id"], name="exchange_mirror_unit"),
            models.Index(fields=["province_id", "-changed_at", "-id"], name="exchange_mirror_recent"),
        ]

    def __str__(self):
        return self.code
