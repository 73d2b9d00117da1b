"""Systems outside, what waits to be sent to them, what they confirmed, what they sent, and how their clocks differ."""

from thongsuot.exchange.models.axis import AxisAgency, AxisIn, AxisOut, AxisTie
from thongsuot.exchange.models.catalogue import CatalogueFetch
from thongsuot.exchange.models.clocks import Cause, ClockDifference, ClockRun, ClockUnit, PortalView
from thongsuot.exchange.models.inbox import ForeignCode, InMessage
from thongsuot.exchange.models.mirrors import MirrorDossier
from thongsuot.exchange.models.outbox import OutMessage, SentDossier, SentFile
from thongsuot.exchange.models.stuck import Alarm, ReplayRun
from thongsuot.exchange.models.systems import System

__all__ = [
    "Alarm",
    "AxisAgency",
    "AxisIn",
    "AxisOut",
    "AxisTie",
    "CatalogueFetch",
    "Cause",
    "ClockDifference",
    "ClockRun",
    "ClockUnit",
    "ForeignCode",
    "InMessage",
    "MirrorDossier",
    "OutMessage",
    "PortalView",
    "ReplayRun",
    "SentDossier",
    "SentFile",
    "System",
]
