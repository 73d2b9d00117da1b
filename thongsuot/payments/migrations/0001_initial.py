import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import django.db.models.expressions
import uuid
from django.conf import settings
from django.db import migrations, models

from thongsuot.common.partitions import CreatePartitioned, composite_foreign_key

# What a clerk has signed for is never changed: the database refuses it, whoever asks.
GUARDS = '''
CREATE FUNCTION payments_entry_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    RAISE EXCEPTION 'entries of the cash book are never changed' USING ERRCODE = 'TS010';
  END IF;
  IF EXISTS (SELECT FROM payments_cashsession WHERE id = NEW.session_id AND closed_at IS NOT NULL) THEN
    RAISE EXCEPTION 'cash session % is closed', NEW.session_id USING ERRCODE = 'TS010';
  END IF;
  RETURN NEW;
END $$;
CREATE FUNCTION payments_session_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'cash sessions are never removed' USING ERRCODE = 'TS010';
  END IF;
  IF OLD.closed_at IS NOT NULL AND (OLD.signed_at IS NOT NULL
      OR to_jsonb(NEW) - '{signed_at,signed_by_id,sign_note}'::text[] <> to_jsonb(OLD) - '{signed_at,signed_by_id,sign_note}'::text[]) THEN
    RAISE EXCEPTION 'cash session % is closed', OLD.id USING ERRCODE = 'TS010';
  END IF;
  RETURN NEW;
END $$;
CREATE FUNCTION payments_session_follows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM payments_cashsession WHERE book_id = NEW.book_id AND closing = 'day_end' AND day >= NEW.day) THEN
    RAISE EXCEPTION 'the day % of cash book % is closed', NEW.day, NEW.book_id USING ERRCODE = 'TS010';
  END IF;
  RETURN NEW;
END $$;
CREATE FUNCTION payments_receipt_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    RAISE EXCEPTION 'receipts are never removed' USING ERRCODE = 'TS010';
  END IF;
  IF to_jsonb(NEW) - '{printed,state,voided_at,voided_by_id,void_reason}'::text[]
      <> to_jsonb(OLD) - '{printed,state,voided_at,voided_by_id,void_reason}'::text[]
     OR (OLD.state = 'void' AND to_jsonb(NEW) - 'printed' <> to_jsonb(OLD) - 'printed') THEN
    RAISE EXCEPTION 'receipt % is never changed', OLD.number USING ERRCODE = 'TS010';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER payments_entry_kept BEFORE INSERT OR UPDATE OR DELETE ON payments_cashentry
  FOR EACH ROW EXECUTE FUNCTION payments_entry_guard();
CREATE TRIGGER payments_session_kept BEFORE UPDATE OR DELETE ON payments_cashsession
  FOR EACH ROW EXECUTE FUNCTION payments_session_guard();
CREATE TRIGGER payments_session_order BEFORE INSERT ON payments_cashsession
  FOR EACH ROW EXECUTE FUNCTION payments_session_follows();
CREATE TRIGGER payments_receipt_kept BEFORE UPDATE OR DELETE ON payments_receipt
  FOR EACH ROW EXECUTE FUNCTION payments_receipt_guard();
'''
NO_GUARDS = '''
DROP TRIGGER payments_entry_kept ON payments_cashentry;
DROP TRIGGER payments_session_kept ON payments_cashsession;
DROP TRIGGER payments_session_order ON payments_cashsession;
DROP TRIGGER payments_receipt_kept ON payments_receipt;
DROP FUNCTION payments_entry_guard;
DROP FUNCTION payments_session_guard;
DROP FUNCTION payments_session_follows;
DROP FUNCTION payments_receipt_guard;
'''


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('dossiers', '0010_payments_confirmed_by_a_gateway'),
        ('org', '0004_departments_health_agriculture'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CashBook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('opened_at', models.DateTimeField()),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
        ),
        migrations.CreateModel(
            name='CashSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('province_id', models.BigIntegerField()),
                ('day', models.DateField()),
                ('number', models.SmallIntegerField(help_text='ca thứ mấy trong ngày')),
                ('opened_at', models.DateTimeField()),
                ('opening', models.BigIntegerField()),
                ('taken_in', models.BigIntegerField(default=0)),
                ('paid_out', models.BigIntegerField(default=0)),
                ('balance', models.BigIntegerField(help_text='theo sổ: đầu ca + thu − chi')),
                ('entries_count', models.IntegerField(default=0)),
                ('closing', models.CharField(blank=True, choices=[('day_end', 'khoá sổ cuối ngày'), ('hand_over', 'bàn giao ca'), ('not_counted', 'tự khép vì sang ngày mới, chưa kiểm đếm')], max_length=12)),
                ('closed_at', models.DateTimeField(null=True)),
                ('notes_counted', models.JSONField(default=dict, help_text='{mệnh giá: số tờ}')),
                ('counted', models.BigIntegerField(null=True)),
                ('difference', models.BigIntegerField(help_text='đếm được trừ theo sổ', null=True)),
                ('difference_reason', models.TextField(blank=True)),
                ('signed_at', models.DateTimeField(null=True)),
                ('sign_note', models.CharField(blank=True, max_length=500)),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='payments.cashbook')),
                ('closed_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('holder', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('signed_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('taker', models.ForeignKey(db_index=False, help_text='người nhận ca', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        CreatePartitioned(
            name='CashEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('province_id', models.BigIntegerField()),
                ('number', models.IntegerField()),
                ('kind', models.CharField(choices=[('in', 'thu'), ('out', 'chi')], max_length=3)),
                ('cause', models.CharField(choices=[('fee', 'thu phí, lệ phí'), ('refund', 'hoàn tiền'), ('deposit', 'nộp vào tài khoản'), ('float', 'nhận tiền lẻ, tạm ứng')], max_length=8)),
                ('amount', models.BigIntegerField()),
                ('dossier_code', models.CharField(blank=True, max_length=60)),
                ('receipt_id', models.BigIntegerField(null=True)),
                ('refund_id', models.BigIntegerField(null=True)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('revenue_unit', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                ('session', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='payments.cashsession')),
            ],
        ),
        migrations.CreateModel(
            name='Exemption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('province_id', models.BigIntegerField()),
                ('dossier_id', models.BigIntegerField()),
                ('dossier_code', models.CharField(max_length=60)),
                ('kind', models.CharField(choices=[('exempt', 'miễn'), ('reduced', 'giảm')], max_length=10)),
                ('ground_code', models.CharField(blank=True, max_length=30)),
                ('ground', models.TextField(help_text='diện miễn, giảm')),
                ('basis', models.CharField(help_text='văn bản, điều khoản', max_length=500)),
                ('certainty', models.CharField(max_length=12)),
                ('items', models.JSONField(help_text='khoản theo biểu phí: [{kind, text, amount}]')),
                ('amount_before', models.BigIntegerField()),
                ('amount_after', models.BigIntegerField()),
                ('file_id', models.UUIDField(default=uuid.uuid4, help_text='giấy tờ chứng minh', null=True)),
                ('seen', models.CharField(blank=True, help_text='giấy tờ đã xem, khi không có bản chụp', max_length=300)),
                ('decided_at', models.DateTimeField()),
                ('decided_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(db_index=False, help_text='đơn vị có khoản thu', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
        ),
        migrations.CreateModel(
            name='GatewayMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('INIT', 'INIT'), ('CONFIRM', 'CONFIRM'), ('GET_BILL', 'GET_BILL'), ('CALLBACK', 'CALLBACK')], max_length=10)),
                ('at', models.DateTimeField()),
                ('reference', models.CharField(blank=True, max_length=100)),
                ('body', models.JSONField(default=dict)),
                ('outcome', models.CharField(choices=[('stored', 'đã cất'), ('ok', 'đã hiểu'), ('no_answer', 'không có câu trả lời dùng được'), ('forged', 'sai chữ ký'), ('unknown', 'không có mã tham chiếu này'), ('unreadable', 'không hiểu được')], default='stored', max_length=10)),
                ('detail', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'indexes': [models.Index(fields=['reference', 'id'], name='payments_message_reference'), models.Index(condition=models.Q(('outcome__in', ['stored', 'unknown', 'unreadable'])), fields=['-id'], name='payments_message_strange')],
            },
        ),
        CreatePartitioned(
            name='Intent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('province_id', models.BigIntegerField()),
                ('request_id', models.BigIntegerField(help_text='yêu cầu nộp tiền (dossiers_payment)')),
                ('dossier_id', models.BigIntegerField()),
                ('dossier_code', models.CharField(max_length=60)),
                ('method', models.CharField(choices=[('cash', 'tiền mặt'), ('transfer', 'chuyển khoản'), ('online', 'trực tuyến')], max_length=10)),
                ('state', models.CharField(choices=[('pending', 'chờ thanh toán'), ('paid', 'đã thanh toán'), ('failed', 'không thành'), ('expired', 'quá hạn'), ('refunding', 'đang hoàn tiền'), ('refunded', 'đã hoàn tiền')], default='pending', max_length=10)),
                ('reference', models.CharField(max_length=90)),
                ('transfer_key', models.CharField(blank=True, help_text='nội dung chuyển khoản, không dấu', max_length=25)),
                ('amount', models.BigIntegerField(help_text='phải trả, đồng')),
                ('account', models.JSONField(default=dict, help_text='tài khoản nhận lúc đó: {bank_bin, bank_name, number, holder, demo}')),
                ('started_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('payment_url', models.TextField(blank=True, help_text='trang thanh toán của cổng')),
                ('bill_url', models.TextField(blank=True, help_text='biên lai của cổng')),
                ('bill_asked', models.BooleanField(default=False)),
                ('tries', models.IntegerField(default=0, help_text='số lần hỏi cổng')),
                ('next_ask_at', models.DateTimeField(help_text='lúc hỏi lại; trống: không hỏi nữa', null=True)),
                ('trouble', models.CharField(blank=True, help_text='vì sao chưa rõ kết quả', max_length=40)),
                ('revenue_unit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                ('started_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        CreatePartitioned(
            name='Receipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('province_id', models.BigIntegerField()),
                ('form', models.CharField(help_text='mẫu số', max_length=20)),
                ('symbol', models.CharField(help_text='ký hiệu', max_length=20)),
                ('year', models.SmallIntegerField()),
                ('number', models.IntegerField()),
                ('dossier_id', models.BigIntegerField()),
                ('dossier_code', models.CharField(max_length=60)),
                ('request_id', models.BigIntegerField()),
                ('payer', models.CharField(max_length=200)),
                ('address', models.CharField(blank=True, max_length=500)),
                ('about', models.CharField(help_text='thủ tục', max_length=500)),
                ('items', models.JSONField(help_text='[{kind, text, amount}]')),
                ('total', models.BigIntegerField()),
                ('method', models.CharField(max_length=10)),
                ('reference', models.CharField(blank=True, max_length=100)),
                ('paid_at', models.DateTimeField()),
                ('issued_at', models.DateTimeField()),
                ('printed', models.IntegerField(default=0, help_text='số lần đã in')),
                ('state', models.CharField(choices=[('issued', 'đã lập'), ('void', 'đã huỷ')], default='issued', max_length=10)),
                ('voided_at', models.DateTimeField(null=True)),
                ('void_reason', models.TextField(blank=True)),
                ('replaces_id', models.BigIntegerField(help_text='biên lai bị thay', null=True)),
                ('collected_unit', models.ForeignKey(db_index=False, help_text='quầy đã thu', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                ('issued_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(db_index=False, help_text='đơn vị có khoản thu', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
                ('voided_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Refund',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('province_id', models.BigIntegerField()),
                ('dossier_id', models.BigIntegerField()),
                ('dossier_code', models.CharField(max_length=60)),
                ('request_id', models.BigIntegerField(null=True)),
                ('arrival_id', models.BigIntegerField(null=True)),
                ('intent_id', models.BigIntegerField(null=True)),
                ('cause', models.CharField(choices=[('withdrawn', 'hồ sơ đã rút, dừng'), ('not_asked', 'tiền đến khi không còn phải nộp'), ('overpaid', 'nộp thừa'), ('mistake', 'thu sai'), ('other', 'lý do khác')], max_length=10)),
                ('amount', models.BigIntegerField()),
                ('state', models.CharField(choices=[('queued', 'chờ đề nghị hoàn'), ('requested', 'chờ duyệt'), ('approved', 'chờ chi'), ('paid', 'đã hoàn'), ('refused', 'không hoàn')], default='queued', max_length=10)),
                ('queued_at', models.DateTimeField()),
                ('receiver', models.CharField(blank=True, max_length=200)),
                ('method', models.CharField(blank=True, choices=[('cash', 'tiền mặt'), ('transfer', 'chuyển khoản')], max_length=10)),
                ('account', models.JSONField(default=dict, help_text='{bank_bin, bank_name, number, holder}')),
                ('reason', models.TextField(blank=True)),
                ('requested_at', models.DateTimeField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decision', models.CharField(blank=True, help_text='số quyết định, hoặc vì sao không hoàn', max_length=300)),
                ('paid_at', models.DateTimeField(null=True)),
                ('reference', models.CharField(blank=True, help_text='mã giao dịch chi', max_length=100)),
                ('number', models.IntegerField(help_text='số phiếu hoàn', null=True)),
                ('year', models.SmallIntegerField(null=True)),
                ('decided_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('paid_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('requested_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(db_index=False, help_text='đơn vị có khoản thu', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
        ),
        CreatePartitioned(
            name='Arrival',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('province_id', models.BigIntegerField()),
                ('dossier_id', models.BigIntegerField()),
                ('request_id', models.BigIntegerField(null=True)),
                ('intent_id', models.BigIntegerField(null=True)),
                ('source', models.CharField(choices=[('gateway', 'cổng thanh toán'), ('transfer', 'chuyển khoản'), ('cash', 'tiền mặt, phần còn thiếu')], max_length=10)),
                ('external_id', models.CharField(help_text='mã giao dịch của cổng hay ngân hàng', max_length=100)),
                ('amount', models.BigIntegerField()),
                ('used', models.BigIntegerField(default=0, help_text='phần đã tính vào khoản phải nộp')),
                ('state', models.CharField(choices=[('kept', 'giữ chờ nộp đủ'), ('used', 'đã dùng'), ('to_refund', 'chờ hoàn'), ('refunded', 'đã hoàn')], default='kept', max_length=10)),
                ('payer', models.CharField(blank=True, max_length=200)),
                ('paid_at', models.DateTimeField()),
                ('arrived_at', models.DateTimeField()),
                ('noted_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['dossier_id', 'id'], name='payments_arrival_dossier')],
                'constraints': [models.UniqueConstraint(fields=('province_id', 'source', 'external_id'), name='payments_arrival_once'), models.CheckConstraint(condition=models.Q(('amount__gt', 0), ('used__gte', 0), ('used__lte', models.F('amount'))), name='payments_arrival_amounts')],
            },
        ),
        migrations.CreateModel(
            name='BeneficiaryAccount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid', django.contrib.postgres.fields.ranges.DateRangeField(help_text='[từ ngày, đến trước ngày)')),
                ('bank_bin', models.CharField(help_text='mã BIN của ngân hàng, sáu chữ số', max_length=6)),
                ('bank_name', models.CharField(max_length=120)),
                ('number', models.CharField(max_length=19)),
                ('holder', models.CharField(help_text='tên chủ tài khoản', max_length=140)),
                ('is_demo', models.BooleanField(default=False, help_text='tài khoản giả của bản dùng thử')),
                ('basis', models.CharField(blank=True, help_text='văn bản mở tài khoản', max_length=300)),
                ('added_at', models.DateTimeField()),
                ('added_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='org.unit')),
            ],
            options={
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(expressions=[('unit', '='), ('valid', '&&')], name='payments_account_one_at_a_time'), models.CheckConstraint(condition=models.Q(('bank_bin__regex', '^[0-9]{6}$')), name='payments_account_bin'), models.CheckConstraint(condition=models.Q(('number__regex', '^[0-9A-Za-z]{1,19}$')), name='payments_account_number')],
            },
        ),
        migrations.AddConstraint(
            model_name='cashbook',
            constraint=models.UniqueConstraint(fields=('unit', 'name'), name='payments_book_name'),
        ),
        migrations.AddIndex(
            model_name='cashsession',
            index=models.Index(fields=['book', '-id'], name='payments_session_book'),
        ),
        migrations.AddConstraint(
            model_name='cashsession',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('book',), name='payments_session_one_open'),
        ),
        migrations.AddConstraint(
            model_name='cashsession',
            constraint=models.UniqueConstraint(fields=('book', 'day', 'number'), name='payments_session_number'),
        ),
        migrations.AddConstraint(
            model_name='cashsession',
            constraint=models.UniqueConstraint(condition=models.Q(('closing', 'day_end')), fields=('book', 'day'), name='payments_session_day_ends_once'),
        ),
        migrations.AddConstraint(
            model_name='cashsession',
            constraint=models.CheckConstraint(condition=models.Q(('balance', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('opening'), '+', models.F('taken_in')), '-', models.F('paid_out'))), ('balance__gte', 0)), name='payments_session_balance'),
        ),
        migrations.AddConstraint(
            model_name='cashsession',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('closing', ''), ('counted', None), ('difference', None), ('signed_at', None)), models.Q(('closed_at__isnull', False), ('closing', 'not_counted'), ('counted', None), ('difference', None)), models.Q(('closed_at__isnull', False), ('closed_by__isnull', False), ('closing__in', ['day_end', 'hand_over']), ('counted__gte', 0), ('difference', django.db.models.expressions.CombinedExpression(models.F('counted'), '-', models.F('balance')))), _connector='OR'), name='payments_session_closed_whole'),
        ),
        migrations.AddConstraint(
            model_name='cashsession',
            constraint=models.CheckConstraint(condition=models.Q(('difference', None), ('difference', 0), models.Q(('difference_reason', ''), _negated=True), _connector='OR'), name='payments_session_difference_said'),
        ),
        migrations.AddConstraint(
            model_name='cashsession',
            constraint=models.CheckConstraint(condition=models.Q(('signed_by', None), ('closed_by', None), models.Q(('signed_by', models.F('closed_by')), _negated=True), _connector='OR'), name='payments_session_four_eyes'),
        ),
        migrations.AddIndex(
            model_name='cashentry',
            index=models.Index(fields=['session', 'number'], name='payments_entry_session'),
        ),
        migrations.AddConstraint(
            model_name='cashentry',
            constraint=models.UniqueConstraint(fields=('province_id', 'session', 'number'), name='payments_entry_number'),
        ),
        migrations.AddConstraint(
            model_name='cashentry',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='payments_entry_positive'),
        ),
        migrations.AddIndex(
            model_name='exemption',
            index=models.Index(fields=['unit', '-decided_at'], name='payments_exemption_unit'),
        ),
        migrations.AddConstraint(
            model_name='exemption',
            constraint=models.UniqueConstraint(fields=('province_id', 'dossier_id'), name='payments_exemption_once'),
        ),
        migrations.AddConstraint(
            model_name='exemption',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount_after', 0), ('kind', 'exempt')), models.Q(('amount_after__gt', 0), ('amount_after__lt', models.F('amount_before')), ('kind', 'reduced')), _connector='OR'), name='payments_exemption_amounts'),
        ),
        migrations.AddConstraint(
            model_name='exemption',
            constraint=models.CheckConstraint(condition=models.Q(('amount_before__gt', 0), models.Q(('file_id__isnull', False), models.Q(('seen', ''), _negated=True), _connector='OR')), name='payments_exemption_shown'),
        ),
        migrations.AddIndex(
            model_name='intent',
            index=models.Index(fields=['dossier_id', 'id'], name='payments_intent_dossier'),
        ),
        migrations.AddIndex(
            model_name='intent',
            index=models.Index(fields=['reference'], name='payments_intent_by_reference'),
        ),
        migrations.AddIndex(
            model_name='intent',
            index=models.Index(condition=models.Q(('next_ask_at__isnull', False)), fields=['next_ask_at'], name='payments_intent_to_ask'),
        ),
        migrations.AddConstraint(
            model_name='intent',
            constraint=models.UniqueConstraint(fields=('province_id', 'reference'), name='payments_intent_reference'),
        ),
        migrations.AddConstraint(
            model_name='intent',
            constraint=models.UniqueConstraint(condition=models.Q(('transfer_key', ''), _negated=True), fields=('province_id', 'transfer_key'), name='payments_intent_key'),
        ),
        migrations.AddConstraint(
            model_name='intent',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'pending')), fields=('province_id', 'request_id', 'method'), name='payments_intent_one_pending'),
        ),
        migrations.AddConstraint(
            model_name='intent',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='payments_intent_positive'),
        ),
        migrations.AddConstraint(
            model_name='intent',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state', 'pending')), models.Q(models.Q(('state', 'pending'), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='payments_intent_ended'),
        ),
        migrations.AddIndex(
            model_name='receipt',
            index=models.Index(fields=['dossier_id', 'id'], name='payments_receipt_dossier'),
        ),
        migrations.AddIndex(
            model_name='receipt',
            index=models.Index(fields=['unit', '-issued_at'], name='payments_receipt_unit'),
        ),
        migrations.AddIndex(
            model_name='receipt',
            index=models.Index(fields=['collected_unit', '-issued_at'], name='payments_receipt_collected'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.UniqueConstraint(fields=('province_id', 'unit', 'symbol', 'year', 'number'), name='payments_receipt_number'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'issued')), fields=('province_id', 'request_id'), name='payments_receipt_one_per_request'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.UniqueConstraint(condition=models.Q(('replaces_id', None), _negated=True), fields=('province_id', 'replaces_id'), name='payments_receipt_replaced_once'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.CheckConstraint(condition=models.Q(('number__gt', 0), ('total__gt', 0)), name='payments_receipt_positive'),
        ),
        migrations.AddConstraint(
            model_name='receipt',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'issued'), ('void_reason', ''), ('voided_at', None), ('voided_by', None)), models.Q(('state', 'void'), ('voided_at__isnull', False), ('voided_by__isnull', False), models.Q(('void_reason', ''), _negated=True)), _connector='OR'), name='payments_receipt_void_whole'),
        ),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(condition=models.Q(('state__in', ['queued', 'requested', 'approved'])), fields=['unit', 'id'], name='payments_refund_open'),
        ),
        migrations.AddIndex(
            model_name='refund',
            index=models.Index(fields=['dossier_id', 'id'], name='payments_refund_dossier'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='payments_refund_positive'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('requested_by')), _negated=True), _connector='OR'), name='payments_refund_four_eyes'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_by', None), ('paid_at', None), ('requested_by', None), ('state', 'queued')), models.Q(('decided_by', None), ('paid_at', None), ('requested_by__isnull', False), ('state', 'requested')), models.Q(('decided_by__isnull', False), ('paid_at', None), ('requested_by__isnull', False), ('state__in', ['approved', 'refused'])), models.Q(('decided_by__isnull', False), ('number__isnull', False), ('paid_at__isnull', False), ('paid_by__isnull', False), ('requested_by__isnull', False), ('state', 'paid')), _connector='OR'), name='payments_refund_steps'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.UniqueConstraint(condition=models.Q(('number__isnull', False)), fields=('unit', 'year', 'number'), name='payments_refund_number'),
        ),
        migrations.AddConstraint(
            model_name='refund',
            constraint=models.UniqueConstraint(condition=models.Q(('arrival_id__isnull', False), models.Q(('state', 'refused'), _negated=True)), fields=('province_id', 'arrival_id'), name='payments_refund_of_arrival_once'),
        ),
        composite_foreign_key('payments_intent', 'dossier_id', 'dossiers_dossier'),
        composite_foreign_key('payments_intent', 'request_id', 'dossiers_payment'),
        composite_foreign_key('payments_arrival', 'dossier_id', 'dossiers_dossier'),
        composite_foreign_key('payments_arrival', 'request_id', 'dossiers_payment'),
        composite_foreign_key('payments_arrival', 'intent_id', 'payments_intent'),
        composite_foreign_key('payments_receipt', 'dossier_id', 'dossiers_dossier'),
        composite_foreign_key('payments_receipt', 'request_id', 'dossiers_payment'),
        composite_foreign_key('payments_receipt', 'replaces_id', 'payments_receipt'),
        composite_foreign_key('payments_exemption', 'dossier_id', 'dossiers_dossier'),
        composite_foreign_key('payments_refund', 'dossier_id', 'dossiers_dossier'),
        composite_foreign_key('payments_refund', 'arrival_id', 'payments_arrival'),
        composite_foreign_key('payments_refund', 'request_id', 'dossiers_payment'),
        composite_foreign_key('payments_cashentry', 'receipt_id', 'payments_receipt'),
        migrations.RunSQL(GUARDS, NO_GUARDS),
    ]
