"""Cổng thanh toán trực tuyến: what is said to it (`messages`) and how it is reached (`client`)."""
