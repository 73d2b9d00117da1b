"""Bản nháp của người sửa danh mục."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.procedures.models.versions import Procedure


class ProcessDraft(models.Model):
    """Bản nháp quy trình nội bộ: one per procedure, shared by those who edit the catalogue; becomes a version."""

    procedure = models.OneToOneField(Procedure, models.CASCADE, related_name="process_draft")
    steps = models.JSONField(help_text=_("các bước như trong StepRule"))
    revision = models.IntegerField(default=1)
    updated_at = models.DateTimeField()
    updated_by_id = models.BigIntegerField()
