"""Liên thông với hệ thống khác: what goes out from the journal, what comes in, what is stuck between, whose clock is right."""
