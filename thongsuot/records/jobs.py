"""Việc nền của lưu trữ: copies, fixity, erasing, reminders, packages."""

from procrastinate.contrib.django import app

from thongsuot.common.now import now
from thongsuot.records.packages import making
from thongsuot.records.services import lending, owing
from thongsuot.records.storage import copying, fixity


@app.periodic(cron="* * * * * */30", periodic_id="copy_records")
@app.task(name="records.copy", queueing_lock="records.copy")
def copy(timestamp: int) -> int:
    """Chép những bản còn thiếu vào các kho; xoá bản đã có quyết định huỷ."""
    at = now()
    return copying.copy_some(at) + copying.look_for_lost(at) + copying.erase_some(at)


@app.periodic(cron="*/5 * * * *", periodic_id="check_records")
@app.task(name="records.check", queueing_lock="records.check")
def check(timestamp: int) -> dict[str, int]:
    """Kiểm nguyên vẹn những bản đến lượt."""
    return fixity.check_some(now())


@app.periodic(cron="13 6 * * *", periodic_id="remind_of_records")
@app.task(name="records.remind", queueing_lock="records.remind")
def remind(timestamp: int) -> int:
    """Nhắc nộp lưu và đòi hồ sơ mượn quá hạn."""
    reminded = 0
    while some := owing.remind_of_some(now()):
        reminded += some
    return reminded + lending.ask_back_some(now())


@app.task(name="records.make_package")
def make_package(package_id: int) -> None:
    """Làm một gói đã đặt."""
    making.make(package_id, at=now())
