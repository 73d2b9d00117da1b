"""Tin gửi đi."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.exchange.models.systems import System


class OutMessage(models.Model):
    """Tin chờ gửi: one entry of a dossier's journal that a system outside has to learn; leaves the table once confirmed.

    Of one dossier only the first message is due (`next_try_at`); those behind it wait without a time until it is gone.
    The payload is made when it is sent, from the entry and the dossier. While sending, `next_try_at` is the end of the
    lease: when the worker dies, the message is due again. `attempts` names the lease, so a late worker changes nothing.
    """

    class Kind(models.TextChoices):
        DOSSIER = "dossier", _("hồ sơ")
        PROGRESS = "progress", _("tiến độ")

    class State(models.TextChoices):
        WAITING = "waiting", _("chờ gửi")
        SENDING = "sending", _("đang gửi")
        STUCK = "stuck", _("kẹt, cần người xem")

    province_id = models.BigIntegerField()
    system = models.ForeignKey(System, models.PROTECT, related_name="+", db_index=False)
    dossier_id = models.BigIntegerField()
    dossier_code = models.CharField(max_length=60)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    seq = models.IntegerField(help_text=_("thứ tự của bút toán trong nhật ký hồ sơ"))
    entry_id = models.BigIntegerField(help_text=_("bút toán: khoá chống lặp của tin"))
    unit_id = models.BigIntegerField(help_text=_("đơn vị phải lo khi tin kẹt"))
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    attempts = models.IntegerField(default=0)
    next_try_at = models.DateTimeField(null=True, help_text=_("trống: còn tin trước của cùng hồ sơ, hoặc đang kẹt"))
    cause = models.CharField(max_length=30, blank=True, help_text=_("mã nguyên nhân của lần thử gần nhất"))
    last_answer = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, help_text=_("lần gửi gần nhất"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["province_id", "system", "dossier_id", "seq", "kind"], name="exchange_out_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting")
                | models.Q(state="sending", next_try_at__isnull=False)
                | models.Q(state="stuck", next_try_at=None),
                name="exchange_out_due",
            ),
        ]
        indexes = [
            models.Index(
                fields=["system", "next_try_at"],
                name="exchange_out_next",
                condition=models.Q(next_try_at__isnull=False),
            ),
            models.Index(fields=["unit_id", "made_at"], name="exchange_out_unit", condition=~models.Q(cause="")),
            models.Index(fields=["cause", "made_at"], name="exchange_out_cause", condition=~models.Q(cause="")),
            models.Index(fields=["made_at"], name="exchange_out_age"),
        ]

    @property
    def key(self) -> str:
        """Khoá chống lặp: the same for every attempt, also after a replay."""
        return f"{self.kind}-{self.province_id}-{self.entry_id}"


class SentDossier(models.Model):
    """Đã gửi: what a system last confirmed about a dossier; one narrow row per dossier and system, kept for ever."""

    province_id = models.BigIntegerField()
    system = models.ForeignKey(System, models.PROTECT, related_name="+", db_index=False)
    dossier_id = models.BigIntegerField()
    status = models.CharField(max_length=20, blank=True, help_text=_("trạng thái của ta mà bên kia đã nhận"))
    seq = models.IntegerField(help_text=_("bút toán sau cùng đã được xác nhận"))
    messages = models.IntegerField(default=1, help_text=_("số tin đã xác nhận"))
    sent_at = models.DateTimeField()
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province_id", "dossier_id", "system"], name="exchange_sent_once")
        ]


class SentFile(models.Model):
    """Tệp đã gửi: the other side has these bytes (it checked their SHA-256), so the next message names the file only."""

    province_id = models.BigIntegerField()
    system = models.ForeignKey(System, models.PROTECT, related_name="+", db_index=False)
    dossier_id = models.BigIntegerField()
    file_uid = models.UUIDField()
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(help_text=_("byte"))
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["province_id", "dossier_id", "system", "file_uid"], name="exchange_sent_file_once"
            )
        ]
