"""Sổ bàn giao: records, premises and assets of an old unit as a new one receives them, line by line, signed by both."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.cutover.models.plan import Plan, PlanUnit


class HandoverBook(models.Model):
    """Sổ bàn giao giữa một đơn vị cũ và một đơn vị mới; a signature stands under exactly the lines it was given for.

    Two signatures by two people: the constraint holds even when both have a right in both units.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    old = models.ForeignKey(PlanUnit, models.CASCADE, related_name="+")
    new = models.ForeignKey(PlanUnit, models.CASCADE, related_name="+")
    place = models.CharField(max_length=200, blank=True, help_text=_("bàn giao ở đâu"))
    opened_at = models.DateTimeField()
    revision = models.IntegerField(default=0, help_text=_("tăng mỗi lần sửa dòng; chữ ký nói ký bản nào"))
    old_signed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    old_signed_at = models.DateTimeField(null=True)
    old_title = models.CharField(max_length=160, blank=True)
    new_signed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    new_signed_at = models.DateTimeField(null=True)
    new_title = models.CharField(max_length=160, blank=True)
    content_hash = models.CharField(max_length=64, blank=True, help_text=_("SHA-256 của các dòng lúc ký"))
    old_task_id = models.BigIntegerField(null=True, help_text=_("việc của người đứng đầu đơn vị cũ"))
    new_task_id = models.BigIntegerField(null=True, help_text=_("việc của người đứng đầu đơn vị mới"))
    reopened_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "old", "new"], name="cutover_handover_once"),
            models.CheckConstraint(
                condition=Q(old_signed_by=None) | Q(new_signed_by=None) | ~Q(old_signed_by=F("new_signed_by")),
                name="cutover_handover_two_people",
            ),
            models.CheckConstraint(
                condition=Q(old_signed_by=None, old_signed_at=None)
                | Q(old_signed_by__isnull=False, old_signed_at__isnull=False),
                name="cutover_handover_old_signed",
            ),
            models.CheckConstraint(
                condition=Q(new_signed_by=None, new_signed_at=None)
                | Q(new_signed_by__isnull=False, new_signed_at__isnull=False),
                name="cutover_handover_new_signed",
            ),
        ]

    def __str__(self):
        return f"{self.old_id} → {self.new_id}"


class HandoverLine(models.Model):
    """Một dòng bàn giao: what, how many were handed over, how many were received, what is missing or damaged.

    `received` NULL: not counted yet. A line of another room carries its name and its own key, and is put again by it.
    """

    class What(models.TextChoices):
        RECORDS = "records", _("hồ sơ, tài liệu")
        PREMISES = "premises", _("trụ sở, nhà đất")
        ASSETS = "assets", _("tài sản, trang thiết bị")
        SEALS = "seals", _("con dấu, chứng thư số")
        OTHER = "other", _("khác")

    book = models.ForeignKey(HandoverBook, models.CASCADE, related_name="lines")
    position = models.IntegerField()
    what = models.CharField(max_length=8, choices=What.choices)
    name = models.CharField(max_length=300)
    unit_of_count = models.CharField(max_length=30, help_text=_("hộp, mét, cái, thửa"))
    handed = models.IntegerField()
    received = models.IntegerField(null=True)
    damaged = models.IntegerField(default=0)
    note = models.CharField(max_length=500, blank=True)
    source = models.CharField(max_length=30, blank=True, help_text=_("phòng đã ghi dòng này; trống = ghi tay"))
    reference = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["book", "source", "reference"], condition=~Q(source=""), name="cutover_handoverline_once"
            ),
            models.CheckConstraint(
                condition=Q(handed__gte=0) & Q(damaged__gte=0) & (Q(received=None) | Q(received__gte=0)),
                name="cutover_handoverline_counts",
            ),
            models.CheckConstraint(
                condition=Q(received=None, damaged=0) | Q(damaged__lte=F("received")),
                name="cutover_handoverline_damaged",
            ),
        ]
        indexes = [models.Index(fields=["book", "position"], name="cutover_handoverline_order")]

    def __str__(self):
        return self.name
