"""Tasks with the five clears, and the narrow table of open work that every list reads and a merger re-homes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import Role, User
from thongsuot.org.models import Unit


class TaskState(models.IntegerChoices):
    """Trạng thái việc; closed states never stand in `OpenWork`."""

    NEW = 1, _("chờ nhận")
    IN_PROGRESS = 2, _("đang làm")
    WAITING = 3, _("chờ bên khác")
    RETURNED = 4, _("bị trả lại")
    DONE = 8, _("đã xong")
    CANCELLED = 9, _("đã huỷ")


OPEN_STATES = (TaskState.NEW, TaskState.IN_PROGRESS, TaskState.WAITING, TaskState.RETURNED)


class Task(models.Model):
    """Nhiệm vụ 5 rõ: rõ người, rõ việc, rõ thời gian, rõ kết quả, rõ trách nhiệm. Partitioned by province.

    The room that opens a task names its subject by kind, id, code and page; tasks knows nothing else of it.
    """

    province_id = models.BigIntegerField()
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="+", db_index=False, help_text=_("đơn vị giữ việc lúc giao")
    )
    organ = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    role = models.CharField(max_length=24, choices=Role.choices, help_text=_("rõ người: vai trò được làm"))
    assignee = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_index=False, help_text=_("rõ người: ai làm")
    )
    kind = models.CharField(max_length=32, help_text=_("phòng.loại việc, ví dụ dossier.step"))
    what = models.CharField(max_length=300, help_text=_("rõ việc"))
    due_at = models.DateTimeField(null=True, help_text=_("rõ thời gian"))
    result = models.CharField(max_length=200, help_text=_("rõ kết quả: sản phẩm phải có"))
    accountable = models.CharField(max_length=160, help_text=_("rõ trách nhiệm: ai trả lời về việc này"))
    subject_kind = models.CharField(max_length=32)
    subject_id = models.BigIntegerField()
    subject_code = models.CharField(max_length=60)
    subject_title = models.CharField(max_length=200, help_text=_("người nộp, trích yếu…"))
    page = models.CharField(max_length=200, help_text=_("địa chỉ trang để làm việc"))
    note = models.TextField(blank=True)
    state = models.SmallIntegerField(choices=TaskState.choices, default=TaskState.NEW)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=[TaskState.DONE, TaskState.CANCELLED], closed_at__isnull=False)
                | models.Q(state__lt=TaskState.DONE, closed_at=None),
                name="tasks_task_closed_has_time",
            ),
            models.CheckConstraint(
                condition=~models.Q(what="") & ~models.Q(result="") & ~models.Q(accountable=""),
                name="tasks_task_five_clears",
            ),
        ]
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="tasks_task_subject")]


class OpenWork(models.Model):
    """Việc đang mở: narrow row per open task (what, who holds it, state, due). No foreign key points to it.

    Closed work leaves it; lists read it by (unit, role, due) or (assignee, due); a merger rebuilds one province's
    partition and exchanges it. `due_at` is never NULL here (far future when a task has no due moment).
    """

    province_id = models.BigIntegerField()
    task_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    organ_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=24)
    assignee_id = models.BigIntegerField(null=True)
    state = models.SmallIntegerField()
    due_at = models.DateTimeField()
    kind = models.CharField(max_length=32)
    subject_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["province_id", "task_id"], name="tasks_openwork_task")]
        indexes = [
            models.Index(
                fields=["unit_id", "role", "due_at", "task_id"],
                name="tasks_openwork_pool",
                condition=models.Q(assignee_id=None),
            ),
            models.Index(
                fields=["assignee_id", "due_at", "task_id"],
                name="tasks_openwork_mine",
                condition=~models.Q(assignee_id=None),
            ),
            models.Index(fields=["unit_id", "due_at", "task_id"], name="tasks_openwork_unit"),
            models.Index(fields=["subject_id"], name="tasks_openwork_subject"),
        ]


class SavedFilter(models.Model):
    """Bộ lọc đã lưu của một người: a name for the address of a list, in the person's own order."""

    class Place(models.TextChoices):
        TASKS = "tasks", _("Việc của tôi")
        DOSSIERS = "dossiers", _("Hồ sơ")

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    place = models.CharField(max_length=10, choices=Place.choices)
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000, help_text=_("phần sau dấu ? của địa chỉ"))
    position = models.SmallIntegerField()
    opens = models.BooleanField(default=False, help_text=_("mở sẵn khi vào trang"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "place", "name"], name="tasks_savedfilter_name"),
            models.UniqueConstraint(
                fields=["user", "place"], condition=models.Q(opens=True), name="tasks_savedfilter_one_opens"
            ),
        ]
