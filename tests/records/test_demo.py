"""The archive of whoever starts the platform for the first time: something in every list, made once."""

from datetime import datetime
from typing import Any

import pytest

from tests.factories.dossiers import moment
from tests.factories.units import World
from thongsuot.accounts.demo import ensure_demo_accounts
from thongsuot.common.journal_verify import verify
from thongsuot.records.demo import ensure_demo_records
from thongsuot.records.models import RecordFile
from thongsuot.records.retention import load as load_retention

pytestmark = pytest.mark.django_db
FRIDAY = moment(18, 10, month=7)


@pytest.fixture
def at(world: World, tmp_path: Any) -> datetime:
    ensure_demo_accounts(tmp_path)
    load_retention()
    assert ensure_demo_records(at=FRIDAY)
    return FRIDAY


def test_a_second_start_makes_nothing_more(at):
    before = RecordFile.objects.count()
    assert not ensure_demo_records(at=at)
    assert RecordFile.objects.count() == before
    assert not list(verify().faults)
