import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from thongsuot.common.partitions import CreatePartitioned, composite_foreign_key

GUARD = """
CREATE FUNCTION records_refuse_disposal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state = 'disposed' AND OLD.state <> 'disposed' THEN
    IF NEW.years IS NULL OR OLD.years IS NULL THEN
      RAISE EXCEPTION 'hồ sơ vĩnh viễn không bao giờ huỷ' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.expires_on >= NEW.disposed_at::date THEN
      RAISE EXCEPTION 'hồ sơ chưa hết thời hạn bảo quản' USING ERRCODE = 'restrict_violation';
    END IF;
    IF EXISTS (SELECT FROM records_hold h WHERE h.ended_at IS NULL AND h.fonds_id = NEW.fonds_id
                AND (h.file_id IS NULL OR h.file_id = NEW.id AND h.province_id = NEW.province_id)) THEN
      RAISE EXCEPTION 'hồ sơ đang có lệnh giữ' USING ERRCODE = 'restrict_violation';
    END IF;
  END IF;
  IF OLD.state = 'disposed' AND NEW.state <> 'disposed' THEN
    RAISE EXCEPTION 'hồ sơ đã huỷ không quay lại được' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER records_file_disposal BEFORE UPDATE ON records_recordfile
  FOR EACH ROW EXECUTE FUNCTION records_refuse_disposal();
"""
UNGUARD = """
DROP TRIGGER records_file_disposal ON records_recordfile;
DROP FUNCTION records_refuse_disposal();
"""
# Words without marks; "f<fonds>" is a word too, so that a search in a few fonds reads only their rows.
WORDS = """
CREATE INDEX records_file_words ON records_recordfile USING gin (to_tsvector('simple'::regconfig,
  'f' || fonds_id::text || ' ' || f_bare(title || ' ' || code || ' ' || source_code || ' ' || notation)));
CREATE INDEX records_item_words ON records_recorditem USING gin (to_tsvector('simple'::regconfig,
  f_bare(summary || ' ' || number || ' ' || notation || ' ' || issuer || ' ' || left(text, 200000))));
"""
NO_WORDS = "DROP INDEX records_file_words; DROP INDEX records_item_words;"
TO_FILE = ("item", "person", "handinline", "disposalline", "hold", "loan", "readrequest")


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("common", "0008_numbers_end_and_entries_for_many"),
        ("org", "0004_departments_health_agriculture"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Fonds",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_id", models.BigIntegerField()),
                ("uid", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("code", models.CharField(help_text="mã phông", max_length=40)),
                ("name", models.CharField(max_length=250)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "phông mở"), ("closed", "phông đóng")], default="open", max_length=8
                    ),
                ),
                ("history", models.TextField(blank=True, help_text="lịch sử đơn vị hình thành phông")),
                ("began_on", models.DateField(null=True)),
                ("ended_on", models.DateField(null=True)),
                (
                    "classification",
                    models.JSONField(default=list, help_text="phương án phân loại: [{code, title, parent}]"),
                ),
                ("language", models.CharField(default="Tiếng Việt", max_length=60)),
                ("backup", models.CharField(blank=True, help_text="chế độ dự phòng", max_length=200)),
                ("note", models.TextField(blank=True)),
                ("files_count", models.IntegerField(default=0, help_text="số hồ sơ đã cấp số trong phông; là bộ đếm")),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "keeper",
                    models.ForeignKey(
                        help_text="đơn vị đang giữ phông",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        help_text="đơn vị hình thành phông",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Disposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_id", models.BigIntegerField()),
                ("uid", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("number", models.IntegerField()),
                ("year", models.SmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "đang lập danh mục"),
                            ("proposed", "chờ duyệt"),
                            ("approved", "đã duyệt, chờ huỷ"),
                            ("done", "đã huỷ, có biên bản"),
                            ("dropped", "không huỷ"),
                        ],
                        default="draft",
                        max_length=8,
                    ),
                ),
                ("reason", models.TextField(help_text="thuyết minh")),
                ("council", models.JSONField(default=list, help_text="hội đồng: [{name, post, opinion}]")),
                ("council_minutes", models.CharField(blank=True, help_text="biên bản họp hội đồng", max_length=200)),
                ("decision", models.CharField(blank=True, help_text="quyết định huỷ", max_length=200)),
                ("proposed_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("way", models.CharField(blank=True, help_text="cách huỷ", max_length=200)),
                ("witness", models.CharField(blank=True, help_text="người chứng kiến", max_length=200)),
                (
                    "approved_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "fonds",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="disposals", to="records.fonds"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HandIn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_id", models.BigIntegerField()),
                ("uid", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("key", models.CharField(help_text="khoá chống lặp của nơi nộp", max_length=80)),
                ("number", models.IntegerField()),
                ("year", models.SmallIntegerField()),
                ("title", models.CharField(max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[("offered", "chờ lưu trữ nhận"), ("closed", "đã xong")],
                        default="offered",
                        max_length=8,
                    ),
                ),
                ("offered_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("note", models.TextField(blank=True)),
                (
                    "closed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "fonds",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="hand_ins", to="records.fonds"
                    ),
                ),
                (
                    "offered_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organ",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        help_text="đơn vị nộp",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="org.unit",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HandInDue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("usual", "trong 01 năm từ khi công việc kết thúc"),
                            ("construction", "trong 03 tháng từ khi quyết toán công trình"),
                        ],
                        default="usual",
                        max_length=12,
                    ),
                ),
                ("source_kind", models.CharField(max_length=32)),
                ("source_id", models.BigIntegerField()),
                ("source_code", models.CharField(blank=True, max_length=60)),
                ("title", models.CharField(max_length=300)),
                ("page", models.CharField(max_length=200)),
                ("ended_on", models.DateField()),
                ("due_at", models.DateTimeField()),
                (
                    "by_calendar",
                    models.BooleanField(default=True, help_text="đã tính theo lịch; năm chưa có lịch thì tính lại sau"),
                ),
                ("kept_until", models.DateField(help_text="được đồng ý bằng văn bản cho giữ lại đến ngày", null=True)),
                ("consent", models.CharField(blank=True, max_length=200)),
                ("reminded_at", models.DateTimeField(null=True)),
                ("handed_in_at", models.DateTimeField(null=True)),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Package",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_id", models.BigIntegerField()),
                ("uid", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("unit_id", models.BigIntegerField(help_text="đơn vị giữ phông lúc làm gói")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("sip", "gói nộp (SIP)"),
                            ("aip", "gói bảo quản (AIP)"),
                            ("dip", "gói khai thác (DIP)"),
                        ],
                        max_length=3,
                    ),
                ),
                ("came_in", models.BooleanField(default=False)),
                ("title", models.CharField(max_length=300)),
                ("file_ids", models.JSONField(default=list)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "đang làm"), ("ready", "đã xong"), ("failed", "không làm được")],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("done_files", models.IntegerField(default=0)),
                ("asked_at", models.DateTimeField()),
                ("made_at", models.DateTimeField(null=True)),
                ("fault", models.CharField(blank=True, max_length=500)),
                (
                    "asked_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("size", models.BigIntegerField(null=True)),
            ],
        ),
        CreatePartitioned(
            name="RecordFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_id", models.BigIntegerField()),
                ("uid", models.UUIDField(default=uuid.uuid4)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("offered", "đang nộp"),
                            ("returned", "trả lại để sửa"),
                            ("kept", "đang bảo quản"),
                            ("disposed", "đã huỷ theo quyết định"),
                        ],
                        default="offered",
                        max_length=10,
                    ),
                ),
                ("number", models.IntegerField(help_text="số hồ sơ trong phông", null=True)),
                ("code", models.CharField(help_text="mã hồ sơ", max_length=100)),
                ("notation", models.CharField(blank=True, help_text="ký hiệu theo danh mục hồ sơ", max_length=60)),
                ("title", models.CharField(max_length=1000)),
                ("class_code", models.CharField(blank=True, help_text="mục của phương án phân loại", max_length=40)),
                ("rule_code", models.CharField(help_text="mục của bảng thời hạn bảo quản", max_length=40)),
                (
                    "years",
                    models.SmallIntegerField(help_text="thời hạn bảo quản theo năm; trống là vĩnh viễn", null=True),
                ),
                ("expires_on", models.DateField(help_text="hết thời hạn bảo quản; trống là vĩnh viễn", null=True)),
                (
                    "access",
                    models.CharField(
                        choices=[
                            ("public", "công khai"),
                            ("internal", "nội bộ"),
                            ("restricted", "tiếp cận có điều kiện"),
                        ],
                        default="internal",
                        max_length=10,
                    ),
                ),
                ("language", models.CharField(default="Tiếng Việt", max_length=60)),
                ("began_on", models.DateField(null=True)),
                ("ended_on", models.DateField(help_text="ngày công việc kết thúc")),
                (
                    "keywords",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), blank=True, default=list, size=None
                    ),
                ),
                ("documents", models.IntegerField(default=0, help_text="số lượng tài liệu")),
                ("sheets", models.IntegerField(default=0, help_text="số tờ")),
                ("pages", models.IntegerField(default=0, help_text="số trang")),
                ("physical_state", models.CharField(blank=True, help_text="tình trạng vật lý", max_length=120)),
                ("symbol", models.CharField(blank=True, help_text="ký hiệu thông tin", max_length=60)),
                (
                    "trust",
                    models.CharField(
                        choices=[
                            ("original", "bản gốc điện tử"),
                            ("certified", "bản số hoá có chữ ký số của cơ quan"),
                            ("copy", "bản sao, chưa chứng thực"),
                        ],
                        default="original",
                        max_length=10,
                    ),
                ),
                ("paper_code", models.CharField(blank=True, help_text="mã của hồ sơ giấy gốc", max_length=100)),
                ("place", models.CharField(blank=True, help_text="kho, giá, hộp của bản giấy", max_length=200)),
                ("backup", models.CharField(blank=True, help_text="chế độ dự phòng", max_length=60)),
                ("note", models.TextField(blank=True)),
                ("source_kind", models.CharField(max_length=32)),
                ("source_id", models.BigIntegerField()),
                ("source_code", models.CharField(blank=True, max_length=60)),
                ("offered_at", models.DateTimeField()),
                ("kept_at", models.DateTimeField(null=True)),
                ("disposed_at", models.DateTimeField(null=True)),
                (
                    "fonds",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="records.fonds",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReadRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_id", models.BigIntegerField()),
                ("uid", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("reason", models.CharField(max_length=500)),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "chờ trả lời"), ("granted", "được đọc"), ("refused", "không được đọc")],
                        default="asked",
                        max_length=8,
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("answer", models.CharField(blank=True, max_length=500)),
                ("open_until", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "citizen",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="records.recordfile",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Loan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_id", models.BigIntegerField()),
                ("purpose", models.CharField(max_length=300)),
                ("lent_at", models.DateTimeField()),
                ("due_on", models.DateField()),
                ("asked_back_at", models.DateTimeField(null=True)),
                ("returned_at", models.DateTimeField(null=True)),
                ("state_note", models.CharField(blank=True, help_text="tình trạng khi trả", max_length=300)),
                (
                    "borrower",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "lent_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "returned_to",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="loans",
                        to="records.recordfile",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_id", models.BigIntegerField()),
                ("reason", models.CharField(max_length=500)),
                ("basis", models.CharField(help_text="văn bản yêu cầu giữ", max_length=200)),
                ("placed_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("end_reason", models.CharField(blank=True, max_length=500)),
                (
                    "ended_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "fonds",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="holds", to="records.fonds"
                    ),
                ),
                (
                    "placed_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holds",
                        to="records.recordfile",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HandInLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_id", models.BigIntegerField()),
                ("ordinal", models.IntegerField()),
                (
                    "answer",
                    models.CharField(
                        choices=[("waiting", "chờ kiểm"), ("accepted", "đã nhận"), ("returned", "trả lại")],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "hand_in",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="records.handin"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="records.recordfile",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="DisposalLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_id", models.BigIntegerField()),
                ("keep", models.BooleanField(default=False)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "disposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="records.disposal"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.recordfile",
                    ),
                ),
            ],
        ),
        CreatePartitioned(
            name="RecordItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_id", models.BigIntegerField()),
                ("ordinal", models.IntegerField(help_text="số thứ tự trong hồ sơ")),
                ("type_name", models.CharField(blank=True, help_text="tên loại văn bản", max_length=100)),
                ("number", models.CharField(blank=True, max_length=40)),
                ("notation", models.CharField(blank=True, max_length=60)),
                ("issued_on", models.DateField(null=True)),
                ("issuer", models.CharField(blank=True, help_text="cơ quan ban hành", max_length=250)),
                ("summary", models.CharField(help_text="trích yếu", max_length=1000)),
                ("language", models.CharField(default="Tiếng Việt", max_length=60)),
                ("first_sheet", models.CharField(blank=True, help_text="tờ số", max_length=20)),
                ("pages", models.IntegerField(default=0)),
                ("mode", models.CharField(blank=True, help_text="tình trạng: bản chính, bản sao", max_length=60)),
                (
                    "trust",
                    models.CharField(
                        choices=[
                            ("original", "bản gốc điện tử"),
                            ("certified", "bản số hoá có chữ ký số của cơ quan"),
                            ("copy", "bản sao, chưa chứng thực"),
                        ],
                        default="original",
                        max_length=10,
                    ),
                ),
                ("autograph", models.CharField(blank=True, help_text="bút tích", max_length=300)),
                ("symbol", models.CharField(blank=True, help_text="ký hiệu thông tin", max_length=60)),
                (
                    "keywords",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), blank=True, default=list, size=None
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500)),
                ("text", models.TextField(blank=True, help_text="chữ nhận được từ bản quét, để tìm")),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("source_kind", models.CharField(blank=True, max_length=32)),
                ("source_id", models.BigIntegerField(null=True)),
                (
                    "file",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="records.recordfile",
                    ),
                ),
                (
                    "stored",
                    models.ForeignKey(
                        db_index=False,
                        help_text="tệp trong kho",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="common.storedfile",
                    ),
                ),
            ],
        ),
        CreatePartitioned(
            name="RecordPerson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_id", models.BigIntegerField()),
                ("id_number_hash", models.BinaryField()),
                (
                    "file",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="people",
                        to="records.recordfile",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="RetentionRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("title", models.CharField(max_length=300)),
                ("field", models.CharField(help_text="nhóm tài liệu", max_length=80)),
                ("years", models.SmallIntegerField(null=True)),
                ("basis", models.CharField(max_length=200)),
                (
                    "certainty",
                    models.CharField(
                        choices=[("published", "đã công bố"), ("proposed", "đề xuất"), ("unverified", "chưa xác minh")],
                        max_length=10,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("code", "valid_from"), name="records_rule_code"),
                    models.CheckConstraint(
                        condition=models.Q(("years", None), ("years__gt", 0), _connector="OR"),
                        name="records_rule_years",
                    ),
                ],
            },
        ),
        CreatePartitioned(
            name="StoreObject",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_id", models.BigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("size", models.BigIntegerField()),
                ("added_at", models.DateTimeField()),
                ("retain_until", models.DateField(help_text="không xoá trước ngày này; trống là vĩnh viễn", null=True)),
                ("erase_at", models.DateTimeField(help_text="đã có quyết định huỷ từ lúc này", null=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("province_id", "sha256"), name="records_object_hash")],
            },
        ),
        CreatePartitioned(
            name="ObjectCopy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("province_id", models.BigIntegerField()),
                ("store", models.CharField(max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("wanted", "chờ chép"),
                            ("good", "tốt"),
                            ("bad", "hỏng"),
                            ("missing", "mất"),
                            ("lost", "không còn bản tốt nào"),
                            ("erased", "đã xoá theo quyết định"),
                        ],
                        default="wanted",
                        max_length=8,
                    ),
                ),
                ("stored_at", models.DateTimeField(null=True)),
                ("checked_at", models.DateTimeField(null=True)),
                ("repaired_at", models.DateTimeField(null=True)),
                ("tries", models.SmallIntegerField(default=0)),
                ("fault", models.CharField(blank=True, max_length=200)),
                ("next_at", models.DateTimeField(help_text="lúc chép, kiểm tiếp theo")),
                (
                    "object",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copies",
                        to="records.storeobject",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="fonds",
            constraint=models.UniqueConstraint(fields=("province_id", "code"), name="records_fonds_code"),
        ),
        migrations.AddConstraint(
            model_name="fonds",
            constraint=models.UniqueConstraint(fields=("unit",), name="records_fonds_of_unit"),
        ),
        migrations.AddConstraint(
            model_name="fonds",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at", None), ("state", "open")),
                    models.Q(("closed_at__isnull", False), ("state", "closed")),
                    _connector="OR",
                ),
                name="records_fonds_closed_has_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="disposal",
            constraint=models.UniqueConstraint(fields=("fonds", "year", "number"), name="records_disposal_number"),
        ),
        migrations.AddConstraint(
            model_name="disposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["approved", "done"]), _negated=True),
                    models.Q(
                        ("approved_at__isnull", False),
                        ("approved_by__isnull", False),
                        models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                        models.Q(("decision", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="records_disposal_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="disposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "done"), _negated=True),
                    models.Q(("done_at__isnull", False), ("done_by__isnull", False)),
                    _connector="OR",
                ),
                name="records_disposal_done_has_time",
            ),
        ),
        migrations.AddIndex(
            model_name="handin",
            index=models.Index(fields=["unit", "state", "offered_at"], name="records_handin_unit"),
        ),
        migrations.AddConstraint(
            model_name="handin",
            constraint=models.UniqueConstraint(fields=("unit", "year", "number"), name="records_handin_number"),
        ),
        migrations.AddConstraint(
            model_name="handin",
            constraint=models.UniqueConstraint(fields=("province_id", "key"), name="records_handin_key"),
        ),
        migrations.AddConstraint(
            model_name="handin",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at", None), ("state", "offered")),
                    models.Q(("closed_at__isnull", False), ("state", "closed")),
                    _connector="OR",
                ),
                name="records_handin_closed_has_time",
            ),
        ),
        migrations.AddIndex(
            model_name="handindue",
            index=models.Index(
                condition=models.Q(("handed_in_at", None)), fields=["unit", "due_at"], name="records_due_open"
            ),
        ),
        migrations.AddIndex(
            model_name="handindue",
            index=models.Index(
                condition=models.Q(("handed_in_at", None), ("reminded_at", None)),
                fields=["due_at"],
                name="records_due_to_remind",
            ),
        ),
        migrations.AddConstraint(
            model_name="handindue",
            constraint=models.UniqueConstraint(
                fields=("province_id", "source_kind", "source_id"), name="records_due_source"
            ),
        ),
        migrations.AddConstraint(
            model_name="handindue",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("consent", ""), ("kept_until", None)),
                    models.Q(("kept_until__isnull", False), models.Q(("consent", ""), _negated=True)),
                    _connector="OR",
                ),
                name="records_due_consent",
            ),
        ),
        migrations.AddIndex(
            model_name="recordfile",
            index=models.Index(fields=["fonds", "state", "number"], name="records_file_of_fonds"),
        ),
        migrations.AddIndex(
            model_name="recordfile",
            index=models.Index(
                condition=models.Q(("state", "kept")), fields=["fonds", "expires_on"], name="records_file_expiring"
            ),
        ),
        migrations.AddIndex(
            model_name="recordfile",
            index=models.Index(fields=["uid"], name="records_file_uid"),
        ),
        migrations.AddConstraint(
            model_name="recordfile",
            constraint=models.UniqueConstraint(
                fields=("province_id", "source_kind", "source_id"), name="records_file_source"
            ),
        ),
        migrations.AddConstraint(
            model_name="recordfile",
            constraint=models.UniqueConstraint(fields=("province_id", "fonds", "number"), name="records_file_number"),
        ),
        migrations.AddConstraint(
            model_name="recordfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("expires_on", None), ("years", None)),
                    models.Q(("expires_on__isnull", False), ("years__gt", 0)),
                    _connector="OR",
                ),
                name="records_file_retention_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="recordfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "disposed"), _negated=True),
                    models.Q(("disposed_at__isnull", False), ("years__isnull", False)),
                    _connector="OR",
                ),
                name="records_file_permanent_stays",
            ),
        ),
        migrations.AddConstraint(
            model_name="recordfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "kept"), _negated=True),
                    models.Q(("kept_at__isnull", False), ("number__isnull", False)),
                    _connector="OR",
                ),
                name="records_file_kept_has_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="readrequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "asked")),
                fields=("province_id", "file", "citizen"),
                name="records_request_one_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="readrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at", None), ("state", "asked")),
                    models.Q(("answered_at__isnull", False), ("open_until__isnull", False), ("state", "granted")),
                    models.Q(
                        ("answered_at__isnull", False), ("state", "refused"), models.Q(("answer", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="records_request_answer_whole",
            ),
        ),
        migrations.AddIndex(
            model_name="loan",
            index=models.Index(condition=models.Q(("returned_at", None)), fields=["due_on"], name="records_loan_due"),
        ),
        migrations.AddConstraint(
            model_name="loan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("returned_at", None)), fields=("province_id", "file"), name="records_loan_one_open"
            ),
        ),
        migrations.AddIndex(
            model_name="hold",
            index=models.Index(condition=models.Q(("ended_at", None)), fields=["file"], name="records_hold_file"),
        ),
        migrations.AddIndex(
            model_name="hold",
            index=models.Index(
                condition=models.Q(("ended_at", None), ("file", None)), fields=["fonds"], name="records_hold_fonds"
            ),
        ),
        migrations.AddConstraint(
            model_name="hold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("end_reason", ""), ("ended_at", None), ("ended_by", None)),
                    models.Q(
                        ("ended_at__isnull", False),
                        ("ended_by__isnull", False),
                        models.Q(("end_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="records_hold_end_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="handinline",
            constraint=models.UniqueConstraint(fields=("hand_in", "file"), name="records_line_once"),
        ),
        migrations.AddConstraint(
            model_name="handinline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answer", "waiting")),
                fields=("province_id", "file"),
                name="records_line_waits_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="handinline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", "waiting"), ("answered_at", None)),
                    models.Q(("answer", "accepted"), ("answered_at__isnull", False), ("answered_by__isnull", False)),
                    models.Q(
                        ("answer", "returned"),
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="records_line_answer_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="disposalline",
            constraint=models.UniqueConstraint(fields=("disposal", "file"), name="records_disposal_line_once"),
        ),
        migrations.AddIndex(
            model_name="recorditem",
            index=models.Index(
                condition=models.Q(("sha256", ""), _negated=True), fields=["sha256"], name="records_item_bytes"
            ),
        ),
        migrations.AddConstraint(
            model_name="recorditem",
            constraint=models.UniqueConstraint(fields=("province_id", "file", "ordinal"), name="records_item_ordinal"),
        ),
        migrations.AddIndex(
            model_name="recordperson",
            index=models.Index(fields=["id_number_hash"], name="records_person_number"),
        ),
        migrations.AddConstraint(
            model_name="recordperson",
            constraint=models.UniqueConstraint(
                fields=("province_id", "file", "id_number_hash"), name="records_person_once"
            ),
        ),
        migrations.AddIndex(
            model_name="objectcopy",
            index=models.Index(fields=["state", "next_at"], name="records_copy_work"),
        ),
        migrations.AddIndex(
            model_name="objectcopy",
            index=models.Index(fields=["store", "state"], name="records_copy_store"),
        ),
        migrations.AddConstraint(
            model_name="objectcopy",
            constraint=models.UniqueConstraint(fields=("province_id", "object", "store"), name="records_copy_once"),
        ),
        *(
            composite_foreign_key(
                f"records_{'record' if name in ('item', 'person') else ''}{name}", "file_id", "records_recordfile"
            )
            for name in TO_FILE
        ),
        composite_foreign_key("records_objectcopy", "object_id", "records_storeobject"),
        migrations.RunSQL(GUARD, UNGUARD),
        migrations.RunSQL(WORDS, NO_WORDS),
    ]
