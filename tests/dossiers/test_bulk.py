"""Làm hàng loạt: each dossier as if done alone, a result for each, nothing twice, nobody's rights stretched."""

import uuid

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.factories.accounts import sign_in
from tests.factories.dossiers import Office, moment, submit
from thongsuot.common.now import frozen
from thongsuot.dossiers import jobs, services
from thongsuot.dossiers.models import BulkRow, BulkRun, Dossier
from thongsuot.dossiers.services import bulk

pytestmark = pytest.mark.django_db
AT = moment(7, 11)


@pytest.fixture(autouse=True)
def at_eleven():
    with frozen(AT):
        yield


def waiting(office: Office, count: int = 1) -> list[str]:
    """Put down at the counter, not yet received."""
    return [submit(office, receive=False, at=moment(7, 9)).dossier.code for _n in range(count)]


def run(office: Office, verb: str, codes: list[str], *, by: str = "motcua1", **given: str) -> BulkRun:
    asked, _new = bulk.ask(uid=uuid.uuid4(), verb=verb, codes=codes, given=given, principal=office.who(by, AT), at=AT)
    bulk.carry_out(asked.pk, clock=lambda: AT)
    return asked


def outcome(asked: BulkRun) -> list[tuple[str, bool]]:
    return [(row.code, row.state == BulkRow.State.DONE) for row in asked.lines.order_by("position")]


def statuses() -> set[str]:
    return set(Dossier.objects.values_list("status", flat=True))


@pytest.fixture
def received(office: Office) -> list[str]:
    return [submit(office, at=moment(7, 9)).dossier.code for _n in range(2)]


def test_many_are_received_and_a_refused_one_stops_none(office: Office) -> None:
    codes = waiting(office, 2)
    already = submit(office).dossier.code
    foreign = submit(office, by="tk_motcua1", receiving_unit=office.world.thach_khe.code).dossier.code
    asked = run(office, "receive", [codes[0], already, foreign, "H42.X-250707-9999", codes[1]])
    assert [done for _code, done in outcome(asked)] == [True, False, False, False, True]
    reasons = dict(asked.lines.values_list("code", "reason"))
    assert "Được tiếp nhận" in reasons[already]
    assert reasons[foreign] == reasons["H42.X-250707-9999"], "a foreign dossier looks like none at all"
    asked.refresh_from_db()
    assert asked.finished_at == AT


def test_the_whole_way_of_two_dossiers_by_five_bulk_acts(office: Office, received: list[str]) -> None:
    assert all(done for _code, done in outcome(run(office, "assign", received, by="vanphong", to="maiphu.hotich")))
    assert all(done for _code, done in outcome(run(office, "complete-step", received, by="hotich", note="Đủ")))
    assert all(done for _code, done in outcome(run(office, "finish", received, by="chutich")))
    asked = run(office, "return-result", received, method="COUNTER", id_checked="1")
    assert all(done for _code, done in outcome(asked))
    assert statuses() == {"RETURNED"}


def test_signing_many_passes_over_no_step_unseen(office: Office, received: list[str]) -> None:
    run(office, "assign", received, by="vanphong", to="maiphu.hotich")
    run(office, "complete-step", received[:1], by="hotich")
    asked = run(office, "finish", received, by="chutich")
    assert [done for _code, done in outcome(asked)] == [True, False]
    assert "Còn bước chưa xong" in asked.lines.get(code=received[1]).reason


@pytest.mark.parametrize(
    ("verb", "by", "given"),
    [
        ("receive", "hotich", {}),
        ("assign", "hotich", {"to": "maiphu.hotich"}),
        ("complete-step", "kinhte", {}),
        ("finish", "motcua1", {}),
        ("return-result", "hotich", {"method": "COUNTER"}),
        ("complete-step", "thanhtra", {}),
        ("receive", "lan", {}),
    ],
)
def test_nobody_does_for_many_what_he_may_not_do_for_one(
    office: Office, received: list[str], verb: str, by: str, given: dict[str, str]
) -> None:
    asked = run(office, verb, received, by=by, **given)
    assert [done for _code, done in outcome(asked)] == [False, False]
    assert statuses() == {"RECEIVED"}


def test_a_run_that_was_interrupted_goes_on_where_it_stopped(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = waiting(office, 3)
    asked, _new = bulk.ask(
        uid=uuid.uuid4(), verb="receive", codes=codes, given={}, principal=office.who("motcua1", AT), at=AT
    )
    seen: list[int] = []

    def dies() -> object:
        seen.append(1)
        if len(seen) == 2:
            raise SystemExit
        return AT

    with pytest.raises(SystemExit):
        bulk.carry_out(asked.pk, clock=dies)
    assert [done for _code, done in outcome(asked)] == [True, False, False]
    bulk.carry_out(asked.pk, clock=lambda: AT)
    assert all(done for _code, done in outcome(asked))


def test_a_fault_of_ours_is_a_refused_row_and_undoes_its_act(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = waiting(office, 2)
    real = services.intake.receive

    def broken(**given: object) -> object:
        real(**given)
        if given["code"] == codes[0]:
            raise RuntimeError("hỏng")
        return None

    monkeypatch.setattr(services.intake, "receive", broken)
    asked = run(office, "receive", codes)
    assert [done for _code, done in outcome(asked)] == [False, True]
    assert set(Dossier.objects.values_list("code", "status")) == {(codes[0], "SUBMITTED"), (codes[1], "RECEIVED")}


def test_from_ticks_to_a_page_that_says_what_was_done_and_what_not(office: Office, client: Client) -> None:
    codes = [*waiting(office, 2), submit(office).dossier.code]
    sign_in(client, office.users["motcua1"])
    form = client.post("/can-bo/ho-so/hang-loat/", {"viec": "receive", "hs": codes})
    assert form.status_code == 200
    lan = str(form.context["uid"]) if form.context else form.content.decode().split('name="lan" value="')[1][:36]
    body = {"viec": "receive", "hs": codes, "lan": lan, "note": "Đủ giấy tờ"}
    address = client.post("/can-bo/ho-so/hang-loat/lam/", body)["Location"]
    assert client.post("/can-bo/ho-so/hang-loat/lam/", body)["Location"] == address
    assert BulkRun.objects.count() == ProcrastinateJob.objects.filter(task_name="dossiers.carry_out_bulk").count() == 1
    running = client.get(address).content.decode()
    assert "every 1s" in running
    assert 'http-equiv="refresh"' in running
    jobs.carry_out_bulk.func(run_id=BulkRun.objects.get().pk)
    page = client.get(address).content.decode()
    assert "2/3" in page
    assert "1 hồ sơ chưa được" in page
    assert f'href="/can-bo/ho-so/{codes[2]}/"' in page
    assert "every 1s" not in page
    sign_in(client, office.users["motcua2"])
    assert client.get(address).status_code == 404


def test_wrong_orders_are_refused_with_everything_kept(office: Office, client: Client, received: list[str]) -> None:
    sign_in(client, office.users["vanphong"])
    lan = str(uuid.uuid4())
    empty = client.post("/can-bo/ho-so/hang-loat/", {"viec": "assign"})
    assert empty["Location"] == "/can-bo/ho-so/"
    nobody = client.post("/can-bo/ho-so/hang-loat/lam/", {"viec": "assign", "hs": received, "lan": lan, "note": "gấp"})
    assert nobody.status_code == 422
    assert "gấp" in nobody.content.decode()
    assert lan in nobody.content.decode()
    many = [f"H42-250707-{n:04d}" for n in range(201)]
    assert client.post("/can-bo/ho-so/hang-loat/lam/", {"viec": "receive", "hs": many, "lan": lan}).status_code == 422
    assert client.post("/can-bo/ho-so/hang-loat/lam/", {"viec": "xoá", "hs": received, "lan": lan}).status_code == 404
    assert (
        client.post("/can-bo/ho-so/hang-loat/lam/", {"viec": "receive", "hs": received, "lan": "x"}).status_code == 404
    )
    assert not BulkRun.objects.exists()
