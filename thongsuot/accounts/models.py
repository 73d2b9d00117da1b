"""People, their posts over time, sessions, tokens. A right = a role held through a post in a unit in force now."""

import uuid
from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from thongsuot.org.models import Unit


class Role(models.TextChoices):
    """Vai trò (contracts: "Who may what")."""

    COUNTER_CLERK = "counter_clerk", _("cán bộ một cửa")
    SPECIALIST = "specialist", _("chuyên viên")
    UNIT_LEADER = "unit_leader", _("lãnh đạo bộ phận")
    CHAIR = "chair", _("chủ tịch")
    PROCEDURE_CONTROLLER = "procedure_controller", _("kiểm soát thủ tục")
    DEPARTMENT_OFFICIAL = "department_official", _("chuyên viên sở")
    UNIT_ADMIN = "unit_admin", _("quản trị đơn vị")
    PROVINCE_ADMIN = "province_admin", _("quản trị tỉnh")
    AUDITOR = "auditor", _("thanh tra")
    INTEGRATION = "integration", _("hệ thống kết nối")
    DOCUMENT_CLERK = "document_clerk", _("văn thư")
    ARCHIVIST = "archivist", _("lưu trữ")


class UserManager(BaseUserManager):
    """Creates accounts; a password is optional because tokens and OIDC accounts have none."""

    def get_by_natural_key(self, username):
        """Names of accounts are compared without case."""
        return self.get(username=username.lower())

    def create_user(self, username, password=None, **fields):
        """Create an account with a hashed (or unusable) password."""
        user = self.model(username=username.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """Tài khoản: một người (cán bộ hoặc công dân) hay một hệ thống kết nối."""

    class Kind(models.TextChoices):
        OFFICIAL = "official", _("cán bộ")
        CITIZEN = "citizen", _("công dân")
        SYSTEM = "system", _("hệ thống")

    uid = models.UUIDField(default=uuid.uuid4, unique=True)
    username = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.OFFICIAL)
    full_name = models.CharField(max_length=160)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    birth_date = models.DateField(null=True, blank=True)
    address = models.CharField(max_length=300, blank=True)
    id_number_cipher = models.BinaryField(null=True, help_text=_("số định danh đã mã hoá; xem common.crypto"))
    id_number_hash = models.BinaryField(null=True, db_index=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    must_change_password = models.BooleanField(default=False, help_text=_("mật khẩu tạm do quản trị cấp"))
    closes_at = models.DateTimeField(
        null=True, blank=True, help_text=_("hẹn khoá: từ lúc này không ai vào được bằng tài khoản này")
    )
    created_at = models.DateTimeField(db_default=Now())

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["full_name"]
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "id_number_hash"],
                name="accounts_user_once_per_number",
                condition=~models.Q(id_number_hash=None),
            )
        ]

    def __str__(self):
        return self.full_name or self.username

    def is_open(self, at: datetime) -> bool:
        """Whether the account can be used at that moment: neither closed nor past the moment set for closing."""
        return self.is_active and (self.closes_at is None or at < self.closes_at)


class Post(models.Model):
    """Chức vụ: người này giữ vai trò này ở đơn vị này trong khoảng thời gian này; two posts in two units are normal.

    `unit` is the unit whose rights the post carries (the commune, the provincial department); `organ` is the
    division inside it (Phòng Kinh tế), used to address process steps.
    """

    user = models.ForeignKey(User, models.PROTECT, related_name="posts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    organ = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=24, choices=Role.choices)
    title = models.CharField(max_length=120, help_text=_("Chủ tịch UBND xã"))
    valid = DateTimeRangeField()
    decision = models.CharField(max_length=120, blank=True, help_text=_("quyết định bổ nhiệm, phân công"))

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="accounts_post_once_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("unit", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (models.functions.Coalesce("organ", 0), RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Người này đã giữ chức vụ đó trong khoảng thời gian này."),
            )
        ]
        indexes = [models.Index(fields=["unit", "role"], name="accounts_post_unit_role")]

    def __str__(self):
        return self.title


class Session(models.Model):
    """Phiên đăng nhập: key hashed, bound to a user, revocable; data signed and small."""

    key_hash = models.BinaryField(primary_key=True, max_length=32)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    data = models.TextField()
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(db_index=True)
    device = models.CharField(max_length=200, blank=True)

    def __str__(self):
        return self.device


class ApiToken(models.Model):
    """Mã truy cập API: only the SHA-256 of the token is kept; shown once when made."""

    token_hash = models.BinaryField(primary_key=True, max_length=32)
    user = models.ForeignKey(User, models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self):
        return self.name


class Activation(models.Model):
    """Liên kết kích hoạt một tài khoản chưa có mật khẩu: only its hash is kept; used once, ends by itself, replaceable."""

    token_hash = models.BinaryField(primary_key=True, max_length=32)
    user = models.ForeignKey(User, models.CASCADE, related_name="activations")
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(used_at=None, revoked_at=None),
                name="accounts_activation_one_open",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at")), name="accounts_activation_ends"
            ),
        ]

    def __str__(self):
        return f"{self.user_id}"


class SignInPace(models.Model):
    """Nhịp thử đăng nhập: failures of one device, name, network or pair of these, and when its next try may come.

    The key is a hash (`accounts.pace`), so the table holds neither names that were tried nor addresses.
    """

    key = models.BinaryField(primary_key=True, max_length=32)
    failures = models.IntegerField(default=0)
    last_at = models.DateTimeField(db_index=True)
    next_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(failures__gte=0), name="accounts_pace_positive")]

    def __str__(self):
        return f"{self.failures} lần sai"


class ElectronicIdentity(models.Model):
    """Danh tính điện tử đã gắn với tài khoản: who the account's owner is at a provider of identities (issuer, subject).

    One person may have a citizen's and an official's account: the same subject then stands here once for each kind.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=10, choices=User.Kind.choices)
    issuer = models.CharField(max_length=300)
    subject = models.CharField(max_length=255)
    provider = models.CharField(max_length=40, help_text=_("tên ngắn trong cấu hình"))
    assurance = models.CharField(
        max_length=40, blank=True, help_text=_("mức độ xác thực nhà cung cấp báo lần gần nhất")
    )
    linked_at = models.DateTimeField()
    last_used_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject", "kind"], name="accounts_identity_once"),
            models.UniqueConstraint(fields=["user", "issuer"], name="accounts_identity_one_per_issuer"),
        ]

    def __str__(self):
        return self.provider


class Delegation(models.Model):
    """Ủy quyền: the holder of a post hands its role in its unit to another official of the unit for [from, to).

    Never handed on (only posts are delegated), and over with the post, whatever its own end (`accounts_held`).
    """

    class Mode(models.TextChoices):
        BY_ORDER = "TL", _("thừa lệnh (TL.)")
        AUTHORISED = "TUQ", _("thừa ủy quyền (TUQ.)")

    post = models.ForeignKey(Post, models.PROTECT, related_name="delegations")
    giver = models.ForeignKey(User, models.PROTECT, related_name="delegations_given", help_text=_("người giữ chức vụ"))
    delegate = models.ForeignKey(User, models.PROTECT, related_name="delegations_taken")
    valid = DateTimeRangeField()
    mode = models.CharField(max_length=4, choices=Mode.choices, default=Mode.AUTHORISED)
    number = models.CharField(max_length=60, help_text=_("số văn bản ủy quyền"))
    note = models.CharField(max_length=300, blank=True, help_text=_("phạm vi, căn cứ"))
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="accounts_delegation_once_at_a_time",
                expressions=[("post", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                condition=models.Q(revoked_at=None),
                violation_error_message=_("Chức vụ này đã được ủy quyền trong khoảng thời gian đó."),
            ),
            models.CheckConstraint(
                condition=~models.Q(giver=models.F("delegate")), name="accounts_delegation_to_another"
            ),
            models.CheckConstraint(
                condition=models.Q(valid__startswith__isnull=False, valid__endswith__isnull=False),
                name="accounts_delegation_has_both_ends",
            ),
        ]

    def __str__(self):
        return self.number


class Held(models.Model):
    """Ai giữ vai trò nào lúc nào: posts, and posts held for their holder by delegation. A view (migration 0003).

    Ask it who may do a thing at a moment; ask `Post` who was appointed.
    """

    post_id = models.BigIntegerField(primary_key=True, help_text=_("hai dòng khi đang được ủy quyền"))
    user = models.ForeignKey(User, models.DO_NOTHING, related_name="+")
    unit_id = models.BigIntegerField()
    organ_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=24)
    title = models.CharField(max_length=120)
    valid = DateTimeRangeField()
    delegation_id = models.BigIntegerField(null=True)

    class Meta:
        managed = False
        db_table = "accounts_held"

    def __str__(self):
        return self.title
