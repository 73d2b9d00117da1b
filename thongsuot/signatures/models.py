"""Certificates, signatures that wait, and acts of signing with a row per signature."""

import secrets
import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import Role, User
from thongsuot.common.models import StoredFile
from thongsuot.org.models import Unit

SUBJECT = "signing_request"
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without I, O, 0, 1, which are read wrongly


def new_code() -> str:
    """Mã kiểm tra of a signed file: 60 random bits, for a QR code and for typing."""
    return "".join(secrets.choice(_LETTERS) for _n in range(12))


class Certificate(models.Model):
    """Chứng thư chữ ký số: of a person or of an agency, kept apart; where its key is, never the key."""

    class Kind(models.TextChoices):
        PERSON = "person", _("của cá nhân")
        SEAL = "seal", _("của cơ quan")

    class Keep(models.TextChoices):
        TOKEN = "token", _("thiết bị ký số (PKCS#11)")
        FILE = "file", _("tệp khoá, chỉ bản dùng thử")
        REMOTE = "remote", _("dịch vụ ký từ xa")

    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", help_text=_("cơ quan, hoặc nơi người này công tác")
    )
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="certificates")
    subject = models.CharField(max_length=200)
    organisation = models.CharField(max_length=200, blank=True)
    issuer = models.CharField(max_length=200)
    serial = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64, unique=True, help_text=_("SHA-256 của chứng thư"))
    der = models.BinaryField()
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()
    keep = models.CharField(max_length=6, choices=Keep.choices)
    token = models.CharField(max_length=64, blank=True, help_text=_("nhãn của thiết bị"))
    key = models.CharField(max_length=64, blank=True, help_text=_("nhãn của khoá trong thiết bị"))
    revoked_at = models.DateTimeField(null=True)
    revoked_why = models.CharField(max_length=300, blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind="person", user__isnull=False) | models.Q(kind="seal", user=None),
                name="signatures_certificate_owner",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_from__lt=models.F("valid_to")), name="signatures_certificate_days"
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_at=None, revoked_why="")
                | (models.Q(revoked_at__isnull=False) & ~models.Q(revoked_why="")),
                name="signatures_certificate_revoked_has_reason",
            ),
        ]
        indexes = [models.Index(fields=["unit", "kind"], name="signatures_certificate_unit")]

    def __str__(self):
        return self.subject


class SigningRequest(models.Model):
    """Chữ ký đang chờ, hoặc đã ký: one signature wanted on one thing of a higher room. Partitioned by province.

    `order` counts within the subject: a later signature waits for the earlier ones. `mark` holds the place of the visible
    mark. Signed rows are the register of what was signed and stay for ever.
    """

    class Purpose(models.TextChoices):
        PERSON = "person", _("chữ ký của người có thẩm quyền")
        SEAL = "seal", _("chữ ký số của cơ quan")
        COPY = "copy", _("bản sao")
        RECORD = "record", _("tài liệu số hoá")

    class State(models.TextChoices):
        WAITING = "waiting", _("chờ ký")
        SIGNED = "signed", _("đã ký")
        REFUSED = "refused", _("từ chối ký")
        CANCELLED = "cancelled", _("không cần nữa")

    province_id = models.BigIntegerField()
    uid = models.UUIDField(default=uuid.uuid4)
    code = models.CharField(max_length=12, default=new_code, help_text=_("mã kiểm tra công khai"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    wanted_user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    wanted_role = models.CharField(max_length=24, choices=Role.choices)
    purpose = models.CharField(max_length=6, choices=Purpose.choices)
    subject_kind = models.CharField(max_length=32)
    subject_id = models.BigIntegerField()
    subject_code = models.CharField(max_length=60)
    subject_title = models.CharField(max_length=200)
    page = models.CharField(max_length=200)
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", db_index=False)
    mark = models.JSONField(default=dict, blank=True)
    order = models.SmallIntegerField(default=1)
    due_at = models.DateTimeField(null=True)
    task_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    signed_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", db_index=False)
    certificate = models.ForeignKey(Certificate, models.PROTECT, null=True, related_name="+", db_index=False)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    on_behalf = models.JSONField(null=True, help_text=_("người ký thay ai, theo ủy quyền nào"))
    reason = models.CharField(max_length=500, blank=True, help_text=_("lý do từ chối"))
    superseded = models.BooleanField(default=False, help_text=_("chữ ký của một lượt trình sau đó bị từ chối"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province_id", "code"], name="signatures_request_code"),
            models.UniqueConstraint(
                fields=["province_id", "subject_kind", "subject_id", "order"],
                condition=models.Q(state="waiting"),
                name="signatures_request_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting", closed_at=None)
                | models.Q(~models.Q(state="waiting"), closed_at__isnull=False),
                name="signatures_request_closed_has_time",
            ),
            models.CheckConstraint(
                condition=models.Q(state="signed", signed_file__isnull=False, certificate__isnull=False)
                | models.Q(~models.Q(state="signed"), signed_file=None, certificate=None),
                name="signatures_request_signed_has_file",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="refused") | ~models.Q(reason=""), name="signatures_request_refused_why"
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "wanted_role", "due_at"],
                name="signatures_request_waiting",
                condition=models.Q(state="waiting"),
            ),
            models.Index(fields=["wanted_user"], name="signatures_request_mine", condition=models.Q(state="waiting")),
            models.Index(fields=["subject_kind", "subject_id"], name="signatures_request_subject"),
            models.Index(fields=["code"], name="signatures_request_by_code"),
        ]


class SigningRun(models.Model):
    """Lượt ký: many signatures by one person with one certificate in one act.

    The PIN stands here only while the run works, as a cipher bound to the run; it goes with the last row, with any pause,
    and after half an hour whatever happens. Whoever works on the run holds its lease; a dead worker's lease runs out.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("chờ duyệt trên điện thoại")
        RUNNING = "running", _("đang ký")
        PAUSED = "paused", _("tạm dừng")
        DONE = "done", _("xong")
        CANCELLED = "cancelled", _("đã bỏ")

    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    province_id = models.BigIntegerField()
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="+")
    state = models.CharField(max_length=9, choices=State.choices)
    total = models.IntegerField()
    made_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    pin_cipher = models.BinaryField(default=bytes)
    pin_until = models.DateTimeField(null=True)
    lease = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    pause_code = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="running") | models.Q(pin_cipher=b"", pin_until=None),
                name="signatures_run_pin_only_while_running",
            ),
        ]
        indexes = [
            models.Index(fields=["user", "made_at"], name="signatures_run_mine"),
            models.Index(fields=["lease_until"], name="signatures_run_open", condition=models.Q(state="running")),
        ]


class SigningRow(models.Model):
    """Một chữ ký trong lượt ký."""

    class State(models.TextChoices):
        WAITING = "waiting", _("chờ")
        SIGNING = "signing", _("đang ký")
        SIGNED = "signed", _("đã ký")
        FAILED = "failed", _("không ký được")

    run = models.ForeignKey(SigningRun, models.CASCADE, related_name="rows")
    position = models.IntegerField()
    province_id = models.BigIntegerField()
    request_id = models.BigIntegerField()
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    words = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "position"], name="signatures_row_position"),
            models.UniqueConstraint(
                fields=["request_id"],
                condition=models.Q(state__in=["waiting", "signing"]),
                name="signatures_row_one_open_run",
            ),
        ]


class AskingRun(models.Model):
    """Lượt trình ký những thứ đã lưu chưa ký số: chosen by a person in one act, asked for by a job one after the other."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    province_id = models.BigIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    total = models.IntegerField()
    made_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["made_at"], name="signatures_asking_open", condition=models.Q(ended_at=None)),
        ]


class AskingRow(models.Model):
    """Một thứ của lượt trình ký: of which kind, which one (the identity in its own room), what came of it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("chờ")
        ASKED = "asked", _("đã trình ký")
        FAILED = "failed", _("chưa trình được")

    run = models.ForeignKey(AskingRun, models.CASCADE, related_name="rows")
    position = models.IntegerField()
    kind = models.CharField(max_length=32)
    key = models.BigIntegerField()
    code = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    page = models.CharField(max_length=200)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    words = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "position"], name="signatures_asking_position")]
