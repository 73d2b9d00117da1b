"""Hồ sơ lưu trữ and its documents. Partitioned by province."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.common.models import StoredFile
from thongsuot.records.models.fonds import AccessLevel, Fonds


class RecordState(models.TextChoices):
    """Trạng thái của hồ sơ lưu trữ."""

    OFFERED = "offered", _("đang nộp")
    RETURNED = "returned", _("trả lại để sửa")
    KEPT = "kept", _("đang bảo quản")
    DISPOSED = "disposed", _("đã huỷ theo quyết định")


class Trust(models.TextChoices):
    """Mức độ tin cậy (domain §5 names the field; the values are proposed)."""

    ORIGINAL = "original", _("bản gốc điện tử")
    CERTIFIED = "certified", _("bản số hoá có chữ ký số của cơ quan")
    COPY = "copy", _("bản sao, chưa chứng thực")


class RecordFile(models.Model):
    """Hồ sơ lưu trữ: closed work of one fonds. Its number is given when it is accepted; `years` None = permanent.

    `source_kind`/`source_id` say which work it was (a dossier, a work file, a scanned batch); once per source.
    """

    province_id = models.BigIntegerField()
    uid = models.UUIDField(default=uuid.uuid4)
    fonds = models.ForeignKey(Fonds, models.PROTECT, related_name="files", db_index=False)
    state = models.CharField(max_length=10, choices=RecordState.choices, default=RecordState.OFFERED)
    number = models.IntegerField(null=True, help_text=_("số hồ sơ trong phông"))
    code = models.CharField(max_length=100, help_text=_("mã hồ sơ"))
    notation = models.CharField(max_length=60, blank=True, help_text=_("ký hiệu theo danh mục hồ sơ"))
    title = models.CharField(max_length=1000)
    class_code = models.CharField(max_length=40, blank=True, help_text=_("mục của phương án phân loại"))
    rule_code = models.CharField(max_length=40, help_text=_("mục của bảng thời hạn bảo quản"))
    years = models.SmallIntegerField(null=True, help_text=_("thời hạn bảo quản theo năm; trống là vĩnh viễn"))
    expires_on = models.DateField(null=True, help_text=_("hết thời hạn bảo quản; trống là vĩnh viễn"))
    access = models.CharField(max_length=10, choices=AccessLevel.choices, default=AccessLevel.INTERNAL)
    language = models.CharField(max_length=60, default="Tiếng Việt")
    began_on = models.DateField(null=True)
    ended_on = models.DateField(help_text=_("ngày công việc kết thúc"))
    keywords = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    documents = models.IntegerField(default=0, help_text=_("số lượng tài liệu"))
    sheets = models.IntegerField(default=0, help_text=_("số tờ"))
    pages = models.IntegerField(default=0, help_text=_("số trang"))
    physical_state = models.CharField(max_length=120, blank=True, help_text=_("tình trạng vật lý"))
    symbol = models.CharField(max_length=60, blank=True, help_text=_("ký hiệu thông tin"))
    trust = models.CharField(max_length=10, choices=Trust.choices, default=Trust.ORIGINAL)
    paper_code = models.CharField(max_length=100, blank=True, help_text=_("mã của hồ sơ giấy gốc"))
    place = models.CharField(max_length=200, blank=True, help_text=_("kho, giá, hộp của bản giấy"))
    backup = models.CharField(max_length=60, blank=True, help_text=_("chế độ dự phòng"))
    note = models.TextField(blank=True)
    source_kind = models.CharField(max_length=32)
    source_id = models.BigIntegerField()
    source_code = models.CharField(max_length=60, blank=True)
    offered_at = models.DateTimeField()
    kept_at = models.DateTimeField(null=True)
    disposed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province_id", "source_kind", "source_id"], name="records_file_source"),
            models.UniqueConstraint(fields=["province_id", "fonds", "number"], name="records_file_number"),
            models.CheckConstraint(
                condition=models.Q(years=None, expires_on=None) | models.Q(years__gt=0, expires_on__isnull=False),
                name="records_file_retention_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="disposed") | models.Q(years__isnull=False, disposed_at__isnull=False),
                name="records_file_permanent_stays",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="kept") | models.Q(number__isnull=False, kept_at__isnull=False),
                name="records_file_kept_has_number",
            ),
        ]
        indexes = [
            models.Index(fields=["fonds", "state", "number"], name="records_file_of_fonds"),
            models.Index(
                fields=["fonds", "expires_on"], name="records_file_expiring", condition=models.Q(state="kept")
            ),
            models.Index(fields=["uid"], name="records_file_uid"),
        ]

    def __str__(self):
        return f"{self.code} {self.title}"

    @property
    def is_permanent(self) -> bool:
        """Vĩnh viễn."""
        return self.years is None


class RecordItem(models.Model):
    """Tài liệu trong hồ sơ: one document with its facts and, when there is one, its file in the store."""

    province_id = models.BigIntegerField()
    file = models.ForeignKey(RecordFile, models.PROTECT, db_constraint=False, related_name="items", db_index=False)
    ordinal = models.IntegerField(help_text=_("số thứ tự trong hồ sơ"))
    type_name = models.CharField(max_length=100, blank=True, help_text=_("tên loại văn bản"))
    number = models.CharField(max_length=40, blank=True)
    notation = models.CharField(max_length=60, blank=True)
    issued_on = models.DateField(null=True)
    issuer = models.CharField(max_length=250, blank=True, help_text=_("cơ quan ban hành"))
    summary = models.CharField(max_length=1000, help_text=_("trích yếu"))
    language = models.CharField(max_length=60, default="Tiếng Việt")
    first_sheet = models.CharField(max_length=20, blank=True, help_text=_("tờ số"))
    pages = models.IntegerField(default=0)
    mode = models.CharField(max_length=60, blank=True, help_text=_("tình trạng: bản chính, bản sao"))
    trust = models.CharField(max_length=10, choices=Trust.choices, default=Trust.ORIGINAL)
    autograph = models.CharField(max_length=300, blank=True, help_text=_("bút tích"))
    symbol = models.CharField(max_length=60, blank=True, help_text=_("ký hiệu thông tin"))
    keywords = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    note = models.CharField(max_length=500, blank=True)
    text = models.TextField(blank=True, help_text=_("chữ nhận được từ bản quét, để tìm"))
    stored = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, related_name="+", db_index=False, help_text=_("tệp trong kho")
    )
    sha256 = models.CharField(max_length=64, blank=True)
    source_kind = models.CharField(max_length=32, blank=True)
    source_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["province_id", "file", "ordinal"], name="records_item_ordinal")]
        indexes = [
            models.Index(fields=["sha256"], name="records_item_bytes", condition=~models.Q(sha256="")),
        ]

    def __str__(self):
        return self.summary


class RecordPerson(models.Model):
    """Người có hồ sơ này: the keyed hash of the identity number of whom the file is about; he may ask to read it."""

    province_id = models.BigIntegerField()
    file = models.ForeignKey(RecordFile, models.CASCADE, db_constraint=False, related_name="people", db_index=False)
    id_number_hash = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province_id", "file", "id_number_hash"], name="records_person_once")
        ]
        indexes = [models.Index(fields=["id_number_hash"], name="records_person_number")]
