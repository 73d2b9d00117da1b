"""Những tuần đầu sau ngày hiệu lực, unit by unit and day by day."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from thongsuot.cutover.models.plan import Plan
from thongsuot.org.models import Unit

USUAL_DAYS = 91  # thirteen weeks before the day: as many Mondays as Sundays


class StandstillDay(models.Model):
    """Những tuần đầu: what one new unit of a plan looked like when it was last counted on a day; a row stays as history."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", help_text=_("đơn vị mới"))
    day = models.DateField()
    counted_at = models.DateTimeField()
    open_now = models.IntegerField(default=0, help_text=_("việc đang mở"))
    overdue = models.IntegerField(default=0, help_text=_("trong đó quá hạn"))
    came_over = models.IntegerField(default=0, help_text=_("việc đang mở từ trước ngày hiệu lực"))
    untouched = models.IntegerField(default=0, help_text=_("trong đó chưa ai động tới từ khi chuyển"))
    untouched_overdue = models.IntegerField(default=0)
    intake = models.IntegerField(default=0, help_text=_("hồ sơ nhận từ ngày hiệu lực"))
    usual_intake = models.IntegerField(default=0, help_text=_("hồ sơ các đơn vị trước nhận trong 91 ngày trước đó"))
    intake_days = models.IntegerField(default=0)
    estimate = models.BooleanField(default=False, help_text=_("có đơn vị trước bị chia: mức trước kia là ước tính"))
    accounts = models.IntegerField(default=0, help_text=_("tài khoản có chức vụ"))
    not_activated = models.IntegerField(default=0, help_text=_("còn mật khẩu tạm"))
    not_signed_in = models.IntegerField(default=0, help_text=_("chưa đăng nhập từ ngày hiệu lực"))
    counters = models.IntegerField(default=0)
    counters_closed = models.IntegerField(default=0, help_text=_("quầy chưa mở lần nào từ ngày hiệu lực"))
    stuck = models.IntegerField(default=0, help_text=_("tin kẹt"))
    undecided = models.IntegerField(default=0, help_text=_("việc của đơn vị trước bị chia chưa ai quyết"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "unit", "day"], name="cutover_standstillday_once"),
            models.CheckConstraint(
                condition=Q(untouched__lte=models.F("came_over")) & Q(came_over__lte=models.F("open_now")),
                name="cutover_standstillday_parts",
            ),
        ]
        indexes = [models.Index(fields=["plan", "-day"], name="cutover_standstill_recent")]

    def __str__(self):
        return f"{self.unit_id} {self.day:%d/%m/%Y}"

    @property
    def overdue_share(self) -> int:
        """Phần trăm việc đang mở đã quá hạn."""
        return round(100 * self.overdue / self.open_now) if self.open_now else 0

    @property
    def intake_share(self) -> int | None:
        """Mức nhận mỗi ngày so với các đơn vị trước, phần trăm; None when there is nothing to compare with."""
        if not self.usual_intake or not self.intake_days:
            return None
        return round(100 * (self.intake / self.intake_days) / (self.usual_intake / USUAL_DAYS))
