"""Nghĩa vụ tài chính."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.dossiers.models.dossier import Dossier
from thongsuot.org.models import Unit


class Payment(models.Model):
    """Yêu cầu thực hiện nghĩa vụ tài chính và lần nộp: several in a dossier's life, one open at a time. Integer đồng.

    What is collected belongs to the competent unit (`revenue_unit`), whoever's counter takes the money.
    """

    class Method(models.TextChoices):
        CASH = "cash", _("tiền mặt")
        TRANSFER = "transfer", _("chuyển khoản")
        ONLINE = "online", _("trực tuyến")

    province_id = models.BigIntegerField()
    dossier = models.ForeignKey(Dossier, models.PROTECT, db_constraint=False, related_name="payments")
    items = models.JSONField(help_text=_("[{kind, text, amount}], số tiền nguyên đồng"))
    amount = models.BigIntegerField(help_text=_("tổng phải nộp, đồng"))
    reason = models.TextField(
        blank=True, help_text=_("vì sao ghi khoản khác quy định; trống: theo biểu phí của thủ tục")
    )
    note = models.TextField(blank=True)
    revenue_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    method = models.CharField(max_length=10, choices=Method.choices, blank=True)
    reference = models.CharField(max_length=100, blank=True, help_text=_("số chứng từ, mã giao dịch"))
    payer = models.CharField(max_length=200, blank=True)
    paid_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(null=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    cancelled_at = models.DateTimeField(
        null=True, help_text=_("không phải nộp nữa: hồ sơ đã rút, hoặc được miễn, giảm")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["province_id", "dossier"],
                name="dossiers_payment_one_open",
                condition=models.Q(recorded_at=None, cancelled_at=None),
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="dossiers_payment_positive"),
            models.CheckConstraint(
                condition=models.Q(recorded_at=None, paid_at=None, recorded_by=None, method="")
                | models.Q(recorded_at__isnull=False, paid_at__isnull=False)
                & ~models.Q(method="")
                # money that a gateway confirmed is recorded by the platform itself; cash always has a hand that took it
                & (models.Q(recorded_by__isnull=False) | ~models.Q(method="cash")),
                name="dossiers_payment_paid_whole",
            ),
        ]
        indexes = [models.Index(fields=["dossier", "id"], name="dossiers_payment_dossier")]
