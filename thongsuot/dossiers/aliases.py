"""Mã tạm: the shape of provisional numbers, and the way from one to the code.

A dossier that came from another installation with a code somebody has here is found by that code too (its own is another).
A counter without the line prints `<unit identifier>-T<counter>-<number>`. No code of ours looks so (its second part is a
day of six digits), so neither can be taken for the other. Whoever looks a dossier up by it finds the dossier for ever.
"""

import re
from datetime import datetime

from thongsuot.dossiers.models import Dossier
from thongsuot.dossiers.models.aliases import CodeAlias

PROVISIONAL = re.compile(r"[A-Z0-9.]{1,40}-T[1-9]\d{0,3}-\d{4,9}")

# A code as units give them; a dossier may be known by one that it lost to another.
CODE = re.compile(r"[A-Z0-9.]{1,40}-\d{6}-\d{4,12}")


def provisional(identifier: str, counter: int, number: int) -> str:
    """Số tạm của một quầy khi mất mạng, như in trên giấy."""
    return f"{identifier}-T{counter}-{number:04d}"


def looks_provisional(code: str) -> bool:
    """Whether this can only be a provisional number."""
    return PROVISIONAL.fullmatch(code.upper()) is not None


def code_of(alias: str) -> str | None:
    """Mã hồ sơ đứng sau một mã khác; no statement for what has not the shape of one.

    A dossier may still have this very code as its own: ask for that first.
    """
    if not looks_provisional(alias) and not CODE.fullmatch(alias.upper()):
        return None
    return CodeAlias.objects.filter(alias=alias.upper()).values_list("code", flat=True).first()


def give(dossier: Dossier, alias: str, *, at: datetime) -> None:
    """Gắn mã tạm vào hồ sơ; IntegrityError when another dossier has it."""
    CodeAlias.objects.create(
        alias=alias, province_id=dossier.province_id, dossier_id=dossier.pk, code=dossier.code, given_at=at
    )


def of_dossier(dossier: Dossier) -> list[str]:
    """Mọi mã khác của hồ sơ này."""
    found = CodeAlias.objects.filter(dossier_id=dossier.pk, province_id=dossier.province_id)
    return list(found.order_by("id").values_list("alias", flat=True))
