"""Giấy tờ về tiền: biên lai ba liên, phiếu yêu cầu nộp có mã VietQR, phiếu hoàn, sổ quỹ. Typst, like the other papers."""
