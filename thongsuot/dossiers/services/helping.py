"""Người nộp hộ: appointed by the unit, every filing of theirs noted, and the applicant may say that nobody was asked."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from thongsuot.accounts.models import Role, User
from thongsuot.accounts.principal import PostHeld, Principal
from thongsuot.common import journal
from thongsuot.common.crypto import lookup_hash
from thongsuot.common.errors import Forbidden, MoveNotAllowed, NotFound
from thongsuot.common.language import in_vietnamese
from thongsuot.common.text import bare, clean_line
from thongsuot.dossiers import consent_codes, helpers, journalling
from thongsuot.dossiers.checks import invalid
from thongsuot.dossiers.intake_data import Applicant, Submitter
from thongsuot.dossiers.models import Dossier, HelperFiling, HelperKind, RegisteredHelper
from thongsuot.dossiers.selectors.one import Loaded, dossier_by_id, dossier_for
from thongsuot.org.selectors import unit_info
from thongsuot.tasks import services as tasks
from thongsuot.tasks.specs import TaskSpec

LEADERS = (Role.UNIT_LEADER, Role.CHAIR)
OBJECTION = "helper.objection"


@dataclass(frozen=True, slots=True)
class Leave:
    """Do đâu được nộp thay: kind of a registered helper, masked address of an agreement by code."""

    kind: str = ""
    agreed_by: str = ""


def leave_of(
    helper: Submitter | None, applicant: Applicant, principal: Principal, unit_id: int, *, at: datetime
) -> Leave:
    """Căn cứ của lần nộp thay này; nothing is asked when nobody files for another. An agreement by code is used up here."""
    if helper is None:
        return Leave()
    agreed_by = ""
    if helper.consent == helpers.CODE:
        who = (applicant.name, applicant.id_number)
        used = consent_codes.use(reference=helper.consent_ref, user_id=principal.user_id, applicant=who, at=at)
        agreed_by = used.address_masked
    found = RegisteredHelper.objects.filter(unit_id=unit_id, user_id=principal.user_id, valid__contains=at)
    return Leave(found.values_list("kind", flat=True).first() or "", agreed_by)


def note_filing(
    dossier: Dossier, helper: Submitter | None, principal: Principal, leave: Leave, *, at: datetime
) -> None:
    """Ghi một lần nộp thay; one statement, and none when nobody files for another."""
    if helper is None:
        return
    HelperFiling.objects.create(
        province_id=dossier.province_id,
        dossier_id=dossier.pk,
        dossier_code=dossier.code,
        unit_id=dossier.receiving_unit_id,
        helper_key=helper_key(helper.name, helper.id_number, helper.phone),
        helper_name=helper.name,
        helper_user_id=principal.user_id if principal.is_citizen else None,
        kind=leave.kind,
        applicant_key=bytes(dossier.applicant_hash or lookup_hash(f"helped:{dossier.applicant_bare}")),
        applicant_masked=masked_name(dossier.applicant_name),
        consent=helper.consent,
        filed_at=at,
    )


def helper_key(name: str, id_number: str, phone: str) -> bytes:
    """One person whatever door he came through: by number, else by name and phone."""
    return lookup_hash(f"helper:{id_number or bare(name) + phone[-6:]}")


def masked_name(name: str) -> str:
    """N. T. Lan: enough for who knows, not for who does not."""
    *before, given = name.split() or [""]
    return " ".join([*(f"{part[:1]}." for part in before), given])


@transaction.atomic
def appoint(
    *,
    unit_id: int,
    username: str,
    kind: str,
    since: datetime,
    until: datetime | None,
    decision: str,
    principal: Principal,
    at: datetime,
) -> RegisteredHelper:
    """Giao người giúp dân: an account of its own, a kind, from when to when, by whose decision."""
    post = _leads(principal, unit_id)
    if kind not in HelperKind.values:
        raise invalid("kind", _("Chọn loại người giúp."))
    if until is not None and until <= since:
        raise invalid("until", _("Ngày kết thúc phải sau ngày bắt đầu."))
    user = User.objects.filter(username=username.strip().lower(), is_active=True, kind=User.Kind.CITIZEN).first()
    if user is None:
        message = _("Không có tài khoản công dân này. Người giúp nộp bằng tài khoản công dân của mình.")
        raise invalid("username", message, "account_unknown")
    try:
        with transaction.atomic():
            made = RegisteredHelper.objects.create(
                province_id=post.province_id,
                unit_id=unit_id,
                user=user,
                kind=kind,
                valid=DateTimeTZRange(since, until),
                decision=clean_line(decision, field="decision", limit=120),
                appointed_by_id=principal.user_id,
                appointed_at=at,
            )
    except IntegrityError:
        raise invalid("username", _("Người này đã được giao trong thời gian đó."), "already_appointed") from None
    _note(made, "helper_appointed", principal, at, kind=kind, decision=made.decision)
    return made


@transaction.atomic
def dismiss(*, helper_id: int, principal: Principal, at: datetime) -> RegisteredHelper:
    """Thôi giao từ lúc này; what was filed stays as it was."""
    row = RegisteredHelper.objects.select_for_update().filter(pk=helper_id).first()
    if row is None or not principal.roles_in(row.unit_id) & set(LEADERS):
        raise NotFound()
    if row.valid.upper is not None and row.valid.upper <= at:
        raise MoveNotAllowed(_("Người này đã thôi được giao."), reason="over")
    row.valid = DateTimeTZRange(row.valid.lower, max(at, row.valid.lower + timedelta(seconds=1)))
    row.save(update_fields=["valid"])
    _note(row, "helper_dismissed", principal, at)
    return row


@transaction.atomic
def object_to(*, code: str, note: str, principal: Principal, at: datetime) -> HelperFiling:
    """Tôi không nhờ người này: noted in the journal, and the unit's leader has to answer. Once per filing."""
    loaded = dossier_for(principal, code, lock=True)
    if not loaded.dossier.submitter or not is_the_applicant(loaded.dossier, principal):
        raise Forbidden(_("Chỉ chủ hồ sơ được nộp thay mới nói được điều này."))
    row = _filing_of(loaded)
    if row.objected_at is not None:
        raise MoveNotAllowed(_("Ý kiến của bạn đã được ghi. Lãnh đạo nơi nhận hồ sơ sẽ trả lời."), reason="objected")
    row.objected_at, row.objection = at, clean_line(note, field="note", limit=500)
    row.task_id = tasks.open_tasks([_objection_spec(loaded)], at=at)[0]
    row.save(update_fields=["objected_at", "objection", "task_id"])
    helper = loaded.dossier.submitter.get("name", "")
    _write(loaded, "helper_objected", principal, at, helper=helper, note=row.objection)
    return row


@transaction.atomic
def settle(*, filing_id: int, answer: str, principal: Principal, at: datetime) -> HelperFiling:
    """Trả lời ý kiến của chủ hồ sơ; the answer stands in the timeline that the applicant reads."""
    found = HelperFiling.objects.filter(pk=filing_id).first()
    if found is None:
        raise NotFound()
    loaded = dossier_by_id(found.dossier_id, lock=True)
    row = HelperFiling.objects.select_for_update().get(pk=filing_id)
    if not principal.roles_in(loaded.counter_id) & set(LEADERS):
        raise NotFound()
    if row.objected_at is None or row.settled_at is not None:
        raise MoveNotAllowed(_("Ý kiến này đã có trả lời."), reason="settled")
    words = clean_line(answer, field="answer", limit=500)
    if not words:
        raise invalid("answer", _("Ghi đã tìm hiểu và trả lời thế nào."))
    row.settled_at, row.settled_by_id, row.settlement = at, principal.user_id, words
    row.save(update_fields=["settled_at", "settled_by", "settlement"])
    if row.task_id:
        tasks.close_tasks([row.task_id], province_id=row.province_id, by_id=principal.user_id, at=at)
    _write(loaded, "helper_objection_settled", principal, at, note=words)
    return row


def is_the_applicant(dossier: Dossier, principal: Principal) -> bool:
    """Whether this person is whom the dossier is for, not who filed it."""
    if dossier.submitted_by_id == principal.user_id:
        return False
    if dossier.applicant_user_id == principal.user_id:
        return True
    return dossier.applicant_hash is not None and bytes(dossier.applicant_hash) == principal.id_number_hash


def _filing_of(loaded: Loaded) -> HelperFiling:
    """The row of this filing; of a dossier older than the list it is made now."""
    dossier = loaded.dossier
    told = dossier.submitter or {}
    row, _new = HelperFiling.objects.select_for_update().get_or_create(
        dossier_id=dossier.pk,
        defaults={
            "province_id": dossier.province_id,
            "dossier_code": dossier.code,
            "unit_id": dossier.receiving_unit_id,
            "helper_key": helper_key(told.get("name", ""), "", told.get("phone", "")),
            "helper_name": told.get("name", ""),
            "applicant_key": bytes(dossier.applicant_hash or lookup_hash(f"helped:{dossier.applicant_bare}")),
            "applicant_masked": masked_name(dossier.applicant_name),
            "consent": told.get("consent", ""),
            "filed_at": dossier.submitted_at,
        },
    )
    return row


@in_vietnamese()
def _objection_spec(loaded: Loaded) -> TaskSpec:
    dossier = loaded.dossier
    unit = unit_info(loaded.counter_id, timezone.localdate(dossier.submitted_at))
    return TaskSpec(
        province_id=dossier.province_id,
        unit_id=loaded.counter_id,
        role=Role.UNIT_LEADER,
        kind=OBJECTION,
        what=_("Trả lời: chủ hồ sơ không nhờ người nộp thay"),
        result=_("Câu trả lời trong diễn biến của hồ sơ"),
        accountable=_("Lãnh đạo %(unit)s") % {"unit": unit.full_name},
        subject_kind=journalling.SUBJECT,
        subject_id=dossier.pk,
        subject_code=dossier.code,
        subject_title=dossier.applicant_name,
        page=reverse("dossiers:helpers"),
    )


def _leads(principal: Principal, unit_id: int) -> PostHeld:
    post = next((p for p in principal.posts_in(unit_id) if p.role in LEADERS), None)
    if post is None:
        raise Forbidden(_("Chỉ lãnh đạo đơn vị giao được người giúp dân."))
    return post


def _write(loaded: Loaded, verb: str, principal: Principal, at: datetime, **data: object) -> None:
    fact = journalling.entry(loaded.dossier, verb, principal=principal, at=at, unit_id=loaded.counter_id, **data)
    journal.note([fact])


def _note(row: RegisteredHelper, verb: str, principal: Principal, at: datetime, **data: object) -> None:
    place = (row.province_id, "unit", row.unit_id, verb, at, principal.user_id, row.unit_id)
    journal.note([journal.Entry(*place, {"helper": row.user_id, **data})])
