"""Việc kẹt: runs that send a whole range again, and alarms that were raised."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.exchange.models.systems import System
from thongsuot.org.models import Unit


class ReplayRun(models.Model):
    """Một lần làm lại cả loạt: what was chosen, how far it is; asked for twice with one uid it is one run."""

    class State(models.TextChoices):
        WAITING = "waiting", _("đang chờ")
        RUNNING = "running", _("đang làm lại")
        DONE = "done", _("đã xong")

    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    wanted = models.JSONField(help_text=_("điều kiện: hệ thống, nguyên nhân, đơn vị, mã hồ sơ, từ lúc, đến lúc"))
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    total = models.IntegerField(default=0)
    tried = models.IntegerField(default=0)
    solved = models.IntegerField(default=0)
    at_key = models.JSONField(null=True, help_text=_("đã làm tới dòng nào; làm tiếp từ đó khi tiến trình chết"))
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="done", ended_at__isnull=False) | (~Q(state="done") & Q(ended_at=None)),
                name="exchange_replay_done_has_time",
            )
        ]

    def __str__(self):
        return str(self.uid)


class Alarm(models.Model):
    """Báo động kẹt: too many, or too old, for one owner and one system; ends by itself when the threshold is kept again."""

    province_id = models.BigIntegerField()
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", db_index=False, help_text=_("đơn vị phải gỡ; tỉnh khi chưa rõ đơn vị")
    )
    system = models.ForeignKey(System, models.PROTECT, related_name="+", db_index=False)
    began_at = models.DateTimeField()
    stuck = models.IntegerField()
    oldest_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    task_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "system"], name="exchange_alarm_one_at_a_time", condition=Q(ended_at=None)
            )
        ]

    def __str__(self):
        return f"{self.unit_id}/{self.system_id}"
