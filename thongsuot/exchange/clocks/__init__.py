"""Hai đồng hồ: the portal's due moments and states beside ours, every difference with a cause; compared set-wise in SQL."""
