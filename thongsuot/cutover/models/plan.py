"""Kế hoạch sắp xếp: what a resolution says, as data that can be checked before anything moves.

New units are only names here until the plan is decided; then they are written into `org` with the day on which they
begin. One province of the plan, one effective day (00:00 in Việt Nam), any number of old and new units.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import Role, User
from thongsuot.org.models import Kind, OrganKind, Relation, Unit


class PlanState(models.TextChoices):
    """Tình trạng kế hoạch. From `decided` on its units stand in `org`; from `executed` on open work has moved."""

    DRAFT = "draft", _("đang lập")
    DECIDED = "decided", _("đã quyết, chờ ngày hiệu lực")
    EXECUTING = "executing", _("đang chuyển")
    EXECUTED = "executed", _("đã chuyển, chờ kiểm tra")
    VERIFIED = "verified", _("đã kiểm tra khớp")
    ROLLED_BACK = "rolled_back", _("đã quay lại như trước")
    CANCELLED = "cancelled", _("đã huỷ")


class PlanKind(models.TextChoices):
    """Kế hoạch nói về bao nhiêu: decides which units of the province must stand in it."""

    PROVINCE = "province", _("sắp xếp cả tỉnh")
    SOME = "some", _("sắp xếp một số đơn vị")
    CHANGE = "change", _("thay đổi của một đơn vị")


class Plan(models.Model):
    """Kế hoạch sắp xếp đơn vị hành chính theo một nghị quyết."""

    code = models.SlugField(max_length=40, unique=True, help_text=_("tên ngắn dùng ở dòng lệnh: ha-tinh-2025"))
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=PlanKind.choices, default=PlanKind.SOME)
    province = models.ForeignKey(Unit, models.PROTECT, related_name="+", help_text=_("tỉnh của các đơn vị mới"))
    effective_on = models.DateField(help_text=_("có hiệu lực từ 00:00 ngày này, giờ Việt Nam"))
    legal_basis = models.CharField(max_length=200)
    is_exercise = models.BooleanField(default=False, help_text=_("diễn tập: không phải nghị quyết có thật"))
    state = models.CharField(max_length=12, choices=PlanState.choices, default=PlanState.DRAFT)
    rollback_hours = models.SmallIntegerField(default=72, help_text=_("được quay lại trong bao nhiêu giờ (đề xuất)"))
    note = models.TextField(blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    executed_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1, help_text=_("tăng mỗi lần sửa; diễn tập nói nó thử bản nào"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(rollback_hours__range=(1, 720)), name="cutover_plan_rollback_window"),
            models.CheckConstraint(
                condition=Q(state__in=[PlanState.DRAFT, PlanState.CANCELLED]) | Q(decided_at__isnull=False),
                name="cutover_plan_decided_has_time",
            ),
        ]

    def __str__(self):
        return self.code


class Side(models.TextChoices):
    """Bên của một đơn vị trong kế hoạch."""

    OLD = "old", _("đơn vị cũ")
    NEW = "new", _("đơn vị mới")


class PlanUnit(models.Model):
    """Một đơn vị cũ hay mới trong kế hoạch. An old one is in `org` already; a new one gets its identity when decided."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="units")
    side = models.CharField(max_length=3, choices=Side.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    code = models.CharField(max_length=12, help_text=_("mã trước (đơn vị cũ) hay từ (đơn vị mới) ngày hiệu lực"))
    name = models.CharField(max_length=120)
    full_name = models.CharField(max_length=160)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    identifier = models.CharField(max_length=35, blank=True, help_text=_("mã định danh theo QĐ 20/2020/QĐ-TTg"))
    identifier_is_demo = models.BooleanField(default=False)
    parent = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text=_("đơn vị mới ở tỉnh nào; trống = tỉnh của kế hoạch"),
    )
    caretaker = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        related_name="+",
        help_text=_("đơn vị cũ bị chia: đơn vị mới tạm nhận việc chưa ai quyết; do người chọn, không đoán"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "side", "code"], name="cutover_planunit_code_once"),
            models.UniqueConstraint(
                fields=["plan", "side", "unit"], condition=~Q(unit=None), name="cutover_planunit_unit_once"
            ),
            models.CheckConstraint(condition=Q(side=Side.NEW) | ~Q(unit=None), name="cutover_planunit_old_is_known"),
            models.CheckConstraint(condition=Q(side=Side.OLD) | Q(caretaker=None), name="cutover_planunit_caretaker"),
        ]

    def __str__(self):
        return self.full_name


class Going(models.Model):
    """Một đơn vị cũ đi sang một đơn vị mới, và cách đi; decided, it becomes a `Succession`."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="goings")
    old = models.ForeignKey(PlanUnit, models.CASCADE, related_name="goes_to")
    new = models.ForeignKey(PlanUnit, models.CASCADE, related_name="made_of")
    relation = models.CharField(max_length=24, choices=Relation.choices)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["old", "new"], name="cutover_going_once"),
            models.CheckConstraint(condition=~Q(old=models.F("new")), name="cutover_going_not_itself"),
        ]

    def __str__(self):
        return f"{self.old_id} → {self.new_id}"


class Seat(models.Model):
    """Trụ sở: which old office houses which organs of a new unit (Thạch Châu for Committee, Thạch Mỹ for the Front)."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="seats")
    new = models.ForeignKey(PlanUnit, models.CASCADE, related_name="seats")
    old = models.ForeignKey(PlanUnit, models.CASCADE, null=True, related_name="+", help_text=_("trụ sở của xã cũ nào"))
    organs = models.CharField(max_length=200, help_text=_("Đảng ủy, HĐND, UBND"))
    address = models.CharField(max_length=200, blank=True)
    is_main = models.BooleanField(default=False, help_text=_("trụ sở chính, nơi đặt UBND"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["new"], condition=Q(is_main=True), name="cutover_seat_one_main")]

    def __str__(self):
        return f"{self.organs} ({self.address})"


class PlanOrgan(models.Model):
    """Cơ quan của đơn vị mới (NĐ 150/2025); an empty name is made from the unit's when the plan is decided."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="organs")
    new = models.ForeignKey(PlanUnit, models.CASCADE, related_name="organs")
    organ_kind = models.CharField(max_length=20, choices=OrganKind.choices)
    name = models.CharField(max_length=160, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["new", "organ_kind"], name="cutover_planorgan_once")]

    def __str__(self):
        return self.name or self.organ_kind


class PlanPost(models.Model):
    """Nhân sự: who holds which post of a new unit from the effective day, or leaves.

    `user` NULL: an account is made when the posts are written (room `accounts`). `new` NULL: he leaves, his posts end
    at the instant. `user` NULL and no name: a post that still waits for a person.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="posts")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    username = models.CharField(max_length=80, blank=True)
    full_name = models.CharField(max_length=120, blank=True)
    birth_date = models.DateField(null=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    old = models.ForeignKey(PlanUnit, models.SET_NULL, null=True, related_name="+", help_text=_("đang ở xã cũ nào"))
    new = models.ForeignKey(PlanUnit, models.CASCADE, null=True, related_name="posts")
    organ_kind = models.CharField(max_length=20, choices=OrganKind.choices, blank=True)
    role = models.CharField(max_length=24, choices=Role.choices, blank=True)
    title = models.CharField(max_length=160, blank=True)
    signs = models.BooleanField(default=False, help_text=_("được ký"))
    wants_mailbox = models.BooleanField(default=False)
    wants_certificate = models.BooleanField(default=False)
    written_at = models.DateTimeField(null=True, help_text=_("chức vụ đã ghi vào phòng tài khoản"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(new=None) | ~Q(role=""), name="cutover_planpost_has_role"),
            models.UniqueConstraint(
                fields=["plan", "user", "new", "organ_kind", "role"],
                condition=~Q(user=None),
                name="cutover_planpost_once",
            ),
        ]
        indexes = [models.Index(fields=["plan", "new"], name="cutover_planpost_by_unit")]

    def __str__(self):
        return f"{self.full_name} {self.title}".strip()
