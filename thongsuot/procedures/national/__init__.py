"""Danh mục quốc gia: reading its files (CSV, JSON) with their known faults, and comparing them with our catalogue."""
