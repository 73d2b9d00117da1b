"""Thu thập số liệu: what each commune was asked for, what it has written so far, and whom it has named.

Rows hold identity numbers, so they stand sealed (AES-GCM, tied to their version); counts stand beside them, so that a
progress board reads no seal.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.cutover.models.plan import Plan, PlanPost, PlanUnit
from thongsuot.org.models import Unit


class DataKind(models.TextChoices):
    """Loại số liệu của một xã."""

    ORGANISATION = "organisation", _("tổ chức bộ máy")
    STAFF = "staff", _("nhân sự")
    ACCOUNTS = "accounts", _("tài khoản, hộp thư")
    SIGNERS = "signers", _("người ký, chứng thư số")
    EQUIPMENT = "equipment", _("trang thiết bị")


class DataState(models.TextChoices):
    """Tình trạng một yêu cầu; from `handed_in` on only the project team reopens it."""

    ASKED = "asked", _("chưa gửi gì")
    DRAFT = "draft", _("đang điền")
    HANDED_IN = "handed_in", _("đã nộp")
    REOPENED = "reopened", _("mở lại để sửa")


class DataRequest(models.Model):
    """Yêu cầu số liệu: one kind of one unit of the plan; `answered_by` is the unit in force that fills it in."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    unit = models.ForeignKey(PlanUnit, models.CASCADE, related_name="data_requests")
    kind = models.CharField(max_length=12, choices=DataKind.choices)
    answered_by = models.ForeignKey(Unit, models.PROTECT, related_name="+", help_text=_("đơn vị đang làm việc, điền"))
    due_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=DataState.choices, default=DataState.ASKED)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    task_id = models.BigIntegerField(null=True, help_text=_("việc trong danh sách việc của người đứng đầu đơn vị"))
    latest = models.IntegerField(default=0, help_text=_("số phiên bản mới nhất; 0 = chưa có gì"))
    handed_in_at = models.DateTimeField(null=True)
    handed_in_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=300, blank=True, help_text=_("vì sao mở lại"))
    reminded_at = models.DateTimeField(null=True)
    reminders = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "unit", "kind"], name="cutover_datarequest_once"),
            models.CheckConstraint(
                condition=Q(state="handed_in", handed_in_at__isnull=False, latest__gt=0)
                | (~Q(state="handed_in") & Q(handed_in_at=None)),
                name="cutover_datarequest_handed_in",
            ),
        ]
        indexes = [
            models.Index(fields=["answered_by", "state"], name="cutover_datarequest_by_unit"),
            models.Index(fields=["due_at"], condition=~Q(state="handed_in"), name="cutover_datarequest_waiting"),
        ]

    def __str__(self):
        return f"{self.kind} {self.unit_id}"


class DataVersion(models.Model):
    """Phiên bản số liệu: all rows as they stood, good ones and wrong ones with what is wrong; never changed later.

    Only the draft somebody is writing row by row on the page grows in place, until another act makes the next version.
    """

    class Source(models.TextChoices):
        PAGE = "page", _("điền trên trang")
        EXCEL = "excel", _("tệp Excel")

    request = models.ForeignKey(DataRequest, models.CASCADE, related_name="versions")
    number = models.IntegerField()
    source = models.CharField(max_length=5, choices=Source.choices)
    file_name = models.CharField(max_length=200, blank=True)
    sealed = models.BinaryField(help_text=_("các dòng, đã mã hoá"))
    row_count = models.IntegerField()
    wrong_count = models.IntegerField(default=0)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="cutover_dataversion_once"),
            models.CheckConstraint(
                condition=Q(wrong_count__gte=0, wrong_count__lte=models.F("row_count")),
                name="cutover_dataversion_counts",
            ),
        ]

    def __str__(self):
        return f"{self.request_id}/{self.number}"


class PersonClaim(models.Model):
    """Một người được một xã khai vào nhân sự khi nộp; the same key in two communes is a conflict somebody settles.

    `key` is a keyed hash (of the identity number, or of name and birth date), useless without our keys.
    """

    class Choice(models.TextChoices):
        OPEN = "", _("chưa chọn")
        KEPT = "kept", _("giữ")
        DROPPED = "dropped", _("bỏ")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    unit = models.ForeignKey(PlanUnit, models.CASCADE, related_name="+")
    key = models.BinaryField(max_length=32)
    slot = models.CharField(max_length=60, blank=True, help_text=_("vai trò và bộ phận: một người có thể kiêm nhiệm"))
    id_hash = models.BinaryField(null=True, max_length=32)
    full_name = models.CharField(max_length=120)
    birth_date = models.DateField(null=True)
    title = models.CharField(max_length=160, blank=True)
    post = models.OneToOneField(PlanPost, models.SET_NULL, null=True, related_name="claim")
    choice = models.CharField(max_length=7, choices=Choice.choices, blank=True, default="")
    chosen_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    chosen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "unit", "key", "slot"], name="cutover_personclaim_once"),
            models.CheckConstraint(
                condition=Q(choice="", chosen_at=None) | (~Q(choice="") & Q(chosen_at__isnull=False)),
                name="cutover_personclaim_chosen_has_time",
            ),
        ]
        indexes = [models.Index(fields=["plan", "key"], name="cutover_personclaim_person")]

    def __str__(self):
        return self.full_name
