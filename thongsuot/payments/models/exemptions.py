"""Miễn, giảm phí, lệ phí."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.org.models import Unit


class Exemption(models.Model):
    """Miễn, giảm: on which ground, shown by what, decided by whom; counted apart from what was collected."""

    class Kind(models.TextChoices):
        EXEMPT = "exempt", _("miễn")
        REDUCED = "reduced", _("giảm")

    province_id = models.BigIntegerField()
    dossier_id = models.BigIntegerField()
    dossier_code = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False, help_text=_("đơn vị có khoản thu"))
    kind = models.CharField(max_length=10, choices=Kind.choices)
    ground_code = models.CharField(max_length=30, blank=True)
    ground = models.TextField(help_text=_("diện miễn, giảm"))
    basis = models.CharField(max_length=500, help_text=_("văn bản, điều khoản"))
    certainty = models.CharField(max_length=12)
    items = models.JSONField(help_text=_("khoản theo biểu phí: [{kind, text, amount}]"))
    amount_before = models.BigIntegerField()
    amount_after = models.BigIntegerField()
    file_id = models.UUIDField(default=uuid.uuid4, null=True, help_text=_("giấy tờ chứng minh"))
    seen = models.CharField(max_length=300, blank=True, help_text=_("giấy tờ đã xem, khi không có bản chụp"))
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province_id", "dossier_id"], name="payments_exemption_once"),
            models.CheckConstraint(
                condition=models.Q(kind="exempt", amount_after=0)
                | models.Q(kind="reduced", amount_after__gt=0, amount_after__lt=models.F("amount_before")),
                name="payments_exemption_amounts",
            ),
            models.CheckConstraint(
                condition=models.Q(amount_before__gt=0) & (models.Q(file_id__isnull=False) | ~models.Q(seen="")),
                name="payments_exemption_shown",
            ),
        ]
        indexes = [models.Index(fields=["unit", "-decided_at"], name="payments_exemption_unit")]

    def __str__(self):
        return self.dossier_code
