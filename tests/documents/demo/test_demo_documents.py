"""What a new user finds in the rooms of documents: something in every list, made once, by the verbs of the rooms."""

from datetime import datetime
from typing import Any

import pytest

from tests.factories.dossiers import moment
from tests.factories.units import World
from thongsuot.accounts.demo import ensure_demo_accounts
from thongsuot.common.journal_verify import verify
from thongsuot.documents.demo import ensure_demo_documents
from thongsuot.documents.models import Document
from thongsuot.records.retention import load as load_retention

pytestmark = pytest.mark.django_db
FRIDAY = moment(18, 10, month=7)


@pytest.fixture
def at(world: World, tmp_path: Any) -> datetime:
    ensure_demo_accounts(tmp_path)
    load_retention()
    assert ensure_demo_documents(at=FRIDAY)
    return FRIDAY


def test_a_second_start_makes_nothing_more(at):
    before = Document.objects.count()
    assert ensure_demo_documents(at=at) == []
    assert Document.objects.count() == before
    assert not list(verify().faults)
