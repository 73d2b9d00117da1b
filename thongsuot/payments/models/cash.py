"""Sổ quỹ tiền mặt của quầy."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.org.models import Unit


class CashBook(models.Model):
    """Sổ quỹ: one drawer of one unit."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="payments_book_name")]

    def __str__(self):
        return self.name


class CashSession(models.Model):
    """Ca quỹ: from an opening balance to a count of notes. What is closed is never changed; the next one begins with it."""

    class Closing(models.TextChoices):
        DAY_END = "day_end", _("khoá sổ cuối ngày")
        HAND_OVER = "hand_over", _("bàn giao ca")
        NOT_COUNTED = "not_counted", _("tự khép vì sang ngày mới, chưa kiểm đếm")

    province_id = models.BigIntegerField()
    book = models.ForeignKey(CashBook, models.PROTECT, related_name="sessions")
    day = models.DateField()
    number = models.SmallIntegerField(help_text=_("ca thứ mấy trong ngày"))
    holder = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    opened_at = models.DateTimeField()
    opening = models.BigIntegerField()
    taken_in = models.BigIntegerField(default=0)
    paid_out = models.BigIntegerField(default=0)
    balance = models.BigIntegerField(help_text=_("theo sổ: đầu ca + thu − chi"))
    entries_count = models.IntegerField(default=0)
    closing = models.CharField(max_length=12, choices=Closing.choices, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    notes_counted = models.JSONField(default=dict, help_text=_("{mệnh giá: số tờ}"))
    counted = models.BigIntegerField(null=True)
    difference = models.BigIntegerField(null=True, help_text=_("đếm được trừ theo sổ"))
    difference_reason = models.TextField(blank=True)
    taker = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_index=False, help_text=_("người nhận ca")
    )
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    sign_note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["book"], name="payments_session_one_open", condition=models.Q(closed_at=None)
            ),
            models.UniqueConstraint(fields=["book", "day", "number"], name="payments_session_number"),
            models.UniqueConstraint(
                fields=["book", "day"], name="payments_session_day_ends_once", condition=models.Q(closing="day_end")
            ),
            models.CheckConstraint(
                condition=models.Q(
                    balance=models.F("opening") + models.F("taken_in") - models.F("paid_out"), balance__gte=0
                ),
                name="payments_session_balance",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at=None, closing="", counted=None, difference=None, signed_at=None)
                | models.Q(closed_at__isnull=False, closing="not_counted", counted=None, difference=None)
                | models.Q(
                    closed_at__isnull=False,
                    closing__in=["day_end", "hand_over"],
                    closed_by__isnull=False,
                    counted__gte=0,
                    difference=models.F("counted") - models.F("balance"),
                ),
                name="payments_session_closed_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(difference=None) | models.Q(difference=0) | ~models.Q(difference_reason=""),
                name="payments_session_difference_said",
            ),
            models.CheckConstraint(
                condition=models.Q(signed_by=None)
                | models.Q(closed_by=None)
                | ~models.Q(signed_by=models.F("closed_by")),
                name="payments_session_four_eyes",
            ),
        ]
        indexes = [models.Index(fields=["book", "-id"], name="payments_session_book")]


class CashEntry(models.Model):
    """Một lần thu hay chi tiền mặt; written once, into an open session only."""

    class Kind(models.TextChoices):
        IN = "in", _("thu")
        OUT = "out", _("chi")

    class Cause(models.TextChoices):
        FEE = "fee", _("thu phí, lệ phí")
        REFUND = "refund", _("hoàn tiền")
        DEPOSIT = "deposit", _("nộp vào tài khoản")
        FLOAT = "float", _("nhận tiền lẻ, tạm ứng")

    province_id = models.BigIntegerField()
    session = models.ForeignKey(CashSession, models.PROTECT, related_name="entries", db_index=False)
    number = models.IntegerField()
    kind = models.CharField(max_length=3, choices=Kind.choices)
    cause = models.CharField(max_length=8, choices=Cause.choices)
    amount = models.BigIntegerField()
    revenue_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    dossier_code = models.CharField(max_length=60, blank=True)
    receipt_id = models.BigIntegerField(null=True)
    refund_id = models.BigIntegerField(null=True)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province_id", "session", "number"], name="payments_entry_number"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="payments_entry_positive"),
        ]
        indexes = [models.Index(fields=["session", "number"], name="payments_entry_session")]
