"""Liên thông in a browser: the list, one thing that is stuck, two clocks, mirrored dossiers; at 1366 and on a phone."""

from typing import Any

import pytest

from tests.browser import assert_accessible, let_in, shot
from tests.exchange.inbound_samples import AT, SYSTEM, connected
from tests.exchange.test_mirrors_and_catalogue import mirrored
from tests.exchange.test_stuck_list import stuck_in, stuck_out
from tests.factories.accounts import make_official
from tests.factories.dossiers import make_office, moment, submit
from tests.factories.units import make_world
from thongsuot.accounts.models import Role
from thongsuot.common import stamps
from thongsuot.exchange.clocks import compare
from thongsuot.exchange.models import ClockRun, PortalView
from thongsuot.exchange.stuck import alarms

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def morning(monkeypatch: Any, django_db_serialized_rollback: Any) -> Any:
    from contextvars import ContextVar

    at = moment(7, 16)
    monkeypatch.setattr("thongsuot.common.now._frozen", ContextVar("frozen", default=lambda: at))
    with stamps.of_one_request():
        world = make_world()
        office = connected(world, make_office(world))
    for number in range(12):
        stuck_in(number, minutes=number)
    stuck_in(50, unit="18796", NgayNopHoSo="20250620093000")
    stuck_out(office)
    for number in range(5):
        mirrored(number, status=str(number + 2))
    alarms.watch(moment(7, 15))
    for number in range(6):
        dossier = submit(office).dossier
        PortalView.objects.create(
            province_id=dossier.province_id, system_id=SYSTEM, code=dossier.code, dossier_id=dossier.pk,
            national_status=dossier.national_status, due_at=moment(7, 10 + number), seen_at=moment(7, 16),
        )  # fmt: skip
    run = ClockRun.objects.create(province_id=world.province.id, system_id=SYSTEM, began_at=AT)
    compare.compare(run, at=moment(7, 16))
    run.ended_at = moment(7, 16)
    run.save()
    return office, run


PLACES = [
    ("ket", "/can-bo/ket/"),
    ("ket-mot", "/can-bo/ket/in/{message}/"),
    ("hai-dong-ho", "/can-bo/hai-dong-ho/"),
    ("hai-dong-ho-don-vi", "/can-bo/hai-dong-ho/{run}/1000301/"),
    ("noi-khac", "/can-bo/lien-thong/ho-so-noi-khac/"),
    ("noi-khac-mot", "/can-bo/lien-thong/ho-so-noi-khac/{mirror}/"),
]


@pytest.mark.parametrize("which", ["page", "phone"])
def test_every_page_can_be_read_and_used(request: Any, live_server: Any, morning: Any, which: str) -> None:
    from thongsuot.exchange.models import InMessage, MirrorDossier

    office, run = morning
    screen = request.getfixturevalue(which)
    let_in(screen, live_server.url, office.users["motcua1"])
    values = {
        "message": InMessage.objects.filter(unit_id=office.world.mai_phu.id, state="stuck").first().pk,
        "run": run.pk,
        "mirror": MirrorDossier.objects.first().pk,
    }
    for name, address in PLACES:
        screen.goto(live_server.url + address.format(**values))
        shot(screen, f"lien-thong-{name}-{which}")
        assert_accessible(screen)


def test_the_province_sees_figures_and_assigns_what_has_no_unit(page: Any, live_server: Any, morning: Any) -> None:
    office, _run = morning
    admin = make_official(office.world, "tinh.quantri", Role.PROVINCE_ADMIN, office.world.province)
    let_in(page, live_server.url, admin)
    page.goto(f"{live_server.url}/can-bo/ket/")
    assert_accessible(page)
    shot(page, "lien-thong-ket-tinh")
    page.get_by_role("link", name="Tin đến: hồ sơ mới").first.click()
    assert_accessible(page)
    shot(page, "lien-thong-ket-chi-dinh")
    page.get_by_label("Mã xã, phường").fill("18754")
    page.get_by_role("button", name="Chỉ định và đọc lại").click()
    page.wait_for_url("**/can-bo/ket/")
    assert "Vẫn chưa được" in page.content()
