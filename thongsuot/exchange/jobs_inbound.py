"""Việc nền của chiều vào: fetch from other systems, read what waits, compare clocks, watch what is stuck."""

from procrastinate.contrib.django import app

from thongsuot.accounts.principal import principal_of
from thongsuot.common.now import now
from thongsuot.exchange import catalogue, systems
from thongsuot.exchange.clocks import runs
from thongsuot.exchange.inbound import fetching, storing, understanding
from thongsuot.exchange.models import System
from thongsuot.exchange.stuck import alarms, replay


@app.periodic(cron="* * * * * */15", periodic_id="exchange_read")
@app.task(name="exchange.read_waiting", queueing_lock="exchange.read_waiting")
def read_waiting(timestamp: int) -> int:
    """Đọc những thông điệp tới lượt."""
    return understanding.understand_all(understanding.due(now()), at=now())


@app.task(name="exchange.read_one")
def read_one(message_id: int) -> str:
    """Đọc một thông điệp vừa đến có kèm tệp."""
    return understanding.understand(message_id, at=now())


@app.periodic(cron="* * * * * */30", periodic_id="exchange_fetch")
@app.task(name="exchange.fetch", queueing_lock="exchange.fetch")
def fetch(timestamp: int) -> int:
    """Lấy tin của các hệ thống đã nối."""
    active = set(System.objects.filter(active=True).values_list("key", flat=True))
    wanted = [key for key in systems.connected(System.Direction.IN) if key in active]
    return sum(fetching.fetch(key, clock=now).fresh for key in wanted)


@app.task(name="exchange.replay_all")
def replay_all(run_id: int) -> int:
    """Làm lại cả loạt một lần đã đặt."""
    return replay.carry_out(run_id, clock=now)


@app.periodic(cron="*/5 * * * *", periodic_id="exchange_alarms")
@app.task(name="exchange.watch_stuck", queueing_lock="exchange.watch_stuck")
def watch_stuck(timestamp: int) -> int:
    """Nhìn lại việc kẹt, báo động khi quá ngưỡng."""
    return alarms.watch(now())


@app.task(name="exchange.compare_clocks")
def compare_clocks(run_id: int) -> None:
    """So hai đồng hồ một lần đã đặt."""
    runs.carry_out(run_id, clock=now)


@app.periodic(cron="11 2 * * *", periodic_id="exchange_clocks")
@app.task(name="exchange.compare_nightly", queueing_lock="exchange.compare_nightly")
def compare_nightly(timestamp: int) -> int:
    """Hằng đêm so hai đồng hồ của mọi tỉnh đã nối."""
    if not systems.address(systems.NATIONAL_PORTAL):
        return 0
    found = runs.provinces(now())
    for province_id in found:
        run, _fresh = runs.begin(province_id=province_id, system=systems.NATIONAL_PORTAL, asked_by=None, at=now())
        runs.carry_out(run.pk, clock=now)
    return len(found)


@app.task(name="exchange.fetch_catalogue")
def fetch_catalogue(by_id: int | None = None, everything: bool = False) -> None:
    """Lấy danh mục của cổng theo yêu cầu."""
    by = principal_of(by_id, now()) if by_id else None
    catalogue.fetch(systems.NATIONAL_PORTAL, by=by, at=now(), everything=everything)


@app.periodic(cron="31 2 * * *", periodic_id="exchange_catalogue")
@app.task(name="exchange.fetch_catalogue_nightly", queueing_lock="exchange.fetch_catalogue_nightly")
def fetch_catalogue_nightly(timestamp: int) -> None:
    """Hằng đêm lấy phần danh mục đã đổi ở cổng."""
    if systems.address(systems.NATIONAL_PORTAL):
        catalogue.fetch(systems.NATIONAL_PORTAL, by=None, at=now())


@app.periodic(cron="41 2 * * *", periodic_id="exchange_forget")
@app.task(name="exchange.forget_raw", queueing_lock="exchange.forget_raw")
def forget_raw(timestamp: int) -> int:
    """Quên nội dung của tin đến đã xong từ lâu."""
    return storing.forget_old(now())
