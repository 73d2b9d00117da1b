"""Hoàn tiền."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.org.models import Unit


class Refund(models.Model):
    """Hoàn tiền: queued by the platform or asked for, approved by other eyes, paid out; few rows, a plain table."""

    class Cause(models.TextChoices):
        WITHDRAWN = "withdrawn", _("hồ sơ đã rút, dừng")
        NOT_ASKED = "not_asked", _("tiền đến khi không còn phải nộp")
        OVERPAID = "overpaid", _("nộp thừa")
        MISTAKE = "mistake", _("thu sai")
        OTHER = "other", _("lý do khác")

    class State(models.TextChoices):
        QUEUED = "queued", _("chờ đề nghị hoàn")
        REQUESTED = "requested", _("chờ duyệt")
        APPROVED = "approved", _("chờ chi")
        PAID = "paid", _("đã hoàn")
        REFUSED = "refused", _("không hoàn")

    class Method(models.TextChoices):
        CASH = "cash", _("tiền mặt")
        TRANSFER = "transfer", _("chuyển khoản")

    province_id = models.BigIntegerField()
    dossier_id = models.BigIntegerField()
    dossier_code = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False, help_text=_("đơn vị có khoản thu"))
    request_id = models.BigIntegerField(null=True)
    arrival_id = models.BigIntegerField(null=True)
    intent_id = models.BigIntegerField(null=True)
    cause = models.CharField(max_length=10, choices=Cause.choices)
    amount = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    queued_at = models.DateTimeField()
    receiver = models.CharField(max_length=200, blank=True)
    method = models.CharField(max_length=10, choices=Method.choices, blank=True)
    account = models.JSONField(default=dict, help_text=_("{bank_bin, bank_name, number, holder}"))
    reason = models.TextField(blank=True)
    requested_at = models.DateTimeField(null=True)
    requested_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    decision = models.CharField(max_length=300, blank=True, help_text=_("số quyết định, hoặc vì sao không hoàn"))
    paid_at = models.DateTimeField(null=True)
    paid_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    reference = models.CharField(max_length=100, blank=True, help_text=_("mã giao dịch chi"))
    number = models.IntegerField(null=True, help_text=_("số phiếu hoàn"))
    year = models.SmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="payments_refund_positive"),
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("requested_by")),
                name="payments_refund_four_eyes",
            ),
            models.CheckConstraint(
                condition=models.Q(state="queued", requested_by=None, decided_by=None, paid_at=None)
                | models.Q(state="requested", requested_by__isnull=False, decided_by=None, paid_at=None)
                | models.Q(
                    state__in=["approved", "refused"],
                    requested_by__isnull=False,
                    decided_by__isnull=False,
                    paid_at=None,
                )
                | models.Q(
                    state="paid",
                    requested_by__isnull=False,
                    decided_by__isnull=False,
                    paid_at__isnull=False,
                    paid_by__isnull=False,
                    number__isnull=False,
                ),
                name="payments_refund_steps",
            ),
            models.UniqueConstraint(
                fields=["unit", "year", "number"],
                name="payments_refund_number",
                condition=models.Q(number__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["province_id", "arrival_id"],
                name="payments_refund_of_arrival_once",
                condition=models.Q(arrival_id__isnull=False) & ~models.Q(state="refused"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "id"],
                name="payments_refund_open",
                condition=models.Q(state__in=["queued", "requested", "approved"]),
            ),
            models.Index(fields=["dossier_id", "id"], name="payments_refund_dossier"),
        ]

    @property
    def is_open(self) -> bool:
        """Còn việc phải làm."""
        return self.state in (self.State.QUEUED, self.State.REQUESTED, self.State.APPROVED)

    def __str__(self):
        return self.dossier_code
