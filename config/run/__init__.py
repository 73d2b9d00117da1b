"""Khởi động: finds or starts PostgreSQL, prepares the data, runs and watches the parts of one installation."""
