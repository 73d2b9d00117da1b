"""Đối chiếu: counts and hashes of what stands here against what the package says it sent."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from thongsuot.common.files import path_of
from thongsuot.cutover.carrying import chains, staging
from thongsuot.cutover.carrying.choosing import table
from thongsuot.cutover.carrying.decisions import Carried
from thongsuot.cutover.carrying.envelope import Part
from thongsuot.cutover.carrying.identities import key_of
from thongsuot.cutover.carrying.packing import JOURNAL
from thongsuot.cutover.carrying.staging import name_of, values
from thongsuot.cutover.models import Package

# Every row of the package is accounted for: written here, here before, listed as a difference, or child of a person who
# was here before. And what was written still hashes to what was written; what an earlier package brought may have been
# worked on here since, and work that was open may be done.
_TABLE = """
SELECT (SELECT count(*) FROM {stage}),
  (SELECT count(*) FROM {stage} s LEFT JOIN cutover_identity me
      ON me.source_id = %(source)s AND me.model = %(model)s AND me.old = {skey}
    WHERE me.id IS NULL {excused}),
  (SELECT count(*) FROM {stage} s JOIN cutover_identity me
      ON me.source_id = %(source)s AND me.model = %(model)s AND me.made AND me.old = {skey}
    LEFT JOIN {target} t ON {tkey} = me.new
    WHERE {tmissing} AND (me.package_id = %(package)s OR NOT {vanishes}) AND NOT EXISTS (SELECT FROM cutover_difference d WHERE d.package_id = %(package)s
      AND d.model = me.model AND d.old = me.old)),
  (SELECT count(*) FROM {stage} s JOIN cutover_identity me
      ON me.source_id = %(source)s AND me.model = %(model)s AND me.made AND me.old = {skey}
    JOIN {target} t ON {tkey} = me.new
    WHERE (md5((t.*)::text) <> me.put AND me.package_id = %(package)s OR me.seen <> s._seen) AND NOT EXISTS (SELECT FROM cutover_difference d
      WHERE d.package_id = %(package)s AND d.model = me.model AND d.old = me.old))
"""


def compare(package: Package, parts: Mapping[str, Part], *, files: bool) -> list[str]:
    """Chỗ không khớp, in words; empty when everything that was sent is here."""
    found: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL timezone = 'UTC'")
        staged = staging.staged(package)
        for one in staged:
            found += _of_table(cursor, package, one, parts)
        read = {f"tables/{one.label}" for one in staged}
        lost = [
            part.name
            for part in parts.values()
            if part.name.startswith("tables/") and part.rows and part.name not in read
        ]
        found += [_("%(name)s: chưa đọc") % {"name": name} for name in lost]
        found += _of_journal(cursor, package, parts[JOURNAL].rows)
        if files and any(one.label == "common.storedfile" for one in staged):  # a province may have none
            found += _of_files(cursor, package)
    return found + [str(fault) for fault in chains.faults()]


def _of_table(cursor: Any, package: Package, one: Carried, parts: Mapping[str, Part]) -> list[str]:
    key = one.model._meta.pk.column  # type: ignore[union-attr]
    excused = ""
    if one.only_with_new:
        excused = (
            "AND NOT EXISTS (SELECT FROM cutover_identity x WHERE x.source_id = %(source)s AND NOT x.made"
            f" AND x.old = s.\"{one.only_with_new}\" AND x.model IN ('accounts.user', 'procedures.procedureversion'))"
        )
    query = _TABLE.format(
        stage=name_of(package, one.label), target=table(one), skey=key_of(one, "s"), tkey=key_of(one, "t"),
        tmissing=f't."{key}" IS NULL', excused=excused, vanishes="true" if one.vanishes else "false",
    )  # fmt: skip
    cursor.execute(query, {**values(package), "model": one.label})
    staged, unknown, missing, unlike = cursor.fetchone()
    part = parts.get(f"tables/{one.label}")
    said = part.rows if part else 0
    words = []
    if staged != said:
        words.append(_("gói nói %(said)d dòng, đọc được %(staged)d") % {"said": said, "staged": staged})
    if unknown:
        words.append(_("%(count)d dòng chưa có số ở đây") % {"count": unknown})
    if missing:
        words.append(_("%(count)d dòng không thấy ở đây") % {"count": missing})
    if unlike:
        words.append(_("%(count)d dòng khác với lúc ghi") % {"count": unlike})
    return [f"{one.label}: {text}" for text in words]


def _of_journal(cursor: Any, package: Package, said: int) -> list[str]:
    cursor.execute(
        f"SELECT count(*) FROM cutover_carriedentry c JOIN {name_of(package, JOURNAL)} s ON s.id = c.old_id AND s.hash = c.hash"
        " WHERE c.source_id = %(source)s",
        values(package),
    )
    here = cursor.fetchone()[0]
    if here == said:
        return []
    return [_("nhật ký: gói có %(said)d bút toán, ở đây có %(here)d") % {"said": said, "here": here}]


def _of_files(cursor: Any, package: Package) -> list[str]:
    """Every file read again from our own store."""
    missing = set(package.manifest["missing_files"])
    cursor.execute(f"SELECT DISTINCT sha256 FROM {name_of(package, 'common.storedfile')} ORDER BY 1")
    wrong = [name for (name,) in cursor.fetchall() if name not in missing and not _is_whole(name)]
    return [_("tệp %(name)s không đúng hoặc không có ở đây") % {"name": name} for name in wrong]


def _is_whole(sha256: str) -> bool:
    digest = hashlib.sha256()
    try:
        with path_of(sha256).open("rb") as file:
            while chunk := file.read(1024 * 1024):
                digest.update(chunk)
    except FileNotFoundError:
        return False
    return digest.hexdigest() == sha256
