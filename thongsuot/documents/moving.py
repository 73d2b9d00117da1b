"""Văn bản đang mở đổi đơn vị: the narrow row of an open document goes to the new unit; the document is not written."""

from thongsuot.documents.models import DocumentHolding
from thongsuot.org.table_mover import TableMover

HOLDING = TableMover(
    kind="document",
    label="văn bản đang xử lý",
    journal="document",
    key="document_id",
    columns=((DocumentHolding, "unit_id"),),
    open="true",
    state="m.state",
    alone="true",
    code="(SELECT concat_ws('/', nullif(d.number, ''), nullif(d.notation, '')) FROM documents_document d"
    " WHERE d.province_id = m.province_id AND d.id = m.document_id)",
    title="(SELECT d.summary FROM documents_document d WHERE d.province_id = m.province_id AND d.id = m.document_id)",
    due="nullif(m.due_at, '9999-01-01Z'::timestamptz)",
)
