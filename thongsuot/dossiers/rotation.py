"""Xoay khoá: where dossiers and drafts keep ciphers, so that `thongsuot keys rotate` reaches them all."""

import base64
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from thongsuot.common import crypto
from thongsuot.dossiers import drafts  # noqa: F401  (registers the drafts)
from thongsuot.dossiers.form_secrets import SEALED
from thongsuot.dossiers.models import Dossier, DossierStep

_INSIDE_JSON = r"\u0001enc:"  # how PostgreSQL writes the mark of a sealed answer


def register() -> None:
    """Name the applicants' numbers and the sealed answers of forms; called once at start."""
    crypto.register_column(
        "dossiers_dossier",
        "applicant_cipher",
        key=("province_id", "id"),
        aad=lambda uid: uid.bytes,
        needs=("uid",),
    )
    crypto.register("dossiers_dossier.form", recrypt_forms)
    crypto.register("dossiers_dossierstep.product", recrypt_products)


def recrypt_forms(newest: int) -> int:
    """Sealed answers under the newest key, one dossier a transaction."""
    done, last = 0, 0
    while ids := _with_sealed_answers(last):
        done += sum(_recrypt_form(dossier_id, newest) for dossier_id in ids)
        last = ids[-1]
    return done


def _with_sealed_answers(after: int) -> list[int]:
    sealed = Dossier.objects.filter(pk__gt=after).extra(where=["strpos(form::text, %s) > 0"], params=[_INSIDE_JSON])
    return list(sealed.order_by("pk").values_list("pk", flat=True)[: crypto.BATCH])


@transaction.atomic
def _recrypt_form(dossier_id: int, newest: int) -> int:
    dossier = Dossier.objects.select_for_update().only("province_id", "uid", "form").get(pk=dossier_id)
    form = _renewed(dossier.form, dossier.uid, newest)
    if form == dossier.form:
        return 0
    Dossier.objects.filter(province_id=dossier.province_id, pk=dossier_id).update(form=form)
    return 1


def recrypt_products(newest: int) -> int:
    """The same for what the steps added to the result."""
    done, last = 0, 0
    sealed = DossierStep.objects.extra(where=["strpos(product::text, %s) > 0"], params=[_INSIDE_JSON]).order_by("pk")
    while steps := list(sealed.filter(pk__gt=last).values_list("pk", "dossier_id", "product")[: crypto.BATCH]):
        uids = dict(Dossier.objects.filter(pk__in={step[1] for step in steps}).values_list("pk", "uid"))
        for pk, dossier_id, product in steps:
            renewed = _renewed(product, uids[dossier_id], newest)
            done += DossierStep.objects.filter(pk=pk).update(product=renewed) if renewed != product else 0
        last = steps[-1][0]
    return done


def _renewed(value: Any, uid: UUID, newest: int) -> Any:
    """The same answers; sealed ones of an older key sealed anew."""
    if isinstance(value, Mapping):
        return {name: _renewed(inner, uid, newest) for name, inner in value.items()}
    if isinstance(value, list):
        return [_renewed(inner, uid, newest) for inner in value]
    if not isinstance(value, str) or not value.startswith(SEALED):
        return value
    cipher = base64.b64decode(value.removeprefix(SEALED))
    if crypto.version_of(cipher) == newest:
        return value
    return SEALED + base64.b64encode(crypto.recrypt(cipher, uid.bytes)).decode()
