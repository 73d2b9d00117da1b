"""Gói chuyển nhà: what one installation of the platform sent to another, what became of it, what a person has to decide."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from thongsuot.org.models import Unit


class PackageSource(models.Model):
    """Bản cài đặt gửi gói: known by its public key, whose fingerprint two people compared by telephone."""

    key_fingerprint = models.CharField(max_length=64, unique=True, help_text=_("SHA-256 của khoá công khai"))
    public_key = models.BinaryField()
    name = models.CharField(max_length=200)
    province = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    trusted_at = models.DateTimeField()

    def __str__(self):
        return self.name


class Package(models.Model):
    """Một gói đã nhận: its manifest as it was signed, and how far its import has come."""

    class State(models.TextChoices):
        CHECKED = "checked", _("đã kiểm tra, chưa nạp")
        STAGED = "staged", _("đã đọc, chờ quyết chỗ khác nhau")
        IMPORTING = "importing", _("đang nạp")
        IMPORTED = "imported", _("đã nạp, khớp với gói")
        MISMATCH = "mismatch", _("đã nạp nhưng không khớp")
        ROLLED_BACK = "rolled_back", _("đã rút lại")

    uid = models.UUIDField(unique=True)
    source = models.ForeignKey(PackageSource, models.PROTECT, related_name="packages")
    made_at = models.DateTimeField(help_text=_("lúc nơi gửi lập gói"))
    received_at = models.DateTimeField()
    file_name = models.CharField(max_length=255)
    manifest = models.JSONField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.CHECKED)
    finished_at = models.DateTimeField(null=True)
    report = models.JSONField(
        default=dict, help_text=_("số dòng mới, sửa, giữ nguyên của từng phần; kết quả đối chiếu")
    )

    def __str__(self):
        return self.file_name


class PackagePart(models.Model):
    """Một phần đã xong: written in the transaction that did it, so that a killed import goes on behind it."""

    package = models.ForeignKey(Package, models.CASCADE, related_name="parts")
    step = models.CharField(max_length=12, help_text="stage, identity, rows, chains, files, check")
    name = models.CharField(max_length=80)
    counts = models.JSONField(default=dict)
    done_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["package", "step", "name"], name="cutover_part_once")]


class Identity(models.Model):
    """Số của nơi gửi thành số ở đây: one row for each thing that came over, kept for ever.

    `seen` is the hash of the row as the source sent it last, `put` of the row as it was written here: a row that
    differs from `put` has been worked on here and is never overwritten. `made` false: it was here before (a person who
    is the same, a procedure version with the same content).
    """

    source = models.ForeignKey(PackageSource, models.PROTECT, related_name="+")
    model = models.CharField(max_length=60)
    old = models.BigIntegerField()
    new = models.BigIntegerField()
    made = models.BooleanField(default=True)
    seen = models.CharField(max_length=32, blank=True)
    put = models.CharField(max_length=32, blank=True)
    package = models.ForeignKey(Package, models.PROTECT, related_name="+", help_text=_("gói đầu tiên mang nó tới"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "model", "old"], name="cutover_identity_once")]
        indexes = [models.Index(fields=["model", "new"], name="cutover_identity_back")]


class HashChange(models.Model):
    """Mã băm của nơi gửi thành mã băm ở đây: keyed hashes of numbers, so that what could be found there is found here."""

    source = models.ForeignKey(PackageSource, models.CASCADE, related_name="+")
    old = models.BinaryField()
    new = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "old"], name="cutover_hash_once")]


class CarriedEntry(models.Model):
    """Bút toán mang sang, nguyên văn: the source's entry with the numbers it had there, whose hash chain still holds.

    The entry that people read stands in the journal with this installation's numbers (`entry_id`), in a chain of its
    own; this row is the proof that it says what the source wrote.
    """

    source = models.ForeignKey(PackageSource, models.PROTECT, related_name="+")
    package = models.ForeignKey(Package, models.PROTECT, related_name="+")
    old_id = models.BigIntegerField()
    chain_province = models.BigIntegerField()
    subject_kind = models.CharField(max_length=32)
    subject_id = models.BigIntegerField()
    seq = models.IntegerField()
    verb = models.CharField(max_length=40)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    chain_unit = models.BigIntegerField(null=True)
    data = models.JSONField()
    prev_hash = models.BinaryField()
    hash = models.BinaryField()
    entry_id = models.BigIntegerField(null=True, help_text=_("bút toán ở đây nói cùng điều đó"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "chain_province", "subject_kind", "subject_id", "seq"], name="cutover_carried_once"
            )
        ]
        indexes = [models.Index(fields=["source", "old_id"], name="cutover_carried_old")]


class Difference(models.Model):
    """Chỗ hai bản cài đặt khác nhau: what differs, what is proposed, what a person decided."""

    class Kind(models.TextChoices):
        PERSON = "person", _("có thể là cùng một người")
        USERNAME = "username", _("trùng tên đăng nhập")
        CATALOGUE = "catalogue", _("thủ tục khác nội dung")
        CALENDAR = "calendar", _("lịch làm việc khác nhau")
        CODE = "code", _("trùng mã")
        BOTH_CHANGED = "both_changed", _("cả hai nơi cùng sửa")
        NOT_HERE = "not_here", _("nơi gửi không còn")

    class Decision(models.TextChoices):
        SAME = "same", _("là một người, dùng chung một tài khoản")
        SEPARATE = "separate", _("hai người khác nhau, tài khoản riêng")
        RENAME = "rename", _("đổi tên đăng nhập của người mới tới")
        NOTED = "noted", _("chỉ ghi lại")
        OURS = "ours", _("giữ nội dung ở đây")
        THEIRS = "theirs", _("lấy nội dung mới tới")
        RECODED = "recoded", _("hồ sơ mới tới mang mã mới, mã cũ vẫn tra được")

    package = models.ForeignKey(Package, models.CASCADE, related_name="differences")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    model = models.CharField(max_length=60, blank=True)
    old = models.BigIntegerField(null=True)
    new = models.BigIntegerField(null=True, help_text=_("thứ đã có ở đây"))
    title = models.CharField(max_length=300)
    facts = models.JSONField(default=dict)
    proposal = models.CharField(max_length=80, blank=True, help_text=_("tên đăng nhập hay mã hồ sơ đề nghị"))
    needs_person = models.BooleanField(default=False)
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["package", "kind", "model", "old"], name="cutover_difference_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(needs_person=False) | ~Q(kind="person") | Q(decision__in=["", "same", "separate"]),
                name="cutover_difference_person_is_same_or_not",
            ),
        ]
        indexes = [
            models.Index(
                fields=["package"], name="cutover_difference_open", condition=Q(needs_person=True, decision="")
            )
        ]

    def __str__(self):
        return self.title
