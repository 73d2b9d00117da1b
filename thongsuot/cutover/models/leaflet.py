"""Tờ thay đổi của cả một tỉnh: one file made in the background, asked for by an administrator."""

import uuid

from django.db import models
from django.db.models import Q

from thongsuot.accounts.models import User
from thongsuot.common.models import StoredFile
from thongsuot.org.models import Unit


class LeafletBook(models.Model):
    """Tập tờ thay đổi: how far it is (`done` of `total` communes), then its file; kept until it is made anew."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    province = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["province"], condition=Q(finished_at=None), name="cutover_leafletbook_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(file=None) | Q(finished_at__isnull=False), name="cutover_leafletbook_file_when_done"
            ),
        ]
        indexes = [models.Index(fields=["province", "-asked_at"], name="cutover_leafletbook_recent")]

    def __str__(self):
        return f"{self.province_id} {self.asked_at:%d/%m/%Y}"
