"""Lần lấy danh mục từ hệ thống khác: which comparison of the catalogue's own importer it became."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.exchange.models.systems import System
from thongsuot.procedures.models import ImportRun


class CatalogueFetch(models.Model):
    """Một lần hỏi danh mục của hệ thống kia; without `run` when nothing differs, or nothing usable came."""

    system = models.ForeignKey(System, models.PROTECT, related_name="+", db_index=False)
    asked_by = models.BigIntegerField(null=True, help_text=_("trống: chạy hằng đêm"))
    at = models.DateTimeField()
    sha256 = models.CharField(max_length=64, blank=True)
    version = models.BigIntegerField(default=0, help_text=_("phiên bản danh mục đã đọc tới ở hệ thống kia"))
    rows = models.IntegerField(default=0)
    differing = models.IntegerField(default=0)
    run = models.ForeignKey(ImportRun, models.SET_NULL, null=True, related_name="+", db_index=False)
    failed = models.CharField(max_length=40, blank=True, help_text=_("mã nguyên nhân khi không lấy được"))
    detail = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["system", "-id"], name="exchange_catalogue_recent")]

    def __str__(self):
        return f"{self.at:%d/%m/%Y %H:%M}"
