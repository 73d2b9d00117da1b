"""Systems outside, what waits to be sent to them, what they confirmed, what they sent."""

from thongsuot.exchange.models.inbox import InMessage
from thongsuot.exchange.models.outbox import OutMessage, SentDossier
from thongsuot.exchange.models.systems import System

__all__ = ["InMessage", "OutMessage", "SentDossier", "System"]
