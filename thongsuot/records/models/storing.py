"""Kho lưu trữ số: each object by its SHA-256, its copies in the configured stores, packages made of files."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User


class StoreObject(models.Model):
    """Đối tượng trong kho: bytes known by their hash, once per province; kept as long as a kept file names them."""

    province_id = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    added_at = models.DateTimeField()
    retain_until = models.DateField(null=True, help_text=_("không xoá trước ngày này; trống là vĩnh viễn"))
    erase_at = models.DateTimeField(null=True, help_text=_("đã có quyết định huỷ từ lúc này"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["province_id", "sha256"], name="records_object_hash")]


class ObjectCopy(models.Model):
    """Một bản của đối tượng ở một kho."""

    class State(models.TextChoices):
        WANTED = "wanted", _("chờ chép")
        GOOD = "good", _("tốt")
        BAD = "bad", _("hỏng")
        MISSING = "missing", _("mất")
        LOST = "lost", _("không còn bản tốt nào")
        ERASED = "erased", _("đã xoá theo quyết định")

    province_id = models.BigIntegerField()
    object = models.ForeignKey(StoreObject, models.PROTECT, db_constraint=False, related_name="copies", db_index=False)
    store = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WANTED)
    stored_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    repaired_at = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0)
    fault = models.CharField(max_length=200, blank=True)
    next_at = models.DateTimeField(help_text=_("lúc chép, kiểm tiếp theo"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["province_id", "object", "store"], name="records_copy_once")]
        indexes = [
            models.Index(fields=["state", "next_at"], name="records_copy_work"),
            models.Index(fields=["store", "state"], name="records_copy_store"),
        ]


class Package(models.Model):
    """Gói tin hồ sơ (SIP, AIP, DIP): made in the background, or come in from elsewhere."""

    class Kind(models.TextChoices):
        SUBMISSION = "sip", _("gói nộp (SIP)")
        ARCHIVAL = "aip", _("gói bảo quản (AIP)")
        DISSEMINATION = "dip", _("gói khai thác (DIP)")

    class State(models.TextChoices):
        WAITING = "waiting", _("đang làm")
        READY = "ready", _("đã xong")
        FAILED = "failed", _("không làm được")

    province_id = models.BigIntegerField()
    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    unit_id = models.BigIntegerField(help_text=_("đơn vị giữ phông lúc làm gói"))
    kind = models.CharField(max_length=3, choices=Kind.choices)
    came_in = models.BooleanField(default=False)
    title = models.CharField(max_length=300)
    file_ids = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    done_files = models.IntegerField(default=0)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.BigIntegerField(null=True)
    fault = models.CharField(max_length=500, blank=True)
