"""Việc nền của chữ ký: carry a run out; find runs whose worker died, and PINs that stayed too long."""

from procrastinate.contrib.django import app

from thongsuot.common.now import now
from thongsuot.signatures.models import SigningRun
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
