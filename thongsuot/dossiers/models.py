"""The dossier and what belongs to it. Big tables are partitioned by province; open work stands in narrow `Holding` rows."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from thongsuot.accounts.models import User
from thongsuot.common.models import StoredFile
from thongsuot.org.models import Unit
from thongsuot.procedures.models import ProcedureVersion


class Status(models.TextChoices):
    """Trạng thái hồ sơ (contracts: "States and verbs")."""

    DRAFT = "DRAFT", _("Bản nháp")
    SUBMITTED = "SUBMITTED", _("Mới đăng ký")
    RECEIVED = "RECEIVED", _("Được tiếp nhận")
    REFUSED = "REFUSED", _("Không được tiếp nhận")
    PROCESSING = "PROCESSING", _("Đang xử lý")
    AWAITING_SUPPLEMENT = "AWAITING_SUPPLEMENT", _("Yêu cầu bổ sung giấy tờ")
    AWAITING_PAYMENT = "AWAITING_PAYMENT", _("Yêu cầu thực hiện nghĩa vụ tài chính")
    WITHDRAWN = "WITHDRAWN", _("Công dân yêu cầu rút hồ sơ")
    STOPPED = "STOPPED", _("Dừng xử lý")
    FINISHED = "FINISHED", _("Đã xử lý xong")
    RETURNED = "RETURNED", _("Đã trả kết quả")


NATIONAL_STATUS = {
    Status.SUBMITTED: 1,
    Status.RECEIVED: 2,
    Status.REFUSED: 3,
    Status.PROCESSING: 4,
    Status.AWAITING_SUPPLEMENT: 5,
    Status.AWAITING_PAYMENT: 6,
    Status.WITHDRAWN: 7,
    Status.STOPPED: 8,
    Status.FINISHED: 9,
    Status.RETURNED: 10,
}
CLOSED = frozenset({Status.REFUSED, Status.WITHDRAWN, Status.RETURNED})


class Channel(models.TextChoices):
    """Cách nộp."""

    DIRECT = "DIRECT", _("Trực tiếp")
    ONLINE = "ONLINE", _("Trực tuyến")
    POSTAL = "POSTAL", _("Bưu chính")
    KIOSK = "KIOSK", _("Ki-ốt")


class Dossier(models.Model):
    """Hồ sơ TTHC. State and due date stand on the row; who holds it while open stands in `Holding`."""

    province_id = models.BigIntegerField()
    uid = models.UUIDField(default=uuid.uuid4)
    code = models.CharField(max_length=60)
    version = models.ForeignKey(ProcedureVersion, models.PROTECT, related_name="+", db_index=False)
    case_code = models.CharField(max_length=44, blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices)
    status = models.CharField(max_length=20, choices=Status.choices)
    receiving_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    competent_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)

    applicant_type = models.CharField(max_length=20, default="citizen")
    applicant_name = models.CharField(max_length=200)
    applicant_bare = models.CharField(max_length=200, help_text=_("tên không dấu, để tìm"))
    applicant_cipher = models.BinaryField(null=True, help_text=_("số định danh đã mã hoá, gắn với uid"))
    applicant_hash = models.BinaryField(null=True)
    applicant = models.JSONField(default=dict, help_text=_("birth_date, phone, email, address"))
    submitter = models.JSONField(null=True, help_text=_("người nộp thay"))
    applicant_user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    submitted_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    form = models.JSONField(default=dict)
    form_origins = models.JSONField(
        null=True, help_text=_("nguồn của từng câu trả lời: {đường dẫn: {from, ref, at, changed}}")
    )
    delivery = models.JSONField(null=True, help_text=_("nhận qua bưu chính và cách trả: {postal, return}"))

    submitted_at = models.DateTimeField()
    received_at = models.DateTimeField(null=True)
    received_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    handover_due_at = models.DateTimeField(null=True, help_text=_("hạn chuyển cho cơ quan giải quyết (quy tắc 15:00)"))
    due_at = models.DateTimeField(null=True)
    original_due_at = models.DateTimeField(null=True)
    clock = models.JSONField(
        default=dict, help_text=_("thời hạn áp dụng, các lần dừng, gia hạn; lần dừng, câu hỏi ý kiến đang chạy")
    )
    stopped_at = models.DateTimeField(null=True)
    paused_from = models.CharField(max_length=20, blank=True, help_text=_("trạng thái trước khi dừng"))
    supplement_count = models.SmallIntegerField(default=0)
    extension_count = models.SmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, blank=True)
    returned_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province_id", "code"], name="dossiers_dossier_code"),
            models.CheckConstraint(condition=models.Q(supplement_count__lte=1), name="dossiers_one_supplement"),
            models.CheckConstraint(condition=models.Q(extension_count__lte=1), name="dossiers_one_extension"),
            models.CheckConstraint(
                condition=models.Q(status__in=sorted(CLOSED), closed_at__isnull=False)
                | (~models.Q(status__in=sorted(CLOSED)) & models.Q(closed_at=None)),
                name="dossiers_closed_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["code"], name="dossiers_code"),
            models.Index(fields=["uid"], name="dossiers_uid"),
            models.Index(fields=["competent_unit", "-id"], name="dossiers_unit_recent"),
            models.Index(
                fields=["receiving_unit", "-id"],
                name="dossiers_received_elsewhere",
                condition=~models.Q(receiving_unit=models.F("competent_unit")),
            ),
            models.Index(
                fields=["competent_unit", "applicant_bare", "-id"],
                name="dossiers_unit_name",
                opclasses=["int8_ops", "text_pattern_ops", "int8_ops"],
            ),
            models.Index(
                fields=["receiving_unit", "applicant_bare", "-id"],
                name="dossiers_received_name",
                opclasses=["int8_ops", "text_pattern_ops", "int8_ops"],
                condition=~models.Q(receiving_unit=models.F("competent_unit")),
            ),
            models.Index(
                fields=["receiving_unit", "received_at", "id"],
                name="dossiers_register",
                condition=models.Q(received_at__isnull=False),
            ),
            models.Index(
                fields=["applicant_hash"], name="dossiers_applicant_hash", condition=~models.Q(applicant_hash=None)
            ),
            models.Index(
                fields=["applicant_user", "-id"],
                name="dossiers_applicant_user",
                condition=~models.Q(applicant_user=None),
            ),
            models.Index(
                fields=["submitted_by", "-id"], name="dossiers_submitted_by", condition=~models.Q(submitted_by=None)
            ),
        ]

    @property
    def national_status(self) -> int | None:
        """Number 1–10 under which the national portal knows our state; a draft has none."""
        return NATIONAL_STATUS.get(Status(self.status))

    def __str__(self):
        return self.code


class Holding(models.Model):
    """Hồ sơ đang mở ở một đơn vị: narrow row per open dossier and unit involved; leaves the table when the dossier closes.

    Unit lists and counts of open dossiers read it by (unit, due); a merger re-homes it. `status` and `due_at` are
    written together with the dossier's own, in the same statement.
    """

    class Involvement(models.TextChoices):
        COMPETENT = "competent", _("giải quyết")
        RECEIVING = "receiving", _("tiếp nhận hộ")
        CONSULTED = "consulted", _("được hỏi ý kiến")
        LINKED = "linked", _("làm một phần (liên thông)")

    province_id = models.BigIntegerField()
    dossier_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()
    involvement = models.CharField(max_length=10, choices=Involvement.choices)
    status = models.CharField(max_length=20)
    due_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province_id", "dossier_id", "unit_id"], name="dossiers_holding_once")
        ]
        indexes = [
            models.Index(fields=["unit_id", "due_at", "dossier_id"], name="dossiers_holding_unit_due"),
            models.Index(fields=["dossier_id"], name="dossiers_holding_dossier"),
            models.Index(
                fields=["unit_id"], name="dossiers_holding_consulted", condition=models.Q(involvement="consulted")
            ),
        ]


class DossierComponent(models.Model):
    """Thành phần của hồ sơ: what was filed, shown, reused or taken from a database."""

    class Source(models.TextChoices):
        FILED = "FILED", _("nộp")
        SHOWN = "SHOWN", _("xuất trình")
        REUSED = "REUSED", _("dùng lại")
        FROM_DATABASE = "FROM_DATABASE", _("từ cơ sở dữ liệu")

    province_id = models.BigIntegerField()
    dossier = models.ForeignKey(Dossier, models.PROTECT, db_constraint=False, related_name="components")
    code = models.CharField(max_length=60)
    name = models.TextField()
    source = models.CharField(max_length=14, choices=Source.choices)
    originals = models.SmallIntegerField(default=0)
    copies = models.SmallIntegerField(default=0)
    files = models.JSONField(
        default=list, help_text=_("[{uid, name, sha256, size}] theo thứ tự trang; xem DossierFile")
    )
    added_by_supplement = models.BooleanField(default=False)
    origin = models.JSONField(null=True, help_text=_("kết quả cũ hay lần tra cứu mà thành phần lấy từ đó"))
    originals_returned_at = models.DateTimeField(null=True)


class DossierFile(models.Model):
    """Tệp của hồ sơ: the link that keeps a stored file (PROTECT) and says what it is in the dossier."""

    class Purpose(models.TextChoices):
        COMPONENT = "component", _("thành phần hồ sơ")
        RESULT = "result", _("kết quả")
        PAPER = "paper", _("giấy tờ của quy trình (mẫu 01–07)")
        OPINION = "opinion", _("ý kiến trả lời của đơn vị được hỏi")
        MANDATE = "mandate", _("ủy quyền, đồng ý của chủ hồ sơ")

    province_id = models.BigIntegerField()
    dossier = models.ForeignKey(Dossier, models.PROTECT, db_constraint=False, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    code = models.CharField(max_length=60, blank=True, help_text=_("mã thành phần, mã kết quả hoặc số mẫu"))
    title = models.CharField(max_length=300)
    number = models.CharField(max_length=60, blank=True, help_text=_("số của kết quả"))
    signed = models.BooleanField(default=False, help_text=_("đã ký số chưa"))
    replaced_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["province_id", "dossier", "file"], name="dossiers_file_once")]


class DossierStep(models.Model):
    """Bước của quy trình nội bộ trên một hồ sơ, nối với việc trong danh sách (task lives downstairs)."""

    class State(models.TextChoices):
        OPEN = "open", _("đang làm")
        DONE = "done", _("đạt")
        SENT_BACK = "sent_back", _("trả lại")
        CANCELLED = "cancelled", _("huỷ")

    province_id = models.BigIntegerField()
    dossier = models.ForeignKey(Dossier, models.PROTECT, db_constraint=False, related_name="steps")
    key = models.CharField(max_length=30)
    round = models.SmallIntegerField(default=1, help_text=_("lần thứ mấy làm bước này"))
    task_id = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    note = models.TextField(blank=True)
    product = models.JSONField(null=True, help_text=_("kết quả của bước"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["province_id", "dossier", "key", "round"], name="dossiers_step_round")
        ]


class SupplementRequest(models.Model):
    """Yêu cầu bổ sung (mẫu 02): một lần duy nhất trong đời hồ sơ."""

    province_id = models.BigIntegerField()
    dossier = models.ForeignKey(Dossier, models.PROTECT, db_constraint=False, related_name="supplements")
    items = models.JSONField()
    reason = models.TextField()
    contact = models.CharField(max_length=200)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["province_id", "dossier"], name="dossiers_supplement_once")]


class Payment(models.Model):
    """Yêu cầu thực hiện nghĩa vụ tài chính và lần nộp: several in a dossier's life, one open at a time. Integer đồng.

    What is collected belongs to the competent unit (`revenue_unit`), whoever's counter takes the money.
    """

    class Method(models.TextChoices):
        CASH = "cash", _("tiền mặt")
        TRANSFER = "transfer", _("chuyển khoản")
        ONLINE = "online", _("trực tuyến")

    province_id = models.BigIntegerField()
    dossier = models.ForeignKey(Dossier, models.PROTECT, db_constraint=False, related_name="payments")
    items = models.JSONField(help_text=_("[{kind, text, amount}], số tiền nguyên đồng"))
    amount = models.BigIntegerField(help_text=_("tổng phải nộp, đồng"))
    reason = models.TextField(
        blank=True, help_text=_("vì sao ghi khoản khác quy định; trống: theo biểu phí của thủ tục")
    )
    note = models.TextField(blank=True)
    revenue_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    method = models.CharField(max_length=10, choices=Method.choices, blank=True)
    reference = models.CharField(max_length=100, blank=True, help_text=_("số chứng từ, mã giao dịch"))
    payer = models.CharField(max_length=200, blank=True)
    paid_at = models.DateTimeField(null=True)
    recorded_at = models.DateTimeField(null=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    cancelled_at = models.DateTimeField(null=True, help_text=_("không phải nộp nữa vì hồ sơ đã rút"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["province_id", "dossier"],
                name="dossiers_payment_one_open",
                condition=models.Q(recorded_at=None, cancelled_at=None),
            ),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="dossiers_payment_positive"),
            models.CheckConstraint(
                condition=models.Q(recorded_at=None, paid_at=None, recorded_by=None, method="")
                | models.Q(recorded_at__isnull=False, paid_at__isnull=False, recorded_by__isnull=False)
                & ~models.Q(method=""),
                name="dossiers_payment_paid_whole",
            ),
        ]
        indexes = [models.Index(fields=["dossier", "id"], name="dossiers_payment_dossier")]


class Consultation(models.Model):
    """Xin ý kiến: a question of the unit that resolves to another unit or organ, with its own due moment.

    One open question per unit and organ at a time. Who may answer now stands in its task (it follows a merger);
    `unit` stays what was asked. Late is what was answered after `due_at`.
    """

    province_id = models.BigIntegerField()
    dossier = models.ForeignKey(Dossier, models.PROTECT, db_constraint=False, related_name="consultations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False)
    organ = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+", db_index=False)
    step = models.CharField(max_length=30, blank=True, help_text=_("bước cần ý kiến"))
    task_id = models.BigIntegerField()
    question = models.TextField()
    due_at = models.DateTimeField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    answer = models.TextField(blank=True)
    files = models.JSONField(default=list, help_text=_("[{uid, name, sha256, size}]"))
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    closed_at = models.DateTimeField(null=True, help_text=_("rút câu hỏi, hoặc hồ sơ đã rút"))
    closed_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["province_id", "dossier", "unit", "organ"],
                name="dossiers_consultation_one_open",
                condition=models.Q(answered_at=None, closed_at=None),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(answered_at=None) | models.Q(closed_at=None), name="dossiers_consultation_one_end"
            ),
        ]
        indexes = [
            models.Index(fields=["dossier", "id"], name="dossiers_consultation_dossier"),
            models.Index(fields=["unit", "-dossier"], name="dossiers_consultation_unit"),
        ]


class Draft(models.Model):
    """Bản nháp của người nộp hoặc của quầy: saved at every step, survives a dropped line; becomes a dossier on submit."""

    uid = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    procedure_code = models.CharField(max_length=40)
    data = models.JSONField(default=dict)
    revision = models.IntegerField(default=0)
    updated_at = models.DateTimeField()
    submitted_code = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-updated_at"], name="dossiers_draft_user")]


class Lookup(models.Model):
    """Lượt tra dữ liệu của một người ngoài hồ sơ: in a database or in their store of results.

    Keeps who asked, when, why and the outcome; never what was answered (domain §8). Its journal entry proves it.
    """

    class Kind(models.TextChoices):
        DATABASE = "database", _("tra cơ sở dữ liệu")
        RESULTS = "results", _("xem kho kết quả")

    province_id = models.BigIntegerField()
    uid = models.UUIDField(default=uuid.uuid4)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    owner_hash = models.BinaryField(help_text=_("mã băm số định danh của người được tra"))
    database = models.CharField(max_length=30, blank=True)
    outcome = models.CharField(
        max_length=14, help_text=_("match, no_match, none, insufficient, unavailable; hoặc found")
    )
    procedure_code = models.CharField(max_length=40, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    unit_id = models.BigIntegerField(null=True, help_text=_("quầy của cán bộ tra; trống khi người dân tự tra"))
    role = models.CharField(max_length=24, blank=True)
    reason = models.CharField(max_length=500)

    class Meta:
        indexes = [
            models.Index(fields=["uid"], name="dossiers_lookup_uid"),
            models.Index(fields=["owner_hash", "-asked_at"], name="dossiers_lookup_owner"),
        ]


class Export(models.Model):
    """Tệp xuất ra (Excel, PDF) của một người: made in the background, fetched by its owner only, kept some days."""

    class Kind(models.TextChoices):
        LIST = "list", _("Danh sách hồ sơ")
        REGISTER = "register", _("Sổ theo dõi hồ sơ")
        REGISTER_PDF = "register_pdf", _("Sổ theo dõi hồ sơ (bản in)")

    uid = models.UUIDField(unique=True, default=uuid.uuid4)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    title = models.CharField(max_length=200)
    params = models.JSONField(default=dict, help_text=_("điều kiện lọc"))
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    rows = models.IntegerField(default=0, help_text=_("số dòng đã ghi"))
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    refusal = models.TextField(blank=True, help_text=_("vì sao không làm được"))

    class Meta:
        indexes = [models.Index(fields=["user", "-asked_at"], name="dossiers_export_user")]


class BulkRun(models.Model):
    """Một lần làm hàng loạt: one verb for many dossiers, in the background, each in its own transaction."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, help_text=_("do trang đặt: bấm hai lần vẫn là một lần"))
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    verb = models.CharField(max_length=30)
    given = models.JSONField(default=dict, help_text=_("những gì người làm đã chọn, ghi"))
    total = models.IntegerField()
    asked_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-asked_at"], name="dossiers_bulk_user")]


class BulkRow(models.Model):
    """Một hồ sơ của lần làm hàng loạt: done, or refused with the reason; written together with the act itself."""

    class State(models.TextChoices):
        WAITING = "waiting", _("chờ làm")
        DONE = "done", _("đã làm")
        REFUSED = "refused", _("không làm được")

    run = models.ForeignKey(BulkRun, models.CASCADE, related_name="lines")
    position = models.SmallIntegerField()
    code = models.CharField(max_length=60, help_text=_("mã hồ sơ"))
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    reason = models.TextField(blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "code"], name="dossiers_bulk_row_once")]


class Visit(models.Model):
    """Một lần đến quầy: dossiers that one person filed together, on one receipt."""

    uid = models.UUIDField(unique=True, default=uuid.uuid4, help_text=_("mã tra cứu chung, không đoán được"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(User, models.PROTECT, related_name="+", db_index=False)
    opened_at = models.DateTimeField()


class VisitDossier(models.Model):
    """Hồ sơ trong một lần đến quầy."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="links")
    province_id = models.BigIntegerField()
    dossier_id = models.BigIntegerField()
    code = models.CharField(max_length=60, unique=True)
    added_at = models.DateTimeField()


from thongsuot.dossiers.models_evidence import IdentityEvidence  # noqa: E402, F401  (a table of this room)
