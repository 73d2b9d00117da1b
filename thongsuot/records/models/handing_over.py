"""Bàn giao hồ sơ của đơn vị giải thể: batches of boxes of files of documents, exceptions, two signatures."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.common.models import StoredFile
from thongsuot.org.models import Unit


class Handover(models.Model):
    """Đợt bàn giao tài liệu từ một đơn vị giải thể sang đơn vị kế thừa; states in order, never skipped."""

    class State(models.TextChoices):
        COLLECTED = "collected", _("đã thu thập")
        ARRANGED = "arranged", _("đã chỉnh lý")
        DIGITISED = "digitised", _("đã số hoá")
        CHECKED = "checked", _("đã kiểm")
        HANDED = "handed", _("đã giao, chờ nhận")
        ACCEPTED = "accepted", _("đã nhận")

    class Way(models.TextChoices):
        DIGITAL = "digital", _("hai bên ký số")
        PAPER = "paper", _("hai bên ký tay trên giấy, bản quét đã tải lên")
        JOURNAL = "journal", _("chỉ xác nhận bằng mật khẩu, chưa có biên bản đã ký")

    province_id = models.BigIntegerField()
    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    old = models.ForeignKey(Unit, models.PROTECT, related_name="+", help_text=_("đơn vị giao, đã hoặc sắp giải thể"))
    new = models.ForeignKey(Unit, models.PROTECT, related_name="+", help_text=_("đơn vị nhận"))
    year = models.SmallIntegerField()
    number = models.IntegerField()
    title = models.CharField(max_length=300)
    basis = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.COLLECTED)
    revision = models.IntegerField(default=0)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    content_hash = models.CharField(max_length=64, blank=True, help_text=_("SHA-256 của danh mục lúc ký"))
    handed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    handed_at = models.DateTimeField(null=True)
    handed_title = models.CharField(max_length=160, blank=True)
    accepted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    accepted_at = models.DateTimeField(null=True)
    accepted_title = models.CharField(max_length=160, blank=True)
    way = models.CharField(max_length=7, choices=Way.choices, blank=True, default="", db_default="")
    asked_at = models.DateTimeField(null=True, help_text=_("lúc trình ký số biên bản"))
    minutes = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", db_index=False,
        help_text=_("biên bản đã ký số, hoặc bản quét biên bản ký tay"),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["new", "year", "number"], name="records_handover_number"),
            models.CheckConstraint(condition=~Q(old=F("new")), name="records_handover_two_units"),
            models.CheckConstraint(
                condition=~Q(state__in=["handed", "accepted"])
                | Q(handed_by__isnull=False, handed_at__isnull=False) & ~Q(content_hash=""),
                name="records_handover_handed_is_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(accepted_by__isnull=False, accepted_at__isnull=False),
                name="records_handover_accepted_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(accepted_by=None) | ~Q(accepted_by=F("handed_by")), name="records_handover_two_people"
            ),
            # Without minutes only what was accepted before minutes were kept (`journal`).
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(way="journal") | ~Q(way="") & Q(minutes__isnull=False),
                name="records_handover_accepted_has_minutes",
            ),
        ]
        indexes = [models.Index(fields=["province_id", "new"], name="records_handover_board")]

    def __str__(self):
        return f"{self.number:02}/{self.year}"


class HandoverBox(models.Model):
    """Hộp (cặp) tài liệu."""

    province_id = models.BigIntegerField()
    handover = models.ForeignKey(Handover, models.CASCADE, related_name="boxes", db_index=False)
    number = models.CharField(max_length=30)
    title = models.CharField(max_length=300, blank=True)
    place = models.CharField(max_length=200, blank=True, help_text=_("kho, giá, tầng"))
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["handover", "number"], name="records_handoverbox_number")]

    def __str__(self):
        return self.number


class HandoverFile(models.Model):
    """Hồ sơ trong hộp; `scanned` when it came through a batch of ours, so that its documents and hashes are known."""

    province_id = models.BigIntegerField()
    handover = models.ForeignKey(Handover, models.CASCADE, related_name="files", db_index=False)
    box = models.ForeignKey(HandoverBox, models.CASCADE, related_name="files")
    number = models.IntegerField()
    title = models.CharField(max_length=1000)
    years = models.CharField(max_length=40, blank=True, help_text=_("thời gian tài liệu"))
    retention = models.CharField(max_length=60, blank=True, help_text=_("thời hạn bảo quản"))
    documents = models.IntegerField(default=0)
    sheets = models.IntegerField(default=0)
    digitised = models.BooleanField(default=False)
    scanned_file_id = models.BigIntegerField(null=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["box", "number"], name="records_handoverfile_number"),
            models.UniqueConstraint(fields=["handover", "scanned_file_id"], name="records_handoverfile_once"),
            models.CheckConstraint(
                condition=Q(documents__gte=0) & Q(sheets__gte=0), name="records_handoverfile_counts"
            ),
        ]
        indexes = [models.Index(fields=["handover", "box", "number"], name="records_handoverfile_order")]

    def __str__(self):
        return self.title


class HandoverItem(models.Model):
    """Tài liệu trong hồ sơ bàn giao: what it is, pages, SHA-256 of its digitised file."""

    province_id = models.BigIntegerField()
    file = models.ForeignKey(HandoverFile, models.CASCADE, related_name="items", db_index=False)
    number = models.IntegerField()
    title = models.CharField(max_length=1000)
    pages = models.IntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    record_item_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="records_handoveritem_number")]


class HandoverException(models.Model):
    """Thiếu, hỏng, thừa: said with words; both sides sign under it."""

    class Kind(models.TextChoices):
        MISSING = "missing", _("thiếu")
        DAMAGED = "damaged", _("hỏng")
        EXTRA = "extra", _("thừa, ngoài danh mục")

    province_id = models.BigIntegerField()
    handover = models.ForeignKey(Handover, models.CASCADE, related_name="exceptions", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    box = models.ForeignKey(HandoverBox, models.CASCADE, null=True, related_name="+", db_index=False)
    file = models.ForeignKey(HandoverFile, models.CASCADE, null=True, related_name="+", db_index=False)
    what = models.CharField(max_length=500)
    found_at = models.DateTimeField()
    found_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        indexes = [models.Index(fields=["handover"], name="records_handoverexc_of")]
