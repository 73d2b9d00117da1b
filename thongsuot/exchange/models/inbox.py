"""Tin nhận về."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.exchange.models.systems import System


class InMessage(models.Model):
    """Tin nhận về: stored as it came, before anybody tries to understand it; the same message twice is one row.

    Not partitioned: which province it is for is known only once it is understood.
    """

    class State(models.TextChoices):
        NEW = "new", _("mới nhận")
        UNDERSTOOD = "understood", _("đã làm")
        STUCK = "stuck", _("kẹt, cần người xem")
        SOLVED = "solved", _("đã xử lý bên ngoài")

    system = models.ForeignKey(System, models.PROTECT, related_name="+", db_index=False)
    external_id = models.CharField(max_length=100, help_text=_("số tin của bên gửi"))
    kind = models.CharField(max_length=20)
    raw = models.JSONField(help_text=_("nguyên văn"))
    received_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    cause = models.CharField(max_length=30, blank=True, help_text=_("mã nguyên nhân kẹt"))
    answer = models.CharField(max_length=300, blank=True, help_text=_("vì sao, bằng lời"))
    attempts = models.IntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    province_id = models.BigIntegerField(null=True)
    dossier_id = models.BigIntegerField(null=True)
    dossier_code = models.CharField(max_length=60, blank=True)
    unit_id = models.BigIntegerField(null=True, help_text=_("đơn vị phải lo khi tin kẹt"))
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["system", "external_id"], name="exchange_in_once")]
        indexes = [
            models.Index(fields=["next_try_at", "id"], name="exchange_in_next", condition=models.Q(state="new")),
            models.Index(fields=["unit_id", "received_at"], name="exchange_in_unit", condition=models.Q(state="stuck")),
            models.Index(fields=["cause", "received_at"], name="exchange_in_cause", condition=models.Q(state="stuck")),
            models.Index(fields=["province_id", "dossier_id"], name="exchange_in_dossier"),
        ]
