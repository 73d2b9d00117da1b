"""Biên lai thu phí, lệ phí."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.org.models import Unit


class Receipt(models.Model):
    """Biên lai: numbered without gaps per unit, symbol and year; never changed, never removed, at most made void."""

    class State(models.TextChoices):
        ISSUED = "issued", _("đã lập")
        VOID = "void", _("đã huỷ")

    province_id = models.BigIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False, help_text=_("đơn vị có khoản thu"))
    collected_unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", db_index=False, help_text=_("quầy đã thu")
    )
    form = models.CharField(max_length=20, help_text=_("mẫu số"))
    symbol = models.CharField(max_length=20, help_text=_("ký hiệu"))
    year = models.SmallIntegerField()
    number = models.IntegerField()
    dossier_id = models.BigIntegerField()
    dossier_code = models.CharField(max_length=60)
    request_id = models.BigIntegerField()
    payer = models.CharField(max_length=200)
    address = models.CharField(max_length=500, blank=True)
    about = models.CharField(max_length=500, help_text=_("thủ tục"))
    items = models.JSONField(help_text=_("[{kind, text, amount}]"))
    total = models.BigIntegerField()
    method = models.CharField(max_length=10)
    reference = models.CharField(max_length=100, blank=True)
    paid_at = models.DateTimeField()
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    printed = models.IntegerField(default=0, help_text=_("số lần đã in"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.ISSUED)
    voided_at = models.DateTimeField(null=True)
    voided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    void_reason = models.TextField(blank=True)
    replaces_id = models.BigIntegerField(null=True, help_text=_("biên lai bị thay"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["province_id", "unit", "symbol", "year", "number"], name="payments_receipt_number"
            ),
            models.UniqueConstraint(
                fields=["province_id", "request_id"],
                name="payments_receipt_one_per_request",
                condition=models.Q(state="issued"),
            ),
            models.UniqueConstraint(
                fields=["province_id", "replaces_id"],
                name="payments_receipt_replaced_once",
                condition=~models.Q(replaces_id=None),
            ),
            models.CheckConstraint(condition=models.Q(total__gt=0, number__gt=0), name="payments_receipt_positive"),
            models.CheckConstraint(
                condition=models.Q(state="issued", voided_at=None, voided_by=None, void_reason="")
                | models.Q(state="void", voided_at__isnull=False, voided_by__isnull=False) & ~models.Q(void_reason=""),
                name="payments_receipt_void_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["dossier_id", "id"], name="payments_receipt_dossier"),
            models.Index(fields=["unit", "-issued_at"], name="payments_receipt_unit"),
            models.Index(fields=["collected_unit", "-issued_at"], name="payments_receipt_collected"),
        ]

    @property
    def number_text(self) -> str:
        """Số biên lai, seven digits as on paper."""
        return f"{self.number:07}"

    def __str__(self):
        return f"{self.symbol} {self.number_text}"
