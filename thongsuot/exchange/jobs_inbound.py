"""Việc nền của chiều vào: fetch from other systems, read what waits, compare clocks, watch what is stuck."""

from procrastinate.contrib.django import app

from thongsuot.common.now import now
from thongsuot.exchange import systems
from thongsuot.exchange.inbound import fetching, understanding
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
