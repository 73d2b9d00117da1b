"""Phí, lệ phí: yêu cầu nộp, cách nộp, biên lai, hoàn tiền, sổ quỹ của quầy, tài khoản thụ hưởng, cổng thanh toán."""
