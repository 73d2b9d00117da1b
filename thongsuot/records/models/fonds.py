"""Phông lưu trữ and the schedule of retention."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.org.models import Unit


class Certainty(models.TextChoices):
    """Mức chắc chắn của một điều ghi là quy định."""

    PUBLISHED = "published", _("đã công bố")
    PROPOSED = "proposed", _("đề xuất")
    UNVERIFIED = "unverified", _("chưa xác minh")


class AccessLevel(models.TextChoices):
    """Chế độ sử dụng của một hồ sơ; secret records are never stored here."""

    PUBLIC = "public", _("công khai")
    INTERNAL = "internal", _("nội bộ")
    RESTRICTED = "restricted", _("tiếp cận có điều kiện")


class Fonds(models.Model):
    """Phông lưu trữ: all records that one unit made in its life. It keeps its maker for ever; `keeper` is who holds it now.

    Fields of the data set "phông" of TT 05/2025/TT-BNV as far as known (reference/fields.yaml).
    """

    class State(models.TextChoices):
        OPEN = "open", _("phông mở")
        CLOSED = "closed", _("phông đóng")

    province_id = models.BigIntegerField()
    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", help_text=_("đơn vị hình thành phông"))
    keeper = models.ForeignKey(Unit, models.PROTECT, related_name="+", help_text=_("đơn vị đang giữ phông"))
    code = models.CharField(max_length=40, help_text=_("mã phông"))
    name = models.CharField(max_length=250)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    history = models.TextField(blank=True, help_text=_("lịch sử đơn vị hình thành phông"))
    began_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    classification = models.JSONField(default=list, help_text=_("phương án phân loại: [{code, title, parent}]"))
    language = models.CharField(max_length=60, default="Tiếng Việt")
    backup = models.CharField(max_length=200, blank=True, help_text=_("chế độ dự phòng"))
    note = models.TextField(blank=True)
    files_count = models.IntegerField(default=0, help_text=_("số hồ sơ đã cấp số trong phông; là bộ đếm"))
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province_id", "code"], name="records_fonds_code"),
            models.UniqueConstraint(fields=["unit"], name="records_fonds_of_unit"),
            models.CheckConstraint(
                condition=models.Q(state="open", closed_at=None) | models.Q(state="closed", closed_at__isnull=False),
                name="records_fonds_closed_has_time",
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.name}"


class RetentionRule(models.Model):
    """Mục của bảng thời hạn bảo quản, with its legal basis and how sure it is; `years` None = permanent (vĩnh viễn)."""

    code = models.CharField(max_length=40)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    title = models.CharField(max_length=300)
    field = models.CharField(max_length=80, help_text=_("nhóm tài liệu"))
    years = models.SmallIntegerField(null=True)
    basis = models.CharField(max_length=200)
    certainty = models.CharField(max_length=10, choices=Certainty.choices)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="records_rule_code"),
            models.CheckConstraint(condition=models.Q(years=None) | models.Q(years__gt=0), name="records_rule_years"),
        ]

    def __str__(self):
        return self.title

    @property
    def is_permanent(self) -> bool:
        """Vĩnh viễn."""
        return self.years is None
