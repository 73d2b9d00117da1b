"""Demo documents are signed in the background: really, by their signers, and no further than each should go."""

from typing import Any

import pytest
from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from config.run import demo_signing, loaders
from tests.signatures.conftest import centre, shared_centre, trusted  # noqa: F401
from tests.signatures.desk import Desk
from thongsuot.accounts.demo import ensure_demo_accounts
from thongsuot.accounts.models import User
from thongsuot.common.now import now
from thongsuot.documents.demo import ensure_demo_documents
from thongsuot.documents.models import Document
from thongsuot.records.retention import load as load_retention
from thongsuot.signatures.models import SigningRun
from thongsuot.signatures.services import carry_out

pytestmark = pytest.mark.django_db


@pytest.fixture
def letters(world: Any, tmp_path: Any, centre: Any, trusted: None) -> list[dict[str, str]]:  # noqa: F811
    """Two letters of Mai Phụ whose chair and seal have certificates: one to be signed, one to be recalled in the end."""
    ensure_demo_accounts(tmp_path)
    load_retention()
    chair = User.objects.get(username="maiphu.chutich")
    desk = Desk(world, centre, b"")
    desk.certify(chair.full_name, "chu-tich-thu", user=chair, organisation="UBND xã Mai Phụ")
    desk.certify("UBND xã Mai Phụ", "con-dau-thu", organisation="UBND xã Mai Phụ")
    wanted = [one for one in ensure_demo_documents(at=now()) if one.until in ("seal", "recalled")]
    with transaction.atomic():
        demo_signing.defer(wanted)
    return ProcrastinateJob.objects.get(task_name="demo.go_on").args["letters"]


def turn(letters: list[dict[str, str]]) -> list[dict[str, str]]:
    """One turn, and the job of the run that it started."""
    left = demo_signing.take_turn(letters)
    for run in SigningRun.objects.filter(state=SigningRun.State.RUNNING):
        carry_out(run.pk)
    return left


def states(letters: list[dict[str, str]]) -> dict[str, str]:
    found = dict(Document.objects.values_list("uid", "state"))
    return {one["until"]: next(state for uid, state in found.items() if str(uid) == one["uid"]) for one in letters}


def test_they_are_signed_sealed_issued_and_recalled_turn_by_turn(letters, centre):  # noqa: F811
    centre.server.failing = {"tsa"}
    assert turn(letters) == letters
    assert states(letters) == {"seal": "to_sign", "recalled": "to_sign"}, "trung tâm chứng thực chưa chạy"
    assert SigningRun.objects.get().state == SigningRun.State.PAUSED
    centre.server.failing = set()
    assert turn(letters) == letters
    assert states(letters) == {"seal": "signed", "recalled": "signed"}
    left = turn(letters)
    assert [one["until"] for one in left] == ["recalled"], "một văn bản dừng ở chờ đóng dấu"
    assert turn(left) == []
    assert states(letters) == {"seal": "signed", "recalled": "recalled"}


def test_a_pin_that_does_not_open_the_token_is_not_tried_again(letters, monkeypatch):
    monkeypatch.setattr(demo_signing.token, "PIN", "000000")
    assert turn(letters) == []
    assert states(letters) == {"seal": "to_sign", "recalled": "to_sign"}


def test_the_loader_tells_the_background_once(world, tmp_path):
    ensure_demo_accounts(tmp_path)
    load_retention()
    loaders.demo_rooms(lambda done, total: None)
    loaders.demo_rooms(lambda done, total: None)
    assert ProcrastinateJob.objects.filter(task_name="demo.go_on").count() == 1
