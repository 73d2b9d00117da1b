"""Chữ ký số: certificates and what was signed; acts of signing under way, with their PIN, stay."""

from thongsuot.cutover.carrying.decisions import carried, left
from thongsuot.signatures.models import AskingRow, AskingRun, Certificate, SigningRequest, SigningRow, SigningRun

carried(Certificate, "unit")
carried(SigningRequest, "province", kinds={"subject_id": "subject_kind"})
left(SigningRun, why="lượt ký là việc đang làm trên máy này, có mã PIN đã mã hoá bằng khoá riêng của nó")
left(SigningRow, why="dòng của lượt ký ở lại cùng lượt; kết quả đã nằm ở chữ ký")
left(AskingRun, AskingRow, why="lượt trình ký là việc đang làm trên máy này; chữ ký đã xin thì mang theo")
