"""Mẻ số hoá: its scans, their pages, and the files and documents that are made of the pages. Pages are partitioned by province."""

import uuid

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.common.models import StoredFile
from thongsuot.org.models import Unit


class Batch(models.Model):
    """Mẻ số hoá: paper of one fonds scanned by one unit. `origin` made the paper (perhaps dissolved), `unit` works on it."""

    class State(models.TextChoices):
        READING = "reading", _("đang nhận, đọc chữ")
        DESCRIBING = "describing", _("đang mô tả, kiểm")
        DONE = "done", _("đã đưa vào lưu trữ")

    province_id = models.BigIntegerField()
    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    origin = models.ForeignKey(Unit, models.PROTECT, related_name="+", help_text=_("đơn vị hình thành tài liệu"))
    year = models.SmallIntegerField()
    number = models.IntegerField()
    title = models.CharField(max_length=300)
    box = models.CharField(max_length=30, blank=True, help_text=_("hộp của các trang đứng trước tờ phân cách hộp"))
    sample_percent = models.SmallIntegerField(help_text=_("bao nhiêu phần trăm tài liệu được nhập lần hai để kiểm"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    arranged_at = models.DateTimeField(null=True, help_text=_("lúc chia thành hồ sơ, tài liệu"))
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "number"], name="records_batch_number"),
            models.CheckConstraint(
                condition=Q(sample_percent__gte=0) & Q(sample_percent__lte=100), name="records_batch_percent"
            ),
            models.CheckConstraint(
                condition=Q(state="reading", arranged_at=None) | Q(arranged_at__isnull=False),
                name="records_batch_arranged_has_time",
            ),
        ]

    def __str__(self):
        return f"{self.number:02}/{self.year}"


class Scan(models.Model):
    """Tệp quét đã gửi vào mẻ: taken with its original bytes, or refused with the reason; never silently left out."""

    province_id = models.BigIntegerField()
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="scans", db_index=False)
    position = models.IntegerField()
    name = models.CharField(max_length=255)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", db_index=False)
    sha256 = models.CharField(max_length=64, blank=True)
    pages = models.IntegerField(default=0)
    left_out = models.JSONField(default=list, help_text=_("điều trong tệp không mang sang bản để xem"))
    refused = models.CharField(max_length=40, blank=True, help_text=_("mã lý do không nhận"))
    why = models.CharField(max_length=300, blank=True)
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "position"], name="records_scan_position"),
            models.UniqueConstraint(fields=["batch", "sha256"], condition=Q(refused=""), name="records_scan_once"),
            models.CheckConstraint(
                condition=Q(refused="", file__isnull=False, pages__gt=0) | ~Q(refused="") & Q(file=None, pages=0),
                name="records_scan_taken_or_refused",
            ),
        ]

    def __str__(self):
        return self.name


class ScannedFile(models.Model):
    """Hồ sơ trong mẻ: what lies between two separator sheets for files; becomes a record file of the fonds."""

    province_id = models.BigIntegerField()
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="files", db_index=False)
    box = models.CharField(max_length=30, blank=True)
    number = models.IntegerField()
    fields = models.JSONField(default=dict)
    described_at = models.DateTimeField(null=True)
    described_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    record_file_id = models.BigIntegerField(null=True, help_text=_("hồ sơ lưu trữ đã lập"))
    asked_at = models.DateTimeField(null=True, help_text=_("lúc được bảo đưa vào lưu trữ; việc nền làm"))
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    claimed_until = models.DateTimeField(null=True, help_text=_("đang làm, hoặc đợi tới lúc này rồi thử lại"))
    tries = models.SmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True, help_text=_("vì sao chưa vào lưu trữ được"))
    to_sign_at = models.DateTimeField(null=True, help_text=_("lúc được bảo trình ký; việc nền ghép trang rồi trình"))
    to_sign_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    to_sign_problem = models.CharField(max_length=300, blank=True, help_text=_("vì sao chưa trình ký được"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "box", "number"], name="records_scannedfile_number"),
            models.UniqueConstraint(
                fields=["record_file_id"],
                condition=Q(record_file_id__isnull=False),
                name="records_scannedfile_one_record",
            ),
            models.CheckConstraint(
                condition=Q(asked_at=None) | Q(asked_by__isnull=False), name="records_scannedfile_asked_by_somebody"
            ),
            models.CheckConstraint(
                condition=Q(to_sign_at=None) | Q(to_sign_by__isnull=False, asked_at=None, record_file_id=None),
                name="records_scannedfile_signs_before_keeping",
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked_at"],
                condition=Q(asked_at__isnull=False, record_file_id=None),
                name="records_scannedfile_to_keep",
            ),
            models.Index(
                fields=["to_sign_at"], condition=Q(to_sign_at__isnull=False), name="records_scannedfile_to_sign"
            ),
        ]

    def __str__(self):
        return f"{self.box}/{self.number}" if self.box else str(self.number)


class ScannedDocument(models.Model):
    """Tài liệu trong hồ sơ: its pages, what one person keyed, what a second one keyed of a sample, what differed."""

    class State(models.TextChoices):
        WAITING = "waiting", _("chờ mô tả")
        DESCRIBED = "described", _("đã mô tả")
        RETURNED = "returned", _("trả lại để sửa")
        CHECKED = "checked", _("đã kiểm, khớp")
        KEPT = "kept", _("đã vào lưu trữ")

    province_id = models.BigIntegerField()
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="documents", db_index=False)
    file = models.ForeignKey(ScannedFile, models.PROTECT, related_name="documents", db_index=False)
    number = models.IntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    proposals = models.JSONField(default=dict, help_text=_("đề xuất từ chữ đã đọc; không ai lưu khi chưa xem"))
    fields = models.JSONField(default=dict)
    described_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    described_at = models.DateTimeField(null=True)
    sampled = models.BooleanField(default=False, help_text=_("phải nhập lần hai"))
    second = models.JSONField(default=dict)
    checked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    checked_at = models.DateTimeField(null=True)
    compared = models.IntegerField(default=0, help_text=_("số ô đã so ở lần kiểm đầu tiên"))
    wrong = models.IntegerField(default=0, help_text=_("số ô khác nhau ở lần kiểm đầu tiên"))
    revision = models.IntegerField(default=0)
    record_item_id = models.BigIntegerField(null=True)
    stored = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", db_index=False)
    asked_at = models.DateTimeField(null=True, help_text=_("lúc trình ký số"))
    signed_at = models.DateTimeField(null=True, help_text=_("lúc cơ quan ký số lên tệp"))
    refusal = models.CharField(
        max_length=300, blank=True, db_default="", default="", help_text=_("vì sao người ký trả lại")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["file", "number"], name="records_scanneddoc_number", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                condition=Q(checked_by=None) | ~Q(checked_by=F("described_by")), name="records_scanneddoc_two_people"
            ),
            models.CheckConstraint(
                condition=Q(state="waiting") | Q(described_by__isnull=False, described_at__isnull=False),
                name="records_scanneddoc_described",
            ),
            models.CheckConstraint(condition=Q(wrong__lte=F("compared")), name="records_scanneddoc_wrong"),
            models.CheckConstraint(
                condition=Q(signed_at=None) | Q(asked_at__isnull=False, stored__isnull=False),
                name="records_scanneddoc_signed",
            ),
        ]
        indexes = [models.Index(fields=["batch", "state"], name="records_scanneddoc_state")]

    def __str__(self):
        return f"{self.file}.{self.number}"


class Page(models.Model):
    """Trang quét: read once; `claimed_until` is a lease, so that a page whose reader was killed is read by another."""

    class State(models.TextChoices):
        WAITING = "waiting", _("chờ đọc")
        READING = "reading", _("đang đọc")
        READ = "read", _("đã đọc")
        EMPTY = "empty", _("trang trắng")
        SEPARATOR = "separator", _("tờ phân cách")
        FAILED = "failed", _("không đọc được")

    province_id = models.BigIntegerField()
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="sheets", db_index=False)
    scan = models.ForeignKey(Scan, models.PROTECT, related_name="+", db_index=False)
    number = models.IntegerField(help_text=_("trang thứ mấy của tệp"))
    position = models.BigIntegerField(help_text=_("thứ tự trong mẻ"))
    document = models.ForeignKey(ScannedDocument, models.PROTECT, null=True, related_name="pages", db_index=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    claim = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    lane = models.SmallIntegerField(null=True, help_text=_("làn đang đọc; làn mở lại thì nhận lại trang nó bỏ dở"))
    tries = models.SmallIntegerField(default=0)
    alone = models.BooleanField(default=False, help_text=_("đọc riêng, vì đọc cùng trang khác đã hỏng"))
    problem = models.CharField(max_length=300, blank=True)
    mark = models.CharField(max_length=40, blank=True)
    width = models.FloatField(default=0, help_text="mm")
    height = models.FloatField(default=0, help_text="mm")
    reduced = models.BooleanField(default=False, help_text=_("bản vẽ lớn, đọc ở bản thu nhỏ; bản gốc giữ nguyên"))
    doubtful = models.BooleanField(default=False, help_text=_("chữ đọc được không giống tiếng Việt"))
    picture = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", db_index=False)
    made = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", db_index=False)
    text = models.TextField(blank=True)
    marked = SearchVectorField(null=True, help_text=_("chữ có dấu, để tìm"))
    bare = SearchVectorField(null=True, help_text=_("chữ không dấu, để tìm"))
    seconds = models.FloatField(default=0)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province_id", "scan", "number"], name="records_page_once"),
            models.CheckConstraint(
                condition=~Q(state="reading") | Q(claim__isnull=False, claimed_until__isnull=False),
                name="records_page_reading_is_claimed",
            ),
            models.CheckConstraint(
                condition=~Q(state="read") | Q(made__isnull=False, picture__isnull=False),
                name="records_page_read_has_file",
            ),
        ]
        indexes = [
            models.Index(
                fields=["batch", "position"],
                condition=Q(state__in=["waiting", "reading"]),
                name="records_page_to_read",
            ),
            models.Index(fields=["batch", "position"], name="records_page_order"),
            models.Index(fields=["document", "position"], name="records_page_of_document"),
            GinIndex(fields=["bare"], name="records_page_bare"),
            GinIndex(fields=["marked"], name="records_page_marked"),
        ]
