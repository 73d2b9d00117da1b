"""Chọn phần của một tỉnh: the units, the people and the rows that go along, inside the transaction that exports."""

from django.db import connection
from django.utils.translation import gettext as _

from thongsuot.common.errors import Invalid
from thongsuot.cutover.carrying.decisions import NOT_LEFT, SUBJECTS, Carried, all_carried, references

# A chain belongs to the province, or is the account's own (province 0) of somebody who goes along.
CHAINS = (
    f"((t.province_id IN (SELECT id FROM pack_province) AND {NOT_LEFT}) OR (t.province_id = 0 AND t.subject_kind = 'account'"
    " AND t.subject_id IN (SELECT id FROM pack_user)))"
)
_TABLES = """
CREATE TEMP TABLE pack_province (id bigint PRIMARY KEY) ON COMMIT DROP;
CREATE TEMP TABLE pack_unit (id bigint PRIMARY KEY) ON COMMIT DROP;
CREATE TEMP TABLE pack_user (id bigint PRIMARY KEY) ON COMMIT DROP;
"""
_UNITS = """
INSERT INTO pack_unit SELECT DISTINCT v.unit_id FROM org_unitversion v
 WHERE v.province_id IN (SELECT id FROM pack_province) OR v.unit_id IN (SELECT id FROM pack_province)
"""
# People of whom nothing says that they belong to another province of this installation.
_PEOPLE = """
INSERT INTO pack_user SELECT u.id FROM accounts_user u
 WHERE EXISTS (SELECT FROM accounts_post p WHERE p.user_id = u.id AND p.unit_id IN (SELECT id FROM pack_unit))
    OR (NOT EXISTS (SELECT FROM accounts_post p WHERE p.user_id = u.id)
        AND NOT EXISTS (SELECT FROM dossiers_dossier d WHERE d.applicant_user_id = u.id
                         AND d.province_id NOT IN (SELECT id FROM pack_province)))
"""
_ACTORS = f"""
INSERT INTO pack_user SELECT DISTINCT x.id FROM common_journalentry t
  CROSS JOIN LATERAL (VALUES (t.actor_id), (CASE WHEN t.subject_kind = 'account' THEN t.subject_id END)) x(id)
 WHERE x.id IN (SELECT id FROM accounts_user) AND {CHAINS} ON CONFLICT DO NOTHING
"""
_OWN_RULE = {"accounts.user", "common.storedfile"}


def choose(province_id: int) -> None:
    """Lập danh sách đơn vị và người của tỉnh, for the rules of all tables; the caller holds the snapshot."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        cursor.execute("INSERT INTO pack_province VALUES (%s)", [province_id])
        for statement in (_UNITS, _PEOPLE, _ACTORS):
            cursor.execute(statement)
        late = [one for one in all_carried() if one.by == "user" or one.label in _OWN_RULE]
        for one in [*(one for one in all_carried() if one not in late), *late]:
            for column in (name for name, to in references(one).items() if to == "accounts.user"):
                cursor.execute(
                    f"INSERT INTO pack_user SELECT DISTINCT t.{column} FROM {table(one)} t"
                    f" WHERE t.{column} IS NOT NULL AND ({condition(one)}) ON CONFLICT DO NOTHING"
                )
        for name in ("pack_unit", "pack_user"):
            cursor.execute(f"ANALYZE {name}")
    refuse_unknown_subjects()


def table(one: Carried) -> str:
    """Tên bảng."""
    return one.model._meta.db_table


def condition(one: Carried) -> str:
    """Những dòng đi theo, as a condition on `t`."""
    return {
        "province": "t.province_id IN (SELECT id FROM pack_province)",
        "unit": "t.unit_id IN (SELECT id FROM pack_unit)",
        "user": "t.user_id IN (SELECT id FROM pack_user)",
        "where": one.where,
    }[one.by]


def refuse_unknown_subjects() -> None:
    """A kind of subject nobody has named would lose its meaning on the way: better not to leave at all."""
    found: set[str] = set()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT t.subject_kind FROM common_journalentry t WHERE {CHAINS}")
        found |= {kind for (kind,) in cursor.fetchall()}
        for name in ("tasks_task", "common_notice"):
            cursor.execute(
                f"SELECT DISTINCT t.subject_kind FROM {name} t"
                f" WHERE t.province_id IN (SELECT id FROM pack_province) AND {NOT_LEFT}"
            )
            found |= {kind for (kind,) in cursor.fetchall()}
    if strange := sorted(found - set(SUBJECTS)):
        raise Invalid(
            _("Chưa biết mang theo loại việc: %(kinds)s. Chưa lập gói; hãy báo người phát triển.")
            % {"kinds": ", ".join(strange)},
            code="subject_unknown",
        )


def referenced_units() -> set[int]:
    """Mọi đơn vị mà các dòng đi theo nhắc tới, also those of other provinces."""
    found: set[int] = set()
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM pack_unit")
        found |= {row[0] for row in cursor.fetchall()}
        for one in all_carried():
            for column in (name for name, to in references(one).items() if to == "org.unit"):
                cursor.execute(
                    f"SELECT DISTINCT t.{column} FROM {table(one)} t WHERE t.{column} IS NOT NULL AND ({condition(one)})"
                )
                found |= {row[0] for row in cursor.fetchall()}
        cursor.execute(
            "SELECT DISTINCT x.id FROM common_journalentry t CROSS JOIN LATERAL"
            " (VALUES (t.unit_id), (t.province_id), (CASE WHEN t.subject_kind IN ('unit', 'hall') THEN t.subject_id END)) x(id)"
            f" WHERE x.id > 0 AND {CHAINS}"
        )
        found |= {row[0] for row in cursor.fetchall()}
    return found - {0}
