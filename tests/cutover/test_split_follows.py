"""In a split, what is about another open thing goes where that goes: a signature with its document, a result with its dossier."""

from typing import Any

import pytest

from tests.cutover.test_split_decide import HOANH_SON, SONG_TRI, decided, taken_back
from tests.factories.cutover_split import BEFORE_DAY, SplitWorld, close_dossiers, open_dossier
from thongsuot.accounts.models import Role
from thongsuot.cutover.models import SplitCase, SplitRule
from thongsuot.cutover.services.split_gather import gather
from thongsuot.documents.models import Document, DocumentHolding
from thongsuot.dossiers.models import PaperSigning
from thongsuot.signatures.models import SigningRequest

pytestmark = pytest.mark.django_db


def document(place: SplitWorld, **about: Any) -> Document:
    """A document that waits for its signature, and the signature."""
    own = {"province_id": place.world.province.id, "unit_id": place.world.ky_loi.id}
    made = Document.objects.create(
        **own, direction="out", type="TB", state="to_sign", summary="Thông báo", created_at=BEFORE_DAY, **about
    )
    DocumentHolding.objects.create(
        **own, document_id=made.pk, direction="out", state="to_sign", urgency=made.urgency, due_at=BEFORE_DAY
    )
    SigningRequest.objects.create(
        **own, wanted_role=Role.CHAIR, purpose="person", subject_kind="document", subject_id=made.pk,
        subject_code="01/TB", subject_title="Thông báo", page="/", asked_at=BEFORE_DAY,
    )  # fmt: skip
    return made


def goes(kind: str) -> list[str | None]:
    """Where the cases of a kind go, by code."""
    return list(SplitCase.objects.filter(kind=kind).order_by("subject_id").values_list("goes_to__code", flat=True))


def by_rule(place: SplitWorld) -> None:
    SplitRule.objects.create(
        plan=place.plan, old=place.old, position=1, by="village", values=["Thôn 1"], goes_to=place.new[SONG_TRI]
    )


def test_a_result_and_its_signature_go_where_the_rule_sends_the_dossier(ky_loi):
    dossier = open_dossier(ky_loi.world, ky_loi.world.ky_loi, "Hộ tịch", address="Thôn 1")
    document(ky_loi, subject_kind="dossier", subject_id=dossier.pk)
    by_rule(ky_loi)
    gather(ky_loi.plan, ky_loi.old, BEFORE_DAY)
    assert (goes("dossier"), goes("document"), goes("signature")) == ([SONG_TRI],) * 3
    assert not gather(ky_loi.plan, ky_loi.old, BEFORE_DAY)  # again changes nothing


def test_they_follow_whoever_decides_about_the_dossier_and_come_back_with_it(ky_loi):
    dossier = open_dossier(ky_loi.world, ky_loi.world.ky_loi, "Hộ tịch", address="nơi khác")
    document(ky_loi, subject_kind="dossier_copy", subject_id=dossier.pk)
    gather(ky_loi.plan, ky_loi.old, BEFORE_DAY)
    assert (goes("document"), goes("signature")) == ([None], [None])
    act = decided(ky_loi, list(SplitCase.objects.filter(kind="dossier")), HOANH_SON).act
    assert (goes("document"), goes("signature")) == ([HOANH_SON], [HOANH_SON])
    assert SplitCase.objects.get(kind="signature").decided_by_id is None
    taken_back(ky_loi, act)
    assert (goes("document"), goes("signature")) == ([None], [None])


def test_a_document_of_its_own_is_decided_and_only_its_signature_follows(ky_loi):
    document(ky_loi)
    by_rule(ky_loi)
    gather(ky_loi.plan, ky_loi.old, BEFORE_DAY)
    assert (goes("document"), goes("signature")) == ([None], [None])
    decided(ky_loi, list(SplitCase.objects.filter(kind="document")), SONG_TRI)
    assert goes("signature") == [SONG_TRI]


def test_a_person_may_send_the_signature_elsewhere_and_that_stays(ky_loi):
    document(ky_loi)
    gather(ky_loi.plan, ky_loi.old, BEFORE_DAY)
    decided(ky_loi, list(SplitCase.objects.filter(kind="signature")), HOANH_SON)
    decided(ky_loi, list(SplitCase.objects.filter(kind="document")), SONG_TRI)
    gather(ky_loi.plan, ky_loi.old, BEFORE_DAY)
    assert (goes("document"), goes("signature")) == ([SONG_TRI], [HOANH_SON])


def test_a_paper_of_a_closed_dossier_is_decided_by_the_rules_for_its_dossier(ky_loi):
    dossier = open_dossier(ky_loi.world, ky_loi.world.ky_loi, "Hộ tịch", address="Thôn 1")
    PaperSigning.objects.create(
        province_id=dossier.province_id, dossier_id=dossier.pk, unit_id=ky_loi.world.ky_loi.id, kind="result",
        made="template", blocked_by="chưa có chứng thư", made_at=BEFORE_DAY,
    )  # fmt: skip
    by_rule(ky_loi)
    gather(ky_loi.plan, ky_loi.old, BEFORE_DAY)
    assert (goes("dossier"), goes("paper_to_sign")) == ([SONG_TRI], [])  # it goes with its open dossier
    close_dossiers([dossier.pk])
    gather(ky_loi.plan, ky_loi.old, BEFORE_DAY)
    assert (goes("dossier"), goes("paper_to_sign")) == ([], [SONG_TRI])
    assert SplitCase.objects.get(kind="paper_to_sign").facts["village"] == "Thôn 1"
