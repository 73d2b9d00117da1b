"""Dấu thời gian: asks the authority (RFC 3161), and refuses when its clock and ours are apart."""

from asyncio import to_thread
from collections.abc import Callable
from datetime import datetime, timedelta

from asn1crypto import tsp
from pyhanko.sign.timestamps import TimeStamper

from thongsuot.signatures.signing.answers import over_http
from thongsuot.signatures.signing.faults import SigningRefused

APART = timedelta(minutes=5)


class Stamper(TimeStamper):
    """Nơi cấp dấu thời gian."""

    def __init__(self, address: str, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self.address, self.clock = address, clock

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """One stamp; raises SigningRefused `tsa_unreachable`, `clock_off`."""
        if not self.address:
            raise SigningRefused("tsa_unreachable")
        try:
            content = await to_thread(over_http, self.address, req.dump(), "application/timestamp-query")
            answer = tsp.TimeStampResp.load(content)
            stamped = answer["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed["gen_time"].native
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            raise SigningRefused("tsa_unreachable") from None
        if stamped is None:
            raise SigningRefused("tsa_unreachable")
        if abs(stamped - self.clock()) > APART:
            raise SigningRefused("clock_off")
        return answer
