"""Nộp lưu hồ sơ một cửa: runs of a unit and a year, and each dossier that was or is being handed in."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.org.models import Unit


class ArchiveRun(models.Model):
    """Lượt nộp lưu hồ sơ đã khép của một đơn vị trong một năm; carried out in steps in the background."""

    province_id = models.BigIntegerField()
    uid = models.UUIDField(unique=True, default=uuid.uuid4)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    with_unsigned = models.BooleanField(default=False, help_text=_("nộp cả kết quả chỉ có bản giấy ký tay"))
    total = models.IntegerField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year"], condition=models.Q(finished_at=None), name="dossiers_archive_run_one"
            )
        ]


class ArchivedDossier(models.Model):
    """Một hồ sơ một cửa trên đường vào lưu trữ: one row for ever. Partitioned by province.

    `digest` is the SHA-256 over the hashes of its documents in their order, as the archive got them.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("chờ nộp")
        OFFERED = "offered", _("đã nộp")
        REFUSED = "refused", _("chưa nộp được")

    province_id = models.BigIntegerField()
    run_id = models.BigIntegerField()
    dossier_id = models.BigIntegerField()
    field = models.CharField(max_length=120, help_text=_("lĩnh vực của thủ tục"))
    rule = models.CharField(max_length=20, help_text=_("mục của bảng thời hạn bảo quản"))
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    problem = models.CharField(max_length=300, blank=True)
    hand_in = models.CharField(max_length=60, blank=True, help_text=_("số đợt nộp lưu"))
    documents = models.IntegerField(default=0)
    size = models.BigIntegerField(default=0, help_text=_("dung lượng, byte"))
    digest = models.CharField(max_length=64, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province_id", "dossier_id"], name="dossiers_archived_once"),
            models.CheckConstraint(
                condition=~models.Q(state="offered") | (~models.Q(digest="") & ~models.Q(hand_in="")),
                name="dossiers_archived_has_digest",
            ),
        ]
        indexes = [models.Index(fields=["run_id", "state", "field", "dossier_id"], name="dossiers_archived_run")]
