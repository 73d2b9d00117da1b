"""Việc nền của chữ ký: carry a run out; find runs whose worker died, PINs that stayed too long, and what nobody can sign."""

from procrastinate.contrib.django import app

from thongsuot.common.now import now
from thongsuot.signatures.models import SigningRun
from thongsuot.signatures.services import ending, late_asking
from thongsuot.signatures.services.working import carry_out


@app.task(name="signatures.sign_run")
def sign_run(run_id: int) -> str:
    """Ký một lượt."""
    return carry_out(run_id)


@app.periodic(cron="* * * * *", periodic_id="signatures.left_runs")
@app.task(name="signatures.left_runs", queueing_lock="signatures.left_runs")
def left_runs(timestamp: int) -> int:
    """Tiếp các lượt ký mà tiến trình trước đã chết; those whose PIN is over are paused, and the PIN thrown away."""
    left = SigningRun.objects.filter(state=SigningRun.State.RUNNING, lease_until__lt=now()) | SigningRun.objects.filter(
        state=SigningRun.State.RUNNING, lease_until=None, pin_until__lt=now()
    )
    ids = list(left.values_list("pk", flat=True)[:20])
    for run_id in ids:
        carry_out(run_id)
    return len(ids)


@app.periodic(cron="23 * * * *", periodic_id="signatures.without_signer")
@app.task(name="signatures.without_signer", queueing_lock="signatures.without_signer")
def without_signer(timestamp: int) -> int:
    """Thôi chữ ký chờ một người không còn giữ chức vụ; the asking room is told."""
    return ending.end_some(now())


@app.task(name="signatures.ask_late")
def ask_late(run_id: int) -> int:
    """Trình ký những thứ đã lưu của một lượt."""
    return late_asking.carry_out(run_id, clock=now)


@app.periodic(cron="*/5 * * * *", periodic_id="signatures.left_asking")
@app.task(name="signatures.left_asking", queueing_lock="signatures.left_asking")
def left_asking(timestamp: int) -> int:
    """Tiếp các lượt trình ký mà tiến trình trước đã chết."""
    return sum(late_asking.carry_out(run_id, clock=now) for run_id in late_asking.left(now()))
