"""Hồ sơ gửi về từ máy quầy: kept as it came until it has become a dossier or a person has settled it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.offline.models.devices import Device


class Arrival(models.Model):
    """Một hồ sơ nhận khi mất mạng. `uid` is given by the PC: sent again, it is the same one for ever.

    Contents are encrypted, and gone once the dossier has them. Few rows: a plain table; `dossier_id` points into a partition.
    """

    class State(models.TextChoices):
        MERGED = "merged", _("đã thành hồ sơ")
        WAITING = "waiting", _("chờ người xử lý")
        JOINED = "joined", _("gắn vào hồ sơ đã có")
        VOID = "void", _("huỷ số tạm")

    uid = models.UUIDField(unique=True)
    device = models.ForeignKey(Device, models.PROTECT, related_name="arrivals")
    province_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    number = models.IntegerField()
    provisional = models.CharField(max_length=60)
    clerk = models.ForeignKey(User, models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(help_text=_("giờ của máy quầy"))
    received_at = models.DateTimeField(help_text=_("giờ thật: đã chỉnh theo độ lệch của máy"))
    arrived_at = models.DateTimeField()
    skew_seconds = models.IntegerField(default=0)
    printed_due_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    content = models.BinaryField(default=b"")
    state = models.CharField(max_length=10, choices=State.choices)
    problem = models.CharField(max_length=40, blank=True)
    problem_text = models.CharField(max_length=1000, blank=True)
    facts = models.JSONField(default=dict)
    dossier_id = models.BigIntegerField(null=True)
    dossier_code = models.CharField(max_length=60, blank=True)
    told_difference = models.BooleanField(null=True, help_text=_("ngày hẹn khác giấy đã in: đã báo người dân chưa"))
    solved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    solved_at = models.DateTimeField(null=True)
    solution = models.CharField(max_length=10, blank=True)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["device", "number"], name="offline_arrival_number"),
            models.Index(
                fields=["unit_id", "id"],
                name="offline_arrival_work",
                condition=models.Q(state="waiting") | models.Q(told_difference=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state__in=["merged", "joined"]) | ~models.Q(dossier_code=""),
                name="offline_arrival_has_its_dossier",
            )
        ]

    def __str__(self):
        return self.provisional

    @property
    def aad(self) -> bytes:
        """What ties the cipher to its row."""
        return b"arrival:" + self.uid.bytes

    @property
    def due_differs(self) -> bool:
        """Whether the due moment is another than the paper says."""
        return self.state == self.State.MERGED and self.printed_due_at != self.due_at
