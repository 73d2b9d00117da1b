"""Chỗ khác nhau giữa hai bản cài đặt: found after reading a package, before anything is written from it.

The same person is one account only by a strict rule (same identity number and birth date) or by a person's word; what
is merely alike is listed. A name that is taken gets a proposal; catalogue and calendars differ in silence nowhere.
"""

import re
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from thongsuot.accounts.models import User
from thongsuot.common.errors import Invalid, MoveNotAllowed, NotFound
from thongsuot.common.text import bare
from thongsuot.cutover.carrying import same_codes
from thongsuot.cutover.carrying.staging import name_of, values
from thongsuot.cutover.models import Difference, Package

# Same identity number under our key. By strict rule one person when the birth dates agree as well.
_SAME_NUMBER = """
INSERT INTO cutover_difference (package_id, kind, model, old, new, title, facts, proposal, needs_person, decision)
SELECT %(package)s, 'person', 'accounts.user', s.id, u.id, s.full_name,
       jsonb_build_object('number', true, 'name', s.full_name, 'username', s.username, 'born', s.birth_date,
         'here_name', u.full_name, 'here_username', u.username, 'here_born', u.birth_date, 'person_kind', s.kind), '',
       s.birth_date IS DISTINCT FROM u.birth_date OR s.birth_date IS NULL,
       CASE WHEN s.birth_date = u.birth_date THEN 'same' ELSE '' END
  FROM {stage} s JOIN cutover_hashchange h ON h.source_id = %(source)s AND h.old = s.id_number_hash
  JOIN accounts_user u ON u.kind = s.kind AND u.id_number_hash = h.new
 WHERE NOT EXISTS (SELECT FROM cutover_identity i WHERE i.source_id = %(source)s AND i.model = 'accounts.user' AND i.old = s.id)
ON CONFLICT DO NOTHING
"""
# Only alike: same name and birth date, no number on one of the sides.
_ALIKE = """
INSERT INTO cutover_difference (package_id, kind, model, old, new, title, facts, proposal, needs_person, decision)
SELECT DISTINCT ON (s.id) %(package)s, 'person', 'accounts.user', s.id, u.id, s.full_name,
       jsonb_build_object('number', false, 'name', s.full_name, 'username', s.username, 'born', s.birth_date,
         'here_name', u.full_name, 'here_username', u.username, 'here_born', u.birth_date, 'person_kind', s.kind), '',
       true, ''
  FROM {stage} s JOIN accounts_user u ON u.kind = s.kind AND u.full_name = s.full_name AND u.birth_date = s.birth_date
 WHERE (s.id_number_hash IS NULL OR u.id_number_hash IS NULL)
   AND NOT EXISTS (SELECT FROM cutover_identity i WHERE i.source_id = %(source)s AND i.model = 'accounts.user' AND i.old = s.id)
 ORDER BY s.id, u.id
ON CONFLICT DO NOTHING
"""
_NAME_TAKEN = """
SELECT s.id, u.id, s.username, s.full_name, s.kind FROM {stage} s JOIN accounts_user u ON u.username = s.username
 WHERE NOT EXISTS (SELECT FROM cutover_identity i WHERE i.source_id = %(source)s AND i.model = 'accounts.user' AND i.old = s.id)
   AND NOT EXISTS (SELECT FROM cutover_difference d WHERE d.package_id = %(package)s AND d.old = s.id
     AND (d.kind = 'username' OR d.kind = 'person' AND d.decision = 'same'))
 ORDER BY s.id
"""
_OTHER_CONTENT = """
INSERT INTO cutover_difference (package_id, kind, model, old, new, title, facts, proposal, needs_person, decision)
SELECT %(package)s, 'catalogue', 'procedures.procedureversion', s.id, NULL, left(s._code || ' ' || s.name, 300),
       jsonb_build_object('code', s._code, 'valid', s.valid::text, 'decision', s.decision,
         'known', EXISTS (SELECT FROM procedures_procedure p WHERE p.code = s._code)), '', false, 'noted'
  FROM {stage} s
 WHERE NOT EXISTS (SELECT FROM cutover_identity i
   WHERE i.source_id = %(source)s AND i.model = 'procedures.procedureversion' AND i.old = s.id)
   AND s.id NOT IN (SELECT m.old FROM ({matched}) AS m(old, new))
ON CONFLICT DO NOTHING
"""
_OTHER_CALENDAR = """
INSERT INTO cutover_difference (package_id, kind, model, old, new, title, facts, proposal, needs_person, decision)
SELECT %(package)s, 'calendar', %(model)s, s.id, NULL, %(title)s, to_jsonb(s) - '{{id,province_id,_seen}}'::text[],
       '', false, 'noted'
  FROM {stage} s ON CONFLICT DO NOTHING
"""


def find(package: Package) -> int:
    """Tìm mọi chỗ khác nhau của một gói đã đọc; returns how many wait for a person. Idempotent."""
    params = values(package)
    users = name_of(package, "accounts.user")
    with connection.cursor() as cursor:
        for statement in (_SAME_NUMBER, _ALIKE):
            cursor.execute(statement.format(stage=users), params)
        cursor.execute(_NAME_TAKEN.format(stage=users), params)
        taken = cursor.fetchall()
        _catalogue(cursor, package, params)
        for model, title in (
            ("org.workinghours", _("Giờ làm việc riêng")),
            ("org.specialday", _("Ngày riêng của tỉnh")),
        ):
            stage = name_of(package, model)
            cursor.execute(_OTHER_CALENDAR.format(stage=stage), {**params, "model": model, "title": title})
    _propose_names(package, taken)
    same_codes.find(package)
    return waiting(package)


def _catalogue(cursor: Any, package: Package, params: dict[str, Any]) -> None:
    from thongsuot.cutover.carrying.decisions import one

    stage = name_of(package, "procedures.procedureversion")
    matched = one("procedures.procedureversion").matched_by.replace("%(stage)s", stage)
    cursor.execute(_OTHER_CONTENT.format(stage=stage, matched=matched), params)


def waiting(package: Package) -> int:
    """Bao nhiêu chỗ còn chờ người quyết."""
    return Difference.objects.filter(package=package, needs_person=True, decision="").count()


def keep_apart(package: Package) -> None:
    """Coi mọi người chưa quyết là hai người khác nhau, mọi dòng giữ như ở đây; for a dry run only."""
    undecided = Difference.objects.filter(package=package, needs_person=True, decision="")
    undecided.filter(kind=Difference.Kind.PERSON).update(decision=Difference.Decision.SEPARATE)
    undecided.update(decision=Difference.Decision.OURS)


def _propose_names(package: Package, taken: list[tuple[Any, ...]]) -> None:
    """A free name for whoever comes with one that is taken: the old name and the initials of his province."""
    initials = "".join(
        word[:1] for word in bare(package.manifest["province"]["name"]).split() if word not in ("tinh", "thanh", "pho")
    )
    proposed: set[str] = set()
    rows = []
    for old, new, username, full_name, kind in taken:
        name = _free(f"{username}.{initials}"[:70], proposed)
        proposed.add(name)
        rows.append(
            Difference(
                package=package, kind=Difference.Kind.USERNAME, model="accounts.user", old=old, new=new, title=full_name,
                facts={"username": username, "person_kind": kind}, proposal=name, decision=Difference.Decision.RENAME,
            )
        )  # fmt: skip
    Difference.objects.bulk_create(rows, ignore_conflicts=True)


def _free(wanted: str, proposed: set[str]) -> str:
    """The wanted name, or the first with a number behind it that nobody has."""
    number, name = 1, wanted
    while name in proposed or User.objects.filter(username=name).exists():
        number += 1
        name = f"{wanted}{number}"
    return name


@transaction.atomic
def decide(*, difference_id: int, decision: str, by_id: int, at: datetime) -> Difference:
    """Một người hay hai: the word of a person, until the import begins. Refuses afterwards with MoveNotAllowed."""
    found = Difference.objects.select_for_update().filter(pk=difference_id, kind=Difference.Kind.PERSON).first()
    if found is None:
        raise NotFound()
    if decision not in (Difference.Decision.SAME, Difference.Decision.SEPARATE):
        raise Invalid(_("Hãy chọn: một người, hay hai người khác nhau."), code="decision_unknown")
    _still_open(found.package)
    found.decision, found.decided_by_id, found.decided_at = decision, by_id, at
    found.save(update_fields=["decision", "decided_by_id", "decided_at"])
    return found


@transaction.atomic
def rename(*, difference_id: int, username: str, by_id: int, at: datetime) -> Difference:
    """Đặt tên đăng nhập khác với đề nghị; refuses a name that is taken with Invalid `username_taken`."""
    found = Difference.objects.select_for_update().filter(pk=difference_id, kind=Difference.Kind.USERNAME).first()
    if found is None:
        raise NotFound()
    _still_open(found.package)
    wanted = username.strip().lower()
    if not re.fullmatch(r"[a-z0-9][a-z0-9._@+-]{2,79}", wanted):
        raise Invalid(_("Tên đăng nhập gồm 3–80 chữ thường không dấu, chữ số, dấu chấm."), code="username_invalid")
    others = Difference.objects.filter(package=found.package, proposal=wanted).exclude(pk=found.pk)
    if others.exists() or User.objects.filter(username=wanted).exists():
        raise Invalid(_("Tên đăng nhập này đã có người dùng. Hãy chọn tên khác."), code="username_taken")
    found.proposal, found.decided_by_id, found.decided_at = wanted, by_id, at
    found.save(update_fields=["proposal", "decided_by_id", "decided_at"])
    return found


def _still_open(package: Package) -> None:
    if package.state not in (Package.State.CHECKED, Package.State.STAGED):
        raise MoveNotAllowed(_("Gói này đã nạp, không quyết lại được nữa."), code="package_imported")


_RENAMED = """
UPDATE {stage} s SET username = d.proposal FROM cutover_difference d
 WHERE d.package_id = %(package)s AND d.kind = 'username' AND d.old = s.id
"""
# Whoever keeps his name by an earlier package keeps the name he has here.
_KEPT_NAME = """
UPDATE {stage} s SET username = u.username FROM cutover_identity i JOIN accounts_user u ON u.id = i.new
 WHERE i.source_id = %(source)s AND i.model = 'accounts.user' AND i.made AND i.put <> '' AND i.old = s.id
"""
# Two people with one number: one of them has it wrong. It stays with who was here; the other gives it again.
_WITHOUT_NUMBER = """
UPDATE {stage} s SET id_number_hash = NULL, id_number_cipher = NULL FROM cutover_difference d
 WHERE d.package_id = %(package)s AND d.kind = 'person' AND d.decision = 'separate' AND (d.facts->>'number')::boolean
   AND d.old = s.id
"""


def apply(package: Package) -> None:
    """Đưa những gì đã quyết vào các dòng sắp ghi."""
    with connection.cursor() as cursor:
        for statement in (_RENAMED, _KEPT_NAME, _WITHOUT_NUMBER):
            cursor.execute(statement.format(stage=name_of(package, "accounts.user")), values(package))
