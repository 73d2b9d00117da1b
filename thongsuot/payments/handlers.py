"""What payments listen to: money recorded, asked for or no longer owed on a dossier."""

from thongsuot.dossiers.events import PaymentCancelled, PaymentRecorded, PaymentRequested, on
from thongsuot.payments.services import settling


@on(PaymentRecorded)
def on_recorded(event: PaymentRecorded) -> None:
    """Biên lai, sổ quỹ, lần thanh toán, in the same transaction."""
    settling.on_recorded(event)


@on(PaymentCancelled)
def on_cancelled(event: PaymentCancelled) -> None:
    """Tiền đã đến mà không phải nộp nữa thì chờ hoàn."""
    settling.on_cancelled(event)


@on(PaymentRequested)
def on_requested(event: PaymentRequested) -> None:
    """Đã được miễn thì không yêu cầu nữa."""
    settling.on_requested(event)
