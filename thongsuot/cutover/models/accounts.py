"""Tài khoản hàng loạt: what was done to whose account for a plan, so that it can be shown, done again and undone."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.cutover.models.plan import Plan, PlanPost


class AccountRun(models.Model):
    """Một lần làm tài khoản hàng loạt; an interrupted one goes on where it stopped."""

    class Verb(models.TextChoices):
        APPLY = "apply", _("tạo, chuyển, khép tài khoản")
        UNDO = "undo", _("hoàn tác")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="+")
    uid = models.UUIDField(unique=True)
    verb = models.CharField(max_length=5, choices=Verb.choices)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    total = models.IntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    def __str__(self):
        return str(self.uid)


class AccountRow(models.Model):
    """Một dòng của một lần làm: one person of the plan and what came of it, written with the act itself."""

    class State(models.TextChoices):
        WAITING = "waiting", _("chờ")
        DONE = "done", _("xong")
        REFUSED = "refused", _("chưa được")

    run = models.ForeignKey(AccountRun, models.CASCADE, related_name="rows")
    post = models.ForeignKey(PlanPost, models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    words = models.CharField(max_length=400, blank=True, help_text=_("kết quả, hay vì sao chưa được"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "post"], name="cutover_accountrow_once")]
        indexes = [models.Index(fields=["run", "id"], condition=Q(state="waiting"), name="cutover_accountrow_todo")]

    def __str__(self):
        return f"{self.run_id}/{self.post_id}"


class AccountChange(models.Model):
    """Đã làm gì với tài khoản của một người trong kế hoạch: enough to undo exactly that before the instant."""

    class Act(models.TextChoices):
        CREATE = "create", _("tạo mới")
        MOVE = "move", _("chuyển")
        CLOSE = "close", _("khép lại")

    post = models.OneToOneField(PlanPost, models.CASCADE, related_name="account_change")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    act = models.CharField(max_length=6, choices=Act.choices)
    made_posts = ArrayField(models.BigIntegerField(), default=list, help_text=_("chức vụ mới đã ghi"))
    ended_posts = models.JSONField(default=list, help_text=_("chức vụ cũ và ngày kết thúc trước đó của nó"))
    closed_before = models.DateTimeField(null=True, help_text=_("tài khoản trước đó đã hẹn khép lúc nào"))
    done_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    done_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    def __str__(self):
        return f"{self.act} {self.user_id}"


class AccountWish(models.Model):
    """Yêu cầu cấp hộp thư, chứng thư số: a line to be exported to who grants it; their own rooms come later."""

    class Kind(models.TextChoices):
        MAILBOX = "mailbox", _("hộp thư công vụ")
        CERTIFICATE = "certificate", _("chứng thư số")

    post = models.ForeignKey(PlanPost, models.CASCADE, related_name="wishes")
    kind = models.CharField(max_length=11, choices=Kind.choices)
    proposed = models.CharField(max_length=120, blank=True, help_text=_("địa chỉ thư đề nghị"))
    made_at = models.DateTimeField()
    exported_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "kind"], name="cutover_accountwish_once")]

    def __str__(self):
        return f"{self.kind} {self.post_id}"


class AccountLetter(models.Model):
    """Thư trao tài khoản đã in cho ai; printing again gives a new link, and the one before stops working."""

    post = models.OneToOneField(PlanPost, models.CASCADE, related_name="letter")
    printed = models.IntegerField(default=1)
    printed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    printed_at = models.DateTimeField()

    def __str__(self):
        return f"{self.post_id}×{self.printed}"
