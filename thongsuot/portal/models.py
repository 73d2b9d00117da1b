"""Bảng của cổng công dân."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.org.models import Unit


class Downtime(models.Model):
    """Tạm dừng có kế hoạch: announced at least seven working days ahead (NĐ 224/2026 Art. 13), or late and with a reason.

    `ends_at` is the expected recovery, `fallback` where urgent business is done meanwhile. Never deleted: what was
    announced and taken back stays as it was announced.
    """

    province_id = models.BigIntegerField(help_text=_("tỉnh đã báo"))
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(help_text=_("dự kiến trở lại"))
    what = models.CharField(max_length=300, help_text=_("cái gì dừng, để làm gì"))
    fallback = models.CharField(max_length=500, help_text=_("việc gấp làm ở đâu, bằng cách nào"))
    announced_at = models.DateTimeField()
    announced_by_id = models.BigIntegerField()
    earliest_at = models.DateTimeField(help_text=_("lúc sớm nhất được dừng nếu báo đủ bảy ngày làm việc"))
    late_reason = models.CharField(max_length=300, blank=True, help_text=_("vì sao báo trễ"))
    ended_at = models.DateTimeField(null=True, help_text=_("lúc bỏ kế hoạch, hoặc đã trở lại"))
    ended_note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="portal_downtime_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=models.Q(starts_at__gte=models.F("earliest_at")) | ~models.Q(late_reason=""),
                name="portal_downtime_late_has_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["ends_at"], name="portal_downtime_ends")]

    @property
    def late(self) -> bool:
        """Báo chưa đủ bảy ngày làm việc."""
        return self.starts_at < self.earliest_at


class OneStop(models.Model):
    """Nơi đến và số gọi của trung tâm một xã: what citizens are told, stated by the unit; one row a unit, at present."""

    unit = models.OneToOneField(Unit, models.PROTECT, related_name="+")
    phone = models.CharField(max_length=60, blank=True)
    address = models.CharField(max_length=200, blank=True)
    hours = models.CharField(max_length=200, blank=True, help_text=_("giờ làm việc, nếu khác giờ chung"))
    stated_at = models.DateTimeField()
    stated_by_id = models.BigIntegerField()
