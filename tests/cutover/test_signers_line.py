"""Before a change: who signs from the first morning, and what still waits for a signature of a unit that ends."""

from datetime import timedelta

import pytest

from tests.cutover.test_go import NIGHT, at_night, change  # noqa: F401
from tests.factories.accounts import make_official
from thongsuot.accounts.models import Role
from thongsuot.cutover import go_lines
from thongsuot.cutover.models import Plan, PlanUnit, Side
from thongsuot.cutover.selectors.routes import leaving_units
from thongsuot.signatures import services
from thongsuot.signatures.models import Certificate

pytestmark = pytest.mark.django_db


def lines(plan):
    found = go_lines.standing(Plan.objects.get(pk=plan.pk), NIGHT)
    return {one.line.key: one.answer for one in found if one.line.key in ("signers", "signatures")}


def certify(unit_id, kind, mark, user=None):
    return Certificate.objects.create(
        kind=kind, unit_id=unit_id, user=user, subject=kind, issuer="Nơi cấp", serial="1", fingerprint=mark * 64,
        der=b"0", valid_from=NIGHT - timedelta(days=400), valid_to=NIGHT + timedelta(days=400), keep="token",
        entered_at=NIGHT,
    )  # fmt: skip


def test_new_units_without_signer_or_seal_hold_the_change_up(office, change):  # noqa: F811
    answer = lines(change.plan)["signers"]
    assert not answer.ok
    units = PlanUnit.objects.filter(plan=change.plan, side=Side.NEW, unit__isnull=False)
    assert units
    assert units[0].full_name in str(answer.words)


def test_a_letter_that_waits_for_a_unit_that_ends_holds_the_change_up(office, change):  # noqa: F811
    assert lines(change.plan)["signatures"].ok
    unit = leaving_units(change.plan)[0].unit_id
    services.request_signature(
        province_id=change.plan.province_id, unit_id=unit, purpose="seal", wanted_role="document_clerk",
        subject_kind="test_letter", subject_id=1, subject_code="01", subject_title="Một văn bản", page="/", at=NIGHT,
    )  # fmt: skip
    assert not lines(change.plan)["signatures"].ok


def test_with_a_signer_and_a_seal_the_line_is_clear(office, change):  # noqa: F811
    units = PlanUnit.objects.filter(plan=change.plan, side=Side.NEW, unit__isnull=False).values_list(
        "unit_id", flat=True
    )
    for n, unit in enumerate(units):
        chair = make_official(office.world, f"moi{n}.chutich", Role.CHAIR, unit)
        certify(unit, "person", "abcdef"[n], chair)
        assert not lines(change.plan)["signers"].ok
        certify(unit, "seal", "012345"[n])
    assert lines(change.plan)["signers"].ok
