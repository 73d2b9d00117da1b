"""Trùng mã hồ sơ: a dossier comes with a code that a dossier here has. Each keeps its past; the arriving one gets a code of
its own in the same series and stays to be found by the old one (`CodeAlias`), which its papers and QR codes bear.

What was printed (receipts) keeps what was printed on it; what leads to the dossier leads by the new code.
"""

import re
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from thongsuot.common import journal
from thongsuot.cutover.carrying.decisions import columns
from thongsuot.cutover.carrying.staging import name_of, staged, values
from thongsuot.cutover.models import Difference, Identity, Package
from thongsuot.dossiers.models import CodeAlias, Dossier, Status
from thongsuot.dossiers.services.helping import masked_name
from thongsuot.org.selectors import unit_info

DOSSIER = "dossiers.dossier"
PRINTED = frozenset({"payments.receipt"})
_SERIAL = re.compile(r"(?P<identifier>[A-Z0-9.]+)-(?P<day>\d{6})-(?P<number>\d{4,12})")
_CLASHES = """
SELECT s.id, d.id, s.code, u.new, s.applicant_name, s.status, s.submitted_at,
       d.receiving_unit_id, d.applicant_name, d.status, d.submitted_at
  FROM {stage} s JOIN dossiers_dossier d ON d.code = s.code
  LEFT JOIN cutover_identity u ON u.source_id = %(source)s AND u.model = 'org.unit' AND u.old = s.receiving_unit_id
 WHERE NOT EXISTS (SELECT FROM cutover_identity i WHERE i.source_id = %(source)s AND i.model = 'dossiers.dossier' AND i.old = s.id)
 ORDER BY s.code, s.id
"""
_NUMBERS = """
SELECT code FROM dossiers_dossier WHERE code LIKE %s UNION SELECT code FROM {stage} WHERE code LIKE %s
UNION SELECT proposal FROM cutover_difference WHERE kind = 'code' AND proposal LIKE %s
"""
# The counter never falls behind a number that was given here.
_COUNTED = """
INSERT INTO common_counter AS c (series, period, value) VALUES (%s, %s, %s)
ON CONFLICT (series, period) DO UPDATE SET value = greatest(c.value, excluded.value)
"""
# A later package of the sender still says the old code.
_GIVEN = """(SELECT d.old, d.proposal FROM cutover_difference d JOIN cutover_package p ON p.id = d.package_id
  WHERE p.source_id = %(source)s AND d.kind = 'code' AND d.model = 'dossiers.dossier' AND d.proposal <> '')"""


def find(package: Package) -> int:
    """Tìm hồ sơ mới tới trùng mã và đề nghị mã mới; returns how many. Both are kept as they were for people to see."""
    if DOSSIER not in {one.label for one in staged(package)}:
        return 0
    stage = name_of(package, DOSSIER)
    with connection.cursor() as cursor:
        cursor.execute(_CLASHES.format(stage=stage), values(package))
        clashes = cursor.fetchall()
    known = set(package.differences.filter(kind=Difference.Kind.CODE, model=DOSSIER).values_list("old", flat=True))
    for old, here, code, *both in clashes:
        if old not in known:
            Difference.objects.create(
                package=package, kind=Difference.Kind.CODE, model=DOSSIER, old=old, new=here, title=code,
                facts={"theirs": _side(*both[:4]), "ours": _side(*both[4:])}, proposal=_free(code, stage),
                decision=Difference.Decision.RECODED,
            )  # fmt: skip
    return len(clashes)


def _side(unit_id: int, name: str, status: str, submitted_at: datetime) -> dict[str, Any]:
    """One of the two, with no more of the person than tells them apart."""
    return {
        "unit": unit_info(unit_id, timezone.localdate(submitted_at)).full_name,
        "applicant": masked_name(name),
        "state": status,
        "label": str(Status(status).label),
        "submitted_at": submitted_at.isoformat(),
    }


def _free(code: str, stage: str) -> str:
    """The next number of the same series and day; behind a code of another shape a number of its own."""
    shape = _SERIAL.fullmatch(code)
    prefix = f"{shape['identifier']}-{shape['day']}-" if shape else f"{code}-"
    like = prefix.replace("_", r"\_") + "%"
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS.format(stage=stage), [like, like, like])
        tails = [found.removeprefix(prefix) for (found,) in cursor.fetchall()]
    number = 1 + max((int(tail) for tail in tails if tail.isdecimal()), default=0)
    return f"{prefix}{number:04d}" if shape else f"{prefix}{max(number, 2)}"


def apply(package: Package) -> dict[str, int]:
    """Đưa mã mới vào các dòng sắp ghi, also of a later package that still says the old code."""
    changed = 0
    with connection.cursor() as cursor:
        for one in staged(package):
            names = {column.column for column in columns(one)}
            if one.label == DOSSIER:
                key, column = "id", "code"
            elif {"dossier_id", "dossier_code"} <= names and one.label not in PRINTED:
                key, column = "dossier_id", "dossier_code"
            else:
                continue
            cursor.execute(
                f"UPDATE {name_of(package, one.label)} s SET {column} = g.proposal FROM {_GIVEN} g WHERE g.old = s.{key}",
                values(package),
            )
            changed += cursor.rowcount
    return {"rows": changed}


def settle(package: Package, *, at: datetime) -> dict[str, int]:
    """Gắn mã cũ thành mã khác của hồ sơ mới tới, raise the counter, and say so; the dossiers are written by now."""
    rows = list(package.differences.filter(kind=Difference.Kind.CODE, model=DOSSIER).exclude(proposal=""))
    numbers = Identity.objects.filter(source=package.source_id, model=DOSSIER, old__in=[row.old for row in rows])
    new = dict(numbers.values_list("old", "new"))
    written = {dossier.pk: dossier for dossier in Dossier.objects.filter(pk__in=new.values())}
    given = [(row, written[new[row.old]]) for row in rows if new.get(row.old) in written]
    CodeAlias.objects.bulk_create(
        [
            CodeAlias(alias=row.title, province_id=d.province_id, dossier_id=d.pk, code=d.code, given_at=at)
            for row, d in given
        ],
        ignore_conflicts=True,
    )
    with connection.cursor() as cursor:
        for _row, dossier in given:
            if shape := _SERIAL.fullmatch(dossier.code):
                cursor.execute(_COUNTED, [f"dossier:{shape['identifier']}", shape["day"], int(shape["number"])])
    # In the province's chain: an entry of ours in the dossier's would close it for the sender's later packages.
    journal.append(
        [
            journal.Entry(
                d.province_id, "unit", d.province_id, "package_code_given", at, None, d.province_id,
                {"package": str(package.uid), "dossier": d.pk, "before": row.title, "code": d.code},
            )
            for row, d in given
        ]
    )  # fmt: skip
    return {"rows": len(given)}
