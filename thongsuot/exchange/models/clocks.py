"""Hai đồng hồ: what the portal shows about our dossiers, and each comparison with ours."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from thongsuot.exchange.models.systems import System
from thongsuot.org.models import Unit


class PortalView(models.Model):
    """Cổng đang thấy hồ sơ này thế nào: its status and due moment, as last fetched. Partitioned by province.

    `dossier_id` is empty for a code that we do not know: something the portal accepted and that never reached us.
    """

    province_id = models.BigIntegerField()
    system = models.ForeignKey(System, models.PROTECT, related_name="+", db_index=False)
    code = models.CharField(max_length=80)
    dossier_id = models.BigIntegerField(null=True)
    national_status = models.SmallIntegerField()
    due_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province_id", "system", "code"], name="exchange_view_once"),
        ]

    def __str__(self):
        return self.code


class ClockRun(models.Model):
    """Một lần so hai đồng hồ; figures of the whole, those of each unit in `ClockUnit`."""

    province_id = models.BigIntegerField()
    system = models.ForeignKey(System, models.PROTECT, related_name="+", db_index=False)
    asked_by = models.BigIntegerField(null=True, help_text=_("trống: chạy hằng đêm"))
    began_at = models.DateTimeField()
    compared_at = models.DateTimeField(null=True, help_text=_("thời điểm mà quá hạn được tính"))
    ended_at = models.DateTimeField(null=True)
    fetched = models.IntegerField(default=0)
    failed = models.CharField(max_length=40, blank=True, help_text=_("mã nguyên nhân khi không so được"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["province_id", "system"], name="exchange_clock_one_at_a_time", condition=Q(ended_at=None)
            )
        ]
        indexes = [models.Index(fields=["province_id", "-id"], name="exchange_clock_recent")]

    def __str__(self):
        return f"{self.began_at:%d/%m/%Y %H:%M}"


class Cause(models.TextChoices):
    """Vì sao hai đồng hồ khác nhau."""

    WAITING = "waiting", _("đồng hồ cổng vẫn chạy khi ta chờ người dân")
    LATE_SYNC = "late_sync", _("tin đồng bộ đến chậm hoặc đang kẹt")
    CALENDAR = "calendar", _("khác lịch: ngày nghỉ, cuối tuần, giờ chốt")
    HOUR = "hour", _("cùng ngày, chỉ khác giờ")
    UNKNOWN = "unknown", _("chưa rõ")
    NOT_HERE = "not_here", _("cổng có, ta chưa có")


class ClockUnit(models.Model):
    """Con số của một đơn vị trong một lần so."""

    run = models.ForeignKey(ClockRun, models.CASCADE, related_name="units")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    cause = models.CharField(max_length=10, blank=True, choices=Cause.choices, help_text=_("trống: hai bên giống nhau"))
    compared = models.IntegerField()
    overdue_there = models.IntegerField(help_text=_("cổng ghi quá hạn"))
    overdue_both = models.IntegerField(help_text=_("quá hạn thật: theo đồng hồ của ta cũng quá hạn"))
    overdue_here = models.IntegerField(help_text=_("quá hạn theo đồng hồ của ta"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "unit", "cause"], name="exchange_clock_unit_once", nulls_distinct=False
            )
        ]

    def __str__(self):
        return f"{self.run_id}/{self.unit_id}/{self.cause}"


class ClockDifference(models.Model):
    """Một hồ sơ mà hai đồng hồ nói khác nhau, in one comparison. Partitioned by province; kept for the newest runs."""

    province_id = models.BigIntegerField()
    run_id = models.BigIntegerField()
    unit_id = models.BigIntegerField(null=True)
    cause = models.CharField(max_length=10, choices=Cause.choices)
    dossier_id = models.BigIntegerField(null=True)
    code = models.CharField(max_length=80)
    status_there = models.SmallIntegerField()
    status_here = models.CharField(max_length=20, blank=True)
    due_there = models.DateTimeField(null=True)
    due_here = models.DateTimeField(null=True)
    overdue_there = models.BooleanField()
    overdue_here = models.BooleanField()

    class Meta:
        indexes = [models.Index(fields=["run_id", "unit_id", "cause", "code"], name="exchange_difference_of_unit")]

    def __str__(self):
        return self.code
