"""Đọc nội dung đã lưu: from the office's file store or a copy, and never bytes that are not those of the record."""

import tempfile
from typing import IO

from thongsuot.common.errors import Unavailable
from thongsuot.records.models import RecordItem, StoreObject
from thongsuot.records.storage.copying import sources
from thongsuot.records.storage.stores import CHUNK, StoreFault, checked, configured


def open_checked(item: RecordItem) -> IO[bytes]:
    """The whole content, verified before the first byte is given; raises Unavailable `no_good_copy`."""
    thing = StoreObject.objects.filter(province_id=item.province_id, sha256=item.sha256).first() or StoreObject(
        province_id=item.province_id, sha256=item.sha256
    )
    for source in sources(thing, configured()):
        body = tempfile.SpooledTemporaryFile(max_size=8 * CHUNK)  # noqa: SIM115  (the caller closes it)
        try:
            for chunk in checked(source, item.sha256):
                body.write(chunk)
        except (StoreFault, OSError):
            body.close()
            continue
        body.seek(0)
        return body
    raise Unavailable(code="no_good_copy")
