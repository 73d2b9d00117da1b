"""Lưu trữ: fonds, files, hand-ins and disposals go along; copies are made anew in the stores of the new installation."""

from thongsuot.cutover.carrying.decisions import carried, left, matched
from thongsuot.records.models import (
    Disposal,
    DisposalLine,
    Fonds,
    HandIn,
    HandInDue,
    HandInLine,
    Hold,
    Loan,
    ObjectCopy,
    Package,
    ReadRequest,
    RecordFile,
    RecordItem,
    RecordPerson,
    RetentionRule,
    StoreObject,
)

for _model in (Fonds, HandIn, HandInLine, Disposal, DisposalLine, Hold, Loan, ReadRequest):
    carried(_model, "province")
for _model in (RecordFile, RecordItem, HandInDue):
    carried(_model, "province", kinds={"source_id": "source_kind"})
carried(RecordPerson, "province", hashes=("id_number_hash",))
matched(RetentionRule, how="bảng thời hạn bảo quản nạp ở mỗi nơi; hồ sơ giữ số năm và mã mục của mình")
left(StoreObject, ObjectCopy, why="bản trong kho của nơi gửi; nơi nhận chép lại từ tệp của hồ sơ vào kho của mình")
left(Package, why="gói làm theo yêu cầu, làm lại được từ hồ sơ")
