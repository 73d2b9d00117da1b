"""Xoay khoá: every number of a dossier is written anew and still opens."""

from typing import Any

import pytest

from tests.factories.dossiers import LAN_ID, Office, submit
from tests.factories.procedures import BIRTH, FULL_FORMS
from thongsuot.common import crypto
from thongsuot.dossiers import rotation
from thongsuot.dossiers.form_secrets import SEALED, unseal
from thongsuot.dossiers.models import Dossier


@pytest.fixture(autouse=True)
def _own_keys(settings, tmp_path):
    settings.KEYS_ROOT = tmp_path / "keys"


def sealed_answers(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [found for inner in value.values() for found in sealed_answers(inner)]
    if isinstance(value, list):
        return [found for inner in value for found in sealed_answers(inner)]
    return [value] if isinstance(value, str) and value.startswith(SEALED) else []


def test_applicants_and_sealed_answers_are_under_the_newest_key(office: Office):
    asked_by = FULL_FORMS[BIRTH]["requester"] | {"id_number": LAN_ID}
    loaded = submit(office, form=FULL_FORMS[BIRTH] | {"requester": asked_by})
    before = Dossier.objects.get(pk=loaded.dossier.pk)
    plain = unseal(loaded.version, before.form, before.uid)
    assert sealed_answers(before.form), "tờ khai này có số định danh"

    counts = crypto.rotate()

    after = Dossier.objects.get(pk=before.pk)
    assert counts["dossiers_dossier.applicant_cipher"] == 1
    assert counts["dossiers_dossier.form"] == 1
    assert crypto.version_of(bytes(after.applicant_cipher)) == 2
    assert crypto.decrypt(bytes(after.applicant_cipher), after.uid.bytes) == LAN_ID
    assert not set(sealed_answers(before.form)) & set(sealed_answers(after.form))
    assert unseal(loaded.version, after.form, after.uid) == plain


def test_a_second_run_finds_nothing_to_do(office: Office):
    submit(office)
    crypto.rotate()
    assert crypto.recrypt_all()["dossiers_dossier.applicant_cipher"] == 0
    assert rotation.recrypt_forms(2) == 0
