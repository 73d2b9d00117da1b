"""Tờ khai gõ ở máy quầy khi mất mạng: goes into the dossier whole, or waits for a person with every fault named."""

from copy import deepcopy

import pytest

from tests.factories.dossiers import MONDAY_9
from tests.factories.procedures import BIRTH, FULL_FORMS
from tests.offline.conftest import BACK_AT, written
from tests.offline.test_settle import settle
from tests.page_client import PageClient
from thongsuot.common.errors import Invalid
from thongsuot.common.now import frozen
from thongsuot.dossiers.models import Dossier
from thongsuot.dossiers.selectors.one import dossier_by_id
from thongsuot.offline.models import Arrival
from thongsuot.offline.pack import pack
from thongsuot.procedures.selectors import version_in_force

pytestmark = pytest.mark.django_db
FORM = FULL_FORMS[BIRTH]


def typed(counter, form):
    return counter.merge(counter.sent(dossier=written(form=form)))


def without(path):
    """The complete declaration with one answer taken away."""
    form = deepcopy(FORM)
    *groups, last = path.split(".")
    part = form
    for group in groups:
        part = part[group]
    del part[last]
    return form


def test_the_pack_brings_the_form_that_the_portal_shows(counter):
    [birth] = [one for one in pack(counter.device, at=MONDAY_9)["procedures"] if one["code"] == BIRTH]
    assert birth["form"] == version_in_force(BIRTH, MONDAY_9.date()).form_layout["sections"]


def test_a_complete_declaration_stands_in_the_dossier(counter):
    done = typed(counter, FORM)
    assert done.state == Arrival.State.MERGED
    kept = dossier_by_id(Dossier.objects.get().pk).dossier.form
    assert kept["child"]["name"] == FORM["child"]["name"]
    assert bytes(done.content) == b""


def test_without_a_typed_declaration_the_paper_counts_as_before(counter):
    assert typed(counter, {}).state == Arrival.State.MERGED


@pytest.mark.parametrize("path", ["child.name", "child.birth_date", "child.sex"])
def test_what_is_missing_waits_for_a_person_who_reads_which_and_what_was_typed(counter, path):
    done = typed(counter, without(path))
    assert (done.state, done.problem) == (Arrival.State.WAITING, "form_invalid")
    assert [error["field"] for error in done.facts["errors"]] == [f"form.{path}"]
    assert not Dossier.objects.exists()
    client = PageClient()
    client.force_login(counter.office.users["vanphong"])
    with frozen(BACK_AT):
        page = client.get(f"/can-bo/quay-ngoai-tuyen/cho-xu-ly/{done.uid}/").content.decode()
    assert done.facts["errors"][0]["message"] in page
    assert "Đã khai trên máy" in page
    assert "theo tờ khai giấy" in page


@pytest.mark.parametrize(
    "form", [{"child": {"birth_date": "2025-02-31"}}, {"child": "x"}, {"lạ": 1}, {"child": {"name": "x" * 9000}}]
)
def test_whatever_a_pc_sends_as_a_form_is_kept_and_named_never_a_fault(counter, form):
    done = typed(counter, form)
    assert (done.state, done.problem) == (Arrival.State.WAITING, "form_invalid")
    assert done.facts["errors"]


def test_the_person_receives_it_by_the_paper_as_it_was_then(counter):
    done = settle(counter, typed(counter, without("child.name")), "paper")
    dossier = Dossier.objects.get(code=done.dossier_code)
    assert (dossier.received_at, dossier.form) == (MONDAY_9, {})


def test_accepting_what_is_wrong_is_refused_with_the_fault(counter):
    waiting = typed(counter, without("child.name"))
    with pytest.raises(Invalid) as refused:
        settle(counter, waiting, "accept")
    assert refused.value.code == "form_invalid"
    waiting.refresh_from_db()
    assert waiting.state == Arrival.State.WAITING
