"""Hồ sơ công việc: the year's list of files of a unit, files that are open, what was gathered in them."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.common.models import StoredFile
from thongsuot.org.models import Unit


class FileList(models.Model):
    """Danh mục hồ sơ của một đơn vị trong một năm (NĐ 30/2020, Điều 28): approved at the beginning of the year."""

    province_id = models.BigIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    decision = models.CharField(max_length=120, blank=True, help_text=_("quyết định ban hành danh mục"))
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "year"], name="documents_filelist_year"),
            models.CheckConstraint(
                condition=Q(approved_at=None) | ~Q(decision=""), name="documents_filelist_approved_by_paper"
            ),
        ]


class FileListItem(models.Model):
    """Một dòng của danh mục: code, title, who opens it, how long it is kept."""

    list = models.ForeignKey(FileList, models.PROTECT, related_name="items")
    position = models.SmallIntegerField()
    code = models.CharField(max_length=30, help_text=_("số và ký hiệu hồ sơ"))
    title = models.CharField(max_length=300)
    person_name = models.CharField(max_length=160, blank=True, help_text=_("đơn vị, người lập"))
    rule = models.CharField(max_length=20, blank=True, help_text=_("mục của bảng thời hạn bảo quản"))
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["list", "code"], name="documents_filelistitem_code"),
            models.CheckConstraint(condition=~Q(code="") & ~Q(title=""), name="documents_filelistitem_named"),
        ]


class WorkFile(models.Model):
    """Hồ sơ công việc: opened by who does the work, closed when it ended, handed in within a year of that.

    Of construction within three months of the settlement of accounts (Điều 30).
    """

    class State(models.TextChoices):
        OPEN = "open", _("đang lập")
        CLOSED = "closed", _("đã đóng, chờ nộp lưu")
        HANDED_IN = "handed", _("đã nộp lưu")

    province_id = models.BigIntegerField()
    uid = models.UUIDField(default=uuid.uuid4)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    opened_in = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", db_index=False, help_text=_("đơn vị đã mở, mà danh mục có mã này")
    )
    code = models.CharField(max_length=30, help_text=_("số và ký hiệu theo danh mục"))
    year = models.SmallIntegerField()
    title = models.CharField(max_length=300)
    state = models.CharField(max_length=7, choices=State.choices, default=State.OPEN)
    rule = models.CharField(max_length=20, blank=True)
    construction = models.BooleanField(default=False, help_text=_("công trình xây dựng: hạn nộp tính từ quyết toán"))
    person = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    ended_on = models.DateField(null=True, help_text=_("ngày công việc kết thúc, hoặc quyết toán"))
    handed_in_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["province_id", "opened_in", "year", "code"], name="documents_workfile_code"
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None, ended_on=None)
                | (~Q(state="open") & Q(closed_at__isnull=False, ended_on__isnull=False)),
                name="documents_workfile_closed_has_day",
            ),
            models.CheckConstraint(
                condition=Q(state="handed", handed_in_at__isnull=False) | (~Q(state="handed") & Q(handed_in_at=None)),
                name="documents_workfile_handed_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["uid"], name="documents_workfile_uid"),
            models.Index(fields=["unit", "state", "-id"], name="documents_workfile_unit"),
        ]


class WorkFileItem(models.Model):
    """Một thứ trong hồ sơ: a document, a dossier, a task, a file. Each is in one file only."""

    class Kind(models.TextChoices):
        DOCUMENT = "document", _("văn bản")
        DOSSIER = "dossier", _("hồ sơ một cửa")
        TASK = "task", _("việc")
        FILE = "file", _("tệp")

    province_id = models.BigIntegerField()
    work_file = models.ForeignKey(WorkFile, models.PROTECT, db_constraint=False, related_name="items")
    position = models.SmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    ref_id = models.BigIntegerField(null=True, help_text=_("văn bản, hồ sơ, việc nào"))
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    sign = models.CharField(max_length=90, blank=True, help_text=_("số, ký hiệu hoặc mã"))
    title = models.CharField(max_length=600)
    day = models.DateField(null=True)
    pages = models.SmallIntegerField(null=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["province_id", "kind", "ref_id"], condition=~Q(ref_id=None), name="documents_item_in_one_file"
            ),
            models.UniqueConstraint(
                fields=["province_id", "file"], condition=~Q(file=None), name="documents_upload_in_one_file"
            ),
            models.CheckConstraint(
                condition=Q(kind="file", file__isnull=False, ref_id=None)
                | (~Q(kind="file") & Q(file=None, ref_id__isnull=False)),
                name="documents_item_is_something",
            ),
        ]
        indexes = [models.Index(fields=["work_file", "position"], name="documents_item_order")]


class WorkFileText(models.Model):
    """Chữ của một tệp trong hồ sơ công việc, for the archive to find it by. Apart from the item, so that lists never read it."""

    province_id = models.BigIntegerField()
    item_id = models.BigIntegerField()
    source = models.CharField(max_length=6, help_text=_("pdf, scan (còn chờ đọc), ocr"))
    body = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["province_id", "item_id"], name="documents_item_text_once")]
        indexes = [models.Index(fields=["id"], name="documents_item_text_waits", condition=Q(source="scan"))]
