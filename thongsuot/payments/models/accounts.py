"""Tài khoản thụ hưởng."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.org.models import Unit


class BeneficiaryAccount(models.Model):
    """Tài khoản thụ hưởng của một đơn vị trong một khoảng thời gian; never two at one moment. Few rows: a plain table."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    valid = DateRangeField(help_text=_("[từ ngày, đến trước ngày)"))
    bank_bin = models.CharField(max_length=6, help_text=_("mã BIN của ngân hàng, sáu chữ số"))
    bank_name = models.CharField(max_length=120)
    number = models.CharField(max_length=19)
    holder = models.CharField(max_length=140, help_text=_("tên chủ tài khoản"))
    is_demo = models.BooleanField(default=False, help_text=_("tài khoản giả của bản dùng thử"))
    basis = models.CharField(max_length=300, blank=True, help_text=_("văn bản mở tài khoản"))
    added_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="payments_account_one_at_a_time",
                expressions=[("unit", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(condition=models.Q(bank_bin__regex=r"^[0-9]{6}$"), name="payments_account_bin"),
            models.CheckConstraint(
                condition=models.Q(number__regex=r"^[0-9A-Za-z]{1,19}$"), name="payments_account_number"
            ),
        ]

    def __str__(self):
        return f"{self.bank_name} {self.number}"
