"""Việc nền của một người: exports and acts for many dossiers."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.common.models import StoredFile


class Export(models.Model):
    """Tệp xuất ra (Excel, PDF) của một người: made in the background, fetched by its owner only, kept some days."""

    class Kind(models.TextChoices):
        LIST = "list", _("Danh sách hồ sơ")
        REGISTER = "register", _("Sổ theo dõi hồ sơ")
        REGISTER_PDF = "register_pdf", _("Sổ theo dõi hồ sơ (bản in)")

    uid = models.UUIDField(unique=True, default=uuid.uuid4)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    title = models.CharField(max_length=200)
    params = models.JSONField(default=dict, help_text=_("điều kiện lọc"))
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    rows = models.IntegerField(default=0, help_text=_("số dòng đã ghi"))
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    refusal = models.TextField(blank=True, help_text=_("vì sao không làm được"))

    class Meta:
        indexes = [models.Index(fields=["user", "-asked_at"], name="dossiers_export_user")]


class BulkRun(models.Model):
    """Một lần làm hàng loạt: one verb for many dossiers, in the background, each in its own transaction."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, help_text=_("do trang đặt: bấm hai lần vẫn là một lần"))
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    verb = models.CharField(max_length=30)
    given = models.JSONField(default=dict, help_text=_("những gì người làm đã chọn, ghi"))
    total = models.IntegerField()
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-asked_at"], name="dossiers_bulk_user")]


class BulkRow(models.Model):
    """Một hồ sơ của lần làm hàng loạt: done, or refused with the reason; written together with the act itself."""

    class State(models.TextChoices):
        WAITING = "waiting", _("chờ làm")
        DONE = "done", _("đã làm")
        REFUSED = "refused", _("không làm được")

    run = models.ForeignKey(BulkRun, models.CASCADE, related_name="lines")
    position = models.SmallIntegerField()
    code = models.CharField(max_length=60, help_text=_("mã hồ sơ"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    reason = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "code"], name="dossiers_bulk_row_once")]
