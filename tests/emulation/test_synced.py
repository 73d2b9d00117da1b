"""1.4: what the national portal has confirmed is counted, once, as soon as it has."""

from decimal import Decimal

import pytest

from tests.emulation.story import follow, tell
from tests.emulation.test_worked_example import PERIOD
from tests.factories.dossiers import moment
from thongsuot.common import feeds
from thongsuot.common.now import frozen
from thongsuot.dossiers.models import Dossier
from thongsuot.emulation import scorecards, selectors
from thongsuot.emulation.scoring import score
from thongsuot.exchange.models import ForeignCode, OutMessage
from thongsuot.exchange.services import leasing, queueing
from thongsuot.exchange.systems import NATIONAL_PORTAL
from thongsuot.warehouse import handlers, services
from thongsuot.warehouse.models import DossierFact

pytestmark = pytest.mark.django_db
AT = moment(31, 9)


@pytest.fixture
def codes(office, settings):
    settings.OUTSIDE_SYSTEMS = {NATIONAL_PORTAL: "http://127.0.0.1:9"}
    with frozen(AT):
        yield tell(office)


def confirm(code: str) -> int:
    """As a worker does whose first message of the dossier was answered; how many of it still wait."""
    while queueing.queue_news(AT):
        pass
    OutMessage.objects.exclude(dossier_code=code).update(next_try_at=None)
    [[first, *others]] = leasing.take(NATIONAL_PORTAL, at=AT, limit=10)
    leasing.record([(first, "RECEIVED")], [], others, at=AT)
    return len(others)


def share(office):
    numbers = selectors.numbers_of(office.world.province.id, PERIOD)[office.world.mai_phu.id]
    return score(scorecards.scorecard_on(PERIOD.end), 1, numbers).item("1.4").ratio


def test_a_confirmation_is_news_and_is_counted(office, codes):
    assert share(office) == 0
    confirm(codes["A"])
    assert feeds.waiting(handlers.CONFIRMATIONS) == 1
    follow()
    assert DossierFact.objects.get(synced=True).dossier_id == Dossier.objects.get(code=codes["A"]).pk
    assert share(office) == Decimal(1) / 4


def test_what_is_confirmed_again_is_no_news(office, codes):
    assert confirm(codes["A"]) > 0
    follow()
    confirm(codes["A"])
    assert feeds.waiting(handlers.CONFIRMATIONS) == 0
    assert share(office) == Decimal(1) / 4


def test_a_dossier_the_portal_knows_by_its_own_code_is_there(office, codes):
    dossier = Dossier.objects.get(code=codes["B"])
    ForeignCode.objects.create(
        system_id=NATIONAL_PORTAL, code="G15-1", province_id=dossier.province_id, dossier_id=dossier.pk, since=AT
    )
    services.refresh(province_id=dossier.province_id, dossier_ids=[dossier.pk])
    assert share(office) == Decimal(1) / 4


def test_an_installation_without_the_portal_has_no_share(office, codes, settings):
    settings.OUTSIDE_SYSTEMS = {}
    assert share(office) is None
